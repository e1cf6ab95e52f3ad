"""What a reader meets when the database is away, busy or empty, or an address makes no sense."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from portal.disclosure.bundles import find_bundle
from portal.disclosure.evaluations import EVALUATIONS
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.pages import find_row, read_page
from portal.disclosure.regions import search_regions
from portal.errors import InvalidInputError, UnavailableError
from portal.evaluation.sweep import sweep_ballots
from portal.records.migrate import is_current, upgrade
from portal.records.session import make_engine, reading, writing
from tests.db.conftest import Template
from tests.db.town import Town, add_regions

SENSELESS = ["\0", "a\0", "\ud800", "' OR 1=1 --", "x" * 100_000, "", " ", "编号", "..", "%"]
ONE_SIDE = "the database cannot be reached, or is not migrated"


@pytest.fixture
def emptied(migrated: Template, tmp_path: Path) -> Iterator[Engine]:
    """A database whose notices are gone, as before a migration that makes them."""
    with migrated.copy(tmp_path) as engine:
        others_too = " CASCADE" if engine.dialect.name == "postgresql" else ""
        with engine.begin() as connection:
            for table in ("notice_supplier", "notice_lot", "notice_version", "notice"):
                connection.execute(text(f"DROP TABLE {table}{others_too}"))
        yield engine


def test_a_database_without_the_table_is_called_unavailable(emptied: Engine) -> None:
    with pytest.raises(UnavailableError, match=ONE_SIDE), reading(emptied) as session:
        find_row(session, NOTICES, "anything")


def test_when_every_connection_is_taken_the_portal_is_called_unavailable(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(town.engine.pool, "_timeout", 0.05)
    with ExitStack() as held:
        for _ in range(15):
            held.enter_context(town.engine.connect())
        with pytest.raises(UnavailableError), reading(town.engine) as session:
            session.connection()


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://nobody@127.0.0.1:1/none", "sqlite:////nowhere/at/all.db"]
)
@pytest.mark.parametrize("ask", [upgrade, lambda url: is_current(make_engine(url))])
def test_a_database_that_is_away_is_no_trace_for_the_operator(
    url: str, ask: Callable[[str], object]
) -> None:
    with pytest.raises(UnavailableError, match=ONE_SIDE):
        ask(url)


def test_a_sweep_of_a_database_that_is_away_says_so() -> None:
    with pytest.raises(UnavailableError, match=ONE_SIDE):
        sweep_ballots(make_engine("postgresql+psycopg://nobody@127.0.0.1:1/none"))


def test_an_id_that_can_be_none_is_not_found_on_either_database(town: Town) -> None:
    with reading(town.engine) as session:
        for row_id in SENSELESS:
            assert find_row(session, NOTICES, row_id) is None
            assert find_row(session, EVALUATIONS, row_id) is None
            assert find_bundle(session, row_id) is None


def test_a_list_is_not_turned_at_an_id_that_can_be_none(town: Town) -> None:
    with reading(town.engine) as session:
        for row_id in filter(None, SENSELESS):
            with pytest.raises(InvalidInputError, match="no public row has the id"):
                read_page(session, NOTICES, NoticeFilter(), after=row_id)


def test_words_that_name_no_region_find_none_on_either_database(town: Town) -> None:
    with reading(town.engine) as session:
        assert not [words for words in SENSELESS if search_regions(session, words)]


def test_a_region_is_found_by_words_between_signs_that_nobody_sees(engine: Engine) -> None:
    with writing(engine) as session:
        add_regions(session)
    with Session(engine) as session:
        assert [each.code for each in search_regions(session, "德阳\0旌阳区\u200b街道")] == [
            "510603001"
        ]

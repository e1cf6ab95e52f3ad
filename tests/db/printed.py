"""Notices as a source would print them, and the way of one into the database."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from portal import commands
from portal.notices.parse.files import parse_file
from portal.notices.parse.model import ParsedNotice, Reject, SourceKey
from portal.notices.service import Outcome, import_notice, region_finder
from portal.notices.types import NoticeType
from portal.records import session as records
from portal.records.session import writing
from portal.settings import get_settings
from tests.db.town import OPERATOR

OCDS = Path(__file__).parents[1] / "fixtures" / "ocds"
OCID = "ocds-abc123-1"
PUBLISHER = "示例公共资源交易中心"


def at(day: int, hour: int = 0) -> datetime:
    """A moment in January 2026."""
    return datetime(2026, 1, day, hour, tzinfo=UTC)


def a_row(item: str = "1", *, publisher: str = PUBLISHER, **said: Any) -> ParsedNotice:
    """A row of a table of notices."""
    key = SourceKey(publisher=publisher, publisher_stated=True, dataset="printed", item=item)
    return _notice(key, said)


def a_release(
    item: str = "1",
    *,
    ocid: str = OCID,
    publisher: str = PUBLISHER,
    stated: bool = True,
    **said: Any,
) -> ParsedNotice:
    """A release of an open contracting process."""
    key = SourceKey(publisher=publisher, publisher_stated=stated, ocid=ocid, item=item)
    return _notice(key, said)


def _notice(key: SourceKey, said: dict[str, Any]) -> ParsedNotice:
    words = {"type": NoticeType.TENDER, "type_text": None, "title": "社会救助服务采购"} | said
    return ParsedNotice(key=key, file="printed.csv", line=1, **words)


def keep(engine: Engine, *notices: ParsedNotice, as_draft: bool = False) -> list[Outcome]:
    """Import notices, each in a transaction of its own."""
    outcomes = []
    for each in notices:
        with writing(engine) as session:
            outcomes.append(import_notice(session, OPERATOR, each, as_draft=as_draft))
    return outcomes


def keep_file(engine: Engine, path: Path, **options: Any) -> tuple[list[Outcome], list[Reject]]:
    """Import a file as the command does."""
    with writing(engine) as session:
        read = list(parse_file(path, find_region=region_finder(session), **options))
        kept = [
            import_notice(session, OPERATOR, each)
            for each in read
            if isinstance(each, ParsedNotice)
        ]
    return kept, [each for each in read if isinstance(each, Reject)]


@contextmanager
def configured(engine: Engine, var_dir: Path) -> Iterator[None]:
    """The process's own settings, with this database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTAL_VAR_DIR", str(var_dir))
        patch.setenv("PORTAL_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        get_settings.cache_clear()
        records.get_engine.cache_clear()
        try:
            yield
        finally:
            records.get_engine().dispose()
            records.get_engine.cache_clear()
            get_settings.cache_clear()


def run(*arguments: object) -> Result:
    """A command as somebody types it; an error that is no sentence of ours is raised."""
    given: Iterable[str] = map(str, arguments)
    result = CliRunner().invoke(commands.portal, list(given), prog_name="portal")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result

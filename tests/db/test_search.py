"""The index of words: it finds what looking into every text finds, on both databases."""

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, Select, delete, insert, select, text, update
from sqlalchemy.orm import Session

from portal.disclosure import finding, table
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.pages import read_page
from portal.records.grams import _SIGNS, FUNCTION, asked_grams, may_be_found, spelled_grams
from portal.records.migrate import downgrade, upgrade
from portal.records.notice import Notice, NoticeState
from portal.records.session import make_engine, writing
from portal.typed import searchable
from tests.db.conftest import Template
from tests.db.reading import csv_rows, forwards, jsonl_rows, shelve, statements

HAN = "低保照护救助生活最民政局服务人家庭，。（）《》１２Ａ\U00020000\U0001f600"
LATIN = "abcxyzAZ0123459-_%/\\'\"*^+:.~ Éßﬃ \n"
ANY = st.characters(exclude_characters="\x00", exclude_categories=["Cs"])
TEXTS = st.text(st.sampled_from(HAN + LATIN) | ANY, max_size=40)
SAID = st.one_of(
    TEXTS,
    st.lists(
        st.sampled_from(
            ["低保", "照护", "最低生活保障", "510603-CS-0012", "SCZB2026-107", " ", "A1"]
        ),
        max_size=6,
    ).map("".join),
)


@pytest.fixture(scope="module")
def shelf(migrated: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database of a module's own, whose notices a test writes over and over."""
    with migrated.copy(tmp_path_factory.mktemp("search")) as engine:
        yield engine


@pytest.fixture
def always_by_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """No word is common."""
    monkeypatch.setattr(table, "COMMON_IN_SAMPLE", 10**9)


def fill(engine: Engine, said: list[str]) -> None:
    with writing(engine) as session:
        session.execute(delete(Notice))
        for number, each in enumerate(said):
            state = NoticeState.DRAFT if number % 5 == 4 else NoticeState.ISSUED
            day = date(2026, 1, 1 + number % 3)
            shelve(session, f"n{number:03}", facts=each, notice_on=day, state=state)


def held(dialect: str, word: str) -> Select[str]:
    """The notices that the index knows by a word."""
    return select(Notice.id).where(may_be_found(dialect, asked_grams([word])))


def by_looking(engine: Engine, wanted: NoticeFilter) -> list[str]:
    """What the same query gives without the index."""
    with Session(engine) as session:
        return [row["id"] for row in session.execute(NOTICES.select(wanted)).mappings()]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), said=st.lists(SAID, min_size=1, max_size=8))
@pytest.mark.usefixtures("always_by_index")
def test_the_index_finds_what_looking_into_every_text_finds(
    shelf: Engine, data: st.DataObject, said: list[str]
) -> None:
    """Pieces of the texts themselves, which are there, and any other words, which may be."""
    fill(shelf, said)
    whole = searchable(*said)
    start = data.draw(st.integers(0, len(whole)))
    piece = whole[start : start + data.draw(st.integers(1, 12))]
    for q in (piece, data.draw(SAID), f"{piece} {data.draw(SAID)}"):
        if len(q.split()) > 8:
            continue
        wanted = NoticeFilter(q=q[:60])
        promised = by_looking(shelf, wanted)

        screens = forwards(shelf, NOTICES, wanted, 3)

        assert [row["id"] for screen in screens for row in screen] == promised, q
        assert [row["id"] for row in csv_rows(shelf, NOTICES, wanted)] == promised
        with Session(shelf) as session:
            assert NOTICES.count(session, wanted) == len(promised)
        words = wanted.words()
        there = {
            number
            for number, each in enumerate(said)
            if number % 5 != 4 and all(word in searchable(each) for word in words)
        }
        assert {f"n{number:03}" for number in there} <= set(promised)


@settings(max_examples=200)
@given(said=SAID | TEXTS, start=st.integers(0, 40), length=st.integers(1, 20))
@example(said="510603-CS-0012号低保", start=0, length=20)
def test_every_piece_of_a_text_asks_for_nothing_that_the_text_does_not_hold(
    said: str, start: int, length: int
) -> None:
    folded = searchable(said)
    words = folded[start : start + length].split()

    kept = spelled_grams(folded).split()
    asked = [spelled_grams(each) for each in asked_grams(words)]

    assert all(set(asked_grams([word])) for word in words)
    assert {each for grams in asked for each in grams.split()} <= set(kept)


@pytest.mark.usefixtures("always_by_index")
def test_the_words_that_people_type_are_found(shelf: Engine) -> None:
    said = [
        "四川省德阳市旌阳区2026年最低生活保障家庭照护服务",
        "项目编号：SCZB-2026-107（第2包）",
        "低保对象入户核查 100%",
        "A市B区Café服务",
    ]
    fill(shelf, said)
    for q, numbers in (
        *(("低", {0, 2}), ("低保", {2}), ("照护", {0}), ("最低生活", {0}), ("最低 照护", {0})),
        *(("sczb-2026-107", {1}), ("2026-107", {1}), ("2026", {0, 1}), ("-107（", {1})),
        *(("2026年最低", {0}), ("Ｂ区CAFÉ", {3}), ("100%", {2}), ("%", {2}), ("保障庭", set())),
        *(("年2026", set()), ("107-2026", set()), ("' OR 1=1", set()), ('"', set()), ("*", set())),
        *(("低保 AND 核查", set()), ("NOT 低保", set()), ("低保*", set()), ("{2,}", set())),
    ):
        found = {row["id"] for row in forwards(shelf, NOTICES, NoticeFilter(q=q), 10)[0]}
        assert found == {f"n{number:03}" for number in numbers}, q


@pytest.mark.usefixtures("always_by_index")
def test_a_draft_that_the_index_knows_is_found_by_nobody(shelf: Engine) -> None:
    fill(shelf, ["公开"] * 4 + ["秘密文稿"])

    assert forwards(shelf, NOTICES, NoticeFilter(q="文稿"), 10) == [[]]
    assert jsonl_rows(shelf, NOTICES, NoticeFilter(q="文稿")) == []
    with Session(shelf) as session:
        assert NOTICES.count(session, NoticeFilter(q="文稿")) == 0


@pytest.mark.usefixtures("always_by_index")
def test_the_index_follows_every_way_of_writing(shelf: Engine) -> None:
    def found(q: str) -> list[str]:
        with Session(shelf) as session:
            return [row["id"] for row in read_page(session, NOTICES, NoticeFilter(q=q)).rows]

    fill(shelf, ["从前的话"])
    with writing(shelf) as session:
        session.execute(update(Notice).values(search_text="后来的词"))
    assert (found("从前"), found("后来")) == ([], ["n000"])
    with writing(shelf) as session:
        session.execute(update(Notice).values(search_text=""))
        session.execute(update(Notice).values(search_text="再后来"))
        session.get_one(Notice, "n000").title = "不入索引"
    assert (found("后来"), found("再后来")) == (["n000"], ["n000"])
    with writing(shelf) as session:
        row = {column.name: getattr(session.get_one(Notice, "n000"), column.name)
               for column in Notice.__table__.columns}  # fmt: skip
        many = [row | {"id": f"m{n}", "source_key": f"m{n}"} for n in range(3)]
        session.execute(insert(Notice), many)
    assert found("再后来") == ["n000", "m2", "m1", "m0"]
    with Session(shelf) as session:
        session.execute(update(Notice).values(search_text="未曾写下"))
        session.rollback()
    assert (found("未曾"), len(found("再后来"))) == ([], 4)
    with writing(shelf) as session:
        session.execute(delete(Notice).where(Notice.id.startswith("m")))
    assert found("再后来") == ["n000"]


def test_a_notice_that_is_gone_leaves_nothing_in_the_index(sqlite_url: str) -> None:
    """And rows may be numbered anew without the index pointing at another notice."""
    engine = make_engine(sqlite_url)
    fill(engine, ["一二三", "四五六", "七八九"])
    with writing(engine) as session:
        session.execute(delete(Notice).where(Notice.id == "n000"))
    engine.dispose()
    with closing(sqlite3.connect(str(engine.url.database))) as connection:
        connection.execute("VACUUM")
    with Session(engine) as session:
        for words, ids in (("二三", []), ("五六", ["n001"]), ("八九", ["n002"])):
            known = held("sqlite", words)
            assert list(session.scalars(known)) == ids
        keys = session.scalars(text("SELECT notice_id FROM notice_gram_key ORDER BY no")).all()
        pairs = text("SELECT rowid FROM notice_gram WHERE notice_gram MATCH :gram")
        assert session.scalars(pairs, {"gram": '"二三"'}).all() == []
    assert keys == ["n001", "n002"]
    engine.dispose()


def test_common_and_rare_words_give_the_same_screens(
    shelf: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether one word is taken for common or for rare, at the start, later on and backwards."""
    drawn = Random(7)  # noqa: S311 - a sample, no secret
    fill(shelf, [drawn.choice(["低保", "低保救助", "照护", "救助照护"]) for _ in range(60)])
    for q in ("低保", "救助 照护", "救", "没有"):
        wanted = NoticeFilter(q=q)
        promised = by_looking(shelf, wanted)
        for common, rare in ((1, 0), (4, 2_000), (10**9, 3), (10**9, 2_000)):
            monkeypatch.setattr(table, "COMMON_IN_SAMPLE", common)
            monkeypatch.setattr(finding, "RARE_UP_TO", rare)
            screens = forwards(shelf, NOTICES, wanted, 4)
            assert [row["id"] for screen in screens for row in screen] == promised
            if promised:
                with Session(shelf) as session:
                    back = read_page(session, NOTICES, wanted, before=promised[-1], size=4)
                assert [row["id"] for row in back.rows] == promised[-5:-1]
                assert [row["id"] for row in csv_rows(shelf, NOTICES, wanted)] == promised


def test_a_search_costs_a_fixed_number_of_statements(shelf: Engine) -> None:
    fill(shelf, ["低保"] * 9 + ["照护"])
    for q, most in (("", 1), ("低保", 4), ("旌阳", 4)):
        with Session(shelf) as session, statements(shelf) as sent:
            read_page(session, NOTICES, NoticeFilter(q=q))
        assert len([each for each in sent if each != "BEGIN"]) <= most, q


def test_a_rare_word_is_looked_up_in_the_index_and_not_in_every_notice(
    shelf: Engine,
) -> None:
    fill(shelf, ["低保"] * 30)
    with Session(shelf) as session:
        way = NOTICES.find_way(session, NoticeFilter(q="旌阳"))
        assert way is not None
        query = NOTICES.select(NoticeFilter(q="旌阳"), by_index=way)
        plan = explained(session, query)
    assert "ix_notice_newest" not in plan
    if shelf.dialect.name == "sqlite":
        assert "VIRTUAL TABLE INDEX" in plan
        assert "SCAN notice\n" not in plan
        assert "USING INDEX sqlite_autoindex_notice_1 (id=?)" in plan
    else:
        assert "Bitmap Index Scan on ix_notice_gram" in plan


def explained(session: Session, query: Any) -> str:
    engine = session.get_bind()
    compiled = query.compile(engine, compile_kwargs={"render_postcompile": True})
    how = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    values = compiled.construct_params()
    given: Any = values
    if compiled.positional:
        given = tuple(values[name] for name in compiled.positiontup)
    rows = session.connection().exec_driver_sql(f"{how}{compiled}", given)
    return "\n".join(str(row[-1]) for row in rows) + "\n"


def test_migrating_indexes_the_notices_that_are_there(
    database_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    engine = make_engine(database_url)
    fill(engine, ["从前就有的公告", "另一则", "510603-CS-0012"])
    downgrade(database_url, "0002")
    with engine.begin() as connection:
        connection.execute(text("UPDATE notice SET search_text = '改过的公告' WHERE id = 'n001'"))
    capfd.readouterr()

    upgrade(database_url)

    assert "3 notices" in capfd.readouterr().err
    with Session(engine) as session:
        for q, number in (("从前", 0), ("改过", 1), ("603-cs", 2)):
            known = held(engine.dialect.name, q)
            assert list(session.scalars(known)) == [f"n{number:03}"], q
    engine.dispose()


def test_both_databases_split_a_text_alike(postgresql_url: str) -> None:
    engine = make_engine(postgresql_url)
    with engine.connect() as connection:
        for said in ("", "低", "低保 ab\n510603-CS-0012号", "é\U00020000x ~!ab", "a" * 30):
            for marks in (
                (None,) * 6,
                ("tender", "open", "510603", "zunyi:C2", "某县 民政局", 99),
                ("x_y", None, "510603001", None, "0f3a", 100),
                (None, None, None, None, None, 462_000_00),
                (None, None, None, None, None, 10**16),
            ):
                values = dict(zip("styrcpf", (said, *marks), strict=True))
                made = f"SELECT {FUNCTION}(:s, :t, :y, :r, :c, :p, CAST(:f AS bigint))"
                grams = connection.scalar(text(made), values)
                seen = {each for each in grams or () if not any(map(str.isspace, each))}
                assert {spelled(each) for each in seen} == set(spelled_grams(said, *marks).split())
    engine.dispose()


def spelled(gram: str) -> str:
    """One gram as the tokenizer of SQLite is given it."""
    return gram.translate(_SIGNS)


@pytest.mark.usefixtures("always_by_index")
def test_the_index_knows_type_method_and_region(shelf: Engine) -> None:
    codes = ["510000", "510600", "510603", "510603001", "440000"]
    with writing(shelf) as session:
        session.execute(delete(Notice))
        for number in range(36):
            shelve(
                session,
                f"n{number:03}",
                title=["低保", "照护"][number % 2],
                type=["tender", "single_source", "other"][number % 3],
                method=[None, "open", "negotiation"][number // 3 % 3],
                region_code=[None, *codes][number % 6],
            )
    asked = itertools.product(
        ({}, {"q": "低保"}),
        ({}, {"type": "tender"}, {"type": "other"}),
        ({}, {"method": "open"}),
        ({}, *({"region": each} for each in (*codes, "100000", "510604"))),
    )
    for parts in asked:
        wanted = NoticeFilter.read({name: each for part in parts for name, each in part.items()})
        promised = by_looking(shelf, wanted)
        screens = forwards(shelf, NOTICES, wanted, 5)
        assert [row["id"] for screen in screens for row in screen] == promised, parts
        with Session(shelf) as session:
            assert NOTICES.count(session, wanted) == len(promised), parts

    with writing(shelf) as session:
        session.execute(
            update(Notice)
            .where(Notice.id == "n000")
            .values(type="other", method="open", region_code="440000", title=None)
        )
    wanted = NoticeFilter(q="低保", type="other", method="open", region="440000")
    assert "n000" in {row["id"] for row in forwards(shelf, NOTICES, wanted, 40)[0]}

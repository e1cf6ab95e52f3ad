"""Whatever stands in a file, it is inspected to the end or the reason is told."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portal.evaluation.tables.model import Kind
from portal.evaluation.tables.parse import COLUMNS, parse_tables
from portal.evaluation.tables.rules import inspect
from portal.evaluation.tables.targets import execution_rates
from tests.unit.evaluation.tables.printed import as_csv, indicator, total

WORDS = st.one_of(
    st.sampled_from(
        [
            "",
            "0",
            "-1",
            "10",
            "12.5",
            "100%",
            "≥5人",
            "<=3",
            "90-100",
            "0/0/0",
            "1/0/2",
            "总分",
            "小计",
        ]
    ),
    st.sampled_from(
        ["预算执行率", "产出(25%)", "未完成", "[0,0)", "100-0", "9" * 15, "cut", *Kind]
    ),
    st.text(max_size=8),
)
ROWS = st.lists(st.dictionaries(st.sampled_from(COLUMNS), WORDS), max_size=8)


@given(ROWS)
def test_any_rows_can_be_inspected(rows: list[dict[str, str]]) -> None:
    tables, unread = parse_tables(as_csv(rows), "t.csv")

    for table in tables:
        found = inspect(table)
        assert all(str(fault) and fault.line >= 2 for fault in found.faults)
        assert all(str(reason) for reason in found.not_tested.values())
        assert len(execution_rates(table)) == sum(len(row.funds) for row in table.indicators)
    assert all(str(each) for each in unread)


@given(st.binary(max_size=200))
def test_any_bytes_are_tables_or_told(content: bytes) -> None:
    tables, unread = parse_tables(content, "t.csv")

    assert [inspect(table).table for table in tables] == tables
    assert all(str(each) for each in unread)


@given(st.lists(st.decimals(0, 1000, places=2), min_size=1, max_size=30))
def test_a_table_is_accused_of_its_sum_exactly_when_it_is_wrong(points: list[Decimal]) -> None:
    rows = [indicator(str(place), points=each) for place, each in enumerate(points)]
    exact = sum(points, start=Decimal(0))

    def verdict(printed: Decimal) -> object:
        (table,), _ = parse_tables(as_csv([*rows, total(points=printed)]), "t.csv")
        return inspect(table).verdicts["points"]

    assert verdict(exact) == ()
    assert verdict(exact + 1) != ()

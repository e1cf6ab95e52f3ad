"""A table is read as it was printed; what cannot be read is left out and told."""

from decimal import Decimal

import pytest

from portal.evaluation.tables.figures import figure, funds, said, share
from portal.evaluation.tables.model import Funds, Kind
from portal.evaluation.tables.parse import parse_tables
from portal.evaluation.tables.sheet import LARGEST
from tests.unit.evaluation.tables.printed import Cells, a_table, as_csv, indicator, total


def told(content: bytes, file: str = "t.csv") -> list[tuple[int | None, str, str]]:
    """What of a file was not read."""
    return [(each.line, each.what, str(each)) for each in parse_tables(content, file)[1]]


def test_a_table_carries_its_name_its_source_and_where_it_stands() -> None:
    rows: list[Cells] = [
        {"scheme": "A", "body": "某局", "year": "2022", "level3": "甲", "points": 1},
        {"scheme": "B", "level3": "乙", "points": 1},
        {"scheme": "A", "source": "example.gov.cn/1", "title": "自评表", "level3": "丙"},
    ]

    (first, second), unread = parse_tables(as_csv(rows), "folder/t.csv")

    assert unread == []
    assert (first.id, first.body, first.year, first.source, first.title) == (
        "A",
        "某局",
        "2022",
        "example.gov.cn/1",
        "自评表",
    )
    assert (first.file, first.line, len(first.rows)) == ("folder/t.csv", 2, 2)
    assert (second.id, second.line, second.source) == ("B", 3, "")


SPREADSHEET = """\
一级指标,二级指标,三级指标,分值,年度指标值,实际完成值,得分
产出指标,数量指标,走访户数,30,≥100户,120户,30
,,回访户数,20,≥100户,100户,20
,质量指标,差错率,10,≤1%,0.5%,10
,,小计,10,,,10
满意度指标,,满意度,40,≥95%,96%,38
总 分（100分）,,,100,,,98
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_standard_form_is_read_as_a_spreadsheet_saves_it(encoding: str) -> None:
    (table,), unread = parse_tables(SPREADSHEET.encode(encoding), "folder/某县2022.csv")

    assert unread == []
    assert (table.id, table.whole) == ("某县2022", True)
    assert [(row.level1, row.level2, row.name) for row in table.indicators] == [
        ("产出指标", "数量指标", "走访户数"),
        ("产出指标", "数量指标", "回访户数"),
        ("产出指标", "质量指标", "差错率"),
        ("满意度指标", "", "满意度"),
    ]
    assert table.total is not None
    assert (table.total.points, table.total.score) == (Decimal(100), Decimal(98))


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"level1": "产出", "level3": "甲"}, Kind.INDICATOR),
        ({"level1": "产出", "points": 50}, Kind.HEADING),
        ({"level1": "产出", "seen": "cut"}, Kind.INDICATOR),
        ({"level1": "产出", "level3": "小计"}, Kind.HEADING),
        ({"level1": "合计"}, Kind.TOTAL),
        ({"level3": "总分"}, Kind.TOTAL),
        ({"level1": "总得分"}, Kind.TOTAL),
        ({"level1": "合计", "level3": "合计", "kind": "indicator"}, Kind.INDICATOR),
        ({"level3": "优", "kind": "grade"}, Kind.GRADE),
    ],
)
def test_the_kind_of_a_row_follows_from_its_names_unless_it_is_given(
    cells: dict[str, object], kind: Kind
) -> None:
    assert [row.kind for row in a_table(cells).rows] == [kind]


def test_only_a_total_and_no_cut_make_a_table_whole() -> None:
    assert a_table(indicator(points=1), total(points=1)).whole
    assert not a_table(indicator(points=1)).whole
    assert not a_table(indicator(points=1, seen="cut"), total(points=1)).whole


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("10", Decimal(10)),
        ("10.50分", Decimal("10.50")),
        ("１０", Decimal(10)),
        ("1,234.5", Decimal("1234.5")),
        ("-5", Decimal(-5)),
        ("30%", Decimal(30)),
        ("十", None),
        ("1e5", None),
        ("10*", None),
        ("1,23", None),
        ("9" * 16, None),
    ],
)
def test_a_figure_is_read_exactly_or_not_at_all(words: str, read: Decimal | None) -> None:
    assert figure(words) == read


def test_a_share_is_a_percentage_or_a_part_of_one() -> None:
    assert [share(each) for each in ("25%", "２５％", "0.25", "1/4")] == [
        Decimal("0.25"),
        Decimal("0.25"),
        Decimal("0.25"),
        None,
    ]


def test_money_is_read_from_the_words_of_its_row_or_from_budget_and_spent() -> None:
    (row,) = a_table(
        {"level1": "预算执行率", "level3": "总额 0/0/0（拨款 1,202.64/132.912/132.912）"}
    ).rows
    (plain,) = a_table({"level1": "预算执行率", "level3": "x", "target": 20, "actual": "19.5"}).rows

    assert row.funds == (
        Funds(Decimal(0), Decimal(0), Decimal(0)),
        Funds(Decimal("1202.64"), Decimal("132.912"), Decimal("132.912")),
    )
    assert plain.funds == (Funds(None, Decimal(20), Decimal("19.5")),)
    assert funds("20/20") == ()


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"points": "十分"}, "points: 十分 is not one figure"),
        ({"score": "**"}, "score: ** is not one figure"),
        ({"weight": "25"}, "weight: 25 is neither a percentage (25%) nor a share (0.25)"),
        ({"rate": "全部"}, "rate: 全部 is neither a percentage (25%) nor a share (0.25)"),
        ({"kind": "band", "target": "较好"}, "target: 较好 is no range of scores"),
        ({"kind": "block"}, "the kind block is not known"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_with_its_line(
    cells: dict[str, object], what: str
) -> None:
    content = as_csv([{"level3": "甲", "points": 1}, {"level3": "乙", **cells}])

    assert told(content) == [(3, "乙", what)]


def test_a_row_that_is_too_long_is_told_and_the_next_one_is_read() -> None:
    content = "level3,points\n甲,1,2\n乙,1\n".encode()

    (table,), _ = parse_tables(content, "t.csv")

    assert told(content) == [(2, "甲", "the row has 3 cells, the first row has 2")]
    assert [row.name for row in table.rows] == ["乙"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\n,,\n", "the file is empty"),
        (b"PK\x03\x04rest", "the file is no text in UTF-8 or GB18030; save it as CSV in UTF-8"),
        (b"a\x00b", "the file is no text in UTF-8 or GB18030; save it as CSV in UTF-8"),
        (b"\xff\xff\xff", "the file is no text in UTF-8 or GB18030; save it as CSV in UTF-8"),
        (b" " * (LARGEST + 1), "the file is too large for a table"),
        (
            b"name,value\n1,2\n",
            "the first row must name level3, and one of points, weight and score",
        ),
        (b"level3\n1\n", "the first row must name level3, and one of points, weight and score"),
        (b"level3,points,points\n1,2,3\n", "a column is named twice"),
    ],
)
def test_a_file_without_a_table_is_told_why(content: bytes, reason: str) -> None:
    tables, unread = parse_tables(content, "t.csv")

    assert tables == []
    assert [str(each) for each in unread] == [reason]


def test_an_unknown_column_is_told_and_left_out() -> None:
    content = "level3,points,note\n甲,1,x\n".encode()

    assert told(content) == [(1, "note", "the column is not known")]
    assert len(parse_tables(content, "t.csv")[0]) == 1


def test_an_open_quote_ends_the_reading_where_it_begins() -> None:
    content = 'level3,points\n甲,1\n"乙,1\n丙,1\n'.encode()

    (table,), (left,) = parse_tables(content, "t.csv")

    assert [row.name for row in table.rows] == ["甲"]
    assert (left.line, str(left)) == (
        3,
        "the row is no CSV; is a quote left open? Nothing after it was read.",
    )


def test_what_a_screen_could_not_show_is_taken_out_of_the_words() -> None:
    content = "level3,points\n甲\x1b[2J\r乙,1\n".encode() + f"{'长' * 600},1\n".encode()

    (table,), _ = parse_tables(content, "t.csv")

    assert [len(row.name) for row in table.rows][-1] == 500
    assert all(row.name.isprintable() for row in table.rows)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Decimal("100.00"), "100"),
        (Decimal("22.50"), "22.5"),
        (Decimal("0.0000000001"), "0.0000000001"),
        (Decimal(0), "0"),
        (Decimal(1) / Decimal(3), "0.33"),
        (1200, "1200"),
    ],
)
def test_a_figure_is_said_in_full_where_it_ends(value: Decimal | int, words: str) -> None:
    assert said(value) == words

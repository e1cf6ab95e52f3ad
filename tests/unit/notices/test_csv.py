import io
from datetime import date

import pytest

from portal.notices.parse.csv_rows import MAX_ROW, parse_csv
from portal.notices.parse.files import FIRST_DATA, parse_file
from portal.notices.parse.model import Organisation, ParsedNotice, Reject
from portal.notices.types import NoticeType, ProcurementMethod

SHORT = "id,title,budget_yuan,facts\r\n"


def read(text: str | bytes) -> list[ParsedNotice | Reject]:
    data = text.encode() if isinstance(text, str) else text
    return list(parse_csv(io.BytesIO(data), file="n.csv", dataset="d"))


def notices(text: str | bytes) -> list[ParsedNotice]:
    found = read(text)
    assert not [r for r in found if isinstance(r, Reject)]
    return [n for n in found if isinstance(n, ParsedNotice)]


def rejects(text: str | bytes) -> list[Reject]:
    return [r for r in read(text) if isinstance(r, Reject)]


@pytest.fixture(scope="module")
def first_data() -> dict[str, ParsedNotice]:
    return {n.key.item: n for n in parse_file(FIRST_DATA) if isinstance(n, ParsedNotice)}


def test_all_sixty_real_rows_are_read_and_none_is_rejected(
    first_data: dict[str, ParsedNotice],
) -> None:
    assert list(first_data) == [f"N{i:03}" for i in range(1, 61)]
    assert not [r for r in parse_file(FIRST_DATA) if isinstance(r, Reject)]


def test_every_real_row_has_a_source_and_says_how_much_of_it_was_seen(
    first_data: dict[str, ParsedNotice],
) -> None:
    for notice in first_data.values():
        assert notice.source_text
        assert notice.seen
        assert notice.source_url in {None, notice.source_text}


def test_the_content_hashes_of_the_real_rows_differ(first_data: dict[str, ParsedNotice]) -> None:
    assert len({n.content_hash for n in first_data.values()}) == 60


def test_n001_has_both_dates_of_its_service_period_and_an_event_but_no_notice_date(
    first_data: dict[str, ParsedNotice],
) -> None:
    n = first_data["N001"]
    assert (n.type, n.type_text) == (NoticeType.NEGOTIATION, "竞争性磋商公告")
    assert (n.method, n.method_text) == (ProcurementMethod.CONSULTATION, None)
    assert (n.budget_fen, n.ceiling_fen, n.currency) == (50_500_000, 50_500_000, "CNY")
    assert (n.notice_on, n.event_text) == (None, "2023-12-18 14:00 提交响应文件截止")
    assert (n.period.starts_on, n.period.ends_on) == (date(2024, 1, 1), date(2024, 12, 31))
    assert n.purchaser is None
    assert n.line == 2


def test_n002_without_a_title_is_a_notice_all_the_same(
    first_data: dict[str, ParsedNotice],
) -> None:
    n = first_data["N002"]
    assert (n.title, n.type, n.type_text) == (None, NoticeType.OTHER, "采购文件(采购需求)")
    assert (n.purchaser, n.region_text, n.budget_fen, n.budget_text) == (None, None, None, None)


def test_n003_keeps_a_period_that_is_a_date_and_a_length_as_words(
    first_data: dict[str, ParsedNotice],
) -> None:
    n = first_data["N003"]
    assert (n.region_text, n.region_code) == ("青海省", None)
    assert (n.period.starts_on, n.period.text) == (None, "2025-03-01起一年")


def test_n010_keeps_a_ceiling_per_lot_as_words_and_its_source_is_no_link(
    first_data: dict[str, ParsedNotice],
) -> None:
    n = first_data["N010"]
    assert (n.budget_fen, n.ceiling_fen, n.ceiling_text) == (140_000_000, None, "每标段700000")
    assert n.source_url is None
    assert n.source_text is not None
    assert n.source_text.startswith("GitHub ")
    assert n.warnings == ("ceiling_yuan is not an exact figure and was kept as words",)


def test_n011_is_an_award_result_whose_fee_covers_two_lots(
    first_data: dict[str, ParsedNotice],
) -> None:
    n = first_data["N011"]
    assert (n.type, n.type_text) == (NoticeType.RESULT, None)
    assert (n.award_fen, n.agency_fee_fen) == (68_800_000, None)
    assert n.agency_fee_text == "30815（两个标段合计）"
    assert n.suppliers == (Organisation(name="广西大贤通讯设备有限公司"),)
    assert n.title == "采购社会救助经办服务 Ⅰ标段"
    assert n.check_text == "award/budget = 98.29%, saving 12000 (1.71%)"


def test_n013_is_an_inquiry_whose_remark_is_kept(first_data: dict[str, ParsedNotice]) -> None:
    n = first_data["N013"]
    assert (n.method, n.method_text) == (ProcurementMethod.INQUIRY, "询价 (综合评价)")
    assert (n.type, n.type_text) == (NoticeType.OTHER, "公告(非政府采购)")
    assert n.notice_on == date(2025, 9, 12)


def test_n015_was_bought_by_no_statutory_method(first_data: dict[str, ParsedNotice]) -> None:
    n = first_data["N015"]
    assert (n.method, n.method_text) == (ProcurementMethod.OTHER, "自行采购")


def test_n022_is_an_intention_by_its_exact_national_name(
    first_data: dict[str, ParsedNotice],
) -> None:
    n = first_data["N022"]
    assert (n.type, n.type_text) == (NoticeType.INTENTION, None)
    assert (n.budget_fen, n.region_code) == (752_400_000, "341881")


def test_n023_has_a_ceiling_of_a_hundred_percent_in_words(
    first_data: dict[str, ParsedNotice],
) -> None:
    n = first_data["N023"]
    assert (n.budget_fen, n.ceiling_fen, n.ceiling_text) == (48_430_000, None, "100%")


def test_n027_a_failed_tender_is_a_termination_in_its_own_words(
    first_data: dict[str, ParsedNotice],
) -> None:
    n = first_data["N027"]
    assert (n.type, n.type_text) == (NoticeType.TERMINATION, "废标公告")
    assert (n.region_text, n.region_code) == ("广东省中山市横栏镇", None)


def test_n029_has_a_winner_with_its_social_credit_code(
    first_data: dict[str, ParsedNotice],
) -> None:
    n = first_data["N029"]
    assert n.suppliers == (
        Organisation(
            name="伊犁洪涛餐饮管理有限公司", identifier="91654026MA78WT2Q66", scheme="CN-USCI"
        ),
    )
    assert (n.award_fen, n.agency_fee_fen) == (91_366_800, 1_370_500)
    assert n.warnings == ()


def test_n032_has_an_award_with_fen(first_data: dict[str, ParsedNotice]) -> None:
    n = first_data["N032"]
    assert (n.type, n.type_text) == (NoticeType.CONTRACT, "合同(服务类)")
    assert n.award_fen == 102_582_673


def test_n042_keeps_an_amount_for_many_items_as_words(
    first_data: dict[str, ParsedNotice],
) -> None:
    n = first_data["N042"]
    assert (n.award_fen, n.award_text) == (None, "835000（24项）")


def test_n045_keeps_a_period_of_months_as_words(first_data: dict[str, ParsedNotice]) -> None:
    n = first_data["N045"]
    assert (n.period.starts_on, n.period.ends_on) == (None, None)
    assert n.period.text == "2023年1月至12月"


def test_n054_without_title_and_purchaser_keeps_its_facts(
    first_data: dict[str, ParsedNotice],
) -> None:
    n = first_data["N054"]
    assert (n.title, n.purchaser) == (None, None)
    assert n.description is not None
    assert n.description.startswith("区民政局为低保")


def test_a_region_in_words_gets_a_code_only_from_the_lookup_it_is_given() -> None:
    codes = {"青海省": "630000"}
    found = {
        n.key.item: n
        for n in parse_file(FIRST_DATA, find_region=codes.get)
        if isinstance(n, ParsedNotice)
    }
    assert found["N003"].region_code == "630000"
    assert found["N026"].region_code is None
    assert found["N004"].region_code == "640422"


def test_a_row_is_keyed_by_its_data_set_and_id() -> None:
    (n,) = notices(SHORT + "A1,x,,\n")
    assert (n.key.dataset, n.key.item, n.key.ocid) == ("d", "A1", None)
    assert (n.key.publisher, n.key.publisher_stated) == ("unstated", False)


def test_the_same_row_in_another_file_has_the_same_key_and_hash() -> None:
    (one,) = notices(SHORT + "A1,x,5,y\n")
    _, other = notices(SHORT + "A0,z,,\nA1, x ,5,y\n")
    assert (one.key, one.content_hash) == (other.key, other.content_hash)


def test_a_changed_cell_changes_the_hash() -> None:
    (one,), (other,) = notices(SHORT + "A1,x,5,y\n"), notices(SHORT + "A1,x,6,y\n")
    assert one.content_hash != other.content_hash


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_is_read_in_every_encoding_a_spreadsheet_saves(encoding: str) -> None:
    (n,) = notices((SHORT + "A1,南丹县民政局,1,低保\n").encode(encoding))
    assert (n.title, n.description) == ("南丹县民政局", "低保")


def test_utf_16_is_refused_with_advice() -> None:
    (r,) = rejects((SHORT + "A1,x,,\n").encode("utf-16"))
    assert r.reason == "the file is saved as UTF-16; save it as CSV in UTF-8"


def test_binary_data_is_refused() -> None:
    (r,) = rejects(b"id,title\nA1,\x00\x01\n")
    assert r.reason == "the file holds binary data; save it as CSV in UTF-8"


def test_bytes_in_no_known_encoding_are_refused() -> None:
    (r,) = rejects(b"id,title\nA1,\xff\xfe\xff\n")
    assert r.reason == "the file is neither UTF-8 nor GB18030; save it as CSV in UTF-8"


def test_one_damaged_byte_in_utf_8_costs_its_row_and_does_not_garble_the_others() -> None:
    good = "A1,南丹县民政局,,\n".encode()
    bad = "A2,西吉县".encode() + b"\xff" + b",,\n"
    found = read(SHORT.encode() + good + bad + "A3,清水县,,\n".encode())
    first, reject, last = found
    assert isinstance(first, ParsedNotice)
    assert first.title == "南丹县民政局"
    assert isinstance(reject, Reject)
    assert (reject.line, reject.key, reject.field) == (3, "A2", "title")
    assert reject.reason == "contains bytes that are not valid in the file's encoding"
    assert isinstance(last, ParsedNotice)
    assert last.title == "清水县"


def test_line_numbers_are_right_behind_cells_with_line_breaks() -> None:
    text = SHORT + 'A1,x,,"one\ntwo\nthree"\nA2,y,,\nA3,z\n'
    found = read(text)
    assert [f.line for f in found] == [2, 5, 6]
    assert isinstance(found[0], ParsedNotice)
    assert found[0].description == "one\ntwo\nthree"
    assert isinstance(found[2], Reject)
    assert found[2].reason == "the row has 2 cells, the header has 4"
    assert found[2].key == "A3"


def test_a_missing_header_is_named() -> None:
    (r,) = rejects("N001,购买社会救助服务,,\n")
    assert r.line == 1
    assert r.reason == (
        "the first row must name the columns, separated by commas; it lacks 'id' and 'title'"
    )


def test_a_column_twice_in_the_header_is_refused() -> None:
    (r,) = rejects("id,title,title\nA1,x,y\n")
    assert r.reason == "the column 'title' stands twice in the header"


def test_an_unknown_column_is_said_and_not_read() -> None:
    (n,) = notices("id,title,colour\nA1,x,red\n")
    assert n.warnings == ("the column 'colour' is not known and was not read",)


def test_an_empty_file_and_a_file_of_blank_lines_are_empty() -> None:
    assert [r.reason for r in rejects("")] == ["the file is empty"]
    assert [r.reason for r in rejects("\n\n")] == ["the file is empty"]


def test_a_header_alone_gives_nothing_and_no_error() -> None:
    assert read(SHORT) == []


def test_blank_rows_are_passed_over() -> None:
    assert [n.line for n in notices(SHORT + "\nA1,x,,\n,,,\nA2,y,,\n")] == [3, 5]


def test_a_second_row_with_the_same_id_is_refused_with_the_line_of_the_first() -> None:
    found = read(SHORT + "A1,x,,\nA1,y,,\n")
    assert isinstance(found[0], ParsedNotice)
    assert found[1] == Reject(
        file="n.csv", line=3, key="A1", field="id", reason="stands already on line 2"
    )


def test_a_row_without_an_id_is_refused() -> None:
    (r,) = rejects(SHORT + ",x,,\n")
    assert (r.line, r.field, r.reason) == (2, "id", "is empty")


def test_a_row_that_says_nothing_is_refused() -> None:
    (r,) = rejects(SHORT + "A1,,,\n")
    assert (r.key, r.reason) == ("A1", "has an id and says nothing else")


def test_a_quote_that_is_never_closed_is_refused_where_it_opens() -> None:
    found = read(SHORT + 'A1,x,,\nA2,"y,,\nA3,z,,\n')
    assert isinstance(found[0], ParsedNotice)
    assert isinstance(found[1], Reject)
    assert found[1].line == 3
    assert "never closed" in found[1].reason


def test_bad_quoting_costs_its_row_only() -> None:
    found = read(SHORT + 'A1,"x"y,,\nA2,z,,\n')
    assert isinstance(found[0], Reject)
    assert found[0].line == 2
    assert isinstance(found[1], ParsedNotice)
    assert found[1].line == 3


def test_a_row_without_end_stops_the_reading_and_says_so() -> None:
    found = read(SHORT + 'A1,x,,"' + "\n" * (MAX_ROW + 10) + '"\nA2,y,,\n')
    (r,) = found
    assert isinstance(r, Reject)
    assert r.line == 2
    assert "is a quote left open? Nothing after it was read." in r.reason


def test_a_cell_of_half_a_million_characters_is_refused_by_name_and_the_next_row_is_read() -> None:
    found = read(SHORT + f'A1,x,,"{"长" * 500_000}\n"\nA2,y,,\n')
    assert isinstance(found[0], Reject)
    assert (found[0].line, found[0].field) == (2, "facts")
    assert found[0].reason == "is 500,001 characters long; at most 20,000 are accepted"
    assert isinstance(found[1], ParsedNotice)
    assert found[1].line == 4


def test_several_winners_get_their_codes_in_order() -> None:
    a, b = "91654026MA78WT2Q66", "52100000500021676C"
    (n,) = notices(f"id,title,winner,winner_uscc\nA1,x,甲；乙,{a};{b}\n")
    assert [(s.name, s.identifier) for s in n.suppliers] == [("甲", a), ("乙", b)]


def test_codes_that_do_not_match_the_winners_are_kept_as_a_remark_only() -> None:
    (n,) = notices("id,title,winner,winner_uscc\nA1,x,甲;乙,91654026MA78WT2Q66\n")
    assert [(s.name, s.identifier) for s in n.suppliers] == [("甲", None), ("乙", None)]
    assert n.warnings == ("winner_uscc has not one code for each winner: 91654026MA78WT2Q66",)


def test_a_strange_credit_code_is_kept_with_a_remark() -> None:
    (n,) = notices("id,title,winner,winner_uscc\nA1,x,甲,12345\n")
    assert n.suppliers[0].identifier == "12345"
    assert n.warnings == ("winner_uscc is not a unified social credit code",)


def test_a_code_without_a_name_is_an_organisation_too() -> None:
    (n,) = notices("id,title,winner,winner_uscc\nA1,x,,91654026MA78WT2Q66\n")
    assert [(s.name, s.identifier) for s in n.suppliers] == [(None, "91654026MA78WT2Q66")]


def test_a_region_code_that_is_none_keeps_its_words() -> None:
    (n,) = notices("id,title,gbt2260\nA1,x,近郊\n")
    assert (n.region_code, n.region_code_text) == (None, "近郊")
    assert n.warnings == ("gbt2260 is not a code of 6 or 9 digits and was kept as words",)


def test_a_township_has_a_code_of_nine_digits() -> None:
    (n,) = notices("id,title,gbt2260\nA1,x,640422100\n")
    assert n.region_code == "640422100"


HOSTILE = [
    "<script>alert(1)</script>",
    "**bold** [link](javascript:alert(1)) ![x](http://e/x.png)",
    '=HYPERLINK("http://e","x")',
    "@SUM(1)",
    "'; DROP TABLE notices; --",
    "{{7*7}} ${x} %s",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_and_formulas_are_kept_as_the_text_they_are(text: str) -> None:
    quoted = text.replace('"', '""')
    (n,) = notices(f'id,title,facts\nA1,"{quoted}","{quoted}"\n')
    assert (n.title, n.description) == (text, text)


def test_a_javascript_source_is_words_and_never_a_link() -> None:
    (n,) = notices("id,title,source\nA1,x,javascript:alert(1)\n")
    assert (n.source_url, n.source_text) == (None, "javascript:alert(1)")

"""What is found in a notice before it is published: what is missing, wrong or private."""

from datetime import date

import pytest

from portal.errors import InvalidInputError
from portal.notices.formats import WRITTEN, format_of
from portal.notices.rules.reading import is_kept, read_field, read_fields, read_lots
from portal.notices.rules.remarks import OF_CONTRACT, Remark, remarks, stopping, to_explain
from portal.notices.types import NoticeType
from portal.policy.findings import Severity
from tests.unit.notices.written import all_typed, whole

ON = date(2026, 3, 2)
IDENTITY = "11010519491231002X"
MOBILE = "13800138000"
CARD = "6222021234567890128"


def sentences(found: list[Remark]) -> list[str]:
    return [str(each.sentence) for each in found]


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_notice_with_every_field_meets_every_check(kind: NoticeType) -> None:
    assert remarks(whole(format_of(kind)), ON) == []


@pytest.mark.parametrize("kind", WRITTEN)
def test_every_mandatory_field_that_is_missing_stops_the_notice(kind: NoticeType) -> None:
    form = format_of(kind)
    full = whole(form)
    for field in form:
        fields = {key: value for key, value in full.fields.items() if key != field.key}
        found = remarks(whole(form, fields=fields), ON)
        missing = [each.key for each in stopping(found) if each.key == field.key]
        assert missing == ([field.key] if field.part.required else [])


@pytest.mark.parametrize("kind", WRITTEN)
def test_an_empty_notice_names_every_mandatory_field_and_its_title(kind: NoticeType) -> None:
    form = format_of(kind)
    found = stopping(remarks(whole(form, fields={}, title=" ", contract_id=None), ON))
    named = {each.key for each in found if each.key}
    assert named == {field.key for field in form if field.part.required}
    assert "Title is missing" in sentences(found)
    asks = "this notice has to name the contract it is about"
    assert (asks in sentences(found)) == (kind in OF_CONTRACT)


def test_a_field_that_is_withheld_counts_as_filled_in() -> None:
    form = format_of("result")
    fields = dict(whole(form).fields)
    del fields["winner.amount"]
    assert remarks(whole(form, fields=fields, withheld=frozenset({"winner.amount"})), ON) == []


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        ("deadline.due", "3 March"),
        ("deadline.due", "2026-02-30"),
        ("deadline.time", "25:00"),
        ("basics.budget", "480000.00"),
        ("basics.budget", "-1"),
        ("basics.method", "single_source"),
        ("basics.consortium", "perhaps"),
    ],
)
def test_a_value_that_no_form_could_have_kept_stops_the_notice(key: str, kept: str) -> None:
    form = format_of("tender")
    found = remarks(whole(form, fields={**whole(form).fields, key: kept}), ON)
    assert [each.key for each in stopping(found) if each.key] == [key]


def test_a_heading_that_the_format_does_not_know_stops_the_notice() -> None:
    form = format_of("tender")
    found = remarks(whole(form, fields={**whole(form).fields, "secret": "x"}), ON)
    assert sentences(stopping(found)) == ["this notice has no heading secret"]


def test_what_ends_before_it_begins_stops_the_notice() -> None:
    form = format_of("tender")
    fields = {
        **whole(form).fields,
        "documents.from": "2026-03-05",
        "documents.until": "2026-03-04",
    }
    (found,) = remarks(whole(form, fields=fields), ON)
    assert found.severity == Severity.ERROR
    assert found.key == "documents.until"


@pytest.mark.parametrize("number", [IDENTITY, MOBILE, CARD])
@pytest.mark.parametrize(
    ("kind", "key"),
    [("tender", "overview"), ("result", "items.scope"), ("acceptance", "members.users")],
)
def test_a_private_number_is_named_by_place_and_kind_and_never_repeated(
    number: str, kind: str, key: str
) -> None:
    form = format_of(kind)
    fields = {**whole(form).fields, key: f"联系{number}"}
    (found,) = remarks(whole(form, fields=fields), ON)
    assert found.is_private
    assert found.key == key
    assert found.severity == Severity.WARNING
    assert f"signs 3 to {2 + len(number)}" in str(found.sentence)
    assert number not in str(found.sentence)


def test_a_contact_that_the_format_demands_may_be_a_mobile_number_and_nothing_else() -> None:
    form = format_of("tender")

    def found_with(number: str) -> list[Remark]:
        return remarks(whole(form, fields={**whole(form).fields, "contacts.phone": number}), ON)

    assert found_with(MOBILE) == []
    assert [each.is_private for each in found_with(IDENTITY)] == [True]
    assert [each.is_private for each in found_with(CARD)] == [True]


def test_titles_reasons_and_names_of_files_are_searched_as_well() -> None:
    form = format_of("tender")
    for change in (
        {"title": f"公告{MOBILE}"},
        {"explanation": f"见{MOBILE}"},
        {"change": f"见{MOBILE}"},
        {"file_names": (f"{MOBILE}.pdf",)},
    ):
        assert [each.is_private for each in remarks(whole(form, **change), ON)] == [True]


def test_a_correction_needs_its_reason() -> None:
    found = remarks(whole(format_of("tender"), change=" "), ON)
    assert sentences(stopping(found)) == ["Reason of the correction is missing"]


def test_a_title_is_no_longer_than_a_list_can_show() -> None:
    found = remarks(whole(format_of("tender"), title="长" * 201), ON)
    assert sentences(stopping(found)) == ["a title has at most 200 signs"]


def test_a_notice_without_its_budget_fails_the_rule_of_the_regulations_as_well() -> None:
    form = format_of("negotiation")
    fields = {key: value for key, value in whole(form).fields.items() if key != "basics.budget"}
    found = stopping(remarks(whole(form, fields=fields), ON))
    assert any("CN-REG-30" in each for each in sentences(found))


def test_a_method_that_the_place_does_not_name_is_judged_by_its_own_rule() -> None:
    form = format_of("contract", "dawukou")
    (found,) = remarks(whole(form, fields={**whole(form).fields, "main.method": "other"}), ON)
    assert found.severity == Severity.WARNING
    assert "DW-2.1" in str(found.sentence)


def test_warnings_come_after_what_stops() -> None:
    form = format_of("tender")
    fields = {**whole(form).fields, "overview": MOBILE}
    del fields["basics.name"]
    found = remarks(whole(form, fields=fields), ON)
    assert [each.severity for each in found] == [Severity.ERROR, Severity.WARNING]
    assert len(to_explain(found)) == 1


def test_amounts_are_typed_in_yuan_and_kept_in_fen() -> None:
    form = format_of("tender")
    assert read_fields(form, {"basics.budget": "480,000.5"}) == {"basics.budget": "48000050"}
    assert read_fields(form, {"basics.budget": 48000050}) == {"basics.budget": "48000050"}


def test_days_codes_and_answers_are_kept_as_texts() -> None:
    form = format_of("tender")
    said = {
        "deadline.due": date(2026, 3, 1),
        "basics.consortium": True,
        "basics.method": " open ",
        "overview": " 第一行 \n第二行 ",
        "basics.name": "",
    }
    assert read_fields(form, said) == {
        "deadline.due": "2026-03-01",
        "basics.consortium": "yes",
        "basics.method": "open",
        "overview": "第一行 \n第二行",
    }


@pytest.mark.parametrize(
    ("kind", "key", "typed"),
    [
        ("tender", "basics.budget", "much"),
        ("tender", "basics.budget", "1.005"),
        ("tender", "deadline.due", "tomorrow"),
        ("tender", "deadline.time", "9.30"),
        ("tender", "basics.method", "inquiry"),
        ("tender", "basics.name", "长" * 501),
        ("intention", "month", "2026-13"),
        ("result", "winner.supplier-code", "123"),
        ("result", "winner.others", "二包；乙；地址"),
        ("result", "winner.others", "二包；乙；地址；许多"),
    ],
)
def test_what_cannot_be_right_is_refused_by_the_name_of_its_field(
    kind: str, key: str, typed: str
) -> None:
    form = format_of(kind)
    with pytest.raises(InvalidInputError) as refused:
        read_fields(form, {key: typed})
    assert form.by_key[key].labels["en"] in str(refused.value)


def test_an_unknown_heading_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="no heading secret"):
        read_fields(format_of("tender"), {"secret": "x"})


@pytest.mark.parametrize("kind", WRITTEN)
def test_what_was_read_reads_again_as_itself(kind: NoticeType) -> None:
    form = format_of(kind)
    for key, value in read_fields(form, all_typed(form)).items():
        assert is_kept(form, form.by_key[key], value), key
        if form.by_key[key].part.kind != "fen":
            assert read_field(form, form.by_key[key], value) == value


def test_lots_are_read_line_by_line_with_either_semicolon() -> None:
    lots = read_lots("一包；甲中心；甲路；100\n\n二包;乙中心;乙路;20.50")
    assert lots is not None
    assert [(each.title, each.supplier, each.fen) for each in lots] == [
        ("一包", "甲中心", 10_000),
        ("二包", "乙中心", 2_050),
    ]

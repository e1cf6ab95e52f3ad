"""The 13 formats as the national pack states them: what the law demands can be filled in."""

import pytest

from portal.notices.formats import WRITTEN, Format, format_of, stated_facts
from portal.notices.types import NoticeType
from portal.policy.library import NATIONAL

DEMANDED = {
    NoticeType.INTENTION: ("number", "item", "need", "budget", "month"),
    NoticeType.PREQUALIFICATION: (
        "basics.number", "basics.name", "basics.budget", "qualifications.law", "file.from",
        "application", "review", "invited", "submission.due", "reviewed-on", "period.text",
        "contacts.purchaser", "contacts.phone",
    ),
    NoticeType.TENDER: (
        "overview", "basics.number", "basics.name", "basics.budget", "basics.need", "basics.term",
        "basics.consortium", "qualifications.law", "qualifications.policy",
        "qualifications.specific", "documents.from", "documents.until", "documents.place",
        "documents.way", "documents.price", "deadline.due", "deadline.time", "deadline.opening",
        "deadline.place", "period.text", "contacts.purchaser", "contacts.purchaser-address",
        "contacts.purchaser-phone", "contacts.person", "contacts.phone",
    ),
    NoticeType.NEGOTIATION: (
        "overview", "basics.budget", "basics.method", "documents.from", "submission.due",
        "opening.on", "period.text", "contacts.phone",
    ),
    NoticeType.RESULT: (
        "number", "name", "winner.supplier", "winner.supplier-address", "winner.amount",
        "items.name", "items.scope", "items.requirements", "items.time", "items.standard",
        "experts.names", "fee.standard", "period.text", "contacts.purchaser", "contacts.phone",
    ),
    NoticeType.CORRECTION: (
        "basics.number", "basics.name", "basics.first", "corrections.what", "corrections.content",
        "corrections.on", "contacts.phone",
    ),
    NoticeType.TERMINATION: ("basics.number", "basics.name", "reason.text", "contacts.phone"),
    NoticeType.CONTRACT: (
        "contract-number", "contract-name", "number", "name", "parties.purchaser",
        "parties.purchaser-address", "parties.purchaser-phone", "parties.supplier",
        "parties.supplier-address", "parties.supplier-phone", "main.item", "main.requirements",
        "main.quantity", "main.price", "main.amount", "main.period", "main.place", "main.method",
        "signed", "announced",
    ),
    NoticeType.ACCEPTANCE: (
        "contract-number", "contract-name", "number", "name", "parties.purchaser",
        "parties.supplier", "main.content", "main.requirements", "main.period", "main.place",
        "accepted", "members.members", "members.users", "members.heard", "opinion.text",
        "opinion.users",
    ),
    NoticeType.SINGLE_SOURCE: (
        "project.purchaser", "project.name", "project.need", "project.budget", "project.reason",
        "supplier.supplier", "supplier.supplier-address", "period.from", "period.until",
        "contacts.purchaser", "contacts.finance", "contacts.finance-address",
        "contacts.finance-person", "contacts.finance-phone", "experts.opinion", "experts.names",
    ),
    NoticeType.COMPLAINT: (
        "basics.number", "basics.name", "parties.complainant", "parties.respondent", "facts",
        "result.grounds", "result.result", "authority.name", "authority.decided",
    ),
    NoticeType.SUPERVISION: (
        "basics.number", "basics.name", "parties.subject", "facts", "result.grounds",
        "result.result", "authority.name", "authority.decided",
    ),
    NoticeType.ASSESSMENT: ("body", "content", "method", "period", "result", "problems"),
}  # fmt: skip
"""Type → what 财办库〔2020〕50号 and Regulations Arts. 43 and 45 demand of it"""
STATED = {
    NoticeType.TENDER: {
        "contract.purchase.documents_from_on",
        "contract.purchase.documents_until_on",
        "contract.purchase.bids_due_on",
        "contract.purchase.budget",
    },
    NoticeType.NEGOTIATION: {
        "contract.purchase.documents_from_on",
        "contract.purchase.bids_due_on",
    },
    NoticeType.RESULT: {"contract.purchase.decided_on", "contract.award_noticed_on"},
    NoticeType.CONTRACT: {"contract.signed_on"},
    NoticeType.ACCEPTANCE: {"contract.accepted_on", "contract.users_heard"},
    NoticeType.SINGLE_SOURCE: {
        "contract.purchase.publicity_from_on",
        "contract.purchase.publicity_until_on",
    },
    NoticeType.CORRECTION: {"contract.purchase.changed_on"},
}
"""Type → facts from which deadlines are counted"""


def test_there_are_the_13_formats_of_the_law() -> None:
    assert len(WRITTEN) == 13
    assert set(DEMANDED) == set(WRITTEN)


@pytest.mark.parametrize("kind", WRITTEN)
def test_what_the_law_demands_is_a_mandatory_field(kind: NoticeType) -> None:
    required = {field.key for field in format_of(kind) if field.part.required}
    assert set(DEMANDED[kind]) - required == set()


@pytest.mark.parametrize("kind", STATED)
def test_the_days_that_deadlines_rest_on_are_asked_for(kind: NoticeType) -> None:
    stated = {field.part.states for field in format_of(kind) if field.part.states}
    assert STATED[kind] - stated == set()


@pytest.mark.parametrize("kind", WRITTEN)
def test_no_two_fields_of_a_format_share_a_key_or_a_column(kind: NoticeType) -> None:
    form = format_of(kind)
    columns = [field.part.column for field in form if field.part.column]
    assert len(form.by_key) == len(list(form))
    assert len(columns) == len(set(columns))


@pytest.mark.parametrize("kind", WRITTEN)
def test_only_contacts_may_hold_a_mobile_number(kind: NoticeType) -> None:
    for field in format_of(kind):
        if field.part.contact:
            assert field.key.startswith(("contacts.", "parties."))
            assert not field.key.endswith("address")


def test_a_place_without_headings_of_its_own_writes_in_the_nations() -> None:
    assert format_of("tender", "deyang").headings == format_of("tender").headings
    assert format_of("tender", "nowhere").place == NATIONAL


def test_the_codes_of_a_field_come_from_its_list_as_far_as_the_format_admits_them() -> None:
    form = format_of("negotiation", "deyang")
    method = form.column("method")
    assert method
    assert set(form.options(method)) == {"negotiation", "consultation", "inquiry"}


def test_a_notice_states_its_facts_as_it_keeps_them() -> None:
    said = stated_facts("contract", {"signed": "2026-03-01", "main.amount": "4800"})
    assert said == {"contract.signed_on": "2026-03-01"}
    assert stated_facts("other", {"signed": "2026-03-01"}) == {}


def test_every_format_names_its_headings_in_both_languages() -> None:
    def labels(form: Format) -> list[str]:
        return [words for field in form for words in field.labels.values()]

    assert all(each.strip() for kind in WRITTEN for each in labels(format_of(kind)))

"""A release says of awards, status and date only what its notice gives ground for."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from portal.disclosure.formats.ocds.compiling import compile_releases
from portal.disclosure.formats.ocds.kinds import AWARDING
from portal.disclosure.formats.ocds.notice import notice_release
from portal.disclosure.formats.ocds.sources import Announcement, Place, Process
from portal.notices.parse.model import Amount, Award, Day, Organisation, ParsedNotice, SourceKey
from portal.notices.types import NoticeType
from portal.publisher import Publisher
from tests.ocds.schemas import Json, faults

PLACE = Place(public_url="https://sunlight.example", publisher=Publisher())
NAMED = Organisation(name="示例社会工作服务中心")
SILENT = sorted(set(NoticeType) - AWARDING)


def at(day: int) -> datetime:
    return datetime(2025, 3, day, 1, tzinfo=UTC)


def announced(kind: NoticeType, day: int = 1, **said: object) -> Announcement:
    """A notice of this portal that names a supplier and an amount, whatever it is."""
    notice = ParsedNotice(
        key=SourceKey(publisher="示例县民政局", publisher_stated=True, item="1"),
        file="",
        line=None,
        type=kind,
        type_text=None,
        title="低保对象照护服务",
        suppliers=(NAMED,),
        currency="CNY",
        award_fen=4_200_000,
    )
    return Announcement(
        notice_id="0123456789abcdef0123",
        process=Process(ocid="ocds-000000-1"),
        version=1,
        said=replace(notice, **said),  # type: ignore[arg-type]  # any field of a notice
        digest="0" * 64,
        recorded_at=at(20),
        reason="",
        publisher="示例县民政局",
        is_reprint=False,
        is_demo=False,
        issued_at=at(day),
    )


def released(given: Announcement) -> Json:
    release = notice_release(given, PLACE)
    assert faults(release) == []
    return release


@pytest.mark.parametrize("kind", SILENT)
def test_a_notice_that_awards_nothing_keeps_its_supplier_to_its_own_words(kind: NoticeType) -> None:
    release = released(announced(kind))
    assert "awards" not in release
    (party,) = release["parties"]
    assert party == {"id": party["id"], "name": NAMED.name}
    (item,) = release["officialNotices"]
    assert item["suppliers"] == [{"id": party["id"], "name": NAMED.name}]
    assert item["award"] == {"amount": 42_000, "currency": "CNY"}


@pytest.mark.parametrize("kind", sorted(AWARDING))
def test_result_contract_and_acceptance_tell_of_an_award(kind: NoticeType) -> None:
    given = announced(kind)
    correction = replace(announced(NoticeType.CORRECTION), corrects=kind)
    for each in (given, correction):
        release = released(each)
        (award,) = release["awards"]
        assert (award["status"], award["derivedFrom"]) == ("active", given.notice_id)
        assert [party["roles"] for party in release["parties"]] == [["supplier"]]


def test_a_correction_that_names_nobody_adds_no_award_to_the_one_it_corrects() -> None:
    given = announced(NoticeType.CORRECTION, suppliers=(), award_fen=None, currency=None)
    release = released(replace(given, corrects=NoticeType.RESULT))
    assert release["tag"] == ["awardUpdate"]
    assert "awards" not in release
    assert [each["documentType"] for each in release["tender"]["documents"]] == ["awardNotice"]


def test_awards_that_a_source_lists_stay_whatever_its_notice_is() -> None:
    row = Award(
        id="1", title="一包", amount=Amount(), awarded=Day(), status="pending", suppliers=(NAMED,)
    )
    given = announced(NoticeType.OTHER, tags=("tender",), awards=(row,))
    (award,) = released(replace(given, process=Process(ocid="o", is_foreign=True)))["awards"]
    assert (award["id"], award["status"]) == ("1", "pending")


@pytest.mark.parametrize("kind", [NoticeType.INTENTION, NoticeType.NEGOTIATION])
def test_a_later_version_of_a_call_does_not_reopen_a_complete_tender(kind: NoticeType) -> None:
    call = announced(kind, 1, suppliers=(), award_fen=None)
    result = replace(announced(NoticeType.RESULT, 5), notice_id="1123456789abcdef0123")
    later = replace(call, version=2, reason="改正错字")
    found = [released(each) for each in (call, result, later)]
    assert found[2]["date"] > found[1]["date"]
    assert "status" not in found[2]["tender"]
    assert compile_releases(found)["tender"]["status"] == "complete"


def test_a_later_version_of_a_termination_still_says_how_the_tender_ended() -> None:
    given = announced(NoticeType.TERMINATION, suppliers=(), award_fen=None)
    failed = replace(given, version=2, said=replace(given.said, description="本项目废标。"))
    assert released(given)["tender"]["status"] == "cancelled"
    assert released(failed)["tender"]["status"] == "unsuccessful"


@pytest.mark.parametrize(
    ("issued", "media", "first"), [(3, 2, 2), (2, 3, 2), (None, 4, 4), (4, None, 4)]
)
def test_a_release_is_dated_by_whoever_published_it_first(
    issued: int | None, media: int | None, first: int
) -> None:
    given = replace(
        announced(NoticeType.TENDER),
        issued_at=at(issued) if issued else None,
        media_at=at(media) if media else None,
    )
    assert released(given)["date"] == f"2025-03-0{first}T09:00:00+08:00"

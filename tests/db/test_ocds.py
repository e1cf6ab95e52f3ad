"""Open contracting data: as many releases as changes, every one valid, and nothing private."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from portal.disclosure import ocds_files
from portal.disclosure.formats.ocds.compiling import compile_releases
from portal.disclosure.formats.ocds.sources import Place
from portal.disclosure.ocds import find_record, find_release, is_withdrawn
from portal.disclosure.ocds_files import ReleaseFilter, stream_releases, write_ocds
from portal.notices.parse.files import parse_file
from portal.notices.parse.model import Amount, Award, Day, Organisation, ParsedNotice
from portal.notices.service import Outcome
from portal.notices.types import NoticeType
from portal.notices.withdrawal import Why, withdraw_attachment, withdraw_notice, withdraw_version
from portal.publisher import Publisher
from portal.records.account import Account
from portal.records.contract import Contract
from portal.records.evaluation import Round, RoundState
from portal.records.notice import Notice, NoticeState, NoticeVersion
from portal.records.project import Project
from portal.records.publishing import Withdrawal
from portal.records.session import writing
from tests.db.office import PDF, Office
from tests.db.printed import OCDS, OCID, a_release, a_row, at, keep, keep_file
from tests.db.reading import statements
from tests.db.town import CONTRACT, Town
from tests.ocds.schemas import Json, faults, merger, unknown_fields

PLACE = Place(public_url="https://sunlight.example", publisher=Publisher())
WHY = Why("正文含有服务对象的个人信息。", "《中华人民共和国个人信息保护法》第四十七条")
REAL = sorted(each for each in OCDS.glob("*.json") if each.stat().st_size)


def releases(engine: Engine, **wanted: Any) -> list[Json]:
    """What the stream gives under a filter."""
    lines = b"".join(stream_releases(engine, ReleaseFilter.model_validate(wanted), PLACE))
    return [json.loads(each) for each in lines.splitlines()]


def record(engine: Engine, ocid: str) -> Json:
    """The record package of a process."""
    with Session(engine) as session:
        found = find_record(session, ocid, PLACE)
    assert found, ocid
    package: Json = json.loads(found.body)
    return package


def compiled(engine: Engine, ocid: str) -> Json:
    """What a process comes to."""
    release: Json = record(engine, ocid)["records"][0]["compiledRelease"]
    return release


def count(engine: Engine, *conditions: Any, of: Any) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(of).where(*conditions)) or 0


def official(found: list[Json]) -> Iterator[Json]:
    return (each for release in found for each in release.get("officialNotices", ()))


@pytest.fixture
def full(demo: Engine) -> Engine:
    """The demonstration with real releases of six countries beside it."""
    for path in REAL:
        keep_file(demo, path)
    return demo


def test_there_are_as_many_releases_as_public_changes(full: Engine) -> None:
    with Session(full) as session:
        versions = session.scalar(
            select(func.count())
            .select_from(NoticeVersion)
            .join(Notice, Notice.id == NoticeVersion.notice_id)
            .where(Notice.state == NoticeState.ISSUED, NoticeVersion.is_withdrawn.is_(False))
        )
    contracts = count(full, of=Contract)
    results = count(full, Round.state == RoundState.PUBLISHED, of=Round)
    gone = count(full, of=Withdrawal)
    found = releases(full)
    assert len(found) == (versions or 0) + contracts + results + gone
    assert contracts
    assert results


def test_every_release_of_the_demonstration_and_of_real_data_is_valid(full: Engine) -> None:
    found = releases(full)
    assert [fault for each in found for fault in faults(each)] == []
    assert {name for each in found for name in unknown_fields(each)} == set()
    assert set(Counter((each["ocid"], each["id"]) for each in found).values()) == {1}


def test_every_record_is_valid_and_compiled_as_by_the_reference(full: Engine) -> None:
    found = [
        json.loads(b"".join(pieces))
        for name, pieces in write_ocds(full, PLACE)
        if name.startswith("ocds/records/")
    ]
    every: list[Json] = []
    for package in found:
        assert faults(package, "record-package-schema") == []
        (each,) = package["records"]
        every += each["releases"]
        assert each["compiledRelease"] == merger().create_compiled_release(each["releases"])
    streamed = releases(full)
    assert sorted(map(json.dumps, every)) == sorted(map(json.dumps, streamed))


def test_both_databases_tell_the_same_of_notices(both_demos: list[Engine]) -> None:
    told = [
        [each for each in releases(engine) if "officialNotices" in each] for engine in both_demos
    ]
    assert len(told[0]) == len(told[1])
    for one, other in zip(*told, strict=True):
        assert one["id"] == other["id"]
        assert one["tag"] == other["tag"]
        assert one.get("buyer") == other.get("buyer")


def test_the_life_of_a_project_is_one_process(demo: Engine) -> None:
    by_process: dict[str, set[str]] = {}
    for each in releases(demo):
        by_process.setdefault(each["ocid"], set()).update(each["tag"])
    whole = {"planning", "tender", "award", "contract", "implementation"}
    assert sum(tags >= whole for tags in by_process.values()) == 5


def test_what_an_imported_release_said_is_imported_again_without_a_change(
    engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "again.json"
    for each in REAL:
        keep_file(engine, each)
    with Session(engine) as session:
        known = {each.content_hash for each in session.scalars(select(NoticeVersion))}
    for release in releases(engine):
        path.write_text(json.dumps(release), encoding="utf-8")
        (said,) = parse_file(path)
        assert isinstance(said, ParsedNotice)
        assert said.content_hash in known
        assert keep(engine, said) == [Outcome.UNCHANGED]


def test_an_imported_process_keeps_its_ocid_its_ids_and_its_publisher(engine: Engine) -> None:
    keep(engine, a_release("r-1", title="旧", published_at=at(1)))
    keep(engine, a_release("r-1", title="新", published_at=at(2)))
    package = record(engine, OCID)
    (each,) = package["records"]
    assert package["publisher"] == {"name": "示例公共资源交易中心"}
    assert "license" not in package
    assert [release["id"] for release in each["releases"]] == ["r-1", "r-1-v2"]
    assert each["compiledRelease"]["tender"]["title"] == "新"


def test_a_row_of_a_table_is_a_process_of_its_own_under_our_prefix(engine: Engine) -> None:
    keep(engine, a_row(title="低保对象照护", notice_on=at(5).date()))
    (release,) = releases(engine)
    assert release["ocid"].startswith("ocds-000000-")
    assert release["date"] == "2026-01-05T00:00:00+08:00"
    assert record(engine, release["ocid"])["publisher"] == {
        "name": "阳光救助 · Sunlight",
        "uri": "https://sunlight.example",
    }


def test_the_notice_of_a_result_and_the_recorded_contract_name_one_award(demo: Engine) -> None:
    for each in releases(demo, type="result", q="DEMO-DY-2022-001"):
        found = compiled(demo, each["ocid"])
        (award,) = found["awards"]
        assert {row["awardID"] for row in found["contracts"]} == {award["id"]}
        assert award["value"] == {"amount": 462000, "currency": "CNY"}


def test_the_deadline_for_bids_is_told_to_the_minute(demo: Engine) -> None:
    ends = {
        each["tender"]["tenderPeriod"]["endDate"]
        for each in releases(demo, type="negotiation", q="DEMO")
    }
    assert ends
    assert {each[10:] for each in ends} == {"T09:30:00+08:00"}


def test_an_acceptance_is_a_milestone_that_says_what_it_came_to(demo: Engine) -> None:
    found = releases(demo, type="acceptance")
    assert found
    for release in found:
        (contract,) = release["contracts"]
        (milestone,) = contract["implementation"]["milestones"]
        assert (milestone["type"], milestone["status"]) == ("approval", "met")
        assert milestone["dateMet"].endswith("T00:00:00+08:00")
        (document,) = contract["implementation"]["documents"]
        assert document["documentType"] == "completionCertificate"
        codes = {each["code"] for each in release["officialNotices"][0]["formatFields"]}
        assert "opinion.users" in codes
        assert "members.members" not in codes


def test_several_awards_are_several_rows_and_no_sum(engine: Engine) -> None:
    winner = Organisation(name="甲", identifier="91510600MA6DEM0123", scheme="CN-USCI")
    row = Award(
        id="1",
        title="一包",
        amount=Amount(fen=10_050, currency="CNY"),
        awarded=Day(on=at(3).date()),
        status="active",
        suppliers=(winner,),
    )
    keep(engine, a_release(tags=("award",), type=NoticeType.RESULT, awards=(row, row)))
    (release,) = releases(engine)
    first, second = release["awards"]
    assert first["value"] == second["value"] == {"amount": 100.5, "currency": "CNY"}
    assert (first["id"], second["statedID"], second["idIsLocal"]) == ("1", "1", True)
    assert first["suppliers"] == [{"id": "CN-USCI-91510600MA6DEM0123", "name": "甲"}]


def test_the_number_of_a_resident_stands_in_no_release(engine: Engine) -> None:
    person = Organisation(name="某个体", identifier="11010519491231002X", scheme="身份证")
    keep(engine, a_release(suppliers=(person,), purchaser=person))
    (release,) = releases(engine)
    assert "11010519491231002" not in json.dumps(release)


def test_filters_mean_what_they_mean_in_the_lists(demo: Engine) -> None:
    every = releases(demo)
    zunyi = releases(demo, region="520000")
    assert 0 < len(zunyi) < len(every)
    assert {tag for each in zunyi for tag in each["tag"]} >= {"award", "contract", "implementation"}
    typed = releases(demo, type="result")
    assert {each["type"] for each in official(typed)} == {"result"}
    assert all("officialNotices" in each for each in typed)
    dated = releases(demo, **{"from": "2025-12-01", "to": "2025-12-31"})
    assert {each["date"][:7] for each in dated} == {"2025-12"}
    named = releases(demo, q="DEMO-ZY-2025-001")
    assert {each["number"] for each in official(named)} == {"DEMO-ZY-2025-001"}


def test_small_pieces_give_the_same_lines(full: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = releases(full)
    monkeypatch.setattr(ocds_files, "PIECE", 3)
    assert releases(full) == whole
    records = dict(write_ocds(full, PLACE))
    monkeypatch.setattr(ocds_files, "PIECE", 400)
    again = dict(write_ocds(full, PLACE))
    assert {name: b"".join(each) for name, each in records.items()} == {
        name: b"".join(each) for name, each in again.items()
    }


def test_more_notices_take_no_more_statements(engine: Engine) -> None:
    sent: list[int] = []
    for total in (5, 60):
        have = count(engine, of=Notice)
        keep(engine, *(a_row(f"row-{number}") for number in range(have, total)))
        with statements(engine) as found:
            assert len(releases(engine)) == total
        sent.append(len(found))
    assert sent[0] == sent[1]


def test_a_draft_and_an_open_round_are_in_no_release(town: Town) -> None:
    keep(town.engine, a_row(title="还没有发布"), as_draft=True)
    still_open = town.open()
    text = json.dumps(releases(town.engine), ensure_ascii=False)
    assert "还没有发布" not in text
    assert still_open not in text


def test_a_withheld_score_says_why_and_gives_the_weights_alone(town: Town) -> None:
    few = town.finish(["55"] * 7, invited=9)
    enough = town.finish(["55"] * 12, invited=20)
    found = {
        item["id"]: (release, item)
        for release in releases(town.engine)
        for item in release.get("serviceEvaluations", ())
    }
    release, item = found[few]
    (milestone,) = release["contracts"][0]["implementation"]["milestones"]
    assert milestone["status"] == "partiallyMet"
    assert item["withheld"]
    assert not item.keys() & {"composite", "interval", "grade"}
    assert all(each.keys() == {"id", "weight"} for each in item["parties"])
    release, item = found[enough]
    (milestone,) = release["contracts"][0]["implementation"]["milestones"]
    assert (milestone["type"], milestone["status"]) == ("assessment", "met")
    assert item["contractID"] == CONTRACT
    assert sum(each["weight"] for each in item["parties"]) == pytest.approx(1)
    assert {"composite", "interval"} <= item.keys()


def test_what_is_withheld_is_named_with_its_ground_and_attachments_with_their_sums(
    office: Office,
) -> None:
    draft = office.draft()
    file_id = office.attach(draft, "通知.pdf", PDF)
    office.withhold(draft, attachment_name="报价明细")
    office.issue(draft)
    (release,) = [each for each in releases(office.town.engine) if "officialNotices" in each]
    assert faults(release) == []
    (withheld,) = release["withheldInformation"]
    assert withheld["name"] == "报价明细"
    assert withheld["rationaleClassifications"][0]["id"] == "trade_secret"
    assert release["tag"] == ["tenderCancellation"]
    assert release["tender"]["status"] == "cancelled"
    documents = {each["id"]: each for each in release["tender"]["documents"]}
    assert documents[file_id]["url"].endswith(f"/files/{file_id}/%E9%80%9A%E7%9F%A5.pdf")
    assert documents[file_id]["size"] == len(PDF)


def test_a_correction_is_the_next_version_and_a_release_of_its_own(office: Office) -> None:
    notice_id = office.issue(office.draft())
    office.issue(
        office.begin_correction(notice_id, "示例项目终止公告", "改正", reason__text="改由自办。")
    )
    found = [each for each in releases(office.town.engine) if "officialNotices" in each]
    by_id = {each["id"]: each for each in found}
    first, second = by_id[f"{notice_id}-v1"], by_id[f"{notice_id}-v2"]
    (correction,) = [each for each in found if each["officialNotices"][0]["id"] != notice_id]
    assert (first["tag"], second["tag"]) == (["tenderCancellation"], ["tenderCancellation"])
    assert correction["tag"] == ["tenderAmendment"]
    assert correction["officialNotices"][0]["correctsNotice"] == notice_id
    (amendment,) = second["tender"]["amendments"]
    assert (amendment["rationale"], amendment["amendsReleaseID"]) == ("改正", first["id"])
    assert second["date"] == correction["date"] > first["date"]
    fields = {each["code"]: each["text"] for each in second["officialNotices"][0]["formatFields"]}
    assert fields["reason.text"] == "改由自办。"
    assert compile_releases(found)["tender"]["status"] == "cancelled"


def test_a_corrected_version_is_dated_by_the_first_appearance_of_its_correction(
    office: Office,
) -> None:
    notice_id = office.issue(office.draft())
    office.issue(
        office.begin_correction(notice_id, "示例项目终止公告", "改正", reason__text="改由自办。")
    )
    with writing(office.town.engine) as session:
        original = session.get_one(Notice, notice_id)
        correction = session.scalars(select(Notice).where(Notice.corrects_id == notice_id)).one()
        original.media_at, correction.media_at = at(1), at(2)
    dates = {
        each["id"]: each["date"][:10]
        for each in releases(office.town.engine)
        if "officialNotices" in each
    }
    assert dates == {
        f"{notice_id}-v1": "2026-01-01",
        f"{notice_id}-v2": "2026-01-02",
        f"{correction.id}-v1": "2026-01-02",
    }


def test_contacts_and_those_who_work_here_are_in_no_release(office: Office) -> None:
    office.issue(office.draft())
    text = json.dumps(releases(office.town.engine), ensure_ascii=False)
    with Session(office.town.engine) as session:
        accounts = session.scalars(select(Account)).all()
    assert "0838-2500000" not in text
    assert "经办科室" not in text
    assert not [each.id for each in accounts if each.id in text]
    assert not [each.subject for each in accounts if each.subject in text]


def test_a_withdrawn_notice_leaves_the_fact_alone(office: Office) -> None:
    engine = office.town.engine
    notice_id = office.issue(office.draft(title="孟庆霜的终止公告"))
    office.town.act("officer-1", lambda s, who: withdraw_notice(s, who, notice_id, WHY))
    (release,) = [each for each in releases(engine) if "officialNotices" in each]
    (item,) = release["officialNotices"]
    assert faults(release) == []
    assert release["tag"] == ["tenderCancellation"]
    assert (item["id"], item["status"]) == (notice_id, "withdrawn")
    assert item["withdrawals"][0]["reason"] == WHY.reason
    with Session(engine) as session:
        assert find_release(session, f"{notice_id}-v1", PLACE) is None
        assert is_withdrawn(session, f"{notice_id}-v1")
        assert find_release(session, release["id"], PLACE) is not None
    assert "孟庆霜" not in json.dumps(record(engine, release["ocid"]), ensure_ascii=False)


def test_a_withdrawn_version_and_a_withdrawn_file_leave_the_rest(office: Office) -> None:
    engine = office.town.engine
    draft = office.draft(reason__text="孟庆霜退出。")
    file_id = office.attach(draft, "通知.pdf", PDF)
    notice_id = office.issue(draft)
    office.issue(
        office.begin_correction(notice_id, "示例项目终止公告", "改正", reason__text="一人退出。")
    )
    office.town.act("officer-1", lambda s, who: withdraw_version(s, who, notice_id, 1, WHY))
    office.town.act("officer-1", lambda s, who: withdraw_attachment(s, who, file_id, WHY))
    found = releases(engine)
    ids = {each["id"] for each in found}
    assert f"{notice_id}-v1" not in ids
    assert f"{notice_id}-v2" in ids
    assert "孟庆霜" not in json.dumps(found, ensure_ascii=False)
    documents = [each["tender"]["documents"] for each in found if "tender" in each]
    assert file_id not in {each["id"] for listed in documents for each in listed}
    with Session(engine) as session:
        assert is_withdrawn(session, f"{notice_id}-v1")
        assert not is_withdrawn(session, f"{notice_id}-v2")


def test_a_contract_of_an_imported_process_belongs_to_it(town: Town) -> None:
    keep(town.engine, a_release("r-1"))
    with writing(town.engine) as session:
        process = session.scalars(select(Project.id).where(Project.ocid == OCID)).one()
        session.get_one(Contract, CONTRACT).project_id = process
    found = record(town.engine, OCID)
    assert found["publisher"]["name"] == "阳光救助 · Sunlight"
    (each,) = found["records"]
    assert {tag for release in each["releases"] for tag in release["tag"]} >= {"contract"}


@pytest.mark.parametrize("ocid", ["", "ocds-000000-", "ocds-000000-../x", "nothing", "%", "\x00"])
def test_an_unknown_process_has_no_record(engine: Engine, ocid: str) -> None:
    keep(engine, a_row())
    with Session(engine) as session:
        assert find_record(session, ocid, PLACE) is None


@pytest.mark.parametrize(
    "key", ["", "x", "contract-", "contract-x", "evaluation-x-y", "withdrawal-1", "a-v0", "a-v1"]
)
def test_an_unknown_release_is_none_and_was_not_withdrawn(engine: Engine, key: str) -> None:
    with Session(engine) as session:
        assert find_release(session, key, PLACE) is None
        assert not is_withdrawn(session, key)

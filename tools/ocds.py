"""Writes code lists and examples of the open contracting extension: ``python -m tools.ocds``."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from portal.disclosure.formats.ocds.compiling import compile_releases
from portal.disclosure.formats.ocds.contract import contract_release
from portal.disclosure.formats.ocds.evaluation import evaluation_release
from portal.disclosure.formats.ocds.notice import notice_release
from portal.disclosure.formats.ocds.packages import as_bytes, record_package, release_package
from portal.disclosure.formats.ocds.sources import (
    Announcement,
    Attached,
    Judged,
    Place,
    Process,
    Score,
    Signed,
    Withdrawn,
    Withheld,
)
from portal.disclosure.formats.ocds.values import Json
from portal.disclosure.formats.ocds.withdrawal import withdrawal_release
from portal.disclosure.ocds_files import EXTENSION, WRITTEN_FOR
from portal.notices.parse.model import CREDIT_CODE_SCHEME, Organisation, ParsedNotice, SourceKey
from portal.notices.types import NoticeType, ProcurementMethod
from portal.policy.identifiers import make_uscc
from portal.publisher import NAME, Publisher

PLACE = Place(
    public_url=WRITTEN_FOR,
    publisher=Publisher(),
    licence="https://creativecommons.org/licenses/by/4.0/",
)
PROCESS = Process(ocid="ocds-000000-00000000000000000001")
BUYER = Organisation(
    name="（演示）示例县民政局",
    identifier=make_uscc("11", "510603", "9001"),
    scheme=CREDIT_CODE_SCHEME,
)
WINNER = Organisation(
    name="（演示）春晖社会工作服务中心",
    identifier=make_uscc("52", "510603", "9002"),
    scheme=CREDIT_CODE_SCHEME,
)
TITLE = "（演示）社会救助走访与照料服务"
DIGEST = "0" * 64


def files() -> Iterator[tuple[str, bytes]]:
    """Every file that the code decides: its path below ``docs/ocds`` and its content."""
    yield (
        "codelists/noticeType.csv",
        _codes(
            (each.value, each.term.en, f"{each.term.zh} {each.term.source}".strip())
            for each in NoticeType
        ),
    )
    yield (
        "codelists/procurementMethodTerm.csv",
        _codes(
            (each.value, each.term.en, f"{each.term.zh} {each.term.source}".strip())
            for each in ProcurementMethod
        ),
    )
    releases = _releases()
    for name, release in releases.items():
        package = release_package(PLACE, name, release, release["date"], NAME)
        yield f"examples/{name}.json", as_bytes(package)
    everything = list(releases.values())
    record = record_package(PLACE, everything, compile_releases(everything)["date"], NAME)
    yield "examples/record.json", as_bytes(record)


def _releases() -> dict[str, Json]:
    contract = _contract()
    return {
        "intention": notice_release(_notice(1, NoticeType.INTENTION, "采购意向", 3), PLACE),
        "tender": notice_release(_notice(2, NoticeType.NEGOTIATION, "竞争性磋商公告", 4), PLACE),
        "tender-update": notice_release(
            _notice(2, NoticeType.NEGOTIATION, "竞争性磋商公告", 4, version=2), PLACE
        ),
        "correction": notice_release(_notice(3, NoticeType.CORRECTION, "更正公告", 4), PLACE),
        "award": notice_release(_notice(4, NoticeType.RESULT, "成交结果公告", 5), PLACE),
        "contract": contract_release(contract, PLACE),
        "evaluation": evaluation_release(_judged(contract), PLACE),
        "acceptance": notice_release(_notice(5, NoticeType.ACCEPTANCE, "验收结果公告", 12), PLACE),
        "withdrawal": withdrawal_release(_withdrawn(), PLACE),
    }


def _notice(
    number: int, kind: NoticeType, words: str, month: int, *, version: int = 1
) -> Announcement:
    is_awarded = kind in {NoticeType.RESULT, NoticeType.ACCEPTANCE}
    said = ParsedNotice(
        key=SourceKey(publisher="", publisher_stated=True, item=""),
        file="",
        line=None,
        type=kind,
        type_text=None,
        title=f"{TITLE}{words}",
        project_no="DEMO-2025-001",
        purchaser=BUYER,
        suppliers=(WINNER,) if is_awarded else (),
        region_code="510603",
        region_text="四川省德阳市旌阳区",
        method=ProcurementMethod.CONSULTATION,
        currency="CNY",
        budget_fen=48_000_000,
        ceiling_fen=47_500_000 if kind is NoticeType.NEGOTIATION else None,
        award_fen=46_200_000 if kind is NoticeType.RESULT else None,
        notice_on=date(2025, month, 10),
        description=_what(kind),
        language="zh",
    )
    at = datetime(2025, month, 10 + version, 1, 30, tzinfo=UTC)
    return Announcement(
        notice_id=f"0000000000000000001{number}",
        process=PROCESS,
        version=version,
        said=said,
        digest=DIGEST,
        recorded_at=at,
        reason="响应文件提交截止时间延后" if version > 1 else "",
        publisher=str(BUYER.name),
        is_reprint=False,
        is_demo=True,
        issued_at=None if version > 1 else at,
        contract_id="00000000000000000020" if kind is NoticeType.ACCEPTANCE else None,
        corrects_id="00000000000000000012" if kind is NoticeType.CORRECTION else None,
        corrects=NoticeType.NEGOTIATION if kind is NoticeType.CORRECTION else None,
        is_accepted=True if kind is NoticeType.ACCEPTANCE else None,
        facts={"contract.accepted_on": date(2025, 12, 8)} if kind is NoticeType.ACCEPTANCE else {},
        issuer=BUYER.name,
        media_name="中国政府采购网" if kind is NoticeType.NEGOTIATION else None,
        media_at=at if kind is NoticeType.NEGOTIATION else None,
        withheld=_withheld() if kind is NoticeType.RESULT else (),
        attachments=_attached(at) if kind is NoticeType.NEGOTIATION else (),
    )


def _what(kind: NoticeType) -> str:
    if kind is NoticeType.CORRECTION:
        return "响应文件提交截止时间：原为“2025-04-25 09:30”，更正为“2025-04-30 09:30”。"
    return "最低生活保障、特困人员等对象的走访、照料与转介服务。"


def _withheld() -> list[Withheld]:
    return [
        Withheld(
            id="00000000000000000031",
            field="suppliers.price-list",
            name=None,
            ground="trade_secret",
            basis="政府信息公开条例第十五条",
            reason="报价明细反映成本构成",
        )
    ]


def _attached(at: datetime) -> list[Attached]:
    return [
        Attached(
            id="00000000000000000032",
            name="磋商文件.pdf",
            path="/files/00000000000000000032/%E7%A3%8B%E5%95%86%E6%96%87%E4%BB%B6.pdf",
            media_type="application/pdf",
            size=182_340,
            sha256=DIGEST,
            added_at=at,
        )
    ]


def _contract() -> Signed:
    return Signed(
        id="00000000000000000020",
        process=PROCESS,
        number="DEMO-2025-001-HT",
        title=f"{TITLE}合同",
        purchaser=BUYER,
        contractor=WINNER,
        currency="CNY",
        amount_fen=46_200_000,
        signed_on=date(2025, 5, 28),
        starts_on=date(2025, 6, 1),
        ends_on=date(2025, 11, 30),
        region="四川省德阳市旌阳区",
        is_demo=True,
    )


def _judged(contract: Signed) -> Judged:
    return Judged(
        id="00000000000000000040",
        contract=contract,
        period=(date(2025, 6, 1), date(2025, 8, 31)),
        frame="all",
        served=130,
        invited=120,
        ballots=64,
        composite=8841,
        low=8690,
        high=8992,
        grade="良",
        withheld=None,
        published_on=date(2025, 9, 20),
        remark=None,
        scheme_id="example",
        scheme_digest=f"sha256:{DIGEST}",
        bundle_digest=f"sha256:{DIGEST}",
        confidence=0.95,
        is_demo=True,
        scores=[
            _score("beneficiary", None, "0.5", 8802),
            _score("beneficiary", "attitude", "1", 8802),
            _score("third_party", None, "0.5", 8880),
            _score("third_party", "records", "1", 8880),
        ],
    )


def _score(party: str, indicator: str | None, weight: str, score: int) -> Score:
    return Score(
        party=party,
        indicator=indicator,
        dimension="service_effect" if indicator else None,
        weight=weight,
        answered=64 if indicator and party == "beneficiary" else None,
        score=score,
    )


def _withdrawn() -> Withdrawn:
    return Withdrawn(
        id="00000000000000000050",
        process=PROCESS,
        notice_id="00000000000000000015",
        type=NoticeType.ACCEPTANCE,
        version=None,
        attachment_id="00000000000000000051",
        reason="附件中有服务对象的身份信息",
        basis="个人信息保护法第四十七条",
        at=datetime(2025, 12, 20, 2, tzinfo=UTC),
        is_whole=False,
        is_demo=True,
    )


def _codes(rows: Iterable[tuple[str, str, str]]) -> bytes:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(("Code", "Title", "Description"))
    writer.writerows(rows)
    return lines.getvalue().encode()


def main() -> None:
    """Write them."""
    for name, content in files():
        path = EXTENSION / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(path.relative_to(EXTENSION.parents[1]))


if __name__ == "__main__":
    main()

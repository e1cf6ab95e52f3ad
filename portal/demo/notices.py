"""The notices of the demonstration: the real first ones, and three invented ones per project."""

from collections.abc import Iterator
from datetime import date

from portal.demo.projects import DemoProject
from portal.notices.parse.model import Organisation, ParsedNotice, Period, SourceKey
from portal.notices.types import NoticeType, ProcurementMethod

PUBLISHER = "演示数据 · Demonstration"


def demo_notices(project: DemoProject) -> Iterator[ParsedNotice]:
    """The tender, the result and the contract of an invented project."""
    yield _notice(project, NoticeType.NEGOTIATION, "竞争性磋商公告", project.notice_on)
    yield _notice(project, NoticeType.RESULT, "成交结果公告", project.awarded_on)
    yield _notice(project, NoticeType.CONTRACT, "合同公告", project.signed_on)


def _notice(project: DemoProject, kind: NoticeType, words: str, on: date) -> ParsedNotice:
    is_awarded = kind != NoticeType.NEGOTIATION
    starts_on, ends_on = project.contract
    return ParsedNotice(
        key=SourceKey(
            publisher=PUBLISHER,
            publisher_stated=True,
            dataset="demonstration",
            item=f"{project.number}-{kind.value}",
        ),
        file="projects.toml",
        line=None,
        type=kind,
        type_text=None,
        title=f"{project.title}{words}",
        project_no=project.number,
        purchaser=Organisation(name=project.purchaser),
        suppliers=(Organisation(name=project.contractor),) if is_awarded else (),
        region_code=project.region,
        method=ProcurementMethod.CONSULTATION,
        currency="CNY",
        budget_fen=project.budget_yuan * 100,
        award_fen=project.amount_yuan * 100 if is_awarded else None,
        notice_on=on,
        period=Period(
            starts_on=starts_on, ends_on=ends_on, text=f"{starts_on:%Y-%m-%d}/{ends_on:%Y-%m-%d}"
        ),
        description="虚构的演示项目：最低生活保障、特困人员等对象的走访、照料与转介服务。",
        source_text="演示数据，无真实来源",
        language="zh",
    )

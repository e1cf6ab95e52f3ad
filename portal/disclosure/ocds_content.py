"""What one version of a notice says, whoever wrote it: a source, or an officer here."""

import json
from collections.abc import Sequence

from portal.notices.parse.model import CREDIT_CODE_SCHEME, Organisation, ParsedNotice, SourceKey
from portal.notices.parse.stored import restore
from portal.notices.types import NoticeType, ProcurementMethod
from portal.records.notice import Notice, NoticeVersion

Heading = tuple[str, str, str]
"""Code, label and text of what stands under a heading of a format"""


def said_of(notice: Notice, version: NoticeVersion) -> tuple[ParsedNotice, Sequence[Heading]]:
    """The parsed notice of a version, and the headings of the format it was written in."""
    content = json.loads(version.content)
    if "key" in content:
        return restore(version.content), ()
    return _written(notice, content), ()


def _written(notice: Notice, content: dict[str, object]) -> ParsedNotice:
    """A notice that was written here, by the columns that its headings fill."""
    return ParsedNotice(
        key=SourceKey(publisher=notice.publisher, publisher_stated=True, item=notice.id),
        file="",
        line=None,
        type=NoticeType(notice.type),
        type_text=None,
        title=str(content["title"]) if content.get("title") else notice.title,
        project_no=notice.project_no,
        purchaser=Organisation(name=notice.purchaser_name) if notice.purchaser_name else None,
        agency=Organisation(name=notice.agency_name) if notice.agency_name else None,
        suppliers=tuple(
            Organisation(
                name=each.name or None,
                identifier=each.identifier,
                scheme=CREDIT_CODE_SCHEME if each.identifier else None,
            )
            for each in notice.suppliers
        ),
        region_code=notice.region_code,
        region_text=notice.region_text,
        method=ProcurementMethod(notice.method) if notice.method else None,
        method_text=notice.method_text,
        currency=notice.currency,
        budget_fen=notice.budget_fen,
        ceiling_fen=notice.ceiling_fen,
        award_fen=notice.award_fen,
        notice_on=notice.notice_on,
        event_text=notice.event_text,
        description=notice.facts,
        language="zh",
    )

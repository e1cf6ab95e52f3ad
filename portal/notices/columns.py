"""The columns of the public table, filled from what stands under a notice's headings."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from portal.notices.content import Public
from portal.notices.formats import Field, Format
from portal.notices.prefill import method_before
from portal.notices.rules.reading import Lot, read_lots
from portal.notices.rules.remarks import TEXTS
from portal.notices.service import BETWEEN, search_text
from portal.notices.types import NoticeType, ProcurementMethod
from portal.policy.identifiers import parse_uscc
from portal.records.notice import Notice, NoticeLot, NoticeSupplier
from portal.records.parties import keep_organisation
from portal.records.project import Project
from portal.records.region import Region
from portal.typed import searchable

AMOUNTS = ("budget", "ceiling", "award")
TEXT_COLUMNS = {
    "project_no": "project_no",
    "agency": "agency_name",
    "service_period": "service_period_text",
    "facts": "facts",
}
"""Column of a format → attribute of the record"""


def fill(session: Session, notice: Notice, form: Format, public: Public, project: Project) -> None:
    """Make the row say what the notice says."""
    fields = public.fields
    said = {column: fields.get(field.key) or None for column, field in _columns(form).items()}
    region = session.get(Region, project.region_code) if project.region_code else None
    notice.title = public.title
    notice.region_code = project.region_code
    notice.region_text = region.path if region else None
    notice.currency = "CNY"
    for column, attribute in TEXT_COLUMNS.items():
        # A cell of a table is one line; the notice itself keeps its lines.
        setattr(notice, attribute, " ".join((said.get(column) or "").split()) or None)
    notice.project_no = notice.project_no or project.number
    for column in AMOUNTS:
        value = said.get(column)
        setattr(notice, f"{column}_fen", int(value) if value else None)
    notice.method = said.get("method") or _method(session, notice, project)
    notice.event_text = _event(form, fields)
    _name_suppliers(session, notice, said, project)
    notice.service_item = public.service_item or None
    texts = [
        fields[field.key]
        for field in form
        if field.part.kind in TEXTS and not field.part.contact and field.key in fields
    ]
    words = search_text(notice, region.path if region else None)
    notice.search_text = "\n".join(filter(None, (words, searchable(*texts))))


def _columns(form: Format) -> dict[str, Field]:
    return {field.part.column: field for field in form if field.part.column}


def _method(session: Session, notice: Notice, project: Project) -> str | None:
    """What the type itself says, or the newest other notice of the project."""
    if notice.type == NoticeType.SINGLE_SOURCE:
        return ProcurementMethod.SINGLE_SOURCE
    return method_before(session, project.id, besides=notice.id)


def _event(form: Format, fields: Mapping[str, str]) -> str | None:
    """The day that matters most to a reader, with its time where the format has one."""
    field = form.column("event")
    day = fields.get(field.key) if field else None
    if field is None or not day:
        return None
    heading = field.key.partition(".")[0]
    time = fields.get(f"{heading}.time")
    return f"{field.title.zh}：{' '.join(filter(None, (day, time)))}"


def _name_suppliers(
    session: Session, notice: Notice, said: Mapping[str, str | None], project: Project
) -> None:
    """Winners and, where there are several, lots: each with its own amount, never added up."""
    name, code = said.get("supplier"), said.get("supplier_code")
    lots = read_lots(said.get("lots") or "") or []
    names = list(filter(None, (name, *(each.supplier for each in lots))))
    notice.supplier_names = BETWEEN.join(dict.fromkeys(names)) or None
    linked = _organisation(session, name, code, project)
    notice.suppliers = [
        NoticeSupplier(
            position=position,
            organisation_id=linked if position == 0 else None,
            name=each,
            identifier=code if position == 0 else None,
        )
        for position, each in enumerate(dict.fromkeys(names))
    ]
    notice.lots = _lots(notice, name, lots)
    if lots:
        notice.award_fen = None


def _lots(notice: Notice, name: str | None, lots: Sequence[Lot]) -> list[NoticeLot]:
    if not lots:
        return []
    first = NoticeLot(
        position=0, title=name, currency="CNY", award_fen=notice.award_fen, supplier_names=name
    )
    return [
        first,
        *(
            NoticeLot(
                position=position,
                title=each.title,
                currency="CNY",
                award_fen=each.fen,
                supplier_names=each.supplier,
            )
            for position, each in enumerate(lots, start=1)
        ),
    ]


def _organisation(
    session: Session, name: str | None, code: str | None, project: Project
) -> str | None:
    if not name or not code:
        return None
    parsed = parse_uscc(code)
    return keep_organisation(session, parsed.code, name, parsed.region, is_demo=project.is_demo).id

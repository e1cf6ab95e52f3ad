"""What is spent: a statistic over contracts and awards, by what it may be grouped by.

A purchase counts once: by the amounts of its contract records where any states one in yuan, else
by the awards of its result notices, without those that a later one replaced and those that a
termination followed. Amounts within one notice are never added up, and only yuan are counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import field_validator
from sqlalchemy import (
    ColumnElement,
    Subquery,
    and_,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from portal.disclosure.children import children_of
from portal.disclosure.choices import Method, Purchaser, Service
from portal.disclosure.kept import kept
from portal.disclosure.parameters import DatedFilter, one_of
from portal.notices.types import NoticeType
from portal.records.contract import Contract
from portal.records.notice import PURCHASER_KEY, UNDATED, Notice, NoticeState
from portal.records.organisation import Organisation
from portal.records.regions import within

GROUPINGS = ("region", "service", "method", "month", "year", "purchaser")
REAL, INVENTED = "real", "demonstration"


class SpendingFilter(DatedFilter):
    """Region, days (of signing, or of the result notice), method, service, purchaser.

    ``data`` keeps real figures and those of the demonstration apart.
    """

    method: Method = None
    service: Service = None
    purchaser: Purchaser = None
    data: str | None = None

    @classmethod
    def names(cls) -> Iterable[str]:
        """Without words: a statistic of whatever mentions them would tell nobody anything."""
        return [each for each in super().names() if each != "q"]

    @field_validator("data")
    @classmethod
    def _data(cls, value: str | None) -> str | None:
        return value and one_of("data", value, (REAL, INVENTED))

    def of(self, counted: Any) -> Sequence[ColumnElement[bool]]:
        """The conditions that a counted purchase has to meet."""
        conditions = self.between(counted.day)
        if self.region and (inside := within(counted.region_code, self.region)) is not None:
            conditions.append(inside)
        for name in ("method", "service", "purchaser"):
            if value := getattr(self, name):
                conditions.append(counted[name] == value)
        if self.data:
            conditions.append(counted.is_demo.is_(self.data == INVENTED))
        return conditions


@dataclass(frozen=True)
class Figure:
    """What was spent on one value of a grouping."""

    value: str
    """Empty where it is not stated"""
    label: str | None
    """Where only the database knows it"""
    purchases: int
    fen: int
    is_demo: bool


def read_spending(session: Session, wanted: SpendingFilter, by: str) -> Sequence[Figure]:
    """The figures of a grouping, real ones and those of the demonstration apart."""
    one_of("by", by, GROUPINGS)
    return kept(session, ("spending", wanted, by), lambda: _figures(session, wanted, by))


def _figures(session: Session, wanted: SpendingFilter, by: str) -> Sequence[Figure]:
    children = children_of(session, wanted.region)
    counted = counted_purchases()
    value = _value(session, counted, children.known_as if by == "region" else by)
    label = func.max(counted.c.purchaser_name) if by == "purchaser" else null()
    rows = session.execute(
        select(value, counted.c.is_demo, label, func.count(), func.sum(counted.c.fen))
        .where(*wanted.of(counted.c))
        .group_by(value, counted.c.is_demo)
    )
    sums: dict[tuple[str, bool], list[int]] = defaultdict(lambda: [0, 0])
    labels: dict[str, str] = {}
    for said, is_demo, name, purchases, fen in rows:
        group = str(said or "")
        if by == "region" and group:
            group = children.of(group) or wanted.region or ""
        sums[group, bool(is_demo)][0] += purchases
        sums[group, bool(is_demo)][1] += int(fen)
        if name:
            labels[group] = name
    if by == "region":
        labels = dict(children.names(session, [group for group, _ in sums]))
    figures = [
        Figure(group, labels.get(group), purchases, fen, is_demo)
        for (group, is_demo), (purchases, fen) in sums.items()
    ]
    return sorted(figures, key=_rank if by == "purchaser" else _place)


def _place(figure: Figure) -> Any:
    return (not figure.value, figure.value, figure.is_demo)


def _rank(figure: Figure) -> Any:
    return (-figure.fen, figure.value, figure.is_demo)


def _value(session: Session, counted: Subquery, by: str) -> ColumnElement[Any]:
    dialect = session.get_bind().dialect.name
    match by:
        case "region2" | "region6":
            return func.substr(counted.c.region_code, 1, int(by[-1]))
        case "region9":
            return counted.c.region_code
        case "month" | "year":
            length = {"month": 7, "year": 4}[by]
            day: Any = counted.c.day
            if dialect == "postgresql":
                day = func.to_char(day, literal_column("'YYYY-MM-DD'"))
            return func.substr(day, 1, length)
    return counted.c[by]


def counted_purchases() -> Subquery:
    """One row for every amount that counts as spending."""
    return union_all(_contracts(), _awards()).subquery("counted")


def newest_of_project(wanted: Any) -> Any:
    """What the newest public notice of a contract's project says, of those that say it."""
    return (
        select(wanted)
        .where(
            Notice.project_id == Contract.project_id,
            Notice.state == NoticeState.ISSUED,
            wanted.is_not(None),
        )
        .order_by(Notice.sort_on.desc(), Notice.id.desc())
        .limit(1)
        .correlate(Contract)
        .scalar_subquery()
    )


def _contracts() -> Any:
    return (
        select(
            Contract.region_code,
            newest_of_project(Notice.method).label("method"),
            newest_of_project(Notice.service_item).label("service"),
            Contract.purchaser_id.label("purchaser"),
            Organisation.name.label("purchaser_name"),
            Contract.signed_on.label("day"),
            Contract.amount_fen.label("fen"),
            Contract.is_demo,
        )
        .join(Organisation, Organisation.id == Contract.purchaser_id)
        .where(*_in_yuan(Contract, Contract.amount_fen))
    )


def _in_yuan(record: Any, amount: Any) -> Sequence[ColumnElement[bool]]:
    """What counts, and hence what may keep another amount from counting."""
    return record.currency == "CNY", amount.is_not(None)


def _awards() -> Any:
    is_contracted = exists().where(
        Contract.project_id == Notice.project_id, *_in_yuan(Contract, Contract.amount_fen)
    )
    day = func.nullif(Notice.sort_on, UNDATED)
    return select(
        Notice.region_code,
        Notice.method,
        Notice.service_item.label("service"),
        PURCHASER_KEY.label("purchaser"),
        Notice.purchaser_name,
        day.label("day"),
        Notice.award_fen.label("fen"),
        Notice.is_demo,
    ).where(
        Notice.state == NoticeState.ISSUED,
        Notice.type == NoticeType.RESULT,
        *_in_yuan(Notice, Notice.award_fen),
        or_(Notice.project_id.is_(None), ~(is_contracted | _is_replaced() | _is_terminated())),
    )


def _is_replaced() -> ColumnElement[bool]:
    """A later result of the same suppliers or title is a correction or a reprint of this one.

    Any other is of another lot. Where neither can be compared, nothing tells the two apart.
    """
    later = aliased(Notice)
    has_same_suppliers = later.supplier_names == Notice.supplier_names
    has_same_title = later.title == Notice.title
    return exists().where(
        later.project_id == Notice.project_id,
        later.state == NoticeState.ISSUED,
        later.type == NoticeType.RESULT,
        *_in_yuan(later, later.award_fen),
        tuple_(later.sort_on, later.id) > tuple_(Notice.sort_on, Notice.id),
        or_(
            has_same_suppliers,
            has_same_title,
            and_(has_same_suppliers.is_(None), has_same_title.is_(None)),
        ),
    )


def _is_terminated() -> ColumnElement[bool]:
    """Terminated on a later day: on the same day another lot may have failed."""
    later = aliased(Notice)
    return exists().where(
        later.project_id == Notice.project_id,
        later.state == NoticeState.ISSUED,
        later.type == NoticeType.TERMINATION,
        later.sort_on > Notice.sort_on,
        Notice.sort_on > UNDATED,
    )

"""Statistics as CSV: the numbers that stand beside each picture, and no others."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy.orm import Session

from portal.disclosure.choices import service_items
from portal.disclosure.formats.csv import BOM, ENDING
from portal.disclosure.formats.formulas import disarmed
from portal.disclosure.parameters import one_of
from portal.disclosure.spending import GROUPINGS, Figure, SpendingFilter, read_spending
from portal.disclosure.waiting import read_waits
from portal.notices.types import ProcurementMethod

DAYS = "days"
BY = (*GROUPINGS, DAYS)
"""What the figures can be grouped by: amounts, and the days from notice to contract"""
SPENT = ("value", "label", "label_en", "purchases", "amount", "demonstration")
WAITED = ("region_code", "region", "days", "contracts", "demonstration")
Cell = str | int | None


def write_statistic(session: Session, wanted: SpendingFilter, by: str) -> bytes:
    """UTF-8 with BOM and CRLF; texts stand in quotes, numbers bare, amounts in yuan."""
    one_of("by", by, BY)
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    if by == DAYS:
        head = WAITED
        rows = (
            (each.region, each.label, each.days, each.contracts, _yes(each.is_demo))
            for each in read_waits(session, wanted)
        )
    else:
        head = SPENT
        rows = (_spent(each, by) for each in read_spending(session, wanted, by))
    lines = [",".join(head), *map(_line, rows)]
    return "".join([BOM, *(f"{line}{ENDING}" for line in lines)]).encode()


class _Bare(str):
    """Written without quotes."""

    __slots__ = ()


def _spent(figure: Figure, by: str) -> Sequence[Cell]:
    amount = _Bare(f"{figure.fen // 100}.{figure.fen % 100:02}")
    labels = label_of(figure, by)
    return (
        figure.value,
        labels.get("zh"),
        labels.get("en"),
        figure.purchases,
        amount,
        _yes(figure.is_demo),
    )


def label_of(figure: Figure, by: str) -> dict[str, str]:
    """What a value is called in both languages, as far as it has names."""
    if by == "method" and figure.value:
        term = ProcurementMethod(figure.value).term
        return {"zh": term.zh, "en": term.en}
    if by == "service":
        return service_items().get(figure.value, {})
    return {"zh": figure.label} if figure.label else {}


def _yes(value: bool) -> _Bare:
    return _Bare("true" if value else "false")


def _line(cells: Sequence[Cell]) -> str:
    return ",".join(_cells(cells))


def _cells(cells: Sequence[Cell]) -> Iterator[str]:
    for cell in cells:
        match cell:
            case None | "":
                yield ""
            case _Bare() | int():
                yield str(cell)
            case _:
                said = disarmed(cell).replace('"', '""')
                yield f'"{said}"'

"""``portal inspect-table``: published evaluation tables recomputed, each fault by name."""

import json
import sys
from collections.abc import Iterator
from contextvars import copy_context
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from portal.evaluation.exact import plain
from portal.evaluation.tables.figures import said
from portal.evaluation.tables.model import Funds, Table, Unread
from portal.evaluation.tables.parse import parse_tables
from portal.evaluation.tables.rules import Inspection, inspect
from portal.evaluation.tables.sheet import LARGEST
from portal.evaluation.tables.targets import execution_rates
from portal.locale import LANGUAGES, explain, gettext, labelled, listed, marked, use


@click.command("inspect-table")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option(
    "--lang",
    type=click.Choice(sorted(LANGUAGES)),
    default="en",
    show_default=True,
    help="Language of the reasons.",
)
def inspect_table(files: tuple[Path, ...], *, as_json: bool, lang: str) -> None:
    """Recompute published evaluation tables (CSV FILES) and name what is wrong with each.

    Faults end with status 0, like their absence; status 1 says that no table could be read.
    """
    tables: list[Table] = []
    unread: list[Unread] = []
    for file in files:
        found, left = _read(file)
        tables += found
        unread += left
    inspections = [inspect(table) for table in tables]
    # The language is that of this command alone, not of whoever called it.
    copy_context().run(_tell, inspections, unread, lang, as_json=as_json)
    if not tables:
        sys.exit(1)


def _read(file: Path) -> tuple[list[Table], list[Unread]]:
    """The tables of a file; one that cannot be opened does not keep the others from being read."""
    try:
        with file.open("rb") as source:
            content = source.read(LARGEST + 1)
    except OSError as error:
        why = marked("the file cannot be opened: {reason}")
        return [], [Unread(str(file), None, "", why, {"reason": error.strerror})]
    return parse_tables(content, str(file))


def _tell(inspections: list[Inspection], unread: list[Unread], lang: str, *, as_json: bool) -> None:
    use(lang)
    if as_json:
        told = {
            "tables": [_as_json(each) for each in inspections],
            "not_read": [_unread_as_json(each) for each in unread],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for each in inspections:
        click.echo("\n".join(_account(each)))
    for left in unread:
        click.echo(_unread_line(left), err=True)
    faults = sum(len(each.faults) for each in inspections)
    summary = gettext("tables {tables}, faults {faults}, not read {unread}")
    click.echo(summary.format(tables=len(inspections), faults=faults, unread=len(unread)))


def _account(inspection: Inspection) -> Iterator[str]:
    table = inspection.table
    facts = [table.title, table.body, table.year]
    yield " · ".join([table.id, *filter(None, facts), f"{table.file}:{table.line}"])
    if table.source:
        yield f"  {labelled(gettext('Source'), table.source)}"
    yield from _size(table)
    for spent in execution_rates(table):
        yield f"  {labelled(gettext('Budget execution'), _execution(*spent))}"
    for fault in inspection.faults:
        words = gettext(fault.name.words)
        head = gettext("{words} ({code}) · line {line} · {what}")
        yield f"  ! {head.format(words=words, code=fault.name, line=fault.line, what=fault.what)}"
        yield f"    {explain(fault.sentence())}"
    if not inspection.faults:
        yield f"  {gettext('No fault was found in what could be tested.')}"
    if inspection.tested:
        names = listed(gettext(name) for name in inspection.tested)
        yield f"  {labelled(gettext('Tested'), names)}"
    for name, why in inspection.not_tested.items():
        reason = labelled(gettext(name), explain(why.sentence()))
        yield f"  {labelled(gettext('Not tested'), reason)}"


def _size(table: Table) -> Iterator[str]:
    if table.indicators:
        yield f"  {labelled(gettext('Indicators'), len(table.indicators))}"
    sums = _sums(table)
    for label, figures in ((marked("Points"), sums["points"]), (marked("Scores"), sums["scores"])):
        if any(each is not None for each in figures.values()):
            yield f"  {labelled(gettext(label), _sum(figures))}"


def _sums(table: Table) -> dict[str, dict[str, Decimal | None]]:
    """What the indicators hold together, exactly, beside what the table prints for it."""
    total = table.total
    return {
        "points": {
            "sum": _sum_of([row.points for row in table.indicators]),
            "printed": total.points if total else None,
        },
        "scores": {
            "sum": _sum_of([row.score for row in table.indicators]),
            "printed": total.score if total else None,
        },
    }


def _sum_of(figures: list[Decimal | None]) -> Decimal | None:
    read = [Fraction(each) for each in figures if each is not None]
    return Decimal(said(Fraction(sum(read)))) if read else None


def _sum(figures: dict[str, Decimal | None]) -> str:
    none = gettext("none")
    together, printed = (
        none if each is None else said(each) for each in (figures["sum"], figures["printed"])
    )
    return gettext("{sum} together, {printed} printed").format(sum=together, printed=printed)


def _execution(line: Funds, of_final: Decimal | None, of_initial: Decimal | None) -> str:
    undefined = gettext("undefined")
    said_of_final = undefined if of_final is None else f"{said(of_final)}%"
    adjusted = gettext("{spent} of {budget} spent, {rate}").format(
        spent=said(line.executed), budget=said(line.final), rate=said_of_final
    )
    if of_initial is None or line.initial is None or line.initial == line.final:
        return adjusted
    first = gettext("{rate} of the first budget of {budget}").format(
        rate=f"{said(of_initial)}%", budget=said(line.initial)
    )
    return listed([adjusted, first])


def _unread_line(left: Unread) -> str:
    where = f"{left.file}:{left.line}" if left.line else left.file
    return labelled(f"{where} · {left.what}" if left.what else where, explain(left.sentence()))


def _as_json(inspection: Inspection) -> dict[str, Any]:
    table = inspection.table
    document = {
        "id": table.id,
        "title": table.title,
        "source": table.source,
        "year": table.year,
        "body": table.body,
        "file": table.file,
        "line": table.line,
        "whole": table.whole,
        "indicators": len(table.indicators),
        **_sums(table),
        "execution": [
            {
                "initial": line.initial,
                "final": line.final,
                "executed": line.executed,
                "percent_of_final": of_final,
                "percent_of_initial": of_initial,
            }
            for line, of_final, of_initial in execution_rates(table)
        ],
        "faults": [
            {
                "name": fault.name,
                "line": fault.line,
                "what": fault.what,
                "why": explain(fault.sentence()),
                "values": fault.values,
            }
            for fault in inspection.faults
        ],
        "tested": inspection.tested,
        "not_tested": {
            name: explain(why.sentence()) for name, why in inspection.not_tested.items()
        },
    }
    told: dict[str, Any] = plain(document)
    return told


def _unread_as_json(left: Unread) -> dict[str, Any]:
    return {
        "file": left.file,
        "line": left.line,
        "what": left.what,
        "why": explain(left.sentence()),
    }

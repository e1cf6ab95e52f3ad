"""``portal policy``: the rule packs, their validity, and clause by clause what is enforced."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from portal.disclosure.catalogue import TABLES
from portal.errors import PortalError
from portal.evaluation.scheme import parse_scheme
from portal.policy.checking import check
from portal.policy.checking.report import Known
from portal.policy.coverage import ACTED_ON, counts, coverage
from portal.policy.installed import SHIPPED, gather, installed, looks_like_pack
from portal.policy.library import Library
from portal.policy.model import NOT_STATED, Instrument, Pack
from portal.policy.reading import SCHEME, PackFault
from portal.policy.schemes import scheme_document
from portal.sitemap import SCREENS


@click.group()
def policy() -> None:
    """The law as data: one rule pack for each place, on a national base."""


@policy.command(name="list")
def list_() -> None:
    """List the packs that are installed, with their governing documents."""
    for pack in installed().packs.values():
        click.echo(f"{pack.id:<16}{pack.place.region}  {_title(pack.governing)}")


@policy.command()
@click.argument("place")
def show(place: str) -> None:
    """Show one pack: its instruments, clauses and rules."""
    library = installed()
    if place not in library.packs:
        raise click.BadParameter(f"no pack is called {place}; see: portal policy list")
    click.echo("\n".join(_account(library, library.packs[place])))


@policy.command(name="check")
@click.argument(
    "path", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
def check_(path: Path | None) -> None:
    """Check the packs, or those in the folder PATH together with the shipped ones.

    PATH is one pack's folder or a folder of packs. Every error names file, key and reason.
    """
    if path and not any(map(looks_like_pack, (path, *path.iterdir()))):
        raise click.BadParameter(f"{path} holds no pack: no pack.toml, here or one folder below")
    library, faults = gather([SHIPPED, *([path] if path else [])])
    faults = sorted(faults) or list(_together(library))
    for fault in faults:
        click.echo(str(fault), err=True)
    if faults:
        many = "1 error" if len(faults) == 1 else f"{len(faults)} errors"
        raise click.ClickException(f"{many} in the packs")
    clauses = sum(len(pack.clauses) for pack in library.packs.values())
    rules = sum(len(pack.rules) for pack in library.packs.values())
    click.echo(f"{len(library.packs)} packs, {clauses} clauses, {rules} rules: no errors")


@policy.command(name="coverage")
@click.option("--json", "as_json", is_flag=True, help="Print the whole register as JSON.")
def coverage_(*, as_json: bool) -> None:
    """Account for every clause: what the portal does with it, and where."""
    rows = list(coverage(installed()))
    if as_json:
        clauses = [row.as_json() for row in rows]
        click.echo(json.dumps({"clauses": clauses}, ensure_ascii=False, indent=2))
        return
    found = counts(iter(rows))
    for status, many in found.items():
        click.echo(f"{status:<12}{many:>5}")
    acted = sum(found[each] for each in ACTED_ON)
    click.echo(f"{acted} of {len(rows)} clauses are enforced, computed, disclosed or recorded")


def known() -> Known:
    """What the portal has, for references from the packs to its pages and columns."""
    columns = {
        f"{name}.{column.name}"
        for name, published in TABLES.items()
        for column in published.table.columns
    }
    return Known(frozenset(each.address for each in SCREENS), frozenset(columns))


def _together(library: Library) -> Iterator[PackFault]:
    yield from check(library, known())
    for pack in library.packs.values():
        if pack.scheme is not None:
            try:
                parse_scheme(scheme_document(library, pack.id))
            except PortalError as error:
                yield PackFault(f"{pack.id}/{SCHEME}", "", str(error))


def _title(instrument: Instrument) -> str:
    return f"《{instrument.title.zh}》（{instrument.number}）"


def _account(library: Library, pack: Pack) -> Iterator[str]:
    yield f"{pack.place.name.zh} {pack.place.name.en} ({pack.place.region})"
    for each in pack.place.instruments:
        begins, until = each.begins or NOT_STATED, each.until or NOT_STATED
        yield f"{_title(each)}: from {begins} until {until}; {each.sure}"
    for clause in pack.clauses:
        yield f"{clause.id:<10}{clause.status:<10} {clause.at.zh} {clause.demand.zh}"
    for rule in pack.rules:
        begins, until = (day or NOT_STATED for day in library.span(rule))
        cited = ", ".join(rule.clauses)
        yield f"{rule.id}: {rule.title.zh} ({rule.formula}; {cited}; {begins} to {until})"

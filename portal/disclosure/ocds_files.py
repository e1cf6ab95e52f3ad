"""Open contracting data as files: the stream of releases, and the folder of an export."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

from pydantic import field_validator
from sqlalchemy import ColumnElement, Engine, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.disclosure.contracts import ContractFilter
from portal.disclosure.evaluations import EvaluationFilter
from portal.disclosure.formats.ocds.packages import VERSION, as_line, extensions
from portal.disclosure.formats.ocds.sources import Place
from portal.disclosure.formats.ocds.values import Json, said
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.ocds import package_record
from portal.disclosure.ocds_contracts import (
    joined,
    judged,
    read_contracts,
    read_evaluations,
)
from portal.disclosure.ocds_notices import Published, read_notices, read_withdrawals
from portal.disclosure.parameters import DatedFilter, one_of
from portal.disclosure.table import Position
from portal.notices.parse.cells import SHANGHAI
from portal.notices.types import NoticeType
from portal.publisher import PLACEHOLDER
from portal.records.base import derived_id
from portal.records.contract import Contract
from portal.records.evaluation import Result
from portal.records.notice import Notice, NoticeState
from portal.records.project import Project
from portal.records.publishing import Withdrawal
from portal.records.regions import within
from portal.records.session import reading
from portal.settings import ROOT

PIECE = 400
"""Notices, contracts, results or projects that are read at a time"""
EXTENSION = ROOT / "docs" / "ocds"
EXTENSION_FILES = (
    "extension.json",
    "release-schema.json",
    "README.md",
    "codelists/noticeType.csv",
    "codelists/procurementMethodTerm.csv",
    "codelists/+partyRole.csv",
    "codelists/+documentType.csv",
)
WRITTEN_FOR = "http://127.0.0.1:8501"
"""The address that stands in the extension's files until they are handed out"""
RECORDS = "ocds/records"
LONGEST_NAME = 200


class ReleaseFilter(DatedFilter):
    """Words, region, type of notice and days by which releases can be narrowed.

    They mean what they mean in the lists: of a contract the day it was signed, of a result the day
    of its publication. A type of notice leaves contracts and results out.
    """

    type: str | None = None

    @field_validator("type")
    @classmethod
    def _type(cls, value: str | None) -> str | None:
        return value and one_of("type", value, [each.value for each in NoticeType])


def stream_releases(engine: Engine, wanted: ReleaseFilter, place: Place) -> Iterator[bytes]:
    """The releases that meet the filter, one a line.

    First those of notices, newest first, then contracts, evaluations and withdrawals by their ids.
    Each piece is read by itself, so that a slow reader holds no transaction open.
    """
    for piece in _pieces(engine, wanted, place):
        yield b"".join(as_line(each.release) for each in piece)


def write_ocds(engine: Engine, place: Place) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Every file of open contracting data: its path below ``data/`` and its content."""
    yield "ocds/releases.jsonl", stream_releases(engine, ReleaseFilter(), place)
    listed = json.dumps(index(place), ensure_ascii=False, indent=2) + "\n"
    yield "ocds/index.json", iter([listed.encode()])
    for name in EXTENSION_FILES:
        yield f"ocds/extension/{name}", iter([extension_file(name, place)])
    for ocid, body in _records(engine, place):
        yield f"{RECORDS}/{file_name(ocid)}", iter([body])


def index(place: Place) -> Json:
    """Where everything stands, and who publishes it under which terms."""
    return said(
        version=VERSION,
        publisher=said(name=place.publisher.name, uri=place.public_url),
        prefix=place.publisher.prefix,
        prefixIsRegistered=place.publisher.prefix != PLACEHOLDER,
        license=place.licence,
        releases=place.file("ocds/releases.jsonl"),
        record=place.file("ocds/records/{ocid}.json"),
        release=place.file("ocds/releases/{key}.json"),
        filters=sorted(ReleaseFilter.names()),
        extensions=extensions(place),
        publicationPolicy=place.file("ocds/extension/README.md"),
    )


def extension_file(name: str, place: Place) -> bytes:
    """A file of the extension, with the address under which it is handed out."""
    text = (EXTENSION / name).read_text(encoding="utf-8")
    return text.replace(WRITTEN_FOR, place.public_url).encode()


def file_name(ocid: str) -> str:
    """The file of a record; an ocid that is too long for a file system is replaced by its sum."""
    name = quote(ocid, safe="")
    return f"{name if len(name) <= LONGEST_NAME else derived_id('ocid', ocid)}.json"


def _pieces(engine: Engine, wanted: ReleaseFilter, place: Place) -> Iterator[list[Published]]:
    yield from _notice_pieces(engine, wanted, place)
    if wanted.type is None:
        contracts = ContractFilter.model_validate(wanted.query()).conditions()
        results = EvaluationFilter.model_validate(wanted.query()).conditions()
        yield from _by_key(engine, place, CONTRACTS, contracts)
        yield from _by_key(engine, place, RESULTS, results)
    if not wanted.q:  # what was withdrawn cannot be found by its words any more
        yield from _by_key(engine, place, WITHDRAWALS, _withdrawal_conditions(wanted))


def _notice_pieces(
    engine: Engine, wanted: ReleaseFilter, place: Place
) -> Iterator[list[Published]]:
    """The notices of the list, in its order, each with all its public versions."""
    narrowed = NoticeFilter.model_validate(wanted.query())
    bound: ColumnElement[bool] | None = None
    with reading(engine) as session:
        way = NOTICES.find_way(session, narrowed)
    while True:
        with reading(engine) as session:
            keys = session.execute(
                NOTICES.select(narrowed, bound, way)
                .with_only_columns(NOTICES.order_on, NOTICES.order_id)
                .limit(PIECE)
            ).all()
            ids = [each[1] for each in keys]
            found = defaultdict(list)
            for each in read_notices(session, place, Notice.id.in_(ids)) if ids else ():
                found[each.key.rpartition("-v")[0]].append(each)
        yield [each for key in ids for each in found[key]]
        if len(keys) < PIECE:
            return
        bound = NOTICES.after(Position(*keys[-1]))


def _by_key(
    engine: Engine, place: Place, kind: "_Kind", conditions: Sequence[ColumnElement[bool]]
) -> Iterator[list[Published]]:
    """The records of a kind by their ids."""
    after = ""
    while True:
        with reading(engine) as session:
            wanted = kind.ids.where(kind.key > after, *conditions)
            ids = session.scalars(wanted.order_by(kind.key).limit(PIECE)).all()
            yield list(kind.read(session, place, kind.key.in_(ids))) if ids else []
        if len(ids) < PIECE:
            return
        after = ids[-1]


def _withdrawal_conditions(wanted: ReleaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.type:
        conditions.append(Notice.type == wanted.type)
    if wanted.region and (inside := within(Notice.region_code, wanted.region)) is not None:
        conditions.append(inside)
    if wanted.from_on and wanted.from_on > date.min:
        conditions.append(Withdrawal.withdrawn_at >= _midnight(wanted.from_on))
    if wanted.to_on and wanted.to_on < date.max:
        conditions.append(Withdrawal.withdrawn_at < _midnight(wanted.to_on + timedelta(days=1)))
    return conditions


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), SHANGHAI)


def _records(engine: Engine, place: Place) -> Iterator[tuple[str, bytes]]:
    """Every process with its record package: the projects, then the notices without one."""
    lone = (Notice.project_id.is_(None), Notice.ocid.is_(None))
    for ids in _ids(engine, select(Project.id), Project.id):
        of_notice, of_contract = Notice.project_id.in_(ids), Contract.project_id.in_(ids)
        yield from _packed(engine, place, of_notice, of_contract)
    for ids in _ids(engine, select(Notice.id).where(*lone), Notice.id):
        yield from _packed(engine, place, Notice.id.in_(ids), None)


def _packed(
    engine: Engine,
    place: Place,
    of_notice: ColumnElement[bool],
    of_contract: ColumnElement[bool] | None,
) -> Iterator[tuple[str, bytes]]:
    with reading(engine) as session:
        found = list(read_notices(session, place, of_notice))
        if of_contract is not None:
            found += read_contracts(session, place, of_contract)
            found += read_evaluations(session, place, of_contract)
        found += read_withdrawals(session, place, of_notice, Notice.state != NoticeState.DRAFT)
    processes: dict[str, list[Published]] = defaultdict(list)
    for each in found:
        processes[each.release["ocid"]].append(each)
    for ocid, releases in processes.items():
        yield ocid, package_record(releases, place).body


def _ids(engine: Engine, wanted: Select[*tuple[Any, ...]], key: Any) -> Iterator[Sequence[str]]:
    after = ""
    while True:
        with reading(engine) as session:
            ids = session.scalars(wanted.where(key > after).order_by(key).limit(PIECE)).all()
        if ids:
            yield ids
        if len(ids) < PIECE:
            return
        after = ids[-1]


@dataclass(frozen=True)
class _Kind:
    """A kind of record that is published beside the notices."""

    key: InstrumentedAttribute[str]
    ids: Select[*tuple[Any, ...]]
    read: Callable[..., Iterator[Published]]


CONTRACTS = _Kind(Contract.id, joined(select(Contract.id)), read_contracts)
RESULTS = _Kind(Result.round_id, judged(select(Result.round_id)), read_evaluations)
WITHDRAWALS = _Kind(
    Withdrawal.id,
    select(Withdrawal.id)
    .join(Notice, Notice.id == Withdrawal.notice_id)
    .where(Notice.state != NoticeState.DRAFT),
    read_withdrawals,
)

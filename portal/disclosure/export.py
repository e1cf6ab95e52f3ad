"""Everything public as a folder of files, for archives, mirrors and web servers.

Each file appears as a whole or not at all. One whose content is as before is left alone, so that
its time tells when it changed.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, select

from portal.disclosure.attachments import ATTACHMENTS
from portal.disclosure.bundles import find_bundle
from portal.disclosure.catalogue import TABLES
from portal.disclosure.files import FORMATS
from portal.disclosure.formats import datapackage
from portal.disclosure.formats.ocds.sources import Place
from portal.disclosure.ocds_files import RECORDS, write_ocds
from portal.disclosure.whole.writing import Draft, sweep_parts, write_draft, write_table
from portal.errors import InvalidInputError
from portal.licence import DataLicence
from portal.notices.looking import storage
from portal.publisher import Publisher
from portal.records.base import ID_LENGTH
from portal.records.publishing import Attachment
from portal.records.session import reachable, reading

SUMS = "SHA256SUMS"
DATA = "data"
AN_ID = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}")
A_BUNDLE = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}\.json")
READ_BYTES = 1 << 20


@dataclass(frozen=True)
class Written:
    """One file of an export."""

    name: str
    """Its path within the folder, with ``/``"""
    size: int
    digest: str
    is_new: bool
    """Whether its content differs from what lay there"""


def export(
    engine: Engine,
    folder: Path,
    public_url: str,
    licence: DataLicence | None = None,
    publisher: Publisher | None = None,
) -> Iterator[Written]:
    """Write the files and, last, their sums; what is not public any more goes.

    Scores are written before the results they belong to, and results before their bundles: one that
    is published meanwhile is never without its row.
    """
    if folder.exists() and not folder.is_dir():
        raise InvalidInputError("{folder} is not a folder", folder=str(folder))
    sums: dict[str, str] = {}
    for written in _files(engine, folder):
        sums[written.name] = written.digest
        yield written
    place = Place(
        public_url=public_url,
        publisher=publisher or Publisher(),
        licence=licence.url if licence else None,
    )
    for name, pieces in write_ocds(engine, place):
        path = folder / DATA / name
        with reachable():
            draft = write_draft(pieces, path.parent, path.name)
        yield (written := _put(folder, f"{DATA}/{name}", draft))
        sums[written.name] = written.digest
    described = datapackage.write_datapackage(public_url, licence)
    yield (written := _write(folder, f"{DATA}/{datapackage.NAME}", described))
    sums[written.name] = written.digest
    _forget(folder, sums)
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    yield _write(folder, SUMS, lines.encode())


def _files(engine: Engine, folder: Path) -> Iterator[Written]:
    for name in reversed(TABLES):
        for ending in FORMATS:
            for each, draft in write_table(engine, name, ending, folder / DATA).items():
                yield _put(folder, f"{DATA}/{name}.{each}", draft)
    yield from _bundles(engine, folder)
    yield from _attachments(engine, folder)


def _bundles(engine: Engine, folder: Path) -> Iterator[Written]:
    table = TABLES["evaluations"].table
    with reading(engine) as session:
        ids = session.scalars(
            select(table.order_id).select_from(table.source).where(table.public)
        ).all()
    for each in sorted(ids):
        with reading(engine) as session:
            bundle = find_bundle(session, each)
        if bundle is not None:
            yield _write(folder, f"{DATA}/evaluations/{each}.json", bundle.encode())


def _attachments(engine: Engine, folder: Path) -> Iterator[Written]:
    """The files of notices under the paths they have on the web."""
    with reading(engine) as session:
        rows = session.execute(
            select(Attachment.id, Attachment.name, Attachment.sha256)
            .select_from(ATTACHMENTS.source)
            .where(ATTACHMENTS.public)
            .order_by(Attachment.id)
        ).all()
    kept_in = storage()
    for row in rows:
        try:
            source = kept_in.open(row.sha256)
        except FileNotFoundError:  # withdrawn since
            continue
        with source:
            pieces = iter(partial(source.read, READ_BYTES), b"")
            name = f"files/{row.id}/{row.name}"
            path = folder / name
            yield _put(folder, name, write_draft(pieces, path.parent, path.name))


def _write(folder: Path, name: str, content: bytes) -> Written:
    path = folder / name
    return _put(folder, name, write_draft([content], path.parent, path.name))


def _put(folder: Path, name: str, draft: Draft) -> Written:
    """Put a finished file in its place, safely on the disk, unless the same lies there."""
    path = folder / name
    is_new = not (
        path.is_file() and path.stat().st_size == draft.size and _digest(path) == draft.sha256
    )
    if is_new:
        with draft.path.open("rb") as file:
            os.fsync(file.fileno())
        draft.path.replace(path)
    else:
        draft.path.unlink()
    return Written(name, draft.size, draft.sha256, is_new)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _forget(folder: Path, kept: Mapping[str, str]) -> None:
    """Take away bundles, records and attachments of what is not public any more, and parts."""
    sweep_parts(folder / DATA)
    bundles = (folder / DATA / "evaluations").glob("*.json")
    records = (folder / DATA / RECORDS).glob("*.json")
    for path in (*(each for each in bundles if A_BUNDLE.fullmatch(each.name)), *records):
        if path.relative_to(folder).as_posix() not in kept:
            path.unlink()
    for path in (folder / "files").glob("*/*"):
        if AN_ID.fullmatch(path.parent.name) and path.relative_to(folder).as_posix() not in kept:
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()

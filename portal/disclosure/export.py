"""Everything public as a folder of files, for archives, mirrors and web servers.

Each file appears as a whole or not at all. One whose content is as before is left alone, so that
its time tells when it changed.
"""

import gzip
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from portal.disclosure.attachments import ATTACHMENTS
from portal.disclosure.bundles import find_bundle
from portal.disclosure.catalogue import TABLES
from portal.disclosure.files import FORMATS
from portal.disclosure.formats import datapackage
from portal.errors import InvalidInputError
from portal.notices.looking import storage
from portal.records.base import ID_LENGTH
from portal.records.publishing import Attachment
from portal.records.session import reachable, reading

SUMS = "SHA256SUMS"
PART = ".part"
COMPRESSED = ("csv", "jsonl")
"""Formats that get a ``.gz`` beside them, which web servers hand out in their place"""
AN_ID = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}")
A_BUNDLE = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}\.json")
GZIP_LEVEL = 6
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


def export(engine: Engine, folder: Path, public_url: str) -> Iterator[Written]:
    """Write the files and, last, their sums; what is not public any more goes.

    Scores are written before the results they belong to, and results before their bundles: one that
    is published meanwhile is never without its row.
    """
    if folder.exists() and not folder.is_dir():
        raise InvalidInputError("{folder} is not a folder", folder=str(folder))
    sums: dict[str, str] = {}
    for written in _files(engine, folder, public_url):
        sums[written.name] = written.digest
        yield written
    _forget(folder, sums)
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    yield _write(folder, SUMS, [lines.encode()])


def _files(engine: Engine, folder: Path, public_url: str) -> Iterator[Written]:
    for name in reversed(TABLES):
        for ending in FORMATS:
            written = _write(folder, f"data/{name}.{ending}", _table(engine, name, ending))
            yield written
            if ending in COMPRESSED:
                yield _compressed(folder, written)
    yield from _bundles(engine, folder)
    yield from _attachments(engine, folder)
    described = datapackage.write_datapackage(public_url)
    yield _write(folder, f"data/{datapackage.NAME}", [described])


def _table(engine: Engine, name: str, ending: str) -> Iterator[bytes]:
    write, _ = FORMATS[ending]
    wanted: Any = TABLES[name].filter()
    with reachable():
        yield from write(engine, TABLES[name].table, wanted)


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
            yield _write(folder, f"data/evaluations/{each}.json", [bundle.encode()])


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
            yield _write(folder, f"files/{row.id}/{row.name}", pieces)


def _compressed(folder: Path, original: Written) -> Written:
    """The file as gzip, the same bytes for the same content: no name and no time is in it."""
    path = folder / f"{original.name}.gz"
    if path.is_file() and path.stat().st_mtime_ns >= (folder / original.name).stat().st_mtime_ns:
        return Written(f"{original.name}.gz", path.stat().st_size, _digest(path), is_new=False)
    part = _part(path)
    with (
        (folder / original.name).open("rb") as source,
        part.open("wb") as file,
        gzip.GzipFile("", "wb", GZIP_LEVEL, file, mtime=0) as packed,
    ):
        while piece := source.read(READ_BYTES):
            packed.write(piece)
    return _put(folder, path, part, _digest(part))


def _write(folder: Path, name: str, pieces: Iterable[bytes]) -> Written:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _part(path)
    digest = hashlib.sha256()
    try:
        with part.open("wb") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return _put(folder, path, part, digest.hexdigest())


def _put(folder: Path, path: Path, part: Path, digest: str) -> Written:
    """Put a finished file in its place, safely on the disk, unless the same lies there."""
    size = part.stat().st_size
    is_new = not (path.is_file() and path.stat().st_size == size and _digest(path) == digest)
    if is_new:
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    else:
        part.unlink()
    return Written(path.relative_to(folder).as_posix(), size, digest, is_new)


def _part(path: Path) -> Path:
    """Where a file is written until it is whole; web servers hide names that begin with a dot."""
    return path.with_name(f".{path.name}{PART}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _forget(folder: Path, kept: Mapping[str, str]) -> None:
    """Take away bundles and attachments that are not public any more, and nothing else."""
    for path in (folder / "data" / "evaluations").glob("*.json"):
        if A_BUNDLE.fullmatch(path.name) and path.relative_to(folder).as_posix() not in kept:
            path.unlink()
    for path in (folder / "files").glob("*/*"):
        if AN_ID.fullmatch(path.parent.name) and path.relative_to(folder).as_posix() not in kept:
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()

"""``portal export``: everything public as a folder of files."""

from pathlib import Path

import click

from portal.disclosure.export import export
from portal.records.session import get_engine
from portal.settings import get_settings


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
def export_files(folder: Path) -> None:
    """Write every public table and bundle below FOLDER, with SHA256SUMS; again renews them.

    A file is replaced as a whole, and only if it changed.
    """
    files = changed = 0
    settings = get_settings()
    for written in export(
        get_engine(), folder, settings.public_url, settings.data_licence, settings.publisher
    ):
        click.echo(
            f"{written.name}: {written.size:,} bytes{'' if written.is_new else ', as before'}",
            err=True,
        )
        files += 1
        changed += written.is_new
    click.echo(f"files {files}, changed {changed}")

"""``portal judge``: hold every record against the rules again, as of today."""

import click

from portal.compliance.keeping import judged_projects, keep_project_findings
from portal.records.session import reading, writing
from portal.today import today

EVERY = 100


@click.command()
def judge() -> None:
    """Judge every contract, round and notice anew; run it every night and after new packs.

    Each project is a transaction of its own, so that nobody has to wait.
    """
    day = today()
    with reading() as session:
        projects = judged_projects(session)
    for done, project_id in enumerate(projects, start=1):
        with writing() as session:
            keep_project_findings(session, project_id, day)
        if done % EVERY == 0:
            click.echo(f"{done:,} of {len(projects):,} projects", err=True)
    click.echo(f"judged {len(projects)} projects as of {day}")

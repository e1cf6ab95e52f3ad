"""Open contracting data on the pages: the link to a record, and the addresses on the data page."""

from portal.locale import gettext, labelled
from portal.publisher import PLACEHOLDER
from portal.settings import get_settings
from portal.ui.frame import note, record, section
from portal.ui.markup import Html, join, link, tag


def link_to(path: str | None) -> Html | None:
    """The record of the contracting process that a page belongs to."""
    if path is None:
        return None
    return tag(
        "p",
        labelled(gettext("The whole process, for programs")),
        link(path, gettext("machine-readable (OCDS)")),
    )


def addresses() -> Html:
    """What the data page says of open contracting data, with lines that work as they stand."""
    settings = get_settings()
    base = f"{settings.public_url}/data/ocds"
    lines = (
        (gettext("All releases"), f"curl -O '{base}/releases.jsonl'"),
        (gettext("A region's releases"), f"curl '{base}/releases.jsonl?region=510000'"),
        (gettext("Compiled by the standard's own tool"), _compiled(base)),
        ("pandas", f'pandas.read_json("{base}/releases.jsonl", lines=True)'),
    )
    is_registered = settings.publisher.prefix != PLACEHOLDER
    return join(
        (
            section(gettext("Open contracting data (OCDS 1.1.5)"), anchor="ocds"),
            tag(
                "p",
                gettext(
                    "Every published change as a release, every contracting process as a record: "
                    "notices, contracts, evaluations and withdrawals, in the international Open "
                    "Contracting Data Standard."
                ),
                " ",
                link("/data/ocds/", gettext("All addresses")),
                " · ",
                link("/data/ocds/extension/README.md", gettext("What stands where")),
            ),
            record((name, tag("code", line)) for name, line in lines),
            None
            if is_registered
            else note(
                gettext(
                    "The prefix {prefix} is a placeholder until one is registered for this portal."
                ).format(prefix=settings.publisher.prefix),
                plain=True,
            ),
        )
    )


def _compiled(base: str) -> str:
    return f"curl '{base}/releases.jsonl' | ocdskit compile"

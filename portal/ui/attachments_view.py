"""What a notice's page says of its files, of what is withheld, and of what was withdrawn."""

from collections.abc import Sequence

from portal.disclosure.attachments import file_address
from portal.disclosure.pages import Row
from portal.disclosure.withdrawals import told
from portal.disclosure.withholdings import Withheld
from portal.locale import gettext, labelled, listed, marked, pick
from portal.notices.looking import LABELS
from portal.records.publishing import Attachment, Withdrawal
from portal.ui.frame import note, section
from portal.ui.markup import Html, address, join, link, tag

KINDS = {
    "notice": marked("The whole notice"),
    "version": marked("An earlier version"),
    "attachment": marked("An attachment"),
}


def files(rows: Sequence[Attachment]) -> Html | None:
    """The files with kind, size and hash, and a line by which a download is checked."""
    if not rows:
        return None
    return join(
        (
            section(gettext("Attachments"), anchor="attachments"),
            tag("ul", *(tag("li", *_file(each)) for each in rows), class_="cards"),
        )
    )


def _file(each: Attachment) -> Sequence[Html]:
    check = f"echo '{each.sha256}  {each.name}' | sha256sum -c"
    return (
        tag("h3", link(file_address(each), each.name, download=each.name)),
        tag(
            "p",
            tag("span", pick(LABELS[each.media_type])),
            tag("span", size(each.size)),
            class_="facts",
        ),
        tag(
            "details",
            tag("summary", gettext("SHA-256, to check a download")),
            tag("p", tag("code", each.sha256, class_="long")),
            tag("p", tag("code", check, class_="long")),
        ),
    )


def size(count: int) -> str:
    """A number of bytes as people say it."""
    if count < 1000:
        return gettext("{count} bytes").format(count=count)
    unit, name = (1_000_000, "MB") if count >= 1_000_000 else (1_000, "kB")
    return f"{count / unit:.1f} {name}"


def withheld(rows: Sequence[Withheld]) -> Html | None:
    """What the public does not see, on which ground and basis; never who decided so."""
    if not rows:
        return None
    items = [
        tag(
            "li",
            tag("b", pick(each.label)),
            tag(
                "p",
                gettext("Withheld as {ground}. {reason} Legal basis: {basis}").format(
                    ground=pick(each.ground_label), reason=each.reason, basis=each.basis
                ),
            ),
        )
        for each in rows
    ]
    return join(
        (
            section(gettext("What is withheld"), anchor="withheld"),
            tag("ul", *items, class_="cards"),
        )
    )


def withdrawn_parts(rows: Sequence[Withdrawal]) -> Html | None:
    """Versions and files of this notice that were withdrawn."""
    if not rows:
        return None
    items = [tag("li", labelled(_part(each), told(each))) for each in rows]
    return join(
        (
            section(gettext("What was withdrawn"), anchor="withdrawn"),
            tag("ul", *items),
        )
    )


def _part(each: Withdrawal) -> str:
    if each.attachment_id:
        return gettext(KINDS["attachment"])
    if each.version is not None:
        return gettext("Version {number}").format(number=each.version)
    return gettext("An earlier content of this notice")


def withdrawn_notice(withdrawal: Withdrawal) -> Html:
    """In place of a notice that is gone."""
    return join(
        (
            note(told(withdrawal)),
            tag(
                "p",
                gettext(
                    "What it said is deleted here, with its versions and files. The contract and "
                    "the evaluations of its project stay public."
                ),
            ),
            tag("p", link("/withdrawals", gettext("All withdrawals"), class_="press quiet")),
        )
    )


def withdrawal_card(row: Row, type_name: str, day: str) -> Html:
    """One line of the public list."""
    about = (row["region"], row["purchaser"], type_name)
    where = address("/notice", id=str(row["notice"]))
    is_whole = row["kind"] == "notice"
    title = f"{day} · {gettext(KINDS[str(row['kind'])])}"
    demo = tag("span", gettext("Demonstration"), class_="mark demo")
    return tag(
        "li",
        tag("h3", title if is_whole else link(where, title)),
        tag("p", demo) if row["demonstration"] else None,
        tag("p", row["reason"]),
        tag("p", labelled(gettext("Legal basis"), row["basis"]), class_="soft small"),
        tag("p", listed(str(each) for each in about if each), class_="soft small"),
    )

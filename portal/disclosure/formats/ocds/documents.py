"""Documents of a release, each in the section it belongs to, and what of them is withheld."""

from collections.abc import Iterable

from portal.disclosure.formats.ocds.sources import Announcement, Place
from portal.disclosure.formats.ocds.values import Json, moment, said

GROUNDS = {
    "trade_secret": "商业秘密（政府信息公开条例第十五条）",
    "personal_privacy": "个人隐私（政府信息公开条例第十五条）",
}
SECTIONS = {"award": "awards", "contract": "contracts"}
SCHEME = "sunlight-withholding"
"""Scheme of the grounds for withholding, listed in the extension's README"""


def notice_document(given: Announcement, kind: str, place: Place) -> Json:
    """The page of the notice on this portal, which stays at its address."""
    return said(
        id=given.notice_id,
        derivedFrom=given.notice_id,
        documentType=kind,
        title=given.said.title,
        url=place.page("notice", given.notice_id),
        format="text/html",
        language="zh",
    )


def attachment_documents(given: Announcement, place: Place) -> list[Json]:
    """The files that belong to the notice, with the sums of their content."""
    return [
        said(
            id=each.id,
            derivedFrom=given.notice_id,
            title=each.name,
            url=f"{place.public_url}{each.path}",
            format=each.media_type,
            datePublished=moment(each.added_at),
            size=each.size,
            contentDigest=f"sha256:{each.sha256}",
        )
        for each in given.attachments
    ]


def withheld_information(given: Announcement) -> list[Json]:
    """What the public does not see and why not, in the registered extension of that name."""
    return [
        said(
            id=each.id,
            field=f"officialNotices.formatFields.{each.field}" if each.field else "documents",
            name=each.name,
            rationale=f"{each.reason}（{each.basis}）",
            rationaleClassifications=[
                {"scheme": SCHEME, "id": each.ground, "description": GROUNDS[each.ground]}
            ],
        )
        for each in given.withheld
    ]


def placed(release: Json, section: str, documents: Iterable[tuple[str, Json]]) -> None:
    """Put each document into its section.

    One of an award or a contract stands there if there is just one; which of several it belongs to
    is not known, so it then stands with the notice, with its section.
    """
    for where, document in documents:
        holder = _holder(release, where)
        if holder is None and where == section and "derivedFrom" in document:
            holder = release.get("tender")
        if holder is None:
            notice = release["officialNotices"][0]
            notice.setdefault("documents", []).append(
                document | {"section": SECTIONS.get(where, where)}
            )
        else:
            holder.setdefault("documents", []).append(document)


def _holder(release: Json, section: str) -> Json | None:
    found: Json
    match section:
        case "planning" | "tender" if section in release:
            found = release[section]
            return found
        case "award" | "contract" if len(release.get(f"{section}s", ())) == 1:
            found = release[f"{section}s"][0]
            return found
        case "implementation" if len(release.get("contracts", ())) == 1:
            found = release["contracts"][0].setdefault("implementation", {})
            return found
    return None

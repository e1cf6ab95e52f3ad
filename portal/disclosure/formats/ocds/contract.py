"""A contract as it is recorded here, as one release."""

import hashlib
import json

from portal.disclosure.formats.ocds.parties import Parties
from portal.disclosure.formats.ocds.release import award_id, begin
from portal.disclosure.formats.ocds.sources import Place, Signed
from portal.disclosure.formats.ocds.values import (
    Json,
    amount,
    first_moment,
    last_moment,
    said,
)
from portal.records.base import ID_LENGTH
from portal.records.notice import UNDATED


def contract_release(given: Signed, place: Place) -> Json:
    """The release; its id follows from its content, as the contract is no notice with versions."""
    parties = Parties()
    release = begin(given.process.ocid, "", contract_moment(given)) | said(
        tag=["contract"],
        language="zh",
        buyer=parties.refer(given.purchaser, "buyer", address=said(region=given.region)),
        awards=[award_of(given, parties)],
        contracts=[
            said(
                **reference(given),
                title=given.title,
                number=given.number,
                suppliers=[parties.refer(given.contractor, "supplier")],
                value=amount(given.amount_fen, given.currency),
                dateSigned=first_moment(given.signed_on) if given.signed_on else None,
                period=said(
                    startDate=first_moment(given.starts_on) if given.starts_on else None,
                    endDate=last_moment(given.ends_on) if given.ends_on else None,
                ),
                documents=[_page(given, place)],
                demonstration=given.is_demo,
            )
        ],
        parties=parties.listed(),
    )
    return release | {"id": f"contract-{given.id}-{_digest(release)}"}


def _page(given: Signed, place: Place) -> Json:
    """The page of the contract on this portal, which stays at its address."""
    return {
        "id": given.id,
        "documentType": "contractSummary",
        "title": given.title,
        "url": place.page("contract", given.id),
        "format": "text/html",
        "language": "zh",
    }


def contract_moment(given: Signed) -> str:
    """The day it was signed, else that from which it holds; undated ones sort before all others."""
    return first_moment(given.signed_on or given.starts_on or UNDATED)


def reference(given: Signed) -> Json:
    """The ids by which other releases of the process name the contract."""
    return {"id": given.id, "awardID": award_id(given.process, given.contractor.name)}


def award_of(given: Signed, parties: Parties) -> Json:
    """The award that a signed contract goes back to; the notice of the result says the rest."""
    return {
        "id": award_id(given.process, given.contractor.name),
        "status": "active",
        "suppliers": [parties.refer(given.contractor, "supplier")],
    }


def _digest(release: Json) -> str:
    text = json.dumps(release, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[: ID_LENGTH // 2]

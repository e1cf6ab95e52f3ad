"""Putting a scheme into force: the place's own, or with weights that the purchaser sets."""

import hashlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

import rfc8785
from sqlalchemy.orm import Session

from portal.errors import InvalidInputError
from portal.evaluation.scheme import PARTY_NAMES, Party, PartyWeight, parse_scheme, scheme_digest
from portal.evaluation.scheme import Scheme as Yardstick
from portal.policy.schemes import shipped_scheme, sources_of
from portal.records.evaluation import Scheme

_OWN = "-w"
"""What the id of a scheme with a purchaser's own weights carries after the shipped one's"""

SET_BY_PURCHASER = {
    "zh": "各评价主体的权重由购买主体设定；文件没有给出权重",
    "en": "The purchaser set the weights of the parties; the document gives none",
}


def adopt_scheme(
    session: Session,
    place: str,
    published_on: date,
    weights: Mapping[str, str] | None = None,
) -> Scheme:
    """The scheme of a place as a record; a changed shipped scheme carries a new id.

    ``weights`` are percentages by party that stand in place of the shipped ones. Whether the
    place's document allows them is judged when a round is planned.
    """
    scheme = parse_scheme(shipped_scheme(place).document, place)
    if weights:
        scheme = _reweighted(scheme, weights)
    found = session.get(Scheme, scheme.id)
    if found is None:
        found = Scheme(
            id=scheme.id,
            place=place,
            body=rfc8785.dumps(scheme.document()).decode(),
            digest=scheme_digest(scheme),
            published_on=published_on,
        )
        session.add(found)
        session.flush()
    return found


def has_own_weights(scheme_id: str) -> bool:
    """Whether the purchaser set the weights of the parties."""
    head, mark, tail = scheme_id.rpartition(_OWN)
    return bool(head and mark) and len(tail) == 8


def sources_for(scheme_id: str, place: str | None) -> Mapping[str, Mapping[str, str]]:
    """Where the parts of a stored scheme come from, its weights as well."""
    sources = dict(sources_of(place))
    if sources and has_own_weights(scheme_id):
        sources["weights"] = SET_BY_PURCHASER
    return sources


def _reweighted(scheme: Yardstick, weights: Mapping[str, str]) -> Yardstick:
    """The same scheme with other weights of its own parties; InvalidInputError says what is off."""
    parties = [each.party.value for each in scheme.parties]
    strange = [each for each in weights if weights[each].strip() and each not in parties]
    if strange:
        raise InvalidInputError(
            "{party} judges nothing in this scheme, so it has no weight",
            party=PARTY_NAMES.get(strange[0], strange[0]),
        )
    asked = {each.party: _share(each.party, weights.get(each.party, "")) for each in scheme.parties}
    total = sum(asked.values(), Decimal(0))
    if total != 1:
        raise InvalidInputError(
            "the weights of the parties add up to {total}%, not to 100%",
            total=f"{(total * 100).normalize():f}",
        )
    if asked == {each.party: each.weight for each in scheme.parties}:
        return scheme
    mark = hashlib.sha256(repr(sorted(asked.items())).encode()).hexdigest()[:8]
    own = tuple(PartyWeight(party=party, weight=share) for party, share in asked.items())
    return scheme.model_copy(update={"id": f"{scheme.id}{_OWN}{mark}", "parties": own})


def _share(party: Party, percent: str) -> Decimal:
    try:
        share = Decimal(percent.strip().rstrip("%％") or "NaN") / 100
    except InvalidOperation:
        share = Decimal("NaN")
    if not share.is_finite() or not 0 < share <= 1 or share != round(share, 4):
        raise InvalidInputError(
            "{party}: the weight is a percentage above 0 with at most two decimals, not {given}",
            party=PARTY_NAMES[party],
            given=percent[:20] or "—",
        )
    return share

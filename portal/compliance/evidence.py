"""The facts of a contract or a round: what the tables hold, and what officers recorded."""

import json
from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.compliance.project_facts import Said, project_facts
from portal.errors import InvalidInputError
from portal.policy.facts import Facts, Value, read_value
from portal.policy.model import Fact
from portal.records.compliance import RecordedFact
from portal.records.contract import Contract
from portal.records.evaluation import Round, RoundState, Scheme
from portal.records.notice import Notice


def contract_facts(
    session: Session, contract: Contract, known: Mapping[str, Fact], *, said: Said | None = None
) -> Facts:
    """What is known of a contract: its own columns, its project's notices, the recorded facts.

    A notice outranks what an officer typed. ``said`` is what the notices say, if read before.
    """
    said = said or project_facts(session, contract.project_id, contract.id)
    recorded = session.execute(
        select(RecordedFact.name, RecordedFact.value).where(
            RecordedFact.contract_id == contract.id, RecordedFact.is_current
        )
    )
    typed = {name: restored(known[name], value) for name, value in recorded if name in known}
    noticed = {name: value for name, value in said.facts.values.items() if name in known}
    return Facts({**_present(typed), **noticed, **column_facts(contract).values})


def column_facts(contract: Contract) -> Facts:
    """What a contract's own columns say."""
    values: dict[str, Value | None] = {
        "contract.title": contract.title,
        "contract.number": contract.number,
        "contract.signed_on": contract.signed_on,
        "contract.starts_on": contract.starts_on,
        "contract.ends_on": contract.ends_on,
        "contract.amount": contract.amount_fen,
    }
    return Facts(_present(values))


def round_facts(session: Session, round_: Round) -> Facts:
    """What is known of a round: its days, and the end of the one before on the same contract."""
    before = session.scalar(
        select(func.max(Round.period_to)).where(
            Round.contract_id == round_.contract_id,
            Round.period_to < round_.period_from,
            Round.state == RoundState.PUBLISHED,
        )
    )
    values: dict[str, Value | None] = {
        "round.starts_on": round_.period_from,
        "round.ends_on": round_.period_to,
        "round.published_on": round_.published_on,
        "round.previous_ended_on": before,
    }
    return Facts({**_present(values), **scheme_facts(round_.scheme).values})


def scheme_facts(scheme: Scheme) -> Facts:
    """What a stored scheme says of its parties, weights and dimensions."""
    body = json.loads(scheme.body)
    weights = {
        f"scheme.weight.{each['party']}": Decimal(str(each["weight"])) for each in body["parties"]
    }
    dimensions = dict.fromkeys(each["dimension"] for each in body["indicators"])
    return Facts(
        {
            "scheme.parties": tuple(each["party"] for each in body["parties"]),
            "scheme.dimensions": tuple(dimensions),
            "scheme.published_on": scheme.published_on,
            **weights,
        }
    )


def notice_facts(notice: Notice) -> Facts:
    """What is known of a notice."""
    return Facts(
        _present(
            {
                "notice.type": notice.type,
                "notice.published_on": notice.notice_on,
                "notice.method": notice.method,
                "notice.budget": notice.budget_fen,
            }
        )
    )


def kept(value: Value) -> str:
    """A fact's value as the table keeps it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ",".join(value)
        case Decimal():
            return f"{value:f}"
    return str(value)


def restored(fact: Fact, value: str) -> Value | None:
    """A kept value as a rule reads it; None if the packs know the fact as another kind by now."""
    try:
        return int(value) if fact.kind == "fen" else read_value(fact, value)
    except (InvalidInputError, ValueError):
        return None


def _present(values: Mapping[str, Value | None]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not None}

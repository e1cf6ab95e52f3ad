"""The past of an invented round: invitations, ballots and sheets as if people had been there."""

import csv
import random
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from portal.demo.projects import DATA, DemoProject, DemoRound
from portal.evaluation.assessments import Sheet, assign_assessor, list_assigned, submit_sheet
from portal.evaluation.results import publish_round
from portal.evaluation.rounds import close_round, confirm_sweep, get_round, open_round
from portal.evaluation.scheme import NOT_APPLICABLE, Scheme
from portal.evaluation.sweep import sweep_ballots
from portal.evaluation.yardstick import scheme_of
from portal.identity.acting import Acting, acting_for
from portal.identity.grants import find_account
from portal.records.base import new_ballot_id
from portal.records.evaluation import Ballot, Invitation, RoundState
from portal.records.session import reading, writing

SCORERS = {
    "purchaser": "demo-officer-1",
    "using_unit": "demo-officer-1",
    "third_party": "demo-evaluator-1",
}
LEVEL_OF = {"1": "5", "2": "4", "3": "3", "4": "2", "5": "1"}
"""Answers of the real file, 1 very good … 5 very poor, as levels"""
BATCH = 1_000


def live_through(
    engine: Engine, acting: Acting, issuer: str, round_id: str, project: DemoProject
) -> None:
    """Take a planned round through opening, rating, scoring and closing to its publication.

    Every step is a transaction of its own and is passed over when it was done before.
    """
    published_on = project.finished.published_on or project.finished.period[1]
    if _state(engine, round_id) == RoundState.PLANNED:
        with writing(engine) as session:
            _vote(session, round_id, project.finished)
            open_round(session, acting, round_id, project.finished.period[1])
            for party in project.scores:
                assign_scorer(session, acting, issuer, round_id, party)
            _score(session, issuer, project)
    if _state(engine, round_id) == RoundState.OPEN:
        with writing(engine) as session:
            close_round(session, acting, round_id, published_on)
    if _state(engine, round_id) == RoundState.CLOSED:
        _publish(engine, acting, round_id, published_on)


def assign_scorer(session: Session, acting: Acting, issuer: str, round_id: str, party: str) -> None:
    """Give the demonstration's assessor of a party a sheet of the round."""
    account = find_account(session, issuer, SCORERS[party])
    if account:
        assign_assessor(session, acting, round_id, account, party)


def _publish(engine: Engine, acting: Acting, round_id: str, on: date) -> None:
    sweep_ballots(engine)
    with writing(engine) as session:
        confirm_sweep(session, acting, round_id)
    with writing(engine) as session:
        publish_round(session, acting, round_id, on)


def _state(engine: Engine, round_id: str) -> RoundState:
    with reading(engine) as session:
        return RoundState(get_round(session, round_id).state)


def _score(session: Session, issuer: str, project: DemoProject) -> None:
    for party, scores in project.scores.items():
        person = acting_for(session, issuer, SCORERS[party])
        for sheet in list_assigned(session, person):
            waiting = sheet.party == party and sheet.state == "assigned"
            if waiting and sheet.round.contract.title == project.title:
                submit_sheet(session, person, sheet.id, Sheet(scores, {}, "演示评分"))


def _vote(session: Session, round_id: str, past: DemoRound) -> None:
    """Write invitations and ballots at once; one by one this would take minutes."""
    scheme = scheme_of(get_round(session, round_id))
    answers = _real(past.answers) if past.answers else _invented(scheme, past, round_id)
    invited = past.served if past.answers else past.invited
    _insert(
        session,
        Invitation,
        [
            {
                "id": new_ballot_id(),
                "round_id": round_id,
                "code_hash": new_ballot_id() + new_ballot_id(),
                "is_used": number < len(answers),
            }
            for number in range(invited)
        ],
    )
    _insert(
        session,
        Ballot,
        [{"id": new_ballot_id(), "round_id": round_id, "answers": each} for each in answers],
    )


def _insert(session: Session, table: type, rows: Sequence[dict[str, object]]) -> None:
    for start in range(0, len(rows), BATCH):
        session.execute(insert(table), rows[start : start + BATCH])


def _real(name: str) -> list[str]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        levels = [row["level"] for row in csv.DictReader(lines)]
    return [LEVEL_OF[level] for level in levels if level in LEVEL_OF]


def _invented(scheme: Scheme, past: DemoRound, seed: str) -> list[str]:
    """Ballots scattered around the round's mood; the same ones on every installation."""
    draw = random.Random(seed)  # noqa: S311 - invented answers, not secrets
    return [_ballot(scheme, past.mood, draw) for _ in range(past.ballots)]


def _ballot(scheme: Scheme, mood: float, draw: random.Random) -> str:
    own = draw.gauss(mood, 0.7)
    signs = [
        NOT_APPLICABLE if draw.random() < 0.05 else str(min(5, max(1, round(draw.gauss(own, 0.6)))))
        for _ in scheme.beneficiary_indicators
    ]
    return "".join(signs) if set(signs) != {NOT_APPLICABLE} else "4" * len(signs)

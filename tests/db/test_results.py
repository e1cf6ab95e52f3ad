"""What is published follows from the ballots and the sheets, and anyone arrives at the same."""

import hashlib
import json
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, selectinload

from portal.demo.load import load_demo
from portal.demo.projects import DATA, demo_projects
from portal.disclosure.bundles import find_bundle, get_bundle
from portal.disclosure.evaluations import EVALUATION_SCORES, EVALUATIONS, EvaluationFilter
from portal.errors import NotFoundError
from portal.evaluation.scoring import evaluate
from portal.records.contract import Contract
from portal.records.evaluation import Ballot, Invitation, Result, Round, RoundState
from portal.records.notice import Notice
from portal.records.project import Project
from portal.settings import Settings
from tests.db import forensics
from tests.db.printed import configured, run
from tests.db.reading import csv_rows
from tests.db.town import OPERATOR, Town

PLACES = ["deyang", "guangdong", "dawukou", "zunyi", "inner-mongolia"]


def results(engine: Engine) -> dict[str, Result]:
    """The published results of the demonstration, by place."""
    with Session(engine) as session:
        found = session.execute(
            select(Project.place, Result)
            .join(Contract, Contract.project_id == Project.id)
            .join(Round, Round.contract_id == Contract.id)
            .join(Result, Result.round_id == Round.id)
            .options(selectinload(Result.scores))
        ).all()
    return {str(place): result for place, result in found}


def hundredths(value: Decimal | None) -> int | None:
    return None if value is None else int(value * 100)


def test_every_stored_figure_is_the_one_that_the_served_bundle_gives(
    demo: Engine, tmp_path: Path
) -> None:
    """By the service, by the command and by what the bundle itself says."""
    stored = results(demo)
    assert sorted(stored) == sorted(PLACES)
    for result in stored.values():
        with Session(demo) as session:
            served = find_bundle(session, result.round_id)
            scored = evaluate(get_bundle(session, result.round_id))
        assert served == result.bundle
        path = tmp_path / f"{result.round_id}.json"
        path.write_text(served, encoding="utf-8")
        command = run("score", path, "--json")
        assert command.exit_code == 0
        assert json.loads(command.stdout) == json.loads(served)["result"] == scored.as_json()
        assert (
            result.composite_hundredths,
            result.low_hundredths,
            result.high_hundredths,
            result.grade,
            result.withheld,
        ) == (
            hundredths(scored.composite),
            hundredths(scored.low),
            hundredths(scored.high),
            scored.grade,
            scored.withheld,
        )
        rows = [(each.party, each.indicator, each.score_hundredths) for each in result.scores]
        assert rows == [
            row
            for party in scored.parties
            for row in [
                (party.party, None, hundredths(party.score)),
                *(
                    (each.party, each.id, hundredths(each.mean))
                    for each in scored.indicators
                    if each.party == party.party
                ),
            ]
        ]


def test_the_digests_are_those_of_what_is_served(demo: Engine) -> None:
    for result in results(demo).values():
        document = json.loads(result.bundle)
        assert rfc8785.dumps(document).decode() == result.bundle
        digest = hashlib.sha256(result.bundle.encode()).hexdigest()
        assert result.digest == f"sha256:{digest}"
        scheme = document["scheme"]
        pinned = scheme.pop("digest")
        assert pinned == f"sha256:{hashlib.sha256(rfc8785.dumps(scheme)).hexdigest()}"
        with Session(demo) as session:
            round_ = session.get_one(Round, result.round_id)
            assert round_.scheme_digest == round_.scheme.digest == pinned


def by_hand(bundle: dict[str, Any], ballots: list[str]) -> Decimal:
    """The composite once more, from every single ballot, in fractions."""
    scheme = bundle["scheme"]
    asked = [each for each in scheme["indicators"] if each["party"] == "beneficiary"]
    composite = Fraction(0)
    for party in scheme["parties"]:
        own = [each for each in scheme["indicators"] if each["party"] == party["party"]]
        if party["party"] == "beneficiary":
            scale = scheme["scales"][asked[0]["scale"]]
            means = []
            for place in range(len(asked)):
                given = [Fraction(str(scale[b[place]])) for b in ballots if b[place] != "-"]
                means.append(sum(given, Fraction(0)) / len(given))
        else:
            sheets = [each for each in bundle["assessments"] if each["party"] == party["party"]]
            means = [
                sum((Fraction(str(each["scores"][item["id"]])) for each in sheets), Fraction(0))
                / len(sheets)
                for item in own
            ]
        score = sum(
            (Fraction(str(item["weight"])) * mean for item, mean in zip(own, means, strict=True)),
            Fraction(0),
        )
        composite += Fraction(str(party["weight"])) * score
    exact = Decimal(composite.numerator) / Decimal(composite.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def ballots_of(engine: Engine, round_id: str) -> list[str]:
    with Session(engine) as session:
        query = select(Ballot.answers).where(Ballot.round_id == round_id)
        return list(session.scalars(query))


def test_the_composite_and_the_sums_follow_from_every_single_ballot(demo: Engine) -> None:
    for place, result in results(demo).items():
        ballots = ballots_of(demo, result.round_id)
        document = json.loads(result.bundle)
        assert document["ballots"] == result.ballots == len(ballots)
        if place == "dawukou":
            continue
        asked = [
            each for each in document["scheme"]["indicators"] if each["party"] == "beneficiary"
        ]
        scale = document["scheme"]["scales"][asked[0]["scale"]]
        for position, each in enumerate(asked):
            given = [scale[ballot[position]] for ballot in ballots if ballot[position] != "-"]
            assert document["sums"][each["id"]] == {"answered": len(given), "sum": sum(given)}
        assert hundredths(by_hand(document, ballots)) == result.composite_hundredths, place


def test_a_withheld_result_holds_no_figure_of_what_anybody_gave(demo: Engine) -> None:
    result = results(demo)["dawukou"]
    document = json.loads(result.bundle)

    assert result.ballots == 7
    assert "10" in str(result.withheld)
    for name in ("sums", "counts", "linearised_sum_of_squares"):
        assert document[name] is None
    assert [each["scores"] for each in document["assessments"]] == [None, None]
    assert {each.score_hundredths for each in result.scores} <= {None}
    assert {each.answered for each in result.scores} <= {None}
    for name in ("composite", "low", "high", "grade", "grade_probability"):
        assert document["result"][name] is None
    rows = csv_rows(demo, EVALUATION_SCORES, EvaluationFilter())
    own = [row for row in rows if row["evaluation"] == result.round_id]
    assert {(row["score"], row["answered"]) for row in own} <= {("", "")}
    (row,) = [
        row
        for row in csv_rows(demo, EVALUATIONS, EvaluationFilter())
        if row["id"] == result.round_id
    ]
    assert (row["composite"], row["low"], row["high"], row["grade"]) == ("", "", "", "")


def test_the_demonstration_shows_every_kind_of_result(demo: Engine) -> None:
    found = results(demo)

    assert 10 <= found["zunyi"].ballots < 30
    assert found["zunyi"].composite_hundredths is not None
    assert found["zunyi"].grade is None
    for place in ("deyang", "inner-mongolia"):
        assert found[place].grade in ("优", "良", "中", "差")
        low, middle, high = (
            found[place].low_hundredths or -1,
            found[place].composite_hundredths or -1,
            found[place].high_hundredths or -1,
        )
        assert 0 < low < middle < high <= 10_000


def test_the_real_answers_are_counted_as_they_were_given(demo: Engine) -> None:
    """1 very good … 5 very poor, 6 not applicable (no ballot where it is the only question)."""
    (project,) = [each for each in demo_projects() if each.finished.answers]
    lines = (DATA / str(project.finished.answers)).read_text(encoding="utf-8").splitlines()
    header, *rows = lines
    levels = Counter(row.split(",")[header.split(",").index("level")] for row in rows)

    ballots = Counter(ballots_of(demo, results(demo)[project.place].round_id))

    assert ballots == {str(6 - int(level)): levels[level] for level in "12345" if levels[level]}


def test_the_scores_of_an_evaluation_add_up_to_its_composite(demo: Engine) -> None:
    """In the public table alone, within what rounding to two places takes away."""
    rows = csv_rows(demo, EVALUATION_SCORES, EvaluationFilter())
    for result in results(demo).values():
        if result.withheld:
            continue
        own = [row for row in rows if row["evaluation"] == result.round_id]
        parties = [row for row in own if not row["indicator"]]
        assert sum(Decimal(row["weight"]) for row in parties) == 1
        total = sum(Decimal(row["weight"]) * Decimal(row["score"]) for row in parties)
        assert abs(total - Decimal(result.composite_hundredths or 0) / 100) <= Decimal("0.01")
        for party in parties:
            items = [row for row in own if row["indicator"] and row["party"] == party["party"]]
            assert sum(Decimal(row["weight"]) for row in items) == 1
            score = sum(Decimal(row["weight"]) * Decimal(row["score"]) for row in items)
            assert abs(score - Decimal(party["score"])) <= Decimal("0.01")


def test_loading_the_demonstration_again_changes_nothing(
    demo: Engine, demo_settings: Settings
) -> None:
    """But for the stamp, which is another one after every writing, whatever it wrote."""
    before = forensics.everything(demo)

    said = list(load_demo(OPERATOR, demo_settings, demo))

    after = forensics.everything(demo)
    assert after | {"data_stamp": None} == before | {"data_stamp": None}
    assert said[0] == "real notices: imported 0, updated 0, unchanged 60"


def test_the_demonstration_is_what_it_promises(demo: Engine) -> None:
    with Session(demo) as session:
        rounds = session.execute(select(Round.state, Round.is_swept, Round.is_demo)).all()
        invented = session.scalars(select(Notice.is_demo)).all()
        open_ballots = session.scalars(
            select(Ballot.id).join(Round, Round.id == Ballot.round_id).where(Round.state == "open")
        ).all()
    assert Counter(each.state for each in rounds) == {RoundState.PUBLISHED: 5, RoundState.OPEN: 5}
    assert all(each.is_demo for each in rounds)
    assert {each.is_swept for each in rounds if each.state == "published"} == {True}
    assert Counter(invented) == {False: 60, True: 30}
    assert open_ballots == []


def test_every_finished_round_has_as_many_used_invitations_as_ballots(demo: Engine) -> None:
    with Session(demo) as session:
        for result in session.scalars(select(Result)):
            used = session.scalars(
                select(Invitation.is_used).where(Invitation.round_id == result.round_id)
            ).all()
            assert (len(used), sum(used)) == (result.invited, result.ballots)


def test_production_loads_no_demonstration(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "PORTAL_MODE": "production",
        "PORTAL_SECRET_KEY": "k3J9" * 3 + "vQ7xWz81LmNpRtYb5Hd2",
        "PORTAL_PUBLIC_URL": "https://portal.example",
        "PORTAL_OIDC_ISSUER": "https://login.example",
        "PORTAL_OIDC_CLIENT_ID": "portal",
        "PORTAL_OIDC_CLIENT_SECRET": "x" * 40,
    }.items():
        monkeypatch.setenv(name, value)
    before = forensics.everything(town.engine)
    with configured(town.engine, tmp_path / "var"):
        result = run("demo")

    assert result.exit_code == 1
    assert "never loaded in production mode" in result.stderr
    assert forensics.everything(town.engine) == before


def test_a_result_that_is_not_public_is_not_served(town: Town) -> None:
    round_id = town.open(12)
    town.vote(round_id, ["55"] * 12)
    town.score(round_id)
    for step in ("", "close", "sweep"):
        if step:
            getattr(town, step)(round_id)
        with Session(town.engine) as session:
            assert find_bundle(session, round_id) is None
            with pytest.raises(NotFoundError):
                get_bundle(session, round_id)

    town.publish(round_id)

    with Session(town.engine) as session:
        assert find_bundle(session, round_id) is not None
        for wrong in ("", "x", "' OR 1=1 --", round_id.upper() + "%", "\0"):
            assert find_bundle(session, wrong) is None


@pytest.mark.parametrize(
    ("ballots", "withheld", "graded"),
    [(9, True, False), (10, False, False), (29, False, False), (30, False, True)],
)
def test_silence_below_ten_and_no_grade_below_thirty(
    town: Town, ballots: int, withheld: bool, graded: bool
) -> None:
    round_id = town.finish(["54"] * ballots, invited=ballots + 5)

    with Session(town.engine) as session:
        result = session.get_one(Result, round_id)
        assert (result.withheld is not None) == withheld
        assert (result.composite_hundredths is None) == withheld
        assert (result.grade is not None) == graded
        assert (result.invited, result.ballots) == (ballots + 5, ballots)


def test_everybody_answering_leaves_no_room_for_chance(town: Town) -> None:
    round_id = town.finish(["54", "45"] * 15)

    with Session(town.engine) as session:
        result = session.get_one(Result, round_id)
        assert result.low_hundredths == result.composite_hundredths == result.high_hundredths


def test_the_hand_chosen_speak_for_themselves_alone(town: Town) -> None:
    round_id = town.finish(["54"] * 30, invited=40, frame="chosen")

    with Session(town.engine) as session:
        result = session.get_one(Result, round_id)
        assert result.composite_hundredths is not None
        assert (result.low_hundredths, result.high_hundredths, result.grade) == (None, None, None)

"""A round from the score sheets to the published figure, by people who may not do it alone."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from portal.evaluation.bundle import read_bundle
from portal.evaluation.scoring import evaluate
from portal.locale import gettext
from portal.settings import ROOT
from tests.e2e.conftest import PlanRound
from tests.e2e.scene import EVALUATOR, RUNNER, SCORER, Scene
from tests.e2e.server import Server, clean_environment
from tests.e2e.visitor import DESK, PHONE, Visitor, Visitors

REASON = "抽查二十户，台账齐全"


@pytest.fixture
def round_(plan_round: PlanRound) -> Scene:
    """An open round with twelve ballots, an evaluator and an officer who scores."""
    scene = plan_round("deyang")
    scene.codes(8)
    scene.open()
    scene.vote(12)
    scene.appoint()
    return scene


def open_sheet(visitor: Visitor, round_: Scene, subject: str) -> str:
    """Find the sheet on the list of one's own, and open it."""
    sheet = round_.sheet_of(subject)
    visitor.open("/assess")
    visitor.follow(
        visitor.page.locator(f'a[href="/assess?sheet={sheet}"]'), f"**/assess?sheet={sheet}"
    )
    return sheet


def follow(visitor: Visitor, address: str) -> None:
    visitor.follow(visitor.page.locator(f'a[href="{address}"]'), f"{visitor.url}{address}")


def points(visitor: Visitor) -> Locator:
    return visitor.page.locator('[data-testid="stNumberInput"] input')


def fill(visitor: Visitor, figures: list[str]) -> None:
    expect(points(visitor)).to_have_count(len(figures))
    for field, figure in zip(points(visitor).all(), figures, strict=True):
        field.fill(figure)
        field.press("Tab")


def tick(visitor: Visitor, key: str) -> None:
    visitor.page.locator(f".st-key-{key} label").click()


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_an_evaluator_saves_comes_back_and_submits_for_good(
    visitors: Visitors, round_: Scene, size: tuple[int, int]
) -> None:
    evaluator = visitors.come(size, subject=EVALUATOR)
    sheet = open_sheet(evaluator, round_, EVALUATOR)
    expect(points(evaluator)).to_have_count(3)
    fill(evaluator, ["88.5", "84", ""])
    evaluator.page.get_by_label(re.compile("理由")).first.fill(REASON)
    evaluator.button("Save and go on later").click()
    expect(evaluator.says("Saved. You can come back and submit it later.")).to_be_visible()

    evaluator.open(f"/assess?sheet={sheet}")
    expect(points(evaluator).first).to_have_value("88.50")
    expect(evaluator.page.get_by_label(re.compile("理由")).first).to_have_value(REASON)
    send = evaluator.button("Submit and lock")
    send.click()
    expect(evaluator.alert()).to_have_text(
        gettext("Tick the box above to submit: a submitted sheet is locked.")
    )
    fill(evaluator, ["88.5", "84", "90"])
    tick(evaluator, f"sure-{sheet}")
    send.click()
    expect(evaluator.says("submitted and locked").first).to_be_visible()
    expect(points(evaluator)).to_have_count(0)
    expect(evaluator.page.get_by_role("cell", name=REASON)).to_be_visible()
    assert round_.sheet_state(sheet) == "submitted"
    evaluator.open(f"/assess?sheet={sheet}")
    expect(points(evaluator)).to_have_count(0)


def test_one_officer_scores_another_closes_and_publishes_and_anyone_recomputes(
    portal: Server, visitors: Visitors, round_: Scene, tmp_path: Path
) -> None:
    round_.submit(EVALUATOR, "83.5")
    scorer = visitors.come(subject=SCORER)
    sheet = open_sheet(scorer, round_, SCORER)
    fill(scorer, ["92", "85.25", "95"])
    tick(scorer, f"sure-{sheet}")
    scorer.button("Submit and lock").click()
    expect(points(scorer)).to_have_count(0)

    scorer.open(f"/desk?round={round_.round_id}")
    refusal = "You score in this round. Another officer opens, closes and publishes it."
    expect(scorer.says(refusal)).to_be_visible()
    expect(scorer.button("Close the round")).to_have_count(0)
    assert round_.state() == "open"

    runner = visitors.come(subject=RUNNER)
    runner.open("/desk")
    follow(runner, f"/desk?round={round_.round_id}")
    expect(runner.page.locator("dd").filter(has_text=round_.period)).to_be_visible()
    step(runner, "close", round_)
    expect(runner.button("Publish the result")).to_be_visible()
    assert round_.state() == "closed"
    step(runner, "publish", round_)
    runner.follow(
        runner.page.locator(f'a[href="/evaluation?id={round_.round_id}"]'), "**/evaluation?id=*"
    )
    assert round_.state() == "published"

    citizen = visitors.come(PHONE)
    citizen.open("/evaluations")
    citizen.follow(
        citizen.page.locator(f'a[href="/evaluation?id={round_.round_id}"]'), "**/evaluation?id=*"
    )
    check_figures(citizen, recompute(bundle_of(citizen, round_.round_id), tmp_path))
    expect(citizen.page.locator(".people b").nth(2)).to_have_text("12")
    assert round_.round_id in portal.get("/data/evaluations.csv")[1]


def step(officer: Visitor, name: str, round_: Scene) -> None:
    """Say that one is sure, then take the step."""
    button = officer.page.locator(f".st-key-{name}-{round_.round_id} button")
    expect(button).to_be_disabled()
    tick(officer, f"sure-{name}-{round_.round_id}")
    expect(button).to_be_enabled()
    button.click()
    expect(button).to_have_count(0)


def bundle_of(citizen: Visitor, evaluation: str) -> str:
    """The bundle that the page offers."""
    way = citizen.page.locator(f'a[href="/data/evaluations/{evaluation}.json"]')
    assert way.count() == 1
    return citizen.page.request.get(f"{citizen.url}{way.get_attribute('href')}").text()


def recompute(bundle: str, folder: Path) -> dict[str, object]:
    """Run the command on a bundle where no database is."""
    file = folder / "bundle.json"
    file.write_text(bundle)
    done = subprocess.run(
        [sys.executable, "-m", "portal", "score", str(file), "--json"],
        cwd=ROOT,
        env=clean_environment() | {"PORTAL_DATABASE_URL": "sqlite:////nowhere/at/all.db"},
        capture_output=True,
        text=True,
        check=True,
    )
    result: dict[str, object] = json.loads(done.stdout)
    return result


def check_figures(citizen: Visitor, result: dict[str, object]) -> None:
    """What the page shows is what the command computed."""
    figure = citizen.page.locator(".figure")
    if result["composite"] is None:
        expect(figure).to_have_text(gettext("Score withheld"))
        return
    expect(figure.locator(".big")).to_have_text(f"{result['composite']:.2f}")
    expect(figure.locator("b")).to_contain_text(f"{result['low']:.2f} – {result['high']:.2f}")
    grade = figure.locator(".grade")
    if result["grade"]:
        expect(grade).to_have_text(str(result["grade"]))
    else:
        expect(grade).to_have_count(0)
    steps = citizen.page.locator(".working .sum")
    expect(steps.filter(has_text=f"= {result['composite']:.2f}").first).to_be_visible()


def test_every_published_result_follows_from_its_bundle(portal: Server, visitors: Visitors) -> None:
    citizen = visitors.come()
    lines = portal.get("/data/evaluations.jsonl?to=2026-06-30")[1].splitlines()
    assert len(lines) == 5
    for line in lines:
        evaluation = json.loads(line)["id"]
        citizen.open(f"/evaluation?id={evaluation}")
        bundle = read_bundle(bundle_of(citizen, evaluation).encode(), evaluation)
        check_figures(citizen, evaluate(bundle).as_json())

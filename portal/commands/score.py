"""``portal score``: anyone recomputes a published score from its bundle, without a database."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from portal.errors import PortalError
from portal.evaluation.bundle import Bundle, Frame, read_bundle
from portal.evaluation.result import IndicatorScore, PartyScore, Result
from portal.evaluation.scoring import evaluate


@click.command()
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the result object and nothing else.")
def score(bundle: Path, *, as_json: bool) -> None:
    """Compute the composite score of one evaluation BUNDLE (a JSON file).

    A result or a digest in the file is not looked at. A withheld score is a result too.
    """
    try:
        evidence = read_bundle(bundle.read_bytes(), "bundle")
        result = evaluate(evidence)
    except OSError as error:
        raise click.ClickException(f"{bundle}: {error.strerror}.") from error
    except PortalError as error:
        raise click.ClickException(f"{bundle}: {error}") from error
    if as_json:
        click.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_account(evidence, result)))


def _account(evidence: Bundle, result: Result) -> Iterator[str]:
    yield f"Evaluation  {evidence.id or 'without id'}, scheme {evidence.scheme.id}"
    if evidence.scheme.beneficiary_indicators:
        yield f"Ballots     {evidence.ballots} of {evidence.invited} invited"
    if result.withheld:
        yield f"Withheld    {result.withheld}"
        return
    for party in result.parties:
        yield from _party(party, result.indicators)
    yield f"Composite   {result.composite}"
    yield f"Interval    {_interval(evidence, result)}"
    yield f"Grade       {_grade(evidence, result)}"


def _party(party: PartyScore, indicators: tuple[IndicatorScore, ...]) -> Iterator[str]:
    adds = f"{party.weight} × {party.score} = {party.contribution}"
    yield f"{party.party.value:<11} {adds}"
    for item in indicators:
        if item.party == party.party:
            answers = "" if item.answered is None else f", {item.answered} answers"
            yield f"  {item.id}: {item.mean} (weight {item.weight}{answers})"
    for sheet in party.sheets:
        yield f"  sheet {sheet.assessor}: {sheet.score}"


def _interval(evidence: Bundle, result: Result) -> str:
    if not evidence.scheme.beneficiary_indicators:
        return "none: no beneficiary was asked, and named assessors are no sample"
    if evidence.frame == Frame.CHOSEN:
        return "none: the beneficiaries were chosen by hand, so they speak only for themselves"
    if result.working is None:
        return f"{result.low} to {result.high}: everyone invited answered"
    return (
        f"{result.low} to {result.high} at confidence {evidence.scheme.confidence}, "
        "sampling error of the beneficiaries only"
    )


def _grade(evidence: Bundle, result: Result) -> str:
    if result.grade is None or result.grade_probability is None:
        if evidence.frame == Frame.CHOSEN or not evidence.scheme.beneficiary_indicators:
            return "none: there is no interval"
        return f"none: fewer than {evidence.scheme.grade_from} ballots"
    chances = ", ".join(f"{grade} {chance}" for grade, chance in result.grade_probability.items())
    return f"{result.grade} (probability {chances})"

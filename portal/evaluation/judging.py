"""What each party gave: beneficiaries by the sums of their ballots, named assessors by sheets."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from portal.errors import InvalidInputError
from portal.evaluation.bundle import Assessment, Bundle, IndicatorSum
from portal.evaluation.exact import half_up
from portal.evaluation.result import IndicatorScore, PartyScore, SheetScore
from portal.evaluation.scheme import BEST, PARTY_NAMES, Indicator, Party, PartyWeight


@dataclass(frozen=True, slots=True)
class Judgement:
    """One party's score before it is rounded."""

    party: PartyWeight
    score: Fraction
    indicators: tuple[IndicatorScore, ...]
    sheets: tuple[SheetScore, ...] = ()

    @property
    def contribution(self) -> Fraction:
        """What the party adds to the composite."""
        return Fraction(self.party.weight) * self.score

    def rounded(self) -> PartyScore:
        """Return the score as published."""
        return PartyScore(
            self.party.party,
            self.party.weight,
            half_up(self.score),
            half_up(self.contribution),
            self.sheets,
        )


def judge(bundle: Bundle, party: PartyWeight) -> Judgement:
    """Return one party's score, or raise when any of its evidence is missing."""
    if party.party == Party.BENEFICIARY:
        return _judge_by_ballots(bundle, party)
    return _judge_by_sheets(bundle, party)


def _judge_by_ballots(bundle: Bundle, party: PartyWeight) -> Judgement:
    indicators = bundle.scheme.beneficiary_indicators
    given = [_answers(bundle, item.id) for item in indicators]
    means = [Fraction(answers.sum) / answers.answered for answers in given]
    scores = tuple(map(_indicator_score, indicators, means, given))
    return Judgement(party, _weigh(indicators, means), scores)


def _answers(bundle: Bundle, indicator: str) -> IndicatorSum:
    if bundle.sums is None:
        raise InvalidInputError(
            "sums is missing, though {ballots} ballots are enough for a score",
            ballots=bundle.ballots,
        )
    answers = bundle.sums.get(indicator)
    if answers is None or not answers.answered:
        raise InvalidInputError(
            "sums.{indicator}: nobody answered this indicator", indicator=indicator
        )
    return answers


def _judge_by_sheets(bundle: Bundle, party: PartyWeight) -> Judgement:
    indicators = bundle.scheme.indicators_of(party.party)
    sheets = [sheet for sheet in bundle.assessments or () if sheet.party == party.party]
    if not sheets:
        raise InvalidInputError(
            "assessments: there is no sheet from {party}",
            party=PARTY_NAMES[party.party],
        )
    rows = [[_score(sheet, item) for item in indicators] for sheet in sheets]
    totals = [_weigh(indicators, row) for row in rows]
    means = [sum(column, Fraction(0)) / len(sheets) for column in zip(*rows, strict=True)]
    return Judgement(
        party,
        sum(totals, Fraction(0)) / len(sheets),
        tuple(map(_indicator_score, indicators, means)),
        tuple(
            SheetScore(sheet.assessor, half_up(total))
            for sheet, total in zip(sheets, totals, strict=True)
        ),
    )


def _score(sheet: Assessment, indicator: Indicator) -> Fraction:
    where = {
        "party": PARTY_NAMES[sheet.party],
        "assessor": sheet.assessor,
        "indicator": indicator.name,
    }
    score = (sheet.scores or {}).get(indicator.id)
    if score is None:
        raise InvalidInputError(
            "assessments: {party} {assessor} gives no score for {indicator}", **where
        )
    if not 0 <= score <= BEST:
        raise InvalidInputError(
            "assessments: {party} {assessor} gives {indicator} {score}, outside 0 to {best}",
            score=score,
            best=BEST,
            **where,
        )
    return Fraction(score)


def _weigh(indicators: Sequence[Indicator], values: Sequence[Fraction]) -> Fraction:
    terms = (Fraction(item.weight) * value for item, value in zip(indicators, values, strict=True))
    return sum(terms, Fraction(0))


def _indicator_score(
    indicator: Indicator, mean: Fraction, answers: IndicatorSum | None = None
) -> IndicatorScore:
    return IndicatorScore(
        indicator.id,
        indicator.party,
        indicator.dimension,
        indicator.weight,
        half_up(mean),
        answers.answered if answers else None,
        answers.sum if answers else None,
    )

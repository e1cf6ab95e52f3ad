"""A scheme fits together or is refused with what, where and why; its digest pins it."""

import hashlib
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from portal.errors import InvalidInputError
from portal.evaluation.exact import read_json
from portal.evaluation.scheme import Party, parse_scheme, scheme_digest
from portal.policy.installed import installed
from portal.policy.schemes import shipped_scheme
from tests.unit.evaluation.yardstick import a_scheme, scheme_document

Change = Callable[[dict[str, Any]], object]


def set_at(*path: Any, to: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


def drop(*path: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (drop("id"), "scheme.id: Field required"),
        (set_at("id", to=""), "scheme.id: String should have at least 1 character"),
        (set_at("id", to="a\x1b[2J"), "scheme.id: must be visible characters"),
        (set_at("id", to=" x"), "scheme.id: must be visible characters without spaces"),
        (set_at("id", to="x" * 201), "scheme.id: String should have at most 200"),
        (set_at("extra", to=1), "scheme.extra: Extra inputs are not permitted (given 1)"),
        (set_at("confidence", to=1), "scheme.confidence: should be less than 1"),
        (set_at("confidence", to="0.95"), "scheme.confidence: is not a number (given '0.95')"),
        (set_at("withhold_below", to=9), "withhold_below: should be greater than or equal to 10"),
        (set_at("withhold_below", to=10.5), "scheme.withhold_below: should be a valid integer"),
        (set_at("withhold_below", to=True), "scheme.withhold_below: should be a valid integer"),
        (drop("grade_from"), "scheme.grade_from: Field required"),
        (set_at("parties", to=[]), "scheme: parties: the weights add up to 0, not to 1"),
        (set_at("indicators", to=[]), "indicators: beneficiary has a weight but nothing to judge"),
        (set_at("parties", 0, "weight", to=0.4), "scheme: parties: the weights add up to 0.9"),
        (set_at("parties", 0, "weight", to=0), "scheme.parties[0].weight: should be greater than"),
        (set_at("parties", 0, "weight", to=-0.5), "scheme.parties[0].weight: should be greater"),
        (set_at("parties", 0, "weight", to=1.2), "scheme.parties[0].weight: should be less than"),
        (set_at("parties", 0, "party", to="press"), "scheme.parties[0].party: should be 'purch"),
        (set_at("parties", 1, "party", to="purchaser"), "'purchaser' appears more than once"),
        (set_at("parties", 2, "party", to="expert"), "'purchaser' belongs to purchaser, which has"),
        (set_at("indicators", 0, "weight", to=0.61), "the weights of beneficiary add up to 1.01"),
        (set_at("indicators", 0, "weight", to=0.59999999999), "[0].weight: has more than 10 deci"),
        (set_at("indicators", 1, "id", to="q1"), "scheme: indicators: 'q1' appears more than once"),
        (set_at("indicators", 3, "party", to="third_party"), "the weights of third_party add up"),
        (drop("indicators", 2), "indicators: third_party has a weight but nothing to judge"),
        (set_at("indicators", 0, "scale", to="points"), "'q1' uses the scale 'points', which"),
        (set_at("indicators", 2, "scale", to="five-level"), "'third_party' is scored by a named"),
        (set_at("scales", to={}), "'q1' uses the scale 'five-level', which scales does not define"),
        (set_at("scales", "points", to={"5": 9, "1": 0}), "'points' is built in and cannot be"),
        (set_at("scales", "five-level", to={"5": 100}), "'five-level' has 1 levels, not 2 to 11"),
        (set_at("scales", "five-level", to={"5": 9, "1": 9}), "every level of 'five-level' gives"),
        (set_at("scales", "five-level", "1", to=-1), "five-level.1: should be greater than or"),
        (set_at("scales", "five-level", "1", to=101), "five-level.1: should be less than or equal"),
        (set_at("scales", "five-level", "-", to=0), "five-level.-.[key]: String should match"),
        (set_at("scales", "five-level", "55", to=0), "five-level.55.[key]: String should match"),
        (set_at("bands", to=[]), "scheme: bands: the last must start from 0"),
        (drop("bands", 3), "scheme: bands: the last must start from 0"),
        (set_at("bands", 1, "from", to=90), "'良' from 90 stands below '优' from 90, so its start"),
        (set_at("bands", 1, "from", to=95), "'良' from 95 stands below '优' from 90, so its start"),
        (set_at("bands", 1, "grade", to="优"), "scheme: bands: '优' appears more than once"),
        (set_at("bands", 0, "from", to=101), "scheme.bands[0].from: should be less than or equal"),
        (set_at("title", to={"zh": "方案"}), "scheme.title.en: Field required"),
        (
            set_at("dimension_titles", to={"cost": {"zh": "成本", "en": "Cost"}}),
            "dimension_titles: no indicator has the dimension 'cost'",
        ),
        (
            set_at("level_titles", to={"stars": {}}),
            "level_titles: scales does not define 'stars'",
        ),
        (
            set_at("level_titles", to={"five-level": {"6": {"zh": "六", "en": "Six"}}}),
            "level_titles: 'five-level' has no level '6'",
        ),
    ],
)
def test_a_scheme_that_does_not_fit_is_refused(change: Change, said: str) -> None:
    document = scheme_document()
    document["scales"] = {"five-level": dict(document["scales"]["five-level"])}
    change(document)
    with pytest.raises(InvalidInputError) as refused:
        parse_scheme(document)
    assert said in str(refused.value)


def test_beneficiary_indicators_share_one_scale() -> None:
    document = scheme_document(scales={"five-level": {"5": 100, "1": 0}, "two": {"1": 9, "0": 0}})
    document["indicators"][1]["scale"] = "two"
    with pytest.raises(InvalidInputError, match="share one scale, not five-level, two"):
        parse_scheme(document)


def test_a_ballot_has_room_for_forty_questions_and_no_more() -> None:
    assert a_scheme([Decimal(1) / 40] * 40)
    with pytest.raises(InvalidInputError, match="a ballot asks 50 questions, not up to 40"):
        a_scheme([0.02] * 50)


def test_many_faults_are_told_in_one_short_sentence() -> None:
    document = scheme_document(parties=[{"party": str(number)} for number in range(50)])
    with pytest.raises(InvalidInputError) as refused:
        parse_scheme(document, "the scheme of Deyang")
    assert str(refused.value).startswith("the scheme of Deyang.parties[0].party: should be")
    assert str(refused.value).endswith("and 97 more")
    assert len(str(refused.value)) < 500


def test_hostile_values_do_not_flood_the_message() -> None:
    with pytest.raises(InvalidInputError) as refused:
        parse_scheme(scheme_document(confidence="\x1b]0;" + "x" * 100_000))
    assert len(str(refused.value)) < 150
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("document", [None, [], "x", 7])
def test_what_is_no_object_is_no_scheme(document: object) -> None:
    with pytest.raises(InvalidInputError, match="scheme: should be a valid dictionary"):
        parse_scheme(document)


def test_weights_of_a_third_add_up_only_if_they_do() -> None:
    assert a_scheme([0.333333, 0.333333, 0.333334])
    with pytest.raises(InvalidInputError, match=r"add up to 0\.999999, not to 1"):
        a_scheme([0.333333, 0.333333, 0.333333])


def test_ten_tenths_are_one_though_their_doubles_are_not() -> None:
    assert sum([0.1] * 10) != 1
    assert a_scheme([0.1] * 10)


def test_the_questions_of_a_ballot_keep_the_order_of_the_scheme() -> None:
    scheme = a_scheme()
    assert [item.id for item in scheme.beneficiary_indicators] == ["q1", "q2"]
    assert [item.id for item in scheme.indicators_of(Party.PURCHASER)] == ["purchaser"]
    assert list(scheme.beneficiary_scale) == ["5", "4", "3", "2", "1"]


def test_a_scheme_without_beneficiaries_asks_them_nothing() -> None:
    scheme = parse_scheme(scheme_document([], named={"expert": 1}, scales={}))
    assert scheme.beneficiary_indicators == ()
    assert scheme.beneficiary_scale == {}


def test_the_digest_is_that_of_the_canonical_json_without_the_digest() -> None:
    document = scheme_document()
    canonical = (
        '{"bands":[{"from":90,"grade":"优"},{"from":80,"grade":"良"},{"from":60,"grade":"中"},'
        '{"from":0,"grade":"差"}],"confidence":0.95,"grade_from":30,"id":"test-1","indicators":['
        '{"dimension":"effect","id":"q1","party":"beneficiary","scale":"five-level","weight":0.6},'
        '{"dimension":"effect","id":"q2","party":"beneficiary","scale":"five-level","weight":0.4},'
        '{"dimension":"effect","id":"third_party","party":"third_party","scale":"points",'
        '"weight":1},{"dimension":"effect","id":"purchaser","party":"purchaser","scale":"points",'
        '"weight":1}],"parties":[{"party":"beneficiary","weight":0.5},{"party":"third_party",'
        '"weight":0.3},{"party":"purchaser","weight":0.2}],"scales":{"five-level":{"1":0,"2":30,'
        '"3":60,"4":80,"5":100}},"withhold_below":10}'
    )
    expected = "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()
    assert scheme_digest(document) == scheme_digest(document | {"digest": "x"}) == expected


def test_the_digest_does_not_depend_on_how_the_same_document_was_written() -> None:
    document = scheme_document()
    as_read = read_json(json.dumps(document).encode(), "x")
    padded = json.dumps(document).replace("0.5", "0.500").replace('"weight": 1', '"weight": 1.0')
    reordered = dict(reversed(document.items()))
    without_default = {key: value for key, value in document.items() if key != "confidence"}
    schemes = [as_read, read_json(padded.encode(), "x"), reordered, without_default]
    digests = {scheme_digest(parse_scheme(each)) for each in schemes}
    assert digests == {scheme_digest(document)}


@pytest.mark.parametrize(
    "change",
    [
        set_at("parties", to=[{"party": "beneficiary", "weight": 1}]),
        set_at("confidence", to=0.9),
        set_at("withhold_below", to=11),
        set_at("title", to={"zh": "方案", "en": "Scheme"}),
        set_at("indicators", 0, "question", to={"zh": "好吗", "en": "Good?"}),
        lambda document: document["indicators"].reverse(),
    ],
)
def test_any_change_of_the_yardstick_changes_its_digest(change: Change) -> None:
    document = scheme_document([0.5, 0.5])
    before = scheme_digest(document)
    change(document)
    document["indicators"] = [
        item
        for item in document["indicators"]
        if item["party"] in {party["party"] for party in document["parties"]}
    ]
    assert scheme_digest(document) != before


@pytest.mark.parametrize("place", installed().places)
def test_the_shipped_schemes_are_valid_and_survive_storage(place: str) -> None:
    scheme = parse_scheme(shipped_scheme(place).document)
    stored = json.dumps(scheme.document(), ensure_ascii=False)
    read = parse_scheme(read_json(stored.encode(), "scheme"))
    assert read == scheme
    assert scheme_digest(read) == scheme_digest(scheme)


def test_a_scheme_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        a_scheme().confidence = Decimal("0.5")

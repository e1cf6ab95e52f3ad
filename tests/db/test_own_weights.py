"""A purchaser may replace the default weights, within what the place's document demands."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.compliance.judging import check_scheme
from portal.errors import InvalidInputError
from portal.evaluation.scheme import parse_scheme, scheme_digest
from portal.evaluation.schemes import adopt_scheme, has_own_weights, sources_for
from portal.policy.schemes import shipped_scheme, sources_of

DAY = date(2022, 5, 1)
OWN = {"beneficiary": "60", "third_party": "25", "purchaser": "15"}


def test_own_weights_make_a_scheme_of_their_own(session: Session) -> None:
    shipped = adopt_scheme(session, "deyang", DAY)
    own = adopt_scheme(session, "deyang", DAY, OWN)

    assert own.id != shipped.id
    assert has_own_weights(own.id)
    assert not has_own_weights(shipped.id)
    assert '"party":"beneficiary","weight":0.6' in own.body
    assert adopt_scheme(session, "deyang", DAY, OWN).id == own.id
    check_scheme(own, DAY, None)


def test_the_page_says_who_set_them(session: Session) -> None:
    own = adopt_scheme(session, "deyang", DAY, OWN)

    assert sources_for(own.id, "deyang")["weights"]["zh"].startswith("各评价主体的权重由购买主体")
    assert sources_for("deyang-2026", "deyang") == sources_of("deyang")


def test_the_shipped_weights_typed_again_are_the_shipped_scheme(session: Session) -> None:
    scheme = parse_scheme(shipped_scheme("deyang").document)
    typed = {each.party.value: f"{each.weight * 100}" for each in scheme.parties}

    assert adopt_scheme(session, "deyang", DAY, typed).digest == scheme_digest(scheme)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({**OWN, "purchaser": "16"}, "add up to 101%, not to 100%"),
        ({"beneficiary": "60", "third_party": "40"}, "purchaser: the weight is a percentage"),
        ({**OWN, "using_unit": "10"}, "using_unit judges nothing in this scheme"),
        ({**OWN, "purchaser": "many"}, "purchaser: the weight is a percentage above 0"),
        ({**OWN, "purchaser": "0"}, "purchaser: the weight is a percentage above 0"),
        ({**OWN, "purchaser": "15.005"}, "at most two decimals, not 15.005"),
    ],
)
def test_weights_that_cannot_be_are_refused(
    session: Session, weights: dict[str, str], said: str
) -> None:
    with pytest.raises(InvalidInputError, match=said):
        adopt_scheme(session, "deyang", DAY, weights)


def test_a_scheme_that_does_not_lean_on_the_people_served_is_stopped(session: Session) -> None:
    own = adopt_scheme(
        session, "deyang", DAY, {"beneficiary": "30", "third_party": "40", "purchaser": "30"}
    )

    with pytest.raises(InvalidInputError, match=r"DY-27\.3"):
        check_scheme(own, DAY, "a remark does not help against an error")


def test_after_the_document_ended_only_national_law_judges(session: Session) -> None:
    own = adopt_scheme(
        session, "deyang", DAY, {"beneficiary": "30", "third_party": "40", "purchaser": "30"}
    )

    check_scheme(own, date(2024, 1, 1), None)

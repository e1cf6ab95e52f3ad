"""Whatever fact a formula names is known by name, so that a pack's spelling can be checked."""

from portal.policy.formulas import FORMULAS


def test_a_fact_that_may_be_left_out_counts_as_named_when_it_is_not() -> None:
    limit = FORMULAS["at_most"].model_validate({"fact": "contract.amount", "of": "contract.cap"})
    assert list(limit.names("fact")) == [("fact", "contract.amount"), ("of", "contract.cap")]


def test_a_fact_that_is_left_out_is_not_named() -> None:
    limit = FORMULAS["at_most"].model_validate({"fact": "contract.amount", "limit": 3})
    assert list(limit.names("fact")) == [("fact", "contract.amount")]

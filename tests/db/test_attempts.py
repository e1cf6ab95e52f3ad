import pytest

from portal.errors import TooManyAttemptsError
from portal.identity.attempts import PLACES, AttemptLimit


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def tried(limit: AttemptLimit, place: str, times: int) -> int:
    """How many failures in a row a place is allowed."""
    for done in range(times):
        try:
            limit.check(place)
        except TooManyAttemptsError:
            return done
        limit.count_failure(place)
    return times


def test_a_place_may_fail_so_often_and_then_once_in_a_while() -> None:
    clock = Clock()
    limit = AttemptLimit(burst=5, seconds=20, clock=clock)

    assert tried(limit, "hall", 50) == 5
    clock.now += 19.9
    assert tried(limit, "hall", 50) == 0
    clock.now += 0.2
    assert tried(limit, "hall", 50) == 1
    clock.now += 5 * 20
    assert tried(limit, "hall", 50) == 5


def test_the_wait_that_is_named_is_the_wait_that_is_needed() -> None:
    clock = Clock()
    limit = AttemptLimit(burst=3, seconds=20, clock=clock)
    tried(limit, "hall", 3)
    clock.now += 7

    with pytest.raises(TooManyAttemptsError) as refused:
        limit.check("hall")

    assert refused.value.values["seconds"] == 13
    clock.now += 13
    limit.check("hall")


def test_a_success_costs_nothing_and_one_place_does_not_block_another() -> None:
    limit = AttemptLimit(burst=2, seconds=20, clock=Clock())
    for _ in range(500):
        limit.check("village hall")

    tried(limit, "guesser", 9)

    limit.check("village hall")
    with pytest.raises(TooManyAttemptsError):
        limit.check("guesser")


def test_the_limit_remembers_a_bounded_number_of_places_and_forgets_the_longest_silent() -> None:
    limit = AttemptLimit(burst=2, seconds=20, clock=Clock())
    tried(limit, "silent", 2)
    limit.count_failure("guesser")
    for number in range(PLACES - 2):
        limit.count_failure(str(number))
    limit.count_failure("guesser")

    limit.count_failure("one more")

    limit.check("silent")
    with pytest.raises(TooManyAttemptsError):
        limit.check("guesser")
    assert len(limit._full_until) == PLACES


def test_the_limit_keeps_no_place_in_clear() -> None:
    limit = AttemptLimit(burst=2, seconds=20)
    limit.count_failure("192.0.2.7")

    assert b"192.0.2.7" not in b"".join(limit._full_until)

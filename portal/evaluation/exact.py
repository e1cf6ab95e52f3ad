"""Numbers and JSON read without loss and rounded once, the ground on which the scoring stands."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import floor
from typing import Any

from pydantic import ValidationError

from portal.errors import InvalidInputError

# Figures beyond these bounds are mistakes, and turning 1e999999999 into a fraction would
# take all memory of the machine.
_LARGEST_EXPONENT = 15
_MOST_PLACES = 40
_SHOWN_REASONS = 3
_SHOWN_CHARACTERS = 60


def read_json(content: bytes, source: str) -> object:
    """Return the JSON value in ``content`` with its decimals exact.

    A key given twice is refused: readers differ on which one counts, so the same file could
    give two scores. NaN and Infinity are no JSON.
    """
    try:
        return json.loads(
            content.decode("utf-8-sig"),
            parse_float=_read_decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_read_object,
        )
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            "{source}: byte {byte} is not UTF-8", source=source, byte=error.start + 1
        ) from error
    except json.JSONDecodeError as error:
        raise InvalidInputError(
            "{source}: not JSON at line {line}, column {column}: {reason}",
            source=source,
            line=error.lineno,
            column=error.colno,
            reason=error.msg,
        ) from error
    except RecursionError as error:
        raise InvalidInputError("{source}: nested too deeply", source=source) from error
    except ValueError as error:
        raise InvalidInputError("{source}: {reason}", source=source, reason=error) from error


def _read_decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"the number {_shorten(text)} is out of range") from error


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not a JSON number")


def _read_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read: dict[str, object] = {}
    for key, value in pairs:
        if key in read:
            raise ValueError(f"the key {_shorten(repr(key))} appears twice in one object")
        read[key] = value
    return read


def exact_number(places: int = _MOST_PLACES) -> Callable[[object], Decimal]:
    """Return a validator that takes a JSON number of at most ``places`` decimals as it is written.

    A Python float stands for the shortest decimal that reads back as it, which is what JSON
    writes, so ``0.1`` is one tenth. Text and booleans are no numbers.
    """

    def validate(value: object) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise ValueError("is not a number")  # noqa: TRY004 - Pydantic collects ValueError only
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not number.is_finite() or number.adjusted() > _LARGEST_EXPONENT:
            raise ValueError("is out of range")
        if number == 0:
            return Decimal(0)
        exponent = number.as_tuple().exponent
        too_fine = not isinstance(exponent, int) or exponent < -_MOST_PLACES
        if too_fine or (Fraction(number) * 10**places).denominator != 1:
            raise ValueError(f"has more than {places} decimal places")
        return number

    return validate


def plain(value: object) -> Any:
    """Return ``value`` as plain JSON: decimals become numbers, dates and names become text."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def half_up(value: Fraction, places: int = 2) -> Decimal:
    """Round an exact value once, a half going up: 89.995 becomes 90.00."""
    return Decimal(floor(value * Fraction(10) ** places + Fraction(1, 2))).scaleb(-places)


def significant(value: Fraction, digits: int = 6) -> Decimal:
    """Round a value that is not negative to so many significant digits, a half going up."""
    if value == 0:
        return Decimal(0)
    places = digits - len(str(floor(value)))
    while value * Fraction(10) ** places < 10 ** (digits - 1):
        places += 1
    return half_up(value, places)


def invalid_document(error: ValidationError, source: str) -> InvalidInputError:
    """Return the error that says what is wrong with a document, where in it and why."""
    reasons = [_reason(dict(item), source) for item in error.errors(include_url=False)]
    more = len(reasons) - _SHOWN_REASONS
    shown = "; ".join(reasons[:_SHOWN_REASONS])
    return InvalidInputError(
        "{reasons}", reasons=f"{shown}; and {more} more" if more > 0 else shown
    )


def _reason(item: dict[str, Any], source: str) -> str:
    where = source
    for step in item["loc"]:
        where += f"[{step}]" if isinstance(step, int) else f".{_shorten(str(step))}"
    why = item["msg"].removeprefix("Value error, ").removeprefix("Input ").rstrip(".")
    given = item["input"]
    shown = "" if isinstance(given, Mapping | list | tuple) else f" (given {_shorten(repr(given))})"
    return f"{where}: {why}{shown}"


def _shorten(text: str) -> str:
    """Keep a hostile value out of the message: no control characters, no flood."""
    shown = "".join(character if character.isprintable() else "?" for character in text)
    return shown if len(shown) <= _SHOWN_CHARACTERS else f"{shown[:_SHOWN_CHARACTERS]}…"

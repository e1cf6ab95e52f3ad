"""One-time codes: 65 random bits that a person can read out, type and mistype safely."""

import secrets

from portal.errors import InvalidInputError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 signs: no I, L, O or U"""
RANDOM_SIGNS = 13
GROUP = 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_code() -> str:
    """A fresh code as it is printed: ``XXXX-XXXX-XXXX-XX``, the last sign being the check."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_SIGNS))
    whole = signs + check_sign(signs)
    return "-".join(whole[i : i + GROUP] for i in range(0, len(whole), GROUP))


def normalise_code(typed: str) -> str:
    """The 14 signs behind what somebody typed; raises InvalidInputError on a slip of the hand.

    Spaces, hyphens, small letters and full-width signs are forgiven. The check sign tells a slip
    before any invitation is looked at, so the message says nothing about which codes exist.
    """
    folded = typed.translate({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}).upper()
    signs = "".join(sign for sign in folded if sign.isalnum()).translate(_READ_AS)
    wanted = RANDOM_SIGNS + 1
    if len(signs) != wanted:
        raise InvalidInputError(
            "a code has {wanted} letters and digits, this one has {found}",
            wanted=wanted,
            found=len(signs),
        )
    if not set(signs) <= set(ALPHABET) or check_sign(signs[:-1]) != signs[-1]:
        raise InvalidInputError("a letter or digit of the code is mistyped; compare it once more")
    return signs


def check_sign(signs: str) -> str:
    """Luhn's check over 32 signs: catches every single slip and nearly every swap of neighbours."""
    total = 0
    for place, sign in enumerate(reversed(signs)):
        value = ALPHABET.index(sign) * (2 if place % 2 == 0 else 1)
        total += value // len(ALPHABET) + value % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]

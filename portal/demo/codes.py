"""One-time codes that a visitor of the demonstration may try; made from the installation's key."""

import hashlib
import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.evaluation.codes import ALPHABET, GROUP, RANDOM_SIGNS, check_sign
from portal.evaluation.invitations import by_code
from portal.records.evaluation import Invitation, Round, RoundState

CODES_PER_ROUND = 20


def demo_codes(secret: bytes, round_id: str) -> list[str]:
    """The demonstration codes of a round; the same ones each time on one installation."""
    return [_code(secret, f"{round_id}/{number}") for number in range(CODES_PER_ROUND)]


def unused_codes(session: Session, secret: bytes, *, most: int) -> list[str]:
    """Up to ``most`` demonstration codes that still open a ballot."""
    rounds = session.scalars(
        select(Round.id).where(Round.is_demo, Round.state == RoundState.OPEN).order_by(Round.id)
    )
    codes = {
        by_code(secret, code).code_hash: code
        for round_id in rounds
        for code in demo_codes(secret, round_id)
    }
    unused = set(
        session.scalars(
            select(Invitation.code_hash).where(
                Invitation.code_hash.in_(codes), Invitation.is_used.is_(False)
            )
        )
    )
    return [code for hashed, code in codes.items() if hashed in unused][:most]


def _code(secret: bytes, name: str) -> str:
    digest = hmac.new(secret, f"demo-code/{name}".encode(), hashlib.sha256).digest()
    signs = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:RANDOM_SIGNS])
    whole = signs + check_sign(signs)
    return "-".join(whole[i : i + GROUP] for i in range(0, len(whole), GROUP))

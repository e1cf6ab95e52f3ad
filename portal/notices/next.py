"""What usually follows a notice in its project, from the intention to the acceptance."""

from portal.notices.types import NoticeType

FOLLOWS: dict[str, tuple[NoticeType, ...]] = {
    NoticeType.INTENTION: (
        NoticeType.TENDER,
        NoticeType.NEGOTIATION,
        NoticeType.PREQUALIFICATION,
        NoticeType.SINGLE_SOURCE,
    ),
    NoticeType.PREQUALIFICATION: (NoticeType.TENDER, NoticeType.TERMINATION),
    NoticeType.TENDER: (NoticeType.RESULT, NoticeType.TERMINATION),
    NoticeType.NEGOTIATION: (NoticeType.RESULT, NoticeType.TERMINATION),
    NoticeType.SINGLE_SOURCE: (NoticeType.RESULT, NoticeType.TERMINATION),
    NoticeType.RESULT: (NoticeType.CONTRACT, NoticeType.TERMINATION),
    NoticeType.CONTRACT: (NoticeType.ACCEPTANCE,),
    NoticeType.TERMINATION: (NoticeType.TENDER, NoticeType.NEGOTIATION, NoticeType.SINGLE_SOURCE),
}
"""Type → the types that may follow it; what is missing here is the end of its way"""


def next_types(kind: str) -> tuple[NoticeType, ...]:
    """What may follow a notice of this type."""
    return FOLLOWS.get(kind, ())

"""The words of the register: three classes of breaches, and the documents a record may rest on."""

import enum

from portal.locale import Marked, marked


class Tier(enum.StrEnum):
    """How grave a breach is (国办发〔2025〕22号); the deciding field's own standard says which."""

    MINOR = "minor"
    """轻微: as a rule not shown"""
    GENERAL = "general"
    """一般: shown from 3 months to a year"""
    SERIOUS = "serious"
    """严重: shown from one year to three"""

    @property
    def word(self) -> Marked:
        """What the class is called."""
        return _TIER_WORDS[self]


class DocumentKind(enum.StrEnum):
    """What a record may rest on (国办发〔2020〕49号): a document with the force of law.

    A purchaser's own finding of a breach and a low score are none of them.
    """

    JUDGMENT = "judgment"
    """生效的司法裁判文书, of a court"""
    AWARD = "award"
    """仲裁文书, of an arbitral commission"""
    PENALTY = "penalty"
    """行政处罚决定书, of an authority"""
    RULING = "ruling"
    """行政裁决 and other administrative decisions, of an authority"""
    NAMED_BY_LAW = "named_by_law"
    """another document that a law or a policy of the State names as a ground"""

    @property
    def word(self) -> Marked:
        """What the document is called."""
        return _DOCUMENT_WORDS[self]


_TIER_WORDS = {
    Tier.MINOR: marked("minor breach"),
    Tier.GENERAL: marked("general breach"),
    Tier.SERIOUS: marked("serious breach"),
}
_DOCUMENT_WORDS = {
    DocumentKind.JUDGMENT: marked("effective judgment of a court"),
    DocumentKind.AWARD: marked("arbitral award"),
    DocumentKind.PENALTY: marked("decision on an administrative penalty"),
    DocumentKind.RULING: marked("administrative ruling or decision"),
    DocumentKind.NAMED_BY_LAW: marked("other document that a law names as a ground"),
}

"""What a draft holds, and the content that becomes public when it is issued."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Entered:
    """What has been entered in a draft so far."""

    title: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Key of the format's field → what stands there"""
    service_item: str = ""
    """Pack and code of the service, or nothing"""
    explanation: str = ""
    """Why what was remarked on is published all the same; published with it"""
    own: Mapping[str, str] = field(default_factory=dict)
    """Of a correction: what its own notice (更正公告) says beside the changes"""
    base: int = 0
    """Of a correction or an import: the version of the notice that it was written from"""

    def as_json(self) -> str:
        """As the table keeps it."""
        return canonical(asdict(self))


def entered_from(text: str) -> Entered:
    """What the table keeps of a draft."""
    return Entered(**json.loads(text))


@dataclass(frozen=True)
class Public:
    """Everything that a draft makes public; its hash is what is reviewed and what is issued."""

    type: str
    title: str
    fields: Mapping[str, str]
    purchaser_id: str
    project_id: str
    contract_id: str | None
    service_item: str
    explanation: str
    version: int
    reason: str | None
    own: Mapping[str, str]
    attachments: Sequence[Mapping[str, object]]
    """Name, size and SHA-256 of each"""
    withheld: Sequence[Mapping[str, object]]
    """Field or attachment, ground, basis and reason of each"""

    def as_json(self) -> str:
        """The canonical JSON that its version keeps."""
        return canonical(asdict(self))

    @property
    def digest(self) -> str:
        """SHA-256 of it."""
        return digest_of(self.as_json())


def canonical(said: Mapping[str, Any]) -> str:
    """JSON that is the same for the same content."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> str:
    """SHA-256 of a text as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()

"""What every part of a rule pack is made of: names, words in both languages, nothing unknown."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictStr

Line = Annotated[StrictStr, Field(min_length=1, max_length=2000)]
Id = Annotated[StrictStr, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
ClauseId = Annotated[StrictStr, Field(pattern=r"^[A-Z][A-Z0-9]*(-[0-9A-Za-z.]+)+$")]
FactName = Annotated[StrictStr, Field(pattern=r"^[a-z]+(\.[a-z0-9_]+)+$")]
Code = Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}$")]


class Entry(BaseModel):
    """A part of a pack: nothing in it changes, nothing unknown gets in."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Entry):
    """The same words in both languages."""

    zh: Line
    en: Line

    def labels(self) -> Mapping[str, str]:
        """As the pages take it: language → words."""
        return {"zh": self.zh, "en": self.en}

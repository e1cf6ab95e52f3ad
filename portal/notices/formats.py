"""The 13 formats as they are to be filled in, read from the packs' headings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from portal.notices.types import NoticeType
from portal.policy.entry import Text
from portal.policy.headings import Part
from portal.policy.installed import installed
from portal.policy.library import NATIONAL
from portal.policy.model import CodeList, Item

LISTS = "notice-fields-"
OPTIONAL = Part(kind="lines")
"""A heading of which a pack says no more than its name"""
WRITTEN = tuple(each for each in NoticeType if each is not NoticeType.OTHER)
"""The types that can be written here, in the order of the law"""


@dataclass(frozen=True)
class Field:
    """One thing to be entered, under the key by which a notice keeps it."""

    key: str
    """``heading`` or ``heading.part``"""
    heading: Text
    part: Part

    @property
    def title(self) -> Text:
        """What it is called under its heading."""
        return self.part.title or self.heading

    @property
    def labels(self) -> Mapping[str, str]:
        """What it is called where nothing else says under which heading it stands."""
        title = self.part.title
        if title is None or title == self.heading:
            return self.heading.labels()
        return {
            "zh": f"{self.heading.zh} · {title.zh}",
            "en": f"{self.heading.en} · {title.en}",
        }


@dataclass(frozen=True)
class Heading:
    """A heading with everything that is entered under it."""

    code: str
    title: Text
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Format:
    """How one type of notice is written in one place."""

    type: NoticeType
    place: str
    headings: tuple[Heading, ...]

    def __iter__(self) -> Iterator[Field]:
        return (field for heading in self.headings for field in heading.fields)

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        """Key → field, in the order of the format."""
        return {field.key: field for field in self}

    def column(self, column: str) -> Field | None:
        """The field that fills a column of the public table."""
        return next((field for field in self if field.part.column == column), None)

    def stating(self, fact: str) -> Field | None:
        """The field that states a fact."""
        return next((field for field in self if field.part.states == fact), None)

    def codes(self, field: Field) -> CodeList:
        """The list from which a field takes its code."""
        return installed().lists(self.place)[field.part.list or ""]

    def options(self, field: Field) -> dict[str, Text]:
        """The codes that a field admits, with their words."""
        items = {each.code: each.title for each in self.codes(field).items}
        among = field.part.among or tuple(items)
        return {code: items[code] for code in among if code in items}


def format_of(kind: str, place: str | None = None) -> Format:
    """The format of a type; a place's own headings stand before the nation's."""
    of = NoticeType(kind)
    where = place if place in installed().packs else NATIONAL
    headings = installed().lists(where or NATIONAL)[f"{LISTS}{of.value.replace('_', '-')}"]
    return Format(of, where or NATIONAL, tuple(map(_heading, headings.items)))


def stated_facts(kind: str, fields: Mapping[str, str], place: str | None = None) -> dict[str, str]:
    """Fact → what a notice says of it, as the notice keeps it."""
    if kind not in WRITTEN:
        return {}
    return {
        field.part.states: fields[field.key]
        for field in format_of(kind, place)
        if field.part.states and fields.get(field.key)
    }


def _heading(item: Item) -> Heading:
    parts = item.parts or (OPTIONAL,)
    return Heading(
        item.code,
        item.title,
        tuple(
            Field(f"{item.code}.{part.code}" if part.code else item.code, item.title, part)
            for part in parts
        ),
    )

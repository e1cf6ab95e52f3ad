"""The words of the portal in the reader's language: Chinese first, English beside it."""

import gettext as stdlib_gettext
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from portal.errors import PortalError

DEFAULT = "zh"
LANGUAGES = {"zh": "zh-CN", "en": "en"}
"""Language of the address (``?lang=``) → language tag of the page (BCP 47)"""
TRANSLATED = {"zh": "zh_CN"}
"""Languages with a catalogue, and its locale; English is the language of the source"""
_BETWEEN = {"zh": "、", "en": ", "}
_current: ContextVar[str] = ContextVar("language", default=DEFAULT)


def use(language: str | None) -> str:
    """Speak this language from here on in the current context; unknown ones mean Chinese."""
    chosen = language if language in LANGUAGES else DEFAULT
    _current.set(chosen)
    return chosen


def language() -> str:
    """The language in use: ``zh`` or ``en``."""
    return _current.get()


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Speak a language for a while, for words that are kept in both."""
    before = _current.set(chosen)
    try:
        yield
    finally:
        _current.reset(before)


def gettext(message: str) -> str:
    """The message in the language in use."""
    return _catalogue(_current.get()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The message for this many in the language in use, with ``{count}`` filled in."""
    return _catalogue(_current.get()).ngettext(one, many, count).format(count=f"{count:,}")


class Marked(str):
    """A message that is translated where it is shown."""

    __slots__ = ()


def marked(message: str) -> Marked:
    """The message unchanged; marks a constant for translation where it is shown."""
    return Marked(message)


def pick(labels: Mapping[str, str]) -> str:
    """The label in the language in use, from data that carries both."""
    return labels.get(_current.get()) or labels[DEFAULT]


def listed(items: Iterable[str]) -> str:
    """The items in a row, as the language in use divides them."""
    return _BETWEEN[_current.get()].join(items)


def said_day(on: date) -> str:
    """A day as the language in use writes it."""
    if _current.get() == "zh":
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {on:%B} {on.year}"


def labelled(label: str, value: object = "") -> str:
    """A label with what it says, or to stand before it, as the language in use divides them."""
    return gettext("{label}: {value}").format(label=label, value=value)


def explain(error: PortalError) -> str:
    """The sentence of an error in the language in use, its marked and labelled values as well."""
    sentence = _filled(error)
    return _as_sentence(sentence) if _current.get() == "en" else sentence


def _filled(error: PortalError) -> str:
    sentence = gettext(error.template)
    if not error.values:
        return sentence
    return sentence.format(**{name: _said(value) for name, value in error.values.items()})


def _said(value: object) -> object:
    match value:
        case PortalError():
            return _filled(value)
        case Marked():
            return gettext(value)
        case Mapping():
            return pick(value)
        case date():
            return said_day(value)
        case list() | tuple():
            return listed(str(_said(each)) for each in value)
    return value


def _as_sentence(words: str) -> str:
    """Errors are written as the command line shows them: small at the front, open at the end.

    One that begins with the name of a field, as in ``region: …``, keeps that name as it is.
    """
    first = words.split(maxsplit=1)[0]
    began = words if first.endswith(":") else words[0].upper() + words[1:]
    return began if began.endswith((".", "!", "?")) else f"{began}."


def catalogue_path(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return Path(__file__).parent / TRANSLATED[language] / "LC_MESSAGES" / "portal.po"


@cache
def _catalogue(language: str) -> stdlib_gettext.NullTranslations:
    """The catalogue, read from its source, so that no compiled file can fall behind."""
    if language not in TRANSLATED:
        return stdlib_gettext.NullTranslations()
    with catalogue_path(language).open("rb") as source:
        catalogue = read_po(source, locale=TRANSLATED[language], abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return stdlib_gettext.GNUTranslations(compiled)

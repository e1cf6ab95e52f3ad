"""The words of the portal in the reader's language: Chinese first, English beside it."""

import gettext as stdlib_gettext
import io
from contextvars import ContextVar
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
_current: ContextVar[str] = ContextVar("language", default=DEFAULT)


def use(language: str | None) -> str:
    """Speak this language from here on in the current context; unknown ones mean Chinese."""
    chosen = language if language in LANGUAGES else DEFAULT
    _current.set(chosen)
    return chosen


def language() -> str:
    """The language in use: ``zh`` or ``en``."""
    return _current.get()


def gettext(message: str) -> str:
    """The message in the language in use."""
    return _catalogue(_current.get()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The message for this many in the language in use, with ``{count}`` filled in."""
    return _catalogue(_current.get()).ngettext(one, many, count).format(count=f"{count:,}")


def marked(message: str) -> str:
    """The message unchanged; marks a constant for translation where it is shown."""
    return message


def pick(labels: dict[str, str]) -> str:
    """The label in the language in use, from data that carries both."""
    return labels.get(_current.get()) or labels[DEFAULT]


def explain(error: PortalError) -> str:
    """The sentence of an error in the language in use."""
    sentence = gettext(error.template)
    return sentence.format(**error.values) if error.values else sentence


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

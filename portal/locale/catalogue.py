"""A catalogue of translations as a file: read, written in one form only, and checked."""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from portal.locale.extract import Spoken

HEADER = (
    'msgid ""\n'
    'msgstr ""\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Language: {locale}\\n"\n'
    '"Plural-Forms: {plural}\\n"\n\n'
)
"""No dates and no names of tools or people, so that a change shows words and nothing else"""


def read_catalogue(path: Path, locale: str) -> Catalog:
    """The catalogue of a file; an empty one where there is no file yet."""
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as source:
        return read_po(source, locale=locale, abort_invalid=True)


def written(catalogue: Catalog, locale: str) -> str:
    """The text of the file: sorted, a line for each message, no place in the source."""
    for each in catalogue:
        each.flags &= {"fuzzy"}  # Babel guesses formats from percent signs, wrongly in prose
    body = io.BytesIO()
    write_po(body, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
    head = HEADER.format(locale=locale, plural=catalogue.plural_forms)
    return head + body.getvalue().decode("utf-8").rstrip("\n") + "\n"


def updated(catalogue: Catalog, spoken: Iterable[Spoken]) -> Catalog:
    """The same translations for what the source says now; new messages are empty."""
    fresh = Catalog(locale=catalogue.locale_identifier)
    for each in spoken:
        known = catalogue.get(each.text)
        key = (each.text, each.plural) if each.plural else each.text
        same_shape = known is not None and known.id == key
        fresh.add(
            key,
            known.string if known and same_shape else None,
            flags=known.flags if known else (),
            user_comments=known.user_comments if known else (),
        )
    return fresh


def problems(catalogue: Catalog, spoken: Iterable[Spoken]) -> Iterator[str]:
    """Everything that keeps a reader from finding each message, whole, in this language."""
    wanted = {each.text: each for each in spoken}
    known = {_one(each): each for each in catalogue if each.id}
    for text in sorted(wanted.keys() | known.keys()):
        if text not in known:
            yield f"missing: {text!r}"
        elif text not in wanted:
            yield f"obsolete: {text!r}"
        else:
            yield from _faults(known[text], wanted[text])
    for each in catalogue.obsolete.values():
        yield f"obsolete: {_one(each)!r}"


def _faults(message: Message, wanted: Spoken) -> Iterator[str]:
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if bool(message.pluralizable) != bool(wanted.plural):
        yield f"missing: {wanted.text!r} is said of one and of several"
    elif not forms or not all(form and form.strip() for form in forms):
        yield f"missing: {wanted.text!r}"
    if message.fuzzy:
        yield f"fuzzy: {wanted.text!r}"
    gaps = _gaps(wanted.text) | _gaps(wanted.plural or "")
    for form in filter(None, forms):
        if _gaps(form) != gaps:
            yield f"gaps differ: {wanted.text!r} has {_named(gaps)}, {form!r} {_named(_gaps(form))}"


def _one(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _gaps(text: str) -> frozenset[str]:
    """The names in braces; a broken brace is a gap of its own, so that it is found."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError as error:
        return frozenset({f"broken: {error}"})


def _named(gaps: frozenset[str]) -> str:
    return ", ".join(sorted(gaps)) or "none"

"""The errors a user of the portal can meet, each with a sentence fit to be shown."""

from collections.abc import Mapping


class PortalError(Exception):
    """Something the user asked for cannot be done; ``str(error)`` says what, where and why.

    ``template`` is the English sentence with named gaps, so that the pages can say it in the
    reader's language; ``values`` fill the gaps. A value may be a label in both languages, with
    the ``code`` that files and the command line know it by, or a list.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template, values)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        if not self.values:
            return self.template
        return self.template.format(**{name: _said(value) for name, value in self.values.items()})


def _said(value: object) -> object:
    """A value as the log and the command line name it."""
    match value:
        case Mapping():
            return value["code"] if "code" in value else value["en"]
        case list() | tuple():
            return ", ".join(str(_said(each)) for each in value)
    return value


class InvalidInputError(PortalError):
    """The input breaks a stated rule; nothing was changed."""


class NotFoundError(PortalError):
    """No public record has this identifier."""


class ForbiddenError(PortalError):
    """The acting account may not do this."""


class ConflictError(PortalError):
    """The record is not in a state that allows this; nothing was changed."""


class RefusedBallotError(PortalError):
    """The ballot was not counted; deliberately silent about which code exists."""


class TooManyAttemptsError(PortalError):
    """Too many codes were tried from one place; wait before trying again."""


class UnavailableError(PortalError):
    """The database cannot be reached or is not migrated."""


class DatabaseFaultError(Exception):
    """A statement of ours failed; names the kind of error and the statement, never a value."""

"""The errors a user of the portal can meet, each with a sentence fit to be shown."""


class PortalError(Exception):
    """Something the user asked for cannot be done; ``str(error)`` says what, where and why.

    ``template`` is the English sentence with named gaps, so that the pages can say it in the
    reader's language; ``values`` fill the gaps.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template, values)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format(**self.values) if self.values else self.template


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

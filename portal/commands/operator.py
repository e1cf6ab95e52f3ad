"""Who acts when a command runs: the operator at this machine, by the name of their login."""

import getpass

from portal.identity.acting import Acting, console


def operator() -> Acting:
    """The operator at the console."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return console(user)

"""``python -m portal.locale``: the translator's two commands, ``update`` and ``check``."""

import sys

from portal.locale import TRANSLATED, catalogue_path
from portal.locale.catalogue import problems, read_catalogue, updated, written
from portal.locale.extract import UnreadableError, extract

USAGE = """\
usage: python -m portal.locale update | check

update   bring the catalogues up to date with the source: new messages are added empty,
         those that nothing says any more are dropped, translations are kept
check    exit 1 and name every message that is missing, fuzzy, obsolete or has other gaps
"""


def update() -> int:
    """Write every catalogue anew; says what is left to translate."""
    spoken = extract()
    for language, locale in TRANSLATED.items():
        path = catalogue_path(language)
        fresh = updated(read_catalogue(path, locale), spoken)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written(fresh, locale), encoding="utf-8")
        left = sum(1 for _ in problems(fresh, spoken))
        print(f"{locale}: {len(spoken)} messages, {left} to translate")  # noqa: T201 - a command
    return 0


def check() -> int:
    """Name what is wrong; 1 if anything is."""
    spoken = extract()
    found = []
    for language, locale in TRANSLATED.items():
        path = catalogue_path(language)
        catalogue = read_catalogue(path, locale)
        found += [f"{locale}: {each}" for each in problems(catalogue, spoken)]
        if not found and path.read_text(encoding="utf-8") != written(
            updated(catalogue, spoken), locale
        ):
            found.append(
                f"{locale}: not as the update writes it; run python -m portal.locale update"
            )
    for each in found:
        print(each, file=sys.stderr)  # noqa: T201 - a command
    return 1 if found else 0


def main(words: list[str]) -> int:
    """Run one command; 2 for anything else."""
    commands = {"update": update, "check": check}
    if len(words) != 1 or words[0] not in commands:
        print(USAGE, file=sys.stderr)  # noqa: T201 - a command
        return 2
    try:
        return commands[words[0]]()
    except UnreadableError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

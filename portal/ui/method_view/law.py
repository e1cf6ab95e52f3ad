"""How the portal judges by the law: findings, days, formulas, decisions, and what it lacks."""

from collections.abc import Iterator, Mapping
from datetime import date

from portal.locale import gettext, labelled, marked, ngettext, pick
from portal.policy.calendar import PUBLISHED_YEARS
from portal.policy.coverage import ACTED_ON, counts, coverage
from portal.policy.formulas import FORMULAS
from portal.policy.library import Library
from portal.policy.model import Pack, Rule, Status, Sure
from portal.ui.frame import note, table
from portal.ui.markup import Child, Html, address, join, link, tag
from portal.ui.method_view.parts import Chapter, paragraphs, points
from portal.ui.policy_view.document import cited_as
from portal.ui.policy_view.in_words import PLAIN, say_rule
from portal.ui.policy_view.terms import STATUSES, validity
from portal.ui.policy_view.where import clause_links, place_link


def law_chapters(library: Library, today: date) -> tuple[Chapter, ...]:
    """Everything about findings, and what they rest on."""
    return (
        Chapter("findings", marked("How the rules are applied"), _findings()),
        Chapter("days", marked("How days are counted"), _days()),
        Chapter("formulas", marked("Every formula of the rules"), _formulas(library)),
        Chapter("decisions", marked("Doubtful passages, and how we read them"), _doubts(library)),
        Chapter("coverage", marked("How much of the documents acts here"), _coverage(library)),
        Chapter("unknown", marked("What the portal does not know"), _unknown(library, today)),
    )


def _findings() -> Html:
    return join(
        (
            points(
                gettext(
                    "An act is judged by the rules of the day on which it was done: those of its "
                    "own place, and those of the nation above it."
                ),
                gettext(
                    "A check ends in one of three ways: met, not met, or not applicable, always "
                    "with the reason and the clause."
                ),
                gettext(
                    "An evaluation scheme that breaks what must be is stopped before the round is "
                    "planned. What already happened can only be explained: a failed check of a "
                    "contract asks for a reason, which is published."
                ),
                gettext(
                    "What is found of notices, rounds and a unit's figures is shown and stops "
                    "nothing."
                ),
                gettext(
                    "What is not verified is never called in force; a failed check on it is only "
                    "a hint."
                ),
                gettext(
                    "Where a later rule makes an earlier act doubtful, that is shown as a risk "
                    "with both clauses. It is no failure."
                ),
                gettext("What nobody recorded is not judged. The page says that it is missing."),
                gettext(
                    "“Promptly”, “low”, “serious”: where the document gives no number, the "
                    "contract or the notice has to. The portal never invents one."
                ),
            ),
            note(
                gettext(
                    "A finding compares a record with a text. It is no ruling on a person or an "
                    "organisation, and the official text counts."
                ),
                link("/policies", gettext("The rules, clause by clause")),
                plain=True,
            ),
        )
    )


def _days() -> Html:
    return points(
        gettext("The day of the event does not count (Civil Code Art. 201)."),
        gettext(
            "Months and years end on the same day of the later month, or on its last day "
            "(Art. 202)."
        ),
        gettext(
            "A last day that is a day off moves on to the next working day (Art. 203). Weekends "
            "that were made working days count as working days."
        ),
        gettext(
            "Holidays are known for the years {first} to {last}. A deadline beyond is "
            "provisional: it is shown, and nobody is late by it."
        ).format(first=PUBLISHED_YEARS[0], last=PUBLISHED_YEARS[-1]),
        gettext("Nobody is late for a day that had passed before the rule itself was published."),
        gettext("Today is the day in Beijing."),
    )


def _formulas(library: Library) -> Html:
    """One entry for each registered formula, whether a rule uses it at present or not."""
    uses = _uses(library)
    return join(
        (
            paragraphs(
                gettext(
                    "The rules of all places use these {count} formulas and no others. Each "
                    "reads facts on record and adds nothing to them."
                ).format(count=len(FORMULAS))
            ),
            *(_formula(library, name, uses.get(name, [])) for name in FORMULAS),
        )
    )


def _formula(library: Library, name: str, uses: list[tuple[Pack, Rule]]) -> Html:
    plain = PLAIN[name]
    examples = [
        tag(
            "li",
            tag("b", pick(pack.place.name.labels())),
            " ",
            say_rule(rule, library.vocabulary(pack.id)),
            " ",
            clause_links(rule.clauses),
        )
        for pack, rule in uses
    ]
    return tag(
        "section",
        tag("h3", gettext(plain.title), class_="name", id=name),
        tag("p", gettext(plain.about)),
        tag(
            "details",
            tag("summary", ngettext("{count} rule uses it", "{count} rules use it", len(uses))),
            tag("ul", *examples),
        )
        if uses
        else tag("p", gettext("No rule uses it at present."), class_="soft small"),
        class_="entry",
    )


def _uses(library: Library) -> Mapping[str, list[tuple[Pack, Rule]]]:
    found: dict[str, list[tuple[Pack, Rule]]] = {}
    for pack in library.packs.values():
        for rule in pack.rules:
            found.setdefault(rule.formula, []).append((pack, rule))
    return found


def _doubts(library: Library) -> Html:
    """The remarks of the packs themselves, so that page and pack cannot disagree."""
    return join(
        (
            paragraphs(
                gettext(
                    "The documents contradict each other and themselves in places. Each doubt is "
                    "written down with the document it is about, and so is what we decided."
                )
            ),
            *(
                join(
                    (
                        tag("h3", place_link(library, pack.id), class_="name"),
                        points(*(pick(each.labels()) for each in pack.governing.notes)),
                    )
                )
                for pack in library.packs.values()
                if pack.governing.notes
            ),
        )
    )


def _coverage(library: Library) -> Html:
    rows = list(coverage(library))
    acted = sum(each.clause.status in ACTED_ON for each in rows)
    head = (gettext("Place"), *(gettext(title) for title, _ in STATUSES.values()))
    lines: list[tuple[Child, ...]] = []
    for pack in library.packs.values():
        found = counts(each for each in rows if each.place == pack.id)
        if sum(found.values()):
            lines.append((place_link(library, pack.id), *(found[each] for each in STATUSES)))
    return join(
        (
            paragraphs(
                gettext(
                    "Of {count} clauses, {acted} are checked, computed, open to everyone or "
                    "recorded."
                ).format(count=len(rows), acted=acted)
            ),
            table(
                gettext("Clauses by what the portal does with them"),
                head,
                lines,
                numbers=range(1, len(head)),
            ),
        )
    )


def _unknown(library: Library, today: date) -> Html:
    return join(
        (
            points(
                gettext(
                    "What nobody recorded. The portal sees records, not what happened in the "
                    "village."
                ),
                gettext(
                    "Whether an officer's statement is true. It is dated and public, so that "
                    "others can contradict it."
                ),
                gettext(
                    "What the statutory media published and nobody brought here. Statutory "
                    "publication takes place there."
                ),
            ),
            *_lists(library, today),
        )
    )


def _lists(library: Library, today: date) -> Iterator[Html]:
    """What the packs themselves admit: clauses without an answer, papers that were not found."""
    for status in (Status.NOT_YET, Status.OUTSIDE):
        title, _ = STATUSES[status]
        yield _group(gettext(title), _clauses(library, status))
    yield _group(gettext("Attachments that are missing"), _missing(library))
    yield _group(
        gettext("Documents known only from others that cite them"), _unverified(library, today)
    )


def _group(title: str, items: Iterator[Html]) -> Html:
    shown = list(items)
    return join((tag("h3", title, class_="name"), tag("ul", *shown))) if shown else join(())


def _clauses(library: Library, status: Status) -> Iterator[Html]:
    for pack in library.packs.values():
        for clause in pack.clauses:
            if clause.status == status:
                why = pick((clause.note or clause.demand).labels())
                way = link(address("/policies", clause=clause.id), clause.id)
                yield tag("li", way, " ", why)


def _missing(library: Library) -> Iterator[Html]:
    for each in library.instruments.values():
        for paper in each.missing:
            yield tag("li", labelled(cited_as(each), pick(paper.labels())))


def _unverified(library: Library, today: date) -> Iterator[Html]:
    for each in library.instruments.values():
        if each.sure == Sure.MEMORY:
            yield tag("li", labelled(cited_as(each), validity(each, today)))

"""The clauses of a place in the order of its document, narrowed by topic and by status."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby, takewhile

from portal.disclosure.policies import TOPICS as CODES
from portal.disclosure.policies import Question
from portal.locale import gettext, labelled, ngettext, pick
from portal.policy.library import Citation, Library
from portal.policy.model import Clause, Pack, Status
from portal.ui.frame import section
from portal.ui.lists import choice_field, count_line, kept, nothing_found, search_form
from portal.ui.markup import Html, address, join, link, tag
from portal.ui.policy_view.document import cited_as
from portal.ui.policy_view.terms import STATUSES, STRENGTHS, TOPICS
from portal.ui.policy_view.where import embodied

PATH = "/policies"


def clause_list(library: Library, pack: Pack, question: Question) -> Html:
    """The search, how many there are, and the clauses under the headings of their parts."""
    found = [each for each in pack.clauses if _fits(each, question)]
    count = ngettext("{count} clause", "{count} clauses", len(found))
    return join(
        (
            section(gettext("What it demands, clause by clause")),
            _search(pack, question),
            count_line(count),
            *(_part(library, heading, part) for heading, part in parts_of(library, pack, found)),
            None if found else nothing_found(address(PATH, place=pack.id), question.query()),
        )
    )


def clause_card(library: Library, cited: Citation) -> Html:
    """One clause in a list: the demand in plain words, its own words, and what holds it."""
    clause = cited.clause
    return tag(
        "li",
        tag("h4", link(address(PATH, clause=clause.id), clause.id), " ", pick(clause.at.labels())),
        tag("p", pick(clause.demand.labels())),
        words_of(clause),
        tag(
            "p",
            tag("span", gettext(STRENGTHS[clause.strength]), class_="mark"),
            tag("span", gettext(STATUSES[clause.status][0]), class_="mark"),
            embodied(library, cited),
        ),
        tag("p", pick(clause.note.labels()), class_="soft small") if clause.note else None,
    )


def words_of(clause: Clause) -> Html | None:
    """The document's own words, which are Chinese in every language."""
    if not clause.words:
        return None
    return tag("blockquote", clause.words, class_="quote", lang="zh-CN")


def status_counts(pack: Pack) -> Html:
    """How many clauses of a place have which status, each the way to them."""
    found = Counter(each.status for each in pack.clauses)
    ways = [
        link(
            address(PATH, place=pack.id, status=status),
            labelled(gettext(STATUSES[status][0]), many),
        )
        for status in Status
        if (many := found[status])
    ]
    return tag("p", *ways, class_="ways")


def _fits(clause: Clause, question: Question) -> bool:
    return (question.topic in (None, clause.topic)) and (question.status in (None, clause.status))


def _search(pack: Pack, question: Question) -> Html:
    """The choices with how many clauses each would show beside the other choice."""
    topics = Counter[str](
        each.topic for each in pack.clauses if question.status in (None, each.status)
    )
    statuses = Counter[str](
        each.status for each in pack.clauses if question.topic in (None, each.topic)
    )
    return search_form(
        PATH,
        choice_field(
            "topic",
            gettext("Topic"),
            question.topic or "",
            _counted(CODES, topics, lambda code: gettext(TOPICS[code])),
        ),
        choice_field(
            "status",
            gettext("What the portal does"),
            question.status or "",
            _counted(list(Status), statuses, lambda code: gettext(STATUSES[Status(code)][0])),
        ),
        kept({"place": pack.id}, "place"),
    )


def _counted(
    codes: Iterable[str], found: Mapping[str, int], title: Callable[[str], str]
) -> dict[str, str]:
    return {code: f"{title(code)} ({found[code]})" for code in codes if found[code]}


def _part(library: Library, heading: str, part: list[Clause]) -> Html:
    cards = [clause_card(library, library.citations[each.id]) for each in part]
    return join((tag("h3", heading, class_="part"), tag("ul", *cards, class_="cards clauses")))


def parts_of(
    library: Library, pack: Pack, clauses: list[Clause]
) -> Iterator[tuple[str, list[Clause]]]:
    """The clauses by the part of the document they stand in, under what their places share.

    Those of other instruments stand under their names, as all of the nation's do.
    """
    own = pack.governing if pack.place.extends else None

    def where(clause: Clause) -> tuple[str, str]:
        instrument = library.citations[clause.id].instrument
        return instrument.id, _part_of(clause) if instrument is own else ""

    for (name, _), group in groupby(clauses, key=where):
        part = list(group)
        instrument = library.instruments[name]
        if instrument is own:
            yield _shared([pick(each.at.labels()) for each in part]), part
        else:
            yield cited_as(instrument), part


def _part_of(clause: Clause) -> str:
    """The second piece of an id such as DW-7.5b: the part, or the article."""
    return clause.id.split("-", 1)[1].split(".", 1)[0]


def _shared(places: list[str]) -> str:
    """What the places of a part begin with; the first of them where they share nothing."""
    columns = zip(*places, strict=False)
    common = "".join(each[0] for each in takewhile(lambda signs: len(set(signs)) == 1, columns))
    if common in places:
        return common
    return re.sub(r"[\s(（,，、]+(item|step)\s*$", "", common).rstrip(" (（,，、第") or places[0]

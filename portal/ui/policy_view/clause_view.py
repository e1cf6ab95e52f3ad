"""One clause with its full citation, and everything that rests on it."""

from collections.abc import Iterable
from datetime import date

from portal.locale import gettext, listed, pick
from portal.policy.library import Citation, Library
from portal.policy.model import CodeList, Item
from portal.ui.frame import note, record, section, table
from portal.ui.markup import Html, address, join, link, tag
from portal.ui.policy_view.clauses import PATH, words_of
from portal.ui.policy_view.document import about_validity
from portal.ui.policy_view.duty_view import duty_terms
from portal.ui.policy_view.rule_view import risk_entry, rule_entry
from portal.ui.policy_view.terms import STATUSES, STRENGTHS, SURE, TOPICS, on_day, stated, validity
from portal.ui.policy_view.where import (
    clause_links,
    embodied,
    evaluations_address,
    findings_address,
    place_link,
    register_address,
)


def clause_page(library: Library, cited: Citation, today: date) -> Html:
    """The whole page below its title."""
    clause = cited.clause
    return join(
        (
            tag("p", pick(clause.demand.labels()), class_="demand"),
            words_of(clause),
            about_validity(cited.instrument, today),
            _citation(library, cited, today),
            section(gettext("What the portal does about it")),
            _status(library, cited),
            *_entries(library, cited),
            section(gettext("Where it acts")),
            _ways(library, cited),
        )
    )


def _citation(library: Library, cited: Citation, today: date) -> Html:
    clause, instrument = cited.clause, cited.instrument
    return record(
        (
            (gettext("Place"), place_link(library, cited.place)),
            (gettext("Document"), pick(instrument.title.labels())),
            (gettext("Number"), stated(instrument.number)),
            (gettext("Where in the document"), pick(clause.at.labels())),
            (gettext("Signed on"), on_day(instrument.signed_on)),
            (gettext("Published on"), on_day(instrument.published_on)),
            (gettext("Holds from"), on_day(instrument.begins)),
            (gettext("Holds until"), on_day(instrument.until)),
            (gettext("Validity"), validity(instrument, today)),
            (gettext("How well it is known"), gettext(SURE[instrument.sure])),
            (gettext("How strictly it asks"), gettext(STRENGTHS[clause.strength])),
            (
                gettext("Topic"),
                link(address(PATH, topic=clause.topic), gettext(TOPICS[clause.topic])),
            ),
        )
    )


def _status(library: Library, cited: Citation) -> Html:
    title, about = STATUSES[cited.clause.status]
    remark = cited.clause.note
    return join(
        (
            tag(
                "p",
                tag("b", gettext(title)),
                " ",
                gettext(about),
            ),
            tag("p", embodied(library, cited)),
            note(pick(remark.labels()), plain=True) if remark else None,
        )
    )


def _entries(library: Library, cited: Citation) -> Iterable[Html]:
    acts = library.acts(cited.clause.id)
    vocabularies = {pack.id: library.vocabulary(pack.id) for pack in library.packs.values()}
    for pack in library.packs.values():
        for rule in pack.rules:
            if rule in acts.get("rule", ()):
                yield rule_entry(library, rule, vocabularies[pack.id])
        for risk in pack.risks:
            if risk in acts.get("risk", ()):
                yield risk_entry(risk, vocabularies[pack.id])
        for codes in pack.lists:
            if codes.items and codes in acts.get("list", ()):
                yield list_entry(codes, cited.clause.id)
        for duty in pack.duties:
            if duty in acts.get("duty", ()):
                yield duty_terms(library, pack.id, duty)


def list_entry(codes: CodeList, clause_id: str) -> Html:
    """A list with its items; those that rest on other clauses name them."""
    head = (gettext("Code"), gettext("Meaning"), gettext("Remark"))
    rows = [
        (tag("code", each.code), pick(each.title.labels()), _remark(each, clause_id))
        for each in codes.items
    ]
    title = pick(codes.title.labels())
    return tag(
        "section",
        tag("h3", f"{gettext('List')} · {title}", id=f"list-{codes.id}", class_="name"),
        table(gettext("What is on the list"), head, rows),
        class_="entry",
    )


def _remark(item: Item, clause_id: str) -> Html:
    said: list[str] = []
    if item.meaning == "forbidden":
        said.append(tag("b", gettext("forbidden")))
    if item.begins or item.until:
        said.append(
            gettext("from {begin} until {end}").format(
                begin=on_day(item.begins), end=on_day(item.until)
            )
        )
    others = tuple(each for each in item.clauses if each != clause_id)
    if others:
        said.append(clause_links(others))
    said += _parts(item)
    return join(said, between=" ")


def _parts(item: Item) -> list[str]:
    """What is entered under a heading of a notice's format."""
    named = [
        gettext("{label} (required)").format(label=pick((each.title or item.title).labels()))
        if each.required
        else pick((each.title or item.title).labels())
        for each in item.parts
    ]
    return [listed(named)] if named else []


def _ways(library: Library, cited: Citation) -> Html:
    """On to the records that are judged by it."""
    name = pick(library.packs[cited.place].place.name.labels())
    judged = findings_address(library, cited.clause.id)
    ways = [
        *(
            [link(judged, gettext("Contracts, rounds and notices that met or failed it"))]
            if judged
            else []
        ),
        link(
            evaluations_address(library, cited.place),
            gettext("Published evaluations: {place}").format(place=name),
        ),
        link(register_address(cited.place), gettext("Duty register: {place}").format(place=name)),
        link(
            address(PATH, place=cited.place, topic=cited.clause.topic),
            gettext("Clauses on the same topic: {place}").format(place=name),
        ),
        link(
            address(PATH, topic=cited.clause.topic),
            gettext("The same topic in the words of every place"),
        ),
    ]
    return tag("ul", *(tag("li", way) for way in ways))

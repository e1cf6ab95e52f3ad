"""Findings (合规核查) on a public page: what was checked, by which clause, and what came out."""

from collections.abc import Iterable, Mapping

from portal.locale import explain, gettext, labelled, pick
from portal.policy.facts import Value
from portal.policy.findings import Finding, Judgement
from portal.policy.formulas.formula import Outcome
from portal.policy.installed import installed
from portal.policy.library import Citation, Standing
from portal.policy.model import Fact, Sure
from portal.ui import words
from portal.ui.frame import note, record, section
from portal.ui.markup import Html, address, join, link, tag
from portal.ui.policy_view.values import say_value

ANCHOR = "compliance"


def findings(
    judgements: Iterable[Judgement | None], reasons: Mapping[str, str] | None = None
) -> Html | None:
    """The section of a page; None where no document governs the record."""
    judged = [each for each in judgements if each is not None]
    found = [finding for each in judged for finding in each.findings]
    if not judged:
        return None
    shown = [each for each in found if each.failed or each.risk]
    met = [each for each in found if each.outcome == Outcome.PASS]
    unknown = [each for each in found if each.unknown]
    idle = [each for each in found if _does_not_apply(each)]
    return join(
        (
            section(gettext("Compliance check"), ANCHOR),
            tag("p", _summary(found), class_="lead"),
            _basis(judged[0]),
            _list(shown, reasons or {}) if shown else None,
            _folded(gettext("Met ({count})").format(count=len(met)), _list(met, {}))
            if met
            else None,
            _idle(
                gettext("Not checked, because nothing is recorded ({count})"),
                unknown,
            ),
            _idle(gettext("Not applicable, with the reason ({count})"), idle),
        )
    )


def brief(judgements: Iterable[Judgement | None]) -> Html | None:
    """Whether the rules are kept, in one line at the top, with the way down to the section."""
    judged = [each for each in judgements if each is not None]
    if not judged:
        return None
    said = _summary([finding for each in judged for finding in each.findings])
    way = link(f"#{ANCHOR}", gettext("See each rule"))
    return tag("p", tag("b", labelled(gettext("Compliance check"))), join((said, way), between=" "))


def _summary(found: list[Finding]) -> str:
    risks = sum(each.risk for each in found)
    said = gettext(
        "{met} rules met, {failed} not met; {unknown} not checked, because nothing is recorded; "
        "{rest} not applicable."
    ).format(
        met=sum(each.outcome == Outcome.PASS for each in found),
        failed=sum(each.failed for each in found),
        unknown=sum(each.unknown for each in found),
        rest=sum(_does_not_apply(each) for each in found),
    )
    doubtful = gettext("Doubtful by a later rule: {count}.").format(count=risks) if risks else ""
    return f"{said} {doubtful}".rstrip()


def _does_not_apply(finding: Finding) -> bool:
    is_idle = finding.outcome == Outcome.NOT_APPLICABLE
    return is_idle and not finding.risk and not finding.unknown


def _basis(judgement: Judgement) -> Html | None:
    """By which document and which day it was judged, and what can be said of its validity."""
    document = words.place(judgement.place)
    day = words.day(judgement.on)
    match judgement.standing:
        case Standing.ENDED:
            ended = installed().packs[judgement.place].governing.until
            return note(
                gettext(
                    "{document} ended on {ended}. What was done after that is judged by national "
                    "law only."
                ).format(document=document, ended=words.day(ended)),
                plain=True,
            )
        case Standing.UNVERIFIED:
            sentence = gettext(
                "Judged by {document} as of {day}. The document does not state from when it is in "
                "force; the portal does not claim that it is."
            )
        case _:
            sentence = gettext("Judged by {document} as of {day}.")
    return tag("p", sentence.format(document=document, day=day), class_="soft")


def _item(finding: Finding, reasons: Mapping[str, str]) -> Html:
    reason = reasons.get(finding.rule.id) if finding.failed else None
    return tag(
        "li",
        tag("span", verdict(finding), class_=f"verdict {_class(finding)}"),
        tag(
            "div",
            tag("b", pick(finding.rule.title.labels())),
            tag("p", explain(finding.sentence())),
            tag("p", labelled(gettext("Reason given by the purchaser"), reason))
            if reason
            else None,
            tag("p", cited(finding.citations), class_="soft small"),
        ),
    )


def verdict(finding: Finding) -> str:
    """What came out, in a word."""
    if finding.risk:
        return gettext("doubtful by a later rule")
    match finding.outcome:
        case Outcome.PASS:
            return gettext("met")
        case Outcome.FAIL:
            return gettext("not met")
    return gettext("not applicable")


def _class(finding: Finding) -> str:
    return "doubt" if finding.risk else finding.outcome.value.replace("_", "-")


def cited(citations: Iterable[Citation]) -> Html:
    """Each clause as a link to its words, with a warning where nobody verified the rule.

    A document is named once; of several clauses in one place of it, the others go by their ids.
    """
    links, named, placed = [], set(), set()
    for each in citations:
        at = pick(each.clause.at.labels())
        said = at if each.instrument.id in named else citation(each)
        if (each.instrument.id, at) in placed:
            said = each.clause.id
        named.add(each.instrument.id)
        placed.add((each.instrument.id, at))
        unsure = each.instrument.sure == Sure.MEMORY
        links.append(
            join(
                (
                    link(address("/policies", clause=each.clause.id), said),
                    gettext(" (from memory, to be verified)") if unsure else None,
                )
            )
        )
    return join(links, between=" · ")


def citation(cited_: Citation) -> str:
    """A clause as one quotes it: 《title》（number）place."""
    instrument = cited_.instrument
    title, at = pick(instrument.title.labels()), pick(cited_.clause.at.labels())
    return gettext("{title}, {at}").format(title=title, at=at)


def _idle(title: str, idle: list[Finding]) -> Html | None:
    """The checks that came to nothing, each with its reason, folded away."""
    if not idle:
        return None
    items = [
        tag(
            "li",
            labelled(pick(each.rule.title.labels()), explain(each.sentence())),
            " ",
            tag("span", cited(each.citations), class_="soft small"),
        )
        for each in idle
    ]
    return _folded(title.format(count=len(idle)), tag("ul", *items))


def recorded(facts: Iterable[tuple[Fact, Value]], place: str) -> Html | None:
    """What officers recorded of a contract, folded away; None if nothing was."""
    lists = installed().lists(place) if place in installed().packs else {}
    rows = [
        (
            pick(fact.title.labels()),
            say_value(fact.kind, value, lists.get(fact.list) if fact.list else None),
        )
        for fact, value in facts
    ]
    if not rows:
        return None
    title = gettext("What the purchaser recorded of the contract ({count})").format(count=len(rows))
    return _folded(title, record(rows))


def _list(found: list[Finding], reasons: Mapping[str, str]) -> Html:
    return tag("ul", *(_item(each, reasons) for each in found), class_="findings")


def _folded(title: str, content: Html) -> Html:
    return tag("details", tag("summary", title), content, class_="idle")

"""One rule or risk as a reader takes it in: what is checked, of what, when, and what follows."""

from portal.locale import gettext, labelled, listed, marked, pick
from portal.policy.findings import Severity, severity
from portal.policy.formulas.formula import Vocabulary
from portal.policy.library import Library
from portal.policy.model import Cited, Risk, Rule, Sure
from portal.policy.promise import ANSWERED
from portal.ui.frame import record
from portal.ui.markup import Html, join, link, tag
from portal.ui.policy_view.in_words import PLAIN, conditions, say_rule
from portal.ui.policy_view.terms import STRENGTHS, SUBJECTS, SURE, on_day
from portal.ui.policy_view.where import clause_links

STOPS = marked("a failure stops the evaluation round from being planned")
ASKS = marked("a failure asks for a reason, which is published")
SHOWS = marked("a failure is shown and stops nothing")


def rule_entry(library: Library, rule: Rule, vocabulary: Vocabulary) -> Html:
    """A rule with its sentence, its conditions, its days and its weight."""
    return _entry(
        gettext("Rule"),
        rule,
        join(
            (
                tag("p", say_rule(rule, vocabulary)),
                record(
                    (
                        (gettext("Checked on"), gettext(SUBJECTS[rule.subject])),
                        (gettext("Only if"), listed(conditions(rule, vocabulary))),
                        (gettext("For acts"), _days(library, rule)),
                        (
                            gettext("How strictly it asks"),
                            labelled(
                                gettext(STRENGTHS[library.strength(rule)]),
                                _consequence(library, rule),
                            ),
                        ),
                        (gettext("How well it is known"), _doubt(library, rule)),
                        (
                            gettext("How it is computed"),
                            link(f"/method#{rule.formula}", gettext(PLAIN[rule.formula].title)),
                        ),
                        (gettext("Clauses"), clause_links(rule.clauses)),
                    )
                ),
            )
        ),
    )


def risk_entry(risk: Risk, vocabulary: Vocabulary) -> Html:
    """A risk: the later rule, and what it makes doubtful."""
    return _entry(
        gettext("Risk, no failure"),
        risk,
        join(
            (
                tag("p", pick(risk.says.labels())),
                record(
                    (
                        (gettext("Shown with"), gettext(SUBJECTS[risk.subject])),
                        (gettext("Only if"), listed(conditions(risk, vocabulary))),
                        (gettext("Clauses"), clause_links(risk.clauses)),
                        (gettext("The later rule"), clause_links(risk.by)),
                    )
                ),
            )
        ),
    )


def _entry(kind: str, entry: Cited, body: Html) -> Html:
    title = f"{kind} · {pick(entry.title.labels())}"
    return tag("section", tag("h3", title, class_="name"), body, class_="entry")


def _consequence(library: Library, rule: Rule) -> str:
    """What the portal does with a failure; what has happened already can only be explained."""
    weight = severity(library, rule)
    if weight == Severity.HINT or rule.subject not in ANSWERED:
        return gettext(SHOWS)
    stops = rule.subject == "scheme" and weight == Severity.ERROR
    return gettext(STOPS) if stops else gettext(ASKS)


def _days(library: Library, entry: Cited) -> str:
    begins, until = library.span(entry)
    if until is not None:
        return gettext("from {begin} until {end}").format(begin=on_day(begins), end=on_day(until))
    if begins is not None:
        return gettext("from {begin} on").format(begin=on_day(begins))
    return gettext("of any day; the document states none")


def _doubt(library: Library, entry: Cited) -> str | None:
    """How well it is known, where its text was not read in full."""
    sure = library.sure(entry)
    return None if sure == Sure.READ else gettext(SURE[sure])

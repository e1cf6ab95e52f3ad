"""Findings on many records as a list: what a clause led to."""

from collections.abc import Iterable, Mapping, Sequence

from portal.compliance.keeping import DOUBTFUL, MET, NOT_MET, NOT_RECORDED
from portal.disclosure.findings import SUBJECTS, FindingFilter
from portal.disclosure.pages import Row
from portal.locale import gettext, labelled, language, marked, pick
from portal.policy.installed import installed
from portal.ui import lists, words
from portal.ui.finding_view import citation, cited
from portal.ui.frame import note
from portal.ui.markup import Html, address, join, link, tag

OUTCOMES = {
    NOT_MET: marked("not met"),
    MET: marked("met"),
    DOUBTFUL: marked("doubtful by a later rule"),
    NOT_RECORDED: marked("not recorded"),
}
LOOKS = {NOT_MET: "fail", MET: "pass", DOUBTFUL: "doubt", NOT_RECORDED: "not-applicable"}
RECORDS = {
    "contract": marked("Contract"),
    "round": marked("Evaluation round"),
    "notice": marked("Notice"),
}


def about(wanted: FindingFilter) -> Html | None:
    """The clause or the rule that the list is narrowed to."""
    if wanted.clause:
        found = installed().citations[wanted.clause]
        where = link(address("/policies", clause=wanted.clause), citation(found))
        return tag("p", tag("b", pick(found.clause.demand.labels())), " ", where, class_="demand")
    return None


def search(path: str, query: Mapping[str, str]) -> Html:
    """The search; place and outcome are the choices that people make most."""
    packs = {each.id: pick(each.place.name.labels()) for each in installed().packs.values()}
    records = {each: gettext(RECORDS[each]) for each in SUBJECTS}
    outcomes_ = {code: words.say(OUTCOMES, code) for code in OUTCOMES}

    def choice(name: str, label: str, choices: Mapping[str, str]) -> Html:
        return lists.choice_field(name, label, query.get(name, ""), choices)

    return lists.search_form(
        path,
        lists.text_field(
            "q", gettext("Contract, purchaser or contractor"), query.get("q", ""), wide=True
        ),
        lists.more_fields(
            choice("outcome", gettext("Outcome"), outcomes_),
            choice("place", gettext("Place"), packs),
            choice("subject", gettext("Record"), records),
            is_open=bool(query.keys() & {"outcome", "place", "subject"}),
        ),
        lists.kept(query, "clause", "rule", "region", "contract", "evaluation", "notice"),
    )


def outcomes(path: str, query: Mapping[str, str], counted: Mapping[str, int]) -> Html:
    """How many findings there are of each outcome, each the way to them alone."""
    total = sum(counted.values())
    ways = [_outcome(path, query, None, gettext("All outcomes"), total)]
    ways += [
        _outcome(path, query, code, words.say(OUTCOMES, code), count)
        for code, count in counted.items()
    ]
    return tag("div", tag("p", *ways, class_="ways"), role="status")


def cards(rows: Sequence[Row]) -> Html | None:
    """One finding after another; None where there are none."""
    return tag("ul", *map(_item, rows), class_="findings") if rows else None


def limits() -> Html:
    """What such a list cannot tell."""
    return note(
        gettext(
            "A finding rests on what was recorded here and on the rules of the day of the act. "
            "What nobody recorded is neither met nor failed. Findings are made when a record "
            "changes and again every night; the page of a record judges when it is opened."
        ),
        plain=True,
    )


def _outcome(path: str, query: Mapping[str, str], code: str | None, said: str, count: int) -> Html:
    is_here = "true" if query.get("outcome") == code else None
    way = address(path, query, outcome=code)
    return link(way, said, " ", tag("b", f"{count:,}"), aria_current=is_here)


def _item(row: Row) -> Html:
    found = [installed().citations.get(each) for each in row["clauses"].split()]
    return tag(
        "li",
        tag("span", gettext(OUTCOMES[row["outcome"]]), class_=f"verdict {LOOKS[row['outcome']]}"),
        tag(
            "div",
            tag("b", link(_where(row), row["title"] or gettext("Untitled"))),
            tag("span", " ", gettext("Demonstration"), class_="mark demo")
            if row["demonstration"]
            else None,
            tag("p", labelled(row[f"rule_{language()}"], row[f"sentence_{language()}"])),
            tag("p", labelled(gettext("Reason given by the purchaser"), row["reason"]))
            if row["reason"]
            else None,
            tag("p", join(_about(row), between=" · "), class_="soft small"),
            tag("p", cited(each for each in found if each), class_="soft small"),
        ),
    )


def _about(row: Row) -> Iterable[str]:
    said = (
        gettext(RECORDS[row["subject"]]),
        row["region"],
        row["purchaser"],
        gettext("judged on {day}").format(day=words.day(row["judged_on"])),
    )
    return [each for each in said if each]


def _where(row: Row) -> str:
    """The page of the record; of a round without a public result, its contract's."""
    if row["notice"]:
        return address("/notice", id=row["notice"])
    if row["evaluation"]:
        return address("/evaluation", id=row["evaluation"])
    return address("/contract", id=row["contract"])

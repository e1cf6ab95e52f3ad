"""What the pictures of spending are narrowed by, and what they count."""

from collections.abc import Collection, Mapping

from portal.disclosure.spending import INVENTED, REAL
from portal.locale import gettext, labelled
from portal.notices.types import ProcurementMethod
from portal.ui import lists, words
from portal.ui.markup import Html, address, link, tag


def search(path: str, query: Mapping[str, str]) -> Html:
    """Region, days and method; the rest is kept."""
    methods = {each.value: words.method(each.value) or "" for each in ProcurementMethod}
    return lists.search_form(
        path,
        lists.text_field("place", gettext("Region"), ""),
        lists.text_field("from", gettext("From"), query.get("from", ""), kind="date"),
        lists.text_field("to", gettext("To"), query.get("to", ""), kind="date"),
        lists.choice_field("by", gettext("Method"), query.get("method", ""), methods),
        lists.kept(query, "region", "service", "purchaser", "data"),
    )


def data_line(path: str, query: Mapping[str, str], kinds: Collection[bool]) -> Html | None:
    """The way between real figures and those of the demonstration, where there are both."""
    if len(kinds) < 2:
        return None
    names = {REAL: gettext("real notices"), INVENTED: gettext("demonstration")}
    ways = [
        link(
            address(path, query, data=data),
            name,
            aria_current="true" if query.get("data") == data else None,
        )
        for data, name in names.items()
    ]
    return tag("p", tag("span", labelled(gettext("Counted"), "")), *ways, class_="ways")


def what_counts() -> Html:
    """What a figure is, folded away."""
    sentences = (
        gettext(
            "A purchase counts by the amounts of its contract records. Where none states an amount "
            "in yuan, the awards of its result notices count instead: never both."
        ),
        gettext(
            "Of result notices of one project with the same suppliers or the same title, the "
            "newest that states an amount counts. Others are taken to be of other lots and count "
            "each. An award does not count if a termination of its project was announced on a "
            "later day."
        ),
        gettext(
            "Only single amounts in yuan count. Where a notice gives amounts for several lots and "
            "no total, nothing is added up, so the real sum is higher."
        ),
        gettext(
            "The day is that of signing, or of the result notice. Method and service of a contract "
            "are those of the newest notice of its project that states them."
        ),
        gettext(
            "Real figures and those of the demonstration are never added together. Absence here is "
            "no proof that nothing was bought."
        ),
    )
    return tag(
        "details",
        tag("summary", gettext("What these figures count")),
        *(tag("p", each) for each in sentences),
        class_="fold",
    )

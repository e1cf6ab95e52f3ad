"""The search of the notices: words first, everything else folded away until wanted."""

from collections.abc import Mapping

from portal.locale import gettext
from portal.notices.types import NoticeType, ProcurementMethod, Stage
from portal.ui import lists, words
from portal.ui.markup import Html

BESIDE_THE_FORM = frozenset({"q", "region", "service", "purchaser"})
"""What is chosen elsewhere and kept by the form"""


def search(path: str, query: Mapping[str, str]) -> Html:
    """The form; it holds every filter but those that are links."""

    def given(name: str) -> str:
        return query.get(name, "")

    types = {each.value: words.notice_type(each.value) for each in NoticeType}
    methods = {each.value: words.method(each.value) or "" for each in ProcurementMethod}
    stages = {each.value: words.stage(each.value) for each in Stage}
    orders = {"relevance": gettext("Words in the title first")}
    return lists.search_form(
        path,
        lists.text_field("q", gettext("Words in the notice"), given("q"), wide=True),
        lists.more_fields(
            lists.choice_field("type", gettext("Notice type"), given("type"), types),
            lists.choice_field("by", gettext("Method"), given("method"), methods),
            lists.choice_field("stage", gettext("Stage"), given("stage"), stages),
            lists.text_field("place", gettext("Region"), ""),
            lists.text_field("from", gettext("From"), given("from"), kind="date"),
            lists.text_field("to", gettext("To"), given("to"), kind="date"),
            lists.text_field("amount_from", gettext("Yuan, at least"), given("amount_from")),
            lists.text_field("amount_to", gettext("Yuan, at most"), given("amount_to")),
            lists.choice_field(
                "sort", gettext("Order"), given("sort"), orders, first=gettext("Newest first")
            ),
            is_open=bool(query.keys() - BESIDE_THE_FORM),
        ),
        lists.kept(query, "region", "service", "purchaser"),
    )

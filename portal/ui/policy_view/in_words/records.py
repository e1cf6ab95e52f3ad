"""Formulas about what was recorded, chosen or left out, in plain words."""

from collections.abc import Mapping
from typing import Any

from portal.locale import Marked, marked
from portal.ui.policy_view.in_words.plain import Plain, always


def _answer(use: Any) -> Marked:
    if use.wanted:
        return marked("{fact}: the answer has to be yes.")
    return marked("{fact}: the answer has to be no.")


RECORDS: Mapping[str, Plain] = {
    "recorded": Plain(
        marked("It is on record"),
        marked(
            "Each thing the document asks for has been recorded. That something is recorded does "
            "not prove that it is right."
        ),
        always(marked("On record: {facts}.")),
    ),
    "is_true": Plain(
        marked("Yes or no"),
        marked(
            "An officer answers a question with yes or no. The portal relies on the answer and "
            "does not find out whether it is true."
        ),
        _answer,
    ),
    "among": Plain(
        marked("Only what is on the list"),
        marked(
            "Everything that was chosen is on the place's list, as the list stood on the day of "
            "the act. A list that ends in “and the like” only warns."
        ),
        always(marked("{fact}: only what is on {list}.")),
    ),
    "none_of": Plain(
        marked("Nothing from the list"),
        marked(
            "Nothing that was chosen is on a list of what is forbidden, as it stood on the day of "
            "the act. Where a list marks some items as forbidden, only those are meant."
        ),
        always(marked("{fact}: nothing that is on {list}.")),
    ),
    "includes": Plain(
        marked("Everything on the list"),
        marked(
            "Every item of the place's list is there. Further items do no harm: a list asks for "
            "the least."
        ),
        always(marked("{fact}: everything that is on {list}.")),
    ),
    "follows": Plain(
        marked("One choice follows from another"),
        marked(
            "Where the document says which answer belongs to which, the recorded one is that. "
            "What it does not pair is left open."
        ),
        always(marked("{fact} follows from {by}: {pairs}.")),
    ),
}

"""The form in which a draft is written, made from the headings of its format.

It shows the draft as it stood when this visit opened it. If somebody else wrote in it meanwhile,
nothing is lost: the officer sees what differs and chooses.
"""

from dataclasses import dataclass

import streamlit as st

from portal.identity.acting import Acting
from portal.locale import gettext, pick
from portal.notices.attachments import forget_unnamed
from portal.notices.content import Entered
from portal.notices.correcting import GENERATED
from portal.notices.desk import DeskDraft
from portal.notices.drafting import (
    MOST_CHANGE,
    MOST_EXPLANATION,
    SERVICES,
    Writing,
    discard_draft,
    save_draft,
)
from portal.notices.looking import storage
from portal.notices.reviewing import submit_for_review, take_back
from portal.notices.rules.remarks import MOST_TITLE, OF_CONTRACT
from portal.notices.steps import Step, mark
from portal.policy.installed import installed
from portal.records.session import writing
from portal.ui import frame, words
from portal.ui.desk_notices.doing import do, go_to, next_turn, say_next, turn
from portal.ui.desk_notices.inputs import ask_fields
from portal.ui.markup import tag


@dataclass(frozen=True)
class _Shown:
    """The draft as the form shows it."""

    mark: str
    entered: Entered
    turn: int


def show_writing(person: Acting, item: DeskDraft) -> None:
    """The form for whoever may write, and the way back for what was handed in."""
    if item.may(Step.TAKE_BACK):
        _show_take_back(person, item)
    if not item.may(Step.WRITE):
        return
    shown = _shown(item)
    if shown.mark != item.mark:
        _show_conflict(item, shown)
    frame.show(frame.section(gettext("Text of the notice"), anchor="text"))
    if item.imported:
        _show_handing_in(person, item)
    else:
        _show_form(person, item, _shown(item))
    if item.may(Step.DISCARD):
        _show_discard(person, item)


def _show_form(person: Acting, item: DeskDraft, shown: _Shown) -> None:
    draft_id, key = item.draft.id, f"draft-{item.draft.id}-{shown.turn}"
    with st.form(key, border=False):
        st.caption(
            gettext(
                "What you enter will be published. Names, addresses and numbers of people who "
                "receive assistance never stand here, and state secrets are never entered."
            )
        )
        title = st.text_input(
            gettext("Title"), shown.entered.title, key=f"{key}-title", max_chars=MOST_TITLE
        )
        contract = _ask_contract(item, key)
        service = _ask_service(item, shown, key)
        fields = ask_fields(item.form, shown.entered.fields, key)
        change, own = "", {}
        if item.corrects:
            st.markdown(f"**{gettext('About the correction')}**")
            change = st.text_area(
                gettext("Reason of the correction"),
                item.draft.reason or "",
                key=f"{key}-change",
                max_chars=MOST_CHANGE,
            )
            own = ask_fields(item.own_form, shown.entered.own, f"{key}-own", hidden=GENERATED)
        explanation = st.text_area(
            gettext("If a check asks for a reason: why it is published all the same (published)"),
            shown.entered.explanation,
            key=f"{key}-explanation",
            max_chars=MOST_EXPLANATION,
        )
        beside = st.container()
        left, right = st.columns(2)
        with left:
            saved = st.form_submit_button(gettext("Save"), key=f"save-{draft_id}")
        with right:
            handed_in = st.form_submit_button(
                gettext("Save and hand in for review"), type="primary", key=f"submit-{draft_id}"
            )
    if not (saved or handed_in):
        return
    writing = Writing(title, fields, service, explanation, change, own, contract)
    with beside:
        _save(person, item, shown, writing, hand_in=handed_in)


def _save(
    person: Acting, item: DeskDraft, shown: _Shown, writing: Writing, *, hand_in: bool
) -> None:
    """Keep what was typed, whatever the checks say, and then perhaps hand it in."""
    draft_id = item.draft.id
    seen = do(
        ("save", draft_id, shown.mark, str(writing)),
        lambda session: mark(save_draft(session, person, draft_id, writing, seen=shown.mark)),
    )
    if seen is None:
        return
    st.session_state[_memory(draft_id)] = _Shown(seen, shown.entered, shown.turn)
    if hand_in:
        _hand_in(person, draft_id, seen)
        return
    say_next(gettext("Saved."))
    st.rerun()


def _hand_in(person: Acting, draft_id: str, seen: str) -> None:
    done = do(
        ("submit", draft_id, seen, turn(draft_id)),
        lambda session: submit_for_review(session, person, draft_id, seen=seen),
    )
    if done is not None:
        next_turn(draft_id)
        st.session_state.pop(_memory(draft_id), None)
        say_next(gettext("Handed in. Another officer reviews it now."))
        st.rerun()


def _show_handing_in(person: Acting, item: DeskDraft) -> None:
    """An import's words stay as they are; what is left is to hand it in."""
    frame.show(
        tag("p", gettext("The words of an imported notice are its source's and stay as they are."))
    )
    explanation = st.text_area(
        gettext("If a check asks for a reason: why it is published all the same (published)"),
        item.entered.explanation,
        key=f"import-explanation-{item.draft.id}",
        max_chars=MOST_EXPLANATION,
    )
    if st.button(gettext("Hand in for review"), type="primary", key=f"submit-{item.draft.id}"):
        writing = Writing(item.entered.title, {}, explanation=explanation)
        _save(person, item, _shown(item), writing, hand_in=True)


def _show_take_back(person: Acting, item: DeskDraft) -> None:
    frame.show(frame.note(gettext("Another officer has it now."), plain=True))
    if st.button(gettext("Take it back to go on writing"), key=f"take-back-{item.draft.id}"):
        done = do(
            ("take-back", item.draft.id, turn(item.draft.id)),
            lambda session: take_back(session, person, item.draft.id),
        )
        if done is not None:
            next_turn(item.draft.id)
            st.rerun()


def _show_discard(person: Acting, item: DeskDraft) -> None:
    key = f"discard-{item.draft.id}"
    with st.expander(gettext("Discard this draft")):
        sure = st.checkbox(gettext("Nothing of it will be published."), key=f"sure-{key}")
        if st.button(gettext("Discard"), key=key, disabled=not sure):
            done = do(
                ("discard", item.draft.id),
                lambda session: " ".join(discard_draft(session, person, item.draft.id)),
            )
            if done is not None:
                with writing() as session:
                    forget_unnamed(session, storage(), done.split())
                go_to()


def _show_conflict(item: DeskDraft, shown: _Shown) -> None:
    """Somebody wrote in it since this form was filled: what differs, and the two ways on."""
    new, old = item.entered.fields, shown.entered.fields
    rows = [
        (pick(each.labels), old.get(each.key, ""), new.get(each.key, ""))
        for each in item.form
        if old.get(each.key) != new.get(each.key)
    ]
    frame.show(
        frame.note(
            gettext(
                "Somebody changed this draft after it was shown to you. What you typed still "
                "stands in the form below, and nothing of it is stored yet."
            )
        ),
        frame.table(
            gettext("What the other person changed"),
            (gettext("What"), gettext("Before"), gettext("After")),
            rows,
        )
        if rows
        else None,
    )
    memory = _memory(item.draft.id)
    if st.button(gettext("Show the newer text; what I typed is dropped"), key=f"newer-{memory}"):
        st.session_state[memory] = _Shown(item.mark, item.entered, shown.turn + 1)
        st.rerun()
    if st.button(gettext("Keep what I typed and let it count"), key=f"mine-{memory}"):
        st.session_state[memory] = _Shown(item.mark, shown.entered, shown.turn)
        st.rerun()


def _shown(item: DeskDraft) -> _Shown:
    """The draft as it stood when this visit opened it or last saved."""
    first = _Shown(item.mark, item.entered, 0)
    shown: _Shown = st.session_state.setdefault(_memory(item.draft.id), first)
    return shown


def _ask_contract(item: DeskDraft, key: str) -> str:
    if item.form.type not in OF_CONTRACT:
        return ""
    names = words.told_apart(
        {each.id: " ".join(filter(None, (each.title, each.number))) for each in item.contracts}
    )
    options = list(names)
    now = item.draft.contract_id
    chosen = st.selectbox(
        gettext("Contract"),
        options,
        index=options.index(now) if now in names else None,
        format_func=names.__getitem__,
        placeholder=gettext("Choose"),
        key=f"{key}-contract",
    )
    return chosen or ""


def _ask_service(item: DeskDraft, shown: _Shown, key: str) -> str:
    """The service of the place's list that is bought."""
    place = item.project.place
    known = place if place in installed().packs else None
    codes = installed().lists(known).get(SERVICES) if known else None
    if codes is None or not codes.items:
        return ""
    titles = {f"{place}:{each.code}": pick(each.title.labels()) for each in codes.items}
    options = list(titles)
    now = shown.entered.service_item
    chosen = st.selectbox(
        gettext("{label} (may stay empty)").format(label=pick(codes.title.labels())),
        options,
        index=options.index(now) if now in titles else None,
        format_func=titles.__getitem__,
        placeholder=gettext("Choose"),
        key=f"{key}-service",
    )
    return chosen or ""


def _memory(draft_id: str) -> str:
    return f"draft-shown-{draft_id}"

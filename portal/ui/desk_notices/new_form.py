"""The form by which an officer begins a notice, of a project that is known or of a new one."""

import streamlit as st
from sqlalchemy.orm import Session

from portal.identity.acting import Acting
from portal.locale import gettext, pick
from portal.notices.formats import WRITTEN
from portal.notices.projects import (
    MOST_NAME,
    MOST_NUMBER,
    MOST_TITLE,
    NewProject,
    list_projects,
    list_purchasers,
    start_project,
)
from portal.notices.starting import NewNotice, start_draft
from portal.notices.types import NoticeType
from portal.policy.installed import installed
from portal.records.project import Project
from portal.records.session import reading
from portal.ui import frame, words
from portal.ui.desk_notices.doing import begun, do, go_to, say_next

BEGUN = tuple(each for each in WRITTEN if each is not NoticeType.CORRECTION)
"""What begins by itself; a correction begins at the notice it corrects"""
ANOTHER = "-"


def show_new(person: Acting, asked: dict[str, str]) -> None:
    """Type and project of a notice; its text comes next."""
    frame.show(frame.section(gettext("Write a notice")))
    with reading() as session:
        projects = {each.id: each for each in list_projects(session, person)}
    kind = _kind(asked.get("type"))
    chosen = _project(projects, asked.get("project"))
    if chosen == ANOTHER:
        _show_new_project(person, kind)
    elif (
        chosen
        and kind
        and st.button(gettext("Begin the notice"), type="primary", key="notice-begin")
    ):
        new = NewNotice(chosen, kind, draft_id=begun("notice-begin"))
        _go_on(do(new, lambda session: start_draft(session, person, new).id))


def _kind(asked: str | None) -> str | None:
    titles = {each.value: words.notice_type(each.value) for each in BEGUN}
    options = list(titles)
    return st.selectbox(
        gettext("Notice type"),
        options,
        index=options.index(asked) if asked in titles else None,
        format_func=titles.__getitem__,
        placeholder=gettext("Choose"),
        key="notice-type",
    )


def _project(projects: dict[str, Project], asked: str | None) -> str | None:
    names = words.told_apart(
        {key: " ".join(filter(None, (each.title, each.number))) for key, each in projects.items()}
    )
    names = {ANOTHER: gettext("A project that begins with this notice"), **names}
    options = list(names)
    return st.selectbox(
        gettext("Project"),
        options,
        index=options.index(asked) if asked in names else None,
        format_func=names.__getitem__,
        placeholder=gettext("Choose"),
        key="notice-project",
    )


def _show_new_project(person: Acting, kind: str | None) -> None:
    with reading() as session:
        purchasers = {each.id: each.name for each in list_purchasers(session, person)}
    names = {**words.told_apart(purchasers), ANOTHER: gettext("Another one, named below")}
    places = {each: _place(each) for each in installed().places}
    with st.form("project-form"):
        title = st.text_input(
            gettext("Name of the project"), key="project-title", max_chars=MOST_TITLE
        )
        number = st.text_input(
            gettext("Number of the project, if it has one yet"),
            key="project-number",
            max_chars=MOST_NUMBER,
        )
        purchaser = st.selectbox(
            gettext("Purchaser"),
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder=gettext("Choose"),
            key="project-purchaser",
        )
        named = st.text_input(
            gettext("Another purchaser: name"), key="project-purchaser-name", max_chars=MOST_NAME
        )
        code = st.text_input(
            gettext("Another purchaser: social credit code"),
            key="project-purchaser-uscc",
            max_chars=40,
        )
        region = st.text_input(gettext("Region code, 6 or 9 digits"), key="project-region")
        place = st.selectbox(
            gettext("Governing document"),
            list(places),
            index=None,
            format_func=places.__getitem__,
            placeholder=gettext("Choose"),
            key="project-place",
        )
        beside = st.container()
        sent = st.form_submit_button(gettext("Begin the notice"), type="primary")
    with beside:
        if not sent:
            return
        if not (kind and purchaser and place):
            frame.show_error(gettext("Choose a type, a purchaser and a governing document."))
            return
        known = "" if purchaser == ANOTHER else purchaser
        entered = NewProject(title, region, place, known, named, code, number)
        draft_id = begun("project-form")

        def start(session: Session) -> str:
            project = start_project(session, person, entered)
            return start_draft(session, person, NewNotice(project.id, kind, "", draft_id)).id

        _go_on(do((entered, kind, draft_id), start))


def _go_on(started: str | None) -> None:
    """On to the new draft."""
    if started is None:
        return
    say_next(gettext("The draft is begun, and what is known already stands in it."))
    go_to(draft=started)


def _place(place: str) -> str:
    return f"{pick(installed().packs[place].place.name.labels())} · {words.place(place)}"

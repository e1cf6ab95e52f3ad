"""What holds for every page: its shape, its frame, and who gets in."""

import ast
import re
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from portal.identity.acting import console
from portal.identity.grants import grant_role, revoke_role
from portal.locale import gettext, use
from portal.records.account import Role
from portal.records.contract import Contract
from portal.records.evaluation import Result
from portal.records.notice import Notice
from portal.records.session import get_engine, reading, writing
from portal.settings import Settings
from portal.sitemap import BY_NAME, SCREENS, Screen
from portal.ui.frame import demo_note
from tests.pages.visiting import (
    PAGES,
    Claims,
    content,
    errors,
    markup,
    open_screen,
    signed_in,
    words,
)

LONGEST_PAGE = 80
FORBIDDEN = {"sqlalchemy", "starlette", "uvicorn", "alembic", "psycopg", "sqlite3"}
ALLOWED = {
    "assess": {Role.THIRD_PARTY, Role.PURCHASER},
    "desk": {Role.PURCHASER, Role.OPERATOR, Role.FINANCE, Role.CONTRACTOR},
}
"""Who gets in; a new protected screen has to be added here"""
READ_NO_ROW = {"data", "policies", "method"}
"""They describe files, packs and formulas, which need no database"""
PROTECTED = [screen for screen in SCREENS if not screen.is_public]
PUBLIC = [screen for screen in SCREENS if screen.is_public]
FILES = sorted(PAGES.glob("*.py"))


def named(screen: Screen) -> str:
    return screen.name


def any_record(screen: Screen) -> dict[str, str]:
    """What the address of a record's screen needs."""
    with reading() as session:
        match screen.name:
            case "notice":
                return {"id": session.scalars(select(Notice.id).limit(1)).one()}
            case "contract":
                return {"id": session.scalars(select(Contract.id).limit(1)).one()}
            case "contractor":
                return {"id": session.scalars(select(Contract.contractor_id).limit(1)).one()}
            case "evaluation":
                return {"id": session.scalars(select(Result.round_id).limit(1)).one()}
            case _:
                return {}


def test_every_screen_has_its_page_and_every_page_its_screen() -> None:
    assert [file.stem for file in FILES] == sorted(BY_NAME)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_page_is_thin(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    imported = {
        (each.module or "" if isinstance(each, ast.ImportFrom) else alias.name).split(".")[0]
        for each in ast.walk(tree)
        if isinstance(each, (ast.Import, ast.ImportFrom))
        for alias in each.names
    }
    functions = [each.name for each in tree.body if isinstance(each, ast.FunctionDef)]
    assert len(text.splitlines()) <= LONGEST_PAGE
    assert not imported & FORBIDDEN
    assert functions[0] == "main"
    assert ast.unparse(tree.body[-1]) == "main()"
    assert not re.search(r"(?i)\b(select|insert|update|delete)\s+(from|into|\w+\s+set)\b", text)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("screen", SCREENS, ids=named)
def test_every_page_stands_in_the_frame(demo: Settings, screen: Screen, language: str) -> None:
    del demo
    visit = open_screen(screen.name, any_record(screen), lang=language)
    use(language)
    shown = markup(visit)
    assert shown.count('<header class="top"') == 1
    assert shown.count('<footer class="bottom">') == 1
    assert len(re.findall(r"<h1[ >]", shown)) == 1
    assert gettext(screen.lead) in words(visit)
    assert gettext("Something went wrong here") not in words(visit)
    assert not errors(visit)


@pytest.mark.parametrize("screen", PUBLIC, ids=named)
def test_a_public_page_needs_nobody(demo: Settings, screen: Screen) -> None:
    del demo
    visit = open_screen(screen.name, any_record(screen))
    assert gettext("Sign in to work here.") not in words(visit)
    assert len(words(visit)) > 50


@pytest.mark.parametrize(
    "name",
    [
        *("home", "notices", "notice", "contracts", "contract", "contractors", "contractor"),
        *("evaluations", "evaluation"),
    ],
)
def test_invented_records_are_marked_on_every_page_that_shows_them(
    demo: Settings, name: str
) -> None:
    del demo
    with reading() as session:
        notice = session.scalars(select(Notice.id).where(Notice.is_demo).limit(1)).one()
    queries = {
        "notice": {"id": notice},
        **{each: any_record(BY_NAME[each]) for each in ("contract", "contractor", "evaluation")},
    }
    query = queries.get(name, {"q": "演示"})
    shown = content(open_screen(name, query))
    assert "（演示）" in shown
    assert demo_note() in shown


def test_a_real_notice_is_not_called_invented(demo: Settings) -> None:
    del demo
    with reading() as session:
        real = session.scalars(select(Notice.id).where(~Notice.is_demo).limit(1)).one()
    assert demo_note() not in content(open_screen("notice", id=real))


def test_every_protected_screen_says_who_gets_in() -> None:
    assert set(ALLOWED) == {screen.name for screen in PROTECTED}


def is_inside(visit: AppTest) -> bool:
    """Whether the screen shows anything to work with, or a way in only."""
    shown = [element.key for element in (*visit.button, *visit.text_input, *visit.selectbox)]
    return "cards" in content(visit) or bool(set(shown) - {"sign-in"})


@pytest.mark.parametrize("screen", PROTECTED, ids=named)
def test_a_protected_page_refuses_whoever_is_not_signed_in(demo: Settings, screen: Screen) -> None:
    del demo
    visit = open_screen(screen.name)
    assert not is_inside(visit)
    assert [button.key for button in visit.button] == ["sign-in"]
    assert gettext("Sign in to work here.") in words(visit)


@pytest.mark.parametrize("screen", PROTECTED, ids=named)
@pytest.mark.parametrize(
    "subject",
    [
        "demo-beneficiary-1",
        "demo-finance-1",
        "demo-contractor-1",
        "demo-evaluator-1",
        "demo-officer-1",
        "demo-operator-1",
        "nobody-knows-me",
    ],
)
def test_a_protected_page_lets_in_its_roles_and_no_other(
    demo: Settings, screen: Screen, subject: str
) -> None:
    del demo
    roles = {
        "demo-evaluator-1": Role.THIRD_PARTY,
        "demo-officer-1": Role.PURCHASER,
        "demo-operator-1": Role.OPERATOR,
        "demo-finance-1": Role.FINANCE,
        "demo-contractor-1": Role.CONTRACTOR,
    }
    visit = open_screen(screen.name, user=signed_in(subject))
    assert is_inside(visit) == (roles.get(subject) in ALLOWED[screen.name])
    if not is_inside(visit):
        refusal = gettext("Your account has no role for this page. The operator grants roles.")
        assert refusal in words(visit)


@pytest.mark.parametrize("screen", PROTECTED, ids=named)
@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example/oidc"},
        {"iss": ""},
        {"is_logged_in": False},
        {"sub": ""},
        {"sub": "demo-officer-1 "},
    ],
    ids=str,
)
def test_a_page_trusts_its_own_provider_alone(
    demo: Settings, screen: Screen, claims: Claims
) -> None:
    del demo
    assert not is_inside(open_screen(screen.name, user=signed_in("demo-officer-1") | claims))


@pytest.mark.parametrize("screen", PROTECTED, ids=named)
def test_a_role_taken_back_ends_at_the_next_click(own_demo: Settings, screen: Screen) -> None:
    issuer = own_demo.account_issuer
    visit = open_screen(screen.name, user=signed_in("demo-officer-2"))
    assert is_inside(visit) or screen.name == "assess"  # officer 2 has no sheet to show
    with writing() as session:
        revoke_role(
            session, console("t"), issuer=issuer, subject="demo-officer-2", role=Role.PURCHASER
        )
    visit.run()
    assert not is_inside(visit)
    with writing() as session:
        grant_role(
            session, console("t"), issuer=issuer, subject="demo-officer-2", role=Role.PURCHASER
        )
    visit.run()
    refusal = gettext("Your account has no role for this page. The operator grants roles.")
    assert refusal not in words(visit)


@pytest.mark.parametrize("screen", SCREENS, ids=named)
def test_a_page_without_its_database_stays_calm(own_demo: Settings, screen: Screen) -> None:
    visit = open_screen(screen.name, any_record(screen), user=signed_in("demo-officer-2"))
    get_engine().dispose()
    Path(own_demo.var_dir, "portal.db").write_bytes(b"not a database " * 1000)
    visit.run()
    assert not visit.exception
    if screen.name not in READ_NO_ROW:
        assert gettext("The portal is not available for a moment") in words(visit)
    assert len(re.findall(r"<h1[ >]", markup(visit))) == 1
    assert "sqlite" not in markup(visit).lower()
    assert '<footer class="bottom">' in markup(visit)

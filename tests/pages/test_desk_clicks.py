"""A second click on a form of the desk records nothing a second time."""

from collections.abc import Callable
from types import ModuleType

import pytest
from sqlalchemy import func, select
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx
from streamlit.testing.v1 import AppTest

from portal.demo.projects import demo_projects
from portal.errors import InvalidInputError
from portal.locale import marked
from portal.policy.identifiers import make_uscc
from portal.records.contract import Contract
from portal.records.evaluation import Round
from portal.records.session import reading
from portal.settings import Settings
from portal.today import today
from portal.ui import desk_forms
from portal.ui.once import Once
from tests.pages.visiting import errors, open_screen, signed_in, submit

NO_NAME = marked("purchaser and contractor need a name of at most {limit} signs")
PLACE = demo_projects()[0]
ENTERED = {
    "contract-title": "低收入人口探访服务合同",
    "contract-number": "HT-1",
    "contract-purchaser-name": PLACE.purchaser,
    "contract-purchaser-uscc": make_uscc("11", PLACE.region, PLACE.serial),
    "contract-contractor-name": "（演示）新的社会工作服务中心",
    "contract-contractor-uscc": make_uscc("52", PLACE.region, "7001"),
    "contract-region": PLACE.region,
    "contract-amount": "123456.78",
}


@pytest.fixture
def desk(own_demo: Settings) -> AppTest:
    del own_demo
    return open_screen("desk", user=signed_in("demo-officer-2"))


def breaks_off(
    monkeypatch: pytest.MonkeyPatch, service: str, form: ModuleType = desk_forms
) -> list[str]:
    """The second click comes when the first one's transaction is about to end."""
    usual: Callable[..., object] = getattr(form, service)
    came: list[str] = []

    def act_and_click(*given: object, **named: object) -> object:
        came.append(service)
        context = get_script_run_ctx()
        assert context
        assert context.script_requests
        same = WidgetStates(widgets=context.session_state.get_widget_states())
        context.script_requests.request_rerun(
            RerunData(widget_states=same, page_script_hash=context.page_script_hash)
        )
        return usual(*given, **named)

    monkeypatch.setattr(form, service, act_and_click)
    return came


def enter_contract(desk: AppTest, number: str) -> None:
    for key, value in (ENTERED | {"contract-number": number}).items():
        desk.text_input(key=key).set_value(value)
    for key in ("contract-signed", "contract-starts", "contract-ends"):
        desk.date_input(key=key).set_value(today())
    desk.selectbox(key="contract-place").select_index(0)


def count(table: type[Contract] | type[Round]) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_contract_is_recorded_once(desk: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    enter_contract(desk, "HT-1")
    came, before = breaks_off(monkeypatch, "record_contract"), count(Contract)

    desk = submit(desk, "contract-form", "Record the contract")

    assert (came, count(Contract)) == (["record_contract"], before + 1)
    assert not errors(desk)


def test_the_next_contract_of_the_same_visit_is_recorded_too(desk: AppTest) -> None:
    before = count(Contract)
    for number in ("HT-1", "HT-2"):
        enter_contract(desk, number)
        desk = submit(desk, "contract-form", "Record the contract")
        assert not errors(desk)

    assert count(Contract) == before + 2


def test_a_round_is_planned_once(desk: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.selectbox(key="round-contract").select_index(0)
    for key in ("round-from", "round-to"):
        desk.date_input(key=key).set_value(today())
    desk.number_input(key="round-served").set_value(40)
    frame = desk.radio(key="round-frame")
    frame.set_value(frame.options[0])
    came, before = breaks_off(monkeypatch, "plan_round"), count(Round)

    desk = submit(desk, "round-form", "Plan the round")

    assert (came, count(Round)) == (["plan_round"], before + 1)
    assert not errors(desk)


def test_what_was_refused_may_be_entered_again() -> None:
    done: list[str] = []

    def refused() -> str:
        raise InvalidInputError(NO_NAME, limit=300)

    memory = Once()
    with pytest.raises(InvalidInputError):
        memory.keep("a", refused)
    for entered in ("a", "a", "b", "a"):
        memory.keep(entered, lambda: done.append(entered) or entered)  # type: ignore[func-returns-value] # noqa: B023 - called at once
    assert done == ["a", "b"]

"""A sixth place is added by a folder that the settings name, without touching Python."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from portal.commands import portal
from portal.compliance.duties import NewDuty, duty_states, record_duty
from portal.compliance.judging import judge_contract
from portal.contracts.service import NewContract, Party, record_contract
from portal.errors import InvalidInputError
from portal.evaluation.rounds import plan_round
from portal.evaluation.schemes import adopt_scheme
from portal.identity.acting import console
from portal.policy.formulas.formula import Outcome
from portal.policy.identifiers import make_uscc
from portal.policy.installed import installed, read_library
from portal.records.region import Region
from portal.records.session import reading, writing
from portal.settings import get_settings
from tests.packs import sixth

OPERATOR = console("tester")
TODAY = date(2026, 11, 1)


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The portal's settings name a folder that holds the sixth pack."""
    folder = tmp_path / "packs"
    sixth.write_sixth(folder)
    monkeypatch.setenv("PORTAL_PACKS", str(folder))
    monkeypatch.setenv("PORTAL_VAR_DIR", str(tmp_path / "var"))
    get_settings.cache_clear()
    yield folder
    get_settings.cache_clear()


@pytest.fixture
def registered(engine: Engine) -> Engine:
    with writing(engine) as session:
        if session.get(Region, "510604") is None:
            session.add(Region(code="510604", name="罗江区", level="county", path="罗江区"))
    return engine


def contract(**changes: object) -> NewContract:
    said = {
        "title": "（虚构）服务合同",
        "number": "SX-1",
        "purchaser": Party("（虚构）购买主体", make_uscc("11", "510604", "6001")),
        "contractor": Party("（虚构）承接主体", make_uscc("52", "510604", "6002")),
        "region_code": "510604",
        "amount_yuan": "1000",
        "signed_on": date(2025, 3, 1),
        "starts_on": date(2025, 4, 1),
        "ends_on": date(2027, 3, 31),
        "place": "sixth",
    }
    return NewContract(**{**said, **changes})  # type: ignore[arg-type] # the fields of the class


def test_the_sixth_place_is_listed_after_those_that_ship(county: Path) -> None:
    assert county.is_dir()
    assert installed().places[-1] == "sixth"
    listed = CliRunner().invoke(portal, ["policy", "list"])
    assert "六府发〔2025〕6号" in listed.output


def test_its_contract_is_judged_by_its_own_rule(county: Path, registered: Engine) -> None:
    assert county.is_dir()
    with writing(registered) as session:
        kept = record_contract(session, OPERATOR, contract())
        judged = judge_contract(session, kept, TODAY)

    assert judged is not None
    found = {each.rule.id: each for each in judged.findings}
    assert found["sx-term"].outcome == Outcome.PASS
    assert found["sx-term"].figures == {"latest": date(2027, 3, 31)}
    assert found["sx-term"].citations[0].instrument.number == "六府发〔2025〕6号"


def test_a_day_too_long_needs_a_reason_that_is_published(county: Path, registered: Engine) -> None:
    assert county.is_dir()
    long = date(2027, 4, 1)
    with pytest.raises(InvalidInputError, match="give a reason"), writing(registered) as session:
        record_contract(session, OPERATOR, contract(ends_on=long))
    with writing(registered) as session:
        kept = record_contract(session, OPERATOR, contract(ends_on=long, reason="跨越春节"))
        judged = judge_contract(session, kept, TODAY)
    assert judged is not None
    failed = [each.rule.id for each in judged.findings if each.failed]
    assert "sx-term" in failed


def test_its_scheme_and_its_duties_serve_as_those_that_ship(
    county: Path, registered: Engine
) -> None:
    assert county.is_dir()
    with writing(registered) as session:
        kept = record_contract(session, OPERATOR, contract())
        scheme = adopt_scheme(session, "sixth", date(2025, 3, 1))
        round_ = plan_round(
            session,
            OPERATOR,
            contract=kept,
            scheme=scheme,
            period=(date(2025, 4, 1), date(2025, 9, 30)),
            frame="all",
            served=20,
            codes_expire_on=date(2026, 12, 31),
        )
        assert round_.scheme_digest == scheme.digest
        record_duty(
            session,
            OPERATOR,
            NewDuty(
                "sixth",
                "sx-training",
                "510604",
                kept.purchaser_id,
                date(2026, 5, 4),
                {"attendees": "12"},
                "六民发〔2026〕1号",
            ),
            TODAY,
        )
    with reading(registered) as session:
        states = duty_states(session, "sixth", "510604", since=date(2025, 1, 1), today=TODAY)
    own = [each for each in states if each.duty.id.startswith("sx-")]
    assert [(each.period, len(each.records), each.is_overdue) for each in own] == [
        ("2026", 1, False),
        ("2025", 0, True),
    ]


def test_the_shipped_packs_do_not_know_it() -> None:
    assert "sixth" not in read_library().packs

"""An invented county with a document of its own, so that no test rests on what a real one says.

Its rules are a strict one (hours), a lenient one (openness), a mere option (a fee), one for schemes
and one for notices; its duties come yearly, monthly and with an event.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from portal.compliance.judging import judge_contract
from portal.compliance.recording import record_facts
from portal.policy.findings import Finding, Judgement
from portal.records.contract import Contract
from portal.records.project import Project
from portal.records.session import reading, writing
from portal.settings import get_settings
from tests.db.town import CONTRACTOR, ELSEWHERE, PURCHASER, TODAY, Town

PLACE = "lake"
SIGNED = date(2025, 3, 1)
LAKE = "lakecontract"
FOREIGN = "farcontract"
OFFICER, COLLEAGUE, STRANGER = "officer-1", "officer-2", "officer-elsewhere"
REASON = "第一季度人手不足，已与服务机构约定补足"

PACK = """
id = "lake"
name = { zh = "（虚构）湖县", en = "Lake County (invented)" }
region = "510603"
prefix = "LK"
extends = "national"
summary = { zh = "一份虚构的文件。", en = "An invented document." }

[[instruments]]
id = "lk-2024"
title = { zh = "湖县购买社会救助服务办法", en = "Measures of Lake County" }
number = "湖府发〔2024〕1号"
signed_on = 2024-05-20
published_on = 2024-06-01
from = 2024-06-01
until = 2027-10-26
sure = "read"
"""
CLAUSE = """
[[clauses]]
id = "LK-{number}"
at = {{ zh = "第{number}条", en = "Art. {number}" }}
demand = {{ zh = "第{number}条的要求。", en = "What Art. {number} demands." }}
topic = "{topic}"
strength = "{strength}"
status = "reference"
"""
CLAUSES = "".join(
    CLAUSE.format(number=number, topic=topic, strength=strength)
    for number, topic, strength in (
        (1, "contract", "must"),
        (2, "disclosure", "in_principle"),
        (3, "payment", "may"),
        (4, "evaluation", "must"),
        (5, "evaluation", "in_principle"),
        (6, "training", "must"),
        (7, "staffing", "must"),
    )
)
RULES = """
[[rules]]
id = "lk-hours"
subject = "contract"
title = { zh = "服务时长", en = "Hours of service" }
clauses = ["LK-1"]
formula = "at_least"
with = { fact = "contract.hours", limit = 100 }

[[rules]]
id = "lk-open"
subject = "contract"
title = { zh = "公开约定", en = "Openness" }
clauses = ["LK-2"]
formula = "is_true"
with = { fact = "contract.is_open" }

[[rules]]
id = "lk-fee"
subject = "contract"
title = { zh = "费用", en = "Fee" }
clauses = ["LK-3"]
formula = "at_most"
with = { fact = "contract.fee", limit = 5000 }
when = { "contract.is_open" = true }

[[rules]]
id = "lk-said"
subject = "contract"
title = { zh = "写明事项", en = "What is written down" }
clauses = ["LK-1"]
formula = "recorded"
with = { facts = ["contract.remarks", "contract.way", "contract.ways", "contract.agreed_on"] }

[[rules]]
id = "lk-purchaser"
subject = "scheme"
title = { zh = "购买主体的权重", en = "The purchaser's weight" }
clauses = ["LK-4"]
formula = "at_most"
with = { fact = "scheme.weight.purchaser", limit = "0.5" }

[[rules]]
id = "lk-third-party"
subject = "scheme"
title = { zh = "第三方的权重", en = "The third party's weight" }
clauses = ["LK-5"]
formula = "at_least"
with = { fact = "scheme.weight.third_party", limit = "0.2" }

[[rules]]
id = "lk-budget"
subject = "notice"
title = { zh = "预算上限", en = "Ceiling of the budget" }
clauses = ["LK-3"]
strength = "must"
formula = "at_most"
with = { fact = "notice.budget", limit = 100000 }

[[rules]]
id = "lk-staff"
subject = "unit"
title = { zh = "经办人员", en = "Handling staff" }
clauses = ["LK-7"]
formula = "share_of_sum"
with = { fact = "unit.staff", of = ["unit.persons"], share = "0.002" }

[[rules]]
id = "lk-trainings"
subject = "unit"
title = { zh = "培训次数", en = "Number of trainings" }
clauses = ["LK-6"]
formula = "at_least"
with = { fact = "unit.lk_training_times", limit = 2 }
"""
FACT = """
[[facts]]
name = "{name}"
kind = "{kind}"
title = {{ zh = "{zh}", en = "{en}" }}
{more}
"""
FACTS = "".join(
    FACT.format(name=name, kind=kind, zh=zh, en=en, more=more)
    for name, kind, zh, en, more in (
        ("contract.hours", "count", "时长", "Hours", ""),
        ("contract.is_open", "yes_no", "是否公开", "Open", ""),
        ("contract.fee", "fen", "费用", "Fee", ""),
        ("contract.remarks", "text", "说明", "Remarks", ""),
        ("contract.way", "code", "方式", "Way", 'list = "ways"'),
        ("contract.ways", "codes", "多种方式", "Ways", 'list = "ways"'),
        ("contract.agreed_on", "date", "约定日期", "Agreed on", ""),
        ("unit.staff", "count", "经办人员", "Staff", ""),
        ("unit.persons", "count", "救助人数", "Persons", ""),
        ("unit.lk_training_times", "count", "培训次数", "Trainings", ""),
    )
)
LISTS = """
[[lists]]
id = "ways"
title = { zh = "服务方式", en = "Ways of service" }
clauses = ["LK-1"]
[[lists.items]]
code = "visit"
title = { zh = "上门", en = "Visit" }
[[lists.items]]
code = "call"
title = { zh = "电话", en = "Call" }
[[lists.items]]
code = "letter"
title = { zh = "信函", en = "Letter" }
until = 2024-12-31
[[lists.items]]
code = "video"
title = { zh = "视频", en = "Video" }
from = 2026-01-01
"""
DUTIES = """
[[duties]]
id = "lk-training"
title = { zh = "业务培训", en = "Training" }
clauses = ["LK-6"]
unit = "county"
every = "year"
at_least = 2
due = "11-30"
[[duties.fields]]
name = "attendees"
kind = "count"
title = { zh = "参加人数", en = "Attendees" }
[[duties.fields]]
name = "topic"
kind = "text"
title = { zh = "培训内容", en = "Topic" }
optional = true
[[duties.fields]]
name = "way"
kind = "code"
title = { zh = "方式", en = "Way" }
list = "ways"
optional = true

[[duties]]
id = "lk-report"
title = { zh = "月报", en = "Monthly report" }
clauses = ["LK-7"]
unit = "county"
every = "month"
[[duties.fields]]
name = "persons"
kind = "count"
title = { zh = "救助人数", en = "Persons" }
[[duties.fields]]
name = "staff"
kind = "count"
title = { zh = "经办人员", en = "Staff" }
optional = true

[[duties]]
id = "lk-inspection"
title = { zh = "检查", en = "Inspection" }
clauses = ["LK-7"]
unit = "township"
every = "event"
"""
FILES = {
    "pack.toml": PACK,
    "clauses.toml": CLAUSES,
    "rules.toml": RULES,
    "facts.toml": FACTS,
    "lists.toml": LISTS,
    "duties.toml": DUTIES,
}


@contextmanager
def installed_from(folder: Path) -> Iterator[None]:
    """The portal runs with the packs of this folder, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTAL_PACKS", str(folder))
        get_settings.cache_clear()
        yield
    get_settings.cache_clear()


def write_pack(folder: Path) -> Path:
    """The county's pack in a folder that the settings may name."""
    (folder / PLACE).mkdir()
    for name, text in FILES.items():
        (folder / PLACE / name).write_text(text, encoding="utf-8")
    return folder


def settle_lake(engine: Engine) -> None:
    """A contract of the town's purchaser and one of the other's, both governed by the county."""
    with writing(engine) as session:
        for key, purchaser in ((LAKE, PURCHASER), (FOREIGN, ELSEWHERE)):
            project = f"{key}project"
            session.add(Project(id=project, title="湖县项目", place=PLACE, purchaser_id=purchaser))
            session.flush()
            session.add(contract(key, project, purchaser))


def contract(key: str, project: str, purchaser: str = PURCHASER, **changes: Any) -> Contract:
    """A contract of half a year, signed in the county's time."""
    said: dict[str, Any] = {
        "title": "湖县社会救助服务合同",
        "region_code": "510603" if purchaser == PURCHASER else "440000",
        "signed_on": SIGNED,
        "starts_on": date(2025, 3, 2),
        "ends_on": date(2025, 8, 31),
    }
    return Contract(
        id=key,
        project_id=project,
        purchaser_id=purchaser,
        contractor_id=CONTRACTOR,
        **(said | changes),
    )


def record(
    town: Town, said: Mapping[str, object], reason: str = "", who: str = OFFICER, on: str = LAKE
) -> int:
    """What somebody states of a contract; how many facts changed."""
    return town.act(who, lambda s, person: record_facts(s, person, on, said, reason))


def judged(town: Town, contract_id: str = LAKE, today: date = TODAY) -> Judgement:
    """What the rules conclude about a contract."""
    with reading(town.engine) as session:
        found = judge_contract(session, session.get_one(Contract, contract_id), today)
    assert found is not None
    return found


def outcomes(judgement: Judgement, prefix: str = "lk-") -> dict[str, str]:
    """Rule → what came out, for the rules whose ids begin so."""
    return {
        each.rule.id: each.outcome.value
        for each in judgement.findings
        if each.rule.id.startswith(prefix)
    }


def by_id(judgement: Judgement, rule: str) -> Finding:
    """What one rule concludes."""
    return next(each for each in judgement.findings if each.rule.id == rule)

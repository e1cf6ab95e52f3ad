"""A small sixth pack, as a county would write it for itself; every word of it is invented."""

from pathlib import Path

PACK = """
id = "sixth"
name = { zh = "（虚构）第六县", en = "Sixth County (invented)" }
region = "510604"
prefix = "SX"
extends = "national"
summary = { zh = "一份虚构的文件。", en = "An invented document." }

[[instruments]]
id = "sx-2025"
title = { zh = "第六县购买社会救助服务办法", en = "Measures of Sixth County" }
number = "六府发〔2025〕6号"
signed_on = 2025-01-06
published_on = 2025-01-10
from = 2025-02-01
until = 2030-01-31
sure = "read"
"""
CLAUSES = """
[[clauses]]
id = "SX-1"
at = { zh = "第一条", en = "Art. 1" }
words = "合同期限不超过2年"
demand = { zh = "合同期限最长2年。", en = "A contract runs two years at most." }
topic = "contract"
strength = "must"
status = "enforced"
where = ["rule:sx-term"]

[[clauses]]
id = "SX-2"
at = { zh = "第二条", en = "Art. 2" }
words = "每年培训不少于3次"
demand = { zh = "每年至少培训3次。", en = "At least three trainings a year." }
topic = "training"
strength = "must"
status = "recorded"
where = ["duty:sx-training"]
"""
RULES = """
[[rules]]
id = "sx-term"
subject = "contract"
title = { zh = "合同期限", en = "Term of the contract" }
clauses = ["SX-1"]
formula = "term_at_most"
with = { start = "contract.starts_on", end = "contract.ends_on", years = 2 }
"""
DUTIES = """
[[duties]]
id = "sx-training"
title = { zh = "业务培训", en = "Training" }
clauses = ["SX-2"]
unit = "county"
every = "year"
at_least = 3

[[duties.fields]]
name = "attendees"
kind = "count"
title = { zh = "参加人数", en = "Attendees" }
"""
SCHEME = """
id = "sixth-2025"
title = { zh = "第六县评价方案", en = "Scheme of Sixth County" }

[sources]
parties = { zh = "虚构", en = "invented" }

[[parties]]
party = "beneficiary"
weight = 0.6

[[parties]]
party = "purchaser"
weight = 0.4

[[indicators]]
id = "attitude"
party = "beneficiary"
dimension = "service_effect"
weight = 1
scale = "five-level"
title = { zh = "服务态度", en = "Attitude" }
question = { zh = "您满意吗？", en = "Are you satisfied?" }

[[indicators]]
id = "delivery"
party = "purchaser"
dimension = "service_effect"
weight = 1
scale = "points"
title = { zh = "服务完成情况", en = "Delivery" }

[dimension_titles]
service_effect = { zh = "服务成效", en = "Service effect" }
"""
FILES = {
    "pack.toml": PACK,
    "clauses.toml": CLAUSES,
    "rules.toml": RULES,
    "duties.toml": DUTIES,
    "scheme.toml": SCHEME,
}


def write_sixth(folder: Path, **changed: str) -> Path:
    """The folder of the pack inside ``folder``; ``changed`` replaces whole files (``rules=…``)."""
    pack = folder / "sixth"
    pack.mkdir(parents=True)
    for name, text in FILES.items():
        said = changed.get(name.removesuffix(".toml"), text)
        (pack / name).write_text(said, encoding="utf-8")
    return pack

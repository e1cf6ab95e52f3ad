"""The marked accounts one can sign in with in a demonstration, for visitors and for the seed."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final, Literal

Language = Literal["zh", "en"]


class DemoRole(StrEnum):
    """What a demonstration account stands for; it grants nothing by itself."""

    BENEFICIARY = "beneficiary"
    THIRD_PARTY = "third_party"
    PURCHASER = "purchaser"
    FINANCE = "finance"
    CONTRACTOR = "contractor"
    OPERATOR = "operator"


@dataclass(frozen=True)
class Text:
    """One label in both languages of the portal."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the label as shown to a reader of this language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class DemoAccount:
    """An invented person; ``subject`` is the ``sub`` of the ID token, ``task`` what to try."""

    subject: str
    role: DemoRole
    name: Text
    task: Text


ROLE_NAMES: Final[dict[DemoRole, Text]] = {
    DemoRole.BENEFICIARY: Text("服务对象", "Beneficiaries"),
    DemoRole.THIRD_PARTY: Text("第三方评价机构", "Third-party evaluator"),
    DemoRole.PURCHASER: Text("购买主体", "Purchaser"),
    DemoRole.FINANCE: Text("财政部门", "Finance department"),
    DemoRole.CONTRACTOR: Text("承接主体", "Contractor"),
    DemoRole.OPERATOR: Text("平台运维", "Operator"),
}

_RATE: Final = Text("为收到的服务打分", "Rates the service received")

_ACCOUNTS: Final = (
    DemoAccount(
        "demo-beneficiary-1",
        DemoRole.BENEFICIARY,
        Text("演示服务对象甲", "Demo beneficiary A"),
        _RATE,
    ),
    DemoAccount(
        "demo-beneficiary-2",
        DemoRole.BENEFICIARY,
        Text("演示服务对象乙", "Demo beneficiary B"),
        _RATE,
    ),
    DemoAccount(
        "demo-beneficiary-3",
        DemoRole.BENEFICIARY,
        Text("演示服务对象丙", "Demo beneficiary C"),
        _RATE,
    ),
    DemoAccount(
        "demo-evaluator-1",
        DemoRole.THIRD_PARTY,
        Text("演示评价员", "Demo evaluator"),
        Text("为受托评价的合同打分并提交", "Scores the contracts assigned, and submits"),
    ),
    DemoAccount(
        "demo-officer-1",
        DemoRole.PURCHASER,
        Text("演示经办人甲", "Demo officer A"),
        Text("录入购买主体的评分", "Enters the purchaser's scores"),
    ),
    DemoAccount(
        "demo-officer-2",
        DemoRole.PURCHASER,
        Text("演示经办人乙", "Demo officer B"),
        Text("开启、截止并公布评价轮次", "Opens, closes and publishes rounds"),
    ),
    DemoAccount(
        "demo-finance-1",
        DemoRole.FINANCE,
        Text("演示财政经办人", "Demo finance officer"),
        Text("依程序管理承接主体的信用记录", "Keeps the credit records by due process"),
    ),
    DemoAccount(
        "demo-finance-2",
        DemoRole.FINANCE,
        Text("演示财政复核人", "Second demo finance officer"),
        Text("决定信用记录的录入和修复", "Decides on entering and repairing credit records"),
    ),
    DemoAccount(
        "demo-contractor-1",
        DemoRole.CONTRACTOR,
        Text("演示承接机构代表", "Demo contractor"),
        Text("公布前查看评价并申辩", "Reads what is said before it is published, and replies"),
    ),
    DemoAccount(
        "demo-operator-1",
        DemoRole.OPERATOR,
        Text("演示运维员", "Demo operator"),
        Text("发放邀评码，维护平台", "Issues one-time codes and looks after the portal"),
    ),
)


def accounts() -> tuple[DemoAccount, ...]:
    """Return every demonstration account, in the order in which they are offered."""
    return _ACCOUNTS


@cache
def _by_subject() -> dict[str, DemoAccount]:
    return {account.subject: account for account in _ACCOUNTS}


def find_account(subject: str) -> DemoAccount | None:
    """Return the account with this subject, if there is one."""
    return _by_subject().get(subject)

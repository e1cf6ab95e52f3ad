"""The screens of the portal: their addresses, names and what each tells its reader."""

from dataclasses import dataclass

from portal.locale import marked


@dataclass(frozen=True)
class Screen:
    """One page; its name is its file, its address and its key in the navigation."""

    name: str
    title: str
    """Message in English, translated where it is shown"""
    lead: str
    """What this page tells its reader, in one sentence"""
    is_public: bool = True
    in_menu: bool = False

    @property
    def address(self) -> str:
        """The path of the page."""
        return "/" if self.name == HOME else f"/{self.name}"


HOME = "home"

SCREENS = (
    Screen(
        HOME,
        marked("Sunlight on social assistance"),
        marked("What governments buy in social assistance, from whom, for how much, and how good."),
        in_menu=True,
    ),
    Screen(
        "notices",
        marked("Notices"),
        marked("What is bought, by whom and for how much, as the purchasers announced it."),
        in_menu=True,
    ),
    Screen(
        "notice",
        marked("Notice"),
        marked("One announcement with its source and every version it had."),
    ),
    Screen(
        "spending",
        marked("Spending in pictures"),
        marked("Where the money goes: by region, service and method, over time, and how fast."),
    ),
    Screen(
        "contracts",
        marked("Contracts"),
        marked("Who was contracted, for how much and until when, and whether the rules were kept."),
        in_menu=True,
    ),
    Screen(
        "contract",
        marked("Contract details"),
        marked("One contract: its parties and terms, how it was judged, and how good it was."),
    ),
    Screen(
        "contractors",
        marked("Contractors"),
        marked("Who provides the services: every organisation with a contract or an award here."),
    ),
    Screen(
        "contractor",
        marked("Contractor details"),
        marked("One organisation: its contracts here, their results, and the notices naming it."),
    ),
    Screen(
        "evaluations",
        marked("Evaluation results"),
        marked("How good the services are, as the people who receive them and others judged."),
        in_menu=True,
    ),
    Screen(
        "evaluation",
        marked("Evaluation result"),
        marked("One result, how it was computed, and what it does not say."),
    ),
    Screen(
        "punctuality",
        marked("Punctuality"),
        marked("Who publishes in time what the law asks for, who is late, and who says nothing."),
    ),
    Screen(
        "credit",
        marked("Credit records"),
        marked("What effective decisions say of contractors, as long as the law lets it be shown."),
        in_menu=True,
    ),
    Screen(
        "withdrawals",
        marked("Withdrawals"),
        marked("What led to a person and is therefore gone: when, why and on which basis."),
    ),
    Screen(
        "data",
        marked("Data"),
        marked("Every public table as a file, and how to recompute a result yourself."),
        in_menu=True,
    ),
    Screen(
        "policies",
        marked("Rules"),
        marked(
            "What the documents of each place demand, clause by clause, and what acts on it here."
        ),
        in_menu=True,
    ),
    Screen(
        "findings",
        marked("Findings"),
        marked("Which contracts, rounds and notices met a clause, and which did not."),
    ),
    Screen(
        "method",
        marked("How we compute"),
        marked("How every figure here is computed, why so, and what it does not tell."),
    ),
    Screen(
        "rate",
        marked("Rate a service"),
        marked("Say how the service was for you. Your answer carries no name and no time."),
        in_menu=True,
    ),
    Screen(
        "assess",
        marked("Assess"),
        marked("The score sheets assigned to you as an evaluator."),
        is_public=False,
    ),
    Screen(
        "desk",
        marked("Desk"),
        marked("Your organisation's notices and evaluation rounds: write, review, issue, publish."),
        is_public=False,
    ),
    Screen(
        "account",
        marked("Account"),
        marked("Who you are signed in as, and what you may do here."),
    ),
)

BY_NAME = {screen.name: screen for screen in SCREENS}

"""Setting a scene in the server's own database: rounds, codes, ballots and sheets."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Engine, func, select

from portal.demo.projects import demo_projects
from portal.evaluation.assessments import Sheet, assign_assessor, list_assigned, submit_sheet
from portal.evaluation.ballots import cast_ballot
from portal.evaluation.invitations import by_code, invite_subject, issue_codes
from portal.evaluation.rounds import get_round, open_round, plan_round
from portal.evaluation.scheme import Party, Scheme
from portal.evaluation.yardstick import scheme_of
from portal.identity.acting import acting_for, console
from portal.identity.grants import find_account
from portal.records.contract import Contract
from portal.records.evaluation import Assessment, Ballot, Invitation, Round
from portal.records.session import reading, writing
from portal.records.tables import MODULES
from portal.today import today
from portal.ui import words
from tests.e2e.server import Server

EVALUATOR, SCORER, RUNNER = "demo-evaluator-1", "demo-officer-1", "demo-officer-2"
STAFF = {"purchaser": SCORER, "using_unit": SCORER, "third_party": EVALUATOR}
OPERATOR = console("tests")
assert MODULES  # a table refers to others by name, so all have to be known


@dataclass(frozen=True)
class Scene:
    """One round of the invented contract of a place, for one test alone."""

    server: Server
    round_id: str
    title: str
    period: str
    """As a page says it"""

    @property
    def label(self) -> str:
        """How the round is called where one chooses among several."""
        return f"{self.title} {self.period}"

    @property
    def engine(self) -> Engine:
        """The way into the server's database."""
        return self.server.engine()

    @property
    def secret(self) -> bytes:
        """The key of the installation's codes."""
        return self.server.settings.key_for("invitations")

    def scheme(self) -> Scheme:
        """The yardstick of the round."""
        with reading(self.engine) as session:
            return scheme_of(get_round(session, self.round_id))

    def codes(self, count: int) -> list[str]:
        """Fresh codes of the round."""
        with writing(self.engine) as session:
            return list(issue_codes(session, OPERATOR, self.secret, self.round_id, count))

    def invite(self, subject: str) -> None:
        """Let a demonstration account rate by signing in."""
        issuer = self.server.settings.account_issuer
        with writing(self.engine) as session:
            invite_subject(session, OPERATOR, self.secret, self.round_id, (issuer, subject))

    def open(self) -> None:
        """Let ballots in."""
        with writing(self.engine) as session:
            open_round(session, OPERATOR, self.round_id, today())

    def appoint(self) -> None:
        """Give the demonstration's evaluator and its first officer a sheet each."""
        issuer = self.server.settings.account_issuer
        with writing(self.engine) as session:
            for party in (each.party.value for each in self.scheme().parties):
                account = find_account(session, issuer, STAFF.get(party, ""))
                if account:
                    assign_assessor(session, OPERATOR, self.round_id, account, party)

    def vote(self, count: int) -> None:
        """Ballots of other people, cast as a page casts them."""
        questions = len(self.scheme().beneficiary_indicators)
        codes = self.codes(count)
        with writing(self.engine) as session:
            for number, code in enumerate(codes):
                answers = "5445"[number % 4] * questions
                cast_ballot(session, self.round_id, by_code(self.secret, code), answers, today())

    def submit(self, subject: str, points: str) -> None:
        """The sheet of somebody else, filled in and locked."""
        person_of = (self.server.settings.account_issuer, subject)
        with writing(self.engine) as session:
            person = acting_for(session, *person_of)
            for sheet in list_assigned(session, person):
                if sheet.round_id == self.round_id:
                    indicators = self.scheme().indicators_of(Party(sheet.party))
                    filled = Sheet({each.id: points for each in indicators}, {})
                    submit_sheet(session, person, sheet.id, filled)

    def ballots(self) -> int:
        """How many ballots the round holds."""
        return self._count(Ballot)

    def used(self) -> int:
        """How many invitations of the round are used up."""
        with reading(self.engine) as session:
            statement = select(func.count()).where(
                Invitation.round_id == self.round_id, Invitation.is_used
            )
            return session.scalar(statement) or 0

    def state(self) -> str:
        """Where the round stands."""
        with reading(self.engine) as session:
            return get_round(session, self.round_id).state.value

    def sheet_of(self, subject: str) -> str:
        """The id of somebody's sheet in the round."""
        with reading(self.engine) as session:
            person = acting_for(session, self.server.settings.account_issuer, subject)
            sheets = list_assigned(session, person)
            return next(each.id for each in sheets if each.round_id == self.round_id)

    def sheet_state(self, sheet_id: str) -> str:
        """Where a sheet stands."""
        with reading(self.engine) as session:
            return session.get_one(Assessment, sheet_id).state.value

    def _count(self, table: type[Ballot]) -> int:
        with reading(self.engine) as session:
            statement = select(func.count()).select_from(table)
            return session.scalar(statement.where(table.round_id == self.round_id)) or 0


def plan(server: Server, place: str, begin: date) -> Scene:
    """A round of a place's invented contract; ``begin`` tells it from the other tests' rounds."""
    end = begin + timedelta(days=27)
    project = next(each for each in demo_projects() if each.place == place)
    with writing(server.engine()) as session:
        contract = session.scalars(
            select(Contract).where(Contract.title == project.title, Contract.is_demo)
        ).one()
        earlier = session.scalars(select(Round).where(Round.contract_id == contract.id)).first()
        assert earlier
        round_ = plan_round(
            session,
            OPERATOR,
            contract=contract,
            scheme=earlier.scheme,
            period=(begin, end),
            frame="all",
            served=60,
            codes_expire_on=today() + timedelta(days=30),
        )
        return Scene(server, round_.id, project.title, str(words.period(begin, end)))

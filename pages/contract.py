"""One contract: its parties and terms, whether the rules were kept, and how good it was."""

from portal.compliance.judging import judge_recorded_contract
from portal.disclosure.contracts import CONTRACTS
from portal.disclosure.describing import describe
from portal.disclosure.evaluations import EVALUATIONS, EvaluationFilter
from portal.disclosure.pages import find_row, read_page
from portal.disclosure.timeline import read_timeline
from portal.disclosure.trail import list_around_contract, project_of_contract
from portal.errors import NotFoundError
from portal.locale import gettext
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.today import today
from portal.ui import contract_view, finding_view, frame, timeline_view
from portal.ui.citation_view import citation


def main() -> None:
    """Show the page."""
    contract_id = frame.asked().get("id", "")
    with reading() as session:
        row = find_row(session, CONTRACTS, contract_id)
        if row is None:
            raise NotFoundError("no contract has the id {id}", id=contract_id[:40])
        described = describe(session, "contract", row)
        results = read_page(session, EVALUATIONS, EvaluationFilter(contract=contract_id))
        related = list_around_contract(session, contract_id)
        line = read_timeline(session, project_of_contract(session, contract_id), today())
        judged = judge_recorded_contract(session, contract_id, today())
    frame.show_title(
        BY_NAME["contract"],
        title=row["title"],
        trail=[("/contracts", gettext("Contracts"))],
    )
    frame.show(
        frame.demo_note() if row["demonstration"] else None,
        finding_view.brief((judged.contract,)),
        contract_view.terms(row),
        contract_view.results(results, related),
        timeline_view.timeline(line, contract_id),
        finding_view.findings((judged.contract,), judged.reasons),
        finding_view.recorded(judged.recorded, row["place"] or ""),
        contract_view.files(contract_id),
        citation(described),
    )


main()

"""One contractor: who it is, its contracts and their results here, and the notices naming it."""

from portal.disclosure.contractors import CONTRACTORS, notices_naming
from portal.disclosure.contracts import CONTRACTS, ContractFilter
from portal.disclosure.describing import describe
from portal.disclosure.evaluations import EVALUATIONS, EvaluationFilter
from portal.disclosure.pages import find_row, read_page
from portal.errors import NotFoundError
from portal.locale import gettext
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.ui import contractor_view, frame
from portal.ui.citation_view import citation
from portal.ui.credit_view import credit_section


def main() -> None:
    """Show the page."""
    contractor_id = frame.asked().get("id", "")
    with reading() as session:
        row = find_row(session, CONTRACTORS, contractor_id)
        if row is None:
            raise NotFoundError("no contractor has the id {id}", id=contractor_id[:40])
        described = describe(session, "contractor", row)
        contracts = read_page(session, CONTRACTS, ContractFilter(contractor=contractor_id))
        results = read_page(session, EVALUATIONS, EvaluationFilter(contractor=contractor_id))
        notices = notices_naming(session, contractor_id)
        credit = credit_section(session, contractor_id)
    frame.show_title(
        BY_NAME["contractor"],
        title=row["name"],
        trail=[
            ("/contracts", gettext("Contracts")),
            ("/contractors", gettext("Contractors")),
        ],
    )
    frame.show(
        frame.demo_note() if row["demonstration"] else None,
        contractor_view.who(row),
        contractor_view.contracts(row, contracts),
        contractor_view.results(row, results),
        credit,
        contractor_view.naming(row, notices),
        contractor_view.files(contractor_id),
        citation(described),
    )


main()

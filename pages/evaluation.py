"""One evaluation result: the figure, who gave it, how it was computed, what it is not."""

from portal.compliance.judging import judge_evaluation
from portal.disclosure.bundles import get_bundle
from portal.disclosure.describing import describe
from portal.disclosure.evaluations import EVALUATIONS
from portal.disclosure.ocds import record_of_evaluation
from portal.disclosure.pages import find_row
from portal.disclosure.trail import list_around_result
from portal.errors import NotFoundError
from portal.evaluation.schemes import sources_for
from portal.evaluation.scoring import evaluate
from portal.locale import gettext
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.today import today
from portal.ui import evaluation_view, finding_view, frame, notice_view, ocds_view
from portal.ui.citation_view import citation
from portal.ui.evaluation_contract import contract_rated
from portal.ui.evaluation_working import explain_working


def main() -> None:
    """Show the page."""
    evaluation_id = frame.asked().get("id", "")
    with reading() as session:
        row = find_row(session, EVALUATIONS, evaluation_id)
        if row is None:
            raise NotFoundError("no public evaluation has the id {id}", id=evaluation_id[:40])
        described = describe(session, "evaluation", row)
        bundle = get_bundle(session, evaluation_id)
        related = list_around_result(session, evaluation_id)
        record = record_of_evaluation(session, evaluation_id)
        judged = judge_evaluation(session, evaluation_id, today())
    result = evaluate(bundle)
    frame.show_title(
        BY_NAME["evaluation"],
        title=row["contract"],
        trail=[("/evaluations", gettext("Evaluation results"))],
    )
    frame.show(
        frame.demo_note() if row["demonstration"] else None,
        frame.note(row["remark"], plain=True) if row["remark"] else None,
        evaluation_view.outcome(row, bundle.scheme),
        evaluation_view.people(row),
        finding_view.brief((judged.contract, judged.round)),
        contract_rated(row),
        evaluation_view.parties(result),
    )
    evaluation_view.show_answers(bundle)
    frame.show(
        explain_working(bundle, result),
        evaluation_view.scheme(
            bundle, row["scheme_digest"], sources_for(row["scheme"], row["place"])
        ),
        evaluation_view.limits(),
        finding_view.findings((judged.contract, judged.round), judged.reasons),
        finding_view.recorded(judged.recorded, row["place"] or ""),
        notice_view.trail(related),
        evaluation_view.files(evaluation_id),
        ocds_view.link_to(record),
        citation(described),
    )


main()

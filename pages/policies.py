"""The rules: each place's document, clause by clause, and the duty register."""

from portal.disclosure.policies import Question, read_question
from portal.locale import gettext, pick
from portal.policy.installed import installed
from portal.policy.library import Citation
from portal.policy.model import Pack
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.today import today
from portal.ui import frame
from portal.ui.markup import address
from portal.ui.policy_view.clause_view import clause_page
from portal.ui.policy_view.clauses import PATH, clause_list
from portal.ui.policy_view.document import documents
from portal.ui.policy_view.duty_view import nations_duties
from portal.ui.policy_view.front import front, place_summary
from portal.ui.policy_view.register import read_register, show_register
from portal.ui.policy_view.terms import TOPICS
from portal.ui.policy_view.wordings import wordings


def main() -> None:
    """Show what the address asks for."""
    question = read_question(frame.asked(), installed(), today())
    if question.citation:
        _clause(question.citation)
    elif question.pack and question.is_register:
        _register(question, question.pack)
    elif question.pack:
        _title(_name(question.pack))
        frame.show(
            place_summary(question.pack),
            documents(installed(), question.pack, today()),
            clause_list(installed(), question.pack, question),
        )
    elif question.topic:
        _title(gettext(TOPICS[question.topic]))
        frame.show(wordings(installed(), question.topic))
    else:
        _title(None)
        frame.show(front(installed(), today()))


def _title(title: str | None, *trail: tuple[str, str]) -> None:
    above = [(PATH, gettext("Rules"))] if title else []
    frame.show_title(BY_NAME["policies"], title=title, trail=[*above, *trail], here=title)


def _name(pack: Pack) -> str:
    return pick(pack.place.name.labels())


def _clause(cited: Citation) -> None:
    pack = installed().packs[cited.place]
    at = pick(cited.clause.at.labels())
    _title(f"{cited.clause.id} · {at}", (address(PATH, place=pack.id), _name(pack)))
    frame.show(clause_page(installed(), cited, today()))


def _register(question: Question, pack: Pack) -> None:
    title = gettext("Duty register: {place}").format(place=_name(pack))
    trail = (address(PATH, place=pack.id), _name(pack))
    if pack.place.extends is None:
        _title(title, trail)
        frame.show(nations_duties(installed(), pack))
        return
    with reading() as session:
        register = read_register(session, question, pack, today())
    _title(title, trail)
    frame.show(show_register(installed(), register))


main()

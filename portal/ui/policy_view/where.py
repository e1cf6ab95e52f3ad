"""From a clause to everything that embodies it: rules, lists, duties, facts, pages and columns."""

from collections.abc import Callable, Mapping

from portal.disclosure.catalogue import TABLES
from portal.locale import gettext, labelled, pick
from portal.policy.library import NATIONAL, Citation, Library
from portal.sitemap import BY_NAME, HOME
from portal.ui.markup import Html, address, join, link, tag

LISTED = {"notice": "notices", "evaluation": "evaluations"}
"""Pages that show one record, and the list that leads to it"""


def clause_link(clause_id: str) -> Html:
    """A clause by its id."""
    return link(address("/policies", clause=clause_id), clause_id)


def clause_links(clauses: tuple[str, ...]) -> Html:
    """Several clauses, one after another."""
    return join(map(clause_link, clauses), between=" ")


def place_link(library: Library, place: str) -> Html:
    """A place's own page."""
    return link(address("/policies", place=place), pick(library.packs[place].place.name.labels()))


def register_address(place: str, **more: str | None) -> str:
    """Where the duty register of a place is shown."""
    return address("/policies", {"place": place, "view": "duties"}, **more)


def embodied(library: Library, cited: Citation) -> Html | None:
    """What the register names for a clause, each with the way to it."""
    shown = dict.fromkeys(_reference(library, cited, each) for each in cited.clause.where)
    return tag("span", *shown, class_="where") if shown else None


def _reference(library: Library, cited: Citation, where: str) -> Html:
    kind, _, name = where.partition(":")
    on_clause = address("/policies", clause=cited.clause.id)
    titles: Mapping[str, Callable[[], tuple[str, str, str]]] = {
        "rule": lambda: (gettext("Rule"), _rule_title(library, name), on_clause),
        "risk": lambda: (gettext("Risk"), _rule_title(library, name), on_clause),
        "list": lambda: (gettext("List"), _list_title(library, cited.place, name), on_clause),
        "duty": lambda: (
            gettext("Duty register"),
            _duty_title(library, cited.place, name),
            register_address(cited.place),
        ),
        "fact": lambda: (
            gettext("Fact on record"),
            _fact_title(library, cited.place, name),
            on_clause,
        ),
        "page": lambda: (gettext("Page"), *_page(name)),
        "column": lambda: (gettext("Data"), *_column(name)),
        "scheme": lambda: (gettext("Scheme"), *_scheme(library, name)),
    }
    label, title, way = titles[kind]()
    return tag("span", labelled(label), link(way, title))


def _rule_title(library: Library, name: str) -> str:
    for pack in library.packs.values():
        for each in (*pack.rules, *pack.risks):
            if each.id == name:
                return pick(each.title.labels())
    return name


def _list_title(library: Library, place: str, name: str) -> str:
    found = library.lists(place).get(name)
    return pick(found.title.labels()) if found else name


def _duty_title(library: Library, place: str, name: str) -> str:
    found = library.duties(place).get(name)
    return pick(found.title.labels()) if found else name


def _fact_title(library: Library, place: str, name: str) -> str:
    found = library.facts(place).get(name)
    return pick(found.title.labels()) if found else name


def _page(path: str) -> tuple[str, str]:
    name = path.strip("/") or HOME
    screen = BY_NAME.get(LISTED.get(name, name))
    return (gettext(screen.title), screen.address) if screen else (path, "/")


def _column(name: str) -> tuple[str, str]:
    table, _, column = name.partition(".")
    if table not in TABLES:
        return table, "/data"
    title = pick(TABLES[table].title)
    names = {each.name: pick(each.label) for each in TABLES[table].table.columns}
    said = labelled(title, names.get(column, column)) if column else title
    return said, f"/data#{table}"


def _scheme(library: Library, place: str) -> tuple[str, str]:
    pack = library.packs.get(place)
    if pack is None or pack.scheme is None:
        return place, "/evaluations"
    title = pick(pack.scheme.get("title", pack.place.name.labels()))
    return title, evaluations_address(library, place)


def findings_address(library: Library, clause_id: str) -> str | None:
    """The records that a clause was held against; None where no rule rests on it."""
    acts = library.acts(clause_id)
    is_judged = acts.get("rule") or acts.get("risk")
    return address("/findings", clause=clause_id) if is_judged else None


def evaluations_address(library: Library, place: str) -> str:
    """The published results of a place."""
    region = None if place == NATIONAL else library.packs[place].place.region
    return address("/evaluations", region=region)

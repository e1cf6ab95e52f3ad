"""The pictures of spending, each with its numbers as a table and as a file beside it."""

from collections.abc import Mapping, Sequence
from statistics import quantiles

from portal.disclosure.formats.statistics import label_of
from portal.disclosure.spending import Figure
from portal.disclosure.waiting import Wait, median
from portal.locale import gettext, labelled, ngettext, pick
from portal.notices.types import ProcurementMethod
from portal.records.region import Region
from portal.ui import frame, words
from portal.ui.markup import Child, Html, address, join, link, tag
from portal.ui.spending_charts import Bar, show_columns, show_rows

FILE = "/data/spending.csv"
FEN_IN_WAN = 1_000_000
MOST_MONTHS = 36
SHADES = 4
DAY_CLASSES = (0, 31, 61, 91, 121, 181, 366)
MOST_PURCHASERS = 15


def show_total(figures: Sequence[Figure]) -> None:
    """How much all of it is."""
    purchases, fen = _sum(figures)
    frame.show(
        tag(
            "p",
            tag("span", words.money(fen, "CNY"), class_="big"),
            tag("span", ngettext("{count} purchase", "{count} purchases", purchases)),
            class_="figure",
        )
    )


def show_regions(
    query: Mapping[str, str], below: Sequence[Region], figures: Sequence[Figure]
) -> None:
    """A tile for every region of the next level, those that bought nothing included."""
    by_code = {each.value: each for each in figures}
    tiles = [(each.code, each.name, by_code.get(each.code)) for each in below]
    known = {code for code, _, _ in tiles}
    tiles += [
        (each.value, each.label or each.value, each)
        for each in figures
        if each.value and each.value not in known
    ]
    bounds = _bounds([each.fen for each in figures])
    frame.show(
        tag(
            "ul",
            *(_tile(query, code, name, figure, bounds) for code, name, figure in tiles),
            class_="tiles",
        ),
        tag(
            "p",
            gettext(
                "The darker the tile, the more was spent; each says the amount. No data means that "
                "nothing of it is recorded here, not that nothing was bought."
            ),
            class_="soft small",
        ),
    )
    rows = [
        (
            link(address("/spending", query, region=each.value), _name(each, "region"))
            if each.value and each.value != query.get("region")
            else _name(each, "region"),
            *_numbers(each, figures),
        )
        for each in figures
    ]
    _numbers_beside(query, "region", gettext("Region"), rows)


def show_over_time(query: Mapping[str, str], months: Sequence[Figure]) -> None:
    """By month, and by year where there are many months."""
    dated = [each for each in months if each.value]
    names, by_year = _span([each.value for each in dated])
    sums = {name: [0, 0] for name in names}
    for each in dated:
        spent = sums[each.value[:4] if by_year else each.value]
        spent[0] += each.purchases
        spent[1] += each.fen
    bars = [Bar(name, fen / FEN_IN_WAN, _wan(fen)) for name, (_, fen) in sums.items()]
    if bars:
        alt = gettext("Spending over time, as in the table")
        show_columns(bars, gettext("10,000 yuan"), alt)
    else:
        frame.show(tag("p", gettext("None of these purchases has a day on record.")))
    everything = _sum(months)[1]
    rows: list[Sequence[Child]] = [
        (name, f"{count:,}", words.money(fen, "CNY"), _share(fen, everything))
        for name, (count, fen) in sums.items()
        if count
    ]
    undated = [each for each in months if not each.value]
    rows += [(gettext("undated"), *_numbers(each, months)) for each in undated]
    head = gettext("Year") if by_year else gettext("Month")
    _numbers_beside(query, "year" if by_year else "month", head, rows)


def _span(months: Sequence[str]) -> tuple[list[str], bool]:
    """Every month from the first to the last, those without spending too; years if they are many.

    And whether they are years.
    """
    if not months:
        return [], False
    first, last = (int(each[:4]) * 12 + int(each[5:]) - 1 for each in (min(months), max(months)))
    if last - first < MOST_MONTHS:
        return [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(first, last + 1)], False
    return [f"{year:04}" for year in range(first // 12, last // 12 + 1)], True


def show_methods(query: Mapping[str, str], figures: Sequence[Figure]) -> None:
    """The share of each way to buy, single source named first."""
    purchases, everything = _sum(figures)
    single = [each for each in figures if each.value == ProcurementMethod.SINGLE_SOURCE]
    count, fen = _sum(single)
    sentence = gettext(
        "Bought from a single source without competition: {share} of the money, {count} of {all} "
        "purchases."
    )
    frame.show(tag("p", sentence.format(share=_share(fen, everything), count=count, all=purchases)))
    ranked = sorted(figures, key=lambda each: -each.fen)
    bars = [
        Bar(
            _name(each, "method"),
            each.fen / everything if everything else 0,
            f"{_share(each.fen, everything)} · {_wan(each.fen)}",
            is_stressed=each.value == ProcurementMethod.SINGLE_SOURCE,
        )
        for each in ranked
    ]
    show_rows(bars, gettext("Share of the money"), gettext("Shares by method, as in the table"))
    rows = [(_name(each, "method"), *_numbers(each, figures)) for each in ranked]
    _numbers_beside(query, "method", gettext("Method"), rows)


def show_ranked(
    query: Mapping[str, str], by: str, title: str, alt: str, figures: Sequence[Figure]
) -> None:
    """By service or by purchaser, the largest first."""
    ranked = sorted(figures, key=lambda each: -each.fen)[:MOST_PURCHASERS]
    bars = [Bar(_name(each, by), each.fen / FEN_IN_WAN, _wan(each.fen)) for each in ranked]
    show_rows(bars, gettext("10,000 yuan"), alt)
    rows = [(_name(each, by), *_numbers(each, figures)) for each in ranked]
    _numbers_beside(query, by, title, rows)


def show_waits(query: Mapping[str, str], waits: Sequence[Wait]) -> None:
    """From the first notice to the contract: how the days spread, and the middle of each region."""
    if not waits:
        frame.show(
            tag("p", gettext("No purchase here has both its first notice and its contract."))
        )
        return
    contracts = sum(each.contracts for each in waits)
    sentence = gettext("{count} contracts: half of them came within {days} days of the notice.")
    frame.show(tag("p", sentence.format(count=f"{contracts:,}", days=_days(waits))))
    bars = []
    for place, least in enumerate(DAY_CLASSES):
        following = DAY_CLASSES[place + 1] if place + 1 < len(DAY_CLASSES) else None
        among = [
            each.contracts
            for each in waits
            if least <= each.days and (following is None or each.days < following)
        ]
        name = f"{least}–{following - 1}" if following else f"{least}+"
        bars.append(Bar(name, sum(among), str(sum(among))))
    show_columns(bars, gettext("Contracts"), gettext("Contracts by days, as in the file"))
    regions = {each.region: each.label or each.region for each in waits}
    rows: list[Sequence[Child]] = []
    for code, name in regions.items():
        mine = [each for each in waits if each.region == code]
        number = sum(each.contracts for each in mine)
        rows.append((name or gettext("not stated"), f"{number:,}", _days(mine)))
    head = (gettext("Region"), gettext("Contracts"), gettext("Days, median"))
    frame.show(_beside(query, "days", head, rows))


def _numbers_beside(
    query: Mapping[str, str], by: str, head: str, rows: Sequence[Sequence[Child]]
) -> None:
    columns = (head, gettext("Purchases"), gettext("Amount"), gettext("Share"))
    frame.show(_beside(query, by, columns, rows))


def _beside(
    query: Mapping[str, str], by: str, head: Sequence[str], rows: Sequence[Sequence[Child]]
) -> Html:
    caption = labelled(gettext("The same as numbers"), head[0])
    return join(
        (
            tag(
                "details",
                tag("summary", caption),
                frame.table(caption, head, rows, numbers=range(1, len(head))),
                class_="fold",
            ),
            tag(
                "p",
                link(
                    address(FILE, query, by=by),
                    labelled(gettext("These numbers as CSV"), head[0]),
                ),
            ),
        )
    )


def _tile(
    query: Mapping[str, str],
    code: str,
    name: str,
    figure: Figure | None,
    bounds: Sequence[float],
) -> Html:
    shared = {key: value for key, value in query.items() if key != "data"}
    where = address("/notices", shared, region=code)
    if figure is None:
        said = tag("span", gettext("no data"))
        return tag("li", link(where, tag("b", name), said), class_="none")
    shade = sum(figure.fen > each for each in bounds)
    count = ngettext("{count} purchase", "{count} purchases", figure.purchases)
    return tag(
        "li",
        link(
            where,
            tag("b", name),
            tag("span", _wan(figure.fen)),
            tag("span", count),
        ),
        class_=f"shade{shade}",
    )


def _bounds(amounts: Sequence[int]) -> Sequence[float]:
    return quantiles(amounts, n=SHADES) if len(amounts) > 1 else ()


def _sum(figures: Sequence[Figure]) -> tuple[int, int]:
    return sum(each.purchases for each in figures), sum(each.fen for each in figures)


def _numbers(figure: Figure, among: Sequence[Figure]) -> tuple[Child, Child, Child]:
    amount = words.money(figure.fen, "CNY")
    return f"{figure.purchases:,}", amount, _share(figure.fen, _sum(among)[1])


def _name(figure: Figure, by: str) -> str:
    labels = label_of(figure, by)
    if "en" in labels:
        return pick(labels)
    return labels.get("zh") or figure.value or gettext("not stated")


def _wan(fen: int) -> str:
    """In 10,000 yuan, as amounts of this size are told in China."""
    return gettext("{amount}×10,000 yuan").format(amount=f"{fen / FEN_IN_WAN:,.1f}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _days(waits: Sequence[Wait]) -> str:
    middle = median(waits)
    return "–" if middle is None else f"{middle:g}"

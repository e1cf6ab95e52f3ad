"""One CSV row as one notice, and the columns it may have, for whoever keeps notices in a table.

Columns, of which ``id`` and ``title`` must be there (a title cell may be empty):

=================  ==============================================================================
id                 identity of the row within its data set
title              name of the notice
notice_type        heading of the notice, mapped to the 13 national formats where it names one
project_no         number of the project (项目编号)
purchaser          购买主体
region, gbt2260    place in words; code of GB/T 2260 with 6 digits, 9 for a township
method             method of procurement
budget_yuan        预算金额 in yuan
ceiling_yuan       最高限价 in yuan
award_yuan         成交金额 or contract sum in yuan
winner             承接主体; several are separated by semicolons
winner_uscc        their unified social credit codes, in the same order
agency             采购代理机构
agency_fee_yuan    代理服务费 in yuan
notice_date        date of the notice
event_date         deadline, signature or another event, in words
service_period     in words; both dates are read from ``2024-01-01/2024-12-31``
facts              what else the notice says
source             where it was published; a link if it is one
seen               how much of the notice could be read
relevance          how near the notice is to social-assistance services, A to D
arithmetic_check   a check of the figures that somebody has done by hand
=================  ==============================================================================

A figure or date that does not parse keeps its words and gives no number.
"""

import re
from dataclasses import dataclass

from portal.notices.parse.cells import (
    day_from_words,
    fen_from_words,
    link_from_words,
    looks_like_credit_code,
    period_from_words,
    region_code,
)
from portal.notices.parse.fields import FieldError, FindRegion, Remarks
from portal.notices.parse.model import (
    CREDIT_CODE_SCHEME,
    Amount,
    Organisation,
    ParsedNotice,
    SourceKey,
)
from portal.notices.parse.text import (
    DESCRIPTION_LIMIT,
    LINK_LIMIT,
    NAME_LIMIT,
    TITLE_LIMIT,
    WORDS_LIMIT,
    TextError,
    clean_key,
    clean_text,
    shown,
)
from portal.notices.types import method_from_words, type_from_words

REQUIRED = ("id", "title")
COLUMNS = {
    "id": WORDS_LIMIT,
    "relevance": WORDS_LIMIT,
    "notice_type": WORDS_LIMIT,
    "title": TITLE_LIMIT,
    "project_no": WORDS_LIMIT,
    "purchaser": NAME_LIMIT,
    "region": WORDS_LIMIT,
    "gbt2260": WORDS_LIMIT,
    "method": WORDS_LIMIT,
    "budget_yuan": WORDS_LIMIT,
    "ceiling_yuan": WORDS_LIMIT,
    "award_yuan": WORDS_LIMIT,
    "winner": WORDS_LIMIT,
    "winner_uscc": WORDS_LIMIT,
    "agency": NAME_LIMIT,
    "agency_fee_yuan": WORDS_LIMIT,
    "notice_date": WORDS_LIMIT,
    "event_date": WORDS_LIMIT,
    "service_period": WORDS_LIMIT,
    "facts": DESCRIPTION_LIMIT,
    "arithmetic_check": WORDS_LIMIT,
    "source": LINK_LIMIT,
    "seen": WORDS_LIMIT,
}
"""Every column that is read, with the characters a cell may have."""


def notice_from_row(row: "Row", key: SourceKey, find_region: FindRegion | None) -> ParsedNotice:
    """The notice that a row describes.

    Raises:
        FieldError: the row says nothing, or a cell is not fit to be kept.

    """
    row.require_content()
    kind, kind_text = type_from_words(row.text("notice_type"))
    method, method_text = method_from_words(row.text("method"))
    region_text, code, code_text = _region(row, find_region)
    budget, ceiling = row.amount("budget_yuan"), row.amount("ceiling_yuan")
    award, fee = row.amount("award_yuan"), row.amount("agency_fee_yuan")
    day, source = day_from_words(row.text("notice_date")), row.text("source")
    return ParsedNotice(
        key=key,
        file=row.file,
        line=row.line,
        type=kind,
        type_text=kind_text,
        title=row.text("title"),
        project_no=row.text("project_no"),
        purchaser=row.organisation("purchaser"),
        agency=row.organisation("agency"),
        suppliers=row.winners(),
        region_text=region_text,
        region_code=code,
        region_code_text=code_text,
        method=method,
        method_text=method_text,
        currency="CNY",
        budget_fen=budget.fen,
        budget_text=budget.text,
        ceiling_fen=ceiling.fen,
        ceiling_text=ceiling.text,
        award_fen=award.fen,
        award_text=award.text,
        agency_fee_fen=fee.fen,
        agency_fee_text=fee.text,
        notice_on=day.on,
        notice_text=day.text,
        event_text=row.text("event_date"),
        period=period_from_words(row.text("service_period")),
        description=row.text("facts"),
        source_url=link_from_words(source),
        source_text=source,
        seen=row.text("seen"),
        relevance=row.text("relevance"),
        check_text=row.text("arithmetic_check"),
        warnings=tuple(row.remarks.said),
    )


def _region(
    row: "Row", find_region: FindRegion | None
) -> tuple[str | None, str | None, str | None]:
    """Words, code, and the words of a code that is none; words alone may name one region."""
    words, cell = row.text("region"), row.text("gbt2260")
    code = region_code(cell) if cell else None
    if cell and code is None:
        row.remarks.add("gbt2260 is not a code of 6 or 9 digits and was kept as words")
    elif cell is None and words and find_region:
        code = find_region(words)
    return words, code, cell if code is None else None


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row under their column names, and where it stands."""

    cells: dict[str, str]
    file: str
    line: int
    remarks: Remarks

    def key(self) -> str:
        """The row's own id."""
        try:
            return clean_key(self.cells.get("id", ""))
        except TextError as error:
            raise FieldError("id", str(error)) from error

    def text(self, column: str) -> str | None:
        """A cell's words; None when it is empty or the column is not there."""
        raw = self.cells.get(column, "")
        try:
            clean = clean_text(raw, limit=COLUMNS[column], lines=column == "facts")
        except TextError as error:
            raise FieldError(column, str(error)) from error
        for remark in clean.remarks:
            self.remarks.add(f"{column}: {remark}")
        return clean.text

    def amount(self, column: str) -> Amount:
        """A figure in yuan as fen, or its words."""
        words = self.text(column)
        fen = fen_from_words(words) if words else None
        if words and fen is None:
            self.remarks.add(f"{column} is not an exact figure and was kept as words")
        return Amount(fen=fen, text=None if fen is not None else words)

    def organisation(self, column: str) -> Organisation | None:
        """An organisation of which only the name is known."""
        name = self.text(column)
        return Organisation(name=name) if name else None

    def winners(self) -> tuple[Organisation, ...]:
        """The winners with their codes, which belong to names only if each name has one."""
        names, codes = self._listed("winner"), self._listed("winner_uscc")
        if not all(looks_like_credit_code(code) for code in codes):
            self.remarks.add("winner_uscc is not a unified social credit code")
        if len(names) == len(codes):
            return tuple(_coded(name, code) for name, code in zip(names, codes, strict=True))
        if names and codes:
            words = shown("; ".join(codes))
            self.remarks.add(f"winner_uscc has not one code for each winner: {words}")
        return tuple(Organisation(name=name) for name in names) or tuple(
            _coded(None, code) for code in codes
        )

    def _listed(self, column: str) -> list[str]:
        parts = re.split("[;；]", self.text(column) or "")
        return [part.strip() for part in parts if part.strip()]

    def require_content(self) -> None:
        """Refuse a row that has an id and nothing else."""
        if not any(cell.strip() for name, cell in self.cells.items() if name != "id"):
            raise FieldError(None, "has an id and says nothing else")


def _coded(name: str | None, code: str) -> Organisation:
    return Organisation(name=name, identifier=code, scheme=CREDIT_CODE_SCHEME)

"""The office of the invented town: notices written, reviewed and issued by two officers."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal.notices.attachments import Sent, attach
from portal.notices.desk import get_draft
from portal.notices.drafting import Writing, save_draft
from portal.notices.issuing import issue_draft
from portal.notices.reviewing import Review, review_draft, submit_for_review
from portal.notices.starting import NewNotice, start_correction, start_draft
from portal.notices.steps import mark
from portal.notices.storage import Storage
from portal.notices.withholding import NewWithholding, withhold
from portal.records.publishing import NoticeDraft, ReviewOutcome
from portal.today import today
from tests.db.town import PROJECT, Town

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TERMINATION: dict[str, object] = {
    "basics.number": "示例-2026-07",
    "basics.name": "示例项目",
    "reason.kind": "dropped",
    "reason.text": "需求调整，不再采购。",
    "reason.on": "2026-03-02",
    "contacts.purchaser": "示例区民政局",
    "contacts.purchaser-address": "示例区示例路1号",
    "contacts.purchaser-phone": "0838-2500000",
    "contacts.person": "经办科室",
    "contacts.phone": "0838-2500000",
}
BASIS = "《中华人民共和国政府信息公开条例》第十五条"


@dataclass
class Office:
    """What the town's officers do with notices, each step in a transaction of its own."""

    town: Town
    storage: Storage

    def draft(self, title: str = "示例项目终止公告", **fields: Any) -> str:
        """A complete draft of ``officer-1``."""
        wanted = NewNotice(PROJECT, "termination")
        draft_id = self.town.act("officer-1", lambda s, who: start_draft(s, who, wanted).id)
        self.write(draft_id, title, **fields)
        return draft_id

    def write(
        self,
        draft_id: str,
        title: str,
        change: str = "",
        explanation: str = "",
        **fields: object,
    ) -> None:
        """Type in a draft; ``a__b`` stands for the key ``a.b``."""
        typed = {key.replace("__", "."): value for key, value in fields.items()}
        own = {key: value for key, value in TERMINATION.items() if key.startswith("contacts.")}
        writing = Writing(
            title,
            TERMINATION | typed,
            explanation=explanation,
            change=change,
            own=own if change else {},
        )

        def save(session: Session, who: Any) -> None:
            seen = mark(session.get_one(NoticeDraft, draft_id))
            save_draft(session, who, draft_id, writing, seen=seen)

        self.town.act("officer-1", save)

    def attach(self, draft_id: str, name: str, content: bytes, who: str = "officer-1") -> str:
        """A file for a draft; its id."""
        with self.storage.arriving(10 * 2**20) as arrival:
            arrival.write(content)
            sent = Sent.told(arrival, name)
            return self.town.act(
                who, lambda s, officer: attach(s, officer, draft_id, self.storage, sent).id
            )

    def withhold(self, draft_id: str, **said: Any) -> str:
        """Something that the public will not see; its id."""
        entered = NewWithholding(
            **({"ground": "trade_secret", "basis": BASIS, "reason": "承接主体的报价构成。"} | said)
        )
        return self.town.act("officer-1", lambda s, who: withhold(s, who, draft_id, entered).id)

    def submit(self, draft_id: str) -> None:
        """Hand the draft in."""

        def hand_in(session: Session, who: Any) -> None:
            seen = mark(session.get_one(NoticeDraft, draft_id))
            submit_for_review(session, who, draft_id, seen=seen)

        self.town.act("officer-1", hand_in)

    def digest(self, draft_id: str) -> str:
        """The hash of what would become public."""
        return self.town.act(
            "officer-2", lambda s, who: get_draft(s, who, draft_id, today()).digest
        )

    def review(self, draft_id: str, override: str = "") -> None:
        """The second officer lets it pass."""
        seen = self.digest(draft_id)
        review = Review(ReviewOutcome.PASSED, override=override)
        self.town.act(
            "officer-2", lambda s, who: review_draft(s, who, draft_id, review, seen=seen).id
        )

    def issue(self, draft_id: str, override: str = "") -> str:
        """From a complete draft to a public notice; its id."""
        self.submit(draft_id)
        self.review(draft_id, override)
        return self.issue_reviewed(draft_id)

    def issue_reviewed(self, draft_id: str) -> str:
        """From a reviewed draft to a public notice; its id."""
        seen = self.digest(draft_id)
        return self.town.act(
            "officer-2", lambda s, who: issue_draft(s, who, draft_id, seen=seen).id
        )

    def begin_correction(self, notice_id: str, title: str, change: str, **fields: Any) -> str:
        """A correction that says so; the id of its draft."""
        draft_id = self.town.act("officer-1", lambda s, who: start_correction(s, who, notice_id).id)
        self.write(draft_id, title, change=change, **fields)
        return draft_id

    def explain(self, draft_id: str, reason: str) -> None:
        """Say why what was remarked on is published all the same."""
        self.write(draft_id, "示例项目终止公告", explanation=reason)


def workbook(*cells: str) -> bytes:
    """A small XLSX with these texts in column A of the sheet 名单."""
    rows = "".join(
        f'<row><c r="A{number}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for number, text in enumerate(cells, start=1)
    )
    return package(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="名单" r:id="r1"/>'
            "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Type="t" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
        }
    )


def package(parts: dict[str, str | bytes]) -> bytes:
    """A zip file of these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def storage_in(folder: Path) -> Storage:
    """A place for files that only this test uses."""
    return Storage(folder / "attachments")

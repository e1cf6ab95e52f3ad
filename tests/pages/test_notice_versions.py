"""Versions of a notice at addresses that last, and what differs between two of them."""

import pytest
from sqlalchemy import select

from portal.locale import gettext
from portal.records.notice import Notice, NoticeVersion
from portal.records.session import reading, writing
from portal.settings import Settings
from tests.pages.visiting import content, links, open_screen, words


def corrected() -> str:
    with reading() as session:
        found = session.scalars(
            select(Notice.id).where(Notice.version == 2, Notice.is_demo)
        ).first()
    assert found
    return found


def test_every_version_has_an_address_and_says_what_it_changed(demo: Settings) -> None:
    del demo
    notice_id = corrected()
    ways = links(open_screen("notice", id=notice_id))
    assert f"/notice?id={notice_id}&version=1" in ways
    assert f"/notice?id={notice_id}&version=2&compare=1" in ways


def test_an_old_version_says_that_there_is_a_newer_one_and_why(demo: Settings) -> None:
    del demo
    notice_id = corrected()
    visit = open_screen("notice", id=notice_id, version="1")
    shown = words(visit)
    assert gettext("An earlier version. A newer one took its place.") in shown
    assert "补充澄清后，为供应商留足编制响应文件的时间。" in shown
    assert "2025-04-02" in shown
    assert "2025-04-03" not in shown
    assert f"/notice?id={notice_id}" in links(visit)


def test_the_difference_is_struck_out_and_underlined_and_said(demo: Settings) -> None:
    del demo
    shown = content(open_screen("notice", id=corrected(), version="2", compare="1"))
    assert "2025-04-02" in "".join(shown.split("<del>")[1:])
    assert "2025-04-03" in "".join(shown.split("<ins>")[1:])
    assert gettext("[taken out:") in shown
    assert gettext("[new:") in shown


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ({"version": "3"}, "This record does not exist"),
        ({"version": "2", "compare": "9"}, "This record does not exist"),
        ({"version": "0"}, "This request cannot be read"),
        ({"version": "one"}, "This request cannot be read"),
        ({"compare": "1"}, "This request cannot be read"),
    ],
)
def test_what_is_no_version_is_a_calm_page(
    demo: Settings, asked: dict[str, str], title: str
) -> None:
    del demo
    assert gettext(title) in words(open_screen("notice", asked, id=corrected()))


def test_a_withdrawn_version_says_so_and_nothing_else(own_demo: Settings) -> None:
    del own_demo
    notice_id = corrected()
    with writing() as session:
        version = session.get_one(NoticeVersion, (notice_id, 1))
        version.content, version.is_withdrawn = "", True
    gone = gettext("The content of this version was withdrawn, because it led to a person.")
    for asked in ({"version": "1"}, {"version": "2", "compare": "1"}):
        shown = words(open_screen("notice", asked, id=notice_id))
        assert gone in shown
        assert "2025-04-02" not in shown


def test_a_reprint_in_several_versions_is_compared_too(own_demo: Settings) -> None:
    del own_demo
    with writing() as session:
        notice = session.scalars(select(Notice).where(Notice.is_reprint)).first()
        assert notice
        first = session.get_one(NoticeVersion, (notice.id, 1))
        changed = first.content.replace("（", "［", 1)
        session.add(
            NoticeVersion(
                notice_id=notice.id,
                version=2,
                content_hash="c" * 64,
                content=changed,
                reason="the source was changed",
            )
        )
        notice.version = 2
        notice_id = notice.id
    shown = content(open_screen("notice", id=notice_id, version="2", compare="1"))
    assert "（" in "".join(shown.split("<del>")[1:])
    assert gettext("the source was changed") in words(
        open_screen("notice", id=notice_id, version="1")
    )

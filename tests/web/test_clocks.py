"""The addresses of clocks, punctuality and versions: what they answer, and what they refuse."""

import csv
import io

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from portal.locale import gettext, use
from portal.records.notice import Notice
from portal.records.session import reading


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("version=1", 200),
        ("version=2", 200),
        ("version=2&compare=1", 200),
        ("version=3", 404),
        ("version=2&compare=3", 404),
        ("version=999999", 404),
        ("version=0", 400),
        ("version=-1", 400),
        ("version=x", 400),
        ("version=1&compare=x", 400),
        ("compare=1", 400),
        ("version=99999999999999999999", 400),
    ],
)
def test_versions_have_addresses_and_unknown_ones_have_none(
    site: TestClient, asked: str, status: int
) -> None:
    with reading() as session:
        notice_id = session.scalars(
            select(Notice.id).where(Notice.version == 2, Notice.is_demo)
        ).first()
    response = site.get(f"/notice?id={notice_id}&{asked}")
    assert response.status_code == status
    if status == 400:
        assert gettext("This request cannot be read") in response.text


@pytest.mark.parametrize(
    "asked", ["page=0", "page=x", "page=999999999", "sort=worst", "rule=none", "from=x", "region=5"]
)
def test_a_wrong_question_about_punctuality_is_400_with_a_sentence(
    site: TestClient, asked: str
) -> None:
    response = site.get(f"/punctuality?{asked}&lang=en")
    use("en")
    assert response.status_code == 400
    assert gettext("This request cannot be read") in response.text


def test_the_clocks_are_a_file_by_the_filters_of_the_page(site: TestClient) -> None:
    response = site.get("/data/clocks.csv?rule=cn-result-2&region=520000")
    assert response.status_code == 200
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert [(row["outcome"], row["missed_by"], row["due_on"]) for row in rows] == [
        ("missed", "2", "2025-02-13")
    ]
    assert site.get("/data/clocks.csv?rule=none").status_code == 400
    assert site.get("/data/clocks.csv?sort=name").status_code == 400


def test_moments_of_first_publication_are_in_the_file_of_notices(site: TestClient) -> None:
    text = site.get("/data/notices.csv?type=result&region=520000").text.removeprefix("\ufeff")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["media_at"] == "2025-02-17T09:00:00+08:00"
    assert row["media_statutory"] == "true"

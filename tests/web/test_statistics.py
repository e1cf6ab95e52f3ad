"""Statistics as files, and filters of notices that are refused with what is allowed."""

import csv
import io

import pytest
from starlette.testclient import TestClient

from portal.records.session import reading
from portal.records.stamp import data_stamp


def rows(site: TestClient, address: str) -> list[dict[str, str]]:
    answer = site.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_groupings_of_a_statistic_add_up_to_the_same(site: TestClient) -> None:
    sums = set()
    for by in ("region", "service", "method", "month", "year", "purchaser"):
        figures = rows(site, f"/data/spending.csv?by={by}&data=demonstration")
        assert {each["demonstration"] for each in figures} == {"true"}
        amount = sum(round(float(each["amount"]) * 100) for each in figures)
        sums.add((amount, sum(int(each["purchases"]) for each in figures)))
    assert sums == {(488_920_000, 5)}


def test_days_from_notice_to_contract_are_there_to_be_recomputed(site: TestClient) -> None:
    waits = rows(site, "/data/spending.csv?by=days&data=demonstration")
    assert sorted(int(each["days"]) for each in waits) == [38, 41, 41, 42, 44]


def test_a_statistic_takes_the_filters_of_its_page(site: TestClient) -> None:
    figures = rows(site, "/data/spending.csv?by=region&region=510000&data=demonstration")
    assert [(each["value"], each["label"]) for each in figures] == [("510600", "德阳市")]
    assert rows(site, "/data/spending.csv?by=year&to=2000-01-01") == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("by=title", "region, service, method, month, year, purchaser, days"),
        ("data=all", "real, demonstration"),
        ("q=救助", "no filter q"),
        ("service=zunyi:none", "zunyi:C2"),
        ("region=51", "6 digits"),
        ("from=2026-02-30", "2026-01-31"),
        ("from=2026-02-01&to=2026-01-31", "2026-02-01 is after 2026-01-31"),
        ("by=year&by=month", "once"),
    ],
)
def test_a_statistic_that_cannot_be_is_refused(site: TestClient, query: str, said: str) -> None:
    answer = site.get(f"/data/spending.csv?{query}&lang=en")
    assert answer.status_code == 400
    assert said in answer.text


@pytest.mark.parametrize("address", ["/data/notices.csv", "/feeds/notices.atom", "/notices"])
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("stage=later", "planning, tender, award, contract, implementation, ended"),
        ("service=C2", "zunyi:C2"),
        ("service=zunyi:departments", "zunyi:C2"),
        ("purchaser=" + "长" * 301, "300"),
        ("amount_from=-1", "99999.99"),
        ("amount_from=1e6", "99999.99"),
        ("amount_to=1,000", "99999.99"),
        ("amount_to=1.234", "99999.99"),
        ("amount_from=2&amount_to=1.99", "2 is more than 1.99"),
        ("from=2026-02-01&to=2026-01-31", "2026-02-01 is after 2026-01-31"),
        ("sort=price", "date, relevance"),
    ],
)
def test_a_wrong_filter_is_refused_with_what_is_allowed(
    site: TestClient, address: str, query: str, said: str
) -> None:
    answer = site.get(f"{address}?{query}&lang=en")
    assert answer.status_code == 400
    assert said in answer.text


def test_a_file_has_the_rows_of_the_new_filters(site: TestClient) -> None:
    for query in ("stage=contract", "amount_from=462000&amount_to=462000.00"):
        found = rows(site, f"/data/notices.csv?{query}&region=510603")
        assert {each["award"] for each in found if each["demonstration"] == "true"} == {"462000.00"}
    by_day = rows(site, "/data/notices.csv?q=救助")
    assert rows(site, "/data/notices.csv?q=救助&sort=relevance") == by_day


def test_reading_changes_no_stamp(site: TestClient) -> None:
    with reading() as session:
        before = data_stamp(session)
    site.get("/data/spending.csv")
    with reading() as session:
        assert data_stamp(session) == before

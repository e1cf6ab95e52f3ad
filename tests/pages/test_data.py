"""Data: every public table as a file, each column explained."""

import pytest

from portal.disclosure.catalogue import TABLES
from portal.disclosure.feeds import FEEDS
from portal.locale import gettext, use
from portal.settings import Settings
from tests.pages.visiting import content, links, open_screen, words


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", list(TABLES))
def test_every_table_is_offered_and_each_of_its_columns_explained(
    demo: Settings, name: str, language: str
) -> None:
    del demo
    use(language)
    visit = open_screen("data", lang=language)
    shown = content(visit)
    files = {f"/data/{name}.{ending}" for ending in ("csv", "jsonl", "parquet")}
    assert {*files, "/data/datapackage.json"} <= set(links(visit))
    assert f'id="{name}"' in shown
    for column in TABLES[name].table.columns:
        assert f"<code>{column.name}</code>" in shown
        assert column.label[language] in words(visit)
        assert column.about[language] in words(visit)
        assert column.unit[language] in words(visit)
    for parameter in TABLES[name].filter.names():
        assert f"<code>{parameter}</code>" in shown


def test_the_page_tells_how_to_recompute_a_result(demo: Settings) -> None:
    del demo
    shown = words(open_screen("data"))
    assert "portal score BUNDLE.json" in shown
    assert gettext("Recompute a result") in shown


def test_the_lines_to_copy_name_the_address_that_people_use(demo: Settings) -> None:
    shown = words(open_screen("data"))
    for name in TABLES:
        address = f"{demo.public_url}/data/{name}"
        assert f"curl -O '{address}.csv'" in shown
        assert f'pandas.read_parquet("{address}.parquet")' in shown
        assert f"duckdb -c \"SUMMARIZE FROM '{name}.parquet'\"" in shown


def test_every_table_with_a_feed_offers_it(demo: Settings) -> None:
    del demo
    shown = links(open_screen("data"))
    assert [each for each in shown if each.startswith("/feeds/")] == [
        f"/feeds/{name}.atom" for name in TABLES if name in FEEDS
    ]

"""Data: every public table as a file, each column explained."""

import shutil
from html import escape

import pytest

from portal.disclosure.catalogue import TABLES
from portal.disclosure.feeds import FEEDS
from portal.disclosure.whole.keeping import get_keeper
from portal.disclosure.whole.showing import first_rows
from portal.locale import gettext, use
from portal.records.session import reading
from portal.settings import Settings, get_settings
from portal.ui.data_view import PREVIEW_ROWS
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
    feeds = [each for each in shown if each.startswith("/feeds/")]
    assert sorted(feeds) == sorted(f"/feeds/{name}.atom" for name in FEEDS)


def test_the_first_rows_stand_as_the_file_has_them(demo: Settings) -> None:
    del demo
    shown = content(open_screen("data"))
    with reading() as session:
        for published in TABLES.values():
            for row in first_rows(session, published, PREVIEW_ROWS):
                assert f"<td>{escape(row[0], quote=False)}</td>" in shown


def test_files_that_lie_ready_are_told_with_size_and_sum(own_demo: Settings) -> None:
    keeper = get_keeper()
    shutil.rmtree(own_demo.var_dir / "files", ignore_errors=True)
    assert gettext("Sizes and sums of the whole files") not in words(open_screen("data"))
    keeper.write("notices", "csv").result()
    shown = content(open_screen("data"))
    shelved = keeper.find("notices", "csv")
    assert shelved
    for ending in ("csv", "csv.gz", "csv.zst"):
        assert f"<code>{shelved.files[ending].sha256}</code>" in shown
        assert f'href="/data/notices.{ending}"' in shown
    assert ".rows" not in shown


def test_the_licence_is_told_and_none_is_made_up(
    own_demo: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    del own_demo
    assert "https://creativecommons.org/licenses/by/4.0/" in links(open_screen("data"))
    none = get_settings().model_copy(update={"data_licence": None})
    monkeypatch.setattr("portal.settings.get_settings", lambda: none)
    shown = open_screen("data")
    assert "https://creativecommons.org/licenses/by/4.0/" not in links(shown)
    assert "政府信息公开条例" in words(shown)

"""Merging releases as the standard's reference implementation does it."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.disclosure.formats.ocds.compiling import compile_releases
from tests.ocds.schemas import Json, merger

DAYS = st.integers(1, 28).map(lambda day: f"2025-01-{day:02}T00:00:00+08:00")
TEXTS = st.sampled_from(["a", "b", "低保"])
IDS = st.sampled_from(["1", "2", "3"])
FIGURES = st.fixed_dictionaries({"amount": st.integers(0, 9), "currency": st.just("CNY")})
CODES = st.lists(
    st.fixed_dictionaries({"id": IDS, "scheme": TEXTS, "description": TEXTS}), min_size=1
)


def listed(**fields: Any) -> st.SearchStrategy[list[Json]]:
    """Objects with ids that differ."""
    return st.lists(
        st.fixed_dictionaries({"id": IDS}, optional=fields),
        min_size=1,
        max_size=3,
        unique_by=lambda each: each["id"],
    )


DOCUMENTS = listed(title=TEXTS)
RELEASES = st.fixed_dictionaries(
    {"ocid": st.just("ocds-000000-1"), "id": TEXTS, "date": DAYS, "tag": st.just(["tender"])},
    optional={
        "language": TEXTS,
        "parties": listed(roles=st.lists(TEXTS, min_size=1), name=TEXTS),
        "tender": st.fixed_dictionaries(
            {"id": IDS}, optional={"title": TEXTS, "value": FIGURES, "documents": DOCUMENTS}
        ),
        "awards": listed(value=FIGURES, documents=DOCUMENTS, suppliers=listed(name=TEXTS)),
        "officialNotices": listed(
            title=TEXTS,
            source=st.fixed_dictionaries({"tags": st.lists(TEXTS, min_size=1)}),
            formatFields=st.lists(
                st.fixed_dictionaries({"code": TEXTS, "text": TEXTS}), min_size=1
            ),
        ),
        "withheldInformation": listed(name=TEXTS, rationaleClassifications=CODES),
        "serviceEvaluations": listed(
            composite=st.integers(0, 100), parties=listed(score=st.integers(0, 100))
        ),
    },
)


@settings(max_examples=200)
@given(releases=st.lists(RELEASES, min_size=1, max_size=5))
def test_any_releases_compile_as_by_the_reference(releases: list[Json]) -> None:
    assert compile_releases(releases) == merger().create_compiled_release(releases)


def test_the_newest_value_counts_whatever_the_order_they_come_in() -> None:
    first: Json = {"ocid": "o", "id": "1", "date": "2025-01-01T00:00:00+08:00", "tag": ["tender"]}
    first |= {"tender": {"id": "t", "title": "旧", "value": {"amount": 1, "currency": "CNY"}}}
    second: Json = {"ocid": "o", "id": "2", "date": "2025-02-01T00:00:00+08:00", "tag": ["award"]}
    second |= {"tender": {"id": "t", "title": "新"}, "awards": [{"id": "a"}]}
    expected = {
        "ocid": "o",
        "id": "o-2025-02-01T00:00:00+08:00",
        "date": "2025-02-01T00:00:00+08:00",
        "tag": ["compiled"],
        "tender": {"id": "t", "title": "新", "value": {"amount": 1, "currency": "CNY"}},
        "awards": [{"id": "a"}],
    }
    assert compile_releases([second, first]) == expected


def test_releases_are_left_as_they_are() -> None:
    release: Json = {"ocid": "o", "id": "1", "date": "2025-01-01T00:00:00+08:00", "tag": ["award"]}
    release |= {"awards": [{"id": "a", "suppliers": [{"id": "s"}]}]}
    newer = release | {"date": "2025-02-01T00:00:00+08:00", "awards": [{"id": "a", "title": "t"}]}
    compile_releases([release, newer])
    assert release["awards"] == [{"id": "a", "suppliers": [{"id": "s"}]}]

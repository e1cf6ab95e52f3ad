"""Every message reaches the reader in Chinese, whole and in good order."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from portal import locale
from portal.disclosure.catalogue import TABLES
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.evaluation.scheme import PARTY_NAMES, parse_scheme
from portal.locale import explain, gettext, labelled, listed, marked, ngettext, pick, use
from portal.locale.__main__ import main
from portal.locale.catalogue import problems, read_catalogue, updated, written
from portal.locale.extract import ROOT, Spoken, UnreadableError, extract, messages_in
from portal.notices.types import NoticeType, ProcurementMethod
from portal.policy.installed import installed
from portal.policy.schemes import shipped_scheme
from portal.ui import words

CHINESE = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
KEPT_IN_CHINESE = {
    # files and programs by their names
    "CSV",
    "JSON",
    "JSON Lines",
    "Parquet",
    "Atom",
    "Frictionless Data Package",
    "OCID",
    "SHA-256",
    "UTF-8",
    "GB18030",
    "BOM",
    "SQLite",
    "PostgreSQL",
    "JavaScript",
    "portal migrate",
    "portal sweep",
    # kinds of files that may be attached
    "PDF",
    "OFD",
    "SVG",
    "Word",
    "Excel",
    "PowerPoint",
    "WPS",
    "MB",
    "contract.pdf",
    # parameters and fields as they are typed in an address or a file
    "q",
    "region",
    "from",
    "to",
    "evaluation",
    "organisation",
    "notice",
    "sums",
    "assessments",
    "linearised_sum_of_squares",
    "demonstration",
    "true",
    "false",
    "/data/notices.csv?region=640000&from=2023-01-01",
    "/data/evaluations/{id}.json",
    "amount_from",
    "amount_to",
    "clause",
    "compare",
    "version",
    "page",
    "purchaser",
    "rule",
    "service",
    "zunyi:C2",
    "https://",
    "http://",
    # more files, standards and programs
    "curl",
    "ETag",
    "GB 32100",
    "ISO 8601",
    "OCDS",
    "Range",
    ".gz",
    ".zst",
    ".pdf",
    # t-distribution
    "t",
    # letters that a social credit code leaves out
    *"IOSVZ",
}
GLOSSED = set(words.GRADES.values())
"""English messages that explain a Chinese grade"""


@pytest.fixture(autouse=True)
def _chinese_again() -> Iterator[None]:
    yield
    use(locale.DEFAULT)


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
    catalogue = read_catalogue(locale.catalogue_path("zh"), "zh_CN")
    return {
        form: said
        for each in catalogue
        if each.id
        for form in ([each.id] if isinstance(each.id, str) else each.id)
        for said in ([each.string] if isinstance(each.string, str) else each.string or ())
    }


def in_both() -> list[Mapping[str, str]]:
    """Every label that carries both languages in the data and not in the catalogue."""
    labels: list[Mapping[str, str]] = [
        *PARTY_NAMES.values(),
        *(pack.governing.title.labels() for pack in installed().packs.values()),
    ]
    terms = [each.term for each in (*NoticeType, *ProcurementMethod)]
    labels += [{"zh": term.zh, "en": term.en} for term in terms]
    for table in TABLES.values():
        for column in table.table.columns:
            labels += [column.label, column.about] if column.about["zh"] else [column.label]
    for place in installed().places:
        shipped = shipped_scheme(place)
        scheme = parse_scheme(shipped.document, place)
        titles = [each for item in scheme.indicators for each in (item.title, item.question)]
        titles += [scheme.title, *(scheme.dimension_titles or {}).values()]
        titles += [
            each for scale in (scheme.level_titles or {}).values() for each in scale.values()
        ]
        labels += [each.model_dump() for each in titles if each]
        labels += shipped.sources.values()
    return labels


# The catalogue of this checkout


def test_the_catalogue_holds_every_message_whole_and_none_too_many(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert (main(["check"]), capsys.readouterr().err) == (0, "")


def test_chinese_sentences_hold_no_english_word(chinese: dict[str, str]) -> None:
    def english(said: str) -> set[str]:
        without = re.sub(r"\{\w+\}", "", said)
        for kept in sorted(KEPT_IN_CHINESE, key=len, reverse=True):
            bare = re.escape(re.sub(r"\{\w+\}", "", kept))
            without = re.sub(rf"(?<![A-Za-z]){bare}(?![A-Za-z])", "", without)
        return set(LATIN.findall(without))

    assert {said: english(said) for said in chinese.values() if english(said)} == {}


def test_chinese_is_written_with_chinese_punctuation(chinese: dict[str, str]) -> None:
    wrong = re.compile(
        r"[\u3400-\u9fff][,;:?!]|[\u3400-\u9fff]\(|\)[\u3400-\u9fff]|\.$|\.\.\.|\"|'"
    )

    assert [said for said in chinese.values() if wrong.search(said)] == []


def test_the_reader_is_addressed_politely(chinese: dict[str, str]) -> None:
    assert [said for said in chinese.values() if "你" in said] == []


def test_a_chinese_sentence_ends_as_its_english_one_does(chinese: dict[str, str]) -> None:
    def closes(text: str) -> bool:
        return text.endswith((".", "。", "?", "？", "!", "！"))

    open_ended = {english for english in chinese if english[:1].isupper() and closes(english)}

    assert [english for english in open_ended if not closes(chinese[english])] == []


def test_english_messages_hold_no_chinese_sign_but_the_glossed_grades() -> None:
    spoken = {form for each in extract() for form in each if form}

    assert {text for text in spoken if CHINESE.search(text)} == GLOSSED


def test_labels_that_carry_both_languages_are_chinese_in_one_and_english_in_the_other() -> None:
    codes = {"ISO 4217"}
    labels = [each for each in in_both() if each["zh"] not in codes]
    glossed = re.compile(r"[优良中差] \(?(excellent|good|fair|poor)\)?")

    assert [each["zh"] for each in labels if not CHINESE.search(each["zh"])] == []
    assert [each["en"] for each in labels if CHINESE.search(glossed.sub("", each["en"]))] == []


def test_the_other_tests_speak_of_messages_that_exist() -> None:
    folders = [ROOT / "tests" / each for each in ("pages", "web", "e2e")]
    named = {
        (each, path.name)
        for folder in folders
        for path in folder.glob("*.py")
        for each in messages_in(path.read_text(encoding="utf-8"), path.name)
    }
    spoken = set(extract())

    assert [(each.text, name) for each, name in sorted(named) if each not in spoken] == []


# Finding the messages


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('gettext("A page")', [Spoken("A page")]),
        ('x = marked("A constant")', [Spoken("A constant")]),
        ('locale.gettext("Through its room")', [Spoken("Through its room")]),
        ('gettext(\n    "Written in "\n    "two pieces"\n)', [Spoken("Written in two pieces")]),
        ('raise ConflictError("it is {state}", state=s)', [Spoken("it is {state}")]),
        ('ngettext("{count} row", "{count} rows", n)', [Spoken("{count} row", "{count} rows")]),
        ("gettext(screen.title)", []),
        ("gettext(KINDS[each])", []),
        ('print("Not for readers")', []),
        ('WHY = marked("no")\nraise ConflictError(WHY)', [Spoken("no")]),
        ("raise ConflictError(reason)", []),
    ],
)
def test_messages_are_found_where_they_are_said(source: str, found: list[Spoken]) -> None:
    assert list(messages_in(source, "a.py")) == found


@pytest.mark.parametrize(
    "source",
    [
        'gettext(f"{count} rows")',
        'gettext("one " + "two")',
        'gettext("one" if good else "two")',
        'WHY = "no"\nraise ConflictError(WHY)',
    ],
)
def test_a_message_that_no_catalogue_can_hold_is_refused_with_its_place(source: str) -> None:
    with pytest.raises(UnreadableError, match=r"^a\.py:\d: "):
        list(messages_in(source, "a.py"))


def test_pages_the_room_of_screens_and_the_entry_script_are_read(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text('gettext("app")')
    for folder in ("pages", "portal/ui", "tests"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.py").write_text(f'gettext("{folder}")')

    assert [each.text for each in extract(tmp_path)] == ["app", "pages", "portal/ui"]


# Keeping the catalogue


def catalogue_of(**messages: str) -> Catalog:
    catalogue = Catalog(locale="zh_CN")
    for text, said in messages.items():
        catalogue.add(text, said)
    return catalogue


@pytest.mark.parametrize(
    ("catalogue", "spoken", "told"),
    [
        (catalogue_of(), [Spoken("a")], "missing: 'a'"),
        (catalogue_of(a=""), [Spoken("a")], "missing: 'a'"),
        (catalogue_of(a=" "), [Spoken("a")], "missing: 'a'"),
        (catalogue_of(a="甲"), [], "obsolete: 'a'"),
        (catalogue_of(a="甲 {n}"), [Spoken("a")], "gaps differ: 'a' has none, '甲 {n}' n"),
        (catalogue_of(a="甲 {"), [Spoken("a")], "gaps differ: 'a' has none"),
        (catalogue_of(a="甲"), [Spoken("a", "as")], "missing: 'a' is said of one and of several"),
    ],
)
def test_what_is_wrong_with_a_catalogue_is_named(
    catalogue: Catalog, spoken: list[Spoken], told: str
) -> None:
    found = list(problems(catalogue, spoken))

    assert len(found) == 1
    assert found[0].startswith(told)


def test_a_fuzzy_translation_is_named() -> None:
    catalogue = Catalog(locale="zh_CN")
    catalogue.add("a", "甲", flags=["fuzzy"])

    assert list(problems(catalogue, [Spoken("a")])) == ["fuzzy: 'a'"]


def test_an_update_keeps_translations_adds_new_messages_and_drops_old_ones(tmp_path: Path) -> None:
    path = tmp_path / "portal.po"
    before = catalogue_of(kept="留", old="旧")
    before["kept"].user_comments.append("a remark of the translator")
    path.write_text(written(before, "zh_CN"), encoding="utf-8")

    spoken = [Spoken("new"), Spoken("{count} row", "{count} rows"), Spoken("kept")]
    fresh = updated(read_catalogue(path, "zh_CN"), spoken)
    path.write_text(written(fresh, "zh_CN"), encoding="utf-8")

    assert path.read_text(encoding="utf-8").split("\n\n", 1)[1] == (
        "# a remark of the translator\n"
        'msgid "kept"\nmsgstr "留"\n\n'
        'msgid "new"\nmsgstr ""\n\n'
        'msgid "{count} row"\nmsgid_plural "{count} rows"\nmsgstr[0] ""\n'
    )


def test_the_file_names_no_day_no_place_and_no_tool() -> None:
    head = locale.catalogue_path("zh").read_text(encoding="utf-8").split("\n\n", 1)[0]

    assert re.findall(r'^"([\w-]+):', head, re.MULTILINE) == [
        "Content-Type",
        "Content-Transfer-Encoding",
        "Language",
        "Plural-Forms",
    ]


def test_an_unknown_command_is_answered_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["translate"]) == 2
    assert "update | check" in capsys.readouterr().err


# Speaking


def test_an_unknown_language_means_chinese() -> None:
    assert (use("fr"), locale.language()) == ("zh", "zh")


def test_a_message_is_said_in_the_language_in_use() -> None:
    assert locale.gettext("Notices") == "公告"
    use("en")
    assert locale.gettext("Notices") == "Notices"


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 0, "0 notices"),
        ("en", 1, "1 notice"),
        ("en", 2, "2 notices"),
        ("en", 12_345, "12,345 notices"),
        ("zh", 1, "共 1 条公告"),
        ("zh", 12_345, "共 12,345 条公告"),
    ],
)
def test_a_count_takes_the_form_of_its_number(language: str, count: int, said: str) -> None:
    use(language)

    assert ngettext("{count} notice", "{count} notices", count) == said


def test_lists_and_labels_are_divided_by_the_signs_of_the_language() -> None:
    assert (listed(["甲", "乙"]), labelled("公告", "甲")) == ("甲、乙", "公告：甲")
    use("en")
    assert (listed(["A", "B"]), labelled("Notice", "A")) == ("A, B", "Notice: A")


def test_a_label_without_english_words_is_shown_in_chinese() -> None:
    use("en")

    assert pick({"zh": "甲"}) == "甲"


def test_an_error_says_its_marked_and_labelled_values_in_the_language_in_use() -> None:
    error = ConflictError(
        "the round is {state}; this can be done only in these states: {allowed}",
        state=marked("closed"),
        allowed=[marked("planned"), marked("open for ratings")],
    )

    assert explain(error) == (
        "本轮评价目前是“已结束”；只有在这些状态下才能办理：已计划、正在评价。"
    )
    use("en")
    assert explain(error) == (
        "The round is closed; this can be done only in these states: planned, open for ratings."
    )


def test_an_error_names_a_label_by_its_code_on_the_command_line() -> None:
    error = InvalidInputError(
        "assessments: there is no sheet from {party}", party=PARTY_NAMES["third_party"]
    )

    assert str(error) == "assessments: there is no sheet from third_party"
    assert "第三方" in explain(error)


def test_a_sentence_inside_another_is_said_in_the_same_language() -> None:
    inner = NotFoundError("no public notice has the id {id}", id="7")
    outer = InvalidInputError(
        "{rule} ({clause}) is not met: {why}", rule="A", clause="B", why=inner
    )
    assert str(outer) == "A (B) is not met: no public notice has the id 7"
    use("zh")
    assert explain(outer) == gettext("{rule} ({clause}) is not met: {why}").format(
        rule="A", clause="B", why=explain(inner)
    )
    assert "no public notice" not in explain(outer)
    use("en")
    assert explain(outer) == "A (B) is not met: no public notice has the id 7."


def test_what_somebody_typed_is_never_translated() -> None:
    assert explain(NotFoundError("no public notice has the id {id}", id="closed")) == (
        "没有编号为 closed 的公开公告。"
    )


def test_an_english_error_is_a_sentence_but_keeps_the_name_of_a_field() -> None:
    use("en")

    assert explain(ConflictError("each filter may be given once")) == (
        "Each filter may be given once."
    )
    assert explain(InvalidInputError("region: not {value}", value="x")) == "region: not x."

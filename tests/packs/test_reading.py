"""Every error of a pack is said with file, key and reason, and no such pack is used."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.commands import portal
from portal.policy.checking import check
from portal.policy.installed import SHIPPED, gather, read_library
from portal.policy.library import Standing
from portal.policy.reading import PackError
from tests.packs import sixth


def faults_of(folder: Path) -> list[str]:
    library, faults = gather([SHIPPED, folder])
    return [str(each) for each in faults or check(library)]


def swap(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


BROKEN = {
    "no citation": (
        {"rules": swap(sixth.RULES, 'clauses = ["SX-1"]', "clauses = []")},
        "sixth/rules.toml: rules[sx-term].clauses",
    ),
    "unknown clause": (
        {"rules": swap(sixth.RULES, '"SX-1"', '"SX-9"')},
        "sixth/rules.toml: rules[sx-term].clauses: no clause is known as SX-9",
    ),
    "overlapping days": (
        {"rules": sixth.RULES + sixth.RULES.replace("years = 2", "years = 3")},
        "sixth/rules.toml: rules[sx-term]: its days overlap with another of this id",
    ),
    "weights of parties": (
        {"scheme": swap(sixth.SCHEME, "weight = 0.4", "weight = 0.5")},
        "sixth/scheme.toml: parties: the weights sum to 1.1, not to 1",
    ),
    "weights of indicators": (
        {
            "scheme": swap(
                sixth.SCHEME, 'weight = 1\nscale = "points"', 'weight = 0.9\nscale = "points"'
            )
        },
        "sixth/scheme.toml: indicators of purchaser: the weights sum to 0.9, not to 1",
    ),
    "unknown formula": (
        {"rules": swap(sixth.RULES, "term_at_most", "term_at_mots")},
        "sixth/rules.toml: rules[sx-term].formula: no formula is called term_at_mots",
    ),
    "unknown parameter": (
        {"rules": swap(sixth.RULES, "years = 2", "years = 2, months = 1")},
        "sixth/rules.toml: rules[sx-term].with.months: is not known here",
    ),
    "unknown fact": (
        {"rules": swap(sixth.RULES, "contract.ends_on", "contract.ends")},
        "sixth/rules.toml: rules[sx-term].with.end: no fact is known as contract.ends",
    ),
    "a status without a place": (
        {"clauses": swap(sixth.CLAUSES, 'where = ["rule:sx-term"]', "where = []")},
        "sixth/clauses.toml: clauses[SX-1].where: enforced names what embodies it",
    ),
    "an unknown place": (
        {"clauses": swap(sixth.CLAUSES, "rule:sx-term", "rule:sx-terms")},
        "sixth/clauses.toml: clauses[SX-1].where: rule:sx-terms: there is no such rule",
    ),
    "not yet without a note": (
        {"clauses": swap(sixth.CLAUSES, 'status = "recorded"', 'status = "not_yet"')},
        "sixth/clauses.toml: clauses[SX-2].note: not_yet says why",
    ),
    "a foreign clause id": (
        {"clauses": swap(sixth.CLAUSES, 'id = "SX-2"', 'id = "DY-1.1"')},
        "sixth/clauses.toml: clauses[DY-1.1]: must begin with SX-",
    ),
    "a clause twice": (
        {"clauses": swap(sixth.CLAUSES, 'id = "SX-2"', 'id = "SX-1"')},
        "sixth/clauses.toml: clauses[SX-1]: is there more than once",
    ),
    "a day left out": (
        {"pack": swap(sixth.PACK, "until = 2030-01-31\n", "")},
        "sixth/pack.toml: instruments.0.until: is missing",
    ),
    "no day": (
        {"pack": swap(sixth.PACK, "until = 2030-01-31", 'until = "soon"')},
        "sixth/pack.toml: instruments.0.until: must be a day such as 2019-03-06",
    ),
    "an unknown key": (
        {"duties": swap(sixth.DUTIES, "at_least = 3", "atleast = 3")},
        "sixth/duties.toml: duties[sx-training].atleast: is not known here",
    ),
    "no such base": (
        {"pack": swap(sixth.PACK, 'extends = "national"', 'extends = "nation"')},
        "sixth/pack.toml: extends: no pack is called nation",
    ),
    "no TOML": ({"rules": "[[rules]\n"}, "sixth/rules.toml: is no TOML"),
    "an unknown table": (
        {"rules": sixth.RULES + "\n[[laws]]\n"},
        "sixth/rules.toml: laws: unknown; may hold rules, risks",
    ),
    "another name": (
        {"pack": swap(sixth.PACK, 'id = "sixth"', 'id = "seventh"')},
        "sixth/pack.toml: id: is seventh, but the folder is called sixth",
    ),
    "a yearly day for a month": (
        {"duties": swap(sixth.DUTIES, 'every = "year"', 'every = "month"\ndue = "03-31"')},
        "sixth/duties.toml: duties[sx-training].every: a day or months belong to a yearly duty",
    ),
}


@pytest.mark.parametrize(("changed", "said"), BROKEN.values(), ids=BROKEN)
def test_an_error_is_named_by_file_key_and_reason(
    tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    pack = sixth.write_sixth(tmp_path, **changed)

    assert [each for each in faults_of(pack) if each.startswith(said)], faults_of(pack)


def test_an_error_inside_a_list_is_said_once(tmp_path: Path) -> None:
    pack = sixth.write_sixth(tmp_path, pack=swap(sixth.PACK, "until = 2030-01-31\n", ""))
    assert faults_of(pack) == ["sixth/pack.toml: instruments.0.until: is missing"]


def test_a_file_with_a_wrong_name_is_not_passed_over(tmp_path: Path) -> None:
    pack = sixth.write_sixth(tmp_path)
    (pack / "rules.toml").rename(pack / "rule.toml")
    (said, *_) = faults_of(pack)
    assert said.startswith("sixth/rule.toml: is no file of a pack; those are pack.toml, clauses")


def test_a_pack_without_its_head_is_not_passed_over(tmp_path: Path) -> None:
    pack = sixth.write_sixth(tmp_path)
    (pack / "pack.toml").unlink()
    for folder in (pack, tmp_path):
        assert faults_of(folder) == ["sixth/pack.toml: is missing"]


def test_a_folder_without_a_pack_is_not_called_right(tmp_path: Path) -> None:
    done = CliRunner().invoke(portal, ["policy", "check", str(tmp_path)])
    assert done.exit_code == 2
    assert "holds no pack" in done.output


def test_a_pack_without_errors_has_none(tmp_path: Path) -> None:
    assert faults_of(sixth.write_sixth(tmp_path)) == []


def test_a_broken_pack_is_not_used(tmp_path: Path) -> None:
    sixth.write_sixth(tmp_path, rules=swap(sixth.RULES, '"SX-1"', '"SX-9"'))

    with pytest.raises(PackError, match="no clause is known as SX-9"):
        read_library(tmp_path)


def test_the_command_prints_every_error_and_fails(tmp_path: Path) -> None:
    pack = sixth.write_sixth(
        tmp_path,
        rules=swap(sixth.RULES, '"SX-1"', '"SX-9"'),
        scheme=swap(sixth.SCHEME, "weight = 0.4", "weight = 0.5"),
    )

    done = CliRunner().invoke(portal, ["policy", "check", str(pack)])

    assert done.exit_code == 1
    assert "sixth/rules.toml: rules[sx-term].clauses: no clause is known as SX-9" in done.output
    assert "sixth/scheme.toml: parties: the weights sum to 1.1, not to 1" in done.output


def test_the_command_says_that_the_shipped_packs_are_right() -> None:
    done = CliRunner().invoke(portal, ["policy", "check"])

    assert done.exit_code == 0, done.output
    assert done.output.strip().endswith("no errors")


def test_the_command_takes_a_folder_of_packs_and_one_pack(tmp_path: Path) -> None:
    pack = sixth.write_sixth(tmp_path)
    for path in (tmp_path, pack, SHIPPED / "deyang"):
        done = CliRunner().invoke(portal, ["policy", "check", str(path)])
        assert done.exit_code == 0, done.output


def test_nothing_older_than_an_undated_document_can_be_is_compared_with_it() -> None:
    """Zunyi's opinions state no day, and cite a paper of 2024."""
    library = read_library()
    own = {each.id for each in library.packs["zunyi"].rules}

    def judged(on: date) -> set[str]:
        return own & {rule.id for rule in library.rules("zunyi", "contract", on)}

    assert judged(date(2023, 12, 31)) == set()
    assert judged(date(2024, 1, 1))
    assert library.standing("zunyi", date(2026, 3, 2)) == Standing.UNVERIFIED


def test_an_undated_document_is_no_older_than_the_year_of_its_number() -> None:
    library = read_library()

    def judged(on: date) -> set[str]:
        rules = library.rules("guangdong", "contract", on)
        return {rule.id for rule in rules if rule.clauses[0] == "CN-214-10"}

    assert library.instruments["cn-mof-consultation"].number == "财库〔2014〕214号"
    assert judged(date(2013, 12, 31)) == set()
    assert judged(date(2014, 1, 1))

"""The settings an operator writes, right and wrong."""

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.errors import InvalidInputError
from portal.keys import private_file
from portal.settings import ROOT, Mode, get_settings, read_settings

SECRET = "Zk3-9QwErT7yUiOpLmNbVcXz2AsDfGh5"  # noqa: S105 - invented for these tests
PASSWORD = "hunter2"  # noqa: S105 - invented for these tests


@pytest.fixture
def demo(tmp_path: Path) -> dict[str, str]:
    return {"PORTAL_VAR_DIR": str(tmp_path)}


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    return {
        "PORTAL_VAR_DIR": str(tmp_path),
        "PORTAL_MODE": "production",
        "PORTAL_SECRET_KEY": SECRET,
        "PORTAL_PUBLIC_URL": "https://portal.example",
        "PORTAL_OIDC_ISSUER": "https://id.example/realm",
        "PORTAL_OIDC_CLIENT_ID": "portal",
        "PORTAL_OIDC_CLIENT_SECRET": PASSWORD,
    }


@pytest.fixture
def _forgetful() -> Iterator[None]:
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def test_an_empty_environment_is_a_demonstration_on_this_machine(demo: dict[str, str]) -> None:
    settings = read_settings(demo)
    assert settings.mode is Mode.DEMO
    assert settings.is_demo
    assert (settings.host, settings.port) == ("127.0.0.1", 8501)
    assert settings.public_url == "http://127.0.0.1:8501"
    assert settings.root == ROOT
    assert (ROOT / "pyproject.toml").is_file()
    assert settings.database_url == f"sqlite:///{settings.var_dir}/portal.db"
    assert settings.packs is None


def test_without_a_var_folder_everything_lies_under_the_checkout() -> None:
    settings = read_settings({"PORTAL_SECRET_KEY": SECRET})
    assert settings.var_dir == ROOT / "var"
    assert settings.database_url == f"sqlite:///{ROOT}/var/portal.db"


def test_demonstration_mode_points_at_its_own_identity_provider(demo: dict[str, str]) -> None:
    oidc = read_settings(demo | {"PORTAL_PORT": "9000"}).oidc
    assert oidc.issuer == "http://127.0.0.1:9000/oidc"
    assert oidc.metadata_url == "http://127.0.0.1:9000/oidc/.well-known/openid-configuration"


def test_production_takes_any_provider_from_its_issuer(production: dict[str, str]) -> None:
    settings = read_settings(production)
    assert settings.mode is Mode.PRODUCTION
    assert not settings.is_demo
    assert settings.is_https
    assert settings.oidc.issuer == "https://id.example/realm"
    assert settings.oidc.metadata_url == (
        "https://id.example/realm/.well-known/openid-configuration"
    )
    assert settings.oidc.client_secret.get_secret_value() == PASSWORD


def test_production_takes_any_provider_from_its_metadata_address(
    production: dict[str, str],
) -> None:
    address = "https://id.example/.well-known/openid-configuration"
    del production["PORTAL_OIDC_ISSUER"]
    oidc = read_settings(production | {"PORTAL_OIDC_METADATA_URL": address}).oidc
    assert oidc.metadata_url == address
    assert oidc.issuer == "https://id.example"


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("PORTAL_MODE", "live", "PORTAL_MODE is 'live'; it must be 'demo' or 'production'."),
        ("PORTAL_PORT", "http", "PORTAL_PORT is 'http'; it must be a number from 1 to 65535."),
        ("PORTAL_PORT", "0", "PORTAL_PORT is '0'; it must be a number from 1 to 65535."),
        ("PORTAL_PORT", "65536", "PORTAL_PORT is '65536'; it must be a number from 1 to 65535."),
        ("PORTAL_PORT", "٣", "PORTAL_PORT is '٣'; it must be a number from 1 to 65535."),
        ("PORTAL_DEMO_PUBLIC", "maybe", "PORTAL_DEMO_PUBLIC is 'maybe'; it must be 1 (yes)"),
        ("PORTAL_HOST", "0.0.0.0", "PORTAL_HOST is '0.0.0.0', which no browser can open"),  # noqa: S104 - refused
        ("PORTAL_HOST", "192.168.1.5", "PORTAL_HOST is '192.168.1.5', but demonstration mode"),
        ("PORTAL_HOST", "portal.example", "PORTAL_HOST is 'portal.example', but demonstration"),
        ("PORTAL_PUBLIC_URL", "https://portal.example", "PORTAL_PUBLIC_URL is 'portal.example'"),
        ("PORTAL_PUBLIC_URL", "http://portal.example", "signing in needs https://"),
        ("PORTAL_PUBLIC_URL", "http://127.0.0.1:8501/a", "with no path behind them"),
        ("PORTAL_PUBLIC_URL", "http://127.0.0.1:8501?a=1", "with no path behind them"),
        ("PORTAL_PUBLIC_URL", "http://127.0.0.1:99999", "PORTAL_PUBLIC_URL is not a web address"),
        ("PORTAL_PUBLIC_URL", "127.0.0.1:8501", "it must begin with https:// and name a host"),
        ("PORTAL_PUBLIC_URL", "ftp://127.0.0.1", "it must begin with https:// and name a host"),
        ("PORTAL_PUBLIC_URL", f"ftp://u:{PASSWORD}@h", "must not contain a user name"),
        ("PORTAL_PACKS", "/no/such/folder", "PORTAL_PACKS is '/no/such/folder', which is not a"),
        (
            "PORTAL_STATEMENT_DAYS",
            "2",
            "PORTAL_STATEMENT_DAYS is '2'; it must be a number from 3 to 60.",
        ),
        ("PORTAL_STATEMENT_DAYS", "ten", "PORTAL_STATEMENT_DAYS is 'ten'; it must be a number"),
        ("PORTAL_DATABASE_URL", f"mysql://u:{PASSWORD}@h/d", "begins with 'mysql'; it must begin"),
        ("PORTAL_DATABASE_URL", "portal.db", "begins with 'something else'; it must begin with"),
        ("PORTAL_OIDC_ISSUER", "https://id.example", "demonstration mode uses its own identity"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(
    demo: dict[str, str], name: str, text: str, sentence: str
) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        read_settings(demo | {name: text})
    assert sentence in str(refusal.value)
    assert name in str(refusal.value)
    assert PASSWORD not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("PORTAL_SECRET_KEY", None, "is not set; production mode needs one of at least 32"),
        ("PORTAL_SECRET_KEY", "", "is not set; production mode needs one of at least 32"),
        ("PORTAL_SECRET_KEY", "   ", "is not set; production mode needs one of at least 32"),
        ("PORTAL_SECRET_KEY", SECRET[:31], "has 31 characters; production mode needs at least"),
        ("PORTAL_SECRET_KEY", "change-me-to-32-random-characters", "is a known default"),
        ("PORTAL_SECRET_KEY", "your-secret-key-goes-right-in-here", "is a known default"),
        ("PORTAL_SECRET_KEY", "0123" * 16, "is a known default or a pattern"),
        ("PORTAL_OIDC_CLIENT_ID", None, "is not set; production mode needs it to sign in"),
        ("PORTAL_OIDC_CLIENT_SECRET", None, "is not set; production mode needs it to sign in"),
        ("PORTAL_OIDC_ISSUER", None, "is not set; production mode needs it (or PORTAL_OIDC_META"),
        ("PORTAL_OIDC_ISSUER", "http://id.example", "signing in needs https://"),
        ("PORTAL_OIDC_ISSUER", "https://portal.example/oidc", "own demonstration provider"),
        ("PORTAL_OIDC_ISSUER", "http://127.0.0.1:8502/oidc", "own demonstration provider"),
        ("PORTAL_PUBLIC_URL", "http://portal.example", "signing in needs https://"),
    ],
)
def test_production_refuses_what_would_make_it_unsafe(
    production: dict[str, str], name: str, text: str | None, sentence: str
) -> None:
    del production[name]
    with pytest.raises(InvalidInputError) as refusal:
        read_settings(production if text is None else production | {name: text})
    assert sentence in str(refusal.value)
    assert str(refusal.value).startswith(name)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://Portal.Example/", "https://portal.example"),
        ("https://portal.example:443", "https://portal.example"),
        ("https://portal.example:8443", "https://portal.example:8443"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8501", "http://[::1]:8501"),
        ("http://localhost:8501", "http://localhost:8501"),
    ],
)
def test_the_public_address_is_the_origin_browsers_send(
    production: dict[str, str], text: str, origin: str
) -> None:
    assert read_settings(production | {"PORTAL_PUBLIC_URL": text}).public_url == origin


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("sqlite:///var/portal.db", f"sqlite:///{ROOT}/var/portal.db"),
        ("sqlite:////srv/portal.db", "sqlite:////srv/portal.db"),
        ("sqlite:///other.db?timeout=5", f"sqlite:///{ROOT}/other.db?timeout=5"),
        ("sqlite://", "sqlite://"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
    ],
)
def test_a_database_address_means_the_same_from_any_folder(
    demo: dict[str, str], text: str, address: str
) -> None:
    assert read_settings(demo | {"PORTAL_DATABASE_URL": text}).database_url == address


def test_demonstration_mode_serves_others_only_when_told_to(demo: dict[str, str]) -> None:
    others = {
        "PORTAL_HOST": "0.0.0.0",  # noqa: S104 - the point of this test
        "PORTAL_PUBLIC_URL": "https://demo.example",
        "PORTAL_DEMO_PUBLIC": "1",
    }
    settings = read_settings(demo | others)
    assert settings.demo_public
    assert settings.oidc.issuer == "https://demo.example/oidc"


def test_an_ipv6_loopback_host_is_served_and_named_with_brackets(demo: dict[str, str]) -> None:
    settings = read_settings(demo | {"PORTAL_HOST": "[::1]"})
    assert settings.host == "::1"
    assert settings.public_url == "http://[::1]:8501"


def test_the_demonstration_key_is_made_once_and_only_its_owner_reads_it(
    demo: dict[str, str], tmp_path: Path
) -> None:
    first, second = read_settings(demo), read_settings(demo)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key.get_secret_value()) >= 32
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_two_installs_have_different_keys(tmp_path: Path) -> None:
    keys = {
        read_settings({"PORTAL_VAR_DIR": str(tmp_path / name)}).secret_key for name in ("a", "b")
    }
    assert len(keys) == 2


def test_two_first_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    contents = iter(bytes([number]) * 40 for number in range(64))
    path = tmp_path / "key"
    with ThreadPoolExecutor(8) as pool:
        read = set(pool.map(lambda _: private_file(path, lambda: next(contents)), range(64)))
    assert read == {path.read_bytes()}
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_others_can_read_is_closed_again(demo: dict[str, str], tmp_path: Path) -> None:
    read_settings(demo)
    (tmp_path / "secret-key").chmod(0o644)
    read_settings(demo)
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_a_damaged_key_is_named_and_never_used(demo: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("short")
    with pytest.raises(InvalidInputError, match="secret-key is damaged; delete it"):
        read_settings(demo)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidInputError, match="can be neither made nor read: "):
        read_settings({"PORTAL_VAR_DIR": str(tmp_path / "file" / "var")})


def test_no_printed_form_of_the_settings_shows_a_secret(production: dict[str, str]) -> None:
    settings = read_settings(
        production | {"PORTAL_DATABASE_URL": f"postgresql://portal:{PASSWORD}@db/portal"}
    )
    for printed in (repr(settings), str(settings)):
        assert SECRET not in printed
        assert PASSWORD not in printed


def test_every_purpose_has_its_own_key(demo: dict[str, str]) -> None:
    settings = read_settings(demo)
    keys = {settings.key_for("invitation codes"), settings.key_for("sign-in cookies")}
    assert {len(key) for key in keys} == {32}
    assert len(keys) == 2
    assert settings.key_for("sign-in cookies") in keys


@pytest.mark.usefixtures("_forgetful")
def test_the_environment_is_read_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PORTAL_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("PORTAL_PORT", "9001")
    first = get_settings()
    monkeypatch.setenv("PORTAL_PORT", "9002")
    assert get_settings() is first
    assert first.port == 9001


def test_packs_may_lie_beside_the_checkout(demo: dict[str, str], tmp_path: Path) -> None:
    assert read_settings(demo | {"PORTAL_PACKS": str(tmp_path)}).packs == tmp_path


def test_the_demonstration_has_a_licence_and_production_guesses_none(
    demo: dict[str, str], production: dict[str, str]
) -> None:
    shown = read_settings(demo).data_licence
    assert shown
    assert (shown.code, shown.url) == ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")
    assert read_settings(production).data_licence is None


def test_the_operator_names_a_known_licence_or_terms_of_the_place(
    production: dict[str, str],
) -> None:
    known = read_settings(production | {"PORTAL_DATA_LICENSE": "CC0-1.0"}).data_licence
    assert known
    assert known.url.endswith("/zero/1.0/")
    own = read_settings(
        production
        | {
            "PORTAL_DATA_LICENSE": "某市公共数据开放使用协议",
            "PORTAL_DATA_LICENSE_URL": "http://data.example.gov.cn/terms",
        }
    ).data_licence
    assert own
    assert own.code is None
    assert own.title["zh"] == own.title["en"] == "某市公共数据开放使用协议"
    assert own.url == "http://data.example.gov.cn/terms"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"PORTAL_DATA_LICENSE": "ours"}, "'ours'; it must be one of CC-BY-4.0, CC-BY-SA-4.0"),
        ({"PORTAL_DATA_LICENSE_URL": "https://a.example"}, "but PORTAL_DATA_LICENSE, the title"),
        (
            {"PORTAL_DATA_LICENSE": "CC0-1.0", "PORTAL_DATA_LICENSE_URL": "https://a.example"},
            "the address of CC0-1.0 is known",
        ),
        (
            {"PORTAL_DATA_LICENSE": "ours", "PORTAL_DATA_LICENSE_URL": "javascript:alert(1)"},
            "is not the address of a page",
        ),
        (
            {"PORTAL_DATA_LICENSE": "ours", "PORTAL_DATA_LICENSE_URL": "https://a@b.example"},
            "is not the address of a page",
        ),
        ({"PORTAL_DATA_LICENSE": "a" * 121}, "a title of at most 120 signs"),
    ],
)
def test_a_licence_that_nobody_could_read_is_refused(
    production: dict[str, str], given: dict[str, str], sentence: str
) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        read_settings(production | given)
    assert sentence in str(refusal.value)


def test_the_operator_sets_the_days_for_a_statement(tmp_path: Path) -> None:
    demo = {"PORTAL_VAR_DIR": str(tmp_path)}
    assert read_settings(demo).statement_days == 10
    assert read_settings(demo | {"PORTAL_STATEMENT_DAYS": "15"}).statement_days == 15


def test_attached_files_lie_in_the_var_folder_unless_they_are_put_elsewhere(
    tmp_path: Path,
) -> None:
    var = {"PORTAL_VAR_DIR": str(tmp_path)}

    assert read_settings(var).files_dir == tmp_path / "attachments"
    assert read_settings(var | {"PORTAL_FILES_DIR": "/srv/files"}).files_dir == Path("/srv/files")


@pytest.mark.parametrize(("text", "size"), [("", 20 * 2**20), ("1", 2**20), ("500", 500 * 2**20)])
def test_the_largest_file_is_given_in_megabytes(tmp_path: Path, text: str, size: int) -> None:
    given = {"PORTAL_VAR_DIR": str(tmp_path), "PORTAL_LARGEST_FILE_MB": text}

    assert read_settings(given).largest_file == size


@pytest.mark.parametrize("text", ["0", "501", "-1", "2.5", "20MB", "２０"])
def test_a_size_that_cannot_be_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidInputError, match="PORTAL_LARGEST_FILE_MB is"):
        read_settings({"PORTAL_VAR_DIR": str(tmp_path), "PORTAL_LARGEST_FILE_MB": text})

"""The portal's own routes behind its own middleware, as app.py puts them together."""

import importlib.util
from collections.abc import Callable, Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from portal.settings import ROOT, Settings


@pytest.fixture
def build_site(monkeypatch: pytest.MonkeyPatch) -> Callable[[], TestClient]:
    """Reads app.py under the environment of the moment; Streamlit itself is not started."""
    monkeypatch.setenv("STREAMLIT_SERVER_COOKIE_SECRET", "app.py sets it; this puts it back")

    def build() -> TestClient:
        spec = importlib.util.spec_from_file_location("app_under_test", ROOT / "app.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        app = Starlette(routes=module.app._user_routes, middleware=module.app._user_middleware)
        return TestClient(app, module.settings.public_url, follow_redirects=False)

    return build


@pytest.fixture
def site(demo: Settings, build_site: Callable[[], TestClient]) -> Iterator[TestClient]:
    """The site on the demonstration's records."""
    del demo
    with build_site() as client:
        yield client

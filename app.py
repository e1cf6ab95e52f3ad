"""The server in one place: the Streamlit shell, our own routes, and the middleware around both."""

from portal.settings import ROOT, get_settings
from portal.web.signin import prepare_environment, signin_middleware, streamlit_secrets

settings = get_settings()
prepare_environment(settings)  # before Streamlit reads its configuration

import streamlit as st  # noqa: E402 - see above
from starlette.middleware import Middleware  # noqa: E402 - see above
from starlette.routing import BaseRoute  # noqa: E402 - see above

from portal.web.attachments import attachment_routes  # noqa: E402 - see above
from portal.web.downloads import download_routes  # noqa: E402 - see above
from portal.web.feeds import feed_routes  # noqa: E402 - see above
from portal.web.headers import SecurityHeaders  # noqa: E402 - see above
from portal.web.health import health_routes  # noqa: E402 - see above
from portal.web.landing import ADDRESS as LANDING  # noqa: E402 - see above
from portal.web.landing import landing_routes  # noqa: E402 - see above
from portal.web.language import LanguageCookie  # noqa: E402 - see above
from portal.web.lifespan import lifespan  # noqa: E402 - see above
from portal.web.ocds import ocds_routes  # noqa: E402 - see above
from portal.web.packing import OwnPacking  # noqa: E402 - see above
from portal.web.printing import ADDRESS as PRINTING  # noqa: E402 - see above
from portal.web.printing import printing_routes  # noqa: E402 - see above
from portal.web.robots import ADDRESSES as ROBOTS  # noqa: E402 - see above
from portal.web.robots import robot_routes  # noqa: E402 - see above
from portal.web.screens import KnownAddresses, screen_routes  # noqa: E402 - see above
from portal.web.statistics import statistic_routes  # noqa: E402 - see above
from portal.web.uploads import upload_routes  # noqa: E402 - see above

routes: list[BaseRoute] = [
    *attachment_routes(),
    *upload_routes(),
    *ocds_routes(),  # before the tables, which answer for the rest of /data/
    *statistic_routes(),  # as above
    *download_routes(),
    *feed_routes(),
    *health_routes(),
    *landing_routes(),
    *printing_routes(),
    *robot_routes(),
    *screen_routes(),
]
own: tuple[str, ...] = (
    *("/data/", "/files/", "/desk/files/", "/feeds/", "/healthz", "/readyz"),
    *(LANDING, PRINTING, *ROBOTS),
)
if settings.is_demo:
    from portal.demo.provider.routes import provider_routes

    routes += provider_routes(settings)
    own += ("/oidc/",)

app = st.App(
    ROOT / "portal" / "ui" / "shell.py",
    secrets=streamlit_secrets(settings),
    routes=routes,
    middleware=[
        Middleware(SecurityHeaders, settings=settings),
        *signin_middleware(settings),
        Middleware(LanguageCookie, secure=settings.is_https),
        Middleware(KnownAddresses, own=own),
        Middleware(OwnPacking),
    ],
    lifespan=lifespan,
)

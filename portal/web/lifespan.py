"""Before the first visitor: read the packs, import what pages need, freeze both."""

import gc
import importlib
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from portal.disclosure.whole.keeping import get_keeper, keep_all
from portal.policy.installed import installed

SIGN_IN_LOG = "streamlit.web.server.starlette.starlette_auth_routes"
WARM = ("pandas", "pyarrow", "altair", "scipy.special")


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[dict[str, Any]]:
    """Streamlit collects garbage after every run; frozen imports make that many times cheaper."""
    del app
    for name in WARM:
        importlib.import_module(name)
    installed()  # a pack with errors ends the start; the others are read once
    _keep_no_visits()
    gc.collect()
    gc.freeze()
    with _files_kept():
        yield {}


@contextmanager
def _files_kept() -> Iterator[None]:
    """Write whole tables after changes, beside everything else."""
    stop = threading.Event()
    threading.Thread(
        target=keep_all, args=(get_keeper(), stop), name="keeping files", daemon=True
    ).start()
    yield
    stop.set()


def _keep_no_visits() -> None:
    """Streamlit turns the server's access log on again; it would hold who came when."""
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    logging.getLogger(SIGN_IN_LOG).addFilter(_is_a_fault)


def _is_a_fault(line: logging.LogRecord) -> bool:
    """Whether a sign-in failed; that somebody chose not to sign in is nobody's business."""
    return "access_denied" not in line.getMessage()

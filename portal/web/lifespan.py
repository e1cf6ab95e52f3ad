"""Before the first visitor: import what pages need, and tell the collector to leave it alone."""

import gc
import importlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

WARM = ("pandas", "pyarrow", "altair", "scipy.special")


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[dict[str, Any]]:
    """Streamlit collects garbage after every run; frozen imports make that many times cheaper."""
    del app
    for name in WARM:
        importlib.import_module(name)
    _keep_no_visits()
    gc.collect()
    gc.freeze()
    yield {}


def _keep_no_visits() -> None:
    """Streamlit turns the server's access log on again; it would hold who came when."""
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)

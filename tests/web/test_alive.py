"""The process says that it lives also when every thread of it is at work."""

import asyncio
from threading import Event

import anyio.to_thread
from httpx2 import ASGITransport, AsyncClient
from starlette.applications import Starlette

from portal.web.health import health_routes


async def work_until(end: Event) -> None:
    await anyio.to_thread.run_sync(end.wait)


async def ask_while_busy() -> list[int]:
    end, said = Event(), list[int]()
    async with anyio.create_task_group() as busy:
        for _ in range(int(anyio.to_thread.current_default_thread_limiter().total_tokens)):
            busy.start_soon(work_until, end)
        await anyio.wait_all_tasks_blocked()
        try:
            transport = ASGITransport(Starlette(routes=health_routes()))
            async with AsyncClient(transport=transport, base_url="http://portal") as client:
                with anyio.fail_after(2):
                    said.append((await client.get("/healthz")).status_code)
        finally:
            end.set()
    return said


def test_the_process_lives_while_every_thread_is_busy() -> None:
    assert asyncio.run(ask_while_busy()) == [200]

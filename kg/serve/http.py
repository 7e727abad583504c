"""The listening socket. Clients who do not say what they want in time are hung up on."""

from __future__ import annotations

import asyncio
import logging
import socket
from pathlib import Path
from typing import Any, Final, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.errors import StoreError
from kg.serve.app import application
from kg.serve.limits import Limits

_IDLE: Final = 15  # seconds that a connection may rest between two requests
_HEAD: Final = 1 << 16  # bytes of the head of a request, its address included


def impatient(seconds: float) -> type[H11Protocol]:
    """The protocol of uvicorn, which hangs up on a client whose request has no whole head after so many seconds."""

    class Impatient(H11Protocol):
        _waiting: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._wait()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            cycle: Any = self.cycle
            if cycle is not None and not cycle.response_complete:
                self._stop()
            elif self._waiting is None:
                self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop()
            super().connection_lost(exc)

        def _wait(self) -> None:
            self._waiting = self.loop.call_later(seconds, self._hang_up)

        def _stop(self) -> None:
            if self._waiting is not None:
                self._waiting.cancel()
                self._waiting = None

        def _hang_up(self) -> None:
            self._waiting = None
            if not self.transport.is_closing() and (self.cycle is None or cast(Any, self.cycle).response_complete):
                self.transport.close()

    return Impatient


class _Server(uvicorn.Server):
    """Tells where it listens once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            print(f"Serving at http://{f'[{host}]' if ':' in host else host}:{port}/ (end with Ctrl-C)", flush=True)


def run(
    store: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    token: str | None = None,
    origins: tuple[str, ...] = (),
    limits: Limits | None = None,
) -> None:
    """Serves the store in a directory until the process is told to stop; port 0 takes a free one.

    Raises StoreError for a store that cannot be opened and for an address that cannot be had.
    """
    limits = limits or Limits()
    listening = _listen(host, port)
    address = f"{host}:{listening.getsockname()[1]}"
    app = application(store, limits, token=token, origins=origins, address=address)
    config = uvicorn.Config(
        app,
        http=impatient(limits.header_seconds),
        ws="none",
        lifespan="on",
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=limits.connections,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=2,
        h11_max_incomplete_event_size=_HEAD,
    )
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    server = _Server(config)
    with listening:
        server.run(sockets=[listening])
    if not server.started:
        raise StoreError(f"{store}: the store could not be served; is it there, and does nobody write to it?")


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        raise StoreError(f"{host}:{port}: cannot listen there ({error}); choose another --port") from error
    return listening

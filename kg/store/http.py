"""Requests to one SPARQL server: with who we are, tried again when the server is not ready, errors in our words.

Nothing is asked of any other address: redirections are not followed, and no proxy is used.
"""

from __future__ import annotations

import base64
import http.client
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import unquote, urlsplit

from kg.errors import QueryError, StoreError

_SECONDS: Final = 120.0  # that an answer may take
_TRIES: Final = 5
_PAUSE: Final = 0.25  # seconds before the second try; doubled before each that follows
_AGAIN: Final = frozenset({429, 502, 503, 504})
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Answered:
    media: str
    body: bytes


class Streamed:
    """An answer whose body is read as it comes, once; its connection ends with it."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.media = response.headers.get_content_type()
        self._response = response

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, none at the end. Raises OSError where the answer breaks off."""
        try:
            data = self._response.read(None if size < 0 else size)
        except http.client.HTTPException as error:
            raise OSError(f"the answer breaks off ({error or type(error).__name__})") from error
        if not data and size and self._response.length:  # what http.client passes over in silence
            raise OSError(f"the answer breaks off ({self._response.length} bytes are missing)")
        return data


class Server:
    """A server at an address such as `https://user:password@host/dataset`.

    Without user and password in the address, `KG_STORE_TOKEN` (a bearer token), or `KG_STORE_USER` and
    `KG_STORE_PASSWORD` tell who we are. Raises StoreError for an address that is none.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        try:
            port = parts.port
        except ValueError as error:
            raise StoreError(f"{address}: not an address ({error})") from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise StoreError(f"{address}: not an address of a SPARQL server; write https://host/dataset")
        self.name = f"{parts.scheme}://{parts.hostname}{f':{port}' if port else ''}{parts.path}"
        self._secure, self._host, self._port = parts.scheme == "https", parts.hostname, port
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._identity = _identity(parts.username, parts.password)
        self._connection: http.client.HTTPConnection | None = None

    def post(self, body: str, media: str, accept: str = "*/*") -> Answered:
        """Sends a query or an update, which may both be sent twice. Raises StoreError, and QueryError for status 400."""
        return self._tried(self._send, body, media, {"accept": accept})

    def stream(self, body: str, media: str, accept: str) -> Streamed:
        """As `post`, for a query whose answer may be long: it has a connection of its own, and others may ask meanwhile."""
        return self._tried(self._begin, body, media, {"accept": accept, "connection": "close"})

    def _tried(
        self, send: Callable[[bytes, Mapping[str, str]], tuple[int, bytes, _T]], body: str, media: str, headers: Mapping[str, str]
    ) -> _T:
        """What `send` gets, tried again while the server is not ready; `send` gives status, begin of the body, and answer."""
        full = {"content-type": f"{media}; charset=utf-8", **headers, **self._identity}
        failure = ""
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(_PAUSE * 2 ** (attempt - 1))
            try:
                status, begin, answered = send(body.encode("utf-8"), full)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                failure = f"cannot be reached ({error or type(error).__name__})"
                continue
            if status not in _AGAIN:
                self._check(status, begin)
                return answered
            failure = f"answers {status}: {_first_line(begin)}"
        raise StoreError(f"{self.name}: {failure}; tried {_TRIES} times")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes, Answered]:
        if self._connection is None:
            self._connection = self._connected()
        self._connection.request("POST", self._path, body, dict(headers))
        response = self._connection.getresponse()
        answered = Answered(response.headers.get_content_type(), response.read())
        return response.status, answered.body, answered

    def _begin(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes, Streamed]:
        connection = self._connected()
        connection.request("POST", self._path, body, dict(headers))
        response = connection.getresponse()
        return response.status, b"" if response.status < 300 else response.read(), Streamed(response)

    def _connected(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        return kind(self._host, self._port, timeout=_SECONDS)

    def _check(self, status: int, body: bytes) -> None:
        if status < 300:
            return
        line = _first_line(body)
        if status == 400:
            raise QueryError(f"not a valid query: {line}")
        if status in (401, 403):
            raise StoreError(f"{self.name}: no permission ({status}); set KG_STORE_TOKEN, or KG_STORE_USER and KG_STORE_PASSWORD")
        if status < 400:
            raise StoreError(f"{self.name}: the server is elsewhere ({status}); give the address that it really has")
        raise StoreError(f"{self.name}: the server answers {status}: {line}")


def _identity(user: str | None, password: str | None) -> dict[str, str]:
    token = os.environ.get("KG_STORE_TOKEN")
    if user is None and token:
        return {"authorization": f"Bearer {token}"}
    user = os.environ.get("KG_STORE_USER") if user is None else unquote(user)
    if user is None:
        return {}
    secret = os.environ.get("KG_STORE_PASSWORD", "") if password is None else unquote(password)
    return {"authorization": "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode("ascii")}


def _first_line(body: bytes) -> str:
    text = body[:2000].decode("utf-8", "replace").strip()
    return " ".join(text.split())[:200] or "nothing"

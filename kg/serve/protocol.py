"""Requests of the SPARQL 1.1 Protocol and of the Graph Store HTTP Protocol -> jobs for the pool -> responses."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from kg.errors import KgError, StoreError
from kg.serve import formats
from kg.serve.limits import Limits
from kg.serve.pool import Answer, BusyError, Pool, SlowError

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
_FIELDS: Final = 1000  # of a form
_HOST: Final = re.compile(r"[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")


class RefusedError(KgError):
    """The request is not one that can be answered; `status` is of HTTP."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.headers = status, dict(headers or {})


@dataclass(frozen=True, slots=True)
class Service:
    """What all requests share. `token` is None where nobody may write."""

    pool: Pool
    limits: Limits
    token: str | None
    address: str  # `host:port`, where the request does not tell


# ---- reading requests


async def body(request: Request, limit: int, seconds: float) -> bytes:
    """The body of a request. Raises RefusedError for one that is too large or too slow."""
    pieces, size = list[bytes](), 0
    try:
        async with asyncio.timeout(seconds):
            async for piece in request.stream():
                size += len(piece)
                if size > limit:
                    raise RefusedError(413, f"more than {limit:,} bytes", {"connection": "close"})
                pieces.append(piece)
    except TimeoutError as error:
        raise RefusedError(408, f"the request was not there within {seconds:g} seconds", {"connection": "close"}) from error
    return b"".join(pieces)


def fields(data: bytes) -> list[tuple[str, str]]:
    """The fields of a form or a query string. Raises RefusedError for what is none."""
    try:
        return parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except ValueError as error:
        raise RefusedError(400, "not a form in UTF-8, percent-encoded") from error


def _all(given: list[tuple[str, str]], name: str) -> list[str] | None:
    return [value for key, value in given if key == name] or None


def _one(given: list[tuple[str, str]], name: str) -> str | None:
    found = _all(given, name) or []
    if len(found) > 1:
        raise RefusedError(400, f"{len(found)} times {name}=; give one")
    return found[0] if found else None


def authorize(request: Request, token: str | None) -> None:
    """Raises RefusedError unless the service is writable and the request bears its token, as Bearer or as a password."""
    if token is None:
        raise RefusedError(403, "this service is read-only")
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given.strip(), validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            given = ""
    elif scheme.lower() != "bearer":
        given = ""
    if not hmac.compare_digest(given.strip().encode("utf-8"), token.encode("utf-8")):
        raise RefusedError(401, "writing needs the token of this service", {"www-authenticate": "Bearer"})


# ---- the SPARQL protocol


async def sparql(request: Request, service: Service) -> Response:
    """A query, an update, or, without either, the description of the service."""
    limits = service.limits
    given = fields(request.url.query.encode("ascii", "replace"))
    media, parameters = formats.media_type(request.headers.get("content-type", ""))
    if request.method in ("GET", "HEAD"):
        if _all(given, "update") is not None:
            raise RefusedError(405, "an update goes by POST", {"allow": "POST"})
        text = _one(given, "query")
        return _description(request, service) if text is None else _query(request, service, text.encode("utf-8"), given)
    if parameters.get("charset", "utf-8").lower() != "utf-8":
        raise RefusedError(415, "only UTF-8 is read")
    if media == QUERY:
        return _query(request, service, await body(request, limits.query, limits.body_seconds), given)
    if media == UPDATE:
        authorize(request, service.token)
        return await _update(service, await body(request, limits.update, limits.body_seconds), given)
    if media != FORM:
        raise RefusedError(415, f"{media[:80] or 'no media type'}: POST takes {FORM}, {QUERY} or {UPDATE}")
    writes = service.token is not None and "authorization" in request.headers
    given += fields(await body(request, limits.update if writes else limits.query, limits.body_seconds))
    text, update = _one(given, "query"), _one(given, "update")
    if (text is None) == (update is None):
        raise RefusedError(400, "give query= or update=, and only one of them")
    if text is not None:
        return _query(request, service, text.encode("utf-8"), given)
    authorize(request, service.token)
    return await _update(service, str(update).encode("utf-8"), given)


def _query(request: Request, service: Service, text: bytes, given: list[tuple[str, str]]) -> Response:
    if len(text) > service.limits.query:
        raise RefusedError(413, f"more than {service.limits.query:,} bytes")
    job = {"do": "query", "default": _all(given, "default-graph-uri"), "named": _all(given, "named-graph-uri")}
    return Streamed(service.pool, {**job, "accept": request.headers.get("accept", "")}, text)


async def _update(service: Service, text: bytes, given: list[tuple[str, str]]) -> Response:
    job = {"do": "update", "using": _all(given, "using-graph-uri") or [], "named": _all(given, "using-named-graph-uri") or []}
    return written(*await service.pool.write(job, text))


def written(head: Mapping[str, Any], _: bytes) -> Response:
    """The response to a job that wrote, or could not."""
    if "error" in head:
        return failure(head["status"], head["error"])
    location = {"location": head["location"]} if head["location"] else {}
    return Response(status_code=head["status"], headers=location)


# ---- the Graph Store Protocol


async def graph_store(request: Request, service: Service) -> Response:
    """Graphs by their IRI (`?graph=…`) or `?default`."""
    given = fields(request.url.query.encode("ascii", "replace"))
    graph = "default" if _all(given, "default") is not None else _one(given, "graph")
    if _all(given, "default") is not None and _all(given, "graph") is not None:
        raise RefusedError(400, "give ?default or ?graph=, and only one of them")
    if request.method != "POST" and graph is None:
        raise RefusedError(400, "which graph? give ?default or ?graph=IRI")
    if request.method in ("GET", "HEAD"):
        return Streamed(service.pool, {"do": "get", "graph": graph, "accept": request.headers.get("accept", "")})
    authorize(request, service.token)
    job = {"do": request.method.lower(), "graph": graph or "", "type": request.headers.get("content-type", "")}
    payload = await body(request, service.limits.update, service.limits.body_seconds)
    return written(*await service.pool.write(job, payload))


# ---- service description

_DESCRIPTION: Final = """@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix fmt: <http://www.w3.org/ns/formats/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<#service> a sd:Service ; sd:endpoint <> ; rdfs:label "Pactgraph" ;
  sd:supportedLanguage sd:SPARQL11Query%s ; sd:feature sd:EmptyGraphs ;
  sd:resultFormat fmt:SPARQL_Results_JSON, fmt:SPARQL_Results_XML, fmt:SPARQL_Results_CSV, fmt:SPARQL_Results_TSV,
    fmt:Turtle, fmt:N-Triples, fmt:JSON-LD, fmt:RDF_XML, fmt:N-Quads, fmt:TriG ;
  sd:defaultDataset <#dataset> .
<#dataset> a sd:Dataset, sd:GraphCollection ; sd:defaultGraph <#default> .
<#default> a sd:Graph ; rdfs:label "all documents, the ontology and the provenance as one graph" .
"""


def _description(request: Request, service: Service) -> Response:
    text = _DESCRIPTION % (" , sd:SPARQL11Update" if service.token is not None else "")
    job = {"do": "describe", "base": own_address(request, service) + request.url.path, "accept": request.headers.get("accept", "")}
    return Streamed(service.pool, job, text.encode("utf-8"))


def own_address(request: Request, service: Service) -> str:
    """`http://host:port` as the client knows it, if what it says is the name of a host."""
    host = request.headers.get("host", "")
    return f"{request.url.scheme}://{host if _HOST.fullmatch(host) else service.address}"


# ---- responses


def failure(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    return PlainTextResponse(" ".join(message.split())[:2000] + "\n", status, dict(headers or {}))


def told(error: KgError) -> Response:
    """An error as a response."""
    if isinstance(error, RefusedError):
        return failure(error.status, str(error), error.headers)
    if isinstance(error, BusyError):
        return failure(503, str(error), {"retry-after": "2"})
    if isinstance(error, SlowError):
        return failure(504, str(error))
    if isinstance(error, formats.NotAcceptableError):
        return failure(406, str(error))
    return failure(500 if isinstance(error, StoreError) else 400, str(error))


class Streamed(Response):
    """Answers a job piece by piece as it comes. A client who goes away takes the job along."""

    def __init__(self, pool: Pool, job: dict[str, Any], payload: bytes = b"") -> None:
        super().__init__()
        self._pool, self._job, self._payload = pool, job, payload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        work = asyncio.create_task(self._answer(scope, receive, send))
        gone = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            both = [task for task in (work, gone) if not task.done()]
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
        if not work.cancelled():
            work.result()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False
        try:
            async with self._pool.read(self._job, self._payload) as answer:
                if "error" in answer.head:
                    response = failure(answer.head["status"], answer.head["error"])
                else:
                    begun = True
                    await _stream(answer, send)
                    return
        except KgError as error:
            if begun:  # the client must not take half an answer for a whole one
                raise ConnectionAbortedError(str(error)) from error
            response = told(error)
        await response(scope, receive, send)


async def _stream(answer: Answer, send: Send) -> None:
    media = answer.head["type"]
    text = media.startswith("text/")
    headers = [(b"content-type", (media + "; charset=utf-8" * text).encode("ascii")), (b"vary", b"accept")]
    await send({"type": "http.response.start", "status": answer.head["status"], "headers": headers})
    async for piece in answer.body:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive) -> None:
    """Returns when the client has gone."""
    try:
        while (await receive())["type"] != "http.disconnect":
            pass
    except ClientDisconnect:
        return

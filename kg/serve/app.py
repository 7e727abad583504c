"""Which address is answered by whom, and the headers that all answers bear."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote

from starlette.applications import Starlette
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg import vocab
from kg.errors import KgError, QueryError, StoreError
from kg.query import NamedQuery, named_queries
from kg.questions import parameters
from kg.serve import formats, pages
from kg.serve.limits import Limits
from kg.serve.pool import Pool, SlowError
from kg.serve.protocol import RefusedError, Service, Streamed, failure, fields, graph_store, sparql, told
from kg.turtle import NamedNode

_ASSETS: Final = Path(__file__).resolve().parent / "assets"
_SUFFIXES: Final = {".js": "text/javascript", ".css": "text/css", ".txt": "text/plain"}
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_PICTURE_POLICY: Final = "frame-ancestors 'none'"  # the page of the picture brings a policy of its own
_LOCAL: Final = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"
_SPACES: Final = sorted({iri.removeprefix(pages.OURS).split("/")[0] for iri in vocab.PREFIXES.values() if iri.startswith(pages.OURS)})
_FORMATS: Final = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
}
_THING: Final = """SELECT DISTINCT ?way ?p ?x ?label WHERE {
  { SELECT * WHERE { %s ?p ?x . BIND ("out" AS ?way) } LIMIT 1000 }
  UNION { SELECT * WHERE { ?x ?p %s . BIND ("in" AS ?way) } LIMIT 1000 }
  OPTIONAL { ?x rdfs:label|skos:prefLabel|nif:anchorOf ?label }
} ORDER BY DESC(?way) ?p ?x ?label"""
_THING_GRAPH: Final = "CONSTRUCT { %s ?p ?o . ?s ?q %s } WHERE { { %s ?p ?o } UNION { SELECT * WHERE { ?s ?q %s } LIMIT 1000 } }"

Endpoint = Callable[[Request], Awaitable[Response]]


class _Anything(StringConvertor):
    """The rest of an address, line breaks and all: keys of actors hold what articles hold."""

    regex = r"[\s\S]*"


register_url_convertor("anything", _Anything())


def application(store: Path, limits: Limits, *, token: str | None, origins: Sequence[str], address: str) -> Starlette:
    """The service of the store in a directory. `token` lets those write who know it, `origins` other sites' pages read."""
    service = Service(Pool(store, limits), limits, token, address)
    site = _Site(service, store, {query.name: query for query in named_queries()})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await service.pool.open()
        try:
            yield
        finally:
            await service.pool.close()

    read, write = ["GET", "HEAD"], ["GET", "HEAD", "POST", "PUT", "DELETE"]
    routes = [
        Route("/", site.home, methods=read),
        *(Route(path, _with(sparql, service), methods=["GET", "HEAD", "POST"]) for path in ("/sparql", "/sparql/")),
        *(Route(path, _with(graph_store, service), methods=write) for path in ("/graphs", "/graphs/")),
        Route("/question/{name}", site.question, methods=read),
        Route("/view", site.view, methods=read),
        Route("/assets/{name}", _asset, methods=read),
        *(Route(f"/{space}/{{rest:anything}}", site.thing, methods=read) for space in _SPACES if space != "ontology#"),
        Route("/ontology", site.thing, methods=read),
    ]
    cors = Middleware(
        CORSMiddleware,
        allow_origins=[origin for origin in origins if origin != "local"],
        allow_origin_regex=_LOCAL if "local" in origins else None,
        allow_methods=write,
        allow_headers=["accept", "content-type", "authorization"],
        expose_headers=["location"],
        max_age=600,
    )
    errors: Mapping[Any, Any] = {KgError: _on_error, HTTPException: _on_http_error}
    app = Starlette(routes=routes, middleware=[Middleware(_Headers), cors], exception_handlers=errors, lifespan=lifespan)
    app.router.redirect_slashes = False  # it would send clients to whatever host they named
    return app


def _with(answer: Callable[[Request, Service], Awaitable[Response]], service: Service) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return await answer(request, service)

    return endpoint


async def _on_error(_: Request, error: KgError) -> Response:
    return told(error)


async def _on_http_error(_: Request, error: HTTPException) -> Response:
    words = {404: "there is nothing at this address", 405: "this method is not answered here"}
    return failure(error.status_code, words.get(error.status_code, error.detail), error.headers)


class _Headers:
    """Puts the headers that keep browsers careful on each answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                names = {name.lower() for name, _ in headers}
                ours = {
                    b"content-security-policy": _POLICY.encode("ascii"),
                    b"x-content-type-options": b"nosniff",
                    b"referrer-policy": b"no-referrer",
                    b"cache-control": b"no-cache",
                }
                message = {**message, "headers": headers + [(name, value) for name, value in ours.items() if name not in names]}
            await send(message)

        await self._app(scope, receive, careful if scope["type"] == "http" else send)


async def _asset(request: Request) -> Response:
    """A file of `assets/`, by its bare name."""
    wanted = request.path_params["name"]
    for path in _ASSETS.iterdir():
        if path.name == wanted and path.suffix in _SUFFIXES:
            return FileResponse(path, media_type=_SUFFIXES[path.suffix], headers={"cache-control": "max-age=3600"})
    raise HTTPException(404)


class _Site:
    """The pages, and things by their IRI."""

    def __init__(self, service: Service, store: Path, questions: Mapping[str, NamedQuery]) -> None:
        self._service, self._store, self._questions = service, store, questions
        self._home = pages.home(tuple(questions.values()))
        self._picture: tuple[int, bytes] | None = None
        self._drawing = asyncio.Lock()

    async def home(self, request: Request) -> Response:
        return HTMLResponse(self._home)

    async def question(self, request: Request) -> Response:
        """The answer to a named question, in the form that the client wants."""
        asked = self._questions.get(request.path_params["name"])
        if asked is None:
            raise HTTPException(404)
        declared = {parameter.name for parameter in parameters(asked.text)}
        pairs = fields(request.url.query.encode("ascii", "replace"))
        given = {name: value for name, value in pairs if value and name != "format"}
        if set(given) - declared:
            raise QueryError(f"{sorted(set(given) - declared)[0][:80]}: no such parameter of this question")
        wanted = next((_FORMATS[value] for name, value in pairs if name == "format" and value in _FORMATS), None)
        offered = {**formats.ROWS, formats.HTML: "html"}
        media = wanted or formats.choose(request.headers.get("accept", ""), offered)
        job = {"do": "question", "name": asked.name, "given": given}
        if media != formats.HTML:
            return Streamed(self._service.pool, {**job, "accept": media})
        answer = await self._ask({**job, "accept": "application/json"})
        link = "?" + "".join(f"{quote(name)}={quote(value)}&" for name, value in given.items())
        return HTMLResponse(pages.question(asked, given, answer, link))

    async def thing(self, request: Request) -> Response:
        """What the graph says of an IRI of ours, as HTML or RDF."""
        iri = _iri(request)
        node = str(NamedNode(iri))
        media = formats.choose(request.headers.get("accept", ""), {**formats.GRAPH, formats.HTML: "html"})
        answer = await self._ask({"do": "query", "accept": "application/json"}, (_THING % (node, node)).encode("utf-8"))
        rows = answer["results"]["bindings"]
        if not rows:
            raise RefusedError(404, f"<{iri[:200]}>: the graph says nothing of it")
        if media == formats.HTML:
            return HTMLResponse(pages.thing(iri, rows, request.url.path.count("/") - 1), headers={"vary": "accept"})
        text = _THING_GRAPH % (node, node, node, node)
        return Streamed(self._service.pool, {"do": "query", "accept": media}, text.encode("utf-8"))

    async def view(self, request: Request) -> Response:
        """The page that `kg view` draws; drawn once as long as nobody writes."""
        async with self._drawing:
            if self._picture is None or self._picture[0] != self._service.pool.writes:
                async with self._service.pool.beside():
                    self._picture = (self._service.pool.writes, await _draw(self._store, self._service.limits.drawing))
            return HTMLResponse(self._picture[1], headers={"content-security-policy": _PICTURE_POLICY})

    async def _ask(self, job: dict[str, Any], payload: bytes = b"") -> dict[str, Any]:
        async with self._service.pool.read(job, payload) as answer:
            if "error" in answer.head:
                raise RefusedError(answer.head["status"], answer.head["error"])
            found: dict[str, Any] = json.loads(await answer.whole())
            return found


_NOT_ASCII: Final = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")


def _iri(request: Request) -> str:
    """The IRI that an address stands for: as it is written, but for letters beyond ASCII, which IRIs hold unescaped."""
    raw = request.scope.get("raw_path", b"").decode("ascii", "replace").removeprefix("/")
    path = _NOT_ASCII.sub(_letters, raw)
    fragment = request.query_params.get("term", "") if path == "ontology" else ""
    iri = pages.OURS + path + ("#" + fragment if fragment else "")
    if len(iri) > 2000 or re.search(r"[\x00-\x20<>\"{}|\\^`]", iri):
        raise HTTPException(404)
    return iri


def _letters(match: re.Match[str]) -> str:
    with suppress(UnicodeDecodeError):
        text = unquote(match.group(), errors="strict")
        return "".join(c if c.isalnum() else quote(c) for c in text)
    return match.group()


async def _draw(store: Path, seconds: float) -> bytes:
    """What `kg view` writes, by a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "kg", "view", "--store", str(store), "-o", "-",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, stdin=asyncio.subprocess.DEVNULL, env=environment,
    )  # fmt: skip
    try:
        async with asyncio.timeout(seconds):
            page, complaint = await process.communicate()
    except TimeoutError as error:
        raise SlowError(f"stopped: drawing took longer than {seconds:g} seconds") from error
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    if process.returncode != 0:
        raise StoreError(complaint.decode("utf-8", "replace").strip().removeprefix("kg: ")[:500] or "the picture could not be drawn")
    return page

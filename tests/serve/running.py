"""A service that runs in a process of its own, and a small client that sends exactly what it is told."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TOKEN = "a-token-for-tests"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass(frozen=True)
class Running:
    host: str
    port: int
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, timeout: float = 30
    ) -> Reply:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def query(self, sparql: str, accept: str = "application/sparql-results+json", timeout: float = 30) -> Reply:
        headers = {"content-type": "application/sparql-query", "accept": accept}
        return self.send("POST", "/sparql", sparql.encode("utf-8"), headers, timeout)


@contextmanager
def running(store: Path, *options: str, environment: Mapping[str, str] | None = None) -> Iterator[Running]:
    """`kg serve` of the store on a free port of this machine."""
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("Serving at http://127.0.0.1:"), line
            yield Running("127.0.0.1", int(line.split("/")[2].rpartition(":")[2]), process)
        finally:
            process.terminate()
            process.wait(20)

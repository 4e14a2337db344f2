"""A small model hub on this machine, which speaks as much of the real one's protocol as a download needs."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

import huggingface_hub.constants
import pytest

import layerflow_studio.session.hub

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE = 1000
"""Files from this size on are kept as the hub keeps large ones: known by sha256."""


class HubServer:
    """Repositories by name, each a mapping of paths to bytes; what was sent is counted.

    `breaks` cuts the connection once after so many bytes of a path, `swaps` sends other bytes than announced,
    `pace` sends a path slowly, in bytes per second. Without `ranges` it always sends whole files.
    """

    def __init__(self, repositories: dict[str, dict[str, bytes]]) -> None:
        self.repositories = repositories
        self.breaks: dict[str, list[int]] = {}
        self.swaps: dict[str, bytes] = {}
        self.pace: dict[str, int] = {}
        self.ranges = True
        self.refuses = 0
        self.sent: Counter[str] = Counter()
        self.asked: list[tuple[str, str]] = []
        self.url = ""

    def facts(self, name: str) -> dict[str, Any]:
        """What /api/models/<name>?blobs=True answers."""
        siblings: list[dict[str, Any]] = []
        for path, content in self.repositories[name].items():
            sha1 = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            entry: dict[str, Any] = {"rfilename": path, "size": len(content), "blobId": sha1}
            if len(content) >= LARGE:
                digest = hashlib.sha256(content).hexdigest()
                entry["lfs"] = {"size": len(content), "sha256": digest, "pointerSize": 134}
            siblings.append(entry)
        return {
            "id": name,
            "modelId": name,
            "sha": COMMIT,
            "siblings": siblings,
            "tags": [],
            "private": False,
        }


@contextmanager
def serving(hub: HubServer) -> Iterator[HubServer]:
    """Serve a hub on a free port of this machine while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            _answer(self, hub, with_body=True)

        def do_HEAD(self) -> None:
            _answer(self, hub, with_body=False)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="hub", daemon=True)
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def go_online(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Let a test reach a hub: tests are offline otherwise, and the library reads that when it is imported."""
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(layerflow_studio.session.hub, "PAUSE", 0.1)
    monkeypatch.setenv("HF_ENDPOINT", url)


def _answer(request: BaseHTTPRequestHandler, hub: HubServer, *, with_body: bool) -> None:
    path = unquote(urlsplit(request.path).path).lstrip("/")
    hub.asked.append((request.command, path))
    if hub.refuses:
        _send(request, hub.refuses, b"{}", {})
        return
    if path.startswith("api/models/"):
        name = "/".join(path.split("/")[2:4])
        known = name in hub.repositories
        body = json.dumps(hub.facts(name)).encode() if known else b'{"error": "Repository not found"}'
        code = {} if known else {"X-Error-Code": "RepoNotFound"}
        _send(request, 200 if known else 404, body, {"Content-Type": "application/json", **code})
        return
    name, _, rest = path.partition("/resolve/")
    file = rest.partition("/")[2]
    content = hub.repositories.get(name, {}).get(file)
    if content is None:
        _send(request, 404, b"", {"X-Error-Code": "EntryNotFound"})
        return
    _send_file(request, hub, file, hub.swaps.get(file, content), with_body=with_body)


def _send_file(
    request: BaseHTTPRequestHandler, hub: HubServer, file: str, content: bytes, *, with_body: bool
) -> None:
    wanted = request.headers.get("Range", "")
    start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and hub.ranges else 0
    digest = hashlib.sha256(content).hexdigest()
    headers = {
        "ETag": f'"{digest}"',
        "X-Linked-Etag": f'"{digest}"',
        "X-Linked-Size": str(len(content)),
        "X-Repo-Commit": COMMIT,
        "Accept-Ranges": "bytes",
        "Content-Length": str(len(content) - start),
    }
    request.send_response(206 if start else 200)
    if start:
        headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
    for key, value in headers.items():
        request.send_header(key, value)
    request.end_headers()
    if not with_body:
        return
    limits = hub.breaks.get(file, [])
    limit = limits.pop(0) if limits else None
    block = max(1, hub.pace[file] // 50) if file in hub.pace else 65536
    done = 0
    while start + done < len(content) and (limit is None or done < limit):
        part = content[start + done : start + done + block]
        part = part if limit is None else part[: limit - done]
        try:
            request.wfile.write(part)
        except OSError:
            break
        done += len(part)
        hub.sent[file] += len(part)
        if file in hub.pace:
            time.sleep(0.02)
    if limit is not None:
        request.close_connection = True
        request.connection.close()


def _send(request: BaseHTTPRequestHandler, code: int, body: bytes, headers: dict[str, str]) -> None:
    request.send_response(code)
    for key, value in {**headers, "Content-Length": str(len(body))}.items():
        request.send_header(key, value)
    request.end_headers()
    if request.command != "HEAD":
        request.wfile.write(body)

"""Metrics and logs: what was asked is counted and written, without what it said."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING

import httpx2 as httpx

from provgraph.manager import logs
from provgraph.manager.metrics import Metrics, Observed

if TYPE_CHECKING:
    import pytest
    from starlette.types import Message, Receive, Scope, Send

    from tests.support.manager import LiveManager


def test_requests_are_counted_by_route(manager: LiveManager) -> None:
    """Templates, not paths; those without a route have one name; the inbox has its numbers."""
    headers = manager.headers("reader")
    for path in ("/api/v1/documents/secret-name", "/api/v1/secret?x=secret", "/api/v1/empty"):
        httpx.get(f"{manager.url}{path}", headers=headers)
    text = httpx.get(f"{manager.url}/metrics", headers=headers).text
    assert 'method="GET",route="/api/v1/documents/{document_id:path}",status="404"} 1.0' in text
    assert 'route="unknown",status="404"} 1.0' in text
    assert 'provgraph_request_seconds_count{route="/api/v1/empty"} 1.0' in text
    assert 'provgraph_inbox_documents{status="waiting"} 0.0' in text
    assert "provgraph_inbox_oldest_seconds 0.0" in text
    assert "provgraph_worker_restarts_total 0.0" in text
    assert "secret" not in text
    assert manager.tokens["reader"] not in text


def test_metrics_need_a_token(manager: LiveManager) -> None:
    """Who may not ask learns nothing of what others asked."""
    assert httpx.get(f"{manager.url}/metrics").status_code == 401


def test_a_request_is_a_line_of_json(
    manager: LiveManager, caplog: pytest.LogCaptureFixture
) -> None:
    """Route, status and caller; neither the token nor the query."""
    with caplog.at_level(logging.INFO, "provgraph.requests"):
        httpx.get(f"{manager.url}/api/v1/empty?within=59", headers=manager.headers("reader"))
        httpx.get(f"{manager.url}/metrics", headers=manager.headers("reader"))
    lines = [json.loads(logs.JsonFormatter().format(record)) for record in caplog.records]
    line = next(line for line in lines if line.get("route") == "/api/v1/empty")
    assert (line["method"], line["status"], line["level"]) == ("GET", 200, "info")
    assert line["caller"]
    assert manager.tokens["reader"] not in json.dumps(lines)
    assert "within" not in json.dumps(lines)


async def _serve(method: str, metrics: Metrics) -> None:
    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 405})

    async def receive() -> Message:
        return {}

    async def send(_: Message) -> None:
        pass

    scope = {"type": "http", "method": method, "path": "/"}
    await Observed(app, metrics, "/api/v1")(scope, receive, send)


def test_methods_of_clients_are_bounded() -> None:
    """A method that a client makes up has no time series of its own."""
    metrics = Metrics()
    for number in range(3):
        asyncio.run(_serve(f"SECRET{number}", metrics))
    text = metrics.text().decode()
    assert 'provgraph_requests_total{method="unknown",route="unknown",status="405"} 3.0' in text
    assert "SECRET" not in text

"""Metrics for Prometheus, and a line in the log for each request; neither has a secret in it.

Routes are named by their templates: a path or query of a request can hold anything.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from provgraph.manager.locations import path_of
from provgraph.manager.statuses import RecordedStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client.core import Metric
    from starlette.types import ASGIApp, Receive, Scope, Send

    from provgraph.manager.inbox.inbox import Inbox

_LOG = logging.getLogger("provgraph.requests")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_UNKNOWN = "unknown"
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
"""Of other methods clients may send any number: each would be kept for ever."""


class _InboxCollector(Collector):
    """The numbers of documents in the inbox, read when they are asked for."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def collect(self) -> Iterator[Metric]:
        status = self._inbox.status()
        numbers = GaugeMetricFamily(
            "provgraph_inbox_documents", "Documents in the inbox.", labels=["status"]
        )
        for name in ("waiting", "loading", "loaded", "failed", "discarded"):
            numbers.add_metric([name], getattr(status, name))
        yield numbers
        yield GaugeMetricFamily(
            "provgraph_inbox_bytes", "Bytes of the documents that it holds.", status.bytes
        )
        yield GaugeMetricFamily(
            "provgraph_inbox_oldest_seconds",
            "How long the oldest document waits; 0 if none does.",
            _age(status.oldest),
        )
        yield GaugeMetricFamily(
            "provgraph_inbox_accepted", "Documents accepted since the beginning.", status.accepted
        )


def _age(time: str | None) -> float:
    """Return the seconds since a time of a receipt."""
    if time is None:
        return 0.0
    return max(0.0, (datetime.now(UTC) - datetime.fromisoformat(time)).total_seconds())


@dataclass(slots=True)
class Metrics:
    """What is counted of one manager."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    requests: Counter = field(init=False)
    seconds: Histogram = field(init=False)
    running: Gauge = field(init=False)
    restarts: Counter = field(init=False)

    def __post_init__(self) -> None:
        """Register what is counted."""
        self.requests = Counter(
            "provgraph_requests",
            "Requests that were answered.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "provgraph_request_seconds",
            "Time until an answer was complete.",
            ["route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.running = Gauge(
            "provgraph_requests_running", "Requests being answered.", registry=self.registry
        )

        self.restarts = Counter(
            "provgraph_worker_restarts",
            "How often the worker ended, and was started again.",
            registry=self.registry,
        )

    @classmethod
    def of(cls, inbox: Inbox) -> Metrics:
        """Return the metrics of a manager with an inbox."""
        metrics = cls()
        metrics.registry.register(_InboxCollector(inbox))
        return metrics

    def text(self) -> bytes:
        """Return all numbers as Prometheus reads them."""
        return generate_latest(self.registry)


class Observed:
    """Counts each request, and writes a line about it."""

    def __init__(self, app: ASGIApp, metrics: Metrics, prefix: str) -> None:
        """Take the application, what counts, and the prefix of the API's routes."""
        self._app = app
        self._metrics = metrics
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        recorded = RecordedStatus(send)
        started = time.perf_counter()
        with self._metrics.running.track_inprogress():
            try:
                await self._app(scope, receive, recorded)
            finally:
                self._note(scope, recorded.status, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = self._route(scope)
        method = scope["method"] if scope["method"] in _METHODS else _UNKNOWN
        self._metrics.requests.labels(method, route, status).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        principal = scope.get("state", {}).get("principal")
        caller = principal.id if principal else None
        facts = {"method": method, "route": route, "status": status}
        _LOG.info("request", extra={**facts, "seconds": round(seconds, 4), "caller": caller})

    def _route(self, scope: Scope) -> str:
        """Return the template of the route; FastAPI's newer releases leave the prefix out of it."""
        template: str = getattr(scope.get("route"), "path", _UNKNOWN)
        is_short = path_of(scope).startswith(self._prefix) and template.startswith("/")
        return template if not is_short else self._prefix + template.removeprefix(self._prefix)

"""Logs: one JSON object a line, on standard error, for programs that collect them."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

_FACTS = ("method", "route", "status", "seconds", "caller")


class JsonFormatter(logging.Formatter):
    """Writes a record as JSON: time, level, logger, message, and the facts of a request."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= {name: getattr(record, name) for name in _FACTS if hasattr(record, name)}
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=True, default=str)


def configure(level: int) -> None:
    """Write what is logged from a level on to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Of each request there is a line already; httpx's names URLs.
    for name in ("httpx", "httpx2", "httpcore", "httpcore2", "neo4j"):
        logging.getLogger(name).setLevel(logging.WARNING)

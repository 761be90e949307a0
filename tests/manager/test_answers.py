"""Answers: what a client learns of a failure, notes in a header, and tags of answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from starlette.requests import Request
from starlette.responses import Response

from provgraph.errors import InboxError, TimeLimitError, UnreachableError
from provgraph.manager import problems
from provgraph.manager.answering import conditional
from provgraph.manager.oidc import IssuerError
from provgraph.manager.routes.export import notes_header

if TYPE_CHECKING:
    from provgraph.store import Store


class _Unchanged:
    """A store that nobody changes."""

    def bookmark(self) -> str:
        return "1"


def _answer(method: str, known: str = "") -> Response:
    headers = [(b"if-none-match", known.encode())]
    scope = {
        "type": "http",
        "method": method,
        "path": "/x",
        "query_string": b"",
        "headers": headers,
    }
    return conditional(Request(scope), cast("Store", _Unchanged()), lambda: Response("new"))


def test_a_tag_is_known_in_both_forms() -> None:
    """The weak comparison does not see `W/` (RFC 9110, section 8.8.3.2)."""
    tag = _answer("GET").headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        assert _answer("GET", known).status_code == 304
    assert _answer("GET", '"other"').status_code == 200


def test_an_answer_to_a_body_has_no_tag() -> None:
    """Two bodies have one URL: the tag of one answer must not be that of the other."""
    answer = _answer("POST", "*")
    assert answer.status_code == 200
    assert "etag" not in answer.headers


def test_notes_in_a_header_are_json() -> None:
    """Too many notes for a header, or a long one, do not cut it within a text."""
    assert json.loads(notes_header(["a", "b"])) == ["a", "b"]
    many = json.loads(notes_header([f"note {number}" for number in range(1_000)]))
    assert many[0] == "note 0"
    assert many[-1] == f"{1_001 - len(many)} more notes"
    assert json.loads(notes_header(["x" * 10_000])) == ["1 more note"]


def test_addresses_of_the_database_are_for_the_log() -> None:
    """Neither a problem nor a page says where the database is, or who its user is."""
    errors = {
        "database": UnreachableError("bolt://secret:7687"),
        "inbox": InboxError("/secret/inbox.sqlite3"),
        "OIDC issuer": IssuerError("https://secret.example.org does not answer"),
    }
    for part, error in errors.items():
        answer = problems.of_error(error)
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "5"
        assert b"secret" not in bytes(answer.body)
        assert problems.detail_of(error).startswith(f"the {part} of this manager cannot be used")
        assert "secret" not in problems.detail_of(error)
    assert problems.detail_of(TimeLimitError("60 s are over")) == "60 s are over"

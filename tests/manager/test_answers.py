"""Answers: what a client learns of a failure, notes in a header, and tags of answers."""

from __future__ import annotations

import asyncio
import json
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from provgraph.errors import InboxError, TimeLimitError, UnreachableError
from provgraph.manager import problems
from provgraph.manager.access import Principal
from provgraph.manager.answer_cache import AnswerCache
from provgraph.manager.answering import answered, spooled
from provgraph.manager.oidc import IssuerError
from provgraph.manager.routes.export import notes_header
from provgraph.manager.running import Limit, Running
from provgraph.manager.settings import Limits
from provgraph.manager.store_state import StoreState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Message

    from provgraph.store import Store


class _Fake:
    """A store that has a state; it counts how often it is asked for it."""

    def __init__(self) -> None:
        self.state = "1"
        self.asked = 0
        self.begun, self.open = threading.Event(), threading.Event()
        self.open.set()

    def bookmark(self) -> str:
        state = self.state
        self.asked += 1
        self.begun.set()
        self.open.wait(60)
        return state

    def within(self, _: float) -> _Fake:
        return self

    def cancellable(self, _: object) -> _Fake:
        return self


class _Manager:
    """Answers to requests, made of the state of its store and the number of questions before."""

    def __init__(self) -> None:
        self.fake = _Fake()
        self.store = cast("Store", self.fake)
        self.questions = 0
        self.services = SimpleNamespace(
            running=Running.on(self.store, Limits()),
            state=StoreState(self.store, 60),
            answers=AnswerCache(),
        )

    def answer(self, method: str = "GET", path: str = "/x", **headers: str) -> Response:
        """Return the answer to a request."""
        return asyncio.run(self._answer(self.request(method, path, headers)))

    def request(self, method: str, path: str, headers: dict[str, str]) -> Request:
        """Return a request whose client stays."""
        route, _, query = path.partition("?")
        sent = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
        scope = {
            "type": "http",
            "method": method,
            "path": route,
            "query_string": query.encode(),
            "headers": list(sent.items()),
            "app": SimpleNamespace(state=SimpleNamespace(services=self.services)),
        }

        async def receive() -> Message:
            await asyncio.Event().wait()
            return {}

        return Request(scope, receive)

    async def _answer(self, request: Request) -> Response:
        return await answered(request, Principal("1", "me", "reader"), self._asked, Limit())

    def _asked(self, _: Store) -> Response:
        self.questions += 1
        return Response(f"{self.fake.state} {self.questions}")


def test_a_tag_is_known_in_both_forms() -> None:
    """The weak comparison does not see `W/` (RFC 9110, section 8.8.3.2)."""
    manager = _Manager()
    tag = manager.answer().headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        assert manager.answer(if_none_match=known).status_code == 304
    assert manager.answer(if_none_match='"other"').status_code == 200


def test_an_answer_to_a_body_has_no_tag() -> None:
    """Two bodies have one URL: the tag of one answer must not be that of the other."""
    answer = _Manager().answer("POST", if_none_match="*")
    assert answer.status_code == 200
    assert "etag" not in answer.headers


def test_an_answer_is_given_again_until_the_store_changes() -> None:
    """The same question, of whichever client, is asked once for each state of the store."""
    manager = _Manager()
    first, second = manager.answer(), manager.answer()
    assert (first.body, second.body) == (b"1 1", b"1 1")
    assert first.headers == second.headers
    manager.fake.state = "2"
    assert manager.answer().body == b"2 2"
    assert manager.answer().headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/y", {}), ("/x?a=1", {}), ("/x", {"accept": "text/csv"}), ("/x", {"host": "other"})],
)
def test_another_question_is_asked(path: str, headers: dict[str, str]) -> None:
    """Path, parameters, form and address are parts of a question: links have the address."""
    manager = _Manager()
    manager.answer()
    assert manager.answer(path=path, **headers).body == b"1 2"


@pytest.mark.parametrize(("method", "path"), [("GET", "/x?timeout=5"), ("POST", "/x")])
def test_what_time_or_a_body_decides_is_asked_again(method: str, path: str) -> None:
    """An answer that a time limit cut may have more the next time; a URL does not tell a body."""
    manager = _Manager()
    assert [manager.answer(method, path).body for _ in range(2)] == [b"1 1", b"1 2"]


def test_the_cache_is_bounded_in_bytes() -> None:
    """The answer that nobody asked for longest goes first; one without room is not kept."""
    cache = AnswerCache(10_000)
    assert cache.get("1", ("a",)) is None
    for name in "abc":
        cache.put("1", (name,), Response(bytes(2_000)))
    assert cache.get("1", ("a",))
    cache.put("1", ("d",), Response(bytes(2_000)))
    assert [bool(cache.get("1", (name,))) for name in "abcd"] == [True, False, True, True]
    cache.put("1", ("e",), Response(bytes(9_500)))
    assert cache.get("1", ("e",)) is None
    assert cache.get("1", ("a",))


@pytest.mark.parametrize(
    "answer",
    [Response("x", 202), StreamingResponse(iter(["x"])), Response(bytes(9_000_000))],
    ids=["not an answer", "streamed", "long"],
)
def test_what_is_not_kept(answer: Response) -> None:
    """Only a whole answer that is not long is kept, and only as long as it may be."""
    cache = AnswerCache()
    cache.get("1", ("a",))
    cache.put("1", ("a",), answer)
    assert cache.get("1", ("a",)) is None
    cache.put("1", ("a",), Response("x"), seconds=-1)
    assert cache.get("1", ("a",)) is None


def test_an_answer_of_an_earlier_state_is_not_kept() -> None:
    """It was made while the store changed."""
    cache = AnswerCache()
    cache.get("2", ("a",))
    cache.put("1", ("a",), Response("x"))
    assert cache.get("2", ("a",)) is None


def test_requests_share_a_question_that_began_after_them() -> None:
    """One on its way may miss what a client has just written, so the next one is shared."""
    fake = _Fake()
    fake.open.clear()

    async def ask() -> list[str | None]:
        state = StoreState(cast("Store", fake), 60)
        first = asyncio.create_task(state.now(60))
        await asyncio.to_thread(fake.begun.wait, 60)
        fake.state = "2"
        others = [asyncio.create_task(state.now(60)) for _ in range(5)]
        await asyncio.sleep(0)
        fake.open.set()
        return [await each for each in (first, *others)]

    assert asyncio.run(ask()) == ["1", *["2"] * 5]
    assert fake.asked == 2


def test_a_state_that_does_not_come_is_not_waited_for() -> None:
    """The request goes on without; its own question then says what is wrong."""
    fake = _Fake()
    fake.open.clear()

    async def ask() -> str | None:
        state = await StoreState(cast("Store", fake), 60).now(0.01)
        fake.open.set()
        return state

    assert asyncio.run(ask()) is None


@pytest.mark.parametrize("number", [0, 1, 3_000])
def test_a_long_text_lies_in_a_file(number: int) -> None:
    """It comes as it is, in parts, and what it was made of is read first."""
    made = iter(["é" * 1_000] * number)
    parts = spooled(made)
    text = b"".join(parts)
    assert text.decode() == "é" * 1_000 * number
    assert next(made, None) is None


def test_what_cannot_be_made_fails_before_the_first_part() -> None:
    """A status that says so can still be sent."""

    def made() -> Iterator[str]:
        yield "a" * 3_000_000
        raise TimeLimitError("60 s are over")

    with pytest.raises(TimeLimitError):
        next(spooled(made()))


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

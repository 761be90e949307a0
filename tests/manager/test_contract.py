"""The contract: what a manager answers is what its store answers, for every method."""

from __future__ import annotations

import asyncio
import inspect
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provgraph.client import AsyncProvClient
from provgraph.errors import ProvgraphError
from provgraph.manager.operations import OPERATIONS
from provgraph.results.jobs import JobFacets
from provgraph.store import Store
from tests.support.manager import LiveManager, live_manager
from tools.generate_client import modules

if TYPE_CHECKING:
    from collections.abc import Iterator

    import neo4j

EXAMPLES = Path(__file__).parents[2] / "examples"
PRODUCT = "gamma_applied.DL2.h5"
OTHER = "gamma_merged6.DL2.h5"
APPLY = "latest:ctapipe-apply-models"
MERGE = "latest:ctapipe-merge"
_TIMES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]+|\d{4}-\d\d-\d\dT[\d:.+]+")

Call = tuple[tuple[str | float | list[str], ...], dict[str, Any]]

QUESTIONS: dict[str, list[Call]] = {
    "find": [
        ((), {}),
        ((), {"kind": "activity", "since": "2020-01-01", "sort": "name", "limit": 2, "page": 2}),
        ((), {"name": "gamma*", "where": ["ctapipe:status=completed"], "without": ["use"]}),
        ((), {"agents": ["no such agent"]}),
        ((), {"since": "yesterday"}),
    ],
    "show": [((PRODUCT,), {}), (("ex:chart1",), {}), (("nowhere",), {}), (("gamma",), {})],
    "longer_beginnings": [((["e80a120c"],), {}), ((["nonsense"],), {})],
    "is_empty": [((), {})],
    "stats": [((), {}), ((), {"per": "month"})],
    "jobs": [((), {}), ((), {"name": "ctapipe-merge", "ascending": True, "limit": 1})],
    "job_facets": [((), {}), ((), {"status": "completed"})],
    "lineage": [
        ((PRODUCT,), {}),
        ((PRODUCT, "ex:chart1"), {"direction": "both", "attributes": True}),
        ((PRODUCT,), {"depth": 2, "follow": ["used", "wasGeneratedBy"], "until": ["activity"]}),
        ((PRODUCT,), {"limit": 5, "follow": "used,wasGeneratedBy"}),
        ((PRODUCT,), {"documents": ["examples/primer.provn"]}),
        ((PRODUCT,), {"follow": "nonsense"}),
        ((PRODUCT,), {"only": ["activity", "status=completed"]}),
        ((PRODUCT,), {"only": ["software"]}),
        ((), {}),
    ],
    "depths": [((PRODUCT,), {}), ((PRODUCT,), {"direction": "down", "follow": "all"})],
    "path": [((PRODUCT, OTHER), {}), ((PRODUCT, OTHER), {"limit": 3, "follow": "all"})],
    "common": [((PRODUCT, OTHER), {}), ((PRODUCT,), {"follow": "all"})],
    "roots": [((PRODUCT,), {})],
    "leaves": [((PRODUCT,), {}), ((), {})],
    "impact": [
        ((OTHER,), {}),
        ((OTHER, PRODUCT), {}),
        ((OTHER,), {"only": ["entity"], "all_entities": True}),
    ],
    "cost": [((PRODUCT,), {})],
    "sets_diff": [(([PRODUCT], [OTHER]), {}), (([], [OTHER]), {})],
    "diff": [((PRODUCT, OTHER), {})],
    "why": [((PRODUCT,), {}), (("ex:chart1",), {})],
    "check": [
        ((PRODUCT,), {}),
        ((), {"all": True}),
        ((), {"all": True, "severities": {"generated-once": "warning"}}),
        ((), {"all": True, "severities": {"nonsense": "warning"}}),
    ],
    "descriptions": [((), {})],
    "documents": [((), {}), (("examples/primer.provn",), {}), (("nowhere",), {})],
    "document_page": [
        ((), {"limit": 2}),
        ((), {"shared": True}),
        (("examples/primer.provn",), {}),
        ((), {"production": "none"}),
        ((), {"after": "nonsense"}),
    ],
    "loaded_files": [((), {"limit": 1}), ((), {"shared": True}), ((), {"after": "nonsense"})],
    "documents_diff": [(("examples/primer.provn", "examples/primer.provn"), {})],
    "parameters": [((APPLY,), {}), ((PRODUCT,), {})],
    "differing_parameters": [((APPLY, MERGE), {})],
    "configured_with": [(("overwrite", "true"), {})],
    "ran_with": [(("ctapipe",), {}), (("ctapipe", "0.28"), {})],
    "software": [((APPLY,), {})],
    "tables": [((), {})],
    "queries": [((), {})],
    "filesystems": [((), {})],
    "marks": [((), {})],
    "moved_files": [((), {})],
    "clock_tolerances": [((), {})],
}
"""Of each question at least one call; some of them are wrong."""

CHANGES: dict[str, Call] = {
    "mark": (("ex:chart1",), {"reason": "test", "by": "me"}),
    "forget": (("Derek",), {"dry_run": True}),
    "unmark": (("ex:chart1",), {}),
    "add_filesystem": (("/fefs",), {"name": "site", "root": "/lustre"}),
    "remove_filesystem": (("/fefs",), {}),
    "add_moved_files": (("/fefs/a", "/fefs/b"), {"since": "2020-01-01", "by": "me"}),
    "remove_moved_files": (("/fefs/a", "/fefs/b"), {}),
    "set_clock_tolerance": ((3.5,), {"host": "node1"}),
    "remove_clock_tolerance": ((), {"host": "node1"}),
    "delete": (("examples/primer.provn",), {}),
}
"""Of each change one call, in this order."""

ELSEWHERE = {
    *("filtered", "documents", "put_dirac_jobs"),
    *("add_job", "load", "load_all", "import_tables", "export_tables", "files"),
    *(
        "query",
        "update_dirac_jobs",
        "prefixes",
        "cypher",
        "describe",
        "draft",
        "export",
        "export_lineage",
        "records",
        "table",
    ),
    *("bookmark", "cancel", "cancellable", "close", "open", "within"),
}
"""Methods with routes of their own, or without any."""


@pytest.fixture(scope="module")
def loaded(_opened: Store, driver: neo4j.Driver) -> Store:
    """Return the store with the examples, a mark and settings."""
    driver.execute_query("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    list(_opened.load_all(_opened.files([str(EXAMPLES)])))
    _opened.mark(OTHER, reason="test", by="me")
    _opened.add_filesystem("/data", "site")
    return _opened


@pytest.fixture(scope="module")
def live(loaded: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveManager]:
    """Return a manager of that store."""
    with live_manager(loaded, tmp_path_factory.mktemp("manager")) as manager:
        yield manager


@pytest.mark.parametrize(
    ("method", "call"),
    [
        pytest.param(method, call, id=f"{method}-{number}")
        for method, calls in QUESTIONS.items()
        for number, call in enumerate(calls)
    ],
)
def test_a_question_is_answered_as_by_the_store(
    loaded: Store, live: LiveManager, method: str, call: Call
) -> None:
    """Both clients return the very object that the store returns, or raise its error."""
    expected = _outcome(loaded, method, call)
    with live.client("reader") as client:
        assert _outcome(client, method, call) == expected
    assert asyncio.run(_asynchronously(live, method, call)) == expected


def test_more_selectors_than_a_url_holds_are_sent_in_a_body(
    loaded: Store, live: LiveManager
) -> None:
    """Two thousand selectors are answered as by the store."""
    selectors = [PRODUCT, OTHER] * 1_000
    with live.client("reader") as client:
        assert client.depths(*selectors[:10]) == loaded.depths(PRODUCT, OTHER)
        assert client.roots(*selectors) == loaded.roots(*selectors)


@pytest.mark.parametrize("live_client", ["sync", "async"])
def test_a_change_changes_the_store(store: Store, manager: LiveManager, live_client: str) -> None:
    """Each change returns what the store returns, and leaves the store as the store does."""
    outcomes = []
    for asked in ("store", live_client):
        store.load((EXAMPLES / "primer.provn").read_bytes(), name="examples/primer.provn")
        outcomes.append([_changed(asked, store, manager, *each) for each in CHANGES.items()])
    assert outcomes[0] == outcomes[1]


def _changed(
    asked: str, store: Store, manager: LiveManager, method: str, call: Call
) -> tuple[object, ...]:
    """Return the outcome of a change, and what can be seen of it afterwards."""
    if asked == "store":
        outcome = _outcome(store, method, call)
    elif asked == "sync":
        with manager.client("admin") as client:
            outcome = _outcome(client, method, call)
    else:
        outcome = asyncio.run(_asynchronously(manager, method, call))
    seen = (len(store.documents()), store.filesystems(), store.clock_tolerances())
    return _TIMES.sub("", repr(outcome)), *seen, len(store.moved_files())


def _outcome(asked: object, method: str, call: Call) -> object:
    """Return the answer, or the type and text of the error, of a call."""
    arguments, options = call
    try:
        return _timeless(getattr(asked, method)(*arguments, **options))
    except ProvgraphError as error:
        return type(error), str(error)


def _timeless(answer: object) -> object:
    """Return an answer without the time at which it was made, where it has one."""
    return replace(answer, counted="") if isinstance(answer, JobFacets) else answer


async def _asynchronously(live: LiveManager, method: str, call: Call) -> object:
    arguments, options = call
    async with AsyncProvClient(live.url, token=live.tokens["admin"]) as client:
        try:
            return _timeless(await getattr(client, method)(*arguments, **options))
        except ProvgraphError as error:
            return type(error), str(error)


def test_every_operation_has_a_call() -> None:
    """A new operation is compared, too; a new method of the store is an operation, or not."""
    methods = {operation.method for operation in OPERATIONS}
    assert methods | {"documents"} == QUESTIONS.keys() | CHANGES.keys()
    public = {name for name, _ in inspect.getmembers(Store) if not name.startswith("_")}
    assert public == methods | ELSEWHERE


def test_the_client_is_generated() -> None:
    """The modules in the package are what the tool writes."""
    texts = modules()
    assert {file: file.read_text() for file in texts} == texts, (
        "run python -m tools.generate_client"
    )

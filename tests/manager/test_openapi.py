"""The description of the API: complete, valid, and no request that it allows makes a failure."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx2 as httpx
import pytest

from provgraph.manager.operations import OPERATIONS

if TYPE_CHECKING:
    from pathlib import Path

    from provgraph.store import Store
    from tests.support.manager import LiveManager

# The phase "coverage" sends 2,500 requests more: PROVGRAPH_TEST_PHASES=coverage.
_OPTIONS = (
    *("--phases", os.environ.get("PROVGRAPH_TEST_PHASES", "fuzzing"), "--max-examples", "3"),
    *("--seed", "1", "--suppress-health-check", "all", "--continue-on-failure", "--no-color"),
    *("--generation-database", "none", "--checks", "is_answered"),
)
# A time limit that has passed is 504, which is an answer.
_HOOKS = """
import schemathesis

@schemathesis.check
def is_answered(ctx, response, case):
    assert response.status_code < 500 or response.status_code == 504, response.text
"""


@pytest.fixture
def description(manager: LiveManager) -> dict[str, Any]:
    """Return the description."""
    answer: dict[str, Any] = httpx.get(f"{manager.url}/api/v1/openapi.json").json()
    return answer


def test_every_operation_is_described(description: dict[str, Any]) -> None:
    """Path, verb, purpose and answer; by POST, too, where selectors may be many."""
    assert description["openapi"].startswith("3.1")
    for operation in OPERATIONS:
        entry = description["paths"][f"/api/v1{operation.path}"][operation.verb.lower()]
        assert entry["operationId"] == operation.method
        assert entry["summary"].endswith(".")
        content = entry["responses"]["200"]["content"]["application/json"]["schema"]
        assert content["$ref"].rpartition("/")[2].startswith(operation.answer.__name__)


def test_names_of_operations_are_unique(description: dict[str, Any]) -> None:
    """A generated client has a method for each."""
    verbs = [verb for path in description["paths"].values() for verb in path.values()]
    names = [verb["operationId"] for verb in verbs]
    assert len(names) == len(set(names))


def test_each_type_is_described_once(description: dict[str, Any]) -> None:
    """A generator makes one class of each title, and finds each type that is referred to."""
    schemas = description["components"]["schemas"]
    titles = [schema.get("title", name) for name, schema in schemas.items()]
    assert sorted(titles) == sorted(set(titles))
    referred = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(description)))
    assert referred <= schemas.keys()
    assert {"Lineage", "Node", "Mark"} <= schemas.keys()


def test_no_request_makes_the_manager_fail(
    store: Store, manager: LiveManager, tmp_path: Path
) -> None:
    """Schemathesis sends what the description allows, and what it does not."""
    store.load("examples/primer.provn")
    store.load("examples/ctapipe/11_chain_merge.provenance.log")
    (tmp_path / "hooks.py").write_text(_HOOKS)
    command = [sys.executable, "-m", "schemathesis.cli", "run", *_OPTIONS]
    token = f"Authorization: Bearer {manager.tokens['curator']}"
    result = subprocess.run(  # noqa: S603  # a tool of the tests
        [*command, f"{manager.url}/api/v1/openapi.json", "-H", token],
        cwd=tmp_path,
        env={"PATH": "", "PYTHONPATH": str(tmp_path), "SCHEMATHESIS_HOOKS": "hooks"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-6_000:]

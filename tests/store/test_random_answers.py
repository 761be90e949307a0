"""Random documents: each answer equals a computation that does not ask provgraph.

tests/support/random_prov makes the documents, and computes what is expected with networkx.
`python -m tests.faults answers` asks the same questions of thousands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import provgraph
from tests.support.random_prov.generator import random_history
from tests.support.random_prov.loaded import LoadedTogether, load
from tests.support.random_prov.questions import OF_ALL, OF_EACH, faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    import neo4j

    from provgraph.graph.connection import Target

_COUNT = 16
_SHOWN = 5
_WRONG_YET: dict[str, str] = {}


@pytest.fixture(scope="module")
def together(target: Target, driver: neo4j.Driver) -> Iterator[LoadedTogether]:
    """Return histories of random documents in a store that holds nothing else."""
    driver.execute_query("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
    with provgraph.connect(target.uri, username=target.username, password=target.password) as store:
        yield load(store, map(random_history, range(_COUNT)))


def _question(name: str) -> object:
    reason = _WRONG_YET.get(name)
    marks = [pytest.mark.xfail(strict=False, reason=reason)] if reason else []
    return pytest.param(name, marks=marks, id=name.replace(" ", "-"))


@pytest.mark.parametrize("question", [_question(name) for name in [*OF_EACH, *OF_ALL]])
def test_answers_are_those_of_a_plain_computation(question: str, together: LoadedTogether) -> None:
    """Documents with bundles, circles, parallel relations, missing ends, times of all forms."""
    wrong = list(faults(question, together))
    assert not wrong, "\n".join([f"{len(wrong)} faults:", *map(str, wrong[:_SHOWN])])

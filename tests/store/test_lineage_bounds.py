"""Lineage that is cut: nearest first, honest about where and why, and to be gone on with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from prov.model import ProvDocument

from provgraph.cli import main
from provgraph.errors import SelectorError, TimeLimitError
from provgraph.model.keys import number_of
from provgraph.queries.bounded_lineage import Bounds
from provgraph.queries.lineage import depths, lineage
from provgraph.queries.relation_sets import relation_set
from provgraph.queries.select import select
from provgraph.queries.stop_conditions import stop_condition
from provgraph.results.lineage import Lineage
from tests.support.lineages import EX, expected, load, random_history

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection
    from provgraph.store import Store


def document() -> ProvDocument:
    """Return an empty document with the prefix ex."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    return document


def ids(answer: Lineage) -> dict[str, int]:
    """Return what follows EX in the id of each node, with its depth."""
    return {node.id.removeprefix(EX): node.depth for node in answer.nodes}


@pytest.mark.parametrize("seed", range(4))
def test_a_limit_takes_the_nearest_and_names_the_frontier(
    seed: int, connection: Connection
) -> None:
    """Depths are right, the frontier is what has more to it, and going on gives the whole."""
    history, causes = random_history(seed)
    load(connection, history)
    start = min(causes)
    wanted = expected(causes, start)
    whole = lineage(connection, [start])
    answer = lineage(connection, [start], bounds=Bounds(limit=1))
    for limit in range(1, len(wanted)):
        found = {node.id: node.depth for node in answer.nodes}
        assert len(found) == 1 + limit
        assert found.items() <= wanted.items()
        assert max(found.values()) <= min({wanted[n] for n in wanted if n not in found}, default=99)
        open_ends = {name for name in found if causes.get(name, set()) - found.keys()}
        assert {cut.id: cut.reason for cut in answer.frontier} == dict.fromkeys(open_ends, "limit")
        assert answer.complete == (not open_ends)
        inside = {r for r in whole.relations if {r.start, r.end} <= found.keys()}
        assert set(answer.relations) == inside
        answer = lineage(connection, [start], bounds=Bounds(limit=1), before=answer)
    assert answer == whole


def test_depths_alone(connection: Connection) -> None:
    """The ids and depths are those of the whole answer, in every direction."""
    history, causes = random_history(1)
    load(connection, history)
    start = min(causes)
    for direction in ("up", "down", "both"):
        whole = lineage(connection, [start], direction=direction)
        found = depths(connection, [start], direction=direction)
        assert {start: 0} | found == {node.id: node.depth for node in whole.nodes} | {start: 0}


def test_both_directions(connection: Connection) -> None:
    """Causes and effects, but not the other effects of the causes."""
    history = document()
    for effect, cause in (("b", "a"), ("c", "b"), ("other", "a")):
        history.derivation(f"ex:{effect}", f"ex:{cause}")
    load(connection, history)
    assert ids(lineage(connection, [EX + "b"], direction="both")) == {"a": 1, "b": 0, "c": 1}


def test_until_a_condition(connection: Connection) -> None:
    """A kind, a type, a level and an attribute stop the walk behind what meets them."""
    history = document()
    history.entity("ex:b", {"prov:type": "stop", "ex:n": 7})
    history.entity("ex:c", {"ex:levels": "DL0"})
    for effect, cause in (("a", "b"), ("b", "c"), ("c", "d")):
        history.derivation(f"ex:{effect}", f"ex:{cause}")
    history.generation("ex:a", "ex:run")
    history.usage("ex:run", "ex:raw")
    load(connection, history)
    for text, inside in {
        "type=stop": {"a", "b", "run", "raw"},
        "ex:n=7": {"a", "b", "run", "raw"},
        "ex:levels=DL0": {"a", "b", "c", "run", "raw"},
        "entity": {"a", "b", "run", "raw"},
    }.items():
        answer = lineage(connection, [EX + "a"], bounds=Bounds(until=(stop_condition(text),)))
        assert ids(answer).keys() == inside, text
        assert {cut.reason for cut in answer.frontier} == {"until"}, text
    ended = lineage(connection, [EX + "a"], bounds=Bounds(until=(stop_condition("ex:n=8"),)))
    assert ended.complete
    with pytest.raises(SelectorError, match="is not a condition"):
        stop_condition("nonsense")


def test_following_all(connection: Connection) -> None:
    """AlternateOf goes both ways; a member comes from its collection's maker, others do not."""
    history = document()
    history.alternate("ex:a", "ex:b")
    history.derivation("ex:b", "ex:c")
    history.membership("ex:all", "ex:b")
    history.membership("ex:all", "ex:sibling")
    history.generation("ex:all", "ex:collect")
    load(connection, history)
    every = relation_set("all")
    for start in "ab":
        found = ids(lineage(connection, [EX + start], followed=every))
        assert found.keys() == {"a", "b", "c", "all", "collect"}
    assert ids(lineage(connection, [EX + "b"], followed=every))["collect"] == 2
    down = ids(lineage(connection, [EX + "collect"], direction="down", followed=every))
    assert down == {"collect": 0, "all": 1, "b": 2, "sibling": 2, "a": 3}
    assert ids(lineage(connection, [EX + "a"])).keys() == {"a"}


def test_following_chosen_relations(connection: Connection) -> None:
    """Relations by their PROV-N names; an unknown one is an error that lists them."""
    history = document()
    history.derivation("ex:a", "ex:b")
    history.attribution("ex:a", "ex:me")
    load(connection, history)
    mine = lineage(connection, [EX + "a"], followed=relation_set("wasAttributedTo"))
    assert ids(mine).keys() == {"a", "me"}
    assert ids(lineage(connection, [EX + "a"], followed=relation_set("responsibility"))).keys() == {
        "a",
        "b",
        "me",
    }
    with pytest.raises(SelectorError, match=r"no relation 'nothing'.*wasDerivedFrom"):
        relation_set("used,nothing")


def test_restricted_to_documents_and_bundles(connection: Connection) -> None:
    """Only relations that the chosen document, or the chosen bundle, asserts are followed."""
    for name, cause in (("one", "b"), ("two", "c")):
        history = document()
        history.derivation("ex:a", f"ex:{cause}")
        bundle = history.bundle(f"ex:{name}-bundle")
        bundle.derivation("ex:a", f"ex:{cause}-bundled")
        load(connection, history, name)
    only = lineage(connection, [EX + "a"], bounds=Bounds(documents=(number_of("one"),)))
    assert ids(only).keys() == {"a", "b", "b-bundled"}
    only = lineage(connection, [EX + "a"], bounds=Bounds(scopes=(EX + "two-bundle",)))
    assert ids(only).keys() == {"a", "c-bundled"}


def test_time_that_is_up(connection: Connection) -> None:
    """With a bound of time the answer is cut there; it can be gone on with."""
    history, causes = random_history(2)
    load(connection, history)
    start = min(causes)
    cut = lineage(connection, [start], bounds=Bounds(seconds=1e-9))
    assert not cut.complete
    assert [(end.id, end.reason) for end in cut.frontier] == [(start, "timeout")]
    assert lineage(connection, [start], before=cut) == lineage(connection, [start])
    with pytest.raises(TimeLimitError):
        connection.within(1e-9).read_rows("lineage/starts", starts=[], attributes=False)


def test_an_answer_for_programs_is_read_back(connection: Connection) -> None:
    """`from_json` is the inverse of `as_json`, attributes included."""
    history = document()
    history.entity("ex:b", {"prov:type": "stop", "ex:n": 7})
    history.derivation("ex:a", "ex:b")
    load(connection, history)
    answer = lineage(connection, [EX + "a"], bounds=Bounds(depth=1, attributes=True))
    assert answer.nodes[1].attributes is not None
    assert answer.nodes[1].attributes["ex:n"] == ("7",)
    assert Lineage.from_json(json.loads(json.dumps(answer.as_json()))) == answer
    with pytest.raises(SelectorError, match="not an answer of"):
        Lineage.from_json({"schema": 1})


def test_the_newest_of_a_name_and_of_a_class(connection: Connection) -> None:
    """`latest:` looks at the end of the activity that made it."""
    history = document()
    history.add_namespace("provgraph", "https://provgraph.readthedocs.io/ns#")
    for number, day in enumerate((3, 9, 5)):
        history.activity(f"ex:run{number}", None, f"2026-01-0{day}T00:00:00")
        history.entity(
            f"ex:{number}",
            {"provgraph:name": "gamma.h5", "prov:type": history.valid_qualified_name("prov:Plan")},
        )
        history.generation(f"ex:{number}", f"ex:run{number}")
    load(connection, history)
    assert select(connection, "latest:gamma.h5").id == EX + "1"
    assert select(connection, "latest:Plan").id == EX + "1"


@pytest.mark.usefixtures("environment")
def test_ids_from_standard_input(store: Store, tmp_path: Path) -> None:
    """`@-` takes one ID a line; `--from-frontier` goes on with what `--json` wrote."""
    store.load(Path(__file__).parents[2] / "examples" / "primer.provn")
    run = CliRunner().invoke
    first = run(
        main, ["lineage", "@-", "--depth", "1", "--json"], input="ex:chart1\n\nex:composition\n"
    )
    assert first.exit_code == 0, first.output
    answer = json.loads(first.stdout)
    assert (len(answer["start"]), answer["complete"]) == (2, False)
    (tmp_path / "first.json").write_text(first.stdout)
    words = ["lineage", "ex:chart1", "ex:composition", "--json"]
    whole = json.loads(run(main, words).stdout)
    continued = run(main, [*words, "--from-frontier", str(tmp_path / "first.json")])
    assert json.loads(continued.stdout) == whole

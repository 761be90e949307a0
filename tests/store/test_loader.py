"""Loading: what PROV looks like in the graph, and what stays when documents go."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from prov.model import ProvDocument

from provgraph import exporter, loader
from provgraph.errors import LoadError
from provgraph.graph import batching, deletion, prefixes, writer
from provgraph.graph.rows import namespaces_of, rows_of
from provgraph.graph.writer import DocumentRows
from provgraph.ingest import batch
from provgraph.loader import DocumentInfo
from provgraph.model.namespaces import PROVGRAPH, XSD
from provgraph.model.relations import OWN_ATTRIBUTES, RESERVED
from tests.support.graphs import elements, graph, relations

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.graph.connection import Connection, Transaction

    Cypher = Callable[..., list[dict[str, Any]]]

EX = "http://example.org/"


def new() -> ProvDocument:
    """Return an empty document with the prefix ex."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    return document


def described(name: str, *, isolated: bool = False) -> DocumentInfo:
    """Return the description of a document of that name."""
    return DocumentInfo(name, f"{name}.json", "0", "json", isolated=isolated)


def load(connection: Connection, document: ProvDocument, name: str = "one") -> loader.Outcome:
    """Load a document under that name."""
    return loader.load(connection, document, described(name))


def test_elements_become_labelled_nodes(connection: Connection, cypher: Cypher) -> None:
    """Kind and PROV's subtypes are labels, attributes are properties, times are native."""
    document = new()
    start = datetime(2026, 11, 23, 8, tzinfo=UTC)
    document.activity("ex:run", start, None, {"prov:label": "a run", "ex:n": 7})
    document.collection("ex:set")
    document.agent("ex:me", {"prov:type": document.valid_qualified_name("prov:Person")})
    load(connection, document)
    rows = cypher("MATCH (e:Element) RETURN e.key AS key, labels(e) AS labels, e AS node")
    found = {row["key"]: row for row in rows}
    assert set(found[EX + "run"]["labels"]) == {"Element", "Activity"}
    assert set(found[EX + "set"]["labels"]) == {"Element", "Entity", "Collection"}
    assert set(found[EX + "me"]["labels"]) == {"Element", "Agent", "Person"}
    run = found[EX + "run"]["node"]
    assert (run["label"], run["ex:n"], run["name"]) == ("a run", 7, "run")
    assert run["startTime"].to_native() == start


def test_relations_become_relationships(connection: Connection, cypher: Cypher) -> None:
    """A relation stands between its first two arguments; role, time and others are properties."""
    document = new()
    document.usage("ex:run", "ex:file", "2026-11-23T08:00:00", other_attributes={"prov:role": "in"})
    document.association("ex:run", "ex:me", "ex:plan")
    load(connection, document)
    used = cypher(
        "MATCH (a)-[r:USED]->(b) RETURN a.key AS a, r.role AS role, r.time AS t, b.key AS b"
    )
    assert used[0]["role"] == "in"
    assert (used[0]["a"], used[0]["b"]) == (EX + "run", EX + "file")
    assert used[0]["t"].iso_format().startswith("2026-11-23T08:00:00")
    plan = cypher("MATCH ()-[r:WAS_ASSOCIATED_WITH]->() RETURN r.plan AS plan")
    assert plan == [{"plan": f"<{EX}plan>"}]


def test_what_is_only_referred_to_has_no_kind(connection: Connection, cypher: Cypher) -> None:
    """An element that nothing declares is an Element alone, until something declares it."""
    document = new()
    document.usage("ex:run", "ex:file")
    load(connection, document)
    assert cypher("MATCH (e {key: $k}) RETURN labels(e) AS l", k=EX + "file") == [
        {"l": ["Element"]}
    ]
    second = new()
    second.entity("ex:file", {"prov:label": "the file"})
    load(connection, second, "two")
    rows = cypher("MATCH (e:Entity {key: $k}) RETURN e.label AS label", k=EX + "file")
    assert rows == [{"label": "the file"}]


def test_a_missing_end_is_a_node_of_its_own(connection: Connection, cypher: Cypher) -> None:
    """Two generations by an unknown activity do not share that activity."""
    document = new()
    document.generation("ex:a")
    document.generation("ex:b")
    load(connection, document)
    assert cypher("MATCH (u:Unknown) RETURN count(u) AS n") == [{"n": 2}]


def test_parallel_relations_stay_apart(connection: Connection, cypher: Cypher) -> None:
    """Two roles are two relationships; the same record twice in one document is two, too."""
    document = new()
    for role in ("a", "b", "b"):
        document.usage("ex:run", "ex:file", other_attributes={"prov:role": role})
    load(connection, document)
    rows = cypher("MATCH ()-[r:USED]->() RETURN r.role AS role ORDER BY role")
    assert [row["role"] for row in rows] == ["a", "b", "b"]


def test_properties_are_the_union_of_all_assertions(connection: Connection, cypher: Cypher) -> None:
    """Two documents that say different things of an element are both seen on it."""
    for name, number in {"one": 1, "two": 2}.items():
        document = new()
        document.entity("ex:file", {"ex:n": number, "prov:label": "a"})
        load(connection, document, name)
    node = cypher("MATCH (e:Element) RETURN e")[0]["e"]
    assert (node["ex:n"], node["label"]) == ([1, 2], "a")


def test_the_union_is_the_same_in_every_order(connection: Connection, cypher: Cypher) -> None:
    """Documents about the same elements make one graph, whatever their order."""
    documents = {}
    for number, kind in enumerate(("entity", "agent", "entity", "activity")):
        document = new()
        getattr(document, kind)("ex:it", other_attributes={"ex:n": [number, 2.5, "x"][number % 3]})
        document.usage("ex:run", "ex:it")
        documents[str(number)] = document
    seen = []
    for seed in range(6):
        order = sorted(documents)
        random.Random(seed).shuffle(order)  # noqa: S311  # not for secrets
        cypher("MATCH (n) WHERE NOT n:Schema AND NOT n:Prefix DETACH DELETE n")
        for name in order:
            load(connection, documents[name], name)
        seen.append(graph(cypher))
    assert all(one == seen[0] for one in seen)


def test_deleting_leaves_what_others_assert(connection: Connection, cypher: Cypher) -> None:
    """After a deletion the graph is what the remaining documents make by themselves."""
    documents = {}
    for number in range(4):
        document = new()
        document.entity("ex:shared", {"ex:n": number % 2, "prov:type": "t"})
        document.activity(f"ex:run{number}")
        document.usage(f"ex:run{number}", "ex:shared")
        document.generation("ex:out", None)
        documents[str(number)] = document
    for name, document in documents.items():
        load(connection, document, name)
    remaining = dict(documents)
    for name in ("2", "0", "3", "1"):
        batch.delete(connection, name)
        del remaining[name]
        after = graph(cypher)
        cypher("MATCH (n) WHERE NOT n:Schema AND NOT n:Prefix DETACH DELETE n")
        for kept, document in remaining.items():
            load(connection, document, kept)
        assert graph(cypher) == after
    assert elements(cypher) == set()


def test_isolated_names_are_apart_and_come_back(connection: Connection, cypher: Cypher) -> None:
    """An isolated document shares no node with others, and exports its own names."""
    document = new()
    document.entity("ex:file")
    document.usage("ex:run", "ex:file")
    load(connection, document, "shared")
    loader.load(connection, document, described("apart", isolated=True))
    assert cypher("MATCH (e {uri: $u}) RETURN count(e) AS n", u=EX + "file") == [{"n": 2}]
    assert exporter.documents(connection, ["apart"]) == document
    with pytest.raises(LoadError, match="without --isolated"):
        loader.load(connection, document, described("shared", isolated=True))


@pytest.mark.parametrize("name", sorted(RESERVED | OWN_ATTRIBUTES | {"label", "type"}))
def test_attributes_cannot_touch_the_stores_own_fields(
    name: str, connection: Connection, cypher: Cypher
) -> None:
    """An attribute named like a property of the store is kept beside it."""
    document = new()
    document.entity("ex:file", {f"ex:{name}": "mine", f"prov:{name}": "theirs"})
    load(connection, document)
    node = cypher("MATCH (e:Element) RETURN e")[0]["e"]
    assert (node["key"], node["uri"]) == (EX + "file", EX + "file")
    assert node[f"ex:{name}"] == "mine"
    assert "theirs" in (node.get(name), node.get(f"prov:{name}"))
    assert exporter.documents(connection, ["one"]) == document


def test_one_prefix_for_two_namespaces(connection: Connection, cypher: Cypher) -> None:
    """The store's prefix for a namespace is free of what other documents call it."""
    for number in (1, 2):
        document = ProvDocument()
        document.add_namespace("ex", f"http://example.org/{number}/")
        document.entity("ex:file", {"ex:n": number})
        load(connection, document, str(number))
    rows = cypher("MATCH (e:Element) RETURN e['ex:n'] AS a, e['ex_1:n'] AS b ORDER BY e.key")
    assert rows == [{"a": 1, "b": None}, {"a": None, "b": 2}]


def test_the_names_of_provgraph_are_not_taken(connection: Connection, cypher: Cypher) -> None:
    """Who calls a namespace `ctapipe` first does not get the name that questions ask for."""
    document = ProvDocument()
    document.add_namespace("ctapipe", EX)
    document.entity("ctapipe:file", {"ctapipe:status": "mine"})
    load(connection, document)
    node = cypher("MATCH (e:Element) RETURN e")[0]["e"]
    assert node["ctapipe_1:status"] == "mine"
    assert "ctapipe:status" not in node


def test_a_long_name_is_hashed(connection: Connection, cypher: Cypher) -> None:
    """A URI that no index takes is found by its hash, and comes back whole."""
    document = new()
    document.entity("ex:" + "x" * 9000)
    load(connection, document)
    row = cypher("MATCH (e:Entity) RETURN e.key AS key, size(e.uri) AS size")[0]
    assert row["key"].startswith("sha256:")
    assert row["size"] == 9000 + len(EX)
    assert exporter.documents(connection, ["one"]) == document


def test_the_same_document_twice_changes_nothing(connection: Connection, cypher: Cypher) -> None:
    """The second load says so, and the graph is the same."""
    document = new()
    document.usage("ex:run", "ex:file")
    assert load(connection, document).status == "loaded"
    before = graph(cypher)
    assert load(connection, document).status == "unchanged"
    assert graph(cypher) == before


def test_a_rehearsal_says_what_would_change(connection: Connection, cypher: Cypher) -> None:
    """The counts are those of a load, and the store is left as it was."""
    document = new()
    document.entity("ex:file", {"ex:n": 1})
    document.usage("ex:run", "ex:file")
    said = loader.dry_run(connection, document, described("one"))
    assert cypher("MATCH (n) WHERE NOT n:Schema RETURN count(n) AS n") == [{"n": 0}]
    assert said == load(connection, document)
    assert (said.counts.new_elements, said.counts.new_relations) == (2, 1)


def chain(length: int) -> ProvDocument:
    """Return a chain of derivations."""
    document = new()
    for number in range(length):
        document.entity(f"ex:e{number}", {"ex:n": number})
        document.derivation(f"ex:e{number + 1}", f"ex:e{number}")
    return document


def test_a_large_document_is_loaded_in_steps(
    connection: Connection, cypher: Cypher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In steps or at once, the graph is the same."""
    document = chain(300)
    at_once = load(connection, document)
    whole = graph(cypher)
    batch.delete(connection, "one")
    monkeypatch.setattr(loader, "ONE_TRANSACTION", 10)
    monkeypatch.setattr(batching, "ROWS_PER_TRANSACTION", (64, 8))
    assert load(connection, document) == at_once
    assert graph(cypher) == whole
    assert exporter.documents(connection, ["one"]) == document


def test_an_interrupted_load_is_started_anew(
    connection: Connection, cypher: Cypher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a broken load left says `loading`; the next load replaces it."""
    document = chain(300)
    monkeypatch.setattr(loader, "ONE_TRANSACTION", 10)
    monkeypatch.setattr(batching, "ROWS_PER_TRANSACTION", (64, 8))
    write = connection.write
    calls = iter(range(100))

    def failing(work: Any) -> Any:  # noqa: ANN401  # as the method it stands for
        if next(calls) == 6:
            raise KeyboardInterrupt
        return write(work)

    monkeypatch.setattr(connection, "write", failing)
    with pytest.raises(KeyboardInterrupt):
        load(connection, document)
    monkeypatch.setattr(connection, "write", write)
    assert cypher("MATCH (d:Document) RETURN d.status AS s") == [{"s": "loading"}]
    assert load(connection, document).status == "loaded"
    assert exporter.documents(connection, ["one"]) == document
    assert cypher("MATCH (d:Document) RETURN d.status AS s, d.loader AS l") == [
        {"s": "complete", "l": None}
    ]


@pytest.mark.parametrize("towards", ["from the hub", "to the hub"])
def test_a_hub_is_deleted_in_steps(
    connection: Connection, cypher: Cypher, monkeypatch: pytest.MonkeyPatch, towards: str
) -> None:
    """No step takes off more relations than fit; what was interrupted is deleted the next time."""
    document = new()
    for number in range(30):
        ends = ("ex:hub", f"ex:e{number}")
        document.derivation(*(ends if towards == "from the hub" else reversed(ends)))
    load(connection, document)
    load(connection, chain(3), "other")
    monkeypatch.setattr(loader, "ONE_TRANSACTION", 10)
    monkeypatch.setattr(batching, "ROWS_PER_TRANSACTION", (8,))
    relations_left = _after_each_write(connection, cypher, monkeypatch, last=5)
    with pytest.raises(KeyboardInterrupt):
        batch.delete(connection, "one")
    monkeypatch.undo()
    assert 3 < relations_left[-1] < 33
    assert all(before - after <= 8 for before, after in pairwise(relations_left))
    batch.delete(connection, "one")
    assert len(relations(cypher)) == 3
    assert cypher("MATCH (e:Element) RETURN count(e) AS n") == [{"n": 4}]


def _after_each_write(
    connection: Connection, cypher: Cypher, monkeypatch: pytest.MonkeyPatch, last: int
) -> list[int]:
    """Note how many relations each transaction leaves; the one after the last is interrupted."""
    write, noted = connection.write, [len(relations(cypher))]

    def writing(work: Any) -> Any:  # noqa: ANN401  # as the method it stands for
        if len(noted) > last:
            raise KeyboardInterrupt
        answer = write(work)
        noted.append(len(relations(cypher)))
        return answer

    monkeypatch.setattr(connection, "write", writing)
    return noted


def test_a_step_is_never_taken_twice(connection: Connection, cypher: Cypher) -> None:
    """A step whose commit went unheard and is tried again leaves one assertion."""
    document = chain(20)
    names = prefixes.register(connection, namespaces_of(document))
    rows = rows_of(document, names)
    part = DocumentRows(rows, described("one"))
    connection.write(lambda tx: writer.create_documents(tx, [part], "me"))
    step = next(writer.write_steps([part], names))
    for _ in range(2):
        connection.write(loader._once(step, described("one"), "me", 1))  # noqa: SLF001
    assert cypher("MATCH ()-[a:ASSERTS]->() RETURN count(a) AS n") == [{"n": 20}]
    with pytest.raises(loader._TakenOverError):  # noqa: SLF001
        connection.write(loader._once(step, described("one"), "other", 2))  # noqa: SLF001


def test_loads_of_one_large_document_at_once(
    connection: Connection, cypher: Cypher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever begins last goes on; the others wait, and find it there."""
    monkeypatch.setattr(loader, "ONE_TRANSACTION", 10)
    monkeypatch.setattr(batching, "ROWS_PER_TRANSACTION", (5,))
    with ThreadPoolExecutor(4) as threads:
        found = [threads.submit(load, connection, chain(60), "one") for _ in range(4)]
        statuses = {one.result().status for one in found}
    assert "loaded" in statuses
    assert statuses <= {"loaded", "unchanged"}
    assert cypher("MATCH (:Document)-[a:ASSERTS]->() RETURN count(a) AS n") == [{"n": 60}]


def test_a_relation_is_shared_by_its_documents(connection: Connection, cypher: Cypher) -> None:
    """Two documents that assert the same relation share one relationship."""
    for name in ("one", "two"):
        document = new()
        document.entity(f"ex:{name}")
        document.usage("ex:run", "ex:file", other_attributes={"prov:role": "in"})
        load(connection, document, name)
    rows = cypher("MATCH ()-[r:USED]->() RETURN size(r.documents) AS n")
    assert rows == [{"n": 2}]
    batch.delete(connection, "one")
    assert cypher("MATCH ()-[r:USED]->() RETURN size(r.documents) AS n") == [{"n": 1}]
    assert len(relations(cypher)) == 1


def test_names_given_by_documents(connection: Connection, cypher: Cypher) -> None:
    """An element shows one name, whatever is said of it; what no index takes is kept beside it."""
    document = new()
    document.add_namespace("provgraph", PROVGRAPH)
    document.entity("ex:two", {"provgraph:name": "b"})
    document.entity("ex:two", {"provgraph:name": "a"})
    document.entity("ex:long", {"provgraph:path": "/x" * 9000, "provgraph:name": "n" * 9000})
    load(connection, document)
    rows = cypher(
        "MATCH (e:Entity) RETURN e.name AS name, e.path AS path, e['provgraph:path'] AS p"
    )
    found = {row["name"]: row for row in rows}
    assert set(found) == {"a", "long"}
    assert found["long"]["path"] is None
    assert found["long"]["p"] == "/x" * 9000
    assert exporter.documents(connection, ["one"]) == document


def test_a_time_beyond_neo4js_is_shown_as_text(connection: Connection, cypher: Cypher) -> None:
    """Years that the driver cannot hold are tagged texts, for activities and relations."""
    document = new()
    document.activity("ex:run", "0001-01-01T00:00:00+00:00", None)
    document.usage("ex:run", "ex:file", "0001-01-01T00:00:00+00:00")
    load(connection, document)
    rows = cypher("MATCH (a:Activity)-[r:USED]->() RETURN a.startTime AS start, r.time AS time")
    tagged = f'"0001-01-01T00:00:00+00:00"^^<{XSD}dateTime>'
    assert rows == [{"start": tagged, "time": tagged}]


def test_an_element_is_rewritten_deleted_and_written_again_in_one_transaction(
    connection: Connection, cypher: Cypher
) -> None:
    """What one deletion sets anew, and the next deletes, is found and made again by its key."""
    documents = []
    for number in (1, 2, 3):
        document = ProvDocument()
        document.add_namespace("ex", "http://example.org/")
        document.entity("ex:a", {"ex:n": number})
        documents.append((document, DocumentInfo(str(number), str(number), str(number), "provn")))
    for document, info in documents[:2]:
        loader.load(connection, document, info)

    def work(tx: Transaction) -> None:
        for _, info in documents[:2]:
            deletion.delete(tx, info.id)
        loader.write_documents(tx, documents[2:])

    connection.write(work)
    rows = cypher("MATCH (e:Element {key: 'http://example.org/a'}) RETURN e.`ex:n` AS n")
    assert rows == [{"n": 3}]

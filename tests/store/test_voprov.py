"""voprov's documents in the store: one graph, one set of tables, the record as it was written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from provgraph import readers
from provgraph.render import formats

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.results.lineage import Lineage
    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

DATA = Path(__file__).parents[1] / "data"
CASES = sorted((DATA / "cases" / "ivoa").glob("voprov_*"))
TUTORIAL = sorted(
    path for path in (DATA / "ivoa" / "voprov").glob("tutorial*") if path.suffix != ".yaml"
)
EXPECTED: dict[str, list[dict[str, Any]]] = {
    "activityDescriptions": [
        {"name": "calib", "version": "1.2", "doculink": "http://example.org/doc"}
    ],
    "usageDescriptions": [{"role": "raw", "multiplicity": "1..3", "activityDescription_key": 1}],
    "generationDescriptions": [
        {"role": "quality", "type": "Quality", "activityDescription_key": 1},
        {"role": "result", "type": "Main", "activityDescription_key": 1},
    ],
    "parameterDescriptions": [{"name": "sigma", "valueType": "float", "options": "1,2,3"}],
    "valueEntities": [{"value": "1.2"}],
    "agents": [{"name": "Max Smith", "type": "Person"}, {"name": "Obs", "type": "Organization"}],
    "parameters": [{"name": "sigma", "value": "3", "parameterDescription_key": 1}],
    "configFiles": [{"name": "calib.yaml", "location": "/etc/calib.yaml"}],
    "used": [
        {"role": "detector", "usageDescription_key": None},
        {"role": "raw", "usageDescription_key": 1},
    ],
    "wasConfiguredBy": [{"artefactType": "ConfigFile"}, {"artefactType": "Parameter"}],
}


def cells(store: Store, table: str, columns: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a table's rows in an order of their own, with these columns only."""
    rows = [{name: row[name] for name in columns} for row in store.table(table)]
    return sorted(rows, key=repr)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_every_form_fills_the_tables(store: Store, path: Path) -> None:
    """What the document says is in the tables, and the one role without description is found."""
    store.load(path)
    for table, rows in EXPECTED.items():
        assert cells(store, table, rows[0]) == sorted(rows, key=repr), table
    generated = store.table("wasGeneratedBy")
    assert all(row["generationDescription_key"] for row in generated)
    roles = {row["role"]: row["entityDescription_key"] for row in store.table("usageDescriptions")}
    assert roles["raw"] is not None
    assert [finding.rule for finding in store.check(all=True).findings] == ["role-unknown"]


@pytest.mark.parametrize("path", [*CASES, *TUTORIAL], ids=lambda path: path.name)
def test_the_record_stays_as_written(store: Store, path: Path) -> None:
    """The document that is exported is the one that was read: what is implied is not asserted."""
    document = readers.read(readers.open_source(str(path))).document
    result = store.load(path)
    assert store.export(all=True) == document
    records = [record for scope in (document, *document.bundles) for record in scope.get_records()]
    assert result.records == len(records)


@pytest.mark.parametrize("path", TUTORIAL, ids=lambda path: path.name)
def test_the_tutorial_conforms(store: Store, path: Path) -> None:
    """Its descriptions have no roles, which is allowed; its agents have no names."""
    store.load(path)
    answer = store.check(all=True)
    assert (answer.conforms, answer.checked, answer.described) == (True, 11, 11)
    assert [finding.rule for finding in answer.findings] == ["agent-name"] * 2
    counts = store.tables()
    assert (counts["activities"], counts["used"], counts["wasGeneratedBy"]) == (11, 24, 11)
    methods = cells(store, "parameters", {"name": 0, "value": 0})
    assert methods == [{"name": "method", "value": v} for v in ("mean", "median")]
    assert {row["artefactType"] for row in store.table("wasConfiguredBy")} == {"Parameter"}
    assert {row["name"] for row in store.table("activities")} >= {"stack", "bias_subtraction"}


def test_an_element_is_found_by_its_name(store: Store) -> None:
    """Voprov's name is the element's name, in every command."""
    store.load(CASES[0])
    assert store.show("Max Smith").id == "http://example.org/v/max"


def test_relations_lead_from_part_to_whole(store: Store, cypher: Cypher) -> None:
    """IsRelatedTo is turned round where voprov wrote it from the whole; deletion leaves nothing."""
    path = next(path for path in CASES if path.name == "voprov_all.json")
    store.load(path)
    rows = cypher("MATCH (a)-[:IS_RELATED_TO]->(b) RETURN a.uri AS a, b.uri AS b")
    pairs = {(row["a"].rpartition("/")[2], row["b"].rpartition("/")[2]) for row in rows}
    assert {("ud", "ad"), ("ud", "dd"), ("gq", "vd"), ("pd", "ad")} <= pairs
    links = cypher("MATCH (a:Activity)-[r {implied: true}]->(d) RETURN d.uri AS d, r.role AS role")
    assert {(row["d"].rpartition("/")[2], row["role"]) for row in links} == {
        ("ud", "raw"),
        ("gd", "result"),
        ("gq", "quality"),
    }
    store.delete(str(path))
    assert not cypher("MATCH (n:Element) RETURN n")


def test_a_second_document_changes_nothing_of_the_first(store: Store, cypher: Cypher) -> None:
    """Properties that follow from voprov's words stay when another document of it goes."""
    first, second = (p for p in CASES if p.name in {"voprov_all.json", "voprov_all.provn"})
    store.load(first)
    properties = "MATCH (n:Element) RETURN n.uri AS uri, n {.*, lock: null} AS p ORDER BY uri"
    before = cypher(properties)
    store.load(second)
    store.delete(str(second))
    assert cypher(properties) == before


def test_relations_have_their_own_names(store: Store) -> None:
    """Show and stats name IVOA's relations as IVOA does, not as the records that hold them."""
    store.load(next(path for path in CASES if path.name == "voprov_all.json"))
    shown = store.show("http://example.org/v/a")
    names = {link.type for link in shown.relations}
    assert {"isDescribedBy", "wasConfiguredBy", "used"} <= names
    assert "wasInfluencedBy" not in names


def types_in(answer: Lineage) -> set[str]:
    """Return the names of the relations in an answer."""
    return {relation.type for relation in answer.relations}


def test_lineages_name_ivoas_relations(store: Store) -> None:
    """`ivoa` follows them, in every form of an answer; by default they are not followed."""
    store.load(next(path for path in CASES if path.name == "voprov_all.json"))
    names = {"isDescribedBy", "isRelatedTo", "wasConfiguredBy", "hadReference"}
    answer = store.lineage("cal1.fits", follow="ivoa")
    assert names < types_in(answer)
    assert {"calib", "sigma = 3", "Max Smith"} <= {node.label for node in answer.nodes}
    for form in ("tree", "json", "dot", "html"):
        text, _ = formats.write(answer, form, store)
        written = text if isinstance(text, str) else "\n".join(text)
        assert all(name in written for name in names), form
    assert names < types_in(store.lineage("cal1.fits", follow="all"))
    for follow in ("data", "responsibility"):
        assert not names & types_in(store.lineage("cal1.fits", follow=follow))


def test_chosen_relations_of_ivoa_are_followed(store: Store) -> None:
    """By name, in both directions, step by step and in paths."""
    store.load(next(path for path in CASES if path.name == "voprov_all.json"))
    described = store.lineage("http://example.org/v/ad", direction="down", follow="isDescribedBy")
    assert {node.label for node in described.nodes} == {"calib", "run 1"}
    near = store.lineage("cal1.fits", follow="wasGeneratedBy,wasConfiguredBy", depth=1)
    assert [cut.reason for cut in near.frontier] == ["depth"]
    whole = store.lineage("cal1.fits", follow="wasGeneratedBy,wasConfiguredBy", before=near)
    assert {node.label for node in whole.nodes} == {"cal1.fits", "run 1", "sigma = 3", "calib.yaml"}
    path = store.path("cal1.fits", "http://example.org/v/ad", follow="ivoa")
    assert {relation.type for relation in path.relations} == {"wasGeneratedBy", "isDescribedBy"}

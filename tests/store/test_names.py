"""Names: whatever a person sees of an element can be asked for, and found by an index."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from provgraph.cli import main
from provgraph.errors import AmbiguousError, NotFoundError
from provgraph.graph import statements
from provgraph.graph.connection import Connection
from provgraph.queries import select
from tests.support.graphs import elements

if TYPE_CHECKING:
    from collections.abc import Callable

    import neo4j

    from provgraph.store import Store

    Cypher = Callable[..., list[dict[str, Any]]]

CASES = Path(__file__).parents[1] / "data" / "cases"
MOVED, RENAMED = (f"urn:uuid:aaaaaaaa-0000-4000-8000-00000000000{number}" for number in (1, 2))
MAIN = "http://example.org/gitlab/File?path=src/a b/main.py&at=1a2b"
JO = "http://example.org/gitlab/User?name=Foo%2C+Jo&email=jo@example.org"
RAW = "http://example.org/undeclared/raw.fits"
OUT = "file://WIN-1/C:/Users/anna/out.h5#00000850-0000-4000-8000-000000000000"
ADDRESS = "root://ccxroot.in2p3.fr:1094//fefs/x.h5?a=b c#d"


@pytest.fixture
def cases(store: Store) -> Store:
    """Return a store with the cases of finding."""
    for name in ("gitlab.json", "undeclared.provn"):
        store.load(CASES / "prov" / name)
    for name in ("moved_1", "moved_2", "renamed_1", "renamed_2", "windows"):
        store.load(CASES / "jobs" / f"{name}.prov.log")
    return store


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("main.py", MAIN),
        ("gl:File?path=src/a b/main.py&at=1a2b", MAIN),
        ("main.py&at=1a2b", MAIN),
        ("Foo, Jo", JO),
        ("latest:main.py", MAIN),
        ("u:raw.fits", RAW),
        ("raw.fits", RAW),
        ("u:jo", "http://example.org/undeclared/jo"),
        ("/scratch/job/run7.DL2.h5", MOVED),
        ("/archive/prod6/run7.DL2.h5", MOVED),
        ("/archive/prod6/run7.DL2.h5/", MOVED),
        ("prod6/run7.DL2.h5", MOVED),
        ("job/run7.DL2.h5", MOVED),
        ("un7.DL2.h5", MOVED),
        ("latest:run7.DL2.h5", MOVED),
        ("file://w01/scratch/job/run7.DL2.h5", MOVED),
        ("file://w02/archive/prod6/run7.DL2.h5", MOVED),
        ("file:///archive/prod6/run7.DL2.h5", MOVED),
        ("tmp_output.h5", RENAMED),
        ("gamma_run8.DL2.h5", RENAMED),
        ("/scratch/job/tmp_output.h5", RENAMED),
        ("/archive/prod6/gamma_run8.DL2.h5", RENAMED),
        ("latest:tmp_output.h5", RENAMED),
        (r"C:\Users\anna\out.h5", OUT),
        ("C:/Users/anna/out.h5", OUT),
        ("out.h5", OUT),
        (r"anna\out.h5", OUT),
        ("anna/out.h5", OUT),
        (r"D:\data\in.simtel.gz", "file://WIN-1/D:/data/in.simtel.gz"),
        (r"data\in.simtel.gz", "file://WIN-1/D:/data/in.simtel.gz"),
    ],
)
def test_every_name_that_an_element_ever_had(cases: Store, text: str, id_: str) -> None:
    """Labels, prefixed names, each path and name of a moved file, its URLs, Windows paths."""
    assert cases.show(text).id == id_


def test_many_names_are_looked_up_together(cases: Store) -> None:
    """Several whole URIs beside a name and a newest one give what each gives alone."""
    names = [MOVED, RENAMED, MAIN, JO, RAW, MOVED, "main.py", "latest:run7.DL2.h5"]
    alone = [cases.show(name).id for name in names]
    assert set(cases.lineage(*names, depth=1).start) == set(alone)
    with pytest.raises(NotFoundError, match="nowhere"):
        cases.lineage(*names, "nowhere")


def test_what_each_document_says_is_shown(store: Store) -> None:
    """Two documents label an element alike, a third one otherwise: two declarations, each once."""
    for label in ("day", "night"):
        for note in ("a", "b"):
            text = f"document prefix e <http://e/> entity(e:x, [prov:label='{label}'])"
            text += f" entity(e:{note}) endDocument"
            store.load(text.replace("'", '"').encode(), name=f"{label}-{note}")
    said = store.show("http://e/x").declarations
    assert {tuple(each.attributes.values()) for each in said} == {(("day",),), (("night",),)}
    assert [len(each.documents) for each in said] == [2, 2]
    assert {each.kind for each in said} == {"entity"}


def test_the_order_of_loading_changes_no_name(store: Store, cypher: Cypher) -> None:
    """Whichever document first names a file, it has the same names; deletion takes some away."""
    names = ("moved_1", "moved_2", "renamed_2")
    graphs = []
    for order in permutations(names):
        cypher("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
        for name in order:
            store.load(CASES / "jobs" / f"{name}.prov.log")
        graphs.append(elements(cypher))
    assert all(graph == graphs[0] for graph in graphs)
    store.delete("urn:uuid:00000102-0000-4000-8000-000000000000")
    assert store.show("/scratch/job/run7.DL2.h5").id == MOVED
    with pytest.raises(NotFoundError):
        store.show("/archive/prod6/run7.DL2.h5")


@pytest.mark.parametrize("command", ["find", "lineage"])
def test_what_is_shown_as_a_name_is_a_selector(
    cases: Store, environment: None, command: str
) -> None:
    """The label of each element that find and lineage list names it, alone or among others."""
    assert environment is None
    words = ["find", "--limit", "1000"] if command == "find" else ["lineage", MOVED, "--both"]
    answer = json.loads(CliRunner().invoke(main, [*words, "--json"]).stdout)
    listed = answer["found" if command == "find" else "nodes"]
    assert len(listed) > 3
    for element in listed:
        assert element["id"] in _named(cases, element["label"])
        pages = cases.find(name=_literal(element["label"]), limit=1000)
        assert element["id"] in {hit.id for hit in pages.found}


HOSTILE = [
    " spaces at both ends ",
    "two\nlines\tand a tab",
    "right to left \u202e mark",
    "a*b?c[d]",
    "latest:x",
    "C:\\x",
    "zz:name",
    "/absolute/label",
    "http://elsewhere.org/label",
    "-dash",
    "'quoted' \"twice\"",
    "ö",
    "long " * 3000,
]


def test_labels_of_every_form_are_selectors(
    store: Store, environment: None, tmp_path: Path
) -> None:
    """As the document has them, and as the terminal shows them; several of one element, too."""
    assert environment is None
    own: dict[str, Any] = {f"e:{n}": {"prov:label": text} for n, text in enumerate(HOSTILE)}
    own["e:several"] = {"prov:label": ["first", {"$": "zweiter", "lang": "de"}]}
    file = tmp_path / "labels.json"
    file.write_text(json.dumps({"prefix": {"e": "http://example.org/l/"}, "entity": own}))
    store.load(file)
    for number, text in enumerate(HOSTILE):
        assert store.show(text).id == f"http://example.org/l/{number}", text
    for line in CliRunner().invoke(main, ["find", "--sort", "id"]).stdout.splitlines()[1:]:
        name, id_ = line.partition("  entity  ")[0].strip(), line.rpartition(" ")[2]
        assert store.show(name).id == id_
    assert {store.show(name).id for name in ("first", "zweiter")} == {
        "http://example.org/l/several"
    }


def test_a_url_with_query_and_fragment_as_logged(store: Store, tmp_path: Path) -> None:
    """As typed, as ctapipe makes it absolute, percent-encoded, by its path and its name."""
    log = json.loads((CASES / "jobs" / "moved_1.prov.log").read_text())
    log[0]["output"][0]["url"] = "/cwd/root:/ccxroot.in2p3.fr:1094/fefs/x.h5?a=b c#d"
    file = tmp_path / "job.prov.log"
    file.write_text(json.dumps(log))
    store.load(file)
    ways = [
        ADDRESS,
        "/cwd/root:/ccxroot.in2p3.fr:1094/fefs/x.h5?a=b c#d",
        "root://ccxroot.in2p3.fr:1094//fefs/x.h5%3Fa=b%20c%23d",
        "/fefs/x.h5?a=b c#d",
        "x.h5?a=b c#d",
    ]
    assert {store.show(way).id for way in ways} == {MOVED}
    with pytest.raises(NotFoundError):
        store.show(ADDRESS.replace("ccxroot", "elsewhere"))


def test_locations_of_other_documents(store: Store, tmp_path: Path) -> None:
    """A location that is a path or a URL is a name; a storage element is none."""
    file = tmp_path / "places.provn"
    file.write_text(
        f"""document prefix ex <http://example.org/p/>
        entity(ex:a, [prov:location="{ADDRESS}"])
        entity(ex:b, [prov:location="/data/run 7/" %% xsd:anyURI])
        entity(ex:c, [prov:location="CNAF-Disk"])
        endDocument"""
    )
    store.load(file)
    assert store.show(ADDRESS).id.endswith("/a")
    assert {store.show(way).id[-2:] for way in ("/data/run 7", "/data/run 7/", "run 7/")} == {"/b"}
    with pytest.raises(NotFoundError):
        store.show("CNAF-Disk")


def test_isolated_elements_by_their_names(store: Store) -> None:
    """Their URI and prefixed name name all of them; one alone is found at once."""
    for letter in "ab":
        store.load(CASES / "questions" / f"isolated_{letter}.provn", isolated=True)
    for text in ("ex:y", "http://example.org/iso/y", "y", "iso/y"):
        with pytest.raises(AmbiguousError) as caught:
            store.show(text)
        assert len(caught.value.candidates) == 2
        assert {store.show(name).id for name in caught.value.candidates} == {
            "http://example.org/iso/y"
        }
    assert {store.show(text).id for text in ("ex:x", "x")} == {"http://example.org/iso/x"}


def test_a_name_of_several_elements_is_ambiguous(store: Store, tmp_path: Path) -> None:
    """A label of one and the last part of another's URI are the same name to a person."""
    file = tmp_path / "twice.provn"
    file.write_text(
        'document prefix ex <http://e/> entity(ex:run.py) entity(ex:b, [prov:label="run.py"])'
        " endDocument"
    )
    store.load(file)
    with pytest.raises(AmbiguousError):
        store.show("run.py")
    assert store.show("ex:run.py").id == "http://e/run.py"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gama_run8.DL2.h5", ["did you mean:\n  gamma_run8.DL2.h5  (entity)"]),
        ("gamma_rnu8.DL2.h5", ["did you mean:\n  gamma_run8.DL2.h5  (entity)"]),
        ("GAMMA_RUN8.DL2.H5", ["gamma_run8.DL2.h5"]),
        (
            "/archive/prod7/run7.DL2.h5",
            ["did you mean one of these:\n  /archive/prod6/run7.DL2.h5"],
        ),
        ("/archive/prod6", ["/archive/prod6/run7.DL2.h5", "/archive/prod6/all.DL2.h5"]),
        ("u:row.fits", ["raw.fits  (unknown)"]),
        ("zz:raw.fits", ["declares the prefix 'zz' (known: ", "gl", "u, ", "  raw.fits"]),
        ("zz:qqqqqqqqqq", ["declares the prefix 'zz' (known: "]),
        ("qqqqqqqqqq", ["a selector is a full URI, prefix:name"]),
    ],
)
def test_what_may_have_been_meant(cases: Store, text: str, expected: list[str]) -> None:
    """The nearest names, the nearest first; an unknown prefix is named; else the forms."""
    with pytest.raises(NotFoundError) as caught:
        cases.show(text)
    assert str(caught.value).startswith(f"no element matches {text!r}: ")
    assert [part for part in expected if part not in str(caught.value)] == []


@pytest.mark.usefixtures("environment")
def test_an_empty_store_is_said(store: Store) -> None:
    """There is nothing to be near to: the message says what to do first."""
    run = CliRunner().invoke(main, ["find", "--name", "x.h5"])
    assert (run.exit_code, run.stdout) == (0, "nothing found\n")
    assert "the store is empty" in run.stderr
    with pytest.raises(NotFoundError, match="the store is empty: load provenance first"):
        store.show("x.h5")


@pytest.mark.parametrize(
    ("pattern", "ids"),
    [
        ("main.py", {MAIN}),
        ("main*", {MAIN}),
        ("*Jo", {JO}),
        ("tmp_output.h5", {RENAMED}),
        ("tmp_*.h5", {RENAMED}),
        ("/archive/*/gamma*", {RENAMED}),
        (r"C:\*\out.h5", {OUT}),
        ("*scratch*", set()),
        ("raw.f?ts", {RAW}),
        ("urn:uuid:aaaaaaaa-*-0000*1", {MOVED}),
    ],
)
def test_find_searches_all_names(cases: Store, pattern: str, ids: set[str]) -> None:
    """Labels, former names; paths only for patterns with a separator."""
    assert {hit.id for hit in cases.find(name=pattern).found} == ids


MISSING = """document
  prefix ex <http://example.org/m/>
  entity(ex:alone) activity(ex:idle) agent(ex:nobody)
  entity(ex:raw) entity(ex:product) entity(ex:orphaned)
  activity(ex:run, 2026-01-01T10:00:00Z, 2026-01-01T11:00:00Z)
  used(ex:run, ex:raw, -)
  used(ex:run, ex:undeclared, -)
  wasGeneratedBy(ex:product, ex:run, -)
  wasGeneratedBy(ex:orphaned, -, 2026-01-01T10:00:00Z)
  wasAssociatedWith(ex:run, ex:someone, -)
  wasInformedBy(ex:next, ex:run)
endDocument
"""


@pytest.mark.parametrize(
    ("conditions", "names"),
    [
        ({"without": ["relations"]}, {"alone", "idle", "nobody"}),
        ({"without": ["relations"], "kind": "agent"}, {"nobody"}),
        ({"without": ["use"]}, {"alone", "product", "orphaned"}),
        ({"without": ["maker"]}, {"alone", "raw", "undeclared", "orphaned"}),
        ({"without": ["maker", "use"]}, {"alone", "orphaned"}),
        ({"without": ["maker"], "kind": "unknown"}, {"undeclared"}),
        ({"without": ["maker"], "name": "*a*"}, {"alone", "raw", "undeclared", "orphaned"}),
        ({"without": ["maker"], "name": "raw"}, {"raw"}),
        ({"without": ["use"], "until": "2026-01-02"}, {"product"}),
    ],
)
def test_what_is_without_relations_use_or_maker(
    store: Store, tmp_path: Path, conditions: dict[str, Any], names: set[str]
) -> None:
    """Alone, together, and with other conditions; an unspecified activity does not count."""
    file = tmp_path / "missing.provn"
    file.write_text(MISSING)
    store.load(file)
    assert {hit.label for hit in store.find(**conditions).found} == names


def test_a_type_by_a_prefix_that_no_attribute_has(store: Store, tmp_path: Path) -> None:
    """The prefixes of types are those that documents declare."""
    file = tmp_path / "types.provn"
    file.write_text(
        "document prefix ex <http://e/> prefix t <http://types/>"
        " entity(ex:a, [prov:type='t:Frame']) endDocument"
    )
    store.load(file)
    assert [hit.id for hit in store.find(type="t:Frame").found] == ["http://e/a"]
    assert store.show("latest:t:Frame").id == "http://e/a"


def test_without_agrees_with_stats(cases: Store) -> None:
    """Find lists the elements that stats counts as unconnected."""
    assert len(cases.find(without=["relations"]).found) == cases.stats().orphans


@pytest.mark.usefixtures("environment")
def test_without_on_the_command_line(cases: Store) -> None:
    """The option can be given twice; another word is a wrong usage."""
    assert cases is not None
    run = CliRunner().invoke(main, ["find", "--without", "use", "--without", "maker"])
    assert (run.exit_code, "main.py" in run.stdout, "run7" in run.stdout) == (0, True, False)
    assert CliRunner().invoke(main, ["find", "--without", "hope"]).exit_code == 2


@pytest.mark.parametrize("name", ["whole", "part", "near", "latest"])
def test_selectors_are_looked_up_in_indexes(store: Store, driver: neo4j.Driver, name: str) -> None:
    """No part of the statements scans a label, also in a store of a few elements."""
    assert store is not None
    statement = statements.statement(f"select/{name}")
    result = driver.execute_query(f"EXPLAIN {statement.text}", dict.fromkeys(statement.used))
    plan = json.dumps(result.summary.plan)
    assert "Index" in plan
    assert "ByLabel" not in plan
    assert "AllNodesScan" not in plan


def test_two_statements_find_an_element(cases: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole name takes one statement, a part of one two; before the answer itself is read."""
    counted: list[str] = []
    fetch = Connection.fetch

    def count(self: Connection, name: str, *rest: Any, **parameters: Any) -> Any:  # noqa: ANN401
        counted.append(name)
        return fetch(self, name, *rest, **parameters)

    monkeypatch.setattr(Connection, "fetch", count)
    connection = cases._connection  # noqa: SLF001
    select.select(connection, "main.py")
    select.select(connection, "u:raw.fits")
    select.select(connection, "job/run7.DL2.h5")
    assert counted == ["select/whole", "select/whole", "select/whole", "select/part"]


def _named(store: Store, text: str) -> set[str]:
    """Return the ids of all elements that a selector names."""
    try:
        return {store.show(text).id}
    except AmbiguousError as error:
        return set(error.candidates)


def _literal(text: str) -> str:
    """Return a pattern that only the text itself matches."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in text)

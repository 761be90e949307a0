"""Marks: a document of its own says what is bad; what came of it is asked, never written."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from prov.model import ProvDocument

from provgraph import exporter, loader, quality
from provgraph.errors import LoadError, NotFoundError
from provgraph.loader import DocumentInfo
from provgraph.queries.impact import impact
from provgraph.queries.lineage import lineage
from provgraph.queries.marks import list_marks, marks
from provgraph.queries.prefixes import prefixes
from provgraph.queries.select import select
from provgraph.queries.show import show
from provgraph.render import impact as render
from provgraph.render.text import mark as mark_line
from provgraph.results.nodes import Mark
from tests.support.command_line import answer, run
from tests.support.graphs import graph

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.graph.connection import Connection

    Cypher = Callable[..., list[dict[str, Any]]]

EX = "http://example.org/"
LOGS = Path(__file__).parents[2] / "examples" / "ctapipe"
RAW = "history_meta_75.simtel.zst"


@pytest.fixture
def chain(connection: Connection) -> Connection:
    """Return a store with raw → clean → image → paper, and something beside."""
    _load(connection, ["raw", "clean", "image", "paper"], "chain")
    _load(connection, ["other", "beside"], "beside")
    return connection


def _load(connection: Connection, names: list[str], name: str, *, isolated: bool = False) -> None:
    document = ProvDocument()
    document.add_namespace("ex", EX)
    for cause, effect in pairwise(names):
        document.derivation(f"ex:{effect}", f"ex:{cause}")
    described = DocumentInfo(name, name, "0", "json", isolated=isolated)
    loader.load(connection, document, described)


def _mark(connection: Connection, name: str, reason: str = "clouds") -> str:
    return quality.mark(connection, [select(connection, EX + name)], reason, "ann")[0].id


def test_what_came_of_it_is_tainted(chain: Connection) -> None:
    """The marked one at 0, what came of it with its distance; what it came from is not."""
    _mark(chain, "clean")
    keys = [EX + name for name in ("raw", "clean", "image", "paper", "beside")]
    found = marks(chain, keys)
    assert {key: mark.depth for key, mark in found.items()} == {
        EX + "clean": 0,
        EX + "image": 1,
        EX + "paper": 2,
    }
    assert {(mark.reason, mark.by, mark.marked) for mark in found.values()} == {
        ("clouds", "ann", EX + "clean")
    }
    assert show(chain, EX + "paper").mark == found[EX + "paper"]
    assert show(chain, EX + "raw").mark is None


def test_the_nearest_mark_counts(chain: Connection) -> None:
    """Of two marks on the way back it is the nearer one."""
    _mark(chain, "raw", "far")
    _mark(chain, "image", "near")
    found = marks(chain, [EX + name for name in ("clean", "paper")])
    assert {key: mark.reason for key, mark in found.items()} == {
        EX + "clean": "far",
        EX + "paper": "near",
    }


def test_taint_is_never_written(chain: Connection, cypher: Cypher) -> None:
    """A mark adds one element and one relation; taking it back leaves the graph as it was."""
    before = graph(cypher)
    ways = lineage(chain, [EX + "paper"])
    mark = _mark(chain, "raw", '"quoted" <reason>')
    elements, relations, _ = graph(cypher)
    assert (len(elements - before[0]), len(relations - before[1])) == (1, 1)
    assert before[0] <= elements
    assert lineage(chain, [EX + "paper"]) == ways
    assert marks(chain, [EX + "paper"])[EX + "paper"].reason == '"quoted" <reason>'
    gone = quality.unmark(chain, [select(chain, EX + "raw")])
    assert [one.id for one in gone] == [mark]
    assert graph(cypher) == before


def test_a_mark_is_an_honest_document(chain: Connection) -> None:
    """It can be exported: an entity with reason, person and time, influenced by the marked."""
    mark = _mark(chain, "raw")
    text = exporter.documents(chain, [mark]).get_provn()
    assert "wasInfluencedBy(mark:" in text
    assert "marked" not in prefixes(chain)
    assert "provgraph:QualityAnnotation" in text
    for part in ('provgraph:reason="clouds"', 'provgraph:by="ann"', "provgraph:time="):
        assert part in text


def test_what_is_loaded_later_is_tainted_too(chain: Connection) -> None:
    """The mark stays when the document of what it marks is loaded anew."""
    _mark(chain, "paper")
    _load(chain, ["paper", "review"], "later")
    assert marks(chain, [EX + "review"])[EX + "review"].depth == 1


def test_a_new_mark_is_returned_as_it_is_listed(chain: Connection) -> None:
    """Its time, label and documents are those that the store gives, of each of several."""
    elements = [select(chain, EX + name) for name in ("raw", "clean")]
    marked = quality.mark(chain, elements, "clouds", "ann")
    listed = list_marks(chain)
    assert {mark.marked: mark for mark in marked} == {mark.marked: mark for mark in listed}
    assert {mark.documents for mark in marked} == {mark.documents for mark in listed}


def test_a_mark_is_removed_at_once(chain: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever marks gets the mark, even if another user has removed it since."""
    load = loader.load

    def load_and_remove(connection: Connection, *document: Any) -> None:  # noqa: ANN401
        load(connection, *document)
        quality.unmark(connection, [select(connection, EX + "clean")])

    monkeypatch.setattr(loader, "load", load_and_remove)
    assert _mark(chain, "clean")
    assert list_marks(chain) == ()


def test_isolated_elements_cannot_be_marked(connection: Connection) -> None:
    """No other document can speak of them; nothing is written."""
    _load(connection, ["a", "b"], "apart", isolated=True)
    element = select(connection, EX + "a")
    with pytest.raises(LoadError, match="--isolated"):
        quality.mark(connection, [element], "bad", "ann")
    assert not marks(connection, [element.key])


def test_only_what_is_marked_can_be_unmarked(chain: Connection) -> None:
    """Of two, of which one is not marked, neither is unmarked."""
    _mark(chain, "raw")
    elements = [select(chain, EX + name) for name in ("raw", "paper")]
    with pytest.raises(NotFoundError, match="paper is not marked itself"):
        quality.unmark(chain, elements)
    assert marks(chain, [EX + "raw"])


def test_a_mark_from_a_larger_document_stays(chain: Connection) -> None:
    """A mark that came with other records is not deleted with them."""
    text = exporter.documents(chain, [_mark(chain, "raw")])
    quality.unmark(chain, [select(chain, EX + "raw")])
    text.entity("mark:more")
    loader.load(chain, text, DocumentInfo("whole", "whole", "0", "json"))
    assert marks(chain, [EX + "paper"])
    with pytest.raises(NotFoundError, match="is in a document that holds other records"):
        quality.unmark(chain, [select(chain, EX + "raw")])


@pytest.mark.usefixtures("environment")
def test_impact_on_the_command_line() -> None:
    """The examples' raw file is marked, seen and unmarked; each answer fits its schema."""
    run("load", str(LOGS))
    process = run("impact", RAW)
    assert process.exit_code == 0
    assert "affected: 9 files, 9 activities" in process.stdout
    assert "DL1_PARAMETERS, DL2: 8; none: 1" in process.stdout
    assert "9 bookkeeping entities are left out" in process.stdout
    result = answer("impact", "impact", RAW)
    assert result["kinds"] == {"activity": 9, "entity": 9}
    assert result["levels"] == {"DL1_PARAMETERS, DL2": 8, "none": 1}
    assert (result["files"], result["left_out"]) == (9, 9)
    everything = answer("impact", "impact", RAW, "--all-entities")
    assert everything["kinds"] == {"activity": 9, "entity": 18}
    assert (everything["files"], everything["left_out"]) == (9, 0)
    assert [one["label"] for one in result["leaves"]] == ["gamma_applied.DL2.h5"]
    marked = answer("impact", "impact", RAW, "--mark", "wrong\x1batmosphere", "--by", "ann")
    assert [(one["reason"], one["by"]) for one in marked["marks"]] == [
        ("wrong\x1batmosphere", "ann")
    ]
    listed = answer("marks", "marks")["marks"]
    assert [(one["marked"], one["reason"]) for one in listed] == [
        (marked["start"][0], "wrong\x1batmosphere")
    ]
    assert run("marks").stdout.splitlines()[1].startswith(f"{RAW}  wrong")
    shown = run("show", "gamma_applied.DL2.h5").stdout
    assert f"tainted by {RAW} [{marked['start'][0]}], 6 relations away: wrong" in shown
    assert f"{RAW} [{marked['start'][0]}] is marked: wrong" in run("impact", RAW).stdout
    assert [one["label"] for one in listed] == [RAW]
    assert "\x1b" not in shown
    assert answer("show", "show", "gamma_applied.DL2.h5")["mark"]["depth"] == 6
    assert f"no longer marked: {RAW} [" in run("impact", RAW, "--unmark").stdout
    assert answer("show", "show", "gamma_applied.DL2.h5")["mark"] is None
    assert run("marks").stdout == "nothing is marked\n"
    assert run("impact", RAW, "--unmark").exit_code == 1
    assert run("impact", RAW, "--unmark", "--mark", "x").exit_code == 2
    assert run("impact", RAW, "--mark", " ").exit_code == 2


@pytest.mark.usefixtures("environment")
def test_paths_on_the_command_line() -> None:
    """path, common, roots and leaves of the examples, for people and for programs."""
    run("load", str(LOGS))
    assert "used (DL0/Event) ↓" in run("path", "gamma_applied.DL2.h5", RAW).stdout
    result = answer("path", "path", "gamma_applied.DL2.h5", RAW, "--all", "--limit", "2")
    assert (result["count"], len(result["paths"]), result["complete"]) == (6, 2, False)
    assert answer("path", "path", RAW, RAW)["length"] == 0
    none = answer("path", "path", "gamma_run101.dl2.h5", "gamma_run102.dl2.h5")
    assert none["paths"] == []
    assert "common ancestor" in none["reason"]
    shared = answer("common", "common", "gamma_run101.dl2.h5", "gamma_run102.dl2.h5")
    assert {ancestor["label"] for ancestor in shared["nearest"]} >= {RAW, "base_config.yaml"}
    assert RAW in run("roots", "gamma_applied.DL2.h5").stdout
    assert len(answer("ends", "roots", "gamma_applied.DL2.h5")["ends"]) == 4
    assert answer("ends", "leaves", RAW)["ends"][0]["date"].startswith("2026-11-22T06:16:06")


@pytest.mark.usefixtures("environment")
def test_lineage_and_pictures_say_so(chain: Connection) -> None:
    """Tree, JSON, DOT and page name the marked one, and what is tainted by it."""
    _mark(chain, "clean")
    found = {
        one["id"].removeprefix(EX): one for one in answer("lineage", "lineage", "ex:paper")["nodes"]
    }
    assert {name: one["mark"]["depth"] for name, one in found.items() if "mark" in one} == {
        "clean": 0,
        "image": 1,
        "paper": 2,
    }
    tree = run("lineage", "ex:paper").stdout
    assert "clean  [unknown http://example.org/clean]  ! marked: clouds" in tree
    assert "! tainted: clouds" in tree
    assert "marked: clouds" in run("lineage", "ex:paper", "--format", "dot").stdout
    assert '"mark":"tainted: clouds"' in run("lineage", "ex:paper", "--format", "html").stdout
    assert "clouds" not in run("lineage", "ex:raw").stdout


def test_a_mark_without_a_time() -> None:
    """The line of a mark that another program wrote ends with who said it, if that is known."""
    of_other = Mark("ex:m", "ex:a", "clouds", "ann", None)
    assert mark_line(of_other) == "marked: clouds (ann)"
    assert mark_line(replace(of_other, by="", time="2026-11-28T22:00:00Z")).endswith("22:00:00)")
    assert mark_line(replace(of_other, by="")) == "marked: clouds"


def test_impact_says_which_files_nothing_declares(chain: Connection) -> None:
    """What only relations refer to counts as a file, and the answer says so."""
    lines = list(render.impact(impact(chain, [EX + "raw"])))
    assert lines[0] == "affected: 3 files (declared by no document)"

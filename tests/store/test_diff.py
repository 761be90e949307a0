"""Diff: two histories aligned step by step, and what was other in them."""

from __future__ import annotations

import copy
import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from prov.model import ProvDocument

from provgraph import loader
from provgraph.loader import DocumentInfo
from provgraph.queries.diff import diff
from provgraph.render import diff as render
from tests.support.command_line import answer, run

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection
    from provgraph.results.diff import Diff, StepDifference

EX = "http://example.org/"
ROOT = Path(__file__).parents[2]
LOGS = ROOT / "examples" / "ctapipe"
PRIMER = ROOT / "examples" / "primer.provn"


def loaded(connection: Connection, document: ProvDocument) -> None:
    """Load a document."""
    loader.load(connection, document, DocumentInfo("one", "one", "0", "json"))


def new() -> ProvDocument:
    """Return an empty document."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    return document


def run_of(document: ProvDocument, side: str, step: str, **told: str) -> str:
    """Add an activity of a side: named the same on both sides, with attributes."""
    attributes: dict[Any, Any] = {
        "prov:label": step,
        **{f"ex:{name}": value for name, value in told.items()},
    }
    document.activity(f"ex:{side}-{step}", other_attributes=attributes)
    return f"ex:{side}-{step}"


def told(found: Diff) -> set[tuple[str, str, str | None, str | None]]:
    """Return what differs, without what follows from it."""
    all_found: list[StepDifference] = [one for step in found.steps for one in step.differences]
    return {(one.what, one.name, one.left, one.right) for one in all_found if not one.derived}


@pytest.fixture
def again(tmp_path: Path) -> Path:
    """Return a log: the apply step done anew, with another parameter, version and host."""
    record = json.loads((LOGS / "13_chain_apply_models.provenance.log").read_text())[0]
    other = copy.deepcopy(record)
    other["activity_uuid"] = str(uuid.UUID(int=7))
    other["system"]["ctapipe_version"] = "0.29.0"
    other["system"]["platform"]["node"] = "worker02"
    other["config"]["ApplyModels"]["log_level"] = 10
    for package in other["system"]["python"]["packages"]:
        if package["name"] == "numpy":
            package["version"] = "2.6.0"
    for file in other["output"]:
        file["url"] = file["url"].replace("applied", "again")
        file["reference_meta"]["CTA PRODUCT ID"] = str(uuid.UUID(int=8))
    path = tmp_path / "again.provenance.log"
    path.write_text(json.dumps([other]))
    return path


@pytest.mark.usefixtures("environment")
def test_the_same_step_done_otherwise(again: Path) -> None:
    """Parameter, versions and host with both values; what they share is not entered."""
    run("load", str(LOGS), str(again))
    result = answer("diff", "diff", "gamma_applied.DL2.h5", "gamma_again.DL2.h5")
    assert (result["aligned"], result["shared"]) == (1, 7)
    model, *differences = (
        (one["what"], one["name"], one["left"], one["right"])
        for one in result["steps"][0]["differences"]
    )
    # Known by its place alone, the model on another host is another file.
    assert model[:2] == ("input", "reconstructor")
    assert model[3] == "file://worker02/data/cta/run/energy_model.pkl"
    assert set(differences) == {
        ("parameter", "ApplyModels.log_level", "30", "10"),
        ("software", "ctapipe", "0.28.0", "0.29.0"),
        ("software", "numpy", "2.5.5", "2.6.0"),
        ("host", "", "worker01", "worker02"),
    }
    assert [one["left"]["label"] for one in result["steps"][1:]] == [
        "ctapipe-train-energy-regressor"
    ]
    text = run("diff", "gamma_applied.DL2.h5", "gamma_again.DL2.h5").stdout
    assert "software ctapipe: 0.28.0 | 0.29.0  [ctapipe-apply-models]" in text
    assert "compared 1 step; 7 shared" in text


@pytest.mark.usefixtures("environment")
def test_two_runs_of_the_examples() -> None:
    """Two runs of the same raw file differ by the number that overrides the run's."""
    run("load", str(LOGS))
    text = run("diff", "gamma_run101.dl2.h5", "gamma_run102.dl2.h5").stdout
    assert "parameter ProcessorTool.SimTelEventSource.override_obs_id: 101 | 102" in text
    assert "same" in run("diff", "energy_model.pkl", "energy_model.pkl").stdout
    text = run("diff", "gamma_applied.DL2.h5", "gamma_merged6.DL2.h5").stdout
    assert "only left: ctapipe-apply-models" in text
    assert "only left: ctapipe-train-energy-regressor" in text


def test_other_inputs_are_found_where_they_came_in(connection: Connection) -> None:
    """Of a chain of two steps, the raw file is the difference; what came of it follows."""
    document = new()
    for side in ("a", "b"):
        document.generation(f"ex:{side}-end", run_of(document, side, "draw"))
        role = {"prov:role": "events"}
        document.usage(f"ex:{side}-draw", f"ex:{side}-mid", other_attributes=role)
        document.generation(f"ex:{side}-mid", run_of(document, side, "clean"))
        document.usage(f"ex:{side}-clean", f"ex:{side}-raw", other_attributes=role)
        document.usage(f"ex:{side}-clean", "ex:tables", other_attributes={"prov:role": "tables"})
    loaded(connection, document)
    found = diff(connection, EX + "a-end", EX + "b-end")
    assert told(found) == {("input", "events", EX + "a-raw", EX + "b-raw")}
    assert sum(one.derived for step in found.steps for one in step.differences) == 1
    lines = list(render.diff(found))
    assert f"input events: {EX}a-raw | {EX}b-raw  [clean]" in lines
    assert "1 consequential difference (see --json)" in lines


def test_a_step_more_on_one_side(connection: Connection) -> None:
    """The steps below it are aligned all the same."""
    document = new()
    for side in ("a", "b"):
        document.generation(f"ex:{side}-mid", run_of(document, side, "clean", level=side))
        document.usage(f"ex:{side}-clean", "ex:raw")
    document.generation("ex:a-end", run_of(document, "a", "smooth"))
    document.usage("ex:a-smooth", "ex:a-mid")
    loaded(connection, document)
    found = diff(connection, EX + "a-end", EX + "b-mid")
    assert told(found) == {("attribute", "ex:level", "a", "b")}
    alone = [one for one in found.steps if one.right is None]
    assert [one.left.label for one in alone if one.left] == ["smooth"]
    assert found.aligned == 1
    assert "only left: smooth" in list(render.diff(found))


def test_one_input_more(connection: Connection) -> None:
    """An input of a role that the other side has less often, and of one that it has not."""
    document = new()
    for side, names in (("a", ("x", "y")), ("b", ("x",))):
        document.generation(f"ex:{side}", run_of(document, side, "merge"))
        for name in names:
            role = {"prov:role": "part"}
            document.usage(f"ex:{side}-merge", f"ex:{name}", other_attributes=role)
    document.usage("ex:b-merge", "ex:z", other_attributes={"prov:role": "mask"})
    loaded(connection, document)
    assert told(diff(connection, EX + "a", EX + "b")) == {
        ("input", "part", EX + "y", None),
        ("input", "mask", None, EX + "z"),
    }


def test_derivations_alone(connection: Connection) -> None:
    """Without any activity the entities answer to one another."""
    document = new()
    for side in ("a", "b"):
        document.derivation(f"ex:{side}", f"ex:{side}-raw")
    loaded(connection, document)
    found = diff(connection, EX + "a", EX + "b")
    assert told(found) == {("input", "", EX + "a-raw", EX + "b-raw")}
    assert found.aligned == 0


def test_nothing_else_is_known(connection: Connection) -> None:
    """Two that were made by the same kind of step of the same input do not differ."""
    document = new()
    for side in ("a", "b"):
        document.generation(f"ex:{side}", run_of(document, side, "draw"))
        document.usage(f"ex:{side}-draw", "ex:raw")
    loaded(connection, document)
    found = diff(connection, EX + "a", EX + "b")
    assert found.steps == ()
    assert "no difference in inputs, parameters, software or host is known" in list(
        render.diff(found)
    )


def test_histories_of_many_paths_and_circles(connection: Connection) -> None:
    """Two ladders of 2^40 paths, two circles, two merges of 5,000: each node once."""
    document = new()
    for side in "ab":
        for step in range(40):
            for rung in "lr":
                document.derivation(f"ex:{side}{step}", f"ex:{side}{step}{rung}")
                document.derivation(f"ex:{side}{step}{rung}", f"ex:{side}{step + 1}")
        document.derivation(f"ex:{side}40", f"ex:{side}38")
        document.generation(f"ex:{side}-many", run_of(document, side, "merge"))
        for number in range(5000):
            document.usage(f"ex:{side}-merge", f"ex:{side}-{number}")
    loaded(connection, document)
    assert len(told(diff(connection, EX + "a0", EX + "b0"))) == 0
    assert len(told(diff(connection, EX + "a-many", EX + "b-many"))) == 5000


@pytest.mark.usefixtures("environment")
def test_two_documents(tmp_path: Path) -> None:
    """Records of one side only, and attributes with both values; the order means nothing."""
    lines = PRIMER.read_text().splitlines()
    begin = next(i for i, line in enumerate(lines) if "(" in line)
    records = [line for line in lines[begin:-1] if line.strip()]
    changed = [line.replace("Derek", "Dirk") for line in reversed(records[1:])]
    other = tmp_path / "other.provn"
    other.write_text("\n".join([*lines[:begin], *changed, lines[-1], ""]))
    run("load", str(PRIMER), str(other))
    result = answer("documents-diff", "diff", "--documents", str(PRIMER), str(other))
    assert len(result["only_left"]) == 1
    assert result["only_right"] == []
    assert [(one["left"], one["right"]) for one in result["changed"]] == [(["Derek"], ["Dirk"])]
    text = run("diff", "--documents", str(PRIMER), str(other)).stdout
    assert text.startswith("- ")
    assert ": Derek | Dirk" in text
    assert run("diff", "--documents", str(PRIMER), str(PRIMER)).stdout == (
        "the documents are equal\n"
    )
    assert run("diff", "--documents", str(PRIMER), "nothing").exit_code == 1


def test_json_is_all_that_text_leaves_out(connection: Connection) -> None:
    """Derived differences are in the answer for programs."""
    document = new()
    for side in ("a", "b"):
        document.generation(f"ex:{side}", run_of(document, side, "draw"))
        document.usage(f"ex:{side}-draw", f"ex:{side}-in")
        document.derivation(f"ex:{side}-in", "ex:raw")
    loaded(connection, document)
    found: dict[str, Any] = diff(connection, EX + "a", EX + "b").as_json()
    assert found["steps"][0]["differences"][0]["derived"] is True

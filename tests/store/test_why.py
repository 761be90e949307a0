"""Why: who made it, when, with what; and a recipe in which nothing hostile runs."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from prov.model import ProvDocument

from provgraph import loader
from provgraph.loader import DocumentInfo
from provgraph.queries.why import why
from provgraph.render import why as render
from tests.support.command_line import answer, run

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection
    from provgraph.results.why import Why
    from provgraph.store import Store

EX = "http://example.org/"
ROOT = Path(__file__).parents[2]
LOGS = ROOT / "examples" / "ctapipe"
VOPROV = "http://www.ivoa.net/documents/ProvenanceDM/index.html#"


def document() -> ProvDocument:
    """Return an empty document with the prefixes that these tests use."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    document.add_namespace("voprov", VOPROV)
    document.add_namespace("ctapipe", "https://provgraph.readthedocs.io/ns/ctapipe#")
    return document


def explained(connection: Connection, of: ProvDocument, name: str = "file") -> Why:
    """Load a document and return why one of its elements is."""
    loader.load(connection, of, DocumentInfo("one", "one", "0", "json"))
    return why(connection, EX + name)


@pytest.mark.usefixtures("environment")
def test_a_product_of_the_examples() -> None:
    """Its maker with software and parameters, its inputs, the whole recipe in order."""
    run("load", str(LOGS))
    result = answer("why", "why", "gamma_applied.DL2.h5")
    maker = result["makers"][0]
    assert (maker["label"], maker["host"]) == ("ctapipe-apply-models", "worker01")
    assert maker["software"]["ctapipe"] == "0.28.0"
    assert maker["software"]["numpy"] == "2.5.5"
    assert {file["label"] for file in maker["inputs"]} == {
        "energy_model.pkl",
        "gamma_merged6.DL2.h5",
    }
    names = [one["label"] for one in result["recipe"]]
    assert names == [
        *["ctapipe-process"] * 6,
        "ctapipe-merge",
        "ctapipe-train-energy-regressor",
        "ctapipe-apply-models",
    ]
    recorded = json.loads((LOGS / "13_chain_apply_models.provenance.log").read_text())[0]
    assert result["recipe"][-1]["command"] == recorded["system"]["arguments"]
    given = next(result["parameters"][x] for x in maker["configurations"] if "configuration" in x)
    tool = recorded["config"]["ApplyModels"]
    assert given["ApplyModels.log_level"] == tool["log_level"]
    assert {one["label"] for one in result["responsible"]} == {"Jane Doe", "ctapipe 0.28.0"}
    text = run("why", "gamma_applied.DL2.h5").stdout
    assert "made by ctapipe-apply-models  [8601ecd7]" in text
    assert "9. ctapipe-apply-models" in text


@pytest.mark.usefixtures("environment")
def test_the_script_of_the_examples_is_a_shell_script(tmp_path: Path) -> None:
    """It refuses to run; without that line it calls the recorded programs in their order."""
    run("load", str(LOGS))
    text = run("why", "gamma_applied.DL2.h5", "--script").stdout
    assert _run(text, tmp_path).returncode == 64
    called = _calls(text.replace("/opt/cta/env/bin/", ""), tmp_path)
    assert [call[0] for call in called][-3:] == [
        "ctapipe-merge",
        "ctapipe-train-energy-regressor",
        "ctapipe-apply-models",
    ]
    recorded = json.loads((LOGS / "13_chain_apply_models.provenance.log").read_text())[0]
    assert called[-1][1:] == recorded["system"]["arguments"][1:]


HOSTILE = [
    "$(touch pwned)",
    "`touch pwned`",
    "; touch pwned;",
    "x\ntouch pwned\n",
    "'; touch pwned; '",
    '"; touch pwned; "',
    "&& touch pwned",
    "| touch pwned",
    "> pwned",
    "# not a comment",
    "\\",
    "-n",
    "~",
    "*",
    "",
    "LD_PRELOAD=./evil.so",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_runs(text: str, connection: Connection, tmp_path: Path) -> None:
    """As an argument it comes out as one word, anywhere else as a comment of one line."""
    history = document()
    history.entity("ex:file", {"prov:label": text or "-", "ex:md5": text or "-"})
    told: dict[Any, Any] = {
        "prov:label": text or "-",
        "ctapipe:node": text or "-",
        "ctapipe:ctapipe_version": text,
    }
    words = ["tool", text, "end"]
    history.activity("ex:run", other_attributes={**told, "ctapipe:command": shlex.join(words)})
    history.generation("ex:file", "ex:run", other_attributes={"prov:role": text or "-"})
    history.agent("ex:who", {"prov:label": text or "-", "prov:type": "prov:SoftwareAgent"})
    history.association("ex:run", "ex:who")
    script = "\n".join(render.script(explained(connection, history)))
    if "\n" in text:
        done = _run(_released(script), tmp_path)
        assert "control characters" in done.stderr
        assert done.returncode == 65
    else:
        assert _calls(script, tmp_path) == [words]
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("first", ["LD_PRELOAD=./evil.so", "if", "{", "tool;touch pwned", "!"])
def test_the_first_word_is_only_a_name(first: str, connection: Connection, tmp_path: Path) -> None:
    """An assignment or a keyword of the shell is treated as a program's name."""
    history = document()
    history.activity(
        "ex:file", other_attributes={"ctapipe:command": shlex.join([first, "touch", "pwned"])}
    )
    script = "\n".join(render.script(explained(connection, history)))
    done = _run(_released(script), tmp_path)
    assert done.returncode == 127, done.stderr
    assert not (tmp_path / "pwned").exists()


def test_a_step_without_command_stops_the_script(connection: Connection, tmp_path: Path) -> None:
    """What can't be made again is not silently left out."""
    history = document()
    history.activity("ex:made", other_attributes={"ex:threshold": "5\ntouch pwned"})
    history.generation("ex:file", "ex:made")
    script = "\n".join(render.script(explained(connection, history)))
    done = _run(_released(script), tmp_path)
    assert done.returncode == 65
    assert "step 1: no command line recorded" in done.stderr
    assert "# ex:threshold: 5?touch pwned" in script
    assert not (tmp_path / "pwned").exists()


def test_who_is_responsible(connection: Connection) -> None:
    """Whom it is attributed to, who was associated, and on whose behalf, in a circle too."""
    history = document()
    history.attribution("ex:file", "ex:ann")
    history.generation("ex:file", "ex:run")
    history.association("ex:run", "ex:bob")
    history.delegation("ex:bob", "ex:institute")
    history.delegation("ex:institute", "ex:bob")
    history.agent("ex:stranger")
    explanation = explained(connection, history)
    assert [agent.id for agent in explanation.responsible] == [
        EX + name for name in ("ann", "bob", "institute")
    ]


def test_checksums_and_parameters_that_are_entities(connection: Connection) -> None:
    """Attributes that are checksums by their names; IVOA's parameters by label and value."""
    history = document()
    history.entity("ex:in", {"ex:checksum_adler32": "0a1b", "ex:size": 3})
    history.usage("ex:run", "ex:in", other_attributes={"prov:role": "events"})
    history.generation("ex:file", "ex:run")
    for name, value in (("threshold", 5), ("method", "Hillas")):
        history.entity(f"ex:{name}", {"prov:label": name, "prov:value": value})
        kind = {"prov:type": history.valid_qualified_name("voprov:WasConfiguredBy")}
        history.influence("ex:run", f"ex:{name}", other_attributes=kind)
    explanation = explained(connection, history)
    assert explanation.makers[0].inputs[0].checksums == {"checksum_adler32": "0a1b"}
    assert explanation.makers[0].parameters == {"threshold": "5", "method": "Hillas"}
    assert "from (events) in  [http://example.org/in], checksum_adler32 0a1b" in "\n".join(
        render.why(explanation)
    )


def test_order_without_times_is_that_of_causes(connection: Connection) -> None:
    """Causes come first though their names say otherwise; a circle ends."""
    history = document()
    for number in range(9):
        history.usage(f"ex:run{number}", f"ex:f{number + 1}")
        history.generation(f"ex:f{number}", f"ex:run{number}")
    history.generation("ex:file", "ex:last")
    history.usage("ex:last", "ex:f0")
    found = [step.label for step in explained(connection, history).recipe]
    assert found == [*(f"run{number}" for number in reversed(range(9))), "last"]
    again = document()
    again.communication("ex:file", "ex:b")
    again.communication("ex:b", "ex:file")
    again.activity("ex:file")
    again.activity("ex:b")
    loader.load(connection, again, DocumentInfo("two", "two", "0", "json"))
    assert {step.label for step in why(connection, EX + "b").recipe} >= {"b", "file"}


def test_what_ran_inside_another_is_no_step(connection: Connection) -> None:
    """A nested activity has its parent's command line: it is not run twice."""
    history = document()
    command = {"ctapipe:command": "tool -x", "ctapipe:node": "here"}
    history.activity("ex:file", "2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z", command)
    history.activity("ex:inner", "2026-01-01T00:30:00Z", "2026-01-01T01:00:00Z", command)
    history.activity("ex:before", "2025-01-01T00:30:00Z", "2025-01-01T01:00:00Z", command)
    history.communication("ex:file", "ex:inner")
    history.communication("ex:file", "ex:before")
    assert [step.label for step in explained(connection, history).recipe] == ["before", "file"]


def test_a_long_history_is_explained(connection: Connection) -> None:
    """A chain of 600 activities, a hub of 2,000 inputs: no recursion, no explosion."""
    history = document()
    for number in range(600):
        history.generation(f"ex:f{number}", f"ex:run{number}")
        history.usage(f"ex:run{number}", f"ex:f{number + 1}")
    for number in range(2_000):
        history.usage("ex:run0", f"ex:in{number}")
    explanation = explained(connection, history, "f0")
    assert len(explanation.recipe) == 600
    assert len(explanation.makers[0].inputs) == 2_001


def _released(script: str) -> str:
    assert "\nexit 64" in script
    return script.replace("\nexit 64", "\n: 64", 1)


def _run(script: str, folder: Path, **more: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401
    return subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", script], capture_output=True, text=True, cwd=folder, check=False, **more
    )


def _calls(script: str, folder: Path) -> list[list[str]]:
    """Run the script with programs that only say how they were called."""
    names = ("tool", "ctapipe-process", "ctapipe-merge", "ctapipe-apply-models")
    for name in (*names, "ctapipe-train-energy-regressor"):
        program = folder / name
        program.write_text(
            f"#!{sys.executable}\nimport json, sys\nprint(json.dumps([{name!r}, *sys.argv[1:]]))\n"
        )
        program.chmod(0o755)
    done = _run(_released(script), folder, env={"PATH": f"{folder}:/usr/bin:/bin"})
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.usefixtures("environment")
def test_whether_it_conforms_to_its_description(store: Store, tmp_path: Path) -> None:
    """Of a described activity the findings are said; of another nothing is."""
    store.describe(ROOT / "examples" / "descriptions" / "ctapipe-display-muons.yaml")
    job = {
        "activity_name": "ctapipe-display-muons",
        "activity_uuid": "93fc2206-59de-4852-868d-ec045ec25d1d",
        "start": {"time_utc": "2020-09-03T10:00:17.790"},
        "stop": {"time_utc": "2020-09-03T10:00:24.010"},
        "status": "completed",
        "system": {"ctapipe_version": "0.6.2", "platform": {"node": "wn101"}},
        "input": [],
        "output": [{"url": "/scratch/muons.hdf5", "role": "dl1.tel.evt.muon"}],
    }
    (tmp_path / "job.json").write_text(json.dumps([job]))
    store.load(tmp_path / "job.json")
    result = answer("why", "why", "muons.hdf5")
    assert result["described"] == 1
    assert {finding["severity"] for finding in result["findings"]} == {"error"}
    text = run("why", "muons.hdf5").stdout
    assert "does not conform to its description:\n  error: ctapipe-display-muons: " in text


@pytest.mark.parametrize(
    ("case", "element", "steps"),
    [
        ("recipe_in_place", "inplace/paper", ["update_in_place", "draw", "assemble"]),
        ("recipe_self_relation", "self/note", ["z_first", "a_last"]),
    ],
)
def test_what_is_behind_a_circle_is_in_order(
    case: str, element: str, steps: list[str], store: Store
) -> None:
    """A file that is updated in place, and an activity that informed itself."""
    store.load(ROOT / "tests" / "data" / "cases" / "questions" / f"{case}.provn")
    assert [step.label for step in store.why(EX + element).recipe] == steps

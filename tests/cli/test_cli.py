"""The command line: answers on stdout, words on stderr, honest exit statuses."""

from __future__ import annotations

import gzip
import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from provgraph import readers, serialisers
from provgraph.cli import main
from provgraph.cli.forms import prov_name
from provgraph.cli.load import READ_FORMATS
from provgraph.cli.options import PROV_FORMATS
from tests.support.command_line import answer, commands, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Cypher = Callable[..., list[dict[str, Any]]]

ROOT = Path(__file__).parents[2]
PRIMER = str(ROOT / "examples" / "primer.provn")

pytestmark = pytest.mark.usefixtures("environment")


def test_load_says_what_it_did() -> None:
    """One line a file, with counts; the second time it is unchanged."""
    first = run("load", PRIMER)
    assert first.exit_code == 0
    assert "loaded, " in first.stdout
    assert " as provn: " in first.stdout
    assert "unchanged" in run("load", PRIMER).stdout


def test_load_answers_programs() -> None:
    """--json gives counts and ids; new ones only the first time."""
    one = answer("load", "load", PRIMER)["files"][0]
    assert one["status"] == "loaded"
    assert one["documents"][0].startswith("sha256:")
    assert one["new_elements"] == one["elements"] > 0
    assert one["new_relations"] == one["relations"] > 0
    again = answer("load", "load", PRIMER)["files"][0]
    assert (again["status"], again["new_elements"], again["new_relations"]) == ("unchanged", 0, 0)
    assert again["documents"] == one["documents"]


def test_json_stands_before_or_after_the_command() -> None:
    """`provgraph --json load` is `provgraph load --json`."""
    assert json.loads(run("--json", "load", PRIMER).stdout)["schema"] == 1


def test_a_dry_run_changes_nothing(cypher: Cypher) -> None:
    """It says what would be loaded, and the store is empty afterwards."""
    result = run("load", "--dry-run", PRIMER)
    assert "would be loaded" in result.stdout
    assert cypher("MATCH (n) WHERE NOT n:Schema RETURN count(n) AS n") == [{"n": 0}]


def test_standard_input_and_gzip(tmp_path: Path) -> None:
    """`-` is standard input; what is compressed is the same document."""
    data = Path(PRIMER).read_bytes()
    assert run("load", "-", input=data).exit_code == 0
    packed = tmp_path / "anything.dat"
    packed.write_bytes(gzip.compress(data))
    assert "unchanged" in run("load", str(packed)).stdout


def test_each_file_on_its_own(tmp_path: Path) -> None:
    """A file that fails is reported at the end, the others are loaded, the exit status is 1.

    The summary counts both; -v has a line for each.
    """
    (tmp_path / "a.json").write_text("{ not json")
    (tmp_path / "b.provn").write_text(Path(PRIMER).read_text())
    result = run("load", str(tmp_path))
    assert result.exit_code == 1
    assert result.stdout.startswith("2 files: 1 loaded, 1 failed; ")
    assert result.stdout.count("\n") == 1
    assert "b.provn: unchanged" in run("load", "-v", str(tmp_path)).stdout
    assert "provgraph: " in result.stderr
    assert "a.json" in result.stderr
    files = answer("load", "load", str(tmp_path))["files"]
    assert [file["status"] for file in files] == ["failed", "unchanged"]
    assert "a.json" in files[0]["error"]


def test_other_files_in_a_directory_are_skipped(tmp_path: Path) -> None:
    """A job's directory holds its data, too: they are left alone, and said to be."""
    (tmp_path / "b.provn").write_text(Path(PRIMER).read_text())
    (tmp_path / "std.out").write_text("a job's own words\n")
    (tmp_path / "events.h5").write_bytes(b"\x89HDF\r\n\x1a\n\0\0\0")
    (tmp_path / "events.gz").write_bytes(gzip.compress(b"binary \0 data"))
    result = run("load", str(tmp_path))
    assert result.exit_code == 0
    assert "skipped 3 files" in result.stderr
    found = answer("load", "load", str(tmp_path))
    assert [Path(name).name for name in found["skipped"]] == ["events.gz", "events.h5", "std.out"]
    assert run("load", str(tmp_path / "std.out")).exit_code == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<html><body>404</body></html>", "HTML"),
        (b"\x00\x01\x02", ""),
        (b"hello", ""),
    ],
)
def test_what_is_no_provenance(content: bytes, words: str, tmp_path: Path, cypher: Cypher) -> None:
    """One line says what was found; the store is untouched."""
    file = tmp_path / "it"
    file.write_bytes(content)
    result = run("load", str(file))
    assert result.exit_code == 1
    assert str(file) in result.stderr
    assert words.lower() in result.stderr.lower()
    assert "Traceback" not in result.stderr
    assert cypher("MATCH (n) WHERE NOT n:Schema RETURN count(n) AS n") == [{"n": 0}]


def test_a_file_that_is_not_there() -> None:
    """The name is in the message."""
    result = run("load", "no/such/file.json")
    assert result.exit_code == 1
    assert "no/such/file.json" in result.stderr


def test_lineage_as_a_tree_and_as_json() -> None:
    """The tree is drawn; the answer for programs fits its schema."""
    run("load", PRIMER)
    tree = run("lineage", "ex:chart1")
    assert tree.stdout.startswith("chart1  [entity http://example.org/chart1]\n")
    assert "└─ " in tree.stdout
    result = answer("lineage", "lineage", "ex:chart1")
    assert result["complete"] is True
    assert {node["depth"] for node in result["nodes"]} == {0, 1, 2, 3, 4}
    cut = answer("lineage", "lineage", "ex:chart1", "--depth", "1")
    assert cut["complete"] is False
    assert cut["frontier"][0]["reason"] == "depth"
    down = answer("lineage", "lineage", "ex:dataSet1", "--down")
    assert "http://example.org/chart1" in {node["id"] for node in down["nodes"]}


def test_show() -> None:
    """Properties, relations, documents; the answer for programs fits its schema."""
    run("load", PRIMER)
    assert "Derek" in run("show", "ex:derek").stdout
    result = answer("show", "show", "ex:derek")
    assert result["kind"] == "agent"
    assert result["documents"] == answer("documents", "documents", "list")["documents"][0:1] or [
        result["documents"][0]
    ]


def test_unknown_and_ambiguous_names() -> None:
    """Neither gives an answer; each says what to do."""
    run("load", PRIMER)
    unknown = run("show", "ex:nothing")
    assert unknown.exit_code == 1
    assert "no element matches 'ex:nothing'" in unknown.stderr
    several = run("show", "t1")
    assert several.exit_code == 1
    assert "http://example.org/chart1  (entity" in several.stderr


def test_documents_are_listed_shown_and_deleted(cypher: Cypher) -> None:
    """By the file they came from or by the beginning of their id."""
    run("load", PRIMER)
    listed = answer("documents", "documents", "list")["documents"]
    assert [document["sources"] for document in listed] == [[PRIMER]]
    assert "primer.provn" in run("documents", "list").stdout
    assert run("documents").stdout == run("documents", "list").stdout
    assert answer("documents", "documents")["documents"] == listed
    assert answer("documents", "documents", "show", "primer.provn")["documents"] == listed
    begin = listed[0]["id"].removeprefix("sha256:")[:8]
    assert run("documents", "show", begin).exit_code == 0
    assert answer("deleted", "documents", "delete", PRIMER)["deleted"] == [listed[0]["id"]]
    assert cypher("MATCH (e:Element) RETURN count(e) AS n") == [{"n": 0}]
    assert run("documents", "show", PRIMER).exit_code == 1


def test_a_deletion_counts_what_it_deletes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Of a single document its elements and relations, of a file's several the documents."""
    units = []

    def track(numbers: Iterable[int], _: int, *, doing: str, unit: str) -> Iterable[int]:
        units.append(f"{doing} {unit}")
        return numbers

    monkeypatch.setattr(sys.modules["provgraph.cli.documents"], "track", track)
    file = tmp_path / "a.provn"
    for name in ("a", "b"):
        file.write_text(
            f"document\nprefix ex <http://example.org/>\nentity(ex:{name})\nendDocument"
        )
        run("load", str(file))
        run("load", PRIMER)
    for path in (file, PRIMER):
        assert run("documents", "delete", str(path)).exit_code == 0
    assert units == ["deleting documents", "deleting elements and relations"]


@pytest.mark.parametrize("form", PROV_FORMATS)
def test_export_in_every_format(form: str, tmp_path: Path) -> None:
    """Each format is written, to stdout or a file, and read again."""
    run("load", PRIMER)
    file = tmp_path / "out"
    assert run("export", "--document", PRIMER, "--format", form, "-o", str(file)).exit_code == 0
    printed = run("export", "--document", PRIMER, "--format", form).stdout
    assert printed.strip() == file.read_text().strip()
    reading = readers.read(readers.open_source(str(file)))
    # Without a bundle they are the same.
    assert reading.format == {"trig": "turtle", "nquads": "ntriples"}.get(form, prov_name(form))
    original = readers.read(readers.open_source(PRIMER)).document
    assert reading.document == original


def test_a_selection_is_a_closed_document() -> None:
    """What the chosen refers to outside is declared as being outside."""
    run("load", PRIMER)
    text = run("export", "ex:chart1", "--format", "provn").stdout
    assert "wasGeneratedBy(ex:chart1, ex:compile" in text
    assert "activity(ex:compile, -, -, [prov:type='provgraph:Outside'])" in text
    both = run("export", "ex:chart1", "ex:illustrate", "--format", "provn").stdout
    assert "activity(ex:illustrate, -, -)" in both


def test_all_exports_the_whole_store() -> None:
    """--all gives back every record of every document."""
    run("load", PRIMER)
    text = run("export", "--all", "--format", "provn").stdout
    assert text == run("export", "--document", PRIMER, "--format", "provn").stdout


@pytest.mark.parametrize("arguments", [["export"], ["export", "x", "--all"], ["lineage"], ["load"]])
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    """Wrong usage has another exit status than a failure."""
    assert run(*arguments).exit_code == 2


def test_no_escape_sequence_reaches_the_terminal(tmp_path: Path) -> None:
    """Names from documents cannot command a terminal."""
    file = tmp_path / "evil.json"
    file.write_text(json.dumps({"prefix": {"ex": "http://e/"}, "entity": {"ex:\x1b[2Jx": {}}}))
    run("load", str(file))
    result = run("lineage", "http://e/\x1b[2Jx")
    assert "\x1b" not in result.output
    assert result.exit_code == 0


def test_the_tables_of_formats_agree() -> None:
    """What --format offers is what readers and serialisers know."""
    assert set(map(prov_name, READ_FORMATS)) == set(readers.FORMATS)
    assert set(map(prov_name, PROV_FORMATS)) == set(serialisers.FORMATS)


@pytest.mark.parametrize(("name", "command"), list(commands(main)), ids=str)
def test_every_help_ends_with_an_example(name: str, command: click.Command) -> None:
    """The example is a call of that very command, and click accepts its words."""
    assert command.help
    example = command.help.strip().splitlines()[-1].strip()
    assert example.startswith("Example: provgraph ")
    words = shlex.split(example.removeprefix("Example: provgraph "))
    assert " ".join(words).startswith(name) or isinstance(command, click.Group)


def test_help_is_cheap() -> None:
    """`provgraph --help` imports neither the driver nor prov."""
    code = (
        "import sys, provgraph.cli; "
        "heavy = ('neo4j', 'prov', 'rdflib', 'lxml', 'rich', 'pydantic', 'yaml'); "
        "print([m for m in heavy if m in sys.modules])"
    )
    process = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert process.stdout.strip() == "[]"


def test_doctor_examines_the_server() -> None:
    """The server of the address is named, with its version, the schema and its clock."""
    checks = {check["name"]: check for check in answer("doctor", "doctor")["checks"]}
    assert {checks[name]["state"] for name in ("server", "schema", "clock")} == {"ok"}
    assert checks["server"]["value"].startswith("Neo4j ")
    assert "Java" not in checks

"""Forms of a lineage on the command line: each is written, and says what was asked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from provgraph import readers, serialisers
from provgraph.cli import main
from provgraph.cli.lineage import FORMS
from provgraph.render import formats

if TYPE_CHECKING:
    from provgraph.store import Store

EXAMPLES = Path(__file__).parents[2] / "examples" / "ctapipe"
PRODUCT = "gamma_applied.DL2.h5"
PROV_FORMS = [form for form in FORMS if form not in formats.WRITERS]

pytestmark = pytest.mark.usefixtures("environment")


@pytest.fixture
def loaded(store: Store) -> Store:
    """Return a store that holds the example chain."""
    for file in sorted(EXAMPLES.iterdir()):
        store.load(file)
    return store


def run(*arguments: str) -> Result:
    """Ask for the lineage of the product."""
    return CliRunner().invoke(main, ["lineage", PRODUCT, *arguments], catch_exceptions=False)


def test_the_tables_of_forms_agree() -> None:
    """What --format offers is what can be written."""
    known = {*formats.WRITERS, *("prov-json" if f == "json" else f for f in serialisers.FORMATS)}
    assert set(FORMS) == known


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("form", "part"),
    [
        ("tree", "└─ wasGeneratedBy ctapipe-apply-models"),
        ("table", "1      activity  ctapipe-apply-models"),
        ("json", '"schema": 1'),
        ("dot", 'label="ctapipe-apply-models"'),
        ("html", '"label":"ctapipe-apply-models"'),
        ("provn", "wasGeneratedBy("),
    ],
)
def test_each_form_is_printed_or_written(form: str, part: str, tmp_path: Path) -> None:
    """On stdout, or into the file, and then nothing on stdout."""
    printed = run("--format", form)
    assert part in printed.stdout
    file = tmp_path / "out"
    written = run("--format", form, "-o", str(file))
    assert (written.exit_code, written.stdout) == (0, "")
    assert file.read_text("utf-8") == printed.stdout


@pytest.mark.usefixtures("loaded")
@pytest.mark.skipif(not shutil.which("dot"), reason="Graphviz is not installed")
def test_svg_is_drawn_by_graphviz() -> None:
    """Each of the 22 nodes is a node of the picture."""
    assert run("--format", "svg").stdout.count('class="node"') == 22


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("form", PROV_FORMS)
def test_prov_is_a_closed_document(form: str, tmp_path: Path) -> None:
    """Read again: the nodes with their records, and relations between them alone."""
    file = tmp_path / "out"
    assert run("--format", form, "-o", str(file)).exit_code == 0
    document = readers.read(readers.open_source(str(file))).document
    answer = json.loads(run("--json").stdout)
    ids = {node["id"] for node in answer["nodes"]}
    declared = {str(r.identifier and r.identifier.uri) for r in document.records if r.is_element()}
    assert declared == ids
    ends = [tuple(v.uri for _, v in r.formal_attributes[:2]) for r in document.records
            if r.is_relation()]  # fmt: skip
    assert {end for pair in ends for end in pair} <= ids
    assert {(r["from"], r["to"]) for r in answer["relations"]} <= set(ends)


@pytest.mark.usefixtures("loaded")
def test_the_frontier_is_marked(tmp_path: Path) -> None:
    """Where the answer was cut, each form says so."""
    answer = json.loads(run("--depth", "3", "--json").stdout)
    cut = {one["id"] for one in answer["frontier"]}
    assert len(cut) == 2
    file = tmp_path / "out.json"
    run("--depth", "3", "--format", "prov-json", "-o", str(file))
    assert marked(readers.read(readers.open_source(str(file))).document) == cut
    assert run("--depth", "3", "--format", "dot").stdout.count("dashed") == 2
    assert run("--depth", "3", "--format", "table").stdout.count("  depth\n") == 2
    assert run("--depth", "3", "--format", "html").stdout.count('"cut":"depth"') == 2
    assert "cut (depth) at the nodes marked …" in run("--depth", "3").stdout


def marked(document: Any) -> set[str]:  # noqa: ANN401  # prov has no types
    """Return the URIs of the elements of the type `provgraph:Frontier`."""
    return {
        record.identifier.uri
        for record in document.records
        if "provgraph:Frontier" in map(str, record.get_asserted_types())
    }


@pytest.mark.usefixtures("loaded")
def test_attributes_are_in_the_page() -> None:
    """With --attributes the page tells them."""
    page = run("--format", "html", "--attributes").stdout
    assert '"attributes":{"' in page
    assert '"attributes":{"' not in run("--format", "html").stdout


@pytest.mark.usefixtures("loaded")
def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    """The reason is one line."""
    result = CliRunner().invoke(main, ["lineage", PRODUCT, "-o", str(tmp_path / "no" / "file")])
    assert result.exit_code == 1
    assert "cannot be written: No such file or directory" in result.stderr

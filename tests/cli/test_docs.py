"""The documentation: its commands run, its answers are the real ones."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

from provgraph.cli import main
from provgraph.model.relations import RELATIONS
from tests.support.code_blocks import commands as script
from tests.support.command_line import commands, run_command
from tools.build_site import pages

if TYPE_CHECKING:
    from provgraph.store import Store

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()

# What these need is not there where only provgraph is: the local server, DIRAC, a database.
_NEED_MORE = (
    "neo4j",
    "ctadirac catalogue",
    "tables ",
    "bulk",
    "token revoke",
    "inbox show",
    "inbox discard",
    "inbox backup",
    "inbox restore",
)

pytestmark = pytest.mark.usefixtures("environment")


@pytest.fixture
def loaded(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return a store that holds the examples, seen from a folder that has them, too.

    The settings of whoever runs the tests stay as they are.
    """
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("EDITOR", "true")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    examples = tmp_path / "examples"
    list(store.load_all([*sorted(examples.glob("ctapipe/*")), examples / "primer.provn"]))
    store.add_filesystem("/scratch")
    store.add_moved_files("/data/old", "/data/new")
    store.set_clock_tolerance(5, host="worker17")
    return store


def block(kind: str, containing: str) -> str:
    """Return the README's code block of a kind that contains a text."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return next(str(text) for name, text in found if name == kind and containing in text)


@pytest.mark.usefixtures("loaded")
def test_the_python_in_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The snippet opens the store, loads and prints the lineage."""
    exec(compile(block("python", "import provgraph"), "README.md", "exec"), {})  # noqa: S102
    assert "0 entity gamma_applied.DL2.h5\n1 activity ctapipe-apply-models\n" in (
        capsys.readouterr().out
    )


@pytest.mark.usefixtures("loaded")
def test_the_python_in_the_pictures_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The notebook's snippet gives a line, tables and a graph."""
    text = (ROOT / "docs" / "pictures.md").read_text()
    code = text.partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {}
    exec(compile(code, "pictures.md", "exec"), names)  # noqa: S102
    assert capsys.readouterr().out.startswith("<Lineage up of urn:uuid:c66222ec")
    assert len(names["nodes"]) == names["graph"].number_of_nodes() == 22


def test_the_cypher_in_the_readme_runs(loaded: Store, cypher: object) -> None:
    """The statement finds the causes of the applied file."""
    assert loaded
    assert callable(cypher)
    labels = {row["cause.label"] for row in cypher(block("cypher", "MATCH"))}
    assert {"ctapipe-merge", "history_meta_75.simtel.zst"} <= labels


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("name", "command"),
    [
        (name, command)
        for name, command in commands(main)
        if not isinstance(command, click.Group) and not name.startswith(_NEED_MORE)
    ],
    ids=str,
)
def test_the_example_of_each_command_runs(name: str, command: click.Command) -> None:
    """What a command's help shows can be typed."""
    assert command.help
    example = command.help.strip().splitlines()[-1].strip().removeprefix("Example: ")
    (shown,) = script(example)
    assert run_command(shown) or "-o" in shown.words, name


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link names a file of the checkout and, after #, one of its headings."""
    for target, anchor in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", page.read_text()):
        if not target.startswith("http"):
            file = page.parent / target if target else page
            assert file.is_file(), target
            assert not anchor or anchor in anchors(file), f"{target}#{anchor}"


def anchors(page: Path) -> set[str]:
    """Return what a code host calls the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}


def test_the_table_of_relations_is_the_real_one() -> None:
    """docs/model.md shows each relation as the code has it."""
    text = (ROOT / "docs" / "model.md").read_text()
    for relation in RELATIONS:
        arguments = ", ".join(relation.arguments) or "-"
        ends = " → ".join(relation.ends)
        assert f"| {relation.name} | `{relation.type}` | {ends} | {arguments} |" in text

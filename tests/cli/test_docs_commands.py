"""Every command that the documentation shows is run, or has a reason in one list."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.code_blocks import Block, Command, blocks, commands
from tests.support.command_line import run_command
from tools.build_site import pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.store import Store

ROOT = Path(__file__).parents[2]
HOME = "/home/me"
"""What outputs in the documentation show instead of the folder of this test."""

GENERATED = {"commands.md"}
"""Its commands are the examples of `--help`, which test_docs.py runs."""

# What a command begins with → why it is not run here.
NOT_RUN = {
    # It installs, and is run where installing is tested.
    "python3 -m venv": "tests/package/test_wheel.py makes an environment",
    ". .venv/bin/activate": "the same",
    ".venv/bin/pip install": "tests/package/test_wheel.py installs",
    "pip install": "the same",
    "cp -r $(python -c": "tests/package/test_wheel.py copies the examples",
    ".venv/bin/pytest": "it runs these tests",
    "jupyter lab": "it runs until it is stopped; tools/run_notebook.py runs the notebook",
    # It needs a server or service of its own, and is run where that is tested.
    "provgraph neo4j": "tests/cli/test_local_server.py has a local server",
    "provgraph bulk": "tests/cli/test_bulk.py has an empty server",
    "provgraph serve": "it runs until it is stopped; tests/manager/test_cli_manager.py",
    ".venv/bin/provgraph serve": "the same",
    "provgraph load --watch": "it runs until it is stopped; tests/cli/test_watch.py",
    "provgraph login": "tests/manager/test_cli_manager.py has a manager",
    "provgraph --profile team": "there is no such server; tests/cli/test_profiles.py has one",
    "provgraph push": "tests/cli/test_push.py has a manager",
    "psql": "it needs a DaCHS, and so do the next three; tests/faults/tap.py has one",
    "mkdir -p /var/gavo": "the same",
    "provgraph tables export --tap": "the same",
    "dachs": "the same",
    "curl": "tests/manager/test_docs_manager.py has a manager",
    "docker": "it needs a container engine; tests/manager/test_containers.py checks the files",
    "provgraph ctadirac jobs": "it needs DIRAC; tests/store/test_dirac_jobs.py has its answers",
    "provgraph ctadirac catalogue": "it needs DIRAC; tests/store/test_ctadirac.py has its answers",
    "provgraph ctadirac add --prov provDict.txt": "the same",
    "python dirac_catalogue.py": "it needs DIRAC; tests marked dirac",
    "python dirac_jobs.py": "the same",
    "dirac/bin/p": "the same",
    "data=": "the same",
    "python3 provgraph_step.py": "tests/manager/test_step.py runs the step in jobs",
    "python3 $HOME/provgraph_step.py": "the same",
    "cwltool": "it pins another version of prov; examples/cwl has what it wrote",
    "ctapipe-process": "the pipeline itself",
    "python -m benchmarks": "it takes hours",
    # The shell's own.
    "export": "settings of the reader's shell",
    "status=$?": "the same",
    "exit": "the same",
    "eval": "tests/cli/test_shells.py completes in the shells",
    "provgraph | source": "the same",
    "head -c 32 /dev/urandom": "a key; the test has one of its own",
}

# Page with Python → where that is run.
PYTHON = {
    "README.md": "tests/cli/test_docs.py",
    "docs/client.md": "tests/manager/test_docs_manager.py",
    "docs/ivoa.md": "tests/store/test_ivoa_describe.py",
    "docs/jobs.md": "it needs DIRAC; tests/support/dirac_job.py",
    "docs/notebook.md": "tests/cli/test_docs_commands.py",
    "docs/pictures.md": "tests/cli/test_docs.py",
    "docs/reference.md": "signatures; tools/generate_reference.py",
    "docs/tap.md": "it needs a DaCHS; tests/faults/tap.py",
}

_LOADING = ("provgraph load", ".venv/bin/provgraph load", "provgraph ctadirac add")


def _begins(start: str) -> Callable[[Command], bool]:
    return lambda command: str(command).startswith(start)


def _is_run(command: Command) -> bool:
    return command.words[0] in {"provgraph", ".venv/bin/provgraph"} and not _reason(command)


def _reason(command: Command) -> str | None:
    return next((why for start, why in NOT_RUN.items() if str(command).startswith(start)), None)


def _shell(page: Path) -> list[Block]:
    """Return the blocks of a page that a reader types into a shell."""
    return [block for block in blocks(page.read_text()) if block.language == "bash"]


SCRIPTS = {
    str(page.relative_to(ROOT)): [each for block in _shell(page) for each in commands(block.text)]
    for page in pages()
    if page.name not in GENERATED
}
"""The commands of each page."""

RUN = [name for name, script in SCRIPTS.items() if any(map(_is_run, script))]

pytestmark = pytest.mark.usefixtures("environment")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the reader's folder, with the examples and the files that README.md calls by name."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    logs = sorted((ROOT / "examples" / "ctapipe").glob("*.log"))
    shutil.copy(logs[-1], tmp_path / "job.provenance.log")
    (tmp_path / "more").mkdir()
    for log in logs[:-1]:
        shutil.copy(log, tmp_path / "more")
    shutil.copy(ROOT / "examples" / "cwl" / "primary.cwlprov.json", tmp_path / "other.json")
    (tmp_path / "redaction.key").write_bytes(bytes(range(32)))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROVGRAPH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("EDITOR", "true")
    return tmp_path


@pytest.mark.parametrize("name", RUN)
def test_the_commands_of_a_page_run(name: str, folder: Path, store: Store) -> None:
    """In their order, each succeeds; what the page shows as their output is what they print."""
    if not str(next(filter(_is_run, SCRIPTS[name]))).startswith(_LOADING):
        list(store.load_all(sorted((folder / "examples" / "ctapipe").iterdir())))
    for block in _shell(ROOT / name):
        printed = "".join(
            run_command(command) for command in commands(block.text) if _is_run(command)
        )
        lines = (line.rstrip() for line in printed.replace(str(folder), HOME).splitlines())
        for line in block.output.splitlines():
            assert line.strip() == "…" or line in lines, line


def test_every_command_is_run_or_has_a_reason() -> None:
    """None is forgotten, and the list of reasons has nothing that no page shows."""
    shown = [command for script in SCRIPTS.values() for command in script]
    assert [str(each) for each in shown if not _is_run(each) and not _reason(each)] == []
    starts = [start for start in NOT_RUN if not any(map(_begins(start), shown))]
    assert starts == []


def test_all_python_is_run() -> None:
    """Each page with Python is in the list, and no other; the files that reasons name exist."""
    shown = {
        str(page.relative_to(ROOT))
        for page in pages()
        if any(block.language == "python" for block in blocks(page.read_text()))
    }
    assert shown == PYTHON.keys()
    reasons = " ".join([*PYTHON.values(), *NOT_RUN.values()])
    named = re.findall(r"\b(?:tests|tools)/[\w/]+\.py", reasons)
    assert len(set(named)) > 10
    assert [file for file in named if not (ROOT / file).exists()] == []


def test_every_command_is_in_a_block_of_the_shell() -> None:
    """A block without a language has no command of provgraph, which would not be run."""
    missed = [
        f"{page.relative_to(ROOT)}: {line}"
        for page in pages()
        for block in blocks(page.read_text())
        if not block.language
        for line in block.text.splitlines()
        if line.startswith("provgraph ")
    ]
    assert missed == []


def test_commands_are_recognised() -> None:
    """Continued lines, comments, chains, redirections and settings are taken apart."""
    script = (
        "A=1 provgraph load a \\\n  b - < c  # why\n# all\nx 'd\ne' && provgraph show f > g | h\n"
    )
    assert list(commands(script)) == [
        Command(("provgraph", "load", "a", "b", "-"), source="c"),
        Command(("x", "d\ne")),
        Command(("provgraph", "show", "f"), target="g", then=Command(("h",))),
    ]
    page = "```bash\na\n```\ntext\n\n  ```text\n  b\n  ```\n"
    assert [block.output for block in blocks(page)] == ["b\n", ""]


def test_the_notebook_shows_what_it_prints(tmp_path: Path) -> None:
    """Run again in a kernel of its own, the example notebook has the same outputs."""
    notebook = ROOT / "examples" / "lineage.ipynb"
    shutil.copytree(notebook.parent / "ctapipe", tmp_path / "ctapipe")
    copied = Path(shutil.copy(notebook, tmp_path))
    words = [sys.executable, "-m", "tools.run_notebook", str(copied)]
    environment = {**os.environ, "IPYTHONDIR": str(tmp_path / "ipython")}
    finished = subprocess.run(  # noqa: S603  # our own interpreter
        words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    assert copied.read_text() == notebook.read_text(), "run python -m tools.run_notebook"


def test_the_python_of_the_notebook_page_runs(folder: Path) -> None:
    """The snippet loads the examples and asks for a lineage."""
    python = [
        block
        for block in blocks((ROOT / "docs" / "notebook.md").read_text())
        if block.language == "python"
    ]
    names: dict[str, object] = {}
    exec(compile(python[0].text, "notebook.md", "exec"), names)  # noqa: S102  # our page
    assert repr(names["lineage"]).startswith("<Lineage up of urn:uuid:c66222ec")
    assert folder

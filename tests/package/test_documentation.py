"""Documentation names modules, functions and statements that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.build_site import pages

ROOT = Path(__file__).parents[2]
# Named after its path was given.
SHORT = {"dirac_catalogue.py", "dirac_jobs.py", "job_step.py", "provgraph_step.py"}


def existing(name: str) -> Path | None:
    """Return the file of the checkout that a page means by a name, if there is one."""
    candidates = (ROOT / name, ROOT / "provgraph" / name, ROOT / "docs" / name)
    return next((path for path in candidates if path.exists()), None)


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_named_files_exist(page: Path) -> None:
    """Every Python file and folder of statements that a page names is there."""
    names = re.findall(
        r"`((?:\w+/)*\w+\.py|(?:cypher|provgraph|tests|tools)/[\w/]*)`", page.read_text()
    )
    assert [name for name in names if name not in SHORT and not existing(name)] == []


def test_named_functions_exist() -> None:
    """Where the architecture names a function after its module, the module has it."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    named = re.findall(r"`([\w/]+\.py)`, `([\w.]+)`", text)
    assert len(named) >= 10
    for module, name in named:
        path = existing(module)
        assert path, module
        definition = rf"^ *(?:def|class) {name.rpartition('.')[2]}\b|^{name}\b"
        assert re.search(definition, path.read_text(), re.MULTILINE), f"{module}: {name}"

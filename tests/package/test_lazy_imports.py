"""Imports inside functions: each has a reason, and start-up does not import it anyway.

The commands of `provgraph/cli` import what they need when they run (see pyproject.toml).
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "provgraph"

# Milliseconds that `provgraph show` would take longer, measured on 2 cores.
NEEDED = {
    "processes, 15 ms": {"multiprocessing"},
    "ctapipe's logs, 130 ms": {
        "provgraph.bulk.jobs",
        "provgraph.ctapipe",
        "provgraph.ctapipe.export",
        "provgraph.ctapipe.migrations",
        "provgraph.ctapipe.job_files",
        "provgraph.ctapipe.log.record",
        "provgraph.ctapipe.stored_records",
        "provgraph.forgetting",
    },
    "pydantic, 50 to 200 ms": {
        "provgraph.descriptions.describe",
        "provgraph.descriptions.draft",
        "provgraph.ivoa.definitions",
        "provgraph.ivoa.match",
        "provgraph.results.json_form",
    },
    "readers and loading, 10 to 50 ms": {
        "provgraph.ingest.batch",
        "provgraph.ingest.discover",
        "provgraph.ingest.parallel",
        "provgraph.ingest.redacted",
        "provgraph.quality",
        "provgraph.readers.faults",
        "provgraph.readers.notes",
        "provgraph.serialisers",
    },
    "one question or command needs it, 50 to 150 ms": {
        "provgraph.checks.conformance",
        "provgraph.ctadirac.add",
        "provgraph.ctadirac.catalogue",
        "provgraph.ctadirac.monitoring",
        "provgraph.ctadirac.package",
        "provgraph.ctadirac.packing",
        "provgraph.queries.why",
    },
    "SQLAlchemy and the tables, 30 to 140 ms": {
        "provgraph.ivoa.tables.document",
        "provgraph.ivoa.tables.export",
        "provgraph.ivoa.tables.read",
        "provgraph.ivoa.tables.sql",
    },
    "the local server, 10 to 200 ms": {
        "filelock",
        "provgraph.bulk.local",
        "provgraph.doctor.local",
        "provgraph.neo4j_local",
        "provgraph.neo4j_local.fetch",
    },
    "only for a terminal, 60 ms": {
        "rich.console",
        "rich.progress",
        "rich.text",
    },
    "only in a notebook or for data frames, 10 ms": {
        "provgraph.results.folding",
        "provgraph.results.frames",
        "provgraph.results.html",
        "provgraph.results.notebook_svg",
        "provgraph.results.prov_form",
    },
    "not installed for everyone": {
        "DIRAC",
        "DIRAC.Resources.Catalog.FileCatalogClient",
        "DIRAC.WorkloadManagementSystem.Client.JobMonitoringClient",
        "astropy",
        "astropy.io.votable",
        "h5py",
    },
}
# `--help` needs neither a store nor the driver: 250 ms.
NOT_FOR_HELP = {"neo4j.time", "provgraph.cli", "provgraph.store"}


def test_each_has_a_reason() -> None:
    """A new import in a function is written down with what it costs; old reasons go."""
    lazy = {module for file in _files() for module in _lazy_imports(file)}
    assert lazy == set().union(*NEEDED.values(), NOT_FOR_HELP)


def test_start_up_does_not_import_them() -> None:
    """What is imported with the store anyway gains nothing from an import in a function."""
    assert not _imported("provgraph.store") & set().union(*NEEDED.values())
    assert not _imported("provgraph.cli") & (NOT_FOR_HELP - {"provgraph.cli"})


def test_imports_are_recognised(tmp_path: Path) -> None:
    """The checks above can fail: modules and names of both forms are found in functions only."""
    file = tmp_path / "module.py"
    file.write_text("import json\ndef f():\n    import csv\n    from provgraph import errors\n")
    assert set(_lazy_imports(file)) == {"csv", "provgraph.errors"}
    assert "provgraph.graph.connection" in _imported("provgraph.store")


def _files() -> Iterator[Path]:
    return (file for file in PACKAGE.rglob("*.py") if file.parent.name != "cli")


def _lazy_imports(file: Path) -> Iterator[str]:
    for function in ast.walk(ast.parse(file.read_text())):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                yield from _modules(node)


def _modules(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.module
        for alias in node.names:
            name = f"{node.module}.{alias.name}"
            yield name if _is_module(name) else node.module


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").exists()


def _imported(module: str) -> set[str]:
    code = (
        "import sys; from provgraph.runtime.hidden_modules import hidden_modules\n"
        "with hidden_modules('numpy', 'pandas', 'pyarrow'):\n"
        f"    import {module}\n"
        "print(*sys.modules)"
    )
    command = [sys.executable, "-c", code]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  # the package
    return set(output.stdout.split())

"""The files that are counted, and what is read of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from provgraph import readers
from provgraph.errors import ReadError
from tests.support.corpus import corpus, real_files
from tests.support.counts.compare import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prov.model import ProvDocument

CASES = Path(__file__).parents[2] / "data" / "cases"
_OF_VOPROV = frozenset({"voprov_all.provn", "voprov_all.xml", "voprov_w3c.ttl", "voprov_w3c.trig"})
"""What the package voprov writes in formats of its own, and its RDF, whose relations lack an end:
the tests of IVOA's model compare them."""
SEEDS = ("0", "1", "4711")


def all_files() -> list[Path]:
    """Return the files of the corpora and cases in a format that can be counted."""
    cases = [
        file
        for file in sorted(CASES.rglob("*"))
        if "jobs" not in file.parts and file.name not in _OF_VOPROV
    ]
    return [file for file in (*corpus(), *real_files(), *cases) if file.suffix in SUFFIXES]


@cache
def reading(file: Path) -> ProvDocument | ReadError:
    """Return what is read of a file, or why it is refused."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return readers.read(readers.open_source(str(file))).document
        except ReadError as error:
            return error


def differing_digests(files: Iterable[Path]) -> set[str]:
    """Return the files that are read in another way under another hash seed."""
    names = [str(file) for file in files]
    first, *others = (_digests(names, seed) for seed in SEEDS)
    return {name for name in names for other in others if first[name] != other[name]}


def _digests(names: list[str], seed: str) -> dict[str, str]:
    command = [sys.executable, "-m", "tests.support.counts.digest"]
    process = subprocess.run(  # noqa: S603  # of our own
        command,
        env=os.environ | {"PYTHONHASHSEED": seed},
        input=json.dumps(names).encode(),
        capture_output=True,
        check=True,
    )
    digests: dict[str, str] = json.loads(process.stdout)
    return digests

"""The file catalogue: saved answers, or DIRAC itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from provgraph.ctadirac import dirac_catalogue
from provgraph.ctadirac.answers import entries_of
from provgraph.errors import CatalogueError
from provgraph.readers import open_source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from provgraph.ctapipe.job_files import CatalogueEntry

DIRAC_PYTHON = "PROVGRAPH_DIRAC_PYTHON"
"""The environment variable with the path of DIRAC's Python."""
TIME_LIMIT = 900
"""Time limit of DIRAC in seconds, for all attempts."""

_SHOWN = 300


class Catalogue(Protocol):
    """A source of entries for files."""

    def files(self, lfns: Sequence[str]) -> Mapping[str, CatalogueEntry]:
        """Return the catalogue's entry for each of these files.

        Raises:
            CatalogueError: it does not answer, or the answer is not understood.

        """
        ...

    def answers(self, lfns: Sequence[str]) -> object:
        """Return DIRAC's answers for these files, any JSON value."""
        ...


@dataclass(frozen=True, slots=True)
class SavedCatalogue:
    """DIRAC's answers in a JSON file, as `provgraph ctadirac catalogue` saves them."""

    file: str

    def files(self, lfns: Sequence[str]) -> Mapping[str, CatalogueEntry]:
        """Return the saved entry for each of these files."""
        return entries_of(self.answers(lfns), lfns, self.file)

    def answers(self, _: Sequence[str]) -> object:
        """Return all saved answers, any JSON value.

        Raises:
            CatalogueError: the file cannot be read.

        """
        return saved(self.file)


@dataclass(frozen=True, slots=True)
class DiracCatalogue:
    """DIRAC's own file catalogue, called in its Python: DIRAC and prov cannot share one."""

    python: str

    def files(self, lfns: Sequence[str]) -> Mapping[str, CatalogueEntry]:
        """Ask DIRAC for each of these files."""
        return entries_of(self.answers(lfns), lfns, "DIRAC's file catalogue")

    def answers(self, lfns: Sequence[str]) -> object:
        """Return DIRAC's answers, any JSON value.

        Raises:
            CatalogueError: this Python or its DIRAC fails, or takes too long.

        """
        return run_dirac(self.python, dirac_catalogue.__file__, ["-"], "\n".join(lfns))


def saved(file: str) -> object:
    """Return the JSON value that is saved in a file, or that `-`, standard input, gives.

    Raises:
        CatalogueError: the file cannot be read.
        ReadError: nothing comes from standard input.

    """
    try:
        # Bytes: json detects UTF-16 and byte order marks.
        content = open_source(file).data if file == "-" else Path(file).read_bytes()
        value: object = json.loads(content)
    except OSError as error:
        raise CatalogueError(f"{file}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise CatalogueError(f"{file}: not JSON: {error}") from None
    return value


def run_dirac(python: str, script: str, arguments: Sequence[str], text: str = "") -> object:
    """Return the JSON that a script under DIRAC's Python writes; `text` is its standard input.

    Raises:
        CatalogueError: this Python or its DIRAC fails, or takes too long.

    """
    try:
        process = subprocess.run(  # noqa: S603  # a program that the user names, no shell
            [python, script, *arguments],
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=TIME_LIMIT,
            check=False,
        )
    except OSError as error:
        raise CatalogueError(f"{python}: cannot be run: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise CatalogueError(f"{python}: DIRAC did not answer within {TIME_LIMIT} s") from None
    try:
        answer: object = json.loads(process.stdout)
    except ValueError:
        reason = process.stderr.strip()[-_SHOWN:] or f"exit status {process.returncode}"
        raise CatalogueError(f"{python}: DIRAC failed: {reason}") from None
    return answer


def catalogue(name: str, python: str | None = None) -> Catalogue:
    """Return DIRAC's catalogue for `dirac`, otherwise the answers saved in the file `name`.

    Raises:
        CatalogueError: DIRAC's Python is not found.

    """
    return DiracCatalogue(dirac_python(python)) if name == "dirac" else SavedCatalogue(name)


def dirac_python(named: str | None = None) -> str:
    """Return DIRAC's Python: named, in the environment, or that of a sourced DIRAC set-up.

    Raises:
        CatalogueError: none of them exists.

    """
    named = named or os.environ.get(DIRAC_PYTHON)
    if not named and ("DIRACOS" in os.environ or "DIRAC" in os.environ):
        named = shutil.which("python")
    if not named:
        raise CatalogueError(
            f"cannot find a Python with DIRAC: use --dirac-python, set {DIRAC_PYTHON}, "
            "or source DIRAC's set-up"
        )
    return named

"""The file catalogue: who answers for files, saved answers or DIRAC itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from provgraph.ctadirac import dirac_catalogue
from provgraph.ctadirac.answers import catalogued
from provgraph.errors import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from provgraph.ctapipe.job_files import CatalogueEntry

DIRAC_PYTHON = "PROVGRAPH_DIRAC_PYTHON"
"""The environment variable that names DIRAC's Python."""
TIME_LIMIT = 900
"""Seconds that DIRAC may take, with all attempts."""

_SCRIPT = dirac_catalogue.__file__
_SHOWN = 300


class Catalogue(Protocol):
    """Whoever answers for files."""

    def files(self, lfns: Sequence[str]) -> Mapping[str, CatalogueEntry]:
        """Return what the catalogue says of each of these files.

        Raises:
            CatalogueError: it gives no answer, or none that can be understood.

        """
        ...


@dataclass(frozen=True, slots=True)
class SavedCatalogue:
    """DIRAC's answers in a JSON file, as `provgraph ctadirac catalogue` saves them."""

    file: str

    def files(self, lfns: Sequence[str]) -> Mapping[str, CatalogueEntry]:
        """Return what the file says of each of these files."""
        try:
            answers = json.loads(Path(self.file).read_text(encoding="utf-8"))
        except OSError as error:
            raise CatalogueError(f"{self.file}: it cannot be read: {error.strerror}") from None
        except (ValueError, RecursionError) as error:
            raise CatalogueError(f"{self.file}: this is no JSON: {error}") from None
        return catalogued(answers, lfns, self.file)


@dataclass(frozen=True, slots=True)
class DiracCatalogue:
    """DIRAC's own file catalogue, asked by its Python: it can't share ours with prov."""

    python: str

    def files(self, lfns: Sequence[str]) -> Mapping[str, CatalogueEntry]:
        """Ask DIRAC for each of these files."""
        return catalogued(self.answers(lfns), lfns, "DIRAC's file catalogue")

    def answers(self, lfns: Sequence[str]) -> Any:  # noqa: ANN401  # any JSON value
        """Return DIRAC's answers as they are.

        Raises:
            CatalogueError: this Python or its DIRAC does not run, or takes too long.

        """
        done = self._run("\n".join(lfns))
        try:
            return json.loads(done.stdout)
        except ValueError:
            reason = done.stderr.strip()[-_SHOWN:] or f"exit status {done.returncode}"
            raise CatalogueError(f"{self.python}: DIRAC cannot be asked: {reason}") from None

    def _run(self, lfns: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(  # noqa: S603  # a program that the user names, no shell
                [self.python, _SCRIPT, "-"],
                input=lfns,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=TIME_LIMIT,
                check=False,
            )
        except OSError as error:
            raise CatalogueError(f"{self.python}: it does not run: {error.strerror}") from None
        except subprocess.TimeoutExpired:
            reason = f"no answer of DIRAC's file catalogue in {TIME_LIMIT} s"
            raise CatalogueError(f"{self.python}: {reason}") from None


def catalogue(name: str, python: str | None = None) -> Catalogue:
    """Return DIRAC's catalogue for `dirac`, else the answers saved in the file `name`.

    Raises:
        CatalogueError: DIRAC's Python is not known.

    """
    return DiracCatalogue(dirac_python(python)) if name == "dirac" else SavedCatalogue(name)


def dirac_python(named: str | None = None) -> str:
    """Return DIRAC's Python: named, in the environment, or that of a sourced DIRAC set-up.

    Raises:
        CatalogueError: there is none of them.

    """
    named = named or os.environ.get(DIRAC_PYTHON)
    if not named and ("DIRACOS" in os.environ or "DIRAC" in os.environ):
        named = shutil.which("python")
    if not named:
        raise CatalogueError(
            f"which Python has DIRAC? Name it with --dirac-python or {DIRAC_PYTHON}, "
            "or source DIRAC's set-up"
        )
    return named

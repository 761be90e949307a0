"""Saving the catalogue's answers, to add a job later or elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provgraph.ctadirac.add import lfns_of
from provgraph.ctadirac.answers import catalogued
from provgraph.ctadirac.catalogue import DiracCatalogue, dirac_python

if TYPE_CHECKING:
    from collections.abc import Sequence


def answers(arguments: Sequence[str], python: str | None = None) -> Any:  # noqa: ANN401  # JSON
    """Return what DIRAC's file catalogue answers for LFNs, or for files with one a line.

    Raises:
        ReadError: the LFNs cannot be read.
        CatalogueError: DIRAC gives no answer, or one that could not be used later.

    """
    lfns = lfns_of(arguments)
    found = DiracCatalogue(dirac_python(python)).answers(lfns)
    catalogued(found, lfns, "DIRAC's file catalogue")
    return found

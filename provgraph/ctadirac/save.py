"""The catalogue's answers, saved to add a job later or elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.ctadirac.add import lfns_of
from provgraph.ctadirac.answers import entries_of
from provgraph.ctadirac.catalogue import DiracCatalogue, dirac_python

if TYPE_CHECKING:
    from collections.abc import Sequence


def answers(arguments: Sequence[str], python: str | None = None) -> object:
    """Return the answers of DIRAC's file catalogue for LFNs, or for files with one per line.

    Raises:
        ReadError: the LFNs cannot be read.
        CatalogueError: DIRAC does not answer, or its answer could not be used later.

    """
    lfns = lfns_of(arguments, [])
    result = DiracCatalogue(dirac_python(python)).answers(lfns)
    entries_of(result, lfns, "DIRAC's file catalogue")
    return result

"""A lineage as SVG, by Graphviz; folded, as all pictures are."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

from provgraph.errors import ExportError
from provgraph.render.dot import dot
from provgraph.results.folding import fold

if TYPE_CHECKING:
    from provgraph.results.lineage import Lineage

SECONDS = 60.0
"""Graphviz's time limit: 5,000 nodes and 10,000 relations take it half a minute."""

_INSTEAD = "--format html does not need Graphviz, and is made for large pictures"


def svg(answer: Lineage, seconds: float = SECONDS) -> str:
    """Return a lineage as SVG.

    Raises:
        ExportError: Graphviz is not installed, fails, or takes longer than `seconds`.

    """
    program = shutil.which("dot")
    if program is None:
        raise ExportError(
            "SVG is drawn by Graphviz, whose program 'dot' was not found: install the package "
            f"graphviz (apt-get, dnf, brew or conda install graphviz); {_INSTEAD}"
        )
    try:
        process = subprocess.run(  # noqa: S603  # the program found, and no words of a user's
            [program, "-Tsvg"], input=dot(folded(answer)).encode(), capture_output=True,
            timeout=seconds, check=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ExportError(
            f"Graphviz did not draw {len(answer.nodes)} nodes in {seconds:g} seconds; "
            f"limit the lineage with --depth, or: {_INSTEAD}"
        ) from error
    except subprocess.CalledProcessError as error:
        message = error.stderr.decode(errors="replace").strip()
        raise ExportError(f"Graphviz failed: {message}; {_INSTEAD}") from error
    return process.stdout.decode()


def folded(answer: Lineage) -> Lineage:
    """Return a lineage in which one node stands for each group of nodes that are alike."""
    small = fold(answer.nodes, answer.relations, answer.direction, answer.start)
    cuts = (replace(cut, id=small.names.get(cut.id, cut.id)) for cut in answer.frontier)
    frontier = {cut.id: cut for cut in cuts}
    return replace(
        answer,
        nodes=small.nodes,
        relations=small.relations,
        frontier=tuple(frontier.values()),
    )

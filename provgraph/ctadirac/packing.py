"""Packing: what a job leaves becomes one package, to be handed in to a manager."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field

from provgraph import readers
from provgraph.ctadirac import add
from provgraph.ctadirac.catalogue import catalogue
from provgraph.ctadirac.package import MARK, VERSION


@dataclass(frozen=True, slots=True)
class PackedJob:
    """A job's package, and what it is called."""

    name: str
    data: bytes = field(repr=False)


def packed(
    outputs: add.JobOutputs,
    catalogue_name: str,
    dirac_python: str | None,
    **members: str | None,
) -> PackedJob:
    """Return the package of a job, with the catalogue's answers for its files.

    `members` are its `job_id`, `site` and `production`.

    Raises:
        ReadError: a log or a list of LFNs is not understood.
        CatalogueError: the catalogue does not answer.

    """
    job = add.read(outputs)
    sources = map(readers.open_source, dict.fromkeys(outputs.logs))
    package = {
        "format": MARK,
        "version": VERSION,
        **{name: text for name, text in members.items() if text},
        "provenance": [
            {"name": each.name, "base64": base64.b64encode(each.data).decode()} for each in sources
        ],
        "inputs": add.lfns_of(outputs.inputs, []),
        "outputs": add.lfns_of(outputs.outputs, []),
        "catalogue": catalogue(catalogue_name, dirac_python).answers(job.lfns),
    }
    return PackedJob(job.name, json.dumps(package).encode())

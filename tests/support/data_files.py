"""Data files with provenance inside, as ctapipe and lstchain write them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np

from provgraph.ctapipe.log.reader import read_activities

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def products(log: Path) -> dict[str, Mapping[str, Any]]:
    """Return the reference metadata of a log's outputs, by the names of the files."""
    records = read_activities(log.read_bytes(), str(log))
    files = [file for record in records for file in record.outputs if file.meta]
    return {file.url.rpartition("/")[2]: file.meta or {} for file in files}


def data_file(
    path: Path, header: Mapping[str, object] | None = None, **records: dict[str, Any] | str
) -> Path:
    """Write an HDF5 file with a header, and activity records as `lstchain` embeds them.

    PyTables writes texts as bytes of a fixed length, an empty text as an attribute without value,
    and pickles `None`.
    """
    with h5py.File(path, "w") as file:
        for key, value in (header or {}).items():
            pickled = "N." if value is None else value
            file.attrs[key] = (
                h5py.Empty("S1") if pickled == "" else np.bytes_(str(pickled).encode())
            )
        for stage, record in records.items():
            text = record if isinstance(record, str) else json.dumps(record)
            file.require_group("provenance").create_dataset(stage, data=text)
        file.create_group("dl2").create_dataset("events", data=[1, 2, 3])
    return path

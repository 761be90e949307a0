"""Files to load: job logs and PROV documents that share names, agents, software and settings."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from prov.model import ProvDocument

from tests.support import job_logs

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parents[2] / "examples"
EX = "http://example.org/campaign/"


def write(folder: Path, number: int = 1) -> list[str]:
    """Write `number` times 30 files; return their paths."""
    folder.mkdir(exist_ok=True)
    job_logs.write(folder, 12 * number)
    for example in [*(EXAMPLES / "ctapipe").iterdir(), EXAMPLES / "primer.provn"]:
        shutil.copy(example, folder)
    for name, document in documents(7 * number):
        form = "provn" if name.endswith("provn") else "json"
        document.serialize(str(folder / name), format=form)
    return sorted(map(str, folder.iterdir()))


def documents(number: int) -> Iterator[tuple[str, ProvDocument]]:
    """Yield documents that say different things of the same elements; every third is larger."""
    for index in range(number):
        document = ProvDocument()
        document.add_namespace("ex", EX)
        document.agent("ex:site", {"ex:seen": index})
        for step in range(200 if index % 3 == 0 else 15):
            _step(document, index, step)
        yield f"{index}.{'provn' if index % 2 else 'json'}", document


def _step(document: ProvDocument, index: int, step: int) -> None:
    name = f"ex:run{index}-{step}"
    document.activity(name)
    document.wasAssociatedWith(name, "ex:site")
    document.used(name, f"ex:file{step}", other_attributes={"prov:role": "in"})
    document.entity(f"ex:file{step + 1}", {"ex:size": step, "ex:by": index % 4})
    document.wasGeneratedBy(f"ex:file{step + 1}", name)
    document.wasDerivedFrom(f"ex:file{step + 1}", f"ex:file{step}")

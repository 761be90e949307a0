"""Run the example notebooks, and keep their outputs.

Run from the root of a checkout, with `NEO4J_URI` and `NEO4J_PASSWORD` of an empty database:

    python -m tools.run_notebook

Cells run in a Jupyter kernel, in the notebook's folder. What differs from run to run is left out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from nbclient import NotebookClient
from nbformat import NotebookNode, from_dict

FOLDER = Path(__file__).parents[1] / "examples"


def executed(notebook: Path) -> str:
    """Run a notebook and return its new text; the file stays as it is.

    Raises:
        CellExecutionError: a cell failed.

    """
    node: NotebookNode = from_dict(json.loads(notebook.read_text(encoding="utf-8")))
    resources = {"metadata": {"path": str(notebook.parent)}}
    NotebookClient(node, timeout=300, resources=resources, record_timing=False).execute()
    node.metadata.pop("language_info", None)
    return f"{json.dumps(node, indent=1, ensure_ascii=False, sort_keys=True)}\n"


if __name__ == "__main__":
    for file in map(Path, sys.argv[1:]) if sys.argv[1:] else sorted(FOLDER.glob("*.ipynb")):
        file.write_text(executed(file), encoding="utf-8")

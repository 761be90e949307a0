"""Write the JSON Schemas of all answers, one for each form of `--json`, from their types.

Run from the root of a checkout:

    python -m tools.generate_schemas
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import provgraph
from provgraph.results.base import Answer
from provgraph.results.json_form import schema_of

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parents[1] / "docs" / "schemas"


def answers() -> list[type[Answer]]:
    """Return the types of all answers that provgraph makes public."""
    public = (getattr(provgraph, name) for name in provgraph.__all__)
    return [
        kind
        for kind in public
        if isinstance(kind, type) and issubclass(kind, Answer) and kind is not Answer
    ]


def schemas() -> Iterator[tuple[Path, str]]:
    """Yield the file and the text of each schema."""
    for kind in answers():
        text = json.dumps(schema_of(kind), indent=2, ensure_ascii=False)
        yield FOLDER / f"{kind.SCHEMA}.json", f"{text}\n"


if __name__ == "__main__":
    for file in FOLDER.glob("*.json"):
        file.unlink()
    for path, text in schemas():
        path.write_text(text, encoding="utf-8")

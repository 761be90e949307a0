"""Write the statements that differ only in a relationship type.

Cypher takes no parameter for the type of a relationship in MERGE or in a variable-length
pattern, so there is one statement a type. Run from the root of a checkout:

    python tools/generate_cypher.py
"""

from __future__ import annotations

from pathlib import Path

from tools.statements_by_type import generated

if __name__ == "__main__":
    for name, text in generated().items():
        path = Path("cypher", f"{name}.cypher")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

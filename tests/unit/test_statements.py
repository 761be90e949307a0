"""The statements under cypher/: each is documented, used, and has a text of its own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from provgraph.graph import statements
from tools.generate_cypher import CYPHER, generated

ROOT = Path(__file__).parents[2]
_LOOKED_UP = re.compile(
    r"MATCH \(\w+:\w+ \{\w+: (?!\$)[^{},]+\}\)(?!.*(?:RETURN|USING INDEX SEEK)).*"
)

NAMES = statements.names()


@pytest.mark.parametrize("name", NAMES)
def test_header_declares_what_the_text_uses(name: str) -> None:
    """A statement has a purpose, and its declared parameters are those that it uses."""
    found = statements.statement(name)
    assert found.purpose.endswith(".")
    assert {parameter.name for parameter in found.parameters} == found.used


@pytest.mark.parametrize(
    "group", ["load", "documents", "claims", "records", "contents", "settings", "descriptions"]
)
def test_look_ups_of_many_name_their_index(group: str) -> None:
    """A plan made while the store was empty would scan it for each; it is used for seconds."""
    for name in NAMES:
        if name.startswith(group):
            lines = statements.statement(name).text.splitlines()
            found = [
                line
                for line, following in zip(lines, [*lines[1:], ""], strict=True)
                if _LOOKED_UP.search(line) and not following.strip().startswith("USING INDEX SEEK")
            ]
            assert not found, name


def test_generated_statements_are_checked_in() -> None:
    """The files under `cypher/generated` are what the templates and the table of relations make."""
    folder = CYPHER / "generated"
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.cypher")}
    texts = {name: path.read_text() for name, path in files.items()}
    assert texts == generated(), "run python -m tools.generate_cypher"


def test_every_statement_is_used() -> None:
    """No file lies in the folder that the code never sends."""
    code = "\n".join(path.read_text() for path in ROOT.joinpath("provgraph").rglob("*.py"))
    families = ("load/relations/", "schema/", "lineage/", "find/", "questions/", "tables/", "ends/")
    unused = [n for n in NAMES if f'"{n}"' not in code and not n.startswith(families)]
    assert not unused


def test_no_cypher_in_python() -> None:
    """No Python string of the package is a statement, but for the generator's templates."""
    words = ("MATCH (", "MERGE (", "CREATE (", "UNWIND ", "DETACH DELETE")
    for path in ROOT.joinpath("provgraph").rglob("*.py"):
        if path.name.startswith("generated") or path.parts[-2:] == ("cli", "query.py"):
            continue
        for item in ast.walk(ast.parse(path.read_text())):
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                assert not any(word in item.value for word in words), f"{path}: {item.value[:80]}"

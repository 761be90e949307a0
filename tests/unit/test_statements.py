"""The statements under cypher/: each is documented, used, and has a text of its own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from provgraph.graph import schema, statements
from provgraph.ivoa.tables.schema import ALL_TABLES
from provgraph.model.relations import BY_TYPE
from tools.generate_cypher import CYPHER, generated

ROOT = Path(__file__).parents[2]
_LOOKED_UP = re.compile(
    r"MATCH \(\w+:\w+ \{\w+: (?!\$)[^{},]+\}\)(?!.*(?:RETURN|USING INDEX SEEK)).*"
)

NAMES = statements.names()


@pytest.mark.parametrize("name", NAMES)
def test_header_declares_what_the_text_uses(name: str) -> None:
    """A statement has a purpose, and its declared parameters are those that it uses."""
    statement = statements.statement(name)
    assert statement.purpose.endswith(".")
    assert {parameter.name for parameter in statement.parameters} == statement.used


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


_JOBS = ("by", "of", "count_of", "values_of", "beginnings_of")


def _members(prefix: str) -> set[str]:
    return {name for name in NAMES if name.startswith(prefix)}


def _families() -> dict[str, set[str]]:
    """Return what the code names by an f-string or a folder, with the table that closes it."""
    directions = {"up", "down"}
    return {
        'f"load/relations/{': {f"load/relations/{reltype.lower()}" for reltype in BY_TYPE},
        'f"find/{': {name for name in _members("find/") if not name.endswith("_keys")},
        'f"find/count_{': _members("find/count_"),
        'f"tables/{': {f"tables/{table.name}" for table in ALL_TABLES},
        **{f'f"jobs/{family}_{{': _members(f"jobs/{family}_") for family in _JOBS},
        '("schema/indexes/", "schema/relations/")': set(schema.definitions()),
        'f"lineage/{question}{of}_{': {
            f"lineage/{question}{of}_{one}"
            for question in ("all", "depths", "relations")
            for of in ("", "_of_data")
            for one in directions
        },
        'f"lineage/step_{': {f"lineage/step_{one}" for one in directions},
    }


def test_every_statement_is_used_or_documented() -> None:
    """The package names each statement, or the cookbook explains it; and no other is named."""
    code = "\n".join(path.read_text() for path in ROOT.joinpath("provgraph").rglob("*.py"))
    folders = "|".join({name.partition("/")[0] for name in NAMES})
    used = set(re.findall(rf'"((?:{folders})/\w+)"', code))
    for source, members in _families().items():
        assert source in code
        used |= members
    cookbook = ROOT.joinpath("docs", "cookbook.md").read_text()
    asked = re.findall(r"^\$ provgraph query (\w+)", cookbook, re.MULTILINE)
    assert used | {f"questions/{name}" for name in asked} == set(NAMES)


def test_no_cypher_in_python() -> None:
    """No Python string of the package is a statement, but for the generator's templates."""
    words = ("MATCH (", "MERGE (", "CREATE (", "UNWIND ", "DETACH DELETE")
    for path in ROOT.joinpath("provgraph").rglob("*.py"):
        if path.name.startswith("generated") or path.parts[-2:] == ("cli", "query.py"):
            continue
        for item in ast.walk(ast.parse(path.read_text())):
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                assert not any(word in item.value for word in words), f"{path}: {item.value[:80]}"


_REMOVED = {
    "id()": r"(?<![\w.`$])id\s*\(",
    "exists()": r"(?<![\w.`$])exists\s*\(",
    "an importing WITH": r"CALL\s*\{\s*WITH\b",
    "a label expression with :A:B|C": r"\([\w]*:\w+:\w+\|",
    "CREATE INDEX ON": r"CREATE\s+INDEX\s+ON\b",
}


def _removed_in(text: str) -> list[str]:
    """Return the constructs of Cypher 5 in a text that Cypher 25 does not have."""
    return [what for what, pattern in _REMOVED.items() if re.search(pattern, text, re.IGNORECASE)]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_used_that_cypher_25_does_not_have(name: str) -> None:
    """Statements run under Cypher 5 and Cypher 25."""
    assert not _removed_in(statements.statement(name).text)


def test_what_cypher_25_does_not_have_is_noticed() -> None:
    """The check above can fail."""
    for text in (
        "MATCH (n) WHERE id(n) = 1 RETURN n",
        "MATCH (n) WHERE exists(n.x) RETURN n",
        "MATCH (n) CALL { WITH n RETURN 1 AS x } RETURN x",
    ):
        assert _removed_in(text)


def test_statements_in_sequence_are_one() -> None:
    """Each has its own parameters; only the last one returns something."""
    text = statements.in_sequence(("contents/upsert", "records/set_resolution", "documents/exists"))
    assert text.count("$rows_0") == text.count("$rows_1") == text.count("$ids_2") == 1
    assert re.findall(r"\$\w+", text) == ["$rows_0", "$rows_1", "$ids_2"]
    assert text.count("CALL () {") == 2
    assert text.endswith(statements.statement("documents/exists").text.replace("$ids", "$ids_2"))


def test_which_statements_write() -> None:
    """A look-up does not; what creates, sets or deletes does."""
    assert not statements.writes("documents/exists")
    assert all(map(statements.writes, ("load/begin", "records/remove", "locks/acquire")))


def test_what_is_deferred_returns_nothing() -> None:
    """A subquery that returned rows would multiply those of the statements behind it."""
    code = "\n".join(path.read_text() for path in ROOT.joinpath("provgraph").rglob("*.py"))
    deferred = set(re.findall(r'\.defer\(\s*"([\w/]+)"', code))
    assert len(deferred) > 10
    for name in deferred:
        assert statements.writes(name), name
        assert not re.search(r"^RETURN", statements.statement(name).text, re.MULTILINE), name

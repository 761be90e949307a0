"""Named questions and ad hoc Cypher: typed, read-only, and answered as the cookbook says."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from prov.model import ProvDocument

from provgraph.errors import QueryError, TimeLimitError
from provgraph.graph import statements
from provgraph.model.relations import BY_TYPE
from provgraph.queries import named_queries
from provgraph.queries.user_statement import run_statement
from tests.support.command_line import answer, run
from tests.support.lineages import EX, load

if TYPE_CHECKING:
    from provgraph.graph.connection import Connection
    from provgraph.store import Store

ROOT = Path(__file__).parents[2]
COOKBOOK = (ROOT / "docs" / "cookbook.md").read_text()
RECIPES = re.findall(
    r"^```cypher\n(.*?)\n```\n\n```\n\$ provgraph (.*?)\n(.*?)```$",
    COOKBOOK,
    re.DOTALL | re.MULTILINE,
)

GIVEN = {"limit": "10", "other": "40"}

pytestmark = pytest.mark.usefixtures("environment")


@pytest.fixture
def examples(store: Store) -> Store:
    """Return a store with the examples that the cookbook speaks of."""
    files = [*sorted((ROOT / "examples" / "ctapipe").iterdir()), ROOT / "examples" / "primer.provn"]
    for file in files:
        store.load(file)
    return store


def test_the_cookbook_is_true(examples: Store) -> None:
    """All its statements are those of the files, and its answers the real ones."""
    assert examples is not None
    assert len(RECIPES) >= 20
    for statement, command, said in RECIPES:
        words = shlex.split(command)
        query = named_queries.named_query(words[1])
        assert query.text == statement, command
        assert f"## {query.purpose}\n" in COOKBOOK
        assert run(*words).stdout == said, command


def test_all_questions_are_in_the_cookbook() -> None:
    """But for those that have a command of their own."""
    told = {shlex.split(command)[1] for _, command, _ in RECIPES}
    commands = {"configured_with", "differing_parameters", "parameters", "ran_with", "software"}
    assert {query.name for query in named_queries.list_queries()} == told | commands


def test_the_pictures_of_the_documentation_can_be_drawn() -> None:
    """Each SVG is well-formed, with SVG as its root."""
    pictures = sorted((ROOT / "docs").rglob("*.svg"))
    assert pictures
    for picture in pictures:
        assert etree.parse(picture).getroot().tag == "{http://www.w3.org/2000/svg}svg", picture


def test_the_browser_style_hides_all_bookkeeping() -> None:
    """It names each relationship type of the statements that is not a relation of PROV or IVOA."""
    pattern = re.compile(r"-\[\w*:([A-Z_|]+)")
    texts = [statements.statement(name).text for name in statements.names()]
    types = {one for text in texts for found in pattern.findall(text) for one in found.split("|")}
    style = (ROOT / "docs" / "browser-style.grass").read_text()
    assert set(re.findall(r"^relationship\.(\w+)", style, re.MULTILINE)) == types - BY_TYPE.keys()


def test_questions_are_listed_with_their_parameters() -> None:
    """For people one a line, for programs with the type of each parameter."""
    assert "The activities that made a file" in run("query").stdout
    listed = {query["name"]: query for query in answer("queries", "query")["queries"]}
    assert listed["used_most"]["parameters"] == [
        {
            "name": "limit",
            "type": "integer",
            "meaning": "the maximum number of rows",
            "default": "100",
        }
    ]
    assert "[name=… limit=100]" in run("query").stdout
    shown = run("query", "made_by", "--show").stdout
    assert shown.splitlines()[1] == ":param name => '';  // the file's name"
    assert shown.rstrip().endswith(";")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing"], "there is no statement 'nothing'"),
        (["upstrem"], "there is no statement 'upstrem': did you mean upstream?"),
        (["made_by"], "made_by needs name=… (element, the file's name)"),
        (["made_by", "name=x", "more=y"], "has no parameter 'more'; its parameters: name"),
        (
            ["used_most", "limit=many"],
            "is not a valid integer (the maximum number of rows)",
        ),
        (["used_most", "limit"], "'limit' is not of the form key=value"),
        (["made_by", "--path", "/nowhere"], "/nowhere is not a folder of statements"),
    ],
)
def test_what_cannot_be_asked(words: list[str], said: str) -> None:
    """Each mistake is one clear line."""
    result = run("query", *words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert not result.stdout


def test_unknown_names_are_noted(store: Store) -> None:
    """Of a statement that finds nothing, what it names and the store does not know is told."""
    store.load(ROOT / "examples/primer.provn")
    notes = store.cypher("MATCH (n:Entty)-[:USD]->() RETURN n.nmae").notes
    assert sorted(note.partition(":")[0] for note in notes) == [
        "the store has no label 'Entty'",
        "the store has no property 'nmae'",
        "the store has no relationship type 'USD'",
    ]
    assert "did you mean chart1" in store.query("upstream", {"name": "chrat1"}).notes[0]
    assert store.query("upstream", {"name": "chart1"}).notes == ()
    for parameter in ("name", "path"):
        arguments = {"name": "x", "path": "x", "values": "1"} | {parameter: "chrat1"}
        assert store.query("configured_with", arguments).notes == ()
    assert len(run("query", "upstream", "chart1").stdout.splitlines()) > 3
    statement = "MATCH (n:Activity) RETURN count(n) AS n"
    piped = run("cypher", "-", input=statement)
    assert piped.stdout == run("cypher", statement).stdout


def test_a_folder_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its statements are listed and run; a bad header and a taken name are said."""
    own = tmp_path / "mine.cypher"
    own.write_text(
        "// Mine.\n// $n: list of integers, numbers\nUNWIND $n AS n RETURN n * 2 AS twice\n"
    )
    monkeypatch.setenv("PROVGRAPH_QUERIES", str(tmp_path))
    assert run("query", "mine", "n=2,3").stdout == "twice\n4\n6\n"
    assert "mine" in run("query").stdout
    own.write_text("RETURN $x AS x")
    assert "$x is not declared" in run("query").stderr
    own.rename(tmp_path / "made_by.cypher")
    assert "a statement 'made_by' already exists" in run("query").stderr


def test_formats_of_rows(examples: Store) -> None:
    """CSV and JSON lines hold the same as the answer for programs."""
    assert examples is not None
    asked = [
        "cypher",
        "MATCH (a:Activity) RETURN a.name AS name, [1, a.name] AS l, a.startTime AS t",
    ]
    rows = answer("rows", *asked)["rows"]
    assert len(rows) == 11
    lines = run(*asked, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == rows
    found = list(csv.DictReader(io.StringIO(run(*asked, "--format", "csv").stdout)))
    assert [one["name"] for one in found] == [one["name"] for one in rows]
    assert json.loads(found[0]["l"]) == rows[0]["l"]


def test_nodes_relationships_and_paths(examples: Store) -> None:
    """They come as maps with labels or type and properties."""
    row = examples.cypher("MATCH p = (a:Activity)-[r:USED]->(e) RETURN a, r, p LIMIT 1").rows[0]
    assert row["a"]["labels"] == ["Activity", "Element"]
    assert row["r"]["type"] == "USED"
    assert [sorted(part) for part in row["p"]] == [
        ["element", "labels", "properties"],
        ["element", "from", "properties", "to", "type"],
        ["element", "labels", "properties"],
    ]
    assert (row["r"]["from"], row["r"]["to"]) == (row["p"][0]["element"], row["p"][2]["element"])


@pytest.mark.parametrize(
    ("returned", "shown"),
    [
        ("(:T {k: 1})", "(:T {k: 1})"),
        ("(:Element:Activity {name: 'run', key: 'x'})", "(:Activity run)"),
        ("()-[:R {role: 'in', documents: [1]}]->()", "[:R {role: in}]"),
    ],
)
def test_what_people_see_of_nodes_and_relationships(
    returned: str, shown: str, store: Store
) -> None:
    """A node by its label or name, else its properties, without the store's own."""
    asked = returned.replace("[:", "[x:", 1) if "[:" in returned else returned.replace("(", "(x", 1)
    store.cypher(f"CREATE {returned}", write=True)
    assert run("cypher", f"MATCH {asked} RETURN x").stdout == f"x\n{shown}\n"


def test_a_path_is_drawn_with_its_directions(store: Store) -> None:
    """As Cypher writes it, against the arrow where it goes so; a list of nodes is none."""
    made = "(a:A {name: 'a'})-[:R]->(b:B {name: 'b'})<-[:S]-(c:C {name: 'c'})"
    store.cypher(f"CREATE {made}", write=True)
    asked = "MATCH p = (a:A)--(b)--(c:C) RETURN p, [a, c] AS l, {n: 1} AS m, [] AS e"
    drawn = "(:A a)-[:R]->(:B b)<-[:S]-(:C c)"
    assert run("cypher", asked).stdout.splitlines()[1].split("\t") == [
        drawn,
        "[(:A a), (:C c)]",
        '{"n": 1}',
        "[]",
    ]


LADDER = [
    pair
    for step in range(40)
    for side in "ab"
    for pair in ((f"{step}", f"{step}{side}"), (f"{step}{side}", f"{step + 1}"))
]
HISTORIES = {
    "diamonds, 2^40 paths": LADDER,
    "a circle": [*LADDER, ("40", "0")],
    "a hub": [(f"{number}", "0") for number in range(1, 2_000)],
}


@pytest.mark.parametrize("history", HISTORIES)
def test_no_question_explodes(history: str, connection: Connection) -> None:
    """None lists paths: all answer at once where there are 2^40 of them, or circles, or a hub."""
    document = ProvDocument()
    document.add_namespace("ex", EX)
    for effect, cause in HISTORIES[history]:
        document.entity(f"ex:{effect}")
        document.entity(f"ex:{cause}")
        document.derivation(f"ex:{effect}", f"ex:{cause}")
    load(connection, document)
    for statement in named_queries.list_queries():
        asked = {
            parameter.name: GIVEN.get(parameter.name, "0") for parameter in statement.parameters
        }
        values = named_queries.arguments(statement, asked)
        assert run_statement(connection, statement.text, values, seconds=10).columns


def test_numbers_that_json_has_not(store: Store) -> None:
    """They are texts, so that any program can read the answer."""
    rows = store.cypher("RETURN 0.0/0.0 AS a, 1.0/0.0 AS b, [-1.0/0.0] AS c").rows
    assert rows == ({"a": "NaN", "b": "Infinity", "c": ["-Infinity"]},)


@pytest.mark.parametrize("limit", ["0", "-1", "nan", "inf", "1e30"])
def test_a_time_limit_that_is_none(limit: str) -> None:
    """It is refused in one line."""
    result = run("cypher", "RETURN 1", "--timeout", limit)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is not a time limit" in result.stderr


def test_a_procedure_that_is_not_there(store: Store) -> None:
    """It is a fault of the statement, not of the server."""
    with pytest.raises(QueryError, match="no procedure with the name"):
        store.cypher("CALL nothing.here()", write=True)


@pytest.mark.parametrize("file", [None, "mine.cypher"])
def test_reading_does_not_reach_beyond_the_graph(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str | None
) -> None:
    """Neither in a statement nor in a named question of one's own; nothing of it is sent."""
    text = "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line"
    arguments = ["cypher", text]
    if file:
        (tmp_path / file).write_text(f"// All users.\nMATCH (n) WITH count(n) AS n {text}\n")
        monkeypatch.setenv("PROVGRAPH_QUERIES", str(tmp_path))
        arguments = ["query", "mine"]
    answer = run(*arguments)
    assert answer.exit_code == 1
    assert "the statement is not sent" in answer.stderr
    with pytest.raises(QueryError, match="it calls the procedure dbms"):
        store.cypher("CALL dbms.listActiveLocks('x')")


def test_the_local_server_reads_no_files(store: Store) -> None:
    """Not even a statement that may write can read the user's files through it."""
    with pytest.raises(QueryError, match="file"):
        store.cypher("LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line", write=True)


def test_reading_cannot_write(store: Store) -> None:
    """A statement that writes is refused, and does when it is allowed to."""
    with pytest.raises(QueryError, match="may only read: see --write"):
        store.cypher("CREATE (:Mine)")
    assert store.cypher("MATCH (n:Mine) RETURN count(n) AS n").rows == ({"n": 0},)
    assert run(
        "cypher", "CREATE (n:Mine {name: $name}) RETURN n.name AS n", "name=x", "--write"
    ).stdout == ("n\nx\n")
    assert store.cypher("MATCH (n:Mine) RETURN n.name AS n").rows == ({"n": "x"},)


def test_mistakes_and_long_answers(store: Store) -> None:
    """Neo4j's own words say where a mistake is; time is limited."""
    with pytest.raises(QueryError, match=r"does not accept the statement: .*line 1, column 10"):
        store.cypher("MATCH (n RETURN n")
    with pytest.raises(TimeLimitError):
        store.cypher("UNWIND range(1, 100000000) AS i RETURN max(i * i)", timeout=0.1)

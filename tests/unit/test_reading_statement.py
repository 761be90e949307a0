"""What is a reading statement: a table of statements, allowed and refused."""

from __future__ import annotations

import pytest

from provgraph.errors import QueryError
from provgraph.queries.named_queries import list_queries
from provgraph.queries.reading_statement import check_reading

ALLOWED = [
    "MATCH (n) RETURN n",
    "match (n:Entity {name: $name}) return n.name as name order by name skip 1 limit 2",
    "  \n MATCH (n) RETURN n ;",
    "RETURN 1",
    "UNWIND [1, 2] AS x RETURN x",
    "WITH 1 AS x WHERE x > 0 RETURN x",
    "OPTIONAL MATCH (n) RETURN n",
    "CALL { MATCH (n) RETURN n LIMIT 1 } RETURN n",
    "MATCH (n) CALL (n) { RETURN n.name AS name } RETURN name",
    "MATCH (n) RETURN n UNION ALL MATCH (m) RETURN m AS n",
    "CALL db.labels()",
    "CALL db.labels() YIELD label RETURN count(label)",
    "call DB.PropertyKeys yield propertyKey return propertyKey",
    "CALL `db`.`labels`()",
    "CALL db.index.fulltext.queryNodes('x', 'y') YIELD node RETURN node",
    "CALL dbms.components()",
    "EXPLAIN MATCH (n) RETURN n",
    "PROFILE MATCH (n) RETURN n",
    "CYPHER 25 MATCH (n) RETURN n",
    "CYPHER 5 EXPLAIN MATCH (n) RETURN n",
    "CYPHER planner=cost runtime = slotted MATCH (n) RETURN n",
    "CYPHER 25 planner=cost MATCH (n) RETURN n",
    "RETURN 'LOAD CSV FROM x' AS text",
    'RETURN "TERMINATE TRANSACTIONS; CALL dbms.shutdown()" AS text',
    "RETURN 'it\\'s; CALL a.b()'",
    "MATCH (n) RETURN n // LOAD CSV",
    "MATCH (n) /* CALL dbms.shutdown(); */ RETURN n",
    "MATCH (load) RETURN load.csv, load.call, load.show AS use",
    "MATCH (`LOAD`) WHERE `LOAD`.`CSV` = 1 RETURN `LOAD`",
    "MATCH (call) RETURN call AS show ORDER BY call",
    "MATCH (n) WHERE n.call IN [1] RETURN n",
    "MATCH (n:`a.b`) RETURN n",
    "RETURN date('2026-01-01'), datetime.truncate('day', datetime()), duration.between(null, null)",
    "MATCH (n) RETURN point.distance(n.a, n.b)",
    "MATCH (n) WHERE EXISTS { (n)-[:USED]->() } RETURN COUNT { (n)--() }",
    "MATCH p = SHORTEST 1 (a)-[:USED]->+(b) RETURN p",
    "MATCH (s)-[:USED|WAS_GENERATED_BY*1..]->(x) RETURN [y IN collect(x) | y.name]",
    "MATCH (n) RETURN CASE WHEN n.x THEN 1 ELSE 2 END AS x",
    "RETURN 1.5e3, 0x1F, 1_000, $`a b`, 'µ'",
    "FINISH",
    "WHEN true THEN RETURN 1 ELSE RETURN 2",
    "MATCH (n) RETURN n.create, n.set, n.delete",
    "(MATCH (n) RETURN n)",
]
REFUSED = {
    "LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l": "LOAD",
    "WITH 1 AS x LOAD CSV WITH HEADERS FROM 'https://x.org' AS l RETURN l": "LOAD CSV",
    "MATCH (n) LoAd/* */cSv FROM 'x' AS l RETURN l": "LOAD CSV",
    "MATCH (n) LOAD//x\nCSV FROM 'x' AS l RETURN l": "LOAD CSV",
    "MATCH (n) LOAD\u00a0CSV FROM 'x' AS l RETURN l": "LOAD CSV",
    "MATCH (n) LOAD\u2003CSV FROM 'x' AS l RETURN l": "LOAD CSV",
    "MATCH (n) LOAD\u180eCSV FROM 'x' AS l RETURN l": "LOAD CSV",
    "MATCH (n) LOAD\x1cCSV FROM 'x' AS l RETURN l": "LOAD CSV",
    "MATCH (n) \\u004cOAD CSV FROM 'x' AS l RETURN l": "LOAD CSV|does not end",
    "RETURN 1 // \\u000a LOAD CSV FROM 'x' AS l RETURN l": "LOAD CSV",
    "RETURN '\\u0027 AS x LOAD CSV FROM \\u0027x\\u0027 AS l RETURN \\u0027'": "LOAD CSV",
    "RETURN /* \\u002a/ CALL a.b() YIELD x RETURN x": "the procedure a.b|does not end",
    "CALL { LOAD CSV FROM 'x' AS l RETURN l } RETURN l": "LOAD CSV",
    "EXPLAIN LOAD CSV FROM 'x' AS l RETURN l": "LOAD",
    "CYPHER 25 LOAD CSV FROM 'x' AS l RETURN l": "LOAD",
    "CYPHER planner=cost PROFILE LOAD CSV FROM 'x' AS l RETURN l": "LOAD",
    "TERMINATE TRANSACTIONS 'neo4j-transaction-1'": "TERMINATE",
    "SHOW TRANSACTIONS": "SHOW",
    "SHOW TRANSACTIONS YIELD transactionId AS t TERMINATE TRANSACTIONS t": "SHOW",
    "MATCH (n) SHOW TRANSACTIONS": "SHOW",
    "MATCH (n) TERMINATE TRANSACTION 'x'": "TERMINATE",
    "SHOW USERS": "SHOW",
    "USE system SHOW USERS": "USE",
    "USE other MATCH (n) RETURN n": "USE",
    "CALL { USE `other` MATCH (n) RETURN n } RETURN n": "USE",
    "CREATE USER x SET PASSWORD 'y'": "writes",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'": "ALTER",
    "DROP DATABASE neo4j": "DROP",
    "GRANT ROLE x TO y": "GRANT",
    "STOP DATABASE neo4j": "STOP",
    "ENABLE SERVER 'x'": "ENABLE",
    "RENAME USER a TO b": "RENAME",
    "CREATE (n)": "--write",
    "MERGE (n)": "--write",
    "FOREACH (x IN [1] | CREATE (n))": "--write",
    "CALL dbms.shutdown()": "dbms.shutdown",
    "call dbms . /**/ killQuery('x')": "dbms.killQuery",
    "CALL `dbms`.`cluster`.`x`()": "dbms.cluster.x",
    "CALL `dbms.shutdown`()": "dbms.shutdown",
    "CALL dbms.listConfig YIELD name RETURN name": "dbms.listConfig",
    "CALL db.clearQueryCaches()": "db.clearQueryCaches",
    "CALL db.create.vertex()": "db.create.vertex",
    "MATCH (n) CALL apoc.load.json('file:///x') YIELD value RETURN value": "apoc.load.json",
    "OPTIONAL CALL apoc.util.sleep(1)": "apoc.util.sleep",
    "CALL sleep(1)": "the procedure sleep",
    "CALL tx.setMetaData({a: 1})": "tx.setMetaData",
    "RETURN apoc.load.json('x')": "the function apoc.load.json",
    "RETURN genai.vector.encode('x', 'OpenAI', {})": "genai.vector.encode",
    "RETURN `apoc`.`text`.x('x')": "apoc.text.x",
    "RETURN `apoc.x`('x')": "apoc.x",
    "RETURN 1; RETURN 2": "more than one statement",
    "RETURN 1;\nTERMINATE TRANSACTIONS 'x'": "more than one statement",
    "": "empty",
    "// nothing": "empty",
    "EXPLAIN": "empty",
    "hello": "'hello'",
    "RETURN 'open": "does not end",
    "RETURN `open": "does not end",
    ":param x => 1": "':'",
    "BEGIN": "BEGIN",
    "USING PERIODIC COMMIT LOAD CSV FROM 'x' AS l RETURN l": "USING",
}


@pytest.mark.parametrize("text", ALLOWED)
def test_a_statement_that_reads(text: str) -> None:
    """Words in texts, comments and names are not clauses."""
    check_reading(text)


@pytest.mark.parametrize(("text", "reason"), REFUSED.items(), ids=REFUSED)
def test_a_statement_that_does_more(text: str, reason: str) -> None:
    """However it is written; the message says what it would do, and that it was not sent."""
    with pytest.raises(QueryError, match=f"the statement is not sent: .*(?:{reason})"):
        check_reading(text)


def test_provgraphs_own_questions_read() -> None:
    """Each of the named questions could be sent as a user's statement."""
    queries = list_queries()
    assert len(queries) > 20
    for query in queries:
        check_reading(query.text)

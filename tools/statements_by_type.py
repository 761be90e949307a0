"""The statements that are made from the table of relations, as texts to be checked in."""

from __future__ import annotations

from string import Template

from provgraph.model.relations import BY_TYPE, RELATIONS
from tools.statements_of_find import statements_of_find
from tools.statements_of_questions import questions

_MERGE = Template("""\
// Assert ${type} relations; documents that assert the same one share it.
// $$documents: list of maps, number, and rows: maps of from, to, key, props, zoned, local
UNWIND $$documents AS one
UNWIND one.rows AS r
MATCH (a:Element {key: r.from}) USING INDEX SEEK a:Element(key)
MATCH (b:Element {key: r.to}) USING INDEX SEEK b:Element(key)
MERGE (a)-[e:${type} {key: r.key}]->(b)
ON CREATE SET e += r.props, e.documents = [one.number],
  e.time = coalesce(datetime(r.zoned.time), localdatetime(r.local.time), r.props.time)
ON MATCH SET e.lock = true, e.documents =
  CASE WHEN one.number IN e.documents THEN e.documents ELSE e.documents + one.number END
WITH one.number AS number, e WHERE e.documents[0] = one.number
RETURN number, count(DISTINCT e) AS new
""")

_CONSTRAINT = Template("""\
// One ${type} relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_${name}_key IF NOT EXISTS
FOR ()-[r:${type}]-() REQUIRE r.key IS UNIQUE
""")

_CLOSURE = Template("""\
// All that elements ${depend}, each once with its least depth, 10,000 a row.
// $$starts: list of strings, the keys of the elements
// $$types: list of strings, the relationship types to follow
// $$attributes: boolean, whether all attributes are wanted
MATCH (s:Element) WHERE s.key IN $$starts
CALL (s) {
  MATCH p = (s)${left}-[rs:${types}*1..]-${right}(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $$types)
  RETURN x, min(length(p)) AS depth
}
WITH x, min(depth) AS depth WHERE NOT x:Unknown AND NOT x.key IN $$starts
WITH collect([x.key, x.uri, labels(x), x.label, x.name, x.type,
  CASE WHEN $$attributes THEN x{.*, record: null} END, depth]) AS found
UNWIND range(0, size(found) - 1, 10000) AS start
RETURN found[start..start + 10000] AS rows
""")

_DEPTHS = Template("""\
// The URIs of all that elements ${depend}, each once with its least depth, 10,000 a row.
// $$starts: list of strings, the keys of the elements
// $$types: list of strings, the relationship types to follow
MATCH (s:Element) WHERE s.key IN $$starts
CALL (s) {
  MATCH p = (s)${left}-[rs:${types}*1..]-${right}(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $$types)
  RETURN x, min(length(p)) AS depth
}
WITH x, min(depth) AS depth WHERE NOT x:Unknown AND NOT x.key IN $$starts
WITH collect([x.uri, depth]) AS found
UNWIND range(0, size(found) - 1, 10000) AS start
RETURN found[start..start + 10000] AS rows
""")

_INNER = Template("""\
// The followed relations among elements and all that they ${depend}, 10,000 a row.
// $$starts: list of strings, the keys of the elements
// $$types: list of strings, the relationship types to follow
MATCH (s:Element) WHERE s.key IN $$starts
CALL (s) {
  MATCH (s)${left}-[rs:${types}*0..]-${right}(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $$types)
  RETURN DISTINCT x
}
WITH DISTINCT x WHERE NOT x:Unknown
MATCH (x)${left}-[r:${types}]-${right}(y)
WHERE type(r) IN $$types AND NOT y:Unknown
WITH DISTINCT r
WITH collect([type(r), startNode(r).uri, endNode(r).uri, r.role]) AS found
UNWIND range(0, size(found) - 1, 10000) AS start
RETURN found[start..start + 10000] AS rows
""")

_STEP = Template("""\
// One step from elements to what they ${depend}.
// $$keys: list of strings, the keys of the elements
// $$types: list of strings, the relationship types to follow
// $$documents: list of integers, the numbers of the documents to stay in; none: all
// $$scopes: list of strings, the URIs of the bundles to stay in; none: all
// $$attributes: boolean, whether all attributes are wanted
UNWIND $$keys AS key
MATCH (x:Element {key: key})${left}-[r:${types}]-${right}(y) USING INDEX SEEK x:Element(key)
WHERE type(r) IN $$types AND NOT y:Unknown
  AND ($$documents = [] OR any(number IN $$documents WHERE number IN r.documents))
  AND ($$scopes = [] OR r.scope IN $$scopes)
RETURN collect([type(r), startNode(r).uri, endNode(r).uri, r.role, key,
  [y.key, y.uri, labels(y), y.label, y.name, y.type,
    CASE WHEN $$attributes THEN y{.*, record: null} END]]) AS rows
""")

_LINEAGE = {"all": _CLOSURE, "depths": _DEPTHS, "relations": _INNER, "step": _STEP}
_DIRECTIONS = {
    "up": {"depend": "depend on", "left": "", "right": ">"},
    "down": {"depend": "led to", "left": "<", "right": ""},
}


def generated() -> dict[str, str]:
    """Return name → text of every generated statement."""
    found = {}
    for reltype in BY_TYPE:
        name = reltype.lower()
        found[f"load/relations/{name}"] = _MERGE.substitute(type=reltype)
        found[f"schema/relations/{name}"] = _CONSTRAINT.substitute(type=reltype, name=name)
    types = "|".join(relation.type for relation in RELATIONS)
    for direction, words in _DIRECTIONS.items():
        for name, template in _LINEAGE.items():
            found[f"lineage/{name}_{direction}"] = template.substitute(words, types=types)
    return found | statements_of_find() | questions(types)

"""The statements that are made from the table of relations, as texts to be checked in."""

from __future__ import annotations

from string import Template

from provgraph.graph.model import BY_TYPE

_MERGE = Template("""\
// Assert ${type} relations; documents that assert the same one share it.
// $$document: integer, the document's number
// $$rows: list of maps, from, to, key, props, zoned, local; in the order of keys
UNWIND $$rows AS r
MATCH (a:Element {key: r.from})
MATCH (b:Element {key: r.to})
MERGE (a)-[e:${type} {key: r.key}]->(b)
ON CREATE SET e += r.props, e.documents = [$$document],
  e.time = coalesce(datetime(r.zoned.time), localdatetime(r.local.time))
ON MATCH SET e.lock = true, e.documents =
  CASE WHEN $$document IN e.documents THEN e.documents ELSE e.documents + $$document END
""")

_CONSTRAINT = Template("""\
// One ${type} relationship for each key; MERGE finds parallel ones by it.
CREATE CONSTRAINT provgraph_${name}_key IF NOT EXISTS
FOR ()-[r:${type}]-() REQUIRE r.key IS UNIQUE
""")


def generated() -> dict[str, str]:
    """Return name → text of every generated statement."""
    found = {}
    for reltype in BY_TYPE:
        name = reltype.lower()
        found[f"load/relations/{name}"] = _MERGE.substitute(type=reltype)
        found[f"schema/relations/{name}"] = _CONSTRAINT.substitute(type=reltype, name=name)
    return found

"""The statements of the questions beside lineage: they name all types, up or down."""

from __future__ import annotations

from string import Template

from provgraph.model.relations import followed

_ONE = Template("""\
// One shortest path from an element to what it depends on: the keys of its nodes.
// $$start: string, the key of the effect
// $$end: string, the key of the cause
// $$types: list of strings, the relationship types to follow
MATCH (a:Element {key: $$start}), (b:Element {key: $$end})
MATCH p = SHORTEST 1 (a)-[rs:${types} WHERE type(rs) IN $$types]->+(b)
RETURN [x IN nodes(p) | x.key] AS keys
""")

_ONE_OF_DATA = Template("""\
// One shortest path along what lineage follows by itself: the keys of its nodes.
// $$start: string, the key of the effect
// $$end: string, the key of the cause
// Types that are written out are searched ten times as fast as those compared by a condition.
MATCH (a:Element {key: $$start}), (b:Element {key: $$end})
MATCH p = SHORTEST 1 (a)-[:${data}]->+(b)
RETURN [x IN nodes(p) | x.key] AS keys
""")

_LAYERS = Template("""\
// The nodes on all shortest paths from an element to what it depends on, with their place.
// $$start: string, the key of the effect
// $$end: string, the key of the cause
// $$types: list of strings, the relationship types to follow
MATCH (a:Element {key: $$start}), (b:Element {key: $$end})
CALL (a) {
  MATCH p = (a)-[rs:${types}*1..]->(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $$types)
  RETURN x, min(length(p)) AS up
}
WITH b, collect([x, up, 0]) AS found, max(CASE WHEN x = b THEN up END) AS least
CALL (b) {
  MATCH p = (b)<-[rs:${types}*1..]-(y:Element)
  WHERE all(r IN rs WHERE type(r) IN $$types)
  RETURN y, min(length(p)) AS down
}
WITH found, least, collect([y, 0, down]) AS others
UNWIND found + others AS one
WITH least, one[0] AS x, sum(one[1]) AS depth, sum(one[2]) AS rest, count(*) AS sides
WHERE sides = 2 AND depth + rest = least
RETURN x.key AS key, depth
""")

_LINKS = Template("""\
// The relations between elements.
// $$keys: list of strings, the keys of the elements
// $$types: list of strings, the relationship types to follow
UNWIND $$keys AS key
MATCH (x:Element {key: key})-[r:${types}]->(y) USING INDEX SEEK x:Element(key)
WHERE type(r) IN $$types AND y.key IN $$keys
WITH collect([type(r), x.uri, y.uri, r.role, key, y.key]) AS found
UNWIND range(0, size(found) - 1, 10000) AS start
RETURN found[start..start + 10000] AS rows
""")

_NEAREST = Template("""\
// What all of several elements depend on (or are), and what of it is nearest to them.
// $$starts: list of strings, the keys of the elements
// $$types: list of strings, the relationship types to follow
MATCH (s:Element) WHERE s.key IN $$starts
CALL (s) {
  MATCH p = (s)-[rs:${types}*0..]->(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $$types)
  RETURN x, min(length(p)) AS depth
}
WITH x, collect([s.uri, depth]) AS depths, min(depth) AS least
WHERE size(depths) = size($$starts) AND NOT x:Unknown
CALL (x, depths, least) {
  RETURN x AS y, depths AS kept, least AS own, null AS effect
  UNION ALL
  MATCH (x)-[r:${types}]->(y) WHERE type(r) IN $$types AND y <> x AND NOT y:Unknown
  RETURN DISTINCT y, null AS kept, null AS own, least AS effect
}
WITH y AS x, collect(kept)[0] AS depths, max(own) AS own, min(effect) AS effect
RETURN count(*) AS total, any(circle IN collect(DISTINCT effect >= own) WHERE circle) AS circles,
  collect(CASE WHEN effect IS NULL
    THEN [x.key, x.uri, labels(x), x.label, x.name, x.type, null, depths] END) AS rows
""")

_ALL_COMMON = Template("""\
// What all of several elements depend on (or are), each with its own causes, 10,000 a row.
// $$starts: list of strings, the keys of the elements
// $$types: list of strings, the relationship types to follow
MATCH (s:Element) WHERE s.key IN $$starts
CALL (s) {
  MATCH p = (s)-[rs:${types}*0..]->(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $$types)
  RETURN x, min(length(p)) AS depth
}
WITH x, collect([s.uri, depth]) AS depths WHERE size(depths) = size($$starts) AND NOT x:Unknown
CALL (x) {
  OPTIONAL MATCH (x)-[r:${types}]->(y) WHERE type(r) IN $$types AND NOT y:Unknown
  RETURN collect(DISTINCT y.key) AS causes
}
WITH collect([x.key, x.uri, labels(x), x.label, x.name, x.type, null, depths, causes]) AS found
UNWIND range(0, size(found) - 1, 10000) AS start
RETURN found[start..start + 10000] AS rows
""")

_ENDS = Template("""\
// Where the lineage of elements ends: what they ${depend} of which nothing further is known.
// $$starts: list of strings, the keys of the elements
// $$types: list of strings, the relationship types to follow
MATCH (s:Element) WHERE s.key IN $$starts
CALL (s) {
  MATCH p = (s)${left}-[rs:${types}*0..]-${right}(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $$types)
  RETURN x, min(length(p)) AS depth
}
WITH x, min(depth) AS depth WHERE NOT x:Unknown
  AND (depth = 0 OR NOT x:ValueEntity)
  AND NOT EXISTS {
    MATCH (x)${left}-[r:${types}]-${right}(y) WHERE type(r) IN $$types AND NOT y:Unknown
      AND (NOT y:ValueEntity OR EXISTS {
        MATCH (y)${left}-[q:${types}]-${right}() WHERE type(q) IN $$types
      })
  }
WITH collect([x.key, x.uri, labels(x), x.label, x.name, x.type, null, depth,
  toString(([] + coalesce(x.endTime, x.startTime,
    [(x)-[:WAS_GENERATED_BY]->(a) | a.endTime][0]))[0])]) AS found
UNWIND range(0, size(found) - 1, 10000) AS start
RETURN found[start..start + 10000] AS rows
""")

_TOUCHED = Template("""\
// All that elements led to, each once, with the attribute that tells its data level.
// $$starts: list of strings, the keys of the elements
// $$types: list of strings, the relationship types to follow
// $$level: string, the attribute's name in the graph
MATCH (s:Element) WHERE s.key IN $$starts
CALL (s) {
  MATCH p = (s)<-[rs:${types}*1..]-(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $$types)
  RETURN x, min(length(p)) AS depth
}
WITH x, min(depth) AS depth WHERE NOT x:Unknown AND NOT x.key IN $$starts
RETURN [[x.key, x.uri, labels(x), x.label, x.name, x.type, null, depth, x[$$level]]] AS rows
""")

_TAINTED = Template("""\
// The elements that are marked or came of something marked, with the nearest of those.
// $$marked: list of strings, the keys of the marked elements
// $$keys: list of strings, the keys of the elements that are asked about
// $$types: list of strings, the relationship types to follow
MATCH (s:Element) WHERE s.key IN $$marked
CALL (s) {
  MATCH p = (s)<-[rs:${types}*0..]-(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $$types)
  RETURN x, min(length(p)) AS depth
}
WITH s, x, depth WHERE x.key IN $$keys
WITH x, s, depth ORDER BY depth, s.key
WITH x, collect([s.key, depth])[0] AS nearest
WITH collect([x.key, nearest[0], nearest[1]]) AS found
UNWIND range(0, size(found) - 1, 10000) AS start
RETURN found[start..start + 10000] AS rows
""")

_AROUND = Template("""\
// The agents and configurations of elements and of all that they depend on.
// $$starts: list of strings, the keys of the elements
// $$types: list of strings, the relationship types to follow
MATCH (s:Element) WHERE s.key IN $$starts
CALL (s) {
  MATCH (s)-[rs:${types}*0..]->(x:Element)
  WHERE all(r IN rs WHERE type(r) IN $$types)
  RETURN DISTINCT x
}
WITH DISTINCT x
MATCH (x)-[r:WAS_ASSOCIATED_WITH|WAS_ATTRIBUTED_TO|WAS_CONFIGURED_BY]->(y)
WHERE NOT y:Unknown
WITH collect([type(r), x.uri, y.uri, r.role,
  [y.key, y.uri, labels(y), y.label, y.name, y.type, y{.*, record: null}]]) AS found
UNWIND range(0, size(found) - 1, 10000) AS start
RETURN found[start..start + 10000] AS rows
""")

_ONE_WAY = {
    "path/one": _ONE,
    "path/one_of_data": _ONE_OF_DATA,
    "path/layers": _LAYERS,
    "path/links": _LINKS,
    "common/nearest": _NEAREST,
    "common/all": _ALL_COMMON,
    "impact/affected": _TOUCHED,
    "marks/tainted": _TAINTED,
    "history/agents_and_configurations": _AROUND,
}
_ENDS_OF = {
    "ends/roots": {"depend": "depend on", "left": "", "right": ">"},
    "ends/leaves": {"depend": "led to", "left": "<", "right": ""},
}


def questions(types: str) -> dict[str, str]:
    """Return name → text of each statement; `types` are all types, as a pattern has them."""
    data = "|".join(followed("data"))
    found = {
        name: template.substitute(types=types, data=data) for name, template in _ONE_WAY.items()
    }
    for name, words in _ENDS_OF.items():
        found[name] = _ENDS.substitute(words, types=types)
    return found

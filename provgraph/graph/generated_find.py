"""The statements of `find`, one for each way into the graph, as texts to be checked in.

All hold the same conditions; they differ in the index, or the label, by which the search begins.
"""

from __future__ import annotations

from string import Template

_FIND = Template("""\
// Elements ${which} that meet all conditions, each with its time.
${parameters}// $$kind: string or null, the label of the kind; Unknown: declared nowhere
// $$types: list of strings or null, what means a type: texts, tagged URIs, labels
// $$name: string or null, a regular expression for the name
// $$role: string or null, a role in which it was used or made
// $$status: string or null, the status of an activity
// $$since: string or null, ISO 8601
// $$until: string or null, ISO 8601
// $$where: list of maps, name, operator, value, number
// $$agents: list of strings or null, keys of agents that it is bound to
// $$sort: string, time (newest first), name or id
// $$skip: integer, how many to leave out
// $$limit: integer, how many at most
${match}
WHERE NOT x:Unknown
  AND ($$kind IS NULL OR $$kind IN labels(x)
    OR ($$kind = 'Unknown' AND NOT x:Entity AND NOT x:Activity AND NOT x:Agent))
  AND ($$types IS NULL OR any(t IN [] + coalesce(x.type, []) + labels(x) WHERE t IN $$types))
  AND ($$name IS NULL OR x.name =~ $$name)
  AND ($$status IS NULL OR x.`ctapipe:status` = $$status)
  AND ($$role IS NULL OR EXISTS { (x)-[r:USED|WAS_GENERATED_BY]-() WHERE $$role IN [] + r.role })
  AND ($$agents IS NULL OR EXISTS {
    (x)-[:WAS_ASSOCIATED_WITH|WAS_ATTRIBUTED_TO]->(a:Element) WHERE a.key IN $$agents })
  AND all(c IN $$where WHERE any(v IN [] + x[c.name] WHERE CASE c.operator
    WHEN '=' THEN coalesce(v = c.number, false) OR toStringOrNull(v) = c.value
    WHEN '!=' THEN NOT (coalesce(v = c.number, false) OR toStringOrNull(v) = c.value)
    WHEN '<' THEN coalesce(v < c.number, v < c.value)
    WHEN '<=' THEN coalesce(v <= c.number, v <= c.value)
    WHEN '>' THEN coalesce(v > c.number, v > c.value)
    ELSE coalesce(v >= c.number, v >= c.value) END))
WITH x, toString(coalesce(x.startTime, [(x)-[:WAS_GENERATED_BY]->(a) | a.endTime][0])) AS time
WHERE ($$since IS NULL OR time >= $$since) AND ($$until IS NULL OR time < $$until)
WITH x, time ORDER BY CASE $$sort WHEN 'time' THEN coalesce(time, '') END DESC,
  CASE $$sort WHEN 'name' THEN x.name END, x.uri
SKIP $$skip LIMIT $$limit
RETURN [x.key, x.uri, labels(x), x.label, x.name, x.type, null, time] AS row
""")

_WAYS = {
    "named": ("of a name", "// $exact: string, the name\n", "MATCH (x:Element {name: $exact})"),
    "beginning": (
        "whose name begins so",
        "// $beginning: string, the beginning of the name\n",
        "MATCH (x:Element) WHERE x.name STARTS WITH $beginning\nWITH x",
    ),
    "among": (
        "among chosen ones",
        "// $among: list of strings, their keys\n",
        "MATCH (x:Element) WHERE x.key IN $among\nWITH x",
    ),
    "bound": (
        "bound to agents",
        "",
        """\
MATCH (agent:Element) WHERE agent.key IN $agents
MATCH (agent)<-[:WAS_ASSOCIATED_WITH|WAS_ATTRIBUTED_TO]-(x:Element)
WITH DISTINCT x""",
    ),
    "started": (
        "that started in a time",
        "",
        """\
CALL () {
  MATCH (x:Activity) WHERE datetime($since) <= x.startTime < datetime($until) RETURN x
  UNION
  MATCH (x:Activity) WHERE localdatetime($since) <= x.startTime < localdatetime($until) RETURN x
}
WITH x""",
    ),
    "entity": ("of the kind entity", "", "MATCH (x:Entity)"),
    "activity": ("of the kind activity", "", "MATCH (x:Activity)"),
    "agent": ("of the kind agent", "", "MATCH (x:Agent)"),
    "any": ("of any kind", "", "MATCH (x:Element)"),
}


def statements_of_find() -> dict[str, str]:
    """Return name → text of the statements under `cypher/find`."""
    return {
        f"find/{name}": _FIND.substitute(which=which, parameters=parameters, match=match)
        for name, (which, parameters, match) in _WAYS.items()
    }

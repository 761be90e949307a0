"""The statements of `find`, one for each way into the graph, as texts to be checked in.

All hold the same conditions; they differ in the index, or the label, by which the search begins.
The index is named: by the statistics of a store that was just filled or emptied, the planner
takes a scan for as cheap.

Times with other offsets are never equal in Cypher, and are ordered by offset where the instants
are the same: they are compared in UTC, and the index is asked for a second more.
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
// $$since: string or null, ISO 8601 with offset
// $$until: string or null, ISO 8601 with offset
// $$where: list of maps, name, operator, text, texts, number, time
// $$agents: list of strings or null, keys of agents that it is bound to
// $$software: list of strings or null, keys of software agents that it ran with
// $$sort: string, time (newest first), name or id
// $$skip: integer, how many to leave out
// $$limit: integer, how many at most
${match}
WHERE NOT x:Unknown
  AND ($$kind IS NULL OR $$kind IN labels(x)
    OR ($$kind = 'Unknown' AND NOT x:Entity AND NOT x:Activity AND NOT x:Agent))
  AND ($$types IS NULL OR any(t IN [] + coalesce(x.type, []) + labels(x) WHERE t IN $$types))
  AND ($$name IS NULL OR x.name =~ $$name)
  AND ($$status IS NULL OR $$status IN [] + x.`ctapipe:status`)
  AND ($$role IS NULL OR EXISTS { (x)-[r:USED|WAS_GENERATED_BY]-() WHERE $$role IN [] + r.role })
  AND ($$agents IS NULL OR EXISTS {
    (x)-[:WAS_ASSOCIATED_WITH|WAS_ATTRIBUTED_TO]->(a) WHERE a.key IN $$agents })
  AND ($$software IS NULL
    OR EXISTS { (x)-[:WAS_ASSOCIATED_WITH]->(s:SoftwareAgent) WHERE s.key IN $$software }
    OR EXISTS { (x)-[:WAS_CONFIGURED_BY]->(:Collection)-[:HAD_MEMBER]->(s:SoftwareAgent)
      WHERE s.key IN $$software })
  AND all(c IN $$where WHERE any(v IN [w IN [] + x[c.name] | CASE
      WHEN w STARTS WITH '<' THEN substring(w, 1, size(w) - 2)
      WHEN w STARTS WITH '"' THEN substring(w, 1, size(w) - 2 - size(split(w, '"')[-1]))
      ELSE w END]
    WHERE any(p IN [CASE
        WHEN valueType(v) ENDS WITH 'DATETIME NOT NULL'
        THEN [datetime({datetime: v, timezone: 'Z'}), datetime(c.time)]
        WHEN c.number IS NOT NULL AND toFloatOrNull(v) IS NOT NULL
          AND (v IS NOT :: STRING OR NOT v IN [] + x[c.name])
        THEN [CASE WHEN v IS :: STRING THEN toFloat(v) ELSE v END, c.number]
        ELSE [toStringOrNull(v), c.text] END]
      WHERE CASE c.operator
        WHEN '=' THEN p[0] = p[1] OR v IN c.texts
        WHEN '!=' THEN NOT (p[0] = p[1] OR v IN c.texts)
        WHEN '<' THEN p[0] < p[1]
        WHEN '<=' THEN p[0] <= p[1]
        WHEN '>' THEN p[0] > p[1]
        ELSE p[0] >= p[1] END)))
WITH x, [t IN reduce(all = [], t IN [[] + x.startTime]
      + [(x)-[:WAS_GENERATED_BY]->(a:Activity) WHERE x.startTime IS NULL | [] + a.endTime]
    | all + coalesce(t, []))
  WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'] AS times
WHERE ($$since IS NULL AND $$until IS NULL)
  OR any(t IN [t IN times | datetime({datetime: t, timezone: 'Z'})]
    WHERE coalesce(t >= datetime($$since), true) AND coalesce(t < datetime($$until), true))
WITH x, CASE WHEN size(times) < 2 THEN times[0] ELSE reduce(last = times[0], t IN times |
  CASE WHEN datetime(t) > datetime(last) THEN t ELSE last END) END AS time
WITH x, time ORDER BY
  CASE $$sort WHEN 'time' THEN coalesce(datetime(time), datetime('0000-01-01')) END DESC,
  CASE $$sort WHEN 'name' THEN x.name END, x.uri
SKIP $$skip LIMIT $$limit
RETURN [x.key, x.uri, labels(x), x.label, x.name, x.type, null, toString(time)] AS row
""")

_WAYS = {
    "named": (
        "of a name",
        "// $exact: string, the name\n",
        "MATCH (x:Element {name: $exact}) USING INDEX SEEK x:Element(name)\nWITH x",
    ),
    "beginning": (
        "whose name begins so",
        "// $beginning: string, the beginning of the name\n",
        """\
MATCH (x:Element) USING INDEX SEEK x:Element(name)
WHERE x.name STARTS WITH $beginning
WITH x""",
    ),
    "ending": (
        "whose name ends so",
        "// $ending: string, the ending of the name\n",
        """\
MATCH (x:Element) USING TEXT INDEX x:Element(name)
WHERE x.name ENDS WITH $ending
WITH x""",
    ),
    "containing": (
        "whose name contains this",
        "// $containing: string, a part of the name\n",
        """\
MATCH (x:Element) USING TEXT INDEX x:Element(name)
WHERE x.name CONTAINS $containing
WITH x""",
    ),
    "configured": (
        "that were configured so",
        "// $settings: list of strings, the keys of settings\n",
        """\
MATCH (setting:Setting) WHERE setting.key IN $settings
MATCH (setting)<-[:SETS]-(document:Document)
MATCH (:Element {key: document.id})<-[:WAS_CONFIGURED_BY]-(x:Activity)
WITH DISTINCT x""",
    ),
    "ran": (
        "that ran with software",
        "",
        """\
CALL () {
  MATCH (one:Element) WHERE one.key IN $software
  MATCH (one)<-[:WAS_ASSOCIATED_WITH]-(x:Activity)
  RETURN x
  UNION
  MATCH (one:Element) WHERE one.key IN $software
  MATCH (one)<-[:HAD_MEMBER]-(:Collection)<-[:WAS_CONFIGURED_BY]-(x:Activity)
  RETURN x
}
WITH x""",
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
  WITH datetime($since) - duration('PT1S') AS first, datetime($until) + duration('PT1S') AS last
  MATCH (x:Activity) WHERE first <= x.startTime <= last RETURN x
  UNION
  WITH localdatetime(datetime($since)) AS first, localdatetime(datetime($until)) AS last
  MATCH (x:Activity) WHERE first <= x.startTime <= last RETURN x
  UNION
  MATCH (x:Activity) WHERE x.startTime >= [datetime('0001-01-01')] RETURN x
  UNION
  MATCH (x:Activity) WHERE x.startTime >= [localdatetime('0001-01-01')] RETURN x
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

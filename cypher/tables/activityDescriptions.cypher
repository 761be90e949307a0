// Rows of the table activityDescriptions: how activities with a name and version work.
MATCH (n:ActivityDescription)
RETURN n.key AS row, labels(n) AS labels, n {.uri, .label, .`voprov:name`, .`prov:name`,
  .`voprov:version`, .`voprov:description`, .`voprov:type`, .`voprov:subtype`, .`voprov:docurl`,
  .`provgraph:row`} AS props, {} AS refs
ORDER BY n.label, n.`voprov:version`, n.uri

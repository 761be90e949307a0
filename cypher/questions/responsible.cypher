// Who is responsible for a file: the agents that it is attributed to.
// $name: element, the file's name
MATCH (file:Entity:Element {name: $name})-[:WAS_ATTRIBUTED_TO]->(agent:Agent)
RETURN DISTINCT agent.label AS agent, agent.uri AS id ORDER BY agent

MATCH (agent:Element) WHERE agent.key IN $conditions.agents
MATCH (agent)<-[:WAS_ASSOCIATED_WITH|WAS_ATTRIBUTED_TO]-(x:Element)
WITH DISTINCT x

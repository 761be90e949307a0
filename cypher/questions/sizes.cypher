// How many documents, entities, activities and agents the store has.
RETURN COUNT { (:Document) } AS documents, COUNT { (:Entity) } AS entities,
  COUNT { (:Activity) } AS activities, COUNT { (:Agent) } AS agents

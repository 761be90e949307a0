// Keep describers away until the transaction ends; others can share this.
// The node of the schema stands for the descriptions: it is there as long as the store.
MERGE (:Schema:Store {name: 'provgraph'})

"""The graph: what PROV looks like in Neo4j, and the way there and back."""

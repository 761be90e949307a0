"""The alternatives to the local server, which every failure of it names."""

OTHER_WAYS = (
    "Or use another server: set NEO4J_URI and NEO4J_PASSWORD; with Docker, "
    "'docker run -d -p 7687:7687 -e NEO4J_AUTH=neo4j/<password> neo4j:5.26' starts one."
)

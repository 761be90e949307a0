"""Tests of a store in a real Neo4j."""

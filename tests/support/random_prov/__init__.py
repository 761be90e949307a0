"""Random PROV documents, and what each question about them should answer.

Nothing here asks provgraph: documents are plain Python values, written as PROV-N and PROV-JSON
by writers of their own. What is expected follows PROV-DM, PROV-CONSTRAINTS and docs/lineage.md,
computed with networkx.
"""

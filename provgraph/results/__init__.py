"""Every answer of the store: frozen, typed, with its JSON and its JSON Schema."""

MODULES = (
    "lineage",
    "nodes",
    "element",
    "find",
    "jobs",
    "logs",
    "push",
    "paths",
    "impact",
    "why",
    "cost",
    "diff",
    "sets_diff",
    "checks",
    "stats",
    "configuration",
    "doctor",
    "documents",
    "tables",
    "settings",
    "access",
    "receipts",
    "base",
    "frames",
)
"""The modules that define the types; the others give them their forms."""

"""Forgetting: a person's names become a pseudonym in all that the store holds."""

from provgraph.forgetting.steps import Progress, forget, preview

__all__ = ["Progress", "forget", "preview"]

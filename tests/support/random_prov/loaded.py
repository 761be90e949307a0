"""Histories in a store, and what their documents say."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tests.support.random_prov.facts import Facts, document_name
from tests.support.random_prov.text import content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from provgraph.store import Store
    from tests.support.random_prov.statements import History


@dataclass(frozen=True)
class Loaded:
    """A history in the store: what it says there, and the ids of its documents by place.

    A thorough one is asked of all its elements, so that a fault stays when it is made smaller.
    """

    store: Store
    history: History
    ids: Mapping[int, str]
    thorough: bool = False

    @cached_property
    def facts(self) -> Facts:
        """What the history's documents say."""
        return Facts.of([self.history])

    @cached_property
    def elements(self) -> list[str]:
        """The URIs of all elements."""
        return sorted(self.facts.elements)

    def chance(self, question: str) -> random.Random:
        """Return the chances for a question: the same in each run."""
        return random.Random(f"{question} {self.history.number}")  # noqa: S311  # not for secrets

    def some(self, question: str, count: int) -> list[str]:
        """Return some elements to ask a question of."""
        if self.thorough:
            return self.elements
        return self.chance(question).sample(self.elements, min(count, len(self.elements)))


@dataclass(frozen=True)
class LoadedTogether:
    """All histories in a store, and nothing else there."""

    store: Store
    each: Sequence[Loaded]

    @cached_property
    def facts(self) -> Facts:
        """What the documents of all histories say."""
        return Facts.of([loaded.history for loaded in self.each])


def load(store: Store, histories: Iterable[History], *, thorough: bool = False) -> LoadedTogether:
    """Take all steps of histories in an empty store."""
    each = [_load_steps(store, history, thorough=thorough) for history in histories]
    return LoadedTogether(store, each)


def _load_steps(store: Store, history: History, *, thorough: bool) -> Loaded:
    ids: dict[int, str] = {}
    for step in history.steps:
        if step.action == "load":
            ids[step.document] = _load(store, history, step.document)
        else:
            store.delete(ids.pop(step.document))
    return Loaded(store, history, ids, thorough)


def _load(store: Store, history: History, number: int) -> str:
    result = store.load(
        content(history, number),
        name=document_name(history, number),
        format=history.documents[number].format,
    )
    return result.documents[0]

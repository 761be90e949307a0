"""All questions, and what is wrong with their answers."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from provgraph.errors import ProvgraphError
from tests.support.random_prov import (
    ask_export,
    ask_find,
    ask_lineage,
    ask_paths,
    ask_stats,
    ask_why,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.support.random_prov.loaded import Loaded, LoadedTogether

Asked = TypeVar("Asked")

OF_EACH: Mapping[str, Callable[[Loaded], Iterator[str]]] = MappingProxyType(
    {
        "lineage": ask_lineage.whole,
        "both directions": ask_lineage.both,
        "depths": ask_lineage.depths,
        "depth": ask_lineage.depth,
        "until": ask_lineage.until,
        "limit": ask_lineage.limit,
        "documents and bundles": ask_lineage.restricted,
        "path": ask_paths.path,
        "common": ask_paths.common,
        "roots": ask_paths.roots,
        "leaves": ask_paths.leaves,
        "impact": ask_paths.impact,
        "makers": ask_why.makers,
        "recipe": ask_why.recipe,
        "offsets": ask_why.offsets,
        "find": ask_find.conditions,
        "find without": ask_find.without,
        "export of documents": ask_export.documents,
        "export of selections": ask_export.selections,
        "export of lineages": ask_export.lineages,
    }
)
"""Questions of one history."""

OF_ALL: Mapping[str, Callable[[LoadedTogether], Iterator[str]]] = MappingProxyType(
    {
        "stats": ask_stats.counts,
        "unconnected": ask_stats.unconnected,
        "starts": ask_stats.starts,
        "durations": ask_stats.durations,
        "export of all": ask_export.everything,
    }
)
"""Questions of a whole store."""


class Fault(NamedTuple):
    """What is wrong with an answer, and the history that it is about; `None` for all."""

    question: str
    seed: int | None
    text: str

    def __str__(self) -> str:
        """Return it with the command that makes it small."""
        seed = "" if self.seed is None else f" --seed {self.seed} --cases 1"
        command = f"python -m tests.faults answers --question '{self.question}'{seed}"
        return f"{self.text}\n    smaller: {command}"


def faults(question: str, together: LoadedTogether) -> Iterator[Fault]:
    """Ask a question of all histories in a store; yield what is wrong with the answers."""
    if question in OF_ALL:
        for text in _texts(OF_ALL[question], together):
            yield Fault(question, None, text)
        return
    for loaded in together.each:
        if not loaded.elements:
            continue
        for text in _texts(OF_EACH[question], loaded):
            yield Fault(question, loaded.history.number, text)


def _texts(ask: Callable[[Asked], Iterator[str]], asked: Asked) -> Iterator[str]:
    try:
        yield from ask(asked)
    except ProvgraphError as error:
        yield f"refused: {error}"
    except Exception as error:  # noqa: BLE001  # a traceback is an answer, too: a wrong one
        yield f"{type(error).__name__}: {error}"

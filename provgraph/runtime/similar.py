"""Similar words: what a person may have meant by one that is not known."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN = 5
_LEAST_LIKENESS = 0.6


def similar(word: str, known: Iterable[str]) -> list[str]:
    """Return the known words that are most like a word, in any case, or of which it is a part."""
    by_folded: dict[str, str] = {}
    for each in sorted(set(known)):
        by_folded.setdefault(each.casefold(), each)
    folded = word.casefold()
    near = get_close_matches(folded, by_folded, _SHOWN, _LEAST_LIKENESS)
    holding = [each for each in by_folded if folded and folded in each and each not in near]
    return [by_folded[each] for each in (*near, *holding)][:_SHOWN]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the question for a word that is not known, or else which words there are."""
    words = sorted(set(known))
    near = similar(word, words)
    if near:
        return f"did you mean {', '.join(near[:-1])}{' or ' * (len(near) > 1)}{near[-1]}?"
    if not words:
        return "the store has none"
    more = f" and {len(words) - _SHOWN:,} more" if len(words) > _SHOWN else ""
    return f"the store has {', '.join(words[:_SHOWN])}{more}"

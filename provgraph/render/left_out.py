"""What an answer left out, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provgraph.results.paths import RootsOrLeaves


def left_out(number: int, *, at_most: int | None = None) -> Iterator[str]:
    """Yield the line on bookkeeping entities that are not shown, if there are any."""
    if number:
        count = f"{number:,} or more" if number == at_most else f"{number:,}"
        verb = "is" if number == 1 else "are"
        noun = "bookkeeping entity" if number == 1 else "bookkeeping entities"
        yield f"{count} {noun} {verb} left out: --all-entities"


def left_out_of_ends(answer: RootsOrLeaves) -> Iterator[str]:
    """Yield the lines on what roots or leaves leave out."""
    yield from left_out(answer.left_out)
    if answer.unspecified:
        ends = plural(answer.unspecified, "end")
        yield f"{ends} of relations that documents do not specify left out"

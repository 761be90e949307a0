"""Implied relations: what the further arguments of a relation say by PROV-CONSTRAINTS.

They are relationships of types of their own, which belong to the documents whose relations
imply them: lineage follows them, an export never writes them. The inferences are numbered as in
PROV-CONSTRAINTS (W3C Recommendation, 2013), section 5.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, TypeAlias

from provgraph.model.relations import MENTION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Implied: TypeAlias = "tuple[str, str, str]"
"""Type, effect and cause; the ends are keys."""


def implied_row(reltype: str, scope: str, effect: str, cause: str) -> dict[str, Any]:
    """Return the row that writes an implied relation; alike ones of all documents are one."""
    encoded = repr((reltype, scope, effect, cause)).encode("utf-8", "surrogatepass")
    key = hashlib.blake2b(encoded, digest_size=16).hexdigest()
    ends = {"key": key, "from": effect, "to": cause}
    return {**ends, "props": {"scope": scope}, "zoned": {}, "local": {}}


def implied(name: str, start: str, third: str, ends: Sequence[str | None]) -> Iterator[Implied]:
    """Yield what a relation implies by its argument `third`.

    `start` is the node where the relation begins, `ends` are its ends, `None` if not given:
    nothing follows from an end that no document names.
    """
    yield MENTION.type, start, third
    effect, cause = ends
    if effect is not None:
        yield from _implied(name, effect, third, cause)


def _implied(name: str, effect: str, third: str, cause: str | None) -> Iterator[Implied]:
    if name == "wasDerivedFrom":  # inference 11
        yield "IMPLIED_GENERATION", effect, third
        if cause is not None:
            yield "IMPLIED_USAGE", third, cause
    elif name == "actedOnBehalfOf":  # inference 14
        yield "IMPLIED_ASSOCIATION", third, effect
        if cause is not None:
            yield "IMPLIED_ASSOCIATION", third, cause
    elif name in {"wasStartedBy", "wasEndedBy"} and cause is not None:  # inferences 9 and 10
        yield "IMPLIED_GENERATION", cause, third

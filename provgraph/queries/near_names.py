"""Near names: what a person may have meant by a name that nothing has.

A mistake leaves a part of a name as it is: its beginning, its ending, or one third of it. A few
names for each such part are compared with what was typed, so the cost has a limit in stores of
any size.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple, Self

from provgraph.graph.prefixes import uris
from provgraph.model.names import BREAK, clean, split
from provgraph.model.relations import kind_of
from provgraph.runtime.escape import escape_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from provgraph.graph.connection import Connection
    from provgraph.model.relations import Kind

EMPTY = "the store is empty: load provenance first, with provgraph load FILE"
_SHOWN = 5
_PREFIXES = 20
_LEAST_LIKENESS = 0.6
_FARTHER = 0.15
"""What is less like than the nearest by more is not shown."""
_OF_LAST_PART, _IN_FOLDER = 0.9, 0.7
_LONGEST = 200
"""What is compared is no longer: the time grows with the square."""
_SHORTEST_PART = 3
"""The index is made of parts of three characters."""
_PREFIX = re.compile(r"([^\W\d_][\w.-]*):(?![/\\])[^:]+")
_SELECTORS = (
    "a selector is a full URI, prefix:name, a path, LFN or URL, a file name or label, the first "
    "6 characters of a UUID, the ending of a name, the beginning of a URI, or latest:NAME"
)
_SCHEMES = frozenset({"urn", "doi", "ark", "mailto", "tag", "sha256", "latest", "file", "lfn"})


def explanation(connection: Connection, text: str) -> str:
    """Return why nothing has the name `text`, and what to do next."""
    if is_empty(connection):
        return EMPTY
    reasons = [_unknown_prefix(connection, text), _nearest(connection, text)]
    return "; ".join(filter(None, reasons)) or _SELECTORS


def is_empty(connection: Connection) -> bool:
    """Return whether the store holds no element."""
    return bool(connection.read_rows("select/is_empty")[0]["empty"])


def near_names(connection: Connection, text: str) -> list[tuple[str, Kind]]:
    """Return the names that are most like `text`, the nearest first, with their kinds."""
    target = _Wanted.of(text)
    rows = connection.read_rows(
        "select/near", beginnings=_beginnings(target.last), parts=target.parts()
    )
    nearest: dict[str, tuple[float, Kind]] = {}
    for row in rows:
        likeness, _, name = max((target.likeness(n), -len(n), n) for n in split(row["names"]))
        nearest[name] = (likeness, kind_of(row["labels"]))
    ranked = sorted(nearest.items(), key=lambda item: (-item[1][0], item[0]))
    least = max([_LEAST_LIKENESS, *(like - _FARTHER for _, (like, _) in ranked[:1])])
    return [(name, kind) for name, (likeness, kind) in ranked if likeness >= least][:_SHOWN]


def _nearest(connection: Connection, text: str) -> str:
    lines = [f"\n  {escape_line(name)}  ({kind})" for name, kind in near_names(connection, text)]
    return f"did you mean{' one of these' if len(lines) > 1 else ''}:{''.join(lines)}" * bool(lines)


def _unknown_prefix(connection: Connection, text: str) -> str:
    prefix = _PREFIX.fullmatch(text)
    if prefix is None or prefix[1] in _SCHEMES or len(uris(connection, text)) > 1:
        return ""
    rows = connection.read_rows("select/prefixes", limit=_PREFIXES + 1)
    return f"no document declares the prefix {prefix[1]!r}{_known([r['prefix'] for r in rows])}"


def _known(prefixes: Sequence[str]) -> str:
    more = ", …" if len(prefixes) > _PREFIXES else ""
    return f" (known: {', '.join(prefixes[:_PREFIXES])}{more})" if prefixes else ""


class _Wanted(NamedTuple):
    """What was typed, and its last part: what follows separators and a prefix."""

    text: str
    last: str

    @classmethod
    def of(cls, text: str) -> Self:
        name = clean(text)[:_LONGEST].rstrip("/\\")
        prefixed = _PREFIX.fullmatch(name)
        return cls(name, _last_part(name.partition(":")[2] if prefixed else name))

    def parts(self) -> list[str]:
        """Return the texts of which a name that was meant may hold one."""
        parts = {*_parts(self.last), *_parts(self.text), f"{BREAK}{self.text}/"}
        return sorted(part for part in parts if len(part) >= _SHORTEST_PART)

    def likeness(self, name: str) -> float:
        """Return how much a name is like the text, or less so like its last part; 1 is equal."""
        if name.startswith(f"{self.text}/"):
            return _IN_FOLDER
        name, text, last = (each[:_LONGEST].casefold() for each in (name, *self))
        return max(_ratio(name, text), _OF_LAST_PART * _ratio(_last_part(name), last))


def _beginnings(name: str) -> list[str]:
    """Return the beginnings of a name, as typed and in small letters."""
    lengths = range(min(len(name), 40), 1, -1)
    return list(dict.fromkeys(way[:n] for way in (name, name.lower()) for n in lengths))


def _parts(name: str) -> Iterator[str]:
    """Yield endings of a name, the beginnings that only an index of all names has, and thirds."""
    for way in {name, name.lower()}:
        yield from (way[start:] + BREAK for start in {0, 1, len(way) // 3, len(way) // 2})
        yield BREAK + way[: max(len(way) // 2, 2)]
        third = len(way) // 3
        if third >= _SHORTEST_PART:
            yield from (way[start : start + third] for start in (0, third, 2 * third))


def _last_part(name: str) -> str:
    return re.split(r"[/\\]", name)[-1]


def _ratio(name: str, wanted: str) -> float:
    matcher = SequenceMatcher(a=name, b=wanted, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _LEAST_LIKENESS else 0.0

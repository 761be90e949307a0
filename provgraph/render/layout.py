"""Lines fitted to a terminal: prefixes for namespaces, tables that stay readable, colours."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from provgraph.render.names import short
from provgraph.runtime.escape import escape_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_GAP = "  "
_NARROWEST = 12
"""A column that has to be narrower makes a table unreadable; its rows become records."""

_SHORT = 23
"""A column of at most that width is never cut, such as one of times."""

_TREE = re.compile(r"^[│ ]*[├└]─ ")
_URI = re.compile(r"[a-zA-Z][\w+.-]*:[^\s\]\"'<>]+")
_UUID = re.compile(r"\burn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_NODE = re.compile(r"\[(?:entity|activity|agent|unknown) (?P<id>[^\]]+)\]")
_LOCAL = re.compile(r"[^\s:/#?]+")
_BOLD, _DIM, _RED, _GREEN, _YELLOW, _CYAN = "1", "2", "31", "32", "33", "36"
_COLOURS = (
    (re.compile(r"^[│ ]*[├└]─ "), _DIM),
    (re.compile(r"(?<=─ )(← )?\w+(, \w+)*(?= )"), _CYAN),
    (re.compile(r"\[(?:entity|activity|agent|unknown)\b[^\]]*\]"), _DIM),
    (re.compile(r"(?:  ! |^  (?:marked|tainted)).*$"), _RED),
    (re.compile(r"^problem\b|^failed\b"), _RED),
    (re.compile(r"^warning\b"), _YELLOW),
    (re.compile(r"^ok\b"), _GREEN),
)
"""What is coloured, in the order of precedence."""


class Row(str):
    """A line of a table, which knows its cells."""

    __slots__ = ("cells",)
    cells: tuple[str, ...]

    @classmethod
    def of(cls, line: str, cells: Iterable[str]) -> Row:
        """Return a line with its cells."""
        row = cls(line)
        row.cells = tuple(cells)
        return row


def fitted(lines: Iterable[str], width: int, prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield lines as wide as a terminal; the head of a table is the first of its rows."""
    shortened = shortener(prefixes)
    for columns, group in groupby(lines, key=_columns):
        if columns:
            cells = [[shortened(escape_line(cell)) for cell in _cells(row)] for row in group]
            yield from table(cells, width)
        else:
            for line in group:
                text = shortened(escape_line(line))
                yield _branch(text, width) if _TREE.match(text) else text


def _columns(line: str) -> int:
    return len(line.cells) if isinstance(line, Row) else 0


def _cells(line: str) -> tuple[str, ...]:
    assert isinstance(line, Row)  # noqa: S101  # grouped by their number of cells
    return line.cells


def table(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Yield rows in columns of that width altogether, or as records where they do not fit."""
    natural = [max(map(len, column)) for column in zip(*rows, strict=True)]
    widths = _widths(natural, width - len(_GAP) * (len(natural) - 1))
    if widths is None:
        yield from _records(rows)
        return
    for row in rows:
        cells = (cut(cell, size).ljust(size) for cell, size in zip(row, widths, strict=True))
        yield _GAP.join(cells).rstrip()


def _widths(natural: Sequence[int], room: int) -> list[int] | None:
    """Return the widths of columns of which the wide ones are cut; `None` if that is not enough."""
    for limit in range(max(natural), _NARROWEST - 1, -1):
        widths = [each if each <= _SHORT else min(each, max(limit, 1)) for each in natural]
        if sum(widths) <= room:
            return widths
    return list(natural) if sum(natural) <= room else None


def _records(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    head = rows[0]
    size = max(map(len, head))
    for number, row in enumerate(rows[1:]):
        if number:
            yield ""
        for name, cell in zip(head, row, strict=True):
            if cell:
                yield f"{name.ljust(size)}{_GAP}{cell}"


def _branch(line: str, width: int) -> str:
    """Return a line of a tree on one line: first its id is cut, then its middle."""
    excess = len(line) - width
    if excess > 0 and (node := _NODE.search(line)):
        size = max(len(node["id"]) - excess, _NARROWEST)
        line = line[: node.start("id")] + cut(node["id"], size) + line[node.end("id") :]
    return cut(line, width)


def cut(text: str, width: int) -> str:
    """Return a text that is too wide without its middle: names differ at their ends."""
    if len(text) <= width:
        return text
    begin = (width - 1) // 2
    return f"{text[:begin]}…{text[len(text) - (width - 1 - begin) :]}" if width > 1 else "…"


class shortener:  # noqa: N801  # used as a function
    """Writes the URIs of a line with prefixes, where the rest is a name."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        """Take prefix → namespace; of nested namespaces, the longest counts."""
        pairs = ((namespace, prefix) for prefix, namespace in prefixes.items() if namespace)
        self._namespaces = sorted(pairs, key=lambda pair: len(pair[0]), reverse=True)

    def __call__(self, text: str) -> str:
        """Return the text with prefixes; of a UUID, the beginning selects it."""
        if ":" not in text:
            return text
        text = _UUID.sub(lambda match: short(match[0]), text)
        return _URI.sub(lambda match: self._short(match[0]), text)

    def _short(self, uri: str) -> str:
        for namespace, prefix in self._namespaces:
            if uri.startswith(namespace) and _LOCAL.fullmatch(uri, len(namespace)):
                return f"{prefix}:{uri[len(namespace) :]}"
        return uri


def coloured(line: str) -> str:
    """Return a line with its parts in colours; the head of a table is bold."""
    if line.isupper() and (_GAP in line or line.isalpha()):
        return f"\x1b[{_BOLD}m{line}\x1b[0m"
    for pattern, colour in _COLOURS:
        line = pattern.sub(f"\x1b[{colour}m\\g<0>\x1b[0m", line)
    return line

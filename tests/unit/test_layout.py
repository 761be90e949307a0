"""Lines fitted to a terminal: one line an element, readable tables, prefixes, colours."""

from __future__ import annotations

import re

import pytest

from provgraph.render import layout, text
from provgraph.render.layout import Row, coloured, cut, fitted

PREFIXES = {"ex": "http://example.org/", "run": "http://example.org/run#"}
URI = "http://example.org/a/very/long/path/that/does/not/fit/into/eighty/columns/of/text/file.h5"
BRANCH = f"│  ├─ used (input) file.h5  [entity {URI}]  ! tainted by run 5"
WIDTHS = pytest.mark.parametrize("width", [80, 120])


def plain(line: str) -> str:
    """Return a line without its colours."""
    return re.sub(r"\x1b\[\d+m", "", line)


@WIDTHS
def test_a_branch_of_a_tree_is_one_line(width: int) -> None:
    """Its id is cut; label, kind and mark stay."""
    (line,) = fitted([BRANCH], width, {})
    assert len(line) <= width
    assert line.startswith("│  ├─ used (input) file.h5  [entity http")
    assert line.endswith("]  ! tainted by run 5")


@WIDTHS
def test_a_branch_that_fits_stays(width: int) -> None:
    """Nothing is cut without need, nor lines that are not of a tree."""
    lines = ["└─ used a.h5  [entity a]", "reason: " + "word " * 60]
    assert list(fitted(lines, width, {})) == lines


@WIDTHS
def test_a_table_fits_and_its_short_columns_stay(width: int) -> None:
    """Times are whole; of the wide columns, the middle is cut, so that both ends are seen."""
    rows = [("NAME", "TIME", "ID"), (f"begin{'x' * 90}end", "2026-11-22T06:14:01", URI)]
    head, row = fitted(text.table(rows), width, {})
    assert max(len(head), len(row)) <= width
    assert head.split() == ["NAME", "TIME", "ID"]
    assert " 2026-11-22T06:14:01 " in row
    name, _, id_ = row.split()
    assert (name[:5], name[-3:], id_[-7:]) == ("begin", "end", "file.h5")


def test_a_table_of_many_columns_becomes_records() -> None:
    """One line for each cell, with the name of its column; empty cells are left out."""
    rows = [[f"column{n}" for n in range(9)], [*"abcdefgh" * 1, "x" * 40], ["y" * 30] * 8 + [""]]
    lines = list(fitted(text.table(rows), 80, {}))
    assert lines[:2] == ["column0  a", "column1  b"]
    assert lines[8:10] == [f"column8  {'x' * 40}", ""]
    assert lines[-1] == f"column7  {'y' * 30}"
    assert len(list(fitted(text.table(rows), 400, {}))) == 3


@pytest.mark.parametrize(
    ("line", "short"),
    [
        ("id  http://example.org/file", "id  ex:file"),
        ("http://example.org/run#5 → x", "run:5 → x"),
        ("http://example.org/a/b", "http://example.org/a/b"),
        ("http://example.org/", "http://example.org/"),
        ("[entity urn:uuid:c66222ec-4b09-413d-8f77-fbe3a556ead3]", "[entity c66222ec]"),
        ("at 06:14:01 in a:b", "at 06:14:01 in a:b"),
    ],
)
def test_uris_are_written_with_prefixes(line: str, short: str) -> None:
    """The longest namespace counts, and only a name may follow; UUIDs by their beginning."""
    assert list(fitted([line], 80, PREFIXES)) == [short]


def test_control_characters_are_escaped_first() -> None:
    """A cell cannot colour the terminal or forge a line."""
    assert list(fitted(["a\x1b[31m\nb", Row.of("x", ["c\n", "\x1b"])], 80, {})) == [
        r"a\x1b[31m\nb",
        r"c\n  \x1b",
    ]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("NAME  KIND  ID", ["\x1b[1mNAME  KIND  ID\x1b[0m"]),
        (
            BRANCH,
            ["\x1b[2m│  ├─ \x1b[0m", f"\x1b[2m[entity {URI}]", "\x1b[31m  ! tainted by run 5"],
        ),
        ("problem  disk: full", ["\x1b[31mproblem\x1b[0m"]),
        ("warning  home: open", ["\x1b[33mwarning\x1b[0m"]),
    ],
)
def test_colours_add_nothing_else(line: str, parts: list[str]) -> None:
    """Heads are bold, marks red, ids dim; without the colours the line is the same."""
    painted = coloured(line)
    assert all(part in painted for part in parts), painted
    assert plain(painted) == line


def test_text_is_cut_in_the_middle() -> None:
    """Both ends stay; what fits is not cut."""
    assert [cut("abcdefghij", width) for width in (10, 7, 4, 2, 1)] == [
        "abcdefghij",
        "abc…hij",
        "a…ij",
        "…j",
        "…",
    ]


def test_what_is_too_narrow_for_the_narrowest_column() -> None:
    """The number of columns decides, not the text that happens to be in them."""
    assert layout._widths([10, 30], 30) == [10, 20]  # noqa: SLF001  # its limits
    assert layout._widths([30, 30], 20) is None  # noqa: SLF001

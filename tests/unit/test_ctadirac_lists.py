"""Lists of logical file names as jobs write them: taken, or refused with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from provgraph.ctadirac.add import lfns_of
from provgraph.errors import ReadError

DIRAC = Path(__file__).parents[1] / "data" / "cases" / "jobs" / "dirac"
C = "/vo.example/prod6/c.h5"

TAKEN = {
    "blank": [C],
    "bom": [C],
    "comma": [C, "/vo.example/prod6/d.h5"],
    "comment": [C],
    "crlf": [C],
    "double": [C],
    "dup": [C],
    "empty": [],
    "json": [C],
    "list": [C],
    "lower": [C],
    "nonl": [C],
    "quoted": [C],
    "se": [C],
}


@pytest.mark.parametrize("name", TAKEN)
def test_odd_lists_are_taken(name: str) -> None:
    """Whatever stands around the names, they are the names; only a storage element is noted."""
    file = str(DIRAC / f"odd_{name}" / "output_lfns.txt")
    notes: list[str] = []
    assert lfns_of([file], notes) == TAKEN[name]
    assert notes == (
        [f"{file}: line 1: the storage element SE-1 is not used: the catalogue has it"]
        if name == "se"
        else []
    )


@pytest.mark.parametrize("name", ["noslash", "pfn"])
def test_what_is_no_name_is_refused(name: str) -> None:
    """A relative path and a physical name are refused, with file and line."""
    file = str(DIRAC / f"odd_{name}" / "output_lfns.txt")
    with pytest.raises(ReadError, match=r"line 1: .* is not a logical file name") as caught:
        lfns_of([file], [])
    assert str(caught.value).count(file) == 1


NEIGHBOURS: dict[str, list[str]] = {
    "/a/b.h5,/a/c.h5\n": ["/a/b.h5", "/a/c.h5"],
    "/a/b.h5 ; LFN:/a/c.h5,\n/a/d.h5\n": ["/a/b.h5", "/a/c.h5", "/a/d.h5"],
    '"/a/b.h5", "/a/c.h5"\n': ["/a/b.h5", "/a/c.h5"],
    "'LFN:/a/b.h5'\n": ["/a/b.h5"],
    '[\n  "/a/b.h5",\n  "LFN:/a/c.h5"\n]\n': ["/a/b.h5", "/a/c.h5"],
    "('/a/b.h5',)": ["/a/b.h5"],
    "[]": [],
    "['/a/b.h5']\n['/a/c.h5']\n": ["/a/b.h5", "/a/c.h5"],
    "/a/b.h5\tCC-IN2P3-Disk\n/a/c.h5  DESY-ZN-USER\n": ["/a/b.h5", "/a/c.h5"],
    "  # only a comment\n": [],
}


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", NEIGHBOURS, ids=repr)
def test_other_spellings_are_taken(text: str, codec: str, tmp_path: Path) -> None:
    """Separators, quotes, lists and columns, in any encoding that says what it is."""
    file = tmp_path / "lfns.txt"
    file.write_bytes(text.encode(codec))
    assert lfns_of([str(file)], []) == NEIGHBOURS[text]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("/a/b.h5\n/a/c,d.h5\n", "line 2: '/a/c,d.h5': is it one name or several"),
        ("/a/my file.h5\n", "line 1: '/a/my file.h5': a logical file name has no blanks"),
        ("/a/b SE-1\n", "line 1: '/a/b SE-1': a logical file name has no blanks"),
        ("/a/b.h5 SE-1 100\n", "line 1: .* has no blanks"),
        ("SE-1 /a/b.h5\n", "line 1: .* is not a logical file name"),
        ("[1, 2]\n", "is not a list of logical file names"),
        ("['/a/b.h5'\n", "is not a list of logical file names"),
        ('{"lfn": "/a/b.h5"}\n', "line 1: .* is not a logical file name"),
        ("/a/b.h5\n['c.h5']\n", "line 2: 'c.h5' is not a logical file name"),
    ],
)
def test_what_is_ambiguous_is_refused(text: str, reason: str, tmp_path: Path) -> None:
    """Nothing is guessed: file, line and what stands there are in the message."""
    file = tmp_path / "lfns.txt"
    file.write_text(text)
    with pytest.raises(ReadError, match=reason) as caught:
        lfns_of([str(file)], [])
    assert str(caught.value).startswith(f"{file}: ")


def test_names_on_the_command_line_are_read_like_lines() -> None:
    """Several names in one word, too."""
    assert lfns_of(["/a/b.h5,/a/c.h5", "LFN:/a/d.h5"], []) == ["/a/b.h5", "/a/c.h5", "/a/d.h5"]
    with pytest.raises(ReadError, match=r"the argument: .*is it one name or several"):
        lfns_of(["/a/b.h5,c"], [])

"""Texts from documents: they cannot command a terminal or spreadsheet, or forge a line."""

from __future__ import annotations

import json

import pytest

from provgraph.runtime.escape import csv_safe, escape_json, escape_line, escape_terminal, storable

ODD = "a\x1b[2J\x9b\u202e\x7f\n\tb"


def test_visible_is_one_printable_line() -> None:
    """All that is unprintable is spelled out, line breaks too."""
    assert escape_line(ODD) == r"a\x1b[2J\x9b\u202e\x7f\n\tb"
    assert escape_line("\ud800") == r"\ud800"


def test_a_name_that_is_not_utf_8() -> None:
    """Its bytes are spelled out, alike in the store and on the terminal; other text stays."""
    name = b"caf\xe9 \xff.provn".decode("utf-8", "surrogateescape")
    assert storable(name) == escape_line(name) == r"caf\xe9 \xff.provn"
    assert storable("café\n\ud800") == "café\n\\ud800"


def test_inert_keeps_lines_and_tabs() -> None:
    """Text of several lines stays that."""
    assert escape_terminal(ODD) == "a\\x1b[2J\\x9b\\u202e\\x7f\n\tb"


@pytest.mark.parametrize("indent", [None, 2])
def test_json_is_printable_and_the_same(indent: int | None) -> None:
    """`json` escapes C0 alone; the rest is escaped here, astral and half characters too."""
    value = {ODD: [ODD, "é ü 日本 \U0001f600 \U000e0001 \ud800"]}
    text = escape_json(value, indent)
    assert all(c.isprintable() or c == "\n" for c in text)
    assert json.loads(text) == value
    assert "日本" in text


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-x", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_is_no_formula(text: str) -> None:
    """A sign before its sign makes it text."""
    assert str(csv_safe(text)).startswith("'")


@pytest.mark.parametrize("value", ["-1", "+1.5e-3", "x=1", "", 5, -5, None, "a\nb"])
def test_other_cells_stay(value: object) -> None:
    """Numbers, negative ones too, and texts of several lines."""
    assert csv_safe(value) == value

"""Manual pages: one for each command, which man shows as the help says it."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from provgraph.cli import main
from tests.support.command_line import commands
from tools.man_pages import escaped, pages

PAGES = pages()


def shown(page: str) -> str:
    """Return a page as a terminal of 80 columns shows it."""
    words = ["groff", "-man", "-Tutf8", "-P-cbou", "-rLL=78n", "-ww"]
    finished = subprocess.run(  # noqa: S603  # a program of the system
        words, input=page, capture_output=True, text=True, check=True
    )
    assert finished.stderr == ""
    return finished.stdout


def test_each_command_has_a_page() -> None:
    """The program and all commands in groups, too."""
    names = {f"provgraph-{name.replace(' ', '-')}.1" for name, _ in commands(main)}
    assert set(PAGES) == names | {"provgraph.1"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_its_sections(name: str) -> None:
    """Name, synopsis, description, options and an example, in this order; each ends its lines."""
    sections = re.findall(r"^\.SH (.+)$", PAGES[name], re.MULTILINE)
    assert sections[:4] == ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS"]
    assert "EXAMPLE" in sections
    assert PAGES[name].isascii()


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed here")
def test_man_shows_the_page() -> None:
    """Options, arguments beyond ASCII and examples come out literally, without warnings."""
    text = " ".join(shown(PAGES["provgraph-lineage.1"]).split())
    assert "provgraph-lineage - Show where elements come from" in text
    assert "provgraph lineage [OPTIONS] ID… | @-" in text
    assert "--until CONDITION Stop at" in text
    assert "provgraph lineage gamma_applied.DL2.h5" in text
    for page in PAGES.values():
        assert shown(page)


def test_signs_of_roff_are_escaped() -> None:
    """A leading dot or quote is text, as are backslashes and hyphens."""
    assert escaped(".SH x\n'y\\z-…") == "\\&.SH x\n\\&'y\\ez\\-\\[u2026]"

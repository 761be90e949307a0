"""The output channels, and what in an answer would be more than text."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import subprocess
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import yaml
from lxml import etree

from tests.faults.campaign.hostile import FORGED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NUMBER = re.compile(r"[+-]?[\d.]+(?:[eE][+-]?\d+)?")
_SHELL = set("$`;&|<>()*?[]{}!~\"'\\ \t")
_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def of_text(text: str, extra: str = "") -> list[str]:
    """Return what must not be in an answer for people: control characters, forged lines."""
    odd = sorted({c for c in text if not (c.isprintable() or c in "\n" + extra)})
    problems = [f"it has the characters {odd!r}"] if odd else []
    if any(line.startswith(FORGED) for line in text.splitlines()):
        problems.append("a line is forged")
    return problems


def of_json(text: str) -> list[str]:
    """Say what is wrong with an answer for programs."""
    try:
        for line in [text] if text[:1] in "[{" and "\n " in text else text.splitlines():
            json.loads(line)
    except ValueError as error:
        return [f"it is no JSON: {error}"]
    return of_text(text)


def of_words(text: str) -> list[str]:
    """Say which completions of bash, a line each, its shell would take for more than a word."""
    words = [line.partition(",")[2] for line in text.splitlines()]
    bad = [word for word in words if not word or set(word) & _SHELL]
    return ([f"no single word: {bad!r:.200}"] if bad else []) + of_text(text)


def of_yaml(text: str) -> list[str]:
    """Say what is wrong with descriptions for people to complete."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        return [f"it is no YAML: {error}"]
    return ([] if isinstance(content, dict) else [f"it is a {type(content).__name__}"]) + of_text(
        text
    )


def of_csv(text: str) -> list[str]:
    """Say which cells a spreadsheet would take for formulas; rows must be as wide as the head."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    cells = [cell for row in rows for cell in row]
    bad = [c for c in cells if c.startswith(_SIGNS) and not _NUMBER.fullmatch(c)]
    problems = [f"a formula: {bad[0]!r}"] if bad else []
    if len({len(row) for row in rows}) > 1:
        problems.append("its rows are of several widths")
    odd = {c for c in text if not (c.isprintable() or c in "\r\n\t")}
    return problems + ([f"it has the characters {sorted(odd)!r}"] if odd else [])


class _Page(HTMLParser):
    """The elements of a page with the names of their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: Counter[tuple[str, ...]] = Counter()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag, *(name for name, _ in attrs)] += 1


def of_html(text: str, plain: str) -> list[str]:
    """Say what a page has beyond the page of a plain string."""
    more = _Page(text).elements - _Page(plain).elements
    return [f"it has the elements {list(more)}"] if more else of_text(text)


def of_svg(text: str, plain: str) -> list[str]:
    """Say what a picture has beyond that of a plain string; more lines of text are all."""
    try:
        elements, expected = (set(_elements(picture)) for picture in (text, plain))
    except etree.XMLSyntaxError as error:
        return [f"it is no XML: {error}"]
    return [f"it has {sorted(elements - expected)}"] if elements - expected else []


def _elements(text: str) -> Iterable[tuple[str, ...]]:
    for element in etree.fromstring(text.encode()).iter("*"):
        yield (str(element.tag), *sorted(map(str, element.attrib)))


def of_dot(text: str, plain: str) -> list[str]:
    """Say whether Graphviz sees other nodes and relations than in the plain picture."""
    counts = []
    for picture in (text, plain):
        result = subprocess.run(  # Graphviz, and a file of our own
            ["/usr/bin/env", "dot", "-Tplain"],
            input=picture.encode(),
            capture_output=True,
            check=False,
        )
        if result.returncode or result.stderr:
            return [f"Graphviz says {result.stderr[:200]!r}"]
        counts.append(Counter(line.split(b" ")[0] for line in result.stdout.splitlines()))
    words = (b"node", b"edge")
    same = all(counts[0][word] == counts[1][word] for word in words)
    return of_text(text) if same else ["it has other nodes or relations"]


def of_shell(text: str, commands: Sequence[Sequence[str]]) -> list[str]:
    """Say what in a script is more than the recorded arguments, in comments and quotes."""
    result = subprocess.run(
        ["/bin/bash", "-n"], input=text.encode(), capture_output=True, check=False
    )
    if result.returncode:
        return [f"bash says {result.stderr[:200]!r}"]
    printable = [list(words) for words in commands if words and all(w.isprintable() for w in words)]
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    executed = [line for line in lines if not _OURS.fullmatch(line)]
    if [shlex.split(line) for line in executed] != printable:
        return [f"it runs {executed!r:.300}, not {printable!r:.300}"]
    return of_text(text)


_OURS = re.compile(
    r"exit 64  # delete this line to run the script|set -eu"
    r"|echo 'step \d+: (?:no command line recorded|its command line has control characters)'"
    r" >&2; exit 65"
)

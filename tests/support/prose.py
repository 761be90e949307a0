"""Plain English: proselint's checks, and a small style of our own, as checks of proselint."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from proselint.checks import __register__
from proselint.registry import CheckRegistry
from proselint.registry.checks import Check, CheckFlags
from proselint.registry.checks.types import Existence, PreferredForms
from proselint.tools import LintFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proselint.config import Config

# What to write instead: the words that a reader of PROV, Neo4j and Python knows.
WORDS = {
    r"answers? for programs": "JSON output",
    r"became of": "the result of",
    r"came of (?:it|them|elements|an element)": "was made from",
    r"(?:what|all that|everything that|that) came of": "downstream",
    r"dealt out": "distributed",
    r"did not do": "was not enough",
    r"does not run": "is not running",
    r"(?:be|is|are|was|were) said(?: to| at| on|;|\.)": "is reported",
    r"garbage\.py|inert\.py": "runtime/gc.py, runtime/escape.py",
    r"graph[./]local": "neo4j_local",
    r"half done": "unfinished",
    r"(?:held|holds?) (?:jobs|activities|them|it|its answers) against": "compare with",
    r"in its place|in the place of": "instead, replaces",
    r"is touched|are touched|be touched": "is affected",
    r"it is said": "reported",
    r"known to come from": "the known origin of",
    r"let(?:s|ting)? go": "deselect, release",
    r"make room": "free some space",
    r"of (?:which|whom) nothing": "from which nothing was made",
    r"provgraph server": "provgraph neo4j",
    r"said otherwise": "by default",
    r"at most so many|so many (?:are|is)": "a number",
    r"tells? of": "is about",
    r"there already|already there": "already exists",
    r"whoever": "the person who, anyone who",
    r"whosoever|whatsoever|whence|whither|thereof|therein|thereby|whereof|wherein": "plain words",
    r"without any relations?": "unconnected",
}
"""Phrase → what to write instead."""

INVERTED = Check(
    check_type=Existence(
        items=(r"(?:there |It )?(?:is|are|was|were) no(?:ne)? (?:of )?[a-z]+",),
        exceptions=(
            r"there (?:is|are|was|were) none (?:of )?[a-z]+",
            r"there (?:is|are|was|were) no [a-z]+",
            r"(?:is|are|was|were) no longer",
        ),
    ),
    path="provgraph.inverted",
    message="'{}': say what it is not: 'is not a valid time'.",
    flags=CheckFlags(allow_quotes=True),
)
PLAIN = Check(
    check_type=PreferredForms(WORDS),
    path="provgraph.plain",
    message="'{1}': write '{0}'.",
    flags=CheckFlags(allow_quotes=True),
)

# proselint's checks that suit technical English; its typography, dates and irony do not.
CHECKS = (
    *("archaism", "cliches", "hedging", "industrial_language", "lexical_illusions", "malapropisms"),
    *("misc", "mondegreens", "needless_variants", "nonwords", "oxymorons", "redundancy"),
    *("spelling", "terms", "uncomparables", "provgraph"),
)
_CODE = re.compile(r"^```.*?^```$|`[^`\n]*`|\]\([^)]*\)|https?://\S+", re.DOTALL | re.MULTILINE)


def complaints(name: str, text: str) -> Iterator[str]:
    """Yield what is wrong with a text in Markdown, code aside, as `name:line: what`."""
    registry = CheckRegistry()
    if not registry.checks:
        registry.register_many((*__register__, PLAIN, INVERTED))
    prose = _CODE.sub(lambda code: re.sub(r"[^\n]", "~", code[0]), text)
    config: Config = {"max_errors": 1000, "checks": dict.fromkeys(CHECKS, True)}
    if not prose:  # proselint would take the name for that of a file
        return
    # Line breaks become blanks, since a phrase may begin on one line and end on the next.
    for hit, _ in LintFile(name, prose.replace("\n", " ")).lint(config):
        line = prose.count("\n", 0, max(0, hit.span[0])) + 1
        yield f"{name}:{line}: {hit.check_path}: {hit.message}"

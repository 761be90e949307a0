"""Words: learned names, found again in any text, however they are joined or escaped there."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from provgraph.redaction.patterns import VOCABULARY, Span
from provgraph.redaction.pseudonyms import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(r"[^\W_]+")
_BETWEEN = r"(?:%20|%2C|[\s_.,+-])*"
_AFTER = r"(?![^\W_])"
_SHORTEST = 3
DIGITS_OF_PHONE = 6
"""A number with fewer digits may be anything."""
_ANY_CASE = 5
"""So many characters a word has that is found in any case: shorter ones are often others."""

_PARTICLES = frozenset(
    (
        *("von", "van", "der", "den", "del", "des", "dos", "the", "and", "und", "for"),
        *("dr", "prof", "mr", "mrs", "ms"),
    )
)
_NAME = re.compile(r"[^\W\d_][\w.'\u2019-]*(?:,? [^\W\d_][\w.'\u2019-]*){1,4}")
_SPELLED_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ø": "oe"}
)


class Words:
    """A set of words, each with its kind."""

    def __init__(self) -> None:
        """Start without words."""
        self._kinds: dict[str, str] = {}
        self._by_token: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self._patterns: dict[str, list[tuple[re.Pattern[str], str]]] = {}

    def kind(self, word: str) -> str | None:
        """Return the kind of a word that was learned."""
        return self._kinds.get(word)

    def add(self, kind: str, word: str) -> None:
        """Learn a word of a kind."""
        word = word.strip()
        known = self._kinds.get(word)
        is_lower = known is not None and KINDS.index(known) <= KINDS.index(kind)
        if is_lower or not (_is_distinct(word) or _is_number(kind, word)):
            return
        self._kinds[word] = kind
        for spelling in _spellings(word):
            tokens = _TOKEN.findall(spelling)
            self._by_token[tokens[0].casefold()].add((spelling, word))
            self._patterns.pop(tokens[0].casefold(), None)
            if len(tokens) > 1:
                joined = "".join(tokens)
                self._by_token[joined.casefold()].add((joined, word))
                self._patterns.pop(joined.casefold(), None)

    def add_name(self, name: str) -> None:
        """Learn a person's name, and its parts if it has the form of a name."""
        self.add("name", name)
        if is_name(name):
            for part in re.split(r"[\s,]+", name.strip()):
                if part.lower().strip(".") not in _PARTICLES:
                    self.add("name", part)

    def spans(self, text: str) -> Iterator[Span]:
        """Yield where the words stand in a text."""
        for token in _TOKEN.finditer(text):
            folded = token[0].casefold()
            if folded in self._by_token:
                for pattern, kind in self._compiled(folded):
                    match = pattern.match(text, token.start())
                    if match:
                        exact = self._kinds.get(match[0], kind)
                        yield Span(match.start(), match.end(), exact)

    def _compiled(self, token: str) -> list[tuple[re.Pattern[str], str]]:
        patterns = self._patterns.get(token)
        if patterns is None:
            patterns = [
                (_pattern(spelling), self._kinds[word])
                for spelling, word in sorted(self._by_token[token])
            ]
            self._patterns[token] = patterns
        return patterns


def is_name(text: str) -> bool:
    """Whether a text has the form of a person's name: two to five capitalised words."""
    if not _NAME.fullmatch(text.strip()):
        return False
    parts = [part for part in re.split(r"[\s,]+", text.strip()) if part]
    return all(p[0].isupper() or p.lower().strip(".") in _PARTICLES for p in parts)


def _is_distinct(word: str) -> bool:
    """Whether a word is not too short, and no number or word of the vocabulary."""
    letters = [character for character in word if character.isalpha()]
    return len(word) >= _SHORTEST and bool(letters) and word.lower() not in VOCABULARY


def _is_number(kind: str, word: str) -> bool:
    return kind in {"phone", "orcid"} and sum(map(str.isdigit, word)) >= DIGITS_OF_PHONE


def _spellings(word: str) -> set[str]:
    plain = unquote(word)
    return {word, plain, quote(plain), plain.translate(_SPELLED_OUT)}


def _pattern(spelling: str) -> re.Pattern[str]:
    tokens = _TOKEN.findall(spelling)
    joined = _BETWEEN.join(map(re.escape, tokens))
    if not all(character.isalnum() or character in " _.,+-" for character in spelling):
        joined = re.escape(spelling[spelling.find(tokens[0]) :])
    flags = re.IGNORECASE if len("".join(tokens)) >= _ANY_CASE else re.NOFLAG
    return re.compile(joined + _AFTER, flags)

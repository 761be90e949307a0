"""PROV-N (W3C Recommendation, 2013), counted with a small tokenizer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tests.support.counts.counts import PREFIXES, CannotCountError, Counts, resolve
from tests.support.random_prov.statements import ARGUMENTS, ELEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PROV = PREFIXES["prov"]
_MEMBER = [(PROV + name, "") for name in ("collection", "entity", "pairKey")]
_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<string>\"\"\"(?:\\.|.)*?\"\"\"|\"(?:\\.|[^"\\])*\"|'(?:\\.|[^'\\])*')
    |(?P<iri><[^>\s]*>)
    |(?P<mark>[()\[\]{},;=]|%%)
    |(?P<word>(?:\\.|%(?!%)|[^\s()\[\]{},;="'<>\\%])+)""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A token: what it is, and its text."""

    kind: str
    text: str


def count(text: bytes) -> Counts:
    """Count a document."""
    return _Counter(list(_tokens(text.decode("utf-8-sig")))).count()


def _tokens(text: str) -> Iterator[Token]:
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise CannotCountError(f"at {text[place : place + 20]!r}")
        place = match.end()
        if match.lastgroup != "skip":
            yield Token(str(match.lastgroup), match.group())


class _Counter:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._counts = Counts()
        self._scopes: list[dict[str, str]] = [dict(PREFIXES)]

    def count(self) -> Counts:
        self._expect("document")
        while self._text() != "endDocument":
            self._one_thing()
        return self._counts

    def _text(self) -> str:
        if self._place == len(self._tokens):
            raise CannotCountError("it ends too early")
        return self._tokens[self._place].text

    def _next(self) -> str:
        text = self._text()
        self._place += 1
        return text

    def _expect(self, text: str) -> None:
        if self._next() != text:
            raise CannotCountError(f"{text} expected before token {self._place}")

    def _one_thing(self) -> None:
        word = self._next()
        if word == "prefix":
            prefix, iri = self._next(), self._next()
            self._scopes[-1][prefix] = iri[1:-1]
        elif word == "default":
            self._scopes[-1][""] = self._next()[1:-1]
        elif word == "bundle":
            self._next()
            self._scopes.append(dict(self._scopes[-1]))
        elif word == "endBundle":
            self._scopes.pop()
        else:
            self._statement(word)

    def _statement(self, kind: str) -> None:
        self._expect("(")
        if ":" in kind and not kind.startswith("prov:"):
            self._skip()  # an extension of PROV-N (section 4), which has no meaning in PROV
            return
        if kind.startswith("prov:"):
            self._dictionary(kind.removeprefix("prov:"))
            return
        arguments: list[str | None] = []
        attributes: list[tuple[str, str]] = []
        while (text := self._next()) != ")":
            if text == "[":
                attributes = list(self._attributes())
            elif text == ";":
                arguments.clear()  # what was before is the record's own identifier
            elif text != ",":
                arguments.append(None if text == "-" else text)
        self._counts.add(kind, [*_formal(kind, arguments), *attributes])

    def _skip(self) -> list[str]:
        """Return the tokens to the parenthesis that closes."""
        depth, tokens = 1, []
        while depth:
            tokens.append(self._next())
            depth += {"(": 1, ")": -1}.get(tokens[-1], 0)
        return tokens[:-1]

    def _dictionary(self, kind: str) -> None:
        """Count a statement of PROV-Dictionary by what it implies (sections 3.2 to 3.4).

        A pair has its entity as a member, with its key; so has a derivation each of its keys.
        """
        tokens = self._skip()
        if kind == "hadDictionaryMember":
            self._counts.add("hadMember", _MEMBER)
            return
        inserted = kind == "derivedByInsertionFrom"
        keys = tokens.count("(") if inserted else tokens[tokens.index("{") :].count(",") + 1
        name = "insertedKey" if inserted else "removedKey"
        own = [(PROV + end, "") for end in ("generatedEntity", "usedEntity", "type")]
        self._counts.add("wasDerivedFrom", [*own, *((PROV + name, str(n)) for n in range(keys))])
        for _ in range(keys if inserted else 0):
            self._counts.add("hadMember", _MEMBER)

    def _attributes(self) -> Iterator[tuple[str, str]]:
        while (name := self._next()) != "]":
            if name == ",":
                continue
            self._expect("=")
            value = [self._next()]
            while self._text() not in {",", "]"}:
                value.append(self._next())
            yield resolve(_unescaped(name), self._scopes[-1]), " ".join(value)


def _unescaped(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name)


def _formal(kind: str, arguments: Sequence[str | None]) -> Iterator[tuple[str, str]]:
    names = ARGUMENTS.get(kind)
    if names is None:
        raise CannotCountError(f"{kind} is not a statement of PROV-N")
    first = 1 if kind in ELEMENTS else 0
    for name, value in list(zip(names, arguments, strict=False))[first:]:
        if value is not None:
            yield PROV + name, value

"""IVOA's statements in PROV-N, as the voprov package writes them.

voprov writes a statement of its own for each of IVOA's classes and relations, with its mandatory
attributes as positional arguments without quotes: `parameter(ex:p, sigma, 3, [prov:label="s"])`.
Such a statement becomes one of PROV's: `entity(ex:p, [prov:type='voprov:Parameter',
prov:name="sigma", prov:value="3", prov:label="s"])`. A text that holds commas is ambiguous where
two arguments follow each other; it is refused.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from provgraph.errors import ReadError
from provgraph.model.voprov import NAMESPACES, RECORDS, VoprovRelation
from provgraph.readers.notes import add_note
from provgraph.readers.provn_tokens import LONG_STRING, QUOTED_NAME, SHORT_STRING
from provgraph.readers.voprov import ASSUMED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ARGUMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "activityDescription": ("prov:name",),
        "entityDescription": ("prov:name",),
        "datasetDescription": ("prov:name", "contentType"),
        "valueDescription": ("prov:name", "valueType"),
        "usageDescription": ("prov:role",),
        "generationDescription": ("prov:role",),
        "parameterDescription": ("prov:name", "valueType"),
        "configFileDescription": ("prov:name", "contentType"),
        "parameter": ("prov:name", "prov:value"),
        "configFile": ("prov:name", "prov:location"),
    }
)
"""The positional arguments of elements after the id; those without prefix are IVOA's."""

_STRING = f"{LONG_STRING}|{SHORT_STRING}"
_KEYWORD = re.compile(
    rf"(?:{_STRING}|{QUOTED_NAME}|<[^<>\s]*>|//[^\n\r]*|/\*.*?\*/)"
    rf"|(?<![\w:/#.@~-])(?P<keyword>{'|'.join(sorted(RECORDS))})\s*\(",
    re.DOTALL,
)
_VALUE = rf"(?:{_STRING}|{QUOTED_NAME}|[^\s,\[\]\"']+)(?:\s*%%\s*[^\s,\]]+|@[\w-]+)?"
_PAIR = rf"[^\s=,\[\]\"']+\s*=\s*{_VALUE}"
_ATTRIBUTES = re.compile(
    rf"\s*,\s*\[\s*(?P<pairs>(?:{_PAIR}(?:\s*,\s*{_PAIR})*)?)\s*\]\s*\)", re.DOTALL
)
_ARGUMENT = re.compile(rf"\s*((?:{_STRING})(?:\s*%%\s*[^\s,]+)?|[^,]*?)\s*(?:,|$)", re.DOTALL)
_CLOSED = re.compile(r"\)[ \t]*(?://[^\n\r]*)?(?:[\r\n]|$)")
_PREFIX = re.compile(r"\bprefix\s+(?P<prefix>[^\s<]+)\s*<(?P<uri>[^<>\s]*)>")
_DEFAULT = re.compile(r"\bdefault\s*<(?P<uri>[^<>\s]*)>")
_DOCUMENT = re.compile(r"\bdocument\b")
_BUNDLE_WITHOUT_PREFIX = re.compile(r"^[ \t]*bundle\s+[^:\s(]+[ \t\r]*$", re.MULTILINE)
_USED_PREFIX = re.compile(r"(?<![\w:/#.-])voprov:\w")


def converted(text: str, file: str) -> str:
    """Return PROV-N in PROV's own statements, on the same lines.

    Raises:
        ReadError: a statement's arguments are ambiguous; the place is its line.

    """
    if not _USED_PREFIX.search(text) and not any(m["keyword"] for m in _KEYWORD.finditer(text)):
        return text
    text = _declared(text)
    return _Statements(text, file).converted()


def _declared(text: str) -> str:
    """Declare what voprov's W3C form does not: its prefix, and the default of bundles' names."""
    prefixes = {match["prefix"]: match["uri"] for match in _PREFIX.finditer(text)}
    added = ""
    if "voprov" not in prefixes:
        added += f" prefix voprov <{NAMESPACES[0]}>"
        add_note(ASSUMED)
    first_bundle = re.search(r"^[ \t]*bundle\s", text, re.MULTILINE)
    head = text[: first_bundle.start()] if first_bundle else text
    defaults = {match["uri"] for match in _DEFAULT.finditer(text)}
    if _BUNDLE_WITHOUT_PREFIX.search(text) and not _DEFAULT.search(head) and len(defaults) == 1:
        added = f" default <{min(defaults)}>{added}"
    return _DOCUMENT.sub(lambda match: match[0] + added, text, count=1) if added else text


class _Statements:
    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._prefix = _prefix_of(text)

    def converted(self) -> str:
        parts, position = [], 0
        while match := _KEYWORD.search(self._text, position):
            if match["keyword"] is None:
                parts.append(self._text[position : match.end()])
                position = match.end()
                continue
            parts.append(self._text[position : match.start()])
            statement, position = self._statement(match["keyword"], match.end())
            parts.append(statement)
        return "".join([*parts, self._text[position:]])

    def _statement(self, keyword: str, start: int) -> tuple[str, int]:
        """Return the statement whose arguments begin at `start` in PROV's words, and its end."""
        arguments, pairs, end = self._parts(keyword, start)
        identifier, semicolon, others = arguments.partition(";")
        if not semicolon:
            identifier, others = "", arguments
        # The last match is the empty one at the end.
        words = [match[1] for match in _ARGUMENT.finditer(others)][:-1]
        what = RECORDS[keyword]
        if isinstance(what, VoprovRelation):
            text = self._relation(what, identifier, words, pairs, start)
        else:
            text = self._element(keyword, what, words, others, pairs, start)
        breaks = self._text.count("\n", start, end) - text.count("\n")
        return text + "\n" * breaks, end

    def _parts(self, keyword: str, start: int) -> tuple[str, str, int]:
        """Return the positional arguments, the attributes, and the end of a statement."""
        line_end = self._text.find("\n", start)
        line_end = len(self._text) if line_end < 0 else line_end
        for comma in re.finditer(",", self._text[start:line_end]):
            match = _ATTRIBUTES.match(self._text, start + comma.start())
            if match:
                return self._text[start : match.start()], match["pairs"], match.end()
        closed = _CLOSED.search(self._text, start)
        if closed is None or closed.start() > line_end:
            raise self._error(start, f"{keyword}(…) is not closed on its line")
        return self._text[start : closed.start()], "", closed.start() + 1

    def _element(  # noqa: PLR0913, PLR0917  # the parts of a statement
        self, keyword: str, name: str, words: list[str], whole: str, pairs: str, start: int
    ) -> str:
        names = _ARGUMENTS.get(keyword, ())
        identifier, *values = words
        if len(names) == 1 and len(values) > 1:
            # Whatever commas the only text has, it ends where the attributes begin.
            values = [whole.partition(",")[2].strip()]
        if len(values) > len(names):
            listed = ", ".join(each.rpartition(":")[2] for each in names) or "none"
            raise self._error(
                start,
                f"{keyword} {identifier} has {len(values)} arguments after its id, but takes "
                f"{len(names)} ({listed}): voprov writes texts without quotes, so that a comma in "
                "one is ambiguous; quote the texts, or let voprov write PROV-JSON",
            )
        given = [
            f"{self._named(attribute)}={_quoted(value)}"
            for attribute, value in zip(names, values, strict=False)
            if value not in {"-", ""}
        ]
        return self._record("entity", identifier, name, [*given, pairs])

    def _relation(
        self,
        relation: VoprovRelation,
        identifier: str,
        words: Sequence[str],
        pairs: str,
        start: int,
    ) -> str:
        most = 3 if relation.name == "WasConfiguredBy" else 2
        if not 2 <= len(words) <= most:  # noqa: PLR2004  # the two ends
            raise self._error(start, f"{relation.name} has {len(words)} arguments, not {most}")
        kinds = [
            f"{self._named('artefactType')}={_quoted(word)}" for word in words[2:] if word != "-"
        ]
        ends = ", ".join(words[:2])
        subject = f"{identifier.strip()}; {ends}" if identifier.strip() else ends
        return self._record("wasInfluencedBy", subject, relation.name, [*kinds, pairs])

    def _record(self, kind: str, subject: str, name: str, attributes: Sequence[str]) -> str:
        pairs = [f"prov:type='{self._named(name)}'", *filter(None, attributes)]
        return f"{kind}({subject}, [{', '.join(pairs)}])"

    def _named(self, name: str) -> str:
        if ":" in name:
            return name
        return f"{self._prefix}:{name}" if self._prefix else name

    def _error(self, position: int, reason: str) -> ReadError:
        line = self._text.count("\n", 0, position) + 1
        return ReadError(self._file, reason, f"line {line}")


def _prefix_of(text: str) -> str:
    prefixes = {match["uri"]: match["prefix"] for match in _PREFIX.finditer(text)}
    return next((prefixes[uri] for uri in NAMESPACES if uri in prefixes), "voprov")


def _quoted(word: str) -> str:
    """Return a positional argument as a string; one that is quoted stays as it is."""
    if re.fullmatch(rf"(?:{_STRING})(?:\s*%%\s*\S+)?", word, re.DOTALL):
        return word
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

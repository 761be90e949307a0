r"""Reading statements: what may be sent to the server where a user only asks.

The server itself refuses whatever changes the graph in a read transaction. It does not refuse what
reaches beyond the graph: files and addresses (`LOAD CSV`), procedures, other people's transactions,
administration. A statement is taken apart into tokens (Neo4j's Cypher manual, "Parsing" and
"Naming rules"), so that words in comments, texts and quoted names do not count. What cannot be told
apart is refused: a quoted name is never a keyword.

Cypher 5 replaces `\uXXXX` before anything else, Cypher 25 in texts only: a statement must be a
reading one in both ways.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from provgraph.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ESCAPE = re.compile(r"\\u+([0-9a-fA-F]{4})")
_BLANK = r"[\s\u0085\u180e\u200b\u2060\ufeff\x1c-\x1f]"
_TOKEN = re.compile(
    rf"""(?P<blank>{_BLANK}+|//[^\r\n]*|/\*.*?\*/)
      |(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      |(?P<quoted>`(?:[^`]|``)*`)
      |(?P<number>0x[0-9a-fA-F_]+|0o[0-7_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)
      |(?P<word>[^\W\d]\w*)
      |(?P<symbol>.)""",
    re.VERBOSE | re.DOTALL,
)
_FIRST = frozenset(
    {"MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "CALL", "FINISH", "LET", "FILTER", "FOR"}
    | {"ORDER", "SKIP", "OFFSET", "LIMIT", "WHEN"}
)
"""The clauses with which a reading statement can begin."""
_WRITING = frozenset(
    {"CREATE", "MERGE", "SET", "DELETE", "DETACH", "NODETACH", "REMOVE", "FOREACH", "INSERT"}
)
_FOLLOWING = frozenset(
    {"WHERE", "YIELD", "UNION", "AS", "AND", "OR", "XOR", "NOT", "IN", "IS", "CONTAINS", "STARTS"}
    | {"ENDS", "ASC", "ASCENDING", "DESC", "DESCENDING", "THEN", "ELSE", "END", "NEXT"}
)
_KEYWORDS = _FIRST | _WRITING | _FOLLOWING
"""What may follow a name such as `call`, so that this is not a clause."""
_REACHES_OUT = {
    ("LOAD", "CSV"): "it reads files or addresses (LOAD CSV)",
    ("TERMINATE", "TRANSACTION"): "it ends transactions (TERMINATE)",
    ("TERMINATE", "TRANSACTIONS"): "it ends transactions (TERMINATE)",
}
PROCEDURES = frozenset(
    {
        "db.labels",
        "db.relationshiptypes",
        "db.propertykeys",
        "db.schema.visualization",
        "db.schema.nodetypeproperties",
        "db.schema.reltypeproperties",
        "db.index.fulltext.querynodes",
        "db.index.fulltext.queryrelationships",
        "db.index.vector.querynodes",
        "db.index.vector.queryrelationships",
        "dbms.components",
    }
)
"""The procedures that only read, in lower case."""
_FUNCTION_NAMESPACES = frozenset(
    {"date", "datetime", "localdatetime", "localtime", "time", "duration", "point", "vector"}
    | {"coll", "string"}
)
"""The namespaces of Cypher's own functions."""
_HOW = "provgraph runs only statements that read the graph: see 'provgraph cypher --help'"


class _Token(NamedTuple):
    kind: str
    text: str

    @property
    def word(self) -> str:
        """The word in capitals; empty if the token is none."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def name(self) -> str:
        """The name that a word or quoted name stands for."""
        if self.kind == "quoted":
            return self.text[1:-1].replace("``", "`")
        return self.text if self.kind == "word" else ""


_NONE = _Token("end", "")


def check_reading(text: str) -> None:
    """Check that a statement only reads the graph.

    Raises:
        QueryError: it does something else, or nobody can tell.

    """
    for version in dict.fromkeys((text, _ESCAPE.sub(_character, text))):
        reason = next(_reasons(_tokens(version)), None)
        if reason:
            raise QueryError(f"the statement is not sent: {reason}. {_HOW}")


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(str(match.lastgroup), match[0])
        for match in _TOKEN.finditer(text)
        if match.lastgroup != "blank"
    ]


def _reasons(tokens: list[_Token]) -> Iterator[str]:
    """Yield what speaks against a statement."""
    while tokens and tokens[-1].text == ";":
        tokens.pop()
    body = _without_prefix(tokens)
    yield from _unclear(tokens)
    yield from _beginning(body)
    for first, second in pairwise([*tokens, _NONE]):
        reason = _REACHES_OUT.get((first.word, second.word))
        if reason:
            yield reason
        if first.word in {"SHOW", "USE"} and second.name and second.word not in _KEYWORDS:
            yield f"it does more than reading this graph ({first.word})"
    yield from _calls([_NONE, *tokens, _NONE])


def _without_prefix(tokens: list[_Token]) -> list[_Token]:
    """Return a statement without `CYPHER 25 planner=cost`, `EXPLAIN` and `PROFILE`."""
    place = 0
    while place < len(tokens) and tokens[place].word in {"CYPHER", "EXPLAIN", "PROFILE"}:
        place += 1
        while place < len(tokens) and _is_option(tokens, place):
            place += 1 if tokens[place].kind == "number" else 3
    return tokens[place:]


def _is_option(tokens: list[_Token], place: int) -> bool:
    after = tokens[place + 1].text if place + 1 < len(tokens) else ""
    return tokens[place].kind == "number" or (tokens[place].kind == "word" and after == "=")


def _unclear(tokens: list[_Token]) -> Iterator[str]:
    if any(token.text == ";" for token in tokens):
        yield "it is more than one statement (;)"
    if any(token.text in {"'", '"', "`", "\\"} for token in tokens):
        yield "a text, a quoted name or an escape in it does not end"


def _beginning(body: list[_Token]) -> Iterator[str]:
    first = body[0] if body else _NONE
    if not body:
        yield "it is empty"
    elif first.word in _WRITING:
        yield f"it writes ({first.word}), and may only read: see --write"
    elif first.text not in {"{", "("} and first.word not in _FIRST:
        yield f"it begins with {first.text!r}, which is not a clause that reads"


def _calls(tokens: list[_Token]) -> Iterator[str]:
    """Yield which procedures and functions are called that may do more than reading."""
    place = 1
    while place < len(tokens):
        end, parts = _dotted(tokens, place)
        name = ".".join(parts)
        if tokens[place - 1].word == "CALL":
            is_clause = len(parts) == 1 and tokens[place].word in _KEYWORDS
            if parts and not is_clause and name.lower() not in PROCEDURES:
                yield f"it calls the procedure {name}"
        elif (
            len(parts) > 1
            and tokens[end].text == "("
            and parts[0].lower() not in _FUNCTION_NAMESPACES
        ):
            yield f"it calls the function {name}"
        place = max(end, place + 1)


def _dotted(tokens: list[_Token], place: int) -> tuple[int, list[str]]:
    """Return the place after a dotted name, and its parts; a quoted part may have dots, too."""
    parts: list[str] = []
    while tokens[place].name:
        parts += tokens[place].name.split(".")
        place += 1
        if tokens[place].text != "." or not tokens[place + 1].name:
            break
        place += 1
    return place, parts

"""The tokens of PROV-N (section 3.8), also of texts of many millions of characters.

`prov`'s own patterns keep 130 bytes for each character of a text: 690 MB for a text of 5 million.
"""

from __future__ import annotations

import re

from prov.serializers import provn_lexer
from prov.serializers.provn_lexer import Token, TokenKind

from provgraph.readers.escapes import replaced

LONG_STRING = r'"""(?:[^"\\]++|\\.|"(?!""))*+"""'
SHORT_STRING = r'"(?:[^"\\\n\r]++|\\.)*+"'
QUOTED_NAME = r"'(?:[^'\\\n\r]++|\\.)*+'"
"""The patterns of tokens (PROV-N, productions 60 and 38), which need no memory to step back."""

_LONG_STRING = re.compile(LONG_STRING, re.DOTALL)
_SHORT_STRING = re.compile(SHORT_STRING)
_LONGEST_NAME = 1_000_000
_TOO_LONG = re.compile(
    rf"<[^<>\s]{{{_LONGEST_NAME}}}"
    rf"|'[^'\n\r]{{{_LONGEST_NAME}}}"
    rf"|[^\s\"'<>()\[\],;]{{{_LONGEST_NAME}}}"
)


class Lexer(provn_lexer._Lexer):  # noqa: SLF001  # prov offers no way to pass patterns
    """`prov`'s lexer, in time and memory that grow with the text alone."""

    def next_token(self) -> Token:
        """Return the next token; refuse a name or IRI of a million characters.

        Raises:
            ProvNSyntaxError: there is none, with its line and column.

        """
        if _TOO_LONG.match(self.text, self.pos):
            raise self.error(f"a name or IRI has more than {_LONGEST_NAME:,} characters")
        return super().next_token()

    def string_token(self) -> Token:
        """Return a string (PROV-N, production 60).

        Raises:
            ProvNSyntaxError: it is not closed, or has an escape that PROV-N does not know.

        """
        is_long = self.text.startswith('"""', self.pos)
        match = (_LONG_STRING if is_long else _SHORT_STRING).match(self.text, self.pos)
        if match is None:
            raise self.error(f"unterminated {'long ' * is_long}string")
        quotes = 3 if is_long else 1
        value = self._unescaped(match[0][quotes:-quotes], self.pos + quotes)
        return self.emit(TokenKind.STRING, match[0], value)

    def _unescaped(self, text: str, start: int) -> str:
        value = replaced(text)
        if value is None:
            return provn_lexer._unescape(text, self.locate, start, "string")  # noqa: SLF001
        return value

    def _line_after(self, chunk: str) -> tuple[int, int]:
        count = chunk.count("\n") + chunk.count("\r") - chunk.count("\r\n")
        if not count:
            return self.line, self.line_start
        last = max(chunk.rfind("\n"), chunk.rfind("\r"))
        return self.line + count, self.pos + last + 1

"""PROV-N (W3C Recommendation, 2013), with PROV-Dictionary's statements.

Beside the Recommendation's grammar, what ProvToolbox and its tutorials write is read: a
declared `xsd` without its `#`, further arguments left away, a datatype after a quoted name,
`wasRevisionOf` and its kin as statements, and relations of its namespace `provext`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from prov._warnings import warn
from prov.constants import (
    PROV,
    PROV_ATTRIBUTE_LITERALS,
    PROV_INTERNATIONALIZEDSTRING,
    PROV_QUALIFIEDNAME,
    PROV_TYPE,
    XSD,
    XSD_DATETIME,
    XSD_QNAME,
    XSD_STRING,
)
from prov.model import Literal, ProvDocument, ProvFutureRejectionWarning
from prov.serializers.provn_lexer import ProvNSyntaxError, Token, TokenKind
from prov.serializers.provn_parser import ProvNParser

from provgraph.errors import ReadError
from provgraph.model import dictionaries
from provgraph.model.dictionaries import DictionaryStatement
from provgraph.model.relations import KINDS, RELATIONS
from provgraph.model.values import Namer, parse_time
from provgraph.readers import voprov_provn
from provgraph.readers.faults import single_line
from provgraph.readers.notes import add_note
from provgraph.readers.provn_tokens import LONG_STRING, QUOTED_NAME, SHORT_STRING, Lexer
from provgraph.readers.source import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from prov.identifier import Namespace, QualifiedName
    from prov.model import ProvBundle

    from provgraph.readers.source import Source

_PROVTOOLBOX = "http://openprovenance.org/provtoolbox/ext#"
"""ProvToolbox's namespace of relations that have an id and attributes, unlike the standard's."""

_IMPLIED = frozenset({PROV_QUALIFIEDNAME, XSD_QNAME, PROV_INTERNATIONALIZEDSTRING, XSD_STRING})
"""The datatypes of quoted names and of texts with a language, which PROV-N never writes."""

_SUBTYPES = {
    "wasRevisionOf": PROV["Revision"],
    "wasQuotedFrom": PROV["Quotation"],
    "hadPrimarySource": PROV["PrimarySource"],
}
_KEYWORDS = frozenset({*KINDS, *(relation.name for relation in RELATIONS), *_SUBTYPES})
_BRACES = str.maketrans("{}", "()")
_BRACE = re.compile(
    rf"{LONG_STRING}|{SHORT_STRING}|{QUOTED_NAME}|<[^<>\s]*>|//[^\n\r]*|/\*.*?\*/|[{{}}]", re.DOTALL
)


def read(source: Source) -> ProvDocument:
    """Read PROV-N; the place of a fault is its line and column."""
    text = voprov_provn.converted(text_of(source), source.name)
    parser = _Parser(_without_braces(text))
    try:
        document = parser.parse()
    except ProvNSyntaxError as error:
        place = f"line {error.line}, column {error.column}"
        raise ReadError(source.name, single_line(error.message), place) from error
    for message in parser.warnings:
        warn(message, ProvFutureRejectionWarning)
    return document


def _without_braces(text: str) -> str:
    """Write sets, `{…}`, as lists, `(…)`: `prov` knows no braces."""
    if "{" not in text:
        return text
    return _BRACE.sub(_bracket, text)


def _bracket(match: re.Match[str]) -> str:
    return match[0].translate(_BRACES) if len(match[0]) == 1 else match[0]


class _Parser(ProvNParser):
    """`prov`'s parser, which reads more than the Recommendation's grammar."""

    def _parse(self) -> ProvDocument:
        """Parse the document as `prov` does, of the tokens of another lexer."""
        self._tokens = list(Lexer(self._text, self.warnings).tokens())
        document = ProvDocument()
        self._expect_keyword("document")
        namespaces, default = self._declarations()
        self._scope = {namespace.prefix: namespace for namespace in namespaces}
        self._apply_declarations(document, namespaces, default)
        while not self._at_keyword("endDocument"):
            self._bundle_or_statement(document)
        self._advance()
        if self._current.kind is not TokenKind.EOF:
            raise self._error("unexpected content after 'endDocument'")
        return document

    def _bundle_or_statement(self, document: ProvDocument) -> None:
        if self._current.kind is TokenKind.EOF:
            raise self._error("expected 'endDocument', found end of input")
        if self._at_keyword("bundle"):
            self._bundle(document)
        else:
            self._statement(document)

    def _check_reserved_prefix(self, prefix: str, uri: str, token: Token) -> None:
        if prefix != "xsd" or uri.rstrip("#") != XSD.uri.rstrip("#"):
            super()._check_reserved_prefix(prefix, uri, token)

    def _declarations(self) -> tuple[list[Namespace], str | None]:
        namespaces, default = super()._declarations()
        return [XSD if space.prefix == "xsd" else space for space in namespaces], default

    def _expression(self, bundle: ProvBundle) -> None:
        keyword = self._current
        prefix, local = keyword.value if keyword.kind is TokenKind.NAME else ("", "")
        if local in dictionaries.STATEMENTS and prefix in {"", "prov"}:
            self._advance()
            dictionaries.add_to(bundle, self._dictionary_statement(local, bundle))
        elif prefix and self._is_foreign(prefix, local):
            self._leave_out()
        else:
            super()._expression(bundle)
            if local in _SUBTYPES:
                bundle.records[-1].add_attributes({PROV_TYPE: _SUBTYPES[local]})

    def _classify(self, token: Token) -> tuple[QualifiedName, tuple[int, ...], bool]:
        prefix, local = token.value
        if local in _SUBTYPES:
            local = "wasDerivedFrom"
        bare = "" if prefix and not self._is_foreign(prefix, local) else prefix
        split = Token(token.kind, token.text, (bare, local), token.line, token.column)
        kind, counts, is_element = super()._classify(split)
        return kind, tuple(range(min(counts), max(counts) + 1)), is_element

    def _is_foreign(self, prefix: str, local: str) -> bool:
        """Tell whether a statement is an extension: PROV-N, section 3.7.5."""
        if prefix == "prov" or self._uri_of(prefix) == PROV.uri:
            return local not in _KEYWORDS
        return self._uri_of(prefix) != _PROVTOOLBOX

    def _uri_of(self, prefix: str) -> str:
        namespace = self._scope.get(prefix)
        return namespace.uri if namespace else ""

    def _leave_out(self) -> None:
        keyword = self._advance()
        self._expect(TokenKind.LPAREN)
        depth = 1
        while depth:
            token = self._advance()
            if token.kind is TokenKind.EOF:
                raise self._error(f"'{keyword.text}(' is not closed", keyword)
            depth += (token.kind is TokenKind.LPAREN) - (token.kind is TokenKind.RPAREN)
        place = f"line {keyword.line}, column {keyword.column}"
        add_note(f"{place}: {keyword.text}(…) is a statement that PROV does not define; left out")

    def _dictionary_statement(self, name: str, bundle: ProvBundle) -> DictionaryStatement:
        """Read a statement of PROV-Dictionary, section 4, after its keyword."""
        self._expect(TokenKind.LPAREN)
        identifier, dictionary = self._identified(bundle)
        self._expect(TokenKind.COMMA)
        before: QualifiedName | None = None
        pairs: list[tuple[Any, QualifiedName]] = []
        keys: list[Any] = []
        if name != dictionaries.MEMBERSHIP:
            before = self._name(bundle)
            self._expect(TokenKind.COMMA)
        if name == dictionaries.REMOVAL:
            keys = self._set(bundle, self._literal)
        elif self._current.kind is TokenKind.LPAREN:
            pairs = self._set(bundle, self._key_and_entity)
        else:
            pairs = [self._entity_and_key(bundle)]
        attributes = self._further_attributes(bundle)
        self._expect(TokenKind.RPAREN)
        return DictionaryStatement(
            name, dictionary, before, tuple(pairs), tuple(keys), identifier, attributes
        )

    def _identified(self, bundle: ProvBundle) -> tuple[QualifiedName | None, QualifiedName]:
        """Read the statement's own identifier, if any, and its first argument."""
        marked = self._current.kind is TokenKind.MARKER
        first = None if marked else self._name(bundle)
        if marked:
            self._advance()
        if first is not None and self._current.kind is not TokenKind.SEMICOLON:
            return None, first
        self._expect(TokenKind.SEMICOLON)
        return first, self._name(bundle)

    def _name(self, bundle: ProvBundle) -> QualifiedName:
        return self._resolve(self._identifier_token(), bundle)

    def _set(self, bundle: ProvBundle, item: Callable[[ProvBundle], Any]) -> list[Any]:
        self._expect(TokenKind.LPAREN)
        items = []
        while not self._closed():
            items.append(item(bundle))
            if self._current.kind is TokenKind.COMMA:
                self._advance()
        return items

    def _closed(self) -> bool:
        closed = self._current.kind is TokenKind.RPAREN
        if closed:
            self._advance()
        return closed

    def _key_and_entity(self, bundle: ProvBundle) -> tuple[Any, QualifiedName]:
        self._expect(TokenKind.LPAREN)
        key = self._literal(bundle)
        self._expect(TokenKind.COMMA)
        entity = self._name(bundle)
        self._expect(TokenKind.RPAREN)
        return key, entity

    def _entity_and_key(self, bundle: ProvBundle) -> tuple[Any, QualifiedName]:
        entity = self._name(bundle)
        self._expect(TokenKind.COMMA)
        return self._literal(bundle), entity

    def _further_attributes(self, bundle: ProvBundle) -> tuple[tuple[QualifiedName, Any], ...]:
        if self._current.kind is not TokenKind.COMMA:
            return ()
        self._advance()
        return tuple((name, value) for name, value, _ in self._attributes(bundle))

    def _argument_value(self, token: Token, attr: QualifiedName, bundle: ProvBundle) -> Any:  # noqa: ANN401  # as prov's
        value = super()._argument_value(token, attr, bundle)
        return parse_time(token.value) if attr in PROV_ATTRIBUTE_LITERALS and value else value

    def _literal(self, bundle: ProvBundle) -> Any:  # noqa: ANN401  # any value of PROV
        if self._current.kind is TokenKind.STRING and self._peek().kind is TokenKind.TYPED:
            value = self._typed(bundle)
        else:
            value = super()._literal(bundle)
        if self._current.kind is TokenKind.TYPED:
            self._repeated_datatype(bundle)
        return value

    def _typed(self, bundle: ProvBundle) -> Any:  # noqa: ANN401  # any value of PROV
        """Read a literal with a datatype, which ProvToolbox may write as an IRI."""
        token, iri = self._current, self._tokens[self._pos + 2]
        if iri.kind is not TokenKind.IRI:
            value = super()._literal(bundle)
            exact = isinstance(value, Literal) and value.datatype == XSD_DATETIME
            return (parse_time(value.value) or value) if exact else value
        for _ in range(3):
            self._advance()
        return Literal(token.value, self._named(iri.value, bundle))

    def _named(self, iri: str, bundle: ProvBundle) -> QualifiedName:
        name = bundle.valid_qualified_name(iri)
        if name is None:
            minted = Namer([], None).name(iri)
            name = bundle.add_namespace(minted.namespace)[minted.localpart]
        return name

    def _repeated_datatype(self, bundle: ProvBundle) -> None:
        """Read the datatype that a quoted name or a text with a language has anyway."""
        self._advance()
        token = self._expect(TokenKind.NAME, "a datatype")
        if self._resolve(token, bundle) not in _IMPLIED:
            raise self._error(f"{token.text} is not the type of what precedes it", token)

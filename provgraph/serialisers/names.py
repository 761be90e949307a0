"""Names, prefixes and tags: those that a format has no way to write are refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prov.identifier import QualifiedName
from prov.model import Literal

from provgraph.errors import ExportError
from provgraph.runtime.escape import escape_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prov.model import ProvBundle, ProvDocument

_RDF = frozenset({"turtle", "trig", "ntriples", "nquads", "rdfxml"})
_PREFIX = re.compile(r"\w(?:[\w.-]*[\w-])?")
_NAME = re.compile(rf"(?:{_PREFIX.pattern}:)?[\w./@~&+*?#$!%-]*")
_LANGUAGE = re.compile(r"[A-Za-z]+(?:-[A-Za-z0-9]+)*")
_TERM = re.compile(r"(?!@).*", re.DOTALL)
_IRI = re.compile(r'[^\x00-\x20<>"{}|^`\\]*')


def refuse_unwritable(document: ProvDocument, form: str) -> None:
    """Refuse names that `prov` writes as they are, and that would be statements.

    It checks and escapes all others. Source: PROV-N, section 3.7.1; Turtle, section 6.5.
    """
    for scope in (document, *document.bundles):
        if form not in _RDF:
            _refuse_namespaces(scope, form)
        if form == "provn":
            for datatype in _datatypes(scope):
                _refuse_unless(_NAME, str(datatype), "datatype", form)
        if form == "provn" or form in _RDF:
            for language in _languages(scope):
                _refuse_unless(_LANGUAGE, language.replace("_", "-"), "language tag", form)


def _refuse_namespaces(scope: ProvBundle, form: str) -> None:
    for space in scope.namespaces:
        if space.prefix or form == "provn":
            pattern = _TERM if form == "jsonld" else _PREFIX
            _refuse_unless(pattern, space.prefix, "prefix", form)
        if form not in {"xml", "jsonld"}:
            _refuse_unless(_IRI, space.uri, "namespace", form)


def _literals(scope: ProvBundle) -> Iterator[Literal]:
    values = (value for record in scope.get_records() for _, value in record.attributes)
    return (value for value in values if isinstance(value, Literal))


def _datatypes(scope: ProvBundle) -> set[QualifiedName]:
    datatypes = {value.datatype for value in _literals(scope)}
    return {datatype for datatype in datatypes if isinstance(datatype, QualifiedName)}


def _languages(scope: ProvBundle) -> set[str]:
    return {str(value.langtag) for value in _literals(scope) if value.langtag}


def _refuse_unless(pattern: re.Pattern[str], text: str, what: str, form: str) -> None:
    if not pattern.fullmatch(text):
        shown = escape_line(text)[:100]
        raise ExportError(
            f"the document cannot be written as {form}: {shown} is not a valid {what} there; "
            "json can hold it"
        )

"""PROV-N (W3C Recommendation, 2013)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prov.model import ProvDocument
from prov.serializers.provn_lexer import ProvNSyntaxError

from provgraph.errors import ReadError
from provgraph.readers.faults import single_line
from provgraph.readers.source import text_of

if TYPE_CHECKING:
    from provgraph.readers.source import Source


def read(source: Source) -> ProvDocument:
    """Read PROV-N; the place of a fault is its line and column."""
    try:
        return ProvDocument.deserialize(content=text_of(source), format="provn")
    except ProvNSyntaxError as error:
        place = f"line {error.line}, column {error.column}"
        raise ReadError(source.name, single_line(error.message), place) from error

"""The root element of an XML document, and the rule that no document has a DTD.

A DTD has no use in PROV-XML or RDF/XML, but its entities can read files, reach the network
and blow up: an RDF/XML document of under 1 kB took 24 s. Expat calls back at the words
`<!DOCTYPE`, in whatever encoding they are written, before it reads any declaration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from provgraph.errors import ReadError

if TYPE_CHECKING:
    from provgraph.readers.source import Source

DTD_REFUSED = "it has a DTD (<!DOCTYPE …>), which is refused: entities can read files and blow up"


@dataclass(frozen=True, slots=True)
class Root:
    """The namespace and the local name of the root element, its attributes' namespaces."""

    namespace: str
    name: str
    attributes: frozenset[str]


class _Stop(Exception):  # noqa: N818  # it ends the parse, it reports no error
    """The root element is there, or a DTD."""


def root_of(source: Source) -> Root:
    """Return the root element; the document is parsed no further than that.

    Raises:
        ReadError: there is a DTD, or no well-formed root element.

    """
    roots: list[Root] = []

    def start(name: str, attributes: dict[str, str]) -> NoReturn:
        roots.append(Root(*_parts(name), frozenset(_parts(key)[0] for key in attributes)))
        raise _Stop

    def refuse(*_declaration: object) -> NoReturn:
        raise ReadError(source.name, DTD_REFUSED)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    try:
        parser.Parse(source.data, True)  # noqa: FBT003  # expat takes no keyword
    except _Stop:
        return roots[0]
    except expat.ExpatError as error:
        place = f"line {error.lineno}, column {error.offset + 1}"
        raise ReadError(source.name, expat.ErrorString(error.code), place) from error
    except (LookupError, ValueError) as error:
        raise ReadError(source.name, f"its encoding is not supported: {error}") from error
    raise ReadError(source.name, "it has no root element")


def _parts(name: str) -> tuple[str, str]:
    namespace, _, local = name.rpartition(" ")
    return namespace, local

"""PROV-N (W3C Recommendation, 2013), with PROV-Dictionary's statements (W3C Note, section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prov.model.records import encoding_provn_value

from provgraph.model import dictionaries
from provgraph.model.dictionaries import INSERTION, MEMBERSHIP, DictionaryStatement
from provgraph.serialisers.copies import with_bundles, with_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prov.identifier import QualifiedName
    from prov.model import ProvBundle, ProvDocument


def write(document: ProvDocument) -> str:
    """Return the document in PROV-N."""
    text = with_records(document, _written(document))
    bundles = [with_records(bundle, _written(bundle)) for bundle in document.bundles]
    return with_bundles(text, bundles).get_provn()


def _written(bundle: ProvBundle) -> Iterator[object]:
    for part in dictionaries.split(bundle.get_records()):
        yield _Written(part) if isinstance(part, DictionaryStatement) else part


class _Written:
    """A statement of PROV-Dictionary, which replaces a record that `prov` would write."""

    identifier = None
    attributes: tuple[()] = ()

    def __init__(self, statement: DictionaryStatement) -> None:
        self._statement = statement

    def get_provn(self, *, strict: bool = False) -> str:
        """Return the statement; `strict` makes no difference to it."""
        del strict
        statement = self._statement
        identifier = f"{_bare(statement.identifier)}; " if statement.identifier else ""
        ends = (statement.dictionary, statement.before)
        arguments = [_bare(end) for end in ends if end]
        attributes = ", ".join(
            f"{_bare(name)}={_value(value)}" for name, value in statement.attributes
        )
        arguments += _pairs_and_keys(statement)
        if attributes:
            arguments.append(f"[{attributes}]")
        return f"prov:{statement.name}({identifier}{', '.join(arguments)})"


def _pairs_and_keys(statement: DictionaryStatement) -> list[str]:
    pairs = [(_value(key), _bare(end)) for key, end in statement.pairs]
    if statement.name == MEMBERSHIP:
        return [f"{entity}, {key}" for key, entity in pairs]
    if statement.name == INSERTION:
        return [f"{{{', '.join(f'({key}, {entity})' for key, entity in pairs)}}}"]
    return [f"{{{', '.join(map(_value, statement.keys))}}}"]


def _value(value: object) -> str:
    represent = getattr(value, "provn_representation", None)
    return str(represent() if represent else encoding_provn_value(value))  # type: ignore[arg-type]  # any value


def _bare(name: QualifiedName) -> str:
    return name.provn_bare_representation()

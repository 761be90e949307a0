"""Records: a PROV record as the text that an assertion carries, and back.

The text is JSON: `[kind, [[attribute, term, …], …], {uri: [prefix, namespace]}]`, where the
last part, the spellings that `Namer` alone would not give, is mostly absent. Attributes of
PROV's own namespace are written `prov:local`, all others `<uri>`. Attributes and their values
are sorted: their order means nothing in PROV-DM, and equal records give equal texts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from prov.constants import PROV_ATTRIBUTE_QNAMES
from prov.identifier import QualifiedName
from prov.model import PROV_REC_CLS, Literal

from provgraph.model.namespaces import PROV
from provgraph.model.relations import BY_RECORD, KINDS
from provgraph.model.terms import Term
from provgraph.model.values import Namer, Spelling, decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from prov.model import ProvBundle, ProvRecord

Attributes = dict[str, list[Term]]
"""Full attribute URI → terms."""

Values = dict[str, list[Any]]
"""Full attribute URI → values as `prov` holds them, in its order."""

_RECORD_TYPES = {
    **{kind: PROV + label for kind, label in KINDS.items()},
    **{relation.name: PROV + record for record, relation in BY_RECORD.items()},
}
_FORMAL = frozenset(name.uri for name in PROV_ATTRIBUTE_QNAMES)
_PROV_TYPES = {name.uri: name for name in PROV_REC_CLS}
_dump = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def kind_of(record: ProvRecord) -> str:
    """Return the PROV-N name of a record's kind, like `entity` or `used`."""
    local = record.get_type().localpart
    relation = BY_RECORD.get(local)
    return relation.name if relation else local.lower()


def values_of(attributes: Iterable[tuple[QualifiedName, Any]]) -> Values:
    """Return the values of a record's attributes, formal ones too."""
    values: Values = {}
    for name, value in attributes:
        values.setdefault(name.uri, []).append(value)
    return values


def attributes_of(values: Values, *, without: Sequence[str] = ()) -> Attributes:
    """Return the terms of attributes, less the first value of each of those `without`."""
    attributes: Attributes = {}
    for uri, all_values in values.items():
        further = all_values[1:] if uri in without else all_values
        if len(further) == 1:
            attributes[uri] = [encode(further[0])]
        elif further:
            attributes[uri] = sorted(map(encode, further), key=repr)
    return attributes


def values_and_spellings(
    identifier: QualifiedName | None,
    attributes: Iterable[tuple[QualifiedName, Any]],
    namer: Namer,
) -> tuple[Values, dict[str, Spelling]]:
    """Return `values_of` attributes, and those spellings of names that `namer` would not give."""
    values: Values = {}
    names = [] if identifier is None else [identifier]
    for name, value in attributes:
        uri = name.uri
        if uri in values:
            values[uri].append(value)
        else:
            values[uri] = [value]
            names.append(name)
        if isinstance(value, QualifiedName):
            names.append(value)
        elif isinstance(value, Literal) and value.datatype is not None:
            names.append(value.datatype)
    spelled = {
        name.uri: spelling for name in names if (spelling := namer.spelling(name)) is not None
    }
    return values, spelled


def to_text(kind: str, attributes: Attributes, spelled: dict[str, Spelling]) -> str:
    """Return the text of a record."""
    body = [[_short(uri), *values] for uri, values in sorted(attributes.items())]
    parts: list[object] = [kind, body]
    if spelled:
        parts.append({uri: [s.prefix, s.namespace] for uri, s in sorted(spelled.items())})
    return _dump(parts)


def from_text(text: str) -> tuple[str, Attributes, dict[str, Spelling]]:
    """Return kind, attributes and spellings of a record's text."""
    kind, body, *rest = json.loads(text)
    spelled = {uri: Spelling(*pair) for uri, pair in (rest[0] if rest else {}).items()}
    return kind, {_full(name): values for name, *values in body}, spelled


def add_to(  # noqa: PLR0913, PLR0917  # a record is made of these
    bundle: ProvBundle,
    uri: str | None,
    kind: str,
    attributes: Attributes,
    spelled: dict[str, Spelling],
    namer: Namer,
) -> None:
    """Add to `bundle` the record that these parts describe."""

    def qualify(uri: str) -> QualifiedName:
        spelling = spelled.get(uri)
        return namer.spelled(uri, spelling) if spelling else namer.name(uri)

    def named(uri: str) -> QualifiedName | str:
        # A name of the document's namespaces: given as a name, prov would declare its
        # namespace in the bundle, too; given as text, it finds it where it is declared.
        name = qualify(uri)
        terms = bundle.valid_qualified_name(str(name)) if uri in spelled else None
        return str(name) if terms and terms.namespace == name.namespace else name

    values = [
        (named(name), named(str(term)[1:-1]) if name in _FORMAL else decode(term, qualify))
        for name, terms in attributes.items()
        for term in terms
    ]
    bundle.new_record(_PROV_TYPES[_RECORD_TYPES[kind]], None if uri is None else named(uri), values)


def _short(uri: str) -> str:
    return f"prov:{uri[len(PROV) :]}" if uri.startswith(PROV) else f"<{uri}>"


def _full(name: str) -> str:
    return name[1:-1] if name.startswith("<") else PROV + name.removeprefix("prov:")

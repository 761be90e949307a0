"""Deduplication: a JSON value in parts, so that what many records repeat is stored once.

Each object or array that is larger than `LARGE_PART` characters without its large parts and gaps
becomes a *blob*, named by the SHA-256 of its text. A reference replaces it:
`{"$ref": "<sha256>"}`. What hardly two records have in common (paths, UUIDs, times, long numbers)
would make each blob that has one a new one: a *gap*, `{"$ref": 0}`, is in its place, and all
these *individual* values stand in one list. What remains of the value is the *skeleton*:
`{"$refs": <what remains>, "values": [<individual values, in the order of their gaps>]}`. A key of
the value itself that begins like a reference's gets a `!` at its end.

Measured on the six processing jobs of the example chain, 9.7 kB each as compact JSON: the first
is stored in 11.1 kB and 16 blobs, each further one in 1.3 kB without a new blob. Without gaps it
was 5.1 kB and 6 new blobs.

What many records repeat is also encoded, hashed and taken apart only once: see
`runtime.repeated`.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING

from provgraph.runtime.repeated import RepeatedValues, comparable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LARGE_PART = 200

_REFERENCE = "$ref"
_WITH_VALUES, _VALUES = "$refs", "values"
BEGINNING_WITH_GAPS = f'{{"{_WITH_VALUES}"'
"""How the skeleton of a value that has gaps begins."""
_GAP = f'{{"{_REFERENCE}":0}}'
_dump = json.JSONEncoder(separators=(",", ":")).encode
_BYTES_KEPT = 16_000_000
_LEAST_BYTES = 100
"""Smaller values are encoded as fast as they are found."""
_INDIVIDUAL = re.compile(
    r"""(?=[^/]*/)(?:[/.~]|\w+:|\S*\.|\S*\d\d) # a path
    | [0-9a-f]{8}-[0-9a-f]{4}-               # a UUID
    | \d{4}-\d\d-\d\d[T ]\d\d:              # a time
    | \d{3,}$                                # the number of a run
    | (?=\S*\.)[^\s\d]*[a-z_]\S*\d\d\S*$    # a file's name with such a number
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LONG_INTEGER, _LONG_FLOAT = 3, 9
_WORDS = {None: "null", True: "true", False: "false"}


@dataclass(frozen=True, slots=True)
class Blob:
    """A part that is stored by itself, and the names of the blobs that it refers to."""

    text: str
    references: frozenset[str]


@dataclass(frozen=True, slots=True)
class Part:
    """A JSON value, in canonical form and in parts.

    `text` refers to the `blobs`; a part that is a blob itself has a `name`. `values` are the JSON
    texts of the individual values, in the order of the gaps in `text` and in what it refers to.
    """

    canonical: str
    text: str
    name: str | None = None
    references: frozenset[str] = frozenset()
    blobs: Mapping[str, Blob] = field(default_factory=dict)
    values: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """The hash of the value: equal values have equal ones."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    @property
    def deduplicated(self) -> Deduplicated:
        """The value in parts, without its canonical form."""
        text = _reference(self.name) if self.name else self.text
        if self.values:
            text = f'{BEGINNING_WITH_GAPS}:{text},"{_VALUES}":[{",".join(self.values)}]}}'
        if self.name is None:
            return Deduplicated(text, self.references, self.blobs)
        blobs = {**self.blobs, self.name: Blob(self.text, self.references)}
        return Deduplicated(text, frozenset({self.name}), blobs)

    @property
    def size(self) -> int:
        """The characters of its texts."""
        blobs = sum(len(blob.text) for blob in self.blobs.values())
        return len(self.canonical) + len(self.text) + blobs + sum(map(len, self.values))


@dataclass(frozen=True, slots=True)
class Deduplicated:
    """A value in parts, from which `restore` makes it again."""

    skeleton: str
    references: frozenset[str]
    contents: Mapping[str, Blob]

    @property
    def blobs(self) -> dict[str, str]:
        """The texts of the blobs, by their names."""
        return {name: blob.text for name, blob in self.contents.items()}


def deduplicate(value: object) -> Deduplicated:
    """Return a JSON value in parts."""
    return part_of(value).deduplicated


def part_of(value: object) -> Part:
    """Return a JSON value as a part, which is not kept for others."""
    if isinstance(value, dict | list):
        return _made(value)
    text = _scalar(value)
    return Part(text, text)


def is_individual(value: object, text: str) -> bool:
    """Tell whether a scalar with its JSON text names a run, file or time, or is a long number."""
    if isinstance(value, str):
        return len(value) <= LARGE_PART and _INDIVIDUAL.match(value) is not None
    if value is None or isinstance(value, bool):
        return False
    return len(text) >= (_LONG_FLOAT if isinstance(value, float) else _LONG_INTEGER)


def _kept(value: dict[str, object] | list[object]) -> Part:
    """Return an object or array as a part; one that comes repeatedly is kept."""
    key = comparable(value)
    if len(key) < _LEAST_BYTES:
        return _made(value)
    part = _KEPT.get(key)
    if part is None:
        part = _made(value)
        _KEPT.put(key, part, len(key) + part.size)
    return part


def restore(skeleton: str, blobs: Mapping[str, str]) -> object:
    """Return the JSON value of a skeleton; `blobs` has all that it refers to, at any depth."""
    value = json.loads(skeleton)
    if isinstance(value, dict) and _WITH_VALUES in value:
        return _join(value[_WITH_VALUES], blobs, iter(value[_VALUES]))
    return _join(value, blobs, iter(()))


def references(text: str) -> list[str]:
    """Return the names of the blobs that a skeleton or blob itself refers to."""
    names: set[str] = set()
    values: list[object] = [json.loads(text)]
    while values:
        value = values.pop()
        if isinstance(value, dict) and _REFERENCE in value:
            names |= {value[_REFERENCE]} - {0}
        elif isinstance(value, (dict, list)):
            values += value.values() if isinstance(value, dict) else value
    return sorted(names)


def _made(value: dict[str, object] | list[object]) -> Part:
    """Make a part of the parts of what is in an object or array."""
    references: set[str] = set()
    blobs: dict[str, Blob] = {}
    canonical, texts = [], []
    values: list[str] = []
    is_object = isinstance(value, dict)
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, dict | list):
            part = _kept(item)
            canonical.append(part.canonical)
            texts.append(_reference(part.name) if part.name else part.text)
            references |= {part.name} if part.name else part.references
            blobs |= part.blobs
            values += part.values
            if part.name:
                blobs[part.name] = Blob(part.text, part.references)
        else:
            text = encode_basestring_ascii(item) if isinstance(item, str) else _scalar(item)
            canonical.append(text)
            # Numbers of an array are its content: a spectrum, the ids of telescopes.
            if is_individual(item, text) and (is_object or isinstance(item, str)):
                values.append(text)
                texts.append(_GAP)
            else:
                texts.append(text)
    if isinstance(value, dict):
        text = _object(zip(map(_escape, value), texts, strict=True))
        whole = _object(sorted(zip(value, canonical, strict=True)))
    else:
        text, whole = f"[{','.join(texts)}]", f"[{','.join(canonical)}]"
    is_blob = len(text) - len(_GAP) * text.count(_GAP) > LARGE_PART
    name = hashlib.sha256(text.encode()).hexdigest() if is_blob else None
    return Part(whole, text, name, frozenset(references), blobs, tuple(values))


def _object(items: Iterable[tuple[str, str]]) -> str:
    return f"{{{','.join([f'{encode_basestring_ascii(key)}:{text}' for key, text in items])}}}"


def _scalar(value: object) -> str:
    return _WORDS[value] if value is None or value is True or value is False else _dump(value)


def _reference(name: str) -> str:
    return f'{{"{_REFERENCE}":"{name}"}}'


def _join(value: object, blobs: Mapping[str, str], values: Iterator[object]) -> object:
    if isinstance(value, list):
        return [_join(item, blobs, values) for item in value]
    if not isinstance(value, dict):
        return value
    if _REFERENCE in value:
        name = value[_REFERENCE]
        return _join(json.loads(blobs[name]), blobs, values) if name else next(values)
    return {_unescape(key): _join(item, blobs, values) for key, item in value.items()}


def _escape(key: str) -> str:
    return f"{key}!" if key.startswith(_REFERENCE) else key


def _unescape(key: str) -> str:
    return key[:-1] if key.startswith(_REFERENCE) else key


_KEPT = RepeatedValues[Part](_BYTES_KEPT)

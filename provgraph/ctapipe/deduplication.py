"""Deduplication: a JSON value in parts, so that what many records repeat is stored once.

Each object or array that is larger than `LARGE_PART` characters without its own large parts
becomes a *blob*, named by the SHA-256 of its text. A reference replaces it:
`{"$ref": "<sha256>"}`. What remains of the value is the *skeleton*. A key of the value itself
that begins like a reference's gets a `!` at its end.

Measured on the six processing jobs of the example chain, 9.7 kB each as compact JSON: the first
is stored in 10.7 kB, each further one in 5.1 kB, 6 of its 17 blobs being new. With `LARGE_PART`
at 100 it is 5.1 kB and 7 new blobs, at 400 6.4 kB and 5, at 1,500 7.3 kB and 1.

What many records repeat is also encoded, hashed and taken apart only once: see
`runtime.repeated`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING

from provgraph.runtime.repeated import RepeatedValues, comparable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LARGE_PART = 200

_REFERENCE = "$ref"
_dump = json.JSONEncoder(separators=(",", ":")).encode
_BYTES_KEPT = 16_000_000
_LEAST_BYTES = 100
"""Smaller values are encoded as fast as they are found."""
_WORDS = {None: "null", True: "true", False: "false"}


@dataclass(frozen=True, slots=True)
class Blob:
    """A part that is stored by itself, and the names of the blobs that it refers to."""

    text: str
    references: frozenset[str]


@dataclass(frozen=True, slots=True)
class Part:
    """A JSON value, in canonical form and in parts.

    `text` refers to the `blobs`; a part that is a blob itself has a `name`.
    """

    canonical: str
    text: str
    name: str | None = None
    references: frozenset[str] = frozenset()
    blobs: Mapping[str, Blob] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The hash of the value: equal values have equal ones."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    @property
    def deduplicated(self) -> Deduplicated:
        """The value in parts, without its canonical form."""
        return Deduplicated(self.text, self.references, self.blobs)

    @property
    def size(self) -> int:
        """The characters of its texts."""
        return len(self.canonical) + len(self.text) + sum(len(b.text) for b in self.blobs.values())


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
    return _join(json.loads(skeleton), blobs)


def references(text: str) -> list[str]:
    """Return the names of the blobs that a skeleton or blob itself refers to."""
    names: set[str] = set()
    values: list[object] = [json.loads(text)]
    while values:
        value = values.pop()
        if isinstance(value, dict) and _REFERENCE in value:
            names.add(value[_REFERENCE])
        elif isinstance(value, (dict, list)):
            values += value.values() if isinstance(value, dict) else value
    return sorted(names)


def _made(value: dict[str, object] | list[object]) -> Part:
    """Make a part of the parts of what is in an object or array."""
    references: set[str] = set()
    blobs: dict[str, Blob] = {}
    canonical, texts = [], []
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, dict | list):
            part = _kept(item)
            canonical.append(part.canonical)
            texts.append(_reference(part.name) if part.name else part.text)
            references |= {part.name} if part.name else part.references
            blobs |= part.blobs
            if part.name:
                blobs[part.name] = Blob(part.text, part.references)
        else:
            text = encode_basestring_ascii(item) if isinstance(item, str) else _scalar(item)
            canonical.append(text)
            texts.append(text)
    if isinstance(value, dict):
        text = _object(zip(map(_escape, value), texts, strict=True))
        whole = _object(sorted(zip(value, canonical, strict=True)))
    else:
        text, whole = f"[{','.join(texts)}]", f"[{','.join(canonical)}]"
    is_blob = len(text) > LARGE_PART
    name = hashlib.sha256(text.encode()).hexdigest() if is_blob else None
    return Part(whole, text, name, frozenset(references), blobs)


def _object(items: Iterable[tuple[str, str]]) -> str:
    return f"{{{','.join([f'{encode_basestring_ascii(key)}:{text}' for key, text in items])}}}"


def _scalar(value: object) -> str:
    return _WORDS[value] if value is None or value is True or value is False else _dump(value)


def _reference(name: str) -> str:
    return f'{{"{_REFERENCE}":"{name}"}}'


def _join(value: object, blobs: Mapping[str, str]) -> object:
    if isinstance(value, list):
        return [_join(item, blobs) for item in value]
    if not isinstance(value, dict):
        return value
    if _REFERENCE in value:
        return _join(json.loads(blobs[value[_REFERENCE]]), blobs)
    return {_unescape(key): _join(item, blobs) for key, item in value.items()}


def _escape(key: str) -> str:
    return f"{key}!" if key.startswith(_REFERENCE) else key


def _unescape(key: str) -> str:
    return key[:-1] if key.startswith(_REFERENCE) else key


_KEPT = RepeatedValues[Part](_BYTES_KEPT)

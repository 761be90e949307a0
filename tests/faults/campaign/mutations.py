"""Mutations: what is done to a file's bytes to damage it."""

from __future__ import annotations

import gzip
import json
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    Mutation = Callable[[Random, bytes], bytes]

_NUMBER = re.compile(rb"(?<![\w.])\d+(?:\.\d+)?")
_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_NUMBERS = (
    b"9" * 10_000,
    b"-" + b"9" * 400,
    b"1e999",
    b"-1e999",
    b"NaN",
    b"Infinity",
    b"0x" + b"f" * 9000,
    b"1" * 4299,
    b"9223372036854775808",
    b"-9223372036854775809",
    b"1e-400",
    b"00",
    b"1_0",
)
_TIMES = (
    b"9999999999-01-01T00:00:00",
    b"0000-00-00T00:00:00",
    b"9999-12-31T23:59:59-18:00",
    b"0001-01-01T00:00:00+18:00",
    b"2026-02-30T00:00:00",
    b"2026-01-01T24:00:00",
    b"-0044-03-15T00:00:00",
    b"2026-01-01T00:00:60Z",
    b"2026-01-01T00:00:00.1234567891234+99:99",
)
_TOKENS = (
    b"\0",
    b"\\u0000",
    b"\\ud800",
    b"\\udc00\\ud800",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\x1b[2J",
    b"\x9b",
    b"\xe2\x80\xae",
    b'<!DOCTYPE x [<!ENTITY a "b">]>',
    b"&a;",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"{",
    b"}",
    b"[",
    b"]",
    b"(",
    b")",
    b"'",
    b'"',
    b'"""',
    b"\\",
    b"/*",
    b"//",
    b"#",
    b"@base <file:///etc/> .",
    b'"@context": "file:///etc/passwd",',
    b'"@import": "http://127.0.0.1:9/x",',
    b"\x1f\x8b",
    b"prov:",
    b"xsd:int",
    b"%%",
    b"_:b0",
    b"-",
    b"bundle",
    b"endBundle",
    b"document",
    b"null",
    b"true",
    b"\r",
    b"\n\n",
    b"PROVENANCE: '[",
    b"__PROV__2026__PROV__{",
    b"*a",
    b"&a [*a, *a]",
    b"!!python/object/apply:os.system [id]",
)
_CODECS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037", "latin-1", "utf-8-sig")
_OTHERS: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    float("nan"),
    float("inf"),
    "",
    "x",
    "\0",
    "\ud800",
    "prov:type",
    [],
    {},
    [[]],
    [None],
    {"": None},
    {"$": 5},
    {"$": "1", "type": 7},
    ["a", 1, {"b": None}],
    {"$": "x", "lang": ["en"]},
    "ex:a",
    "http://e/x y",
    "_:x",
    "2026-99-99",
    {"@id": 5},
)


def flipped(chance: Random, data: bytes) -> bytes:
    """Flip one to twenty bits."""
    flipped_data = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        flipped_data[chance.randrange(len(flipped_data))] ^= 1 << chance.randrange(8)
    return bytes(flipped_data)


def truncated(chance: Random, data: bytes) -> bytes:
    """Keep the beginning, or the end."""
    place = chance.randrange(1, len(data) + 1)
    return data[:place] if chance.random() < 0.8 else data[-place:]


def left_out(chance: Random, data: bytes) -> bytes:
    """Leave a piece out."""
    start, end = _piece(chance, data)
    return data[:start] + data[end:]


def repeated(chance: Random, data: bytes) -> bytes:
    """Write a piece twice, or some thousand times if it is short."""
    start, end = _piece(chance, data)
    times = chance.choice((2, 2, 3, 300, 3000)) if end - start < 20 else 2
    return data[:start] + data[start:end] * times + data[end:]


def moved(chance: Random, data: bytes) -> bytes:
    """Put a piece elsewhere."""
    start, end = _piece(chance, data)
    remainder = data[:start] + data[end:]
    place = chance.randrange(len(remainder) + 1)
    return remainder[:place] + data[start:end] + remainder[place:]


def inserted(chance: Random, data: bytes) -> bytes:
    """Put in a word that some format takes for its own, or that no text should hold."""
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.choice(_TOKENS) + data[place:]


def numbered(chance: Random, data: bytes) -> bytes:
    """Put a strange number in the place of one."""
    return _replaced(chance, data, _NUMBER, _NUMBERS)


def timed(chance: Random, data: bytes) -> bytes:
    """Put a strange time in the place of one."""
    return _replaced(chance, data, _TIME, _TIMES)


def encoded(chance: Random, data: bytes) -> bytes:
    """Write the text in another encoding."""
    return data.decode("utf-8", "replace").encode(chance.choice(_CODECS), "replace")


def swapped(chance: Random, data: bytes) -> bytes:
    """Put a value of another type in the place of one in JSON; bits are flipped elsewhere."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return flipped(chance, data)
    for _ in range(chance.choice((1, 1, 2, 4))):
        content = _swapped(chance, content)
    return json.dumps(content).encode()


def nested(chance: Random, data: bytes) -> bytes:
    """Put brackets around a piece, many times."""
    start, end = _piece(chance, data)
    opening, closing = chance.choice(
        ((b"[", b"]"), (b'{"a":', b"}"), (b"(", b")"), (b"<a>", b"</a>"))
    )
    depth = chance.choice((10, 90, 250, 2000, 50_000))
    return data[:start] + opening * depth + data[start:end] + closing * depth + data[end:]


def packed(chance: Random, data: bytes) -> bytes:
    """Compress it, and sometimes damage that."""
    compressed = gzip.compress(data, mtime=0)
    return flipped(chance, compressed) if chance.random() < 0.5 else compressed


MUTATIONS: tuple[Mutation, ...] = (
    flipped,
    truncated,
    left_out,
    repeated,
    moved,
    inserted,
    inserted,
    numbered,
    timed,
    encoded,
    swapped,
    swapped,
    swapped,
    nested,
    packed,
)


def damaged(chance: Random, data: bytes) -> bytes:
    """Return what one to three mutations make of the bytes."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        data = chance.choice(MUTATIONS)(chance, data) or b"\n"
    return data


def _piece(chance: Random, data: bytes) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.choice((1, 3, 10, 40, 200)))


def _replaced(
    chance: Random, data: bytes, pattern: re.Pattern[bytes], by: tuple[bytes, ...]
) -> bytes:
    matches = list(pattern.finditer(data))
    if not matches:
        return inserted(chance, data)
    match = chance.choice(matches)
    return data[: match.start()] + chance.choice(by) + data[match.end() :]


def _swapped(chance: Random, content: Any) -> Any:  # noqa: ANN401  # any JSON value
    if not content or not isinstance(content, dict | list) or chance.random() < 0.1:
        return deepcopy(chance.choice(_OTHERS))
    keys = list(content) if isinstance(content, dict) else list(range(len(content)))
    key = chance.choice(keys)
    if isinstance(content, dict) and chance.random() < 0.1:
        content[chance.choice(("", "prov:id", "a b", "\0", "é:ü", "prefix"))] = content.pop(key)
        return content
    content[key] = _swapped(chance, content[key])
    return content

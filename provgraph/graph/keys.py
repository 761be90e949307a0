"""Keys and names of elements."""

from __future__ import annotations

import hashlib

_LONGEST_KEY = 2000
_LONGEST_NAME = 500


def key_of(uri: str, apart: str = "") -> str:
    """Return the key of the element of that URI, hashed when too long for an index."""
    if len(uri) > _LONGEST_KEY:
        uri = f"sha256:{hashlib.sha256(uri.encode()).hexdigest()}"
    return apart + uri


def name_of(uri: str) -> str:
    """Return the last part of a URI, what a person would call the element."""
    tail = uri.rstrip("/#")
    cut = max(tail.rfind("/"), tail.rfind("#")) + 1
    return (tail[cut:] or uri)[:_LONGEST_NAME]

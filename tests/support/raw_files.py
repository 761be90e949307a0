"""Raw files: where the bytes of a text stand in a store's files, in any of Neo4j's encodings.

A text of more than about 30 characters is stored as UTF-8 in the dynamic store, shorter ones of a
few alphabets packed into the property record, and indexes hold UTF-8: a test takes a long text, and
proves that it is found before it must not be found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")


def holding(folder: Path, text: str) -> list[str]:
    """Return the files below a folder that hold a text, in any encoding."""
    encoded = [text.encode(encoding) for encoding in _ENCODINGS]
    return [
        str(file.relative_to(folder))
        for file in sorted(folder.rglob("*"))
        if file.is_file() and any(each in file.read_bytes() for each in encoded)
    ]

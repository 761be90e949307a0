"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def write_whole(name: str | Path, parts: Iterable[str]) -> None:
    """Write the parts of a text to a file; if that fails, an existing file stays as it was.

    The text is written beside the file, which it then replaces. A device or a pipe is written
    directly.

    Raises:
        OSError: the file cannot be written.

    """
    path = Path(os.path.realpath(name))
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8") as stream:
            stream.writelines(parts)
        return
    with replacing(path) as new, new.open("w", encoding="utf-8") as stream:
        stream.writelines(parts)
        stream.flush()
        # A disk that is full, or a server of files that is gone, may only say so now.
        os.fsync(stream.fileno())


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the name of a new file beside `path`, which replaces it at the end of the context.

    If the context ends with an exception, of any kind, the new file is removed.
    """
    new = path.with_name(f".provgraph-{secrets.token_hex(8)}")
    try:
        yield new
        with suppress(FileNotFoundError):
            new.chmod(path.stat().st_mode & 0o7777)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)

"""Discovery: what a caller names becomes the inputs to load, directories as their files."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from provgraph import readers
from provgraph.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.readers import Content, Source

_MANY_FILES, _LARGE_FILE = 500, 50_000
"""From how many files on, those of more bytes than this are last."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to load, or bytes or a stream under a name.

    `searched` says that nobody named it: it was found in a directory.
    """

    name: str
    searched: bool = False
    content: Content | None = None

    @classmethod
    def of(cls, source: Input, name: str | None = None) -> InputFile:
        """Return the input that a path, bytes or a binary stream makes.

        `name` is that of bytes or a stream in messages and in the store; a stream may have
        its own.

        Raises:
            TypeError: `source` is a path and has a `name` besides.

        """
        if isinstance(source, InputFile):
            return source
        if isinstance(source, str | Path):
            if name is not None:
                raise TypeError("a path is its own name: give a name with bytes or a stream only")
            return cls(str(source))
        if isinstance(source, bytes):
            return cls(name or "<bytes>", content=source)
        return cls(name or _name_of(source), content=source)

    @property
    def is_readable_elsewhere(self) -> bool:
        """Whether another process can read the same: not standard input, a pipe or a stream."""
        if self.content is not None or self.name == "-":
            return False
        try:
            return stat.S_ISREG(Path(self.name).stat().st_mode)
        except (OSError, ValueError):  # what is wrong is said when it is read
            return True

    @property
    def size(self) -> int:
        """The size of the file in bytes, 0 if it is not known."""
        try:
            return 0 if self.content is not None else Path(self.name).stat().st_size
        except (OSError, ValueError):
            return 0

    def open(self) -> Source:
        """Read it.

        Raises:
            ReadError: it cannot be read.

        """
        return readers.open_source(self.name, self.content)


Input = str | Path | bytes | BinaryIO | InputFile
"""What can be loaded: a path or `-`, bytes, or a binary stream."""


def find_files(paths: Iterable[str]) -> list[InputFile]:
    """Return the files that `paths` name: files, `-`, and all files of directories.

    They are in the order to load them in: of 500 files or more, those of more than 50 kB are last.

    Raises:
        ReadError: a directory holds no file.

    """
    return _large_last([file for path in paths for file in _files_of(path)])


def _large_last(files: list[InputFile]) -> list[InputFile]:
    """Return many files with the large ones at the end.

    A large log is mostly that of a job that merges what many others wrote. Loaded before theirs,
    it is written again with each batch of them.
    """
    if len(files) < _MANY_FILES:
        return files
    return sorted(files, key=lambda file: file.size > _LARGE_FILE)


def _files_of(path: str) -> list[InputFile]:
    if path == "-" or not os.path.isdir(path):  # noqa: PTH112  # Path's raises for long names
        return [InputFile(path)]
    names = sorted(_name_of_file(file) for file in Path(path).rglob("*") if file.is_file())
    if not names:
        raise ReadError(path, "the directory holds no file")
    return [InputFile(name, searched=True) for name in names]


def _name_of_file(file: Path) -> str:
    """Return the path; `-` in the current directory is a file, not standard input."""
    return str(file) if str(file) != "-" else f".{os.sep}-"


def _name_of(stream: BinaryIO) -> str:
    name = getattr(stream, "name", None)
    return name if isinstance(name, str) else "<stream>"

"""Ask DIRAC's file catalogue for files, and write its answers as JSON.

This file stands alone: it needs DIRAC 8 or later and the standard library, nothing of provgraph,
so that DIRAC's own Python can run it, also on a worker node::

    python dirac_catalogue.py input_lfns.txt output_lfns.txt LFN:/vo/a.file > catalogue.json

Each argument is a logical file name, with or without `LFN:`, or a file with one per line; `-` is
standard input. In a file, blank lines and comments (`#`) are skipped; a line can hold several names
separated by commas, a list as JSON or Python writes it, or a name and its storage element.

The answer is one JSON object: the `S_OK` or `S_ERROR` dictionaries of getFileMetadata and
getReplicas, times as texts. Failed calls are repeated after each of `PAUSES`. The exit status is 1
if that did not help, 2 if the catalogue could not be called.
"""

from __future__ import annotations

import ast
import codecs
import json
import os
import posixpath
import re
import sys
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Answer = dict[str, Any]
    Method = Callable[[Sequence[str]], Answer]

METHODS = ("getFileMetadata", "getReplicas")
MISSING = "No such file"
"""The beginning of the catalogue's reason for files that it does not have."""
PAUSES = (1.0, 5.0, 20.0)
"""Seconds before a failed call is repeated, each once: an outage takes all of them."""
AT_ONCE = 1000
"""The number of files in one call."""


def main(arguments: Sequence[str]) -> int:
    """Write the answers for the files that the arguments name; return the exit status."""
    # DIRAC logs to standard output: everything except the answers goes to standard error.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers_to:
        os.dup2(2, 1)
        try:
            answers = ask(connect, lfns_of(arguments, _warn))
        except (ImportError, OSError, ValueError) as error:
            sys.stderr.write(f"dirac_catalogue: {error}\n")
            return 2
        json.dump(answers, answers_to, indent=1, default=str, sort_keys=True)
        answers_to.write("\n")
    failures = [failure for answer in answers.values() for failure in failures_of(answer)]
    for failure in dict.fromkeys(failures):
        _warn(failure)
    return 1 if failures else 0


def lfns_of(arguments: Sequence[str], note: Callable[[str], object] = str) -> list[str]:
    """Return the logical file names that arguments name, each once; `note` takes what is unused.

    Raises:
        OSError: a file cannot be read.
        ValueError: something is not a logical file name.

    """
    named = [_Lists(note).argument(text) for text in arguments]
    return list(dict.fromkeys(lfn for lfns in named for lfn in lfns))


def lfns_in_line(line: str, place: str, note: Callable[[str], object] = str) -> list[str]:
    """Return the logical file names in a line of a list; `note` takes what is unused.

    Raises:
        ValueError: something is not a logical file name.

    """
    text = line.strip().lstrip("\ufeff")
    is_name = bool(text) and not text.startswith("#")
    return _Lists(note).line(text, place) if is_name else []


def lfn_of(text: str, place: str = "the answer") -> str:
    """Return a logical file name without its prefix, in the form that the catalogue gives it.

    Raises:
        ValueError: it is not one; the message names the `place`.

    """
    bare = text[4:] if text[:4].lower() == "lfn:" else text
    if not bare.startswith("/") or not bare.isprintable():
        raise ValueError(
            f"{place}: {text[:60]!r} is not a logical file name: it must begin with '/'"
        )
    return "/" + posixpath.normpath(bare).lstrip("/")


def connect() -> Any:  # noqa: ANN401  # DIRAC is not there where this is checked
    """Return DIRAC's client of the file catalogue.

    Raises:
        ImportError: this Python has no DIRAC.

    """
    import DIRAC  # noqa: PLC0415  # only this needs it

    DIRAC.initialize()
    from DIRAC.Resources.Catalog.FileCatalogClient import FileCatalogClient  # noqa: PLC0415

    return FileCatalogClient()


def ask(
    connect: Callable[[], Any], lfns: Sequence[str], pauses: Sequence[float] = PAUSES
) -> dict[str, Answer]:
    """Return the answers of all methods for these files, from the client of `connect`."""
    connected = cache(connect)
    waits = iter(pauses)

    def method_of(name: str) -> Method:
        def method(batch: Sequence[str]) -> Answer:
            answer: Answer = getattr(connected(), name)(batch)
            return answer

        return method

    return {name: _call_in_batches(method_of(name), lfns, waits) for name in METHODS}


def failures_of(answer: Answer) -> Iterator[str]:
    """Yield the errors in an answer, except that a file is not in the catalogue."""
    if not answer.get("OK"):
        yield str(answer.get("Message", "no reason given"))
        return
    for lfn, reason in answer["Value"]["Failed"].items():
        if not str(reason).startswith(MISSING):
            yield f"{lfn}: {reason}"


def _call_in_batches(method: Method, lfns: Sequence[str], waits: Iterator[float]) -> Answer:
    successful: dict[str, Any] = {}
    failed: dict[str, Any] = {}
    for start in range(0, len(lfns), AT_ONCE):
        answer = _call_with_retries(method, lfns[start : start + AT_ONCE], waits)
        if not answer["OK"]:
            return answer
        successful.update(answer["Value"]["Successful"])
        failed.update(answer["Value"]["Failed"])
    return {"OK": True, "Value": {"Successful": successful, "Failed": failed}}


def _call_with_retries(method: Method, lfns: Sequence[str], waits: Iterator[float]) -> Answer:
    """Return the first answer without failures, or the last one after all waits."""
    while True:
        answer = _call(method, lfns)
        failure = next(failures_of(answer), None)
        wait = next(waits, None) if failure else None
        if wait is None:
            return answer
        _warn(f"{failure}; trying again in {wait:g} s")
        time.sleep(wait)


def _call(method: Method, lfns: Sequence[str]) -> Answer:
    try:
        answer = method(lfns)
    except ImportError:
        raise
    except Exception as error:  # noqa: BLE001  # DIRAC can raise anything
        return {"OK": False, "Message": f"{type(error).__name__}: {error}"}
    if answer["OK"]:
        return answer
    return {"OK": False, "Message": str(answer.get("Message", "no reason given"))}


class _Lists:
    """Lists of logical file names, as jobs write them; what cannot be one name is refused."""

    def __init__(self, note: Callable[[str], object]) -> None:
        self._note = note

    def argument(self, text: str) -> list[str]:
        if text[:4].lower() == "lfn:" or (text.startswith("/") and not Path(text).is_file()):
            return self.line(text, "the argument")
        content = sys.stdin.buffer.read() if text == "-" else Path(text).read_bytes()
        return list(self._content(_decoded(content, text), text))

    def _content(self, content: str, file: str) -> Iterator[str]:
        names = _listed(content.strip())
        if names is not None:
            yield from (lfn_of(name, file) for name in names)
            return
        for number, line in enumerate(content.splitlines(), 1):
            if line.strip() and not line.lstrip().startswith("#"):
                yield from self.line(line.strip(), f"{file}: line {number}")

    def line(self, line: str, place: str) -> list[str]:
        if line.startswith(("[", "(")):
            listed = _listed(line)
            if listed is None:
                raise ValueError(f"{place}: {line[:60]!r} is not a list of logical file names")
            return [lfn_of(name, place) for name in listed]
        names = [_unquoted(name) for name in _SEPARATOR.split(line) if name]
        if len(names) > 1 and not all(map(_begins_a_name, names)):
            message = "is it one name or several? Write one logical file name per line"
            raise ValueError(f"{place}: {line[:60]!r}: {message}")
        return [self._name(name, place) for name in names]

    def _name(self, text: str, place: str) -> str:
        """Return a name, without the storage element that can stand behind it."""
        name, *others = text.split()
        if not others or not _begins_a_name(name):
            return lfn_of(text, place)
        if len(others) > 1 or not (_ELEMENT.fullmatch(others[0]) and posixpath.splitext(name)[1]):
            message = "a logical file name has no blanks. Write one per line"
            raise ValueError(f"{place}: {text[:60]!r}: {message}")
        self._note(f"{place}: the storage element {others[0]} is not used: the catalogue has it")
        return lfn_of(name, place)


_SEPARATOR = re.compile(r"\s*[,;]\s*")
_ELEMENT = re.compile(r"[A-Z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)+")
"""A storage element by DIRAC's convention, such as `CC-IN2P3-Disk`."""
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _listed(text: str) -> list[str] | None:
    """Return the names in a list that Python or JSON wrote, `None` if it is none."""
    try:
        items = ast.literal_eval(text) if text.startswith(("[", "(")) else None
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None
    if not isinstance(items, (list, tuple)) or not all(isinstance(item, str) for item in items):
        return None
    return [item.strip() for item in items]


def _begins_a_name(text: str) -> bool:
    return text.startswith("/") or text[:4].lower() == "lfn:"


def _unquoted(text: str) -> str:
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\""
    return text[1:-1].strip() if is_quoted else text


def _decoded(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-16" if content.startswith(_BOMS) else "utf-8-sig")
    except UnicodeDecodeError:
        message = "not a list of LFNs; write 'LFN:' before a logical file name"
        raise ValueError(f"{file}: {message}") from None


def _warn(message: str) -> None:
    sys.stderr.write(f"dirac_catalogue: {message}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

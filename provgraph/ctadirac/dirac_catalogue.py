"""Ask DIRAC's file catalogue for files, and write its answers as JSON.

This file stands alone: it needs DIRAC 8 or later and the standard library, nothing of
provgraph, so that DIRAC's own Python runs it, on a worker node too::

    python dirac_catalogue.py input_lfns.txt output_lfns.txt LFN:/vo/a.file > catalogue.json

Each argument is a logical file name, `LFN:` may stand before it, or a file with one a line;
`-` is standard input. The answer is one JSON object: the `S_OK` or `S_ERROR` dictionaries of
getFileMetadata and getReplicas, times as texts. What fails is asked again, after each of
`PAUSES` in turn. The exit status is 1 if that did not help, 2 if nothing could be asked.
"""

from __future__ import annotations

import json
import os
import posixpath
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
"""How the catalogue's reason begins where it does not have a file."""
PAUSES = (1.0, 5.0, 20.0)
"""Seconds to wait before a failed call is made again, each once: an outage takes them all."""
AT_ONCE = 1000
"""How many files one call asks for."""


def main(arguments: Sequence[str]) -> int:
    """Write the answers for the files that the arguments name; return the exit status."""
    # DIRAC logs to standard output: everything but the answers goes to standard error.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers_to:
        os.dup2(2, 1)
        try:
            found = ask(connect, lfns_of(arguments))
        except (ImportError, OSError, ValueError) as error:
            sys.stderr.write(f"dirac_catalogue: {error}\n")
            return 2
        json.dump(found, answers_to, indent=1, default=str, sort_keys=True)
        answers_to.write("\n")
    failures = [failure for answer in found.values() for failure in failures_of(answer)]
    for failure in dict.fromkeys(failures):
        sys.stderr.write(f"dirac_catalogue: {failure}\n")
    return 1 if failures else 0


def lfns_of(arguments: Sequence[str]) -> list[str]:
    """Return the logical file names that arguments name, each once.

    Raises:
        OSError: a file cannot be read.
        ValueError: something is no logical file name.

    """
    return list(dict.fromkeys(lfn for text in arguments for lfn in _named(text)))


def lfn_of(text: str, place: str = "the answer") -> str:
    """Return a logical file name without its prefix, in the form that the catalogue gives it.

    Raises:
        ValueError: it is none; the `place` stands in the message.

    """
    bare = text[4:] if text[:4].lower() == "lfn:" else text
    if not bare.startswith("/") or not bare.isprintable():
        raise ValueError(f"{place}: {text[:60]!r} is no logical file name, which begins with '/'")
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
    """Return the answers of all methods for these files, of the client that `connect` gives."""
    connected = cache(connect)
    waits = iter(pauses)

    def asking(name: str) -> Method:
        def method(some: Sequence[str]) -> Answer:
            answer: Answer = getattr(connected(), name)(some)
            return answer

        return method

    return {name: _asked(asking(name), lfns, waits) for name in METHODS}


def failures_of(answer: Answer) -> Iterator[str]:
    """Yield what went wrong, other than that a file is not in the catalogue."""
    if not answer.get("OK"):
        yield str(answer.get("Message", "no reason is given"))
        return
    for lfn, reason in answer["Value"]["Failed"].items():
        if not str(reason).startswith(MISSING):
            yield f"{lfn}: {reason}"


def _asked(method: Method, lfns: Sequence[str], waits: Iterator[float]) -> Answer:
    successful: dict[str, Any] = {}
    failed: dict[str, Any] = {}
    for start in range(0, len(lfns), AT_ONCE):
        answer = _persistent(method, lfns[start : start + AT_ONCE], waits)
        if not answer["OK"]:
            return answer
        successful.update(answer["Value"]["Successful"])
        failed.update(answer["Value"]["Failed"])
    return {"OK": True, "Value": {"Successful": successful, "Failed": failed}}


def _persistent(method: Method, lfns: Sequence[str], waits: Iterator[float]) -> Answer:
    """Return the first answer without failures, or the last one once all waits are over."""
    while True:
        answer = _answer(method, lfns)
        failure = next(failures_of(answer), None)
        wait = next(waits, None) if failure else None
        if wait is None:
            return answer
        sys.stderr.write(f"dirac_catalogue: {failure}; once more in {wait:g} s\n")
        time.sleep(wait)


def _answer(method: Method, lfns: Sequence[str]) -> Answer:
    try:
        answer = method(lfns)
    except ImportError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever DIRAC raises is a failed call
        return {"OK": False, "Message": f"{type(error).__name__}: {error}"}
    if answer["OK"]:
        return answer
    return {"OK": False, "Message": str(answer.get("Message", "no reason is given"))}


def _named(text: str) -> list[str]:
    if text[:4].lower() == "lfn:" or (text.startswith("/") and not Path(text).is_file()):
        return [lfn_of(text, "the argument")]
    try:
        content = sys.stdin.read() if text == "-" else Path(text).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        message = "no list of LFNs; before a logical file name 'LFN:' can stand"
        raise ValueError(f"{text}: {message}") from None
    lines = enumerate(content.splitlines(), 1)
    return [lfn_of(line.strip(), f"{text}: line {n}") for n, line in lines if line.strip()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Ask DIRAC's file catalogue for files, and write its answers as JSON.

This file stands alone: it needs DIRAC 8 or later and the standard library, nothing of provgraph,
so that DIRAC's own Python can run it, also on a worker node::

    python dirac_catalogue.py input_lfns.txt output_lfns.txt LFN:/vo/a.file > catalogue.json

Each argument is a logical file name, with or without `LFN:`, or a file with one per line; `-` is
standard input. The answer is one JSON object: the `S_OK` or `S_ERROR` dictionaries of
getFileMetadata and getReplicas, times as texts. Failed calls are repeated after each of `PAUSES`.
The exit status is 1 if that did not help, 2 if the catalogue could not be called.
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
            answers = ask(connect, lfns_of(arguments))
        except (ImportError, OSError, ValueError) as error:
            sys.stderr.write(f"dirac_catalogue: {error}\n")
            return 2
        json.dump(answers, answers_to, indent=1, default=str, sort_keys=True)
        answers_to.write("\n")
    failures = [failure for answer in answers.values() for failure in failures_of(answer)]
    for failure in dict.fromkeys(failures):
        sys.stderr.write(f"dirac_catalogue: {failure}\n")
    return 1 if failures else 0


def lfns_of(arguments: Sequence[str]) -> list[str]:
    """Return the logical file names that arguments name, each once.

    Raises:
        OSError: a file cannot be read.
        ValueError: something is not a logical file name.

    """
    return list(dict.fromkeys(lfn for text in arguments for lfn in _lfns_of_argument(text)))


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
        sys.stderr.write(f"dirac_catalogue: {failure}; trying again in {wait:g} s\n")
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


def _lfns_of_argument(text: str) -> list[str]:
    if text[:4].lower() == "lfn:" or (text.startswith("/") and not Path(text).is_file()):
        return [lfn_of(text, "the argument")]
    try:
        content = sys.stdin.read() if text == "-" else Path(text).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        message = "not a list of LFNs; write 'LFN:' before a logical file name"
        raise ValueError(f"{text}: {message}") from None
    lines = enumerate(content.splitlines(), 1)
    return [lfn_of(line.strip(), f"{text}: line {n}") for n, line in lines if line.strip()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

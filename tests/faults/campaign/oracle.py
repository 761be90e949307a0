"""The oracle: what one case did, and what in that is a fault of provgraph."""

from __future__ import annotations

import json
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from prov.model import ProvWarning

from provgraph import readers, serialisers
from provgraph.ctadirac.catalogue import SavedCatalogue
from provgraph.ctapipe import read_activities
from provgraph.errors import CatalogueError, ExportError, ProvgraphError, ReadError
from provgraph.ivoa import file as descriptions
from provgraph.readers import bundle
from provgraph.redaction import Redaction
from tests.faults.campaign.sandbox import HangError
from tests.support.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Callable

    from prov.model import ProvDocument

    from provgraph.readers import Source
    from tests.faults.campaign.sandbox import Sandbox

_OUT_OF_MEMORY = "does not fit into memory"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a case: read, refused, or skipped; formats that kept it or lost it; faults."""

    outcome: str
    said: str = ""
    kept: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def verdict_of(sandbox: Sandbox, family: str, file: str) -> Verdict:
    """Read a file, and export what was read; never raise."""
    with sandbox.watching(file) as seen:
        try:
            verdict = _FAMILIES[family](file)
        except ProvgraphError as error:
            verdict = Verdict("refused", str(error), faults=tuple(_of_message(error, file)))
        except HangError:
            verdict = Verdict("hang", faults=(f"it takes more than 10 s: {_place()}",))
        except BaseException as error:  # noqa: BLE001  # what the campaign is there to find
            verdict = Verdict("fault", faults=(f"{type(error).__name__}: {error}: {_place()}",))
    reached = tuple(f"it reaches for {path}" for path in dict.fromkeys(seen))
    return Verdict(
        verdict.outcome, verdict.said, verdict.kept, verdict.lost, (*verdict.faults, *reached)
    )


def _of_message(error: ProvgraphError, file: str) -> list[str]:
    lines = str(error).split("\n")
    expected = ReadError if not isinstance(error, CatalogueError) else CatalogueError
    faults = [] if isinstance(error, expected) else [f"it is a {type(error).__name__}"]
    faults += [
        f"its message is not a printable line that names the file: {line!r:.200}"
        for line in lines
        if not line.isprintable() or file not in line
    ]
    if _OUT_OF_MEMORY in lines[0]:
        faults.append("it takes more memory than a child has")
    return faults


def _place() -> str:
    frames = traceback.extract_tb(traceback.sys.exc_info()[2])  # type: ignore[attr-defined]
    return " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames[:-6:-1])


def _documents(file: str) -> Verdict:
    source = readers.open_source(file)
    if not bundle.is_bundle(source):
        return _document(source)
    verdicts = [_member(member) for member in bundle.unpack(source).members]
    return max(verdicts, key=lambda verdict: len(verdict.faults), default=Verdict("read"))


def _member(source: Source) -> Verdict:
    try:
        return _document(source)
    except ReadError as error:
        return Verdict("refused", str(error), faults=tuple(_of_message(error, source.name)))


def _document(source: Source) -> Verdict:
    if readers.detect(source) == "ctapipe":
        records = read_activities(source.data, source.name)
        redaction = Redaction()
        redaction.learn(one.value for one in records)
        for one in records:
            json.dumps(redaction.record(one.value)).encode()
        return Verdict("read")
    document = readers.read(source).document
    redaction = Redaction()
    with warnings.catch_warnings():
        # The export reports what PROV-N cannot write.
        warnings.simplefilter("ignore", ProvWarning)
        redaction.learn_document(document)
        redaction.document(document).get_provn()
    return _exported(document)


def _exported(document: ProvDocument) -> Verdict:
    """Write what was read as PROV-JSON and PROV-N, and read it back."""
    equal: list[str] = []
    lost: list[str] = []
    faults: list[str] = []
    for form in ("json", "provn"):
        try:
            written = serialisers.serialise(document, form)
            data = written.text.encode()
        except ExportError:
            lost.append(form)
            continue
        try:
            back = readers.read(readers.source.of_bytes("export", data), form).document
        except ReadError as error:
            faults.append(f"its own {form} is not read: {error}")
            continue
        (equal if canonical(back) == canonical(document) else lost).append(form)
    return Verdict("read", kept=tuple(equal), lost=tuple(lost), faults=tuple(faults))


def _described(file: str) -> Verdict:
    descriptions.read(Path(file).read_bytes(), file)
    return Verdict("read")


def _catalogued(file: str) -> Verdict:
    SavedCatalogue(file).files(["/vo/ctao/x"])
    return Verdict("read")


_FAMILIES: dict[str, Callable[[str], Verdict]] = {
    "document": _documents,
    "descriptions": _described,
    "catalogue": _catalogued,
}

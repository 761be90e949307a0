"""Headers of data files: what they add to an activity's own record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from provgraph.ctapipe.log.record import LoggedFile, made_of
from provgraph.model import urls
from provgraph.readers.reference_header import COPIED_TO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provgraph.ctapipe.log.record import ActivityRecord

PRODUCT_ID = "CTA PRODUCT ID"


def with_headers(own: ActivityRecord, headers: Sequence[ActivityRecord]) -> ActivityRecord:
    """Return an activity's own record with what headers add; those that add nothing are left out.

    Whether a header adds something depends on the own record alone, not on other headers.
    """
    adding = sorted((h for h in headers if _adds(own, h)), key=lambda header: header.sha256)
    if not adding:
        return own
    value = dict(own.value)
    if own.software is None:
        named = [header.value["software"] for header in adding if header.software]
        value["software"] = named[-1] if named else None
    value["output"] = _with_products(value.get("output"), adding)
    return made_of(value, [*own.parts, *adding])


def notes_on_header(record: ActivityRecord) -> Iterator[str]:
    """Yield what is to be said of a header as it is read."""
    copies = record.value.get(COPIED_TO) if record.is_header else None
    for copy in copies if isinstance(copies, list) else ():
        yield (
            f"{_logged(copy).url}: its header names {record.name} ({record.id}), but the file was "
            "created after that activity had stopped, from its output: load the log of the job "
            "that made the file"
        )


def _adds(own: ActivityRecord, header: ActivityRecord) -> bool:
    if own.software is None and header.software is not None:
        return True
    known = {_product(file.meta) for file in own.outputs}
    return any(_product(file.meta) not in known for file in header.outputs)


def _with_products(entries: object, headers: Sequence[ActivityRecord]) -> list[object]:
    """Return the outputs of an activity's own record, with the products of headers.

    A product is the output without metadata that has its url, else its name, else one more.
    """
    outputs = list(map(_logged, entries)) if isinstance(entries, list) else []
    known = {_product(output.meta) for output in outputs}
    files = [file for h in headers for file in h.outputs if _product(file.meta) not in known]
    for key in (_url, _name):
        for number, output in enumerate(outputs):
            same = [file for file in files if not output.meta and key(file) == key(output)]
            if same:
                outputs[number] = replace(output, meta=same[0].meta)
                files = [f for f in files if _product(f.meta) != _product(same[0].meta)]
    more = {_product(file.meta): file for file in reversed(files)}
    return [*map(_entry, outputs), *map(_entry, more.values())]


def _logged(entry: object) -> LoggedFile:
    """Return an entry of a record that was read before, so that it is one."""
    if isinstance(entry, dict):
        return LoggedFile(str(entry.get("url")), entry.get("role"), entry.get("reference_meta"))
    return LoggedFile(str(entry))


def _entry(file: LoggedFile) -> dict[str, object]:
    return {"url": file.url, "role": file.role, "reference_meta": file.meta}


def _url(file: LoggedFile) -> str:
    return file.url


def _name(file: LoggedFile) -> str:
    return urls.parse(file.url).name


def _product(meta: Mapping[str, Any] | None) -> str | None:
    product = (meta or {}).get(PRODUCT_ID)
    return product.lower() if isinstance(product, str) else None

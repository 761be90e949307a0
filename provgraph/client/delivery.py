"""Delivery: documents handed in to a manager, and the results on its receipts."""

from __future__ import annotations

import gzip
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from provgraph.client.transport import Request
from provgraph.errors import LoadError, ReadError
from provgraph.results.documents import FileResult

if TYPE_CHECKING:
    from provgraph.results.receipts import Receipt

Source = str | Path | bytes | BinaryIO
"""What can be handed in: a path, bytes, or a binary stream."""

SECONDS_TO_WAIT = 55
"""A manager answers after a minute at the latest; then its receipt is asked for again."""
_GZIP = b"\x1f\x8b"
_SMALL = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOptions:
    """How documents are loaded, as `Store.load` has it; `production` is what they are a part of."""

    format: str | None = None
    isolated: bool = False
    production: str | None = None
    salvage: bool = False
    base: str | None = None
    strict: bool = False
    redact: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """A document to hand in, and how it is loaded."""

    name: str
    data: bytes = field(repr=False)
    options: DeliveryOptions = field(default_factory=DeliveryOptions)

    @classmethod
    def of(cls, source: Source, options: DeliveryOptions, name: str | None = None) -> Delivery:
        """Read what is handed in.

        Raises:
            ReadError: the file cannot be read.

        """
        data, own_name = _read(source)
        return cls(name or own_name, data, options)

    def request(self, seconds: int) -> Request:
        """Return the request that hands it in; sent twice, it is one document."""
        packed = len(self.data) > _SMALL and not self.data.startswith(_GZIP)
        headers = {"Content-Type": "application/octet-stream", "Prefer": f"wait={seconds}"}
        given = {name: value for name, value in asdict(self.options).items() if value}
        return Request(
            "POST",
            "/documents",
            query={"name": self.name, **given},
            content=gzip.compress(self.data, 6) if packed else self.data,
            headers={**headers, **({"Content-Encoding": "gzip"} if packed else {})},
            repeatable=True,
        )


def receipt_request(receipt_id: str, seconds: int = 0) -> Request:
    """Return the request for a receipt, answered when it is finished or after some seconds."""
    return Request("GET", f"/receipts/{receipt_id}", headers={"Prefer": f"wait={seconds}"})


def result_of(receipt: Receipt) -> FileResult:
    """Return the result of a document, failures included."""
    if receipt.result is not None and receipt.status == "loaded":
        return receipt.result
    reason = receipt.error or f"it was {receipt.status}"
    return FileResult(receipt.name, receipt.format, "failed", error=reason)


def loaded(receipt: Receipt) -> FileResult:
    """Return the result of a document that was loaded.

    Raises:
        LoadError: it failed, or was discarded.

    """
    result = result_of(receipt)
    if result.error is not None and result.status == "failed":
        raise LoadError(result.error)
    return result


def failed(error: ReadError, form: str | None) -> FileResult:
    """Return the result of a document that could not be handed in."""
    return FileResult(error.file, form, "failed", error=str(error))


def _read(source: Source) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, "<bytes>"
    if isinstance(source, str | Path):
        try:
            return Path(source).read_bytes(), str(source)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise ReadError(str(source), reason) from error
    name = getattr(source, "name", None)
    return source.read(), name if isinstance(name, str) else "<stream>"

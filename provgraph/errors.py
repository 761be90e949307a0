"""The exceptions of provgraph.

Every error that a user can meet is one of these; no exception of `neo4j`, `prov`, `lxml`
or `json` leaves the package.

ProvgraphError
├── ReadError              a file cannot be understood
│   ├── UnknownFormatError     no reader knows its content
│   └── TooLargeError          it is larger than a manager takes
├── AccessError            a manager does not let a caller do something
│   ├── UnauthenticatedError   it does not know the caller
│   ├── ForbiddenError         the caller's role does not allow it
│   └── TooManyRequestsError   the caller asks for more at once than it may
├── CatalogueError         the file catalogue gives no answer that can be understood
├── LoadError              a document cannot be put into the store
├── ConfigError            a setting cannot be kept
├── InboxError             a manager's inbox cannot be read or written
│   ├── InboxFullError         it has no room, or its disk has none
│   ├── ReceiptError           a receipt's status does not allow what was asked
│   └── KeyReuseError          an idempotency key came with another document before
├── IvoaError              what is described is against IVOA's model, or contradicts itself
├── ExportError            an answer cannot be written in the chosen format
├── QueryError             a statement of a user's own cannot be run
├── SelectorError          what a user named is not there, or is several things
│   ├── NotFoundError
│   └── AmbiguousError
└── StoreError             the database does not do what it should
    ├── UnreachableError       no server answers at the address
    ├── CredentialsError       the server refuses the user or password
    ├── DatabaseError          the server has no database of that name
    ├── ReadOnlyError          this user or database cannot write
    ├── UnsupportedServerError the server is older than provgraph needs
    ├── SchemaError            the store was written by another version of provgraph
    ├── TimeLimitError         a question takes longer than it may
    ├── MemoryLimitError       a transaction needs more memory than the server allows
    └── LocalServerError       the local server cannot be installed or started
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.runtime.escape import escape_line

if TYPE_CHECKING:
    from collections.abc import Sequence


class ProvgraphError(Exception):
    """The root of all errors that provgraph raises."""


class ReadError(ProvgraphError):
    """A file cannot be understood: which file, where in it, and why."""

    def __init__(self, file: str, reason: str, place: str | None = None) -> None:
        """Keep `file`, `reason` and `place` (a line, a record or a field) for programs.

        File names and places are texts of others; only a reason may have several lines.
        """
        lines = "\n".join(map(escape_line, reason.split("\n")))
        super().__init__(
            ": ".join(part for part in (escape_line(file), escape_line(place or ""), lines) if part)
        )
        self.file = file
        self.reason = reason
        self.place = place


class UnknownFormatError(ReadError):
    """No reader knows the content of the file."""


class TooLargeError(ReadError):
    """The document is larger than a manager takes."""


class AccessError(ProvgraphError):
    """A Provenance Manager does not let a caller do something."""


class UnauthenticatedError(AccessError):
    """The manager does not know the caller: no token, or one that is wrong, expired or revoked."""


class ForbiddenError(AccessError):
    """The caller's role, or production, does not allow it."""


class TooManyRequestsError(AccessError):
    """The caller asks for more at once, or more often, than it may."""


class CatalogueError(ProvgraphError):
    """The file catalogue gives no answer, or none that can be understood."""


class LoadError(ProvgraphError):
    """A document cannot be put into the store."""


class ConfigError(ProvgraphError):
    """A setting cannot be kept in the store."""


class InboxError(ProvgraphError):
    """The inbox of a Provenance Manager cannot be read or written."""


class InboxFullError(InboxError):
    """The inbox or its disk has no room; nothing was accepted."""

    def __init__(self, message: str, retry_after: int = 30) -> None:
        """Keep the seconds after which it is worth trying again."""
        super().__init__(message)
        self.retry_after = retry_after


class ReceiptError(InboxError):
    """The status of a receipt does not allow what was asked."""


class KeyReuseError(InboxError):
    """An idempotency key came with another document before."""


class IvoaError(ProvgraphError):
    """An object of IVOA's model lacks what it must have, or contradicts another."""


class ExportError(ProvgraphError):
    """An answer cannot be written in the chosen format."""


class QueryError(ProvgraphError):
    """A statement that a user names or writes cannot be run."""


class SelectorError(ProvgraphError):
    """What a user named is not in the store, or is several things."""


class NotFoundError(SelectorError):
    """Nothing in the store has that name."""


class AmbiguousError(SelectorError):
    """Several things in the store have that name."""

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        """Keep the `candidates`, full ids, for programs."""
        super().__init__(message)
        self.candidates = tuple(candidates)


class StoreError(ProvgraphError):
    """The database does not do what it should."""


class UnreachableError(StoreError):
    """No server answers at the address."""


class CredentialsError(StoreError):
    """The server refuses the user or the password."""


class DatabaseError(StoreError):
    """The server has no database of that name."""


class ReadOnlyError(StoreError):
    """This user or this database cannot write."""


class UnsupportedServerError(StoreError):
    """The server is older than provgraph needs."""


class SchemaError(StoreError):
    """The store was written by another version of provgraph."""


class TimeLimitError(StoreError):
    """A question takes longer than it may."""


class MemoryLimitError(StoreError):
    """A transaction needs more memory than the server gives it."""


class LocalServerError(StoreError):
    """The local server cannot be installed, started or reached."""


def interrupted(error: BaseException | None) -> bool:
    """Say whether Ctrl-C is behind an error; the driver may have made another of it."""
    while error and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None

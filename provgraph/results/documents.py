"""Documents in the store, and the results of loading, describing and deleting them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from provgraph.results.base import Answer, ListResult, Result, is_none

if TYPE_CHECKING:
    from collections.abc import Iterable

DocumentStatus = Literal["loading", "complete"]
LoadStatus = Literal["loaded", "updated", "unchanged"]
FileStatus = Literal["loaded", "updated", "unchanged", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class Document(Result):
    """A loaded document; `sources` are the files it came from, `loaded` is ISO 8601.

    `productions` are those that it was handed in for, by `submitters`, at a Provenance Manager.
    """

    id: str
    sources: tuple[str, ...]
    format: str
    status: DocumentStatus
    loaded: str
    records: int
    elements: int
    relations: int
    sha256: str
    provgraph: str
    isolated: bool
    productions: tuple[str, ...]
    submitters: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class DocumentPage(ListResult, Answer):
    """A page of documents, newest first.

    `count` is the number of all that meet the conditions; if `count_complete` is false, there are
    more. `next` is the cursor of the next page, `None` on the last one. `left_out` is the number
    of documents that declare what many activities share, if they are not listed.
    """

    SCHEMA: ClassVar[str] = "documents"
    LISTED: ClassVar[str] = "documents"

    documents: tuple[Document, ...]
    count: int
    count_complete: bool
    next: str | None
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class LoadedFile(Result):
    """A file, or several with the same content, and how much was loaded from it.

    `loaded` is when its last document was. `id` is that of its only document. What comes from no
    file, and what many activities share, has an `id` and no `sources`.
    """

    sources: tuple[str, ...]
    format: str
    status: DocumentStatus
    loaded: str
    documents: int
    records: int
    id: str | None


@dataclass(frozen=True, slots=True, repr=False)
class LoadedFilePage(ListResult, Answer):
    """A page of the files from which documents were loaded, those loaded last first.

    `count` is the number of all files. `next` is the cursor of the next page, `None` on the last
    one. `left_out` is the number of documents that declare what many activities share, if they are
    not listed.
    """

    SCHEMA: ClassVar[str] = "loaded-files"
    LISTED: ClassVar[str] = "files"

    files: tuple[LoadedFile, ...]
    count: int
    next: str | None
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class DocumentList(Answer):
    """Documents that were deleted, as they were."""

    SCHEMA: ClassVar[str] = "deleted-documents"

    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class DeletedDocuments(Answer):
    """The ids of documents that were deleted."""

    SCHEMA: ClassVar[str] = "deleted"

    deleted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileResult(Result):
    """The load result of one file: its documents, and what of them is new in the store.

    `error` is present where the file failed or was skipped for a reason.
    """

    file: str
    format: str | None
    status: FileStatus
    documents: tuple[str, ...] = ()
    records: int = 0
    elements: int = 0
    relations: int = 0
    new_elements: int = 0
    new_relations: int = 0
    notes: tuple[str, ...] = ()
    error: str | None = field(default=None, metadata={"exclude_if": is_none})


@dataclass(frozen=True, slots=True)
class ForgottenPerson(Answer):
    """The names of a person, and in how many records, documents and other nodes they were.

    `replaced` has a line for each kind of name, with the number of places.
    """

    SCHEMA: ClassVar[str] = "forgotten"

    names: tuple[str, ...]
    records: int = 0
    documents: int = 0
    others: int = 0
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadResult(Answer):
    """The load results of files; `skipped` names those that are in no known format."""

    SCHEMA: ClassVar[str] = "load"

    files: tuple[FileResult, ...]
    skipped: tuple[str, ...]

    @classmethod
    def of(cls, results: Iterable[FileResult]) -> Self:
        """Return the result of several files; those that were skipped are only named."""
        results = tuple(results)
        return cls(
            files=tuple(result for result in results if result.status != "skipped"),
            skipped=tuple(result.file for result in results if result.status == "skipped"),
        )


@dataclass(frozen=True, slots=True)
class BulkResult(Answer):
    """The result of a bulk import: where it went, and how many of each were written.

    `failed` and `notes` have a line each, in the order of the files.
    """

    SCHEMA: ClassVar[str] = "bulk"

    into: str
    files: int
    loaded: int
    skipped: int
    documents: int
    elements: int
    relations: int
    failed: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DescribeResult(Answer):
    """The result of putting descriptions; `jobs` counts the jobs that they describe now."""

    SCHEMA: ClassVar[str] = "describe"

    source: str
    document: str
    status: LoadStatus
    changes: tuple[str, ...]
    jobs: int
    notes: tuple[str, ...]

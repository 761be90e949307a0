"""A manager instead of a store: what commands ask of a store is asked over HTTP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self

from provgraph import readers
from provgraph.client import ProvClient, credentials
from provgraph.client.delivery import Delivery, DeliveryOptions, failed
from provgraph.errors import (
    ConfigError,
    ExportError,
    ReadError,
    UnauthenticatedError,
    UnknownFormatError,
)
from provgraph.ingest.discover import InputFile, find_files
from provgraph.readers.source import of_bytes
from provgraph.results.documents import FileResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from prov.model import ProvDocument

    from provgraph.client.requests import ExportedText
    from provgraph.redaction import Redaction
    from provgraph.results.documents import DescribeResult
    from provgraph.results.lineage import Lineage
    from provgraph.results.tables import StatementRows

_BESIDE = "run it beside the database, without --manager and PROVGRAPH_MANAGER"
_NO_CYPHER = (
    "a manager runs named questions only: see 'provgraph query'. For a statement of your own, "
    f"{_BESIDE}"
)
_NO_DRY_RUN = (
    "--dry-run: a manager loads what it is given, together with what others hand in. To see what "
    f"would change, {_BESIDE}"
)
_NO_IMPORT = (
    "a manager takes no database, whose password it would have to know: to import the tables, "
    f"{_BESIDE}"
)


def client_of(url: str) -> ProvClient:
    """Return a client of the manager at a URL, with the token that is known of it.

    Raises:
        ConfigError: the file of tokens cannot be read.
        UnauthenticatedError: no token is known.

    """
    return ProvClient(url, token=_token(url))


def _token(url: str) -> str:
    token = credentials.token(url)
    if token is None:
        raise UnauthenticatedError(
            f"no token is known for {url}: run 'provgraph login {url}', or set PROVGRAPH_TOKEN"
        )
    return token


class ManagerStore:
    """A manager's client with the methods of `Store` that commands call.

    Questions and changes are those of `ProvClient`; files and documents are read here.
    """

    def __init__(self, client: ProvClient, url: str, token: str) -> None:
        """Take the client, its manager's URL and its token."""
        self._client = client
        self._url = url
        self._token = token

    @classmethod
    def at(cls, url: str, seconds: float | None) -> ManagerStore:
        """Return the manager at a URL, with the token that is known of it.

        Raises:
            ConfigError: the file of tokens cannot be read.
            UnauthenticatedError: no token is known.

        """
        token = _token(url)
        client = ProvClient(url, token=token)
        return cls(client if seconds is None else client.within(seconds), url, token)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # a method of the client
        """Return a method of the client."""
        return getattr(self._client, name)

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._client.close()

    def files(self, paths: Iterable[str]) -> list[InputFile]:
        """Return the files that paths name: files, `-`, and all files of directories."""
        return find_files(paths)

    def load_all(
        self,
        files: Iterable[InputFile],
        form: str | None,
        *,
        dry_run: bool,
        rehash: bool,  # noqa: ARG002  # each file is read
        processes: int | None = None,  # noqa: ARG002  # the manager has its own
        **options: Any,  # noqa: ANN401  # those of DeliveryOptions
    ) -> Iterator[FileResult]:
        """Hand in files; yield the results in order, failures included.

        Raises:
            ConfigError: nothing is to be changed, or the file of tokens cannot be read.
            UnauthenticatedError: no token is known any more.

        """
        if dry_run:
            raise ConfigError(_NO_DRY_RUN)
        self._renew()
        return self._loaded(files, DeliveryOptions(format=form, **options))

    def _renew(self) -> None:
        """Use the token that is known now: `load --watch` outlives those of its start."""
        token = _token(self._url)
        if token != self._token:
            self._client.close()
            self._client, self._token = ProvClient(self._url, token=token), token

    def _loaded(self, files: Iterable[InputFile], options: DeliveryOptions) -> Iterator[FileResult]:
        def deliveries() -> Iterator[Delivery | FileResult]:
            for file in files:
                try:
                    source = file.open()
                    if file.searched and options.format is None:
                        readers.detect(source)
                except UnknownFormatError:
                    yield FileResult(file.name, None, "skipped")
                except ReadError as error:
                    yield failed(error, options.format)
                else:
                    yield Delivery(source.name, source.data, options)

        yield from self._client.load_all(deliveries())

    def describe(self, file: str, *, progress: object = None) -> DescribeResult:  # noqa: ARG002  # as Store has it
        """Put the descriptions of a file, under its name."""
        source = readers.open_source(file)
        return self._client.describe(source.data, source=source.name)

    def draft(self, name: str | None, *, progress: object = None) -> str:  # noqa: ARG002  # as Store has it
        """Return a draft of descriptions, as YAML, of what jobs (of one name) have done."""
        return self._client.draft(name)

    def export(
        self,
        *selectors: str,
        documents: Iterable[str] = (),
        all: bool = False,  # noqa: A002  # as Store has it
        redaction: Redaction | None = None,
    ) -> ProvDocument:
        """Return elements, documents or the whole store as one PROV document.

        A redaction is done here: its key stays on this machine.
        """
        client = self._client
        document = _document(
            lambda form: client.export(*selectors, documents=documents, all=all, format=form)
        )
        if redaction is None:
            return document
        redaction.learn(self.records(*selectors, documents=documents, all=all, related=True))
        redaction.learn_document(document)
        return redaction.document(document)

    def export_lineage(self, answer: Lineage) -> ProvDocument:
        """Return a lineage as PROV, its records as they were loaded."""
        return _document(lambda form: self._client.export_lineage(answer, format=form))

    def records(
        self,
        *selectors: str,
        documents: Iterable[str] = (),
        all: bool = False,  # noqa: A002
        related: bool = False,
    ) -> Iterator[dict[str, Any]]:
        """Yield activities of ctapipe's logs as they were loaded."""
        exported = self._client.export(
            *selectors, documents=documents, all=all, related=related, format="ctapipe"
        )
        return iter(json.loads(exported.text))

    def export_tables(
        self, url: str, *, tap: str | Path | None = None
    ) -> tuple[dict[str, int], list[str]]:
        """Write the tables into a database that this machine reaches; see `Store`."""
        from provgraph.ivoa.tables import export  # only this needs SQLAlchemy

        return export.written(self._client.table, url, tap)

    def cypher(self, *_: object, **__: object) -> StatementRows:
        """Refuse: a manager runs named questions only.

        Raises:
            ConfigError: always.

        """
        raise ConfigError(_NO_CYPHER)

    def import_tables(self, _: str) -> FileResult:
        """Refuse: a manager reads no database.

        Raises:
            ConfigError: always.

        """
        raise ConfigError(_NO_IMPORT)


def _document(export: Callable[[str], ExportedText]) -> ProvDocument:
    """Return an export as a document: PROV-N keeps the order, PROV-JSON has all names."""
    form = "provn"
    try:
        text = export(form).text
    except ExportError:
        form = "json"
        text = export(form).text
    return readers.read(of_bytes("the manager's answer", text.encode()), form).document

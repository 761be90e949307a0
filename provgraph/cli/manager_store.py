"""A manager instead of a store: what commands ask of a store is asked over HTTP."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, Self

from provgraph import readers
from provgraph.client import ProvClient, credentials
from provgraph.client.delivery import Delivery, failed
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

    from prov.model import ProvDocument

    from provgraph.client.requests import ExportedText
    from provgraph.redaction import Redaction
    from provgraph.results.cost import Cost
    from provgraph.results.documents import DescribeResult
    from provgraph.results.lineage import Lineage
    from provgraph.results.tables import StatementRows

_HERE = "this is not possible through a manager: run it beside the database, without --manager"


class ManagerStore:
    """A manager's client with the methods of `Store` that commands call.

    Questions and changes are those of `ProvClient`; files and documents are read here.
    """

    def __init__(self, client: ProvClient) -> None:
        """Take the client."""
        self._client = client

    @classmethod
    def at(cls, url: str, seconds: float | None) -> ManagerStore:
        """Return the manager at a URL, with the token that is known of it.

        Raises:
            ConfigError: the file of tokens cannot be read.
            UnauthenticatedError: no token is known.

        """
        token = credentials.token(url)
        if token is None:
            raise UnauthenticatedError(
                f"no token is known for {url}: run 'provgraph login {url}', or set PROVGRAPH_TOKEN"
            )
        client = ProvClient(url, token=token)
        return cls(client if seconds is None else client.within(seconds))

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
        isolated: bool,
        processes: int | None = None,  # noqa: ARG002  # the manager has its own
        **others: object,
    ) -> Iterator[FileResult]:
        """Hand in files; yield the results in order, failures included.

        Raises:
            ConfigError: an option is one of the process that loads.

        """
        for name, value in others.items():
            if value:
                raise ConfigError(f"--{name.replace('_', '-')}: {_HERE}")
        return self._loaded(files, form, isolated=isolated)

    def _loaded(
        self, files: Iterable[InputFile], form: str | None, *, isolated: bool
    ) -> Iterator[FileResult]:
        skipped: list[FileResult] = []

        def deliveries() -> Iterator[Delivery | FileResult]:
            for file in files:
                try:
                    source = file.open()
                    if file.searched and form is None:
                        readers.detect(source)
                except UnknownFormatError:
                    skipped.append(FileResult(file.name, None, "skipped"))
                except ReadError as error:
                    yield failed(error, form)
                else:
                    yield Delivery(source.name, source.data, form, isolated)

        yield from self._client.load_all(deliveries())
        yield from skipped

    def add_job(  # as that of `Store`
        self,
        log: str,
        *logs: str,
        inputs: Iterable[str] = (),
        outputs: Iterable[str] = (),
        catalogue: str,
        dirac_python: str | None = None,
        job_id: str | None = None,
        site: str | None = None,
    ) -> FileResult:
        """Hand in the provenance of a CTADIRAC job as one package."""
        from provgraph.ctadirac import add
        from provgraph.ctadirac.catalogue import catalogue as catalogue_of

        outputs_of_job = add.JobOutputs((log, *logs), tuple(inputs), tuple(outputs))
        job = add.read(outputs_of_job)
        sources = map(readers.open_source, dict.fromkeys(outputs_of_job.logs))
        package = {
            "format": "provgraph-job",
            "version": 1,
            "job_id": job_id,
            "site": site,
            "provenance": [
                {"name": each.name, "base64": base64.b64encode(each.data).decode()}
                for each in sources
            ],
            "inputs": add.lfns_of(outputs_of_job.inputs, []),
            "outputs": add.lfns_of(outputs_of_job.outputs, []),
            "catalogue": catalogue_of(catalogue, dirac_python).answers(job.lfns),
        }
        given = {name: value for name, value in package.items() if value is not None}
        return self._client.load(json.dumps(given).encode(), name=job.name)

    def describe(self, file: str) -> DescribeResult:
        """Put the descriptions of a file, under its name."""
        source = readers.open_source(file)
        return self._client.describe(source.data, source=source.name)

    def export(
        self,
        *selectors: str,
        documents: Iterable[str] = (),
        all: bool = False,  # noqa: A002  # as Store has it
        redaction: Redaction | None = None,
    ) -> ProvDocument:
        """Return elements, documents or the whole store as one PROV document.

        Raises:
            ConfigError: redaction needs the records that the store has beside the document.

        """
        if redaction is not None:
            raise ConfigError(f"--redact: {_HERE}")
        client = self._client
        return _document(
            lambda form: client.export(*selectors, documents=documents, all=all, format=form)
        )

    def export_lineage(self, answer: Lineage) -> ProvDocument:
        """Return a lineage as PROV, its records as they were loaded."""
        return _document(lambda form: self._client.export_lineage(answer, format=form))

    def records(
        self,
        *selectors: str,
        documents: Iterable[str] = (),
        all: bool = False,  # noqa: A002
    ) -> Iterator[dict[str, Any]]:
        """Yield activities of ctapipe's logs as they were loaded."""
        text = self._client.export(*selectors, documents=documents, all=all, format="ctapipe").text
        return iter(json.loads(text))

    def filtered(self, *_: object) -> Any:  # noqa: ANN401  # as that of `Store`
        """Filter an answer.

        Raises:
            ConfigError: the conditions are looked up in the database.

        """
        raise ConfigError(f"--only: {_HERE}")

    def cost(self, *_: object) -> Cost:
        """Sum what histories took.

        Raises:
            ConfigError: the database does it.

        """
        raise ConfigError(_HERE)

    def cypher(self, *_: object, **__: object) -> StatementRows:
        """Refuse: a manager runs named questions only.

        Raises:
            ConfigError: always.

        """
        raise ConfigError(_HERE)

    import_tables = export_tables = update_dirac_jobs = cypher


def _document(export: Callable[[str], ExportedText]) -> ProvDocument:
    """Return an export as a document: PROV-N keeps the order, PROV-JSON has all names."""
    form = "provn"
    try:
        text = export(form).text
    except ExportError:
        form = "json"
        text = export(form).text
    return readers.read(of_bytes("the manager's answer", text.encode()), form).document

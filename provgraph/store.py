"""The store: an open connection, and one method for each thing that it can do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from provgraph import exporter
from provgraph.errors import NotFoundError, SelectorError
from provgraph.graph import schema
from provgraph.graph.address import target
from provgraph.graph.connection import Connection, Target
from provgraph.model.keys import key_of, number_of
from provgraph.queries import configuration, named_queries
from provgraph.queries.beginnings import longer_beginnings
from provgraph.queries.bookkeeping import without_bookkeeping
from provgraph.queries.bounded_lineage import Bounds
from provgraph.queries.common_ancestors import common_ancestors
from provgraph.queries.cost import cost
from provgraph.queries.descriptions import descriptions
from provgraph.queries.diff import diff
from provgraph.queries.documents import (
    document_page,
    documents,
    loaded_files,
    select_documents,
    selected_page,
)
from provgraph.queries.documents_diff import documents_diff
from provgraph.queries.find import FindFilter, find
from provgraph.queries.impact import impact
from provgraph.queries.job_facets import job_facets
from provgraph.queries.jobs import JobFilter, JobOrder, jobs
from provgraph.queries.lineage import depths, lineage
from provgraph.queries.makers import activity_key_of, activity_of
from provgraph.queries.marks import list_marks, with_marks
from provgraph.queries.near_names import is_empty
from provgraph.queries.only import only_in_impact, only_in_lineage
from provgraph.queries.path import path
from provgraph.queries.prefixes import prefixes
from provgraph.queries.relation_sets import relation_set as followed
from provgraph.queries.roots_leaves import roots_or_leaves
from provgraph.queries.select import SelectedElement, select, select_all, select_bundles
from provgraph.queries.sets_diff import sets_diff
from provgraph.queries.show import show_selected
from provgraph.queries.stats import stats
from provgraph.queries.stop_conditions import check_conditions
from provgraph.queries.user_statement import run_statement
from provgraph.results.impact import Impact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from types import TracebackType

    from prov.model import ProvDocument

    from provgraph.ctapipe.relocation import Progress
    from provgraph.ctapipe.site import Site
    from provgraph.forgetting import Progress as ForgettingProgress
    from provgraph.graph.cancellation import Cancellation
    from provgraph.ingest.discover import Input, InputFile
    from provgraph.ivoa.file import Descriptions
    from provgraph.ivoa.tables.read import Row
    from provgraph.redaction import Redaction
    from provgraph.results.checks import CheckResult
    from provgraph.results.configuration import (
        ConfigurationParameter,
        ConfiguredActivity,
        ParameterDifference,
        SoftwareVersion,
    )
    from provgraph.results.cost import Cost
    from provgraph.results.descriptions import ActivityDescription
    from provgraph.results.diff import Diff, DocumentsDiff
    from provgraph.results.documents import (
        DescribeResult,
        Document,
        DocumentPage,
        FileResult,
        ForgottenPerson,
        LoadedFilePage,
    )
    from provgraph.results.element import ElementDetails
    from provgraph.results.find import FoundPage
    from provgraph.results.jobs import DiracUpdate, JobFacets, JobPage
    from provgraph.results.lineage import Lineage
    from provgraph.results.nodes import Direction, Mark
    from provgraph.results.paths import CommonAncestors, Paths, RootsOrLeaves, Side
    from provgraph.results.sets_diff import SetsDiff
    from provgraph.results.settings import ClockTolerance, Filesystem, MovedFiles, NamedQuery
    from provgraph.results.stats import Period, Stats
    from provgraph.results.tables import StatementRows
    from provgraph.results.why import Why


LineageOrImpact = TypeVar("LineageOrImpact", "Lineage", "Impact")
_SECONDS_TO_SELECT = 5.0
"""Seconds in which selectors are looked up at least, however soon a walk is to end."""


def connected(where: Target, timeout: float | None = None) -> Connection:
    """Return a connection to the store at an address; its schema is prepared.

    `timeout` is a time limit in seconds for this and all that is read through it; a migration of
    an older schema takes longer.

    Raises:
        StoreError: the server cannot be reached or used; the subclass says why.
        QueryError: `timeout` is not a possible time limit.

    """
    connection = Connection(where)
    try:
        limited = connection if timeout is None else connection.within(timeout)
        before = limited.verify()
        is_old = before is not None and before < schema.VERSION
        further = {2: _list_jobs, 3: _share_parts}
        schema.prepare(connection if is_old else limited, before, further)
    except BaseException:
        connection.close()
        raise
    return limited


def _numbers(connection: Connection, selectors: Iterable[str]) -> tuple[int, ...]:
    found = (document for text in selectors for document in select_documents(connection, text))
    return tuple(number_of(document.id) for document in found)


class Store:
    """A provenance store in a Neo4j database. Open one with `provgraph.connect`."""

    def __init__(self, connection: Connection) -> None:
        """Take an open connection whose schema is prepared."""
        self._connection = connection

    @classmethod
    def open(
        cls,
        uri: str | None,
        *,
        username: str | None,
        password: str | None,
        database: str | None,
        timeout: float | None = None,
    ) -> Self:
        """Open the store at `uri`; see `provgraph.connect`."""
        where = target(uri, username=username, password=password, database=database)
        return cls(connected(where, timeout))

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def prefixes(self) -> dict[str, str]:
        """Return prefix → namespace, for prefixes that documents use for one namespace alone."""
        return prefixes(self._connection)

    def longer_beginnings(self, beginnings: Iterable[str]) -> dict[str, int]:
        """Return those beginnings of UUIDs, of eight digits, that several elements share.

        Each comes with the length that tells the elements apart.

        Raises:
            SelectorError: one has not eight hexadecimal digits.

        """
        return longer_beginnings(self._connection, beginnings)

    def within(self, seconds: float) -> Self:
        """Return this store with a time limit for all that is asked of it from now on.

        `store.within(10).impact("a.h5")` takes ten seconds at most.

        Raises:
            QueryError: `seconds` is not a possible time limit.

        """
        return type(self)(self._connection.within(seconds))

    def cancellable(self, cancellation: Cancellation) -> Self:
        """Return this store; what is asked of it ends when that is cancelled."""
        return type(self)(self._connection.cancellable(cancellation))

    def cancel(self, cancellation: Cancellation) -> None:
        """End what is asked with a cancellation, in this process and in Neo4j."""
        cancellation.cancel()
        self._connection.terminate(cancellation)

    def bookmark(self) -> str:
        """Return a text that is another one after each change of the store, by whomever."""
        return self._connection.bookmark()

    def load(  # noqa: PLR0913  # one argument for each option
        self,
        source: Input,
        *,
        name: str | None = None,
        format: str | None = None,  # noqa: A002  # the word users know
        isolated: bool = False,
        dry_run: bool = False,
        rehash: bool = False,
        salvage: bool = False,
        base: str | None = None,
        strict: bool = False,
        redact: bool = False,
    ) -> FileResult:
        """Load a file, `-` for standard input, bytes or a binary stream.

        The same content twice changes nothing. A file whose size and time are those of its
        last load is read only with `rehash`. `name` is what bytes or a stream are called in
        messages and as the document's source; a stream may have its own `name`. Of a ctapipe
        log with broken records, `salvage` loads the others; the notes name what is left out.
        Of RDF, `base` is the base of relative IRIs where the document declares none (by
        default the file's location), and `strict` refuses statements that are not PROV.
        `redact` puts pseudonyms for names of persons and machines (docs/personal-data.md).

        Raises:
            ReadError: the file cannot be understood; the store is as it was.
            LoadError: its content cannot be kept; the store is as it was.

        """
        from provgraph.ingest import batch, redacted  # noqa: PLC0415  # readers take 30 ms

        key = redacted.store_key(self._connection) if redact else None
        options = batch.LoadOptions(format, isolated, dry_run, rehash, salvage, base, strict, key)
        return batch.load_file(self._connection, source, options, name=name)

    def files(self, paths: Iterable[str]) -> list[InputFile]:
        """Return the files that paths name: files, `-`, and all files of directories.

        Of 500 files or more, those of more than 50 kB are last: they are mostly logs of jobs that
        merge what others wrote.
        """
        from provgraph.ingest.discover import find_files  # noqa: PLC0415

        return find_files(paths)

    def load_all(  # noqa: PLR0913  # one argument for each option
        self,
        files: Iterable[Input],
        format: str | None = None,  # noqa: A002  # the word users know
        *,
        isolated: bool = False,
        dry_run: bool = False,
        rehash: bool = False,
        salvage: bool = False,
        base: str | None = None,
        strict: bool = False,
        redact: bool = False,
        processes: int | None = 1,
    ) -> Iterator[FileResult]:
        """Load each file on its own; yield the results, failures included.

        `processes` worker processes load; `None` chooses their number. A script that asks for
        several begins under `if __name__ == "__main__":`, since each of them imports it.
        """
        from provgraph.ingest import batch, discover, parallel, redacted  # noqa: PLC0415

        key = redacted.store_key(self._connection) if redact else None
        options = batch.LoadOptions(format, isolated, dry_run, rehash, salvage, base, strict, key)
        inputs = [discover.InputFile.of(file) for file in files]
        return parallel.load(self._connection, inputs, options, processes)

    def add_job(  # noqa: PLR0913  # one argument for each option
        self,
        log: str | Path,
        *logs: str | Path,
        inputs: Iterable[str] = (),
        outputs: Iterable[str] = (),
        catalogue: str,
        dirac_python: str | None = None,
        job_id: str | None = None,
        site: str | None = None,
    ) -> FileResult:
        """Add the provenance of a CTADIRAC job: its logs, LFNs and catalogue entries.

        A log can be in a bundle, `X.log_and_prov.tgz`. `inputs` and `outputs` are LFNs, or files
        with one a line; `catalogue` is a file of DIRAC's answers, or `dirac`, which
        `dirac_python` then asks. `job_id` and `site` are the job's in DIRAC.

        Raises:
            ReadError: a log, or a list of LFNs, cannot be understood.
            CatalogueError: the catalogue does not answer. The store is as it was in both.

        """
        from provgraph.ctadirac import add  # noqa: PLC0415
        from provgraph.ctadirac import catalogue as catalogues  # noqa: PLC0415
        from provgraph.ctapipe.job_files import JobContext  # noqa: PLC0415

        step = add.JobOutputs(tuple(map(str, (log, *logs))), tuple(inputs), tuple(outputs))
        job = add.read(step)
        answers = catalogues.catalogue(catalogue, dirac_python)
        return add.add(self._connection, job, answers, JobContext(job_id or None, site or None))

    def update_dirac_jobs(
        self,
        *,
        since: str | None = None,
        answers: str | None = None,
        dirac_python: str | None = None,
    ) -> DiracUpdate:
        """Bring what DIRAC's job monitoring knows of jobs up to date, for the list of jobs.

        Jobs are asked for that changed `since` a time (ISO 8601, UTC by default), by default since
        the latest change that is known. `answers` is a file that `dirac_jobs.py` wrote,
        `dirac_python` the Python that has DIRAC.

        Raises:
            ConfigError: `since` is not a time.
            CatalogueError: DIRAC does not answer, or its answer is not understood.

        """
        from provgraph.ctadirac import monitoring  # noqa: PLC0415  # DIRAC's answers

        return monitoring.update(
            self._connection, since=since, answers=answers, python=dirac_python
        )

    def put_dirac_jobs(self, answer: Mapping[str, Any]) -> DiracUpdate:
        """Bring jobs up to date from what DIRAC's job monitoring answered elsewhere.

        `answer` is what `dirac_jobs.py` writes: `jobs`, with the attributes of each by its id.

        Raises:
            CatalogueError: it is not understood.

        """
        from provgraph.ctadirac import monitoring  # noqa: PLC0415  # DIRAC's answers

        return monitoring.put(self._connection, answer)

    def describe(
        self,
        what: str | Path | bytes | Descriptions,
        *,
        source: str = "python",
        progress: Progress | None = None,
    ) -> DescribeResult:
        """Put descriptions: a YAML or JSON file, its bytes or objects by the name of a `source`.

        What the same file or source described before is replaced; jobs that are there get
        the links to their descriptions, a few in each transaction. `progress` shows how many.
        To complete what was interrupted, describe again.

        Raises:
            ReadError: the file is against the schema; the store is as it was.
            IvoaError: something is described in two ways; the store is as it was.

        """
        from provgraph.descriptions import describe  # noqa: PLC0415  # ctapipe and pydantic: 0.2 s

        if isinstance(what, str | Path):
            return describe.describe_file(self._connection, str(what), progress)
        if isinstance(what, bytes):
            return describe.describe_text(self._connection, what, source, progress=progress)
        return describe.describe(self._connection, what, source, progress)

    def descriptions(self) -> list[ActivityDescription]:
        """Return the descriptions of activities, and how many executions each describes."""
        return descriptions(self._connection)

    def draft(self, name: str | None = None, *, progress: Progress | None = None) -> str:
        """Return a draft of descriptions, as YAML, of what jobs (of one name) have done.

        `progress` shows how many jobs were looked at.

        Raises:
            NotFoundError: there are no such jobs.

        """
        from provgraph.descriptions.draft import draft  # noqa: PLC0415  # only a draft needs it

        return draft(self._connection, name, progress)

    def check(
        self,
        *selectors: str,
        all: bool = False,  # noqa: A002  # the users' word
        severities: Mapping[str, str] | None = None,
    ) -> CheckResult:
        """Check elements, or all, against descriptions and the rules of the IVOA model.

        `severities` are error, warning or ignore, by the names of rules.

        Raises:
            SelectorError: a selector matches no element, or several.
            NotFoundError: there is no such rule or severity.

        """
        from provgraph.checks.conformance import check  # noqa: PLC0415  # only a check needs it

        keys = None if all else self._keys(selectors)
        return check(self._connection, keys, severities or {})

    def cypher(
        self,
        statement: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        write: bool = False,
        timeout: float = 60.0,
    ) -> StatementRows:
        """Run a statement of your own, reading only unless `write`, and return its rows.

        Raises:
            QueryError: Neo4j does not accept it, or it writes and may not.
            TimeLimitError: it takes longer than `timeout` seconds.

        """
        return run_statement(self._connection, statement, parameters, write=write, seconds=timeout)

    def queries(self) -> list[NamedQuery]:
        """Return the named questions and their parameters.

        Raises:
            QueryError: a folder of `PROVGRAPH_QUERIES` cannot be read.

        """
        return [named_queries.described(each) for each in named_queries.list_queries()]

    def query(
        self,
        name: str,
        arguments: Mapping[str, str] | None = None,
        *,
        folders: Iterable[str | Path] = (),
        timeout: float = 60.0,
    ) -> StatementRows:
        """Return the rows of a named question; `arguments` are texts, by parameter.

        `folders` are searched beside those of `PROVGRAPH_QUERIES`. If there are no rows, `notes`
        say which elements that the arguments name are not in the store.

        Raises:
            QueryError: there is no such question, or an argument is missing, unknown or not valid.
            TimeLimitError: it takes longer than `timeout` seconds.

        """
        statement = named_queries.named_query(name, folders)
        values = named_queries.arguments(statement, arguments or {})
        answer = self.cypher(statement.text, values, timeout=timeout)
        if answer.rows:
            return replace(answer, notes=())
        named = sorted(str(values[name]) for name in named_queries.elements(statement))
        pages = [self.find(name=value, all_entities=True, limit=1) for value in named]
        # A question may name what a store need not have; only its arguments can be misspelt.
        return replace(answer, notes=tuple(note for page in pages for note in page.notes))

    def find(  # noqa: PLR0913  # one keyword for each condition
        self,
        *,
        kind: str | None = None,
        type: str | None = None,  # noqa: A002  # PROV's word
        name: str | None = None,
        role: str | None = None,
        status: str | None = None,
        since: str | None = None,
        until: str | None = None,
        where: Iterable[str] = (),
        agents: Iterable[str] = (),
        software: str | None = None,
        parameter: str | None = None,
        production: str | None = None,
        without: Iterable[str] = (),
        all_entities: bool = False,
        sort: str = "time",
        limit: int = 50,
        page: int = 1,
        after: str | None = None,
    ) -> FoundPage:
        """Return a page of the elements that meet all conditions, newest first.

        `name` is a pattern with `*` and `?`; `where` are conditions on attributes such as
        `ctapipe:exit_code>0`, and those of `filtered`: `level=DL2`, `type=…`, a kind;
        `agents` are selectors; `software` is a name, or name=version,
        and `parameter` name=value, of activities; `production` is one for which a manager got a
        document that declares the element; `without` names what is missing: `relations`
        (of any kind), `use` (files that nothing used), `maker` (files that no known activity
        generated). Bookkeeping, such as the statuses of activities, is left out and counted,
        unless `all_entities`, a type or a `role` asks for it. `after` is the `next` of the
        page before, instead of `page`. If nothing is found, `notes` say what the store does not
        know.

        Raises:
            SelectorError: a condition, a time, a number or the cursor is not valid, or there is
                no such agent.

        """
        agent_keys = tuple(select(self._connection, text).key for text in agents)
        conditions = FindFilter(
            kind=kind,
            type=type,
            name=name,
            role=role,
            status=status,
            since=since,
            until=until,
            where=tuple(where),
            agents=agent_keys or None,
            software=software,
            parameter=parameter,
            production=production,
            without=tuple(without),
            all_entities=all_entities,
        )
        return find(self._connection, conditions, sort=sort, limit=limit, page=page, after=after)

    def jobs(  # noqa: PLR0913  # one keyword for each condition
        self,
        *,
        name: str | Sequence[str] | None = None,
        status: str | Sequence[str] | None = None,
        host: str | Sequence[str] | None = None,
        software: str | Sequence[str] | None = None,
        job_id: str | Sequence[str] | None = None,
        site: str | Sequence[str] | None = None,
        owner: str | Sequence[str] | None = None,
        owner_group: str | Sequence[str] | None = None,
        job_name: str | Sequence[str] | None = None,
        job_group: str | Sequence[str] | None = None,
        job_type: str | Sequence[str] | None = None,
        production: str | Sequence[str] | None = None,
        job_status: str | Sequence[str] | None = None,
        minor_status: str | Sequence[str] | None = None,
        application_status: str | Sequence[str] | None = None,
        text: str | None = None,
        since: str | None = None,
        until: str | None = None,
        sort: str = "start",
        ascending: bool = False,
        after: str | None = None,
        limit: int = 50,
    ) -> JobPage:
        """Return a page of the executions that meet all conditions, newest first.

        Conditions are values of the columns of `Job`, one or several, an empty text for jobs
        without a value; `software` may be name=version. `text` is a part of a job's names, ids,
        host, site, production or owner, in any case. `since` (inclusive) and `until` (exclusive)
        limit the start (ISO 8601, UTC by default). `sort` is any column, `after` the `next` of
        the page before.

        Raises:
            SelectorError: a time, the column, the limit or the cursor is not valid.

        """
        conditions = JobFilter.of(
            name=name,
            status=status,
            host=host,
            software=software,
            job_id=job_id,
            site=site,
            owner=owner,
            owner_group=owner_group,
            job_name=job_name,
            job_group=job_group,
            job_type=job_type,
            production=production,
            job_status=job_status,
            minor_status=minor_status,
            application_status=application_status,
            text=text,
            since=since,
            until=until,
        )
        order = JobOrder.of(sort, ascending=ascending)
        return jobs(self._connection, conditions, order, after=after, limit=limit)

    def job_facets(  # noqa: PLR0913  # one keyword for each condition
        self,
        *,
        name: str | Sequence[str] | None = None,
        status: str | Sequence[str] | None = None,
        host: str | Sequence[str] | None = None,
        software: str | Sequence[str] | None = None,
        job_id: str | Sequence[str] | None = None,
        site: str | Sequence[str] | None = None,
        owner: str | Sequence[str] | None = None,
        owner_group: str | Sequence[str] | None = None,
        job_name: str | Sequence[str] | None = None,
        job_group: str | Sequence[str] | None = None,
        job_type: str | Sequence[str] | None = None,
        production: str | Sequence[str] | None = None,
        job_status: str | Sequence[str] | None = None,
        minor_status: str | Sequence[str] | None = None,
        application_status: str | Sequence[str] | None = None,
        text: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> JobFacets:
        """Return the values of each column with which jobs can be chosen, and their numbers.

        The values of a column are counted over the jobs that meet the conditions on the others,
        which are those of `jobs`. Answers that take long are kept for some seconds.

        Raises:
            SelectorError: a time is not valid.

        """
        conditions = JobFilter.of(
            name=name,
            status=status,
            host=host,
            software=software,
            job_id=job_id,
            site=site,
            owner=owner,
            owner_group=owner_group,
            job_name=job_name,
            job_group=job_group,
            job_type=job_type,
            production=production,
            job_status=job_status,
            minor_status=minor_status,
            application_status=application_status,
            text=text,
            since=since,
            until=until,
        )
        return job_facets(self._connection, conditions)

    def is_empty(self) -> bool:
        """Return whether the store holds no element."""
        return is_empty(self._connection)

    def stats(self, *, per: Period = "day") -> Stats:
        """Return what is in the store: counts, failures, durations, what is odd."""
        return stats(self._connection, per=per)

    def lineage(  # noqa: PLR0913  # one keyword for each option
        self,
        *selectors: str,
        direction: Direction = "up",
        depth: int | None = None,
        follow: str | Sequence[str] = "data",
        until: Iterable[str] = (),
        documents: Iterable[str] = (),
        bundles: Iterable[str] = (),
        limit: int | None = None,
        timeout: float | None = None,
        attributes: bool = False,
        only: Iterable[str] = (),
        all_entities: bool = False,
        before: Lineage | None = None,
    ) -> Lineage:
        """Return all that is upstream (`up`) or downstream (`down`) of the selected elements.

        `follow` is `data`, `responsibility`, `ivoa`, `all`, or relations by their names; `until`
        stops at a kind, `type=…`, `level=…` or `attribute=value`; `documents` and `bundles`
        restrict the relations to theirs. `depth` counts relations, `limit` the nodes that are
        shown, nearest first, `timeout` seconds: where they cut is the answer's `frontier`, from
        which `before`, an earlier answer, is continued. `attributes` gives each node's own. `only`
        are conditions of `filtered`, on what is returned, not on what is followed. Nodes that were
        called bad, or came of such, carry the mark. Bookkeeping, such as the statuses of
        activities, is left out and counted, unless `all_entities` asks for it.

        Raises:
            SelectorError: a selector matches no element or several; there is no such
                relation, condition, document or bundle.
            TimeLimitError: no `timeout` was given, and the ten-minute limit was exceeded.

        """
        own = self._connection
        soon = own if timeout is None else own.within(max(timeout, _SECONDS_TO_SELECT))
        bounds = Bounds(
            depth=depth,
            limit=limit,
            seconds=timeout,
            until=check_conditions(soon, until),
            documents=_numbers(soon, documents),
            scopes=tuple(uri for text in bundles for uri in select_bundles(soon, text)),
            attributes=attributes,
            all_entities=all_entities,
        )
        answer = lineage(
            self._connection,
            [element.key for element in select_all(soon, selectors)],
            direction=direction,
            followed=followed(follow),
            bounds=bounds,
            before=before,
        )
        answer = answer if all_entities else without_bookkeeping(answer)
        answer = replace(answer, nodes=with_marks(self._connection, answer.nodes))
        return self._only(answer, only)

    def depths(
        self,
        *selectors: str,
        direction: Direction = "up",
        follow: str | Sequence[str] = "data",
        all_entities: bool = False,
    ) -> dict[str, int]:
        """Return the ids of a whole lineage with their least depths, and nothing else.

        Bookkeeping is left out, unless `all_entities` asks for it.

        Raises:
            SelectorError: a selector matches no element, or several.

        """
        keys = self._keys(selectors)
        return depths(
            self._connection,
            keys,
            direction=direction,
            followed=followed(follow),
            all_entities=all_entities,
        )

    def show(self, selector: str) -> ElementDetails:
        """Return one element with its properties and relations.

        Raises:
            SelectorError: the selector matches no element, or several.

        """
        return show_selected(self._connection, selector)

    def path(
        self, start: str, end: str, *, limit: int | None = None, follow: str = "data"
    ) -> Paths:
        """Return a shortest path between two elements, or why there is none.

        With `limit`, at most this number of the shortest ones, and how many there are.

        Raises:
            SelectorError: a selector matches no element, or several.

        """
        keys = self._keys((start, end))
        return path(self._connection, *keys, limit=limit, followed=followed(follow))

    def common(
        self,
        *selectors: str,
        follow: str | Sequence[str] = "data",
        all_entities: bool = False,
    ) -> CommonAncestors:
        """Return the nearest common ancestors of elements.

        Bookkeeping is left out and counted, unless `all_entities` asks for it.

        Raises:
            SelectorError: a selector matches no element, or several.

        """
        return common_ancestors(
            self._connection,
            self._keys(selectors),
            followed=followed(follow),
            all_entities=all_entities,
        )

    def roots(
        self,
        *selectors: str,
        follow: str | Sequence[str] = "data",
        all_entities: bool = False,
    ) -> RootsOrLeaves:
        """Return where the lineage of elements begins: inputs without a recorded origin.

        Bookkeeping is left out and counted, unless `all_entities` asks for it.

        Raises:
            SelectorError: a selector matches no element, or several.

        """
        return self._ends(selectors, "roots", follow, all_entities=all_entities)

    def leaves(
        self,
        *selectors: str,
        follow: str | Sequence[str] = "data",
        all_entities: bool = False,
    ) -> RootsOrLeaves:
        """Return the final products of elements: downstream elements from which nothing was made.

        Bookkeeping is left out and counted, unless `all_entities` asks for it.

        Raises:
            SelectorError: a selector matches no element, or several.

        """
        return self._ends(selectors, "leaves", follow, all_entities=all_entities)

    def _ends(
        self,
        selectors: tuple[str, ...],
        side: Side,
        follow: str | Sequence[str],
        *,
        all_entities: bool,
    ) -> RootsOrLeaves:
        return roots_or_leaves(
            self._connection,
            self._keys(selectors),
            side,
            followed=followed(follow),
            all_entities=all_entities,
        )

    def impact(
        self, *selectors: str, only: Iterable[str] = (), all_entities: bool = False
    ) -> Impact:
        """Return all that is downstream of elements, and thus affected if they are bad.

        `only` are conditions of `filtered`, on what is returned and counted. Bookkeeping, such
        as the statuses of activities, is left out and counted, unless `all_entities` asks for it.

        Raises:
            SelectorError: a selector matches no element, or several.

        """
        answer = impact(self._connection, self._keys(selectors), all_entities=all_entities)
        return self._only(answer, only)

    def _only(self, answer: LineageOrImpact, conditions: Iterable[str]) -> LineageOrImpact:
        """Return an answer, filtered where there are conditions."""
        given = tuple(conditions)
        return self.filtered(answer, *given) if given else answer

    @overload
    def filtered(self, answer: Lineage, *conditions: str) -> Lineage: ...

    @overload
    def filtered(self, answer: Impact, *conditions: str) -> Impact: ...

    def filtered(self, answer: Lineage | Impact, *conditions: str) -> Lineage | Impact:
        """Return an answer with only those elements that meet all conditions.

        A condition is a kind, `type=…`, `level=…`, `status=…`, `software=NAME[=VERSION]` or
        `attribute=value`. A lineage keeps its start elements. Of isolated documents, only kinds
        are known here.

        Raises:
            SelectorError: a condition is not one of these.
            QueryError: more activities ran with a software than can be listed.

        """
        if isinstance(answer, Impact):
            return only_in_impact(self._connection, answer, conditions)
        return only_in_lineage(self._connection, answer, conditions)

    def cost(self, *selectors: str) -> Cost:
        """Return the activities that led to elements, each once, and their wall time.

        Raises:
            SelectorError: a selector matches no element, or several.

        """
        return cost(self._connection, self._keys(selectors))

    def diff(self, left: str, right: str) -> Diff:
        """Return why two elements differ: their histories, aligned step by step.

        Raises:
            SelectorError: a selector matches no element, or several.

        """
        return diff(self._connection, *self._keys([left, right]))

    def sets_diff(self, left: Sequence[str], right: Sequence[str]) -> SetsDiff:
        """Return what is the same within two sets of elements and differs between them.

        Raises:
            SelectorError: a selector matches no element, or several, or a set is empty.

        """
        if not left or not right:
            raise SelectorError("each of the two sets needs at least one element")
        return sets_diff(self._connection, self._keys(left), self._keys(right))

    def documents_diff(self, left: str, right: str) -> DocumentsDiff:
        """Return how documents, by id or file, differ; all of a file are taken together.

        Raises:
            SelectorError: a selector matches no document.

        """
        sides = [[document.id for document in self.documents(text)] for text in (left, right)]
        return documents_diff(self._connection, *sides)

    def why(self, selector: str) -> Why:
        """Return how one element was made, and the recipe that would make it again.

        Raises:
            SelectorError: the selector matches no element, or several.

        """
        from provgraph.queries.why import why  # noqa: PLC0415  # IVOA's classes take 50 ms

        return why(self._connection, *self._keys([selector]))

    def marks(self) -> tuple[Mark, ...]:
        """Return all marks, each with the element that it marks, newest first."""
        return list_marks(self._connection)

    def mark(self, *selectors: str, reason: str, by: str) -> tuple[Mark, ...]:
        """Mark elements as bad, each by a document of its own.

        Raises:
            SelectorError: a selector matches no element, or several.
            LoadError: an element was loaded isolated, out of the reach of other documents.

        """
        from provgraph import quality  # noqa: PLC0415  # 10 ms, and only marks need it

        return quality.mark(self._connection, self._selected(selectors), reason, by)

    def unmark(self, *selectors: str) -> tuple[Mark, ...]:
        """Delete the documents that mark elements; return the marks that are gone.

        Raises:
            SelectorError: a selector matches no element or several, or one without a mark.

        """
        from provgraph import quality  # noqa: PLC0415

        return quality.unmark(self._connection, self._selected(selectors))

    def _keys(self, selectors: Iterable[str]) -> list[str]:
        return [element.key for element in self._selected(selectors)]

    def _selected(self, selectors: Iterable[str]) -> list[SelectedElement]:
        return select_all(self._connection, list(selectors))

    def documents(
        self, selector: str | None = None, *, production: str | None = None
    ) -> list[Document]:
        """Return the documents, newest first, or those of that id or file.

        `production` restricts them to those that a manager got for it.

        Raises:
            SelectorError: no document has that id or came from that file.

        """
        if selector is None:
            return documents(self._connection, production=production)
        return select_documents(self._connection, selector, production)

    def document_page(
        self,
        selector: str | None = None,
        *,
        production: str | None = None,
        shared: bool = False,
        after: str | None = None,
        limit: int = 50,
    ) -> DocumentPage:
        """Return a page of the documents, newest first, or of those of that id or file, by id.

        `production` restricts them to those that a manager got for it; `after` is the `next` of
        the page before. Of the list of all, documents that declare what many activities share
        (software, configurations) are left out and counted, unless `shared` asks for them.

        Raises:
            SelectorError: no document has that id or came from that file, or the cursor or
                the limit is not valid.

        """
        if selector is None:
            return document_page(self._connection, production, after, limit, shared=shared)
        return selected_page(self._connection, selector, production, after, limit)

    def loaded_files(
        self,
        *,
        production: str | None = None,
        shared: bool = False,
        after: str | None = None,
        limit: int = 50,
    ) -> LoadedFilePage:
        """Return a page of the files from which documents were loaded, those loaded last first.

        `production` restricts them to documents that a manager got for it; `after` is the `next`
        of the page before. Documents that declare what many activities share (software,
        configurations) are left out and counted, unless `shared` asks for them.

        Raises:
            SelectorError: the cursor or the limit is not valid.

        """
        return loaded_files(self._connection, production, after, limit, shared=shared)

    def delete(self, selector: str, *, progress: Progress | None = None) -> list[Document]:
        """Delete the documents of that id or file; what others assert stays.

        `progress` shows how far this has come: of several documents how many are deleted, of a
        single one its elements and relations; a manager reports none. To complete what was
        interrupted, delete again.

        Raises:
            SelectorError: no document has that id or came from that file.

        """
        from provgraph.ingest import batch  # noqa: PLC0415

        documents = select_documents(self._connection, selector)
        if len(documents) == 1:
            batch.delete(self._connection, documents[0].id, progress)
            return documents
        deleting = batch.delete_each(self._connection, [document.id for document in documents])
        for _ in progress(deleting, len(documents)) if progress else deleting:
            continue
        return documents

    def forget(
        self, *names: str, dry_run: bool = False, progress: ForgettingProgress | None = None
    ) -> ForgottenPerson:
        """Replace a person's names and addresses in all of the store by pseudonyms.

        Names of this person that an agent of the store has are replaced, too. All lineage stays.
        `dry_run` only returns the names. Without names, an interrupted call is finished. The
        replaced texts stay in the server's files until it is compacted (docs/personal-data.md).

        Raises:
            SelectorError: a name is too short.
            NotFoundError: no name is given, and nothing was interrupted.
            MemoryLimitError: the server has too little memory for a document; what was done stays.

        """
        from provgraph import forgetting  # noqa: PLC0415  # ctapipe's logs: 130 ms

        if dry_run:
            return forgetting.preview(self._connection, names)
        return forgetting.forget(self._connection, names, progress)

    def parameters(self, activity: str) -> list[ConfigurationParameter]:
        """Return all parameters that an activity was configured with.

        A file stands for the activity that generated it.

        Raises:
            SelectorError: the selector matches no element, or several.

        """
        return configuration.parameters(self._connection, self._activity(activity))

    def differing_parameters(self, first: str, second: str) -> list[ParameterDifference]:
        """Return the parameters that differ between two activities.

        Files stand for the activities that generated them.

        Raises:
            SelectorError: a selector matches no element, or several.

        """
        keys = (self._activity(first), self._activity(second))
        return configuration.differing_parameters(self._connection, *keys)

    def configured_with(self, path: str, value: str) -> list[ConfiguredActivity]:
        """Return the activities that ran with this value of a parameter, newest first.

        `path` is the parameter's name or any ending of its path; `value` is JSON, or a string.

        Raises:
            NotFoundError: there are none; it names similar parameters and values.

        """
        return configuration.configured_with(self._connection, path, value)

    def ran_with(self, name: str, version: str = "") -> list[ConfiguredActivity]:
        """Return the activities that ran with a software, or a version of it, newest first.

        Raises:
            NotFoundError: there are none; it names similar software and versions.

        """
        return configuration.ran_with(self._connection, name, version)

    def software(self, activity: str) -> list[SoftwareVersion]:
        """Return the software that an activity ran with.

        A file stands for the activity that generated it.

        Raises:
            SelectorError: the selector matches no element, or several.

        """
        return configuration.software(self._connection, self._activity(activity))

    def _activity(self, selector: str) -> str:
        return activity_key_of(self._connection, select(self._connection, selector))

    def filesystems(self) -> list[Filesystem]:
        """Return the shared file systems and scratch directories, in order of their prefixes."""
        return list(self._site().filesystems)

    def moved_files(self) -> list[MovedFiles]:
        """Return the declared moves of files, in order of their paths."""
        return list(self._site().moves)

    def clock_tolerances(self) -> list[ClockTolerance]:
        """Return the tolerances of clocks, that of all other hosts first."""
        return list(self._site().tolerances)

    def _site(self) -> Site:
        from provgraph import ctapipe  # noqa: PLC0415

        return ctapipe.read_site(self._connection)

    def add_filesystem(
        self,
        prefix: str,
        name: str | None = None,
        *,
        root: str | None = None,
        progress: Progress | None = None,
    ) -> int:
        """Declare a shared file system below `prefix`; without a name, each job has its own.

        `root` is the path under which others see the same files, if it is another one. The
        activities with files below it are resolved again, in steps; returns how many changed.

        Raises:
            ConfigError: a path is not absolute, or the name cannot be part of a URI.

        """
        from provgraph import ctapipe  # noqa: PLC0415

        filesystem = ctapipe.filesystem(prefix, name, root)
        return ctapipe.add_filesystem(self._connection, filesystem, progress)

    def remove_filesystem(self, prefix: str, *, progress: Progress | None = None) -> int:
        """Remove a file system; return how many activities changed.

        Raises:
            NotFoundError: there is no file system with that prefix.

        """
        from provgraph import ctapipe  # noqa: PLC0415

        path = ctapipe.absolute(prefix)
        return ctapipe.remove_filesystem(self._connection, path, progress)

    def add_moved_files(
        self,
        source: str,
        target: str,
        *,
        since: str | None = None,
        by: str | None = None,
        progress: Progress | None = None,
    ) -> int:
        """Declare that the files below `source` were moved or copied to below `target`.

        What an activity that started at `since` (an ISO 8601 time, UTC if it has no offset) or
        later read below `target` is the file below `source`, unless another was written there
        before. `by` is who declares it. The declaration is a document, which can be deleted.
        Returns how many activities changed.

        Raises:
            ConfigError: a path is not absolute, they are the same, or `since` is not a time.

        """
        from provgraph import ctapipe  # noqa: PLC0415

        move = ctapipe.moved_files(source, target, since, by)
        return ctapipe.add_moved_files(self._connection, move, progress)

    def remove_moved_files(
        self, source: str, target: str, *, progress: Progress | None = None
    ) -> int:
        """Remove a move of files; return how many activities changed.

        Raises:
            NotFoundError: there is none between these paths.

        """
        from provgraph import ctapipe  # noqa: PLC0415

        paths = ctapipe.absolute(source), ctapipe.absolute(target)
        return ctapipe.remove_moved_files(self._connection, *paths, progress)

    def set_clock_tolerance(
        self, seconds: float, *, host: str | None = None, progress: Progress | None = None
    ) -> int:
        """Set by how many seconds a host's clock, or all others, may differ.

        An activity may read what one on another host wrote, if it started no earlier than that
        stopped, give or take the larger tolerance of the two. Returns how many activities changed.

        Raises:
            ConfigError: it is negative or longer than a day.

        """
        from provgraph import ctapipe  # noqa: PLC0415

        tolerance = ctapipe.clock_tolerance(seconds, host)
        return ctapipe.set_clock_tolerance(self._connection, tolerance, progress)

    def remove_clock_tolerance(
        self, host: str | None = None, *, progress: Progress | None = None
    ) -> int:
        """Remove the tolerance of a host's clock, or of all others; the default holds again.

        Returns how many activities changed.

        Raises:
            NotFoundError: the host has none.

        """
        from provgraph import ctapipe  # noqa: PLC0415

        return ctapipe.remove_clock_tolerance(self._connection, host, progress)

    def export(
        self,
        *selectors: str,
        documents: Iterable[str] = (),
        all: bool = False,  # noqa: A002  # the word of the command line
        redaction: Redaction | None = None,
    ) -> ProvDocument:
        """Return elements, documents or the whole store as one PROV document.

        With a `redaction`, pseudonyms stand for names of persons and machines, as far as
        it is recognised (docs/personal-data.md).

        Raises:
            SelectorError: a selector matches nothing, or several things.

        """
        keys = self._keys(selectors)
        ids = [document.id for document in self._documents(documents, all=all)]
        if keys:
            document = exporter.selection(self._connection, keys)
        else:
            document = exporter.documents(self._connection, ids)
        if redaction is None:
            return document
        redaction.learn(self._known_records(keys, ids))
        redaction.learn_document(document)
        return redaction.document(document)

    def export_lineage(self, answer: Lineage) -> ProvDocument:
        """Return a lineage as a closed PROV document, its records as they were loaded.

        Relations are those among its nodes; the frontier is of the type `provgraph:Frontier`.
        """
        keys = [key_of(node.id) for node in answer.nodes]
        return exporter.selection_among(self._connection, keys, {cut.id for cut in answer.frontier})

    def records(
        self,
        *selectors: str,
        documents: Iterable[str] = (),
        all: bool = False,  # noqa: A002  # the word of the command line
        related: bool = False,
    ) -> Iterator[dict[str, Any]]:
        """Yield activities of ctapipe's logs as JSON values equal to what was loaded.

        `related` yields also those that read or wrote the elements, and none if there are none.

        Raises:
            SelectorError: a selector matches nothing, several things, or no such activity.

        """
        from provgraph.ctapipe import export  # noqa: PLC0415  # only an export needs it

        if all:
            return export.values(self._connection, export.ids(self._connection))
        if related:
            chosen = [document.id for text in documents for document in self.documents(text)]
            return self._known_records(self._keys(selectors), chosen)
        ids = [activity_of(self._connection, select(self._connection, s)) for s in selectors]
        listed = {document.id for document in self._documents(documents, all=False)}
        if listed:
            ids += [name for name in export.ids(self._connection) if name in listed]
        if not ids:
            raise NotFoundError("the chosen documents hold no activity of a ctapipe log")
        return export.values(self._connection, ids)

    def _documents(self, selectors: Iterable[str], *, all: bool) -> list[Document]:  # noqa: A002
        return self.documents() if all else [d for text in selectors for d in self.documents(text)]

    def _known_records(
        self, keys: Iterable[str], documents: Iterable[str]
    ) -> Iterator[dict[str, Any]]:
        """Return the records of activities, and of those that read or wrote the elements."""
        from provgraph.ctapipe import export  # noqa: PLC0415

        rows = self._connection.read_rows(
            "records/of_elements", keys=sorted(keys), documents=sorted(documents)
        )
        return export.values(self._connection, [row["id"] for row in rows])

    def table(self, name: str) -> list[Row]:
        """Return the rows of a table of the CTADIRAC store, by column, in order of their keys.

        Rows that were never shown before get their internal keys now.

        Raises:
            NotFoundError: there is no such table.
            ReadOnlyError: there are such rows, and this user cannot write.

        """
        from provgraph.ivoa.tables import read  # noqa: PLC0415

        return read.Tables(self._connection).rows(read.table_of(name))

    def tables(self) -> dict[str, int]:
        """Return how many rows each table of the CTADIRAC store has."""
        from provgraph.ivoa.tables import read  # noqa: PLC0415

        return read.Tables(self._connection).counts()

    def export_tables(
        self, url: str, *, tap: str | Path | None = None
    ) -> tuple[dict[str, int], list[str]]:
        """Write the tables of the CTADIRAC store into a database: all, or nothing.

        With `tap`, also the views for a TAP service, and into that file the descriptor with which
        DaCHS serves them.

        Returns how many rows each has, and notes: which of the predecessor's rules do not hold,
        and which columns have characters that the database or a VOTable cannot hold.

        Raises:
            ExportError: the database or the file cannot be written, or the database has one of
                the tables or views.

        """
        from provgraph.ivoa.tables import export  # noqa: PLC0415  # only this needs SQLAlchemy

        return export.export(self._connection, url, tap)

    def import_tables(self, url: str) -> FileResult:
        """Load a database of the CTADIRAC store as one document: completely, or not at all.

        Raises:
            ReadError: the database cannot be read, or has none of the tables.
            LoadError: a row refers to one that is not there; the store is as it was.

        """
        from provgraph.ingest import batch  # noqa: PLC0415

        return batch.load_tables(self._connection, url)


def _list_jobs(connection: Connection) -> None:
    """Make schema version 3 of version 2."""
    from provgraph.ctapipe.migrations import list_jobs  # noqa: PLC0415

    list_jobs(connection)


def _share_parts(connection: Connection) -> None:
    """Make schema version 4 of version 3."""
    from provgraph.ctapipe.migrations import share_parts  # noqa: PLC0415

    share_parts(connection)

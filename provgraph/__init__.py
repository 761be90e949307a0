"""provgraph: a provenance store on Neo4j.

`connect` opens a store; everything else hangs on it::

    import provgraph

    with provgraph.connect() as store:
        store.load("job.json")
        print(store.lineage("gamma_applied.DL2.h5"))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from provgraph import errors, results
from provgraph.version import __version__

if TYPE_CHECKING:
    from provgraph.results.access import AccessToken, Caller, NewToken, TokenList
    from provgraph.results.base import Answer, ListResult, Result
    from provgraph.results.checks import CheckResult, Finding
    from provgraph.results.configuration import (
        ActivityList,
        ConfigurationParameter,
        ConfiguredActivity,
        ParameterDifference,
        ParameterDifferences,
        ParameterList,
        SoftwareList,
        SoftwareVersion,
    )
    from provgraph.results.cost import ActivityCost, Cost
    from provgraph.results.descriptions import ActivityDescription, DescriptionList
    from provgraph.results.diff import (
        ChangedAttribute,
        ComparedStep,
        Diff,
        DocumentsDiff,
        StepDifference,
    )
    from provgraph.results.doctor import Examination, MachineCheck
    from provgraph.results.documents import (
        BulkResult,
        DeletedDocuments,
        DescribeResult,
        Document,
        DocumentList,
        DocumentPage,
        FileResult,
        ForgottenPerson,
        LoadedFile,
        LoadedFilePage,
        LoadResult,
    )
    from provgraph.results.element import (
        Declaration,
        ElementDetails,
        SharedBeginning,
        SharedBeginnings,
    )
    from provgraph.results.find import FoundElement, FoundPage
    from provgraph.results.frames import LineageFrames
    from provgraph.results.impact import AffectedElement, Impact
    from provgraph.results.jobs import DiracUpdate, Job, JobFacet, JobFacets, JobPage, JobValue
    from provgraph.results.lineage import Frontier, Lineage, LineageDepths
    from provgraph.results.logs import JobLog, JobLogs, LogLine, LogLines
    from provgraph.results.nodes import GraphElement, Mark, MarkList, Node, RelationLink
    from provgraph.results.paths import (
        BoundaryElement,
        CommonAncestor,
        CommonAncestors,
        Paths,
        RootsOrLeaves,
    )
    from provgraph.results.profiles import (
        Profile,
        ProfileList,
        ProfileSetting,
        SettingInUse,
        SettingsInUse,
    )
    from provgraph.results.push import PushedFile, PushedFiles
    from provgraph.results.receipts import ChangedReceipts, InboxStatus, Receipt, ReceiptList
    from provgraph.results.sets_diff import SetsDiff, SetsDifference
    from provgraph.results.settings import (
        ClockTolerance,
        ClockToleranceList,
        Filesystem,
        FilesystemList,
        MovedFiles,
        MovedFilesList,
        NamedQuery,
        QueryList,
        QueryParameter,
        ResolvedActivities,
        ServerStatus,
    )
    from provgraph.results.stats import ActivityStats, Emptiness, Stats
    from provgraph.results.tables import StatementRows, TableCount, TableCounts, TableRows
    from provgraph.results.why import ActivityStep, Cause, StepFile, Why
    from provgraph.store import Store

__all__ = [
    "AccessToken",
    "ActivityCost",
    "ActivityDescription",
    "ActivityList",
    "ActivityStats",
    "ActivityStep",
    "AffectedElement",
    "Answer",
    "BoundaryElement",
    "BulkResult",
    "Caller",
    "Cause",
    "ChangedAttribute",
    "ChangedReceipts",
    "CheckResult",
    "ClockTolerance",
    "ClockToleranceList",
    "CommonAncestor",
    "CommonAncestors",
    "ComparedStep",
    "ConfigurationParameter",
    "ConfiguredActivity",
    "Cost",
    "Declaration",
    "DeletedDocuments",
    "DescribeResult",
    "DescriptionList",
    "Diff",
    "DiracUpdate",
    "Document",
    "DocumentList",
    "DocumentPage",
    "DocumentsDiff",
    "ElementDetails",
    "Emptiness",
    "Examination",
    "FileResult",
    "Filesystem",
    "FilesystemList",
    "Finding",
    "ForgottenPerson",
    "FoundElement",
    "FoundPage",
    "Frontier",
    "GraphElement",
    "Impact",
    "InboxStatus",
    "Job",
    "JobFacet",
    "JobFacets",
    "JobLog",
    "JobLogs",
    "JobPage",
    "JobValue",
    "Lineage",
    "LineageDepths",
    "LineageFrames",
    "ListResult",
    "LoadResult",
    "LoadedFile",
    "LoadedFilePage",
    "LogLine",
    "LogLines",
    "MachineCheck",
    "Mark",
    "MarkList",
    "MovedFiles",
    "MovedFilesList",
    "NamedQuery",
    "NewToken",
    "Node",
    "ParameterDifference",
    "ParameterDifferences",
    "ParameterList",
    "Paths",
    "Profile",
    "ProfileList",
    "ProfileSetting",
    "PushedFile",
    "PushedFiles",
    "QueryList",
    "QueryParameter",
    "Receipt",
    "ReceiptList",
    "RelationLink",
    "ResolvedActivities",
    "Result",
    "RootsOrLeaves",
    "ServerStatus",
    "SetsDiff",
    "SetsDifference",
    "SettingInUse",
    "SettingsInUse",
    "SharedBeginning",
    "SharedBeginnings",
    "SoftwareList",
    "SoftwareVersion",
    "StatementRows",
    "Stats",
    "StepDifference",
    "StepFile",
    "Store",
    "TableCount",
    "TableCounts",
    "TableRows",
    "TokenList",
    "Why",
    "__version__",
    "connect",
    "errors",
]


def connect(
    uri: str | None = None,
    *,
    username: str | None = None,
    password: str | None = None,
    database: str | None = None,
    timeout: float | None = None,
) -> Store:
    """Open the provenance store at `uri`.

    What is not given is taken from `NEO4J_URI`, `NEO4J_USERNAME`, `NEO4J_PASSWORD` and
    `NEO4J_DATABASE`; without an address the user's local server is used, and started
    if it is not running. `timeout` is a time limit in seconds for all that is asked of the
    store, beginning with its opening; `Store.within` sets one later.

    Raises:
        StoreError: the server cannot be reached or used; the subclass says why.
        QueryError: `timeout` is not a possible time limit.

    """
    # The driver and prov are imported here: `provgraph --help` must not wait for them.
    from provgraph.store import Store  # noqa: PLC0415

    return Store.open(uri, username=username, password=password, database=database, timeout=timeout)


def __getattr__(name: str) -> object:
    """Return a public type; it is imported now, as most programs need only `connect`."""
    if name in __all__:
        modules = (f"{results.__name__}.{module}" for module in results.MODULES)
        for module in (*modules, "provgraph.store"):
            kind = getattr(import_module(module), name, None)
            if kind is not None and kind.__module__ == module:
                return kind
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

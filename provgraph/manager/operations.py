"""The operations of the API: one row for each method of `Store` that is asked over HTTP.

Endpoints, the OpenAPI description and the client are derived from these rows and from the
signatures of `Store`. Exports, loads and the tables have routes of their own (`routes`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from provgraph.results.checks import CheckResult
from provgraph.results.configuration import (
    ActivityList,
    ParameterDifferences,
    ParameterList,
    SoftwareList,
)
from provgraph.results.cost import Cost
from provgraph.results.descriptions import DescriptionList
from provgraph.results.diff import Diff, DocumentsDiff
from provgraph.results.documents import (
    DocumentList,
    DocumentPage,
    ForgottenPerson,
    LoadedFilePage,
)
from provgraph.results.element import ElementDetails, SharedBeginning, SharedBeginnings
from provgraph.results.find import FoundPage
from provgraph.results.impact import Impact
from provgraph.results.jobs import JobFacets, JobPage
from provgraph.results.lineage import Lineage, LineageDepths
from provgraph.results.nodes import MarkList
from provgraph.results.paths import CommonAncestors, Paths, RootsOrLeaves
from provgraph.results.sets_diff import SetsDiff
from provgraph.results.settings import (
    ClockToleranceList,
    FilesystemList,
    MovedFilesList,
    QueryList,
    ResolvedActivities,
)
from provgraph.results.stats import Emptiness, Stats
from provgraph.results.tables import TableCount, TableCounts
from provgraph.results.why import Why

if TYPE_CHECKING:
    from provgraph.results.access import Role
    from provgraph.results.base import Answer, Result

Verb = Literal["GET", "POST", "DELETE"]


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of `Store`, and how it is asked over HTTP.

    `member` is the member of the answer that the method returns; without one it returns the
    answer itself; `item` is the type of the member's items where the method returns a dictionary.
    `has_state` says that the answer is the same while the store is.
    """

    method: str
    path: str
    answer: type[Answer]
    member: str | None = None
    verb: Verb = "GET"
    role: Role = "reader"
    item: type[Result] | None = None
    has_state: bool = True


OPERATIONS = (
    Operation("find", "/elements", FoundPage),
    Operation("show", "/element", ElementDetails),
    Operation(
        "longer_beginnings",
        "/longer-beginnings",
        SharedBeginnings,
        "beginnings",
        item=SharedBeginning,
    ),
    Operation("is_empty", "/empty", Emptiness, "empty"),
    Operation("stats", "/stats", Stats),
    Operation("jobs", "/jobs", JobPage),
    Operation("job_facets", "/job-facets", JobFacets, has_state=False),
    Operation("lineage", "/lineage", Lineage),
    Operation("depths", "/depths", LineageDepths, "depths"),
    Operation("path", "/path", Paths),
    Operation("common", "/common", CommonAncestors),
    Operation("roots", "/roots", RootsOrLeaves),
    Operation("leaves", "/leaves", RootsOrLeaves),
    Operation("impact", "/impact", Impact),
    Operation("cost", "/cost", Cost),
    Operation("diff", "/diff", Diff),
    Operation("sets_diff", "/sets-diff", SetsDiff),
    Operation("why", "/why", Why),
    Operation("check", "/check", CheckResult),
    Operation("descriptions", "/descriptions", DescriptionList, "descriptions"),
    Operation("document_page", "/documents", DocumentPage),
    Operation("loaded_files", "/loaded-files", LoadedFilePage),
    Operation("documents_diff", "/documents-diff", DocumentsDiff),
    Operation("parameters", "/parameters", ParameterList, "parameters"),
    Operation("differing_parameters", "/differing-parameters", ParameterDifferences, "differences"),
    Operation("configured_with", "/configured-with", ActivityList, "activities"),
    Operation("ran_with", "/ran-with", ActivityList, "activities"),
    Operation("software", "/software", SoftwareList, "software"),
    Operation("queries", "/questions", QueryList, "queries"),
    Operation("tables", "/tables", TableCounts, "tables", item=TableCount),
    Operation("filesystems", "/filesystems", FilesystemList, "filesystems"),
    Operation("moved_files", "/moved-files", MovedFilesList, "moves"),
    Operation("clock_tolerances", "/clock-tolerances", ClockToleranceList, "tolerances"),
    Operation("marks", "/marks", MarkList, "marks"),
    Operation("mark", "/marks", MarkList, "marks", "POST", "curator"),
    Operation("unmark", "/marks", MarkList, "marks", "DELETE", "curator"),
    Operation("forget", "/forget", ForgottenPerson, None, "POST", "admin"),
    Operation("delete", "/documents", DocumentList, "documents", "DELETE", "curator"),
    Operation(
        "add_filesystem", "/filesystems", ResolvedActivities, "activities", "POST", "curator"
    ),
    Operation(
        "remove_filesystem", "/filesystems", ResolvedActivities, "activities", "DELETE", "curator"
    ),
    Operation(
        "add_moved_files", "/moved-files", ResolvedActivities, "activities", "POST", "curator"
    ),
    Operation(
        "remove_moved_files", "/moved-files", ResolvedActivities, "activities", "DELETE", "curator"
    ),
    Operation(
        "set_clock_tolerance",
        "/clock-tolerances",
        ResolvedActivities,
        "activities",
        "POST",
        "curator",
    ),
    Operation(
        "remove_clock_tolerance",
        "/clock-tolerances",
        ResolvedActivities,
        "activities",
        "DELETE",
        "curator",
    ),
)
"""All operations; no two have the same verb and path."""

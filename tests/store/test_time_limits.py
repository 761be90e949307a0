"""Time limits: every question stops when its time is up, and says so."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from provgraph.cli import main
from provgraph.errors import QueryError, TimeLimitError
from provgraph.results.lineage import Lineage
from provgraph.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = Path(__file__).parents[2] / "examples"
FILE = "gamma_applied.DL2.h5"
SOON = 1e-6
NOTHING = Lineage(start=(), direction="up", complete=True, nodes=(), relations=())

QUESTIONS: dict[str, Callable[[Store], object]] = {
    "bookmark": lambda store: store.bookmark(),
    "check": lambda store: store.check(all=True),
    "common": lambda store: store.common(FILE, FILE),
    "configured_with": lambda store: store.configured_with("a", "1"),
    "cost": lambda store: store.cost(FILE),
    "cypher": lambda store: store.cypher("RETURN 1"),
    "depths": lambda store: store.depths(FILE),
    "clock_tolerances": lambda store: store.clock_tolerances(),
    "descriptions": lambda store: store.descriptions(),
    "diff": lambda store: store.diff(FILE, FILE),
    "differing_parameters": lambda store: store.differing_parameters(FILE, FILE),
    "documents": lambda store: store.documents(),
    "document_page": lambda store: store.document_page(),
    "loaded_files": lambda store: store.loaded_files(),
    "documents_diff": lambda store: store.documents_diff(FILE, FILE),
    "draft": lambda store: store.draft(),
    "export": lambda store: store.export(all=True),
    "filesystems": lambda store: store.filesystems(),
    "filtered": lambda store: store.filtered(NOTHING, "software=ctapipe"),
    "find": lambda store: store.find(),
    "impact": lambda store: store.impact(FILE),
    "is_empty": lambda store: store.is_empty(),
    "job_facets": lambda store: store.job_facets(),
    "jobs": lambda store: store.jobs(),
    "leaves": lambda store: store.leaves(FILE),
    "lineage": lambda store: store.lineage(FILE),
    "moved_files": lambda store: store.moved_files(),
    "parameters": lambda store: store.parameters(FILE),
    "path": lambda store: store.path(FILE, FILE),
    "prefixes": lambda store: store.prefixes(),
    "longer_beginnings": lambda store: store.longer_beginnings(["00000000"]),
    "query": lambda store: store.query("undeclared"),
    "marks": lambda store: store.marks(),
    "ran_with": lambda store: store.ran_with("ctapipe"),
    "records": lambda store: list(store.records(all=True)),
    "roots": lambda store: store.roots(FILE),
    "sets_diff": lambda store: store.sets_diff([FILE], [FILE]),
    "show": lambda store: store.show(FILE),
    "software": lambda store: store.software(FILE),
    "stats": lambda store: store.stats(),
    "table": lambda store: store.table("activities"),
    "tables": lambda store: store.tables(),
    "why": lambda store: store.why(FILE),
}
CHANGES = {
    *("add_filesystem", "add_job", "close", "delete", "describe", "export_lineage"),
    *("export_tables", "files", "import_tables", "load", "load_all", "mark", "open"),
    *("remove_filesystem", "unmark", "within", "add_moved_files", "remove_moved_files"),
    *("set_clock_tolerance", "remove_clock_tolerance", "cancel", "cancellable", "queries"),
    *("forget", "update_dirac_jobs", "put_dirac_jobs"),
}


def test_the_list_of_questions_is_complete() -> None:
    """Every public method of the store is a question here, or changes something."""
    methods = {name for name, _ in inspect.getmembers(Store) if not name.startswith("_")}
    assert methods == QUESTIONS.keys() | CHANGES


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_ends_when_its_time_is_up(
    question: Callable[[Store], object], store: Store
) -> None:
    """No question is answered in a microsecond; each says that the limit was exceeded."""
    store.load(EXAMPLES / "ctapipe" / "13_chain_apply_models.provenance.log")
    with pytest.raises(TimeLimitError, match="time limit"):
        question(store.within(SOON))


def test_a_limit_holds_for_several_questions_together(store: Store) -> None:
    """The clock starts once; a limit within a limit can only be shorter."""
    limited = store.within(60)
    assert limited.stats().documents == {}
    with pytest.raises(TimeLimitError):
        limited.within(SOON).within(60).stats()


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), 1e9])
def test_an_impossible_limit_is_refused(store: Store, seconds: float) -> None:
    """It must be more than nothing and less than a day."""
    with pytest.raises(QueryError, match="not a time limit"):
        store.within(seconds)


@pytest.mark.usefixtures("environment")
def test_the_command_line_takes_one() -> None:
    """`--timeout` ends a command with one line and status 1."""
    result: Any = CliRunner().invoke(main, ["stats", "--timeout", "0.000001"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "provgraph: the time limit for this answer was exceeded\n"

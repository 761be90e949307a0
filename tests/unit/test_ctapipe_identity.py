"""Identity: which file of one record is which file of another, and nesting.

Jobs are written as `job("a", 1, 2, reads=["pid:1 file://n/x"], writes=["file://n/y"])`: a
name, the seconds of start and stop, and for each file its claims.
"""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import given, settings

from provgraph.ctapipe.identity.claims import FileFacts, RecordFacts, RunFacts, facts_of
from provgraph.ctapipe.identity.resolution import Identity
from provgraph.ctapipe.log.reader import latest, read_activities
from tests.support.ctapipe_histories import histories
from tests.support.ctapipe_index import Loader
from tests.support.ctapipe_reference import resolve_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")
DATA = Path(__file__).parents[1] / "data" / "ctapipe"
CHAIN = sorted(DATA.glob("1*"))


def job(  # noqa: PLR0913  # a job is made of these
    name: str,
    start: float | None,
    stop: float | None,
    *,
    reads: Sequence[str] = (),
    writes: Sequence[str] = (),
    completed: bool = True,
    session: tuple[str, int] | None = None,
    node: str = "n",
) -> RecordFacts:
    """Return the facts of a job; `?` before a product id says that it is tentative."""
    sessions = frozenset([session] if session else [])
    run = RunFacts(f"urn:uuid:{name}", _time(start), _time(stop), completed, node, sessions)
    files = [_file(text, i, output=False) for i, text in enumerate(reads)]
    return RecordFacts(
        run, (*files, *(_file(text, i, output=True) for i, text in enumerate(writes)))
    )


def _time(second: float | None) -> str | None:
    return None if second is None else f"2026-01-01T00:00:{second:09.6f}Z"


def _file(text: str, index: int, *, output: bool) -> FileFacts:
    keys = text.removeprefix("?").split()
    claims = tuple(key for key in keys if not key.startswith("file:"))
    location = next((key for key in keys if key.startswith("file:")), None)
    return FileFacts(output, index, claims, location, text.startswith("?"))


def shuffled(things: Sequence[T], seed: int) -> list[T]:
    """Return the things in another order."""
    return random.Random(seed).sample(things, len(things))  # noqa: S311  # no secret


def resolved(*jobs: RecordFacts) -> dict[str, list[str]]:
    """Return, by job, the URIs of its files, after loading the jobs in every tried order."""
    answers = []
    for seed in range(6):
        loader = Loader()
        for one in shuffled(jobs, seed):
            loader.load(one)
        answers.append(loader.resolutions)
    assert all(answer == answers[0] == resolve_all(jobs) for answer in answers)
    return {
        activity.removeprefix("urn:uuid:"): [file.uri for file in resolution.files]
        for activity, resolution in answers[0].items()
    }


@pytest.mark.parametrize(
    ("start", "node", "joined"),
    [(10, "m", True), (9, "m", True), (5, "m", True), (4.9, "m", False), (9, "n", False),
     (10, "n", True), (9, "", True)],
)  # fmt: skip
def test_clocks_of_two_hosts_may_differ(start: float, node: str, *, joined: bool) -> None:
    """By 5 s; one host has one clock; an unknown host may be another one."""
    files = resolved(
        job("a", 1, 10, writes=["file://fs/x"]),
        job("b", start, 20, reads=["file://fs/x"], node=node),
    )
    assert files["b"] == ["file://fs/x#a" if joined else "file://fs/x"]


def test_two_jobs_never_read_from_each_other() -> None:
    """Of two short jobs on two hosts only the one that ran first can have written."""
    files = resolved(
        job("a", 1, 2, reads=["file://fs/y"], writes=["file://fs/x"]),
        job("b", 1.5, 2.5, reads=["file://fs/x"], writes=["file://fs/y"], node="m"),
    )
    assert files == {"a": ["file://fs/y", "file://fs/x#a"], "b": ["file://fs/x#a", "file://fs/y#b"]}


def test_the_tolerance_does_not_join_what_product_ids_tell_apart() -> None:
    """A reader that logged another product id than the writer's read another file."""
    files = resolved(
        job("a", 1, 10, writes=["pid:1 file://fs/x"]),
        job("b", 9, 20, reads=["pid:2 file://fs/x"], node="m"),
    )
    assert files["b"] == ["urn:uuid:2"]


def parents(*jobs: RecordFacts) -> dict[str, str | None]:
    """Return, by job, the job around it."""
    loader = Loader()
    for job in jobs:
        loader.load(job)
    assert loader.resolutions == resolve_all(jobs)
    return {activity[9:]: (r.parent or "")[9:] for activity, r in loader.resolutions.items()}


@pytest.mark.parametrize(
    ("claim", "uri"),
    [("pid:1", "urn:uuid:1"), ("guid:1", "urn:uuid:1"), ("lfn:/vo/x", "lfn:/vo/x")],
)
def test_an_equal_claim_is_the_same_file(claim: str, uri: str) -> None:
    """Writer and reader agree on the file, wherever each of them saw it."""
    made = job("a", 1, 2, writes=[f"{claim} file://n/x"])
    resolutions = resolved(made, job("b", 3, 4, reads=[f"{claim} file://m/y"]))
    assert resolutions == {"a": [uri], "b": [uri]}


def test_the_best_claim_of_the_group_is_the_identity() -> None:
    """One record that knows GUID and LFN, another product id and GUID: all are the product."""
    resolutions = resolved(
        job("a", 1, 2, writes=["lfn:/x"]),
        job("b", 3, 4, reads=["guid:1 lfn:/x"]),
        job("c", 3, 4, reads=["pid:1 guid:1"]),
        job("d", 3, 4, reads=["lfn:/x"]),
    )
    assert resolutions == {name: ["urn:uuid:1"] for name in "abcd"}


def test_better_evidence_reaches_the_records_loaded_before() -> None:
    """A link between claims has the records that made only one of them resolved again."""
    loader = Loader()
    loader.load(job("a", 1, 2, writes=["lfn:/x"]))
    loader.load(job("b", 3, 4, reads=["lfn:/x"]))
    assert loader.load(job("c", 3, 4, reads=["guid:1 lfn:/x"])) == {
        "urn:uuid:a",
        "urn:uuid:b",
        "urn:uuid:c",
    }


def test_several_generations_of_equal_content_are_one_entity() -> None:
    """Four jobs handed in the same GUID: one entity, and no revision of it."""
    resolutions = resolved(*(job(name, 1, 2, writes=[f"guid:1 lfn:/{name}"]) for name in "abcd"))
    assert resolutions == {name: ["urn:uuid:1"] for name in "abcd"}


def test_two_product_ids_are_never_one_file() -> None:
    """Under an LFN used twice, who knows the LFN alone gets the version of its time."""
    resolutions = resolved(
        job("a", 1, 2, writes=["pid:1 lfn:/x"]),
        job("b", 3, 4, reads=["lfn:/x"]),
        job("c", 5, 6, writes=["pid:2 lfn:/x"]),
        job("d", 7, 8, reads=["lfn:/x"]),
        job("e", 0, 1, reads=["lfn:/x"]),
    )
    assert resolutions == {
        "a": ["urn:uuid:1"],
        "b": ["urn:uuid:1"],
        "c": ["urn:uuid:2"],
        "d": ["urn:uuid:2"],
        "e": ["lfn:/x"],
    }


def test_later_writers_of_a_product_make_revisions() -> None:
    """The first to stop, then by uuid, has the product's URI; readers get that of their time."""
    resolutions = resolved(
        job("b", 1, 2, writes=["pid:1"]),
        job("a", 1, 3, writes=["pid:1"]),
        job("c", 0, 2, writes=["pid:1"]),
        job("early", 1, 9, reads=["pid:1"]),
        job("between", 2, 9, reads=["pid:1"]),
        job("late", 3, 9, reads=["pid:1"]),
    )
    assert resolutions == {
        "b": ["urn:uuid:1"],
        "c": ["urn:uuid:1#c"],
        "a": ["urn:uuid:1#a"],
        "early": ["urn:uuid:1"],
        "between": ["urn:uuid:1#c"],
        "late": ["urn:uuid:1#a"],
    }


def test_a_product_written_by_its_reader_is_a_revision() -> None:
    """A file changed in place: what went in is the product, what came out a revision of it."""
    assert resolved(job("a", 1, 2, reads=["pid:1"], writes=["pid:1"])) == {
        "a": ["urn:uuid:1", "urn:uuid:1#a"]
    }


def test_a_revision_names_what_it_revises() -> None:
    """Each later version is a revision of the first."""
    loader = Loader()
    loader.load(job("a", 1, 2, writes=["pid:1"]), job("b", 3, 4, writes=["pid:1"]))
    assert loader.resolutions["urn:uuid:a"].files[0].revision_of is None
    assert loader.resolutions["urn:uuid:b"].files[0].revision_of == "urn:uuid:1"


def test_a_path_written_again_is_another_version() -> None:
    """Each writer makes a version; a reader gets the last that was complete as it started."""
    resolutions = resolved(
        job("a", 1, 2, writes=["file://n/x"]),
        job("b", 2, 3, reads=["file://n/x"]),
        job("c", 4, 5, writes=["file://n/x"]),
        job("d", 4, 6, reads=["file://n/x"]),
        job("e", 6, 7, reads=["file://n/x"]),
        job("f", 1, 9, reads=["file://n/x"]),
    )
    assert resolutions == {
        "a": ["file://n/x#a"],
        "b": ["file://n/x#a"],
        "c": ["file://n/x#c"],
        "d": ["file://n/x#a"],
        "e": ["file://n/x#c"],
        "f": ["file://n/x"],
    }


def test_a_version_of_a_path_has_its_best_identity() -> None:
    """Who read the path alone gets the product id that its writer logged."""
    made = job("a", 1, 2, writes=["pid:1 file://n/x"])
    assert resolved(made, job("b", 3, 4, reads=["file://n/x"]))["b"] == ["urn:uuid:1"]


def test_a_path_that_nobody_wrote_is_unversioned() -> None:
    """A configuration file is its location, and says that no version is known."""
    loader = Loader()
    loader.load(job("a", 1, 2, reads=["file://n/x"]))
    (file,) = loader.resolutions["urn:uuid:a"].files
    assert (file.uri, file.basis) == ("file://n/x", "unversioned")


def test_within_a_process_the_order_of_finishing_counts() -> None:
    """The inner activity wrote what the outer one, started before it, then read."""
    outer = job("a", 1, 9, reads=["file://n/x"], session=("s", 1))
    inner = job("b", 2, 3, writes=["file://n/x"], session=("s", 0))
    assert resolved(outer, inner)["a"] == ["file://n/x#b"]
    alone = replace(inner, run=replace(inner.run, sessions=frozenset()))
    assert resolved(outer, alone)["a"] == ["file://n/x"]


def test_activities_of_a_process_that_stop_at_once_keep_their_order() -> None:
    """Times have milliseconds; where they are equal, the place in the log decides."""
    resolutions = resolved(
        job("z", 1, 2, writes=["file://n/x"], session=("s", 0)),
        job("a", 2, 2, writes=["file://n/x"], session=("s", 1)),
        job("m", 2, 2, reads=["file://n/x"], session=("s", 2)),
    )
    assert resolutions["m"] == ["file://n/x#a"]


def test_a_reader_can_name_what_its_writer_could_not() -> None:
    """An older writer logged the path alone; the product id in the file came with a reader."""
    written = job("a", 1, 2, writes=["file://n/x"])
    old, new = job("b", 3, 4, reads=["file://n/x"]), job("c", 3, 4, reads=["pid:1 file://n/x"])
    assert resolved(written, old, new) == {name: ["urn:uuid:1"] for name in "abc"}


def test_a_product_with_a_writer_is_not_taken_for_what_lay_at_its_place() -> None:
    """The product was written elsewhere and copied over the older file."""
    resolutions = resolved(
        job("a", 1, 2, writes=["file://n/x"]),
        job("b", 3, 4, reads=["pid:1 file://n/x"]),
        job("c", 1, 2, writes=["pid:1 file://m/y"]),
    )
    assert resolutions == {"a": ["file://n/x#a"], "b": ["urn:uuid:1"], "c": ["urn:uuid:1"]}


def test_two_products_read_at_one_place_name_nobody() -> None:
    """One of two files was put there unseen; nothing says which, so nothing is guessed."""
    resolutions = resolved(
        job("a", 1, 2, writes=["file://n/x"]),
        job("b", 3, 4, reads=["pid:1 file://n/x"]),
        job("c", 3, 4, reads=["pid:2 file://n/x"]),
    )
    assert resolutions == {"a": ["file://n/x#a"], "b": ["urn:uuid:1"], "c": ["urn:uuid:2"]}


def test_what_did_not_complete_is_unfinished() -> None:
    """The version of a killed job is unfinished for all readers; the next writer's is not."""
    loader = Loader()
    loader.load(
        job("a", 1, 2, writes=["file://n/x"], completed=False),
        job("b", 3, 4, reads=["file://n/x"]),
        job("c", 5, 6, writes=["file://n/x"]),
        job("d", 7, 8, reads=["file://n/x"]),
    )
    found = {name[9:]: r.files[0].unfinished for name, r in loader.resolutions.items()}
    assert found == {"a": True, "b": True, "c": False, "d": False}


def test_a_retry_is_the_only_maker_of_its_file() -> None:
    """The first attempt at an LFN broke off, the second completed: only that one made the file."""
    loader = Loader()
    loader.load(job("a", 1, 2, writes=["lfn:/x"], completed=False))
    assert loader.resolutions["urn:uuid:a"].files[0] == Identity("lfn:/x", "lfn", unfinished=True)
    loader.load(job("b", 3, 4, writes=["lfn:/x"]))
    failed, retried = (loader.resolutions[f"urn:uuid:{name}"].files[0] for name in "ab")
    assert (failed.uri, failed.unfinished, failed.of_another) == ("lfn:/x#a", True, ("lfn:/x",))
    assert retried == Identity("lfn:/x", "lfn")
    loader.delete("urn:uuid:b")
    assert loader.resolutions["urn:uuid:a"].files[0].uri == "lfn:/x"


def test_of_several_failed_attempts_none_made_the_file() -> None:
    """Whose the LFN is is not known: each has an output of its own, and a reader the LFN."""
    resolutions = resolved(
        job("a", 1, 2, writes=["lfn:/x file://n/1"], completed=False),
        job("b", 3, 4, writes=["guid:1 lfn:/x file://n/2"], completed=False),
        job("c", 5, 6, reads=["lfn:/x"]),
    )
    assert resolutions == {"a": ["file://n/1#a"], "b": ["urn:uuid:1"], "c": ["lfn:/x"]}


@pytest.mark.parametrize(
    "other",
    [
        job("b", 1, 2, writes=["pid:1"]),
        job("b", 1, 2, reads=["?pid:1 file://m/x"]),
        job("b", 1, 2, reads=["pid:1"]),
    ],
    ids=["written", "read again", "read as logs had it before"],
)
def test_a_tentative_product_id_counts_once_it_is_seen_again(other: RecordFacts) -> None:
    """Alone it may be made up, so the place counts; with a second sight it is an identity."""
    loader = Loader()
    reader = job("a", 3, 4, reads=["?pid:1 file://n/x"])
    loader.load(reader)
    assert loader.resolutions["urn:uuid:a"].files[0].uri == "file://n/x"
    loader.load(other)
    assert loader.resolutions["urn:uuid:a"].files[0].uri == "urn:uuid:1"
    loader.delete("urn:uuid:b")
    assert loader.resolutions == resolve_all([reader])


def test_what_everybody_reads_is_never_enumerated() -> None:
    """After 200 jobs with one configuration file, the next asks for none of its readers."""
    loader = Loader()
    config = "file://n/config.yaml"
    loader.load(*(job(f"j{i}", 1, 2, reads=[config, "pid:1 file://n/c"]) for i in range(200)))
    loader.index.asked.clear()
    last = job("last", 3, 4, reads=[config, "pid:1 file://n/c"], writes=["pid:2 file://n/y"])
    assert loader.load(last) == {"urn:uuid:last"}
    assert loader.index.asked == {"pid:2", "maybe:pid:2", "file://n/y"}


def test_a_link_that_is_known_is_not_looked_into_again() -> None:
    """The second job that says which GUID an LFN has is its own affair."""
    loader = Loader()
    loader.load(*(job(f"j{i}", 1, 2, reads=["guid:1 lfn:/x"]) for i in range(50)))
    loader.index.asked.clear()
    assert loader.load(job("last", 3, 4, reads=["guid:1 lfn:/x"])) == {"urn:uuid:last"}
    assert not loader.index.asked


def test_the_innermost_activity_around_is_the_parent() -> None:
    """Three levels in one process; what ran before them is in none."""
    parents_of = parents(
        job("first", 0, 1, session=("s", 0)),
        job("inner", 3, 4, session=("s", 1)),
        job("middle", 2, 5, session=("s", 2)),
        job("outer", 1, 6, session=("s", 3)),
    )
    assert parents_of == {"first": "", "inner": "middle", "middle": "outer", "outer": ""}


def test_jobs_are_not_nested_by_time_alone() -> None:
    """Neither in separate logs nor on two nodes."""
    assert parents(job("a", 2, 3), job("b", 1, 4)) == {"a": "", "b": ""}
    inner, outer = job("a", 2, 3, session=("s", 0)), job("b", 1, 4, session=("s", 1), node="m")
    assert parents(inner, outer) == {"a": "", "b": ""}


def test_a_parent_that_comes_later_is_found() -> None:
    """The log was read while the outer activity still ran; the next reading has both."""
    loader = Loader()
    loader.load(job("inner", 2, 3))
    later = job("inner", 2, 3, session=("urn:uuid:inner", 0))
    loader.load(later, job("outer", 1, 4, session=("urn:uuid:inner", 1)))
    assert loader.resolutions["urn:uuid:inner"].parent == "urn:uuid:outer"
    loader.delete("urn:uuid:outer")
    assert loader.resolutions["urn:uuid:inner"].parent is None


@settings(max_examples=600, deadline=None, derandomize=True)
@given(histories())
def test_any_history_gives_what_the_final_set_gives(
    steps: list[tuple[int, RecordFacts | None]],
) -> None:
    """Loads, replacements and deletions, one by one, end where the whole set at once does."""
    loader = Loader()
    final: dict[int, RecordFacts] = {}
    for number, facts in steps:
        if facts is None:
            loader.delete(f"urn:uuid:{number}")
            final.pop(number, None)
        else:
            loader.load(facts)
            final[number] = facts
    assert loader.resolutions == resolve_all(list(final.values()))


@pytest.mark.parametrize("seed", range(20))
def test_the_chain_is_one_history_in_any_order(seed: int) -> None:
    """From the applied file back: 9 activities and 12 other entities, each log loaded twice."""
    loader = Loader()
    for path in shuffled(CHAIN * 2, seed):
        records, _ = latest(read_activities(path.read_bytes(), path.name))
        loader.load(*map(facts_of, records.values()))
    activities, files = _upstream(loader, "urn:uuid:c66222ec-4b09-413d-8f77-fbe3a556ead3")
    assert (len(activities), len(files)) == (9, 12)
    assert loader.resolutions == resolve_all([e.facts for e in loader.index.kept.values()])


def _upstream(loader: Loader, start: str) -> tuple[set[str], set[str]]:
    """Return the activities and other files from which a file came."""
    activities: set[str] = set()
    files: set[str] = set()
    rest = [start]
    while rest:
        file = rest.pop()
        for activity in _writers(loader, file) - activities:
            activities.add(activity)
            read = set(_files(loader, activity, output=False)) - files
            files |= read
            rest += read
    return activities, files


def _writers(loader: Loader, file: str) -> set[str]:
    return {a for a in loader.resolutions if file in _files(loader, a, output=True)}


def _files(loader: Loader, activity: str, *, output: bool) -> Iterable[str]:
    pairs = zip(
        loader.index.kept[activity].facts.files, loader.resolutions[activity].files, strict=True
    )
    return [identity.uri for file, identity in pairs if file.output is output]

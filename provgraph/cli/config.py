"""`provgraph config`: facts about the site, kept in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli import complete
from provgraph.cli.options import question, user_name, with_store
from provgraph.cli.output import print_answer
from provgraph.runtime.plural import plural
from provgraph.runtime.progress import track

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provgraph.results.settings import (
        ClockToleranceList,
        Filesystem,
        FilesystemList,
        MovedFiles,
        MovedFilesList,
    )
    from provgraph.store import Store


@click.group()
def config() -> None:
    """Configure what the store cannot learn from logs.

    The configuration is part of the store and applies to all its users.

    Example: provgraph config filesystem list
    """


@config.group()
def filesystem() -> None:
    """Declare shared and scratch path prefixes.

    By default, a path belongs to the node that logged it. The longest matching prefix
    applies. A change also applies to activities that are already loaded.

    Example: provgraph config filesystem add /fefs lst-onsite
    """


@filesystem.command("list")
@question
def filesystem_list(store: Store, *, as_json: bool) -> None:
    """List the shared and scratch path prefixes.

    Example: provgraph config filesystem list
    """
    from provgraph.results.settings import FilesystemList

    answer = FilesystemList(tuple(store.filesystems()))
    print_answer(answer, _filesystem_lines, as_json=as_json)


def _filesystem_lines(answer: FilesystemList) -> list[str]:
    lines = [_filesystem_line(entry) for entry in answer.filesystems]
    return lines or ["none: every path belongs to the node that logged it"]


def _filesystem_line(entry: Filesystem) -> str:
    root = f"  {entry.root}" if entry.root else ""
    return f"{entry.prefix}  {entry.name or '(scratch)'}{root}"


@filesystem.command("add")
@click.argument("prefix")
@click.argument("name", required=False)
@click.option("--scratch", is_flag=True, help="Each job has its own files below PREFIX.")
@click.option("--root", metavar="PATH", help="Other nodes see the same files below PATH.")
@with_store
def filesystem_add(
    store: Store,
    prefix: str,
    name: str | None,
    *,
    scratch: bool,
    root: str | None,
    as_json: bool,
) -> None:
    """Declare PREFIX as the shared file system NAME, or as scratch.

    One file system may be mounted at several places: declare each with the same NAME and
    the same --root.

    Example: provgraph config filesystem add /data/cta site-storage
    """
    if scratch == (name is not None):
        raise click.UsageError("give either NAME or --scratch")
    changed = store.add_filesystem(prefix, name, root=root, progress=_progress)
    _print(f"added {prefix}", changed, as_json=as_json)


@filesystem.command("remove")
@click.argument("prefix")
@with_store
def filesystem_remove(store: Store, prefix: str, *, as_json: bool) -> None:
    """Remove PREFIX.

    Example: provgraph config filesystem remove /scratch
    """
    changed = store.remove_filesystem(prefix, progress=_progress)
    _print(f"removed {prefix}", changed, as_json=as_json)


@config.group()
def moved() -> None:
    """Declare that files were moved or copied.

    What a job reads below the new path is the file below the old one, unless a job wrote
    another there before. A change also applies to activities that are already loaded.

    Example: provgraph config moved add /fefs/dl1 /archive/dl1
    """


@moved.command("list")
@question
def moved_list(store: Store, *, as_json: bool) -> None:
    """List the declared moves.

    Example: provgraph config moved list
    """
    from provgraph.results.settings import MovedFilesList

    print_answer(MovedFilesList(tuple(store.moved_files())), _moved_lines, as_json=as_json)


def _moved_lines(answer: MovedFilesList) -> list[str]:
    return [_moved_line(move) for move in answer.moves] or ["none"]


def _moved_line(move: MovedFiles) -> str:
    since = f"  since {move.since}" if move.since else ""
    by = f"  by {move.by}" if move.by else ""
    return f"{move.source}  {move.target}{since}{by}"


@moved.command("add")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--since", metavar="TIME", help="Only for jobs that started at TIME or later.")
@click.option("--by", metavar="NAME", help="Who declares it (default: your user name).")
@with_store
def moved_add(
    store: Store, source: str, target: str, *, since: str | None, by: str | None, as_json: bool
) -> None:
    """Declare that the files below FROM were moved or copied to below TO.

    FROM and TO are paths as jobs log them. TIME is UTC if it has no offset. The declaration is a
    document: provgraph documents lists it, and can delete it.

    Example: provgraph config moved add /fefs/dl1 /archive/dl1 --since 2026-04-01
    """
    by = by or user_name()
    changed = store.add_moved_files(source, target, since=since, by=by, progress=_progress)
    _print(f"added {source} → {target}", changed, as_json=as_json)


@moved.command("remove")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@with_store
def moved_remove(store: Store, source: str, target: str, *, as_json: bool) -> None:
    """Remove a declared move.

    Example: provgraph config moved remove /data/old /data/new
    """
    changed = store.remove_moved_files(source, target, progress=_progress)
    _print(f"removed {source} → {target}", changed, as_json=as_json)


@config.group()
def clock() -> None:
    """Declare how exact the clocks of hosts are.

    A job can only read what another wrote before. On different hosts the times of two jobs
    may contradict that by the clock tolerance: 5 seconds unless declared otherwise.

    Example: provgraph config clock set 10 --host worker17
    """


@clock.command("list")
@question
def clock_list(store: Store, *, as_json: bool) -> None:
    """List the declared clock tolerances.

    Example: provgraph config clock list
    """
    from provgraph.results.settings import ClockToleranceList

    answer = ClockToleranceList(tuple(store.clock_tolerances()))
    print_answer(answer, _clock_lines, as_json=as_json)


def _clock_lines(answer: ClockToleranceList) -> list[str]:
    from provgraph.ctapipe.identity.claims import CLOCK_TOLERANCE

    lines = [f"{entry.host or '(all others)'}  {entry.seconds:g} s" for entry in answer.tolerances]
    return lines or [f"none: all hosts have the default, {CLOCK_TOLERANCE:g} s"]


@clock.command("set")
@click.argument("seconds", type=float)
@click.option(
    "--host",
    shell_complete=complete.job_values,
    help="The host, as jobs log it; without it, all others.",
)
@with_store
def clock_set(store: Store, seconds: float, *, host: str | None, as_json: bool) -> None:
    """Set the clock tolerance to SECONDS.

    Of two hosts the larger tolerance counts. 0 means that clocks are exact.

    Example: provgraph config clock set 30 --host worker17
    """
    changed = store.set_clock_tolerance(seconds, host=host, progress=_progress)
    _print(f"set {host or 'all others'} to {seconds:g} s", changed, as_json=as_json)


@clock.command("remove")
@click.option(
    "--host",
    shell_complete=complete.job_values,
    help="The host, as jobs log it; without it, all others.",
)
@with_store
def clock_remove(store: Store, *, host: str | None, as_json: bool) -> None:
    """Remove a declared clock tolerance.

    Example: provgraph config clock remove --host worker17
    """
    changed = store.remove_clock_tolerance(host, progress=_progress)
    _print(f"removed {host or 'all others'}", changed, as_json=as_json)


def _progress(numbers: Iterable[int], total: int) -> Iterable[int]:
    return track(numbers, total, "resolving", "activities")


def _print(change: str, activities: int, *, as_json: bool) -> None:
    from provgraph.results.settings import ResolvedActivities

    line = f"{change}; updated {plural(activities, 'activity', 'activities')}"
    print_answer(ResolvedActivities(activities), lambda _: [line], as_json=as_json)

"""`provgraph inbox`: what was handed in to the manager of this machine."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from provgraph.cli.manager_settings import config_option, manager_settings
from provgraph.cli.options import json_option
from provgraph.cli.output import print_answer, report
from provgraph.results.receipts import ReceiptStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from provgraph.manager.inbox.inbox import Inbox
    from provgraph.results.receipts import ChangedReceipts, Receipt, ReceiptList


@click.group()
def inbox() -> None:
    """List and retry documents that were handed in to a manager.

    These commands run where the manager runs, on its folder, while it runs or not.

    Example: provgraph inbox list
    """


@inbox.command("list")
@click.option(
    "--status", type=click.Choice(get_args(ReceiptStatus)), help="Only those with this status."
)
@click.option(
    "--limit", type=click.IntRange(1, 1_000), default=50, show_default=True, metavar="N",
    help="The maximum number of receipts.",
)  # fmt: skip
@click.option("--cursor", metavar="CURSOR", help="Continue after an earlier page.")
@config_option
@json_option
@click.pass_obj
def inbox_list(
    obj: dict[str, object],
    status: str | None,
    limit: int,
    cursor: str | None,
    file: Path | None,
    *,
    as_json: bool,
) -> None:
    """List receipts, newest first, and count them all.

    Example: provgraph inbox list --status failed
    """
    with _opened(file) as opened:
        answer = opened.receipts(status, cursor=cursor, limit=limit)
        print_answer(answer, _lines, as_json=as_json or bool(obj["json"]))
        counts = opened.status()
    report(
        f"waiting {counts.waiting}, loading {counts.loading}, loaded {counts.loaded}, "
        f"failed {counts.failed}, discarded {counts.discarded}; {counts.bytes / 1e6:.1f} MB"
    )


def _lines(answer: ReceiptList) -> Iterator[str]:
    from provgraph.render.text import table

    head = ("RECEIPT", "STATUS", "RECEIVED", "BY", "PRODUCTION", "NAME")
    rows = [
        (r.id, r.status, r.received[:19], r.by, r.production or "-", r.name)
        for r in answer.receipts
    ]
    yield from table([head, *rows]) if rows else ["no receipts"]
    if answer.next:
        yield f"more: --cursor {answer.next}"


@inbox.command("show")
@click.argument("receipt", metavar="RECEIPT")
@config_option
@json_option
@click.pass_obj
def inbox_show(obj: dict[str, object], receipt: str, file: Path | None, *, as_json: bool) -> None:
    """Show a receipt: the document, and the result of its load.

    Example: provgraph inbox show 5f1c0d9a7e3b2c4d6f8a0b1c
    """
    with _opened(file) as opened:
        answer = opened.receipt(receipt)
    print_answer(answer, _details, as_json=as_json or bool(obj["json"]))


def _details(answer: Receipt) -> Iterator[str]:
    from provgraph.render.text import load_result

    yield f"{answer.name}  [{answer.status}]"
    for name in ("id", "received", "finished", "by", "production", "format", "sha256", "size"):
        yield f"  {name:10} {getattr(answer, name) or '-'}"
    if answer.result and not answer.result.error:
        yield f"  {load_result(answer.result, dry_run=False)}"
        yield from (f"  note: {note}" for note in answer.result.notes)
    if answer.error:
        yield f"  error: {answer.error}"


@inbox.command("retry")
@click.argument("receipts", nargs=-1, metavar="RECEIPT…")
@click.option(
    "--status",
    type=click.Choice(("failed", "loaded")),
    help="All that failed, or that were loaded and are still kept.",
)
@click.option("--since", metavar="TIME", help="Of these, those that ended at this time or later.")
@config_option
@json_option
@click.pass_obj
def inbox_retry(
    obj: dict[str, object],
    receipts: tuple[str, ...],
    status: str | None,
    since: str | None,
    file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Load documents once more: those named, or all with a status.

    Loading a document that is in the store changes nothing.

    Example: provgraph inbox retry --status failed
    """
    from provgraph.results.receipts import ChangedReceipts

    if bool(receipts) == bool(status):
        raise click.UsageError("name receipts, or give --status")
    if since and not status:
        raise click.UsageError("--since is for --status")
    with _opened(file) as opened:
        if status:
            changed = tuple(opened.retry_all(status, _utc(since) if since else ""))
        else:
            changed = tuple(opened.retry(receipt).id for receipt in receipts)
    _print_changed(ChangedReceipts(changed), "waiting", as_json=as_json or bool(obj["json"]))


@inbox.command("discard")
@click.argument("receipts", nargs=-1, required=True, metavar="RECEIPT…")
@config_option
@json_option
@click.pass_obj
def inbox_discard(
    obj: dict[str, object], receipts: tuple[str, ...], file: Path | None, *, as_json: bool
) -> None:
    """Drop documents that wait or have failed; their receipts stay.

    Example: provgraph inbox discard 5f1c0d9a7e3b2c4d6f8a0b1c
    """
    from provgraph.results.receipts import ChangedReceipts

    with _opened(file) as opened:
        changed = tuple(opened.discard(receipt).id for receipt in receipts)
    _print_changed(ChangedReceipts(changed), "discarded", as_json=as_json or bool(obj["json"]))


@inbox.command("backup")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@config_option
def inbox_backup(target: Path, file: Path | None) -> None:
    """Copy the inbox into a new file, while the manager runs.

    Example: provgraph inbox backup inbox.sqlite3
    """
    with _opened(file) as opened:
        opened.back_up(target)
    click.echo(f"the inbox was copied to {target}")


def _print_changed(answer: ChangedReceipts, status: str, *, as_json: bool) -> None:
    def lines(changed: ChangedReceipts) -> Iterator[str]:
        yield from (f"{receipt}: {status}" for receipt in changed.receipts)
        if not changed.receipts:
            yield f"no document is {status} by this"

    print_answer(answer, lines, as_json=as_json)


def _opened(file: Path | None) -> AbstractContextManager[Inbox]:
    settings = manager_settings(file)
    from provgraph.manager.serving import inbox_of

    return closing(inbox_of(settings))


def _utc(text: str) -> str:
    """Return a time as receipts give it; without an offset it is UTC."""
    from datetime import UTC, datetime

    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError(
            f"{text!r} is not a time: write it as 2026-11-28 or 2026-11-28T09:30:00Z"
        ) from error
    zoned = time if time.tzinfo else time.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

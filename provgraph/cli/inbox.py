"""`provgraph inbox`: what was handed in to a manager, of this machine or elsewhere."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from provgraph.cli.extras import extra
from provgraph.cli.manager_settings import config_option, manager_settings
from provgraph.cli.options import json_option
from provgraph.cli.output import print_answer, report
from provgraph.results.receipts import ReceiptStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from provgraph.cli.manager_inbox import Receipts
    from provgraph.manager.inbox.inbox import Inbox
    from provgraph.results.receipts import ChangedReceipts, Receipt, ReceiptList


@click.group()
def inbox() -> None:
    """List and retry documents that were handed in to a manager.

    With --manager, list, show, retry and discard ask that manager; retry and discard need the role
    curator. Otherwise they work on the folder of the manager of this machine, while it runs or not.

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
    obj: dict[str, Any],
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
    with _receipts(obj, file) as opened:
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
def inbox_show(obj: dict[str, Any], receipt: str, file: Path | None, *, as_json: bool) -> None:
    """Show a receipt: the document, and the result of its load.

    Example: provgraph inbox show 5f1c0d9a7e3b2c4d6f8a0b1c
    """
    with _receipts(obj, file) as opened:
        answer = opened.receipt(receipt)
    print_answer(answer, _details, as_json=as_json or bool(obj["json"]))


def _details(answer: Receipt) -> Iterator[str]:
    from provgraph.render.text import load_result

    yield f"{answer.name}  [{answer.status}]"
    for name in ("id", "received", "finished", "by", "production", "format", "sha256", "size"):
        yield f"  {name:10} {getattr(answer, name) or '-'}"
    if answer.others:
        yield f"  {'also by':10} {', '.join(answer.others)}"
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
    obj: dict[str, Any],
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
    with _receipts(obj, file) as opened:
        if status:
            changed = tuple(opened.retry_all(status, since or ""))
        else:
            changed = tuple(opened.retry(receipt).id for receipt in receipts)
    _print_changed(ChangedReceipts(changed), "waiting", as_json=as_json or bool(obj["json"]))


@inbox.command("discard")
@click.argument("receipts", nargs=-1, required=True, metavar="RECEIPT…")
@config_option
@json_option
@click.pass_obj
def inbox_discard(
    obj: dict[str, Any], receipts: tuple[str, ...], file: Path | None, *, as_json: bool
) -> None:
    """Drop documents that wait or have failed; their receipts stay.

    Example: provgraph inbox discard 5f1c0d9a7e3b2c4d6f8a0b1c
    """
    from provgraph.results.receipts import ChangedReceipts

    with _receipts(obj, file) as opened:
        changed = tuple(opened.discard(receipt).id for receipt in receipts)
    _print_changed(ChangedReceipts(changed), "discarded", as_json=as_json or bool(obj["json"]))


@inbox.command("backup")
@click.argument("target", type=click.Path(path_type=Path), metavar="DIRECTORY")
@config_option
def inbox_backup(target: Path, file: Path | None) -> None:
    """Copy the inbox and the text logs of jobs into a new directory, while the manager runs.

    Example: provgraph inbox backup inbox-backup
    """
    with closing(_inbox(file)) as opened:
        from provgraph.manager.inbox.backup import back_up

        back_up(opened, target)
    click.echo(f"the inbox was copied to {target}")


@inbox.command("restore")
@click.argument("source", type=click.Path(path_type=Path), metavar="DIRECTORY")
@config_option
def inbox_restore(source: Path, file: Path | None) -> None:
    """Put a backup of the inbox back, while no manager runs on it.

    What was there keeps its content, in files that end with .replaced. docs/inbox.md says how to
    load again what came after a backup of the store.

    Example: provgraph inbox restore inbox-backup
    """
    settings = manager_settings(file)
    from provgraph.manager.inbox.backup import restore
    from provgraph.manager.serving import inbox_folder

    for replaced in restore(source, inbox_folder(settings)):
        report(f"the former one is {replaced}")
    click.echo(f"the inbox was restored from {source}")


def _print_changed(answer: ChangedReceipts, status: str, *, as_json: bool) -> None:
    def lines(changed: ChangedReceipts) -> Iterator[str]:
        yield from (f"{receipt}: {status}" for receipt in changed.receipts)
        if not changed.receipts:
            yield f"no document is {status} by this"

    print_answer(answer, lines, as_json=as_json)


def _receipts(obj: dict[str, Any], file: Path | None) -> AbstractContextManager[Receipts]:
    """Return the receipts of the named manager, or those of this machine's.

    Settings name the manager of this machine: they go before the variable for all commands.
    """
    if obj["manager"] and file is None:
        with extra("client"):
            from provgraph.cli.manager_inbox import ManagerInbox

        return closing(ManagerInbox.at(obj["manager"]))
    return closing(_inbox(file))


def _inbox(file: Path | None) -> Inbox:
    settings = manager_settings(file)
    from provgraph.manager.serving import inbox_of

    return inbox_of(settings)

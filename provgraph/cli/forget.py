"""`provgraph forget`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from provgraph.cli.options import with_store
from provgraph.cli.output import print_answer, report
from provgraph.runtime.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from provgraph.results.documents import ForgottenPerson
    from provgraph.store import Store


@click.command()
@click.argument("names", nargs=-1, metavar="[PERSON…]")
@click.option("--dry-run", is_flag=True, help="Only list the names that would be replaced.")
@with_store
def forget(store: Store, names: tuple[str, ...], *, dry_run: bool, as_json: bool) -> None:
    """Replace a person's names and addresses in the whole store by pseudonyms.

    PERSON is a name, a user name, an e-mail address or an ORCID; give all that you know. If
    an agent of the store has one of them, its other names are replaced, too. All documents,
    records, settings and indexes are searched; lineage stays. Without PERSON, an interrupted
    command is finished. Then run 'provgraph neo4j compact', which removes the old texts from
    the files of the local server.

    Example: provgraph forget --dry-run "Jane Doe" jdoe
    """
    if dry_run:
        print_answer(store.forget(*names, dry_run=True), _names, as_json=as_json)
        return
    answer = store.forget(*names, progress=_forgetting)
    print_answer(answer, _lines, as_json=as_json)
    report(
        "the replaced texts stay in the server's files until 'provgraph neo4j compact', and in "
        "backups, files and exports: see docs/personal-data.md"
    )


def _forgetting(numbers: Iterable[int], total: int) -> Iterable[int]:
    from provgraph.runtime.progress import track

    return track(numbers, total, "forgetting", "records and documents")


def _names(answer: ForgottenPerson) -> Iterator[str]:
    yield from answer.names


def _lines(answer: ForgottenPerson) -> Iterator[str]:
    if not answer.replaced:
        yield "no name was found"
        return
    yield (
        f"replaced in {plural(answer.records, 'record')} of jobs, "
        f"{plural(answer.documents, 'document')}, {plural(answer.others, 'other node')}:"
    )
    yield from (f"  {line}" for line in answer.replaced)

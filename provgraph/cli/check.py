"""`provgraph check`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from provgraph.cli import complete
from provgraph.cli.options import expand_ids, question
from provgraph.cli.output import print_answer, report_notes

if TYPE_CHECKING:
    from provgraph.store import Store


def _severities(_: click.Context, __: click.Parameter, words: tuple[str, ...]) -> dict[str, str]:
    pairs = [word.partition("=") for word in words]
    for rule, equals, severity in pairs:
        if not (rule and equals and severity):
            raise click.BadParameter("write RULE=SEVERITY, such as generated-once=warning")
    return {rule: severity for rule, _, severity in pairs}


@click.command()
@click.argument(
    "selectors", nargs=-1, metavar="[ID…] | @-", callback=expand_ids, shell_complete=complete.ids
)
@click.option("--all", "everything", is_flag=True, help="Check all activities and entities.")
@click.option(
    "--severity",
    "settings",
    multiple=True,
    metavar="RULE=SEVERITY",
    shell_complete=complete.rules,
    envvar="PROVGRAPH_SEVERITIES",
    callback=_severities,
    help="error, warning or ignore for a rule; also in $PROVGRAPH_SEVERITIES.",
)
@question
def check(
    store: Store,
    selectors: tuple[str, ...],
    *,
    everything: bool,
    settings: dict[str, str],
    as_json: bool,
) -> None:
    """Check activities against their descriptions and the IVOA model.

    For a file, the activity that generated it is checked too. The exit status is 1 if
    any error is found; warnings do not affect it. docs/ivoa.md lists the rules.

    Example: provgraph check gamma_applied.DL2.h5
    """
    from provgraph.render import findings

    if bool(selectors) is everything:
        raise click.UsageError("give either IDs or --all")
    answer = store.check(*selectors, all=everything, severities=settings)
    report_notes(answer.notes)
    print_answer(answer, findings.checked, as_json=as_json)
    if not answer.conforms:
        sys.exit(1)

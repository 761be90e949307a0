"""The command line: parse, call, print."""

from __future__ import annotations

import click

from provgraph.cli.bulk import bulk
from provgraph.cli.check import check
from provgraph.cli.common import Titled, json_option
from provgraph.cli.config import config
from provgraph.cli.ctadirac import ctadirac
from provgraph.cli.describe import describe
from provgraph.cli.diff import diff
from provgraph.cli.documents import documents
from provgraph.cli.export import export
from provgraph.cli.find import find
from provgraph.cli.impact import impact
from provgraph.cli.load import load
from provgraph.cli.neo4j import neo4j
from provgraph.cli.parameters import parameters, software
from provgraph.cli.paths import common, leaves, path, roots
from provgraph.cli.query import cypher, query
from provgraph.cli.questions import lineage, show
from provgraph.cli.stats import stats
from provgraph.cli.tables import table, tables
from provgraph.cli.why import why
from provgraph.version import __version__

GROUPS = {
    "What goes in and out": (load, bulk, documents, export),
    "Where it comes from, what came of it": (
        lineage,
        show,
        path,
        common,
        roots,
        leaves,
        impact,
        diff,
        why,
    ),
    "What is there": (find, stats, query, cypher),
    "What jobs do, and ran with": (describe, check, parameters, software),
    "CTADIRAC": (ctadirac, table, tables),
    "The store": (config, neo4j),
}


@click.group(cls=Titled, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="provgraph")
@click.option("--uri", help="Address of the Neo4j server; else NEO4J_URI, else the local server.")
@click.option("--username", help="User; else NEO4J_USERNAME. The password: NEO4J_PASSWORD.")
@click.option("--database", help="Database; else NEO4J_DATABASE, else the user's home database.")
@json_option
@click.pass_context
def main(
    ctx: click.Context,
    uri: str | None,
    username: str | None,
    database: str | None,
    *,
    as_json: bool,
) -> None:
    """Keep provenance in Neo4j and ask where a file came from.

    Without --uri and NEO4J_URI a local server is started when it is first needed.

    Example: provgraph load examples/ctapipe
    """
    ctx.obj = {"uri": uri, "username": username, "database": database, "json": as_json}


for title, members in GROUPS.items():
    for command in members:
        main.add_command(command)
        main.titles[command.name or ""] = title

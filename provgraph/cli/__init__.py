"""The command line: parse, call, print."""

from __future__ import annotations

import os

import click
from click.core import ParameterSource

from provgraph.cli import complete, terminal
from provgraph.cli.bulk import bulk
from provgraph.cli.check import check
from provgraph.cli.config import config
from provgraph.cli.cost import cost
from provgraph.cli.ctadirac import ctadirac
from provgraph.cli.describe import describe
from provgraph.cli.diff import diff
from provgraph.cli.doctor import doctor, print_versions
from provgraph.cli.documents import documents
from provgraph.cli.export import export
from provgraph.cli.find import find
from provgraph.cli.forget import forget
from provgraph.cli.groups import SectionedGroup
from provgraph.cli.impact import impact
from provgraph.cli.inbox import inbox
from provgraph.cli.jobs import jobs
from provgraph.cli.lineage import lineage
from provgraph.cli.load import load
from provgraph.cli.login import login
from provgraph.cli.marks import marks
from provgraph.cli.neo4j import neo4j
from provgraph.cli.options import json_option
from provgraph.cli.parameters import parameters, software
from provgraph.cli.paths import common, leaves, path, roots
from provgraph.cli.profile import profile, settings_in_use, used, warn_of_other_store
from provgraph.cli.push import push, step
from provgraph.cli.query import cypher, query
from provgraph.cli.serve import serve
from provgraph.cli.shells import register as register_scripts
from provgraph.cli.show import show
from provgraph.cli.stats import stats
from provgraph.cli.tables import table, tables
from provgraph.cli.token import token
from provgraph.cli.why import why
from provgraph.errors import ConfigError

SECTIONS = {
    "Load and export": (load, push, bulk, documents, export, forget),
    "Lineage": (lineage, show, path, common, roots, leaves, impact, marks, diff, why, cost),
    "Search": (find, jobs, stats, query, cypher),
    "Activities": (describe, check, parameters, software),
    "CTADIRAC": (ctadirac, step, table, tables),
    "Administration": (config, neo4j, serve, login, profile, inbox, token, doctor),
}


@click.group(cls=SectionedGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=print_versions,
    help="Show the versions of provgraph and its packages, and exit.",
)
@click.option(
    "--uri",
    metavar="URI",
    help="Address of the Neo4j server (default: $NEO4J_URI or a local server).",
)
@click.option("--username", metavar="NAME", help="User name (default: $NEO4J_USERNAME).")
@click.option(
    "--database",
    metavar="NAME",
    help="Database (default: $NEO4J_DATABASE or the user's home database).",
)
@click.option(
    "--manager",
    metavar="URL",
    envvar="PROVGRAPH_MANAGER",
    help="Ask this Provenance Manager instead (default: $PROVGRAPH_MANAGER).",
)
@click.option(
    "--profile",
    "profile_name",
    metavar="NAME",
    shell_complete=complete.profiles,
    help="Use the settings of this profile (default: $PROVGRAPH_PROFILE).",
)
@json_option
@terminal.color_option
@terminal.pager_option
@click.pass_context
def main(
    ctx: click.Context,
    uri: str | None,
    username: str | None,
    database: str | None,
    manager: str | None,
    profile_name: str | None,
    *,
    as_json: bool,
) -> None:
    """Store provenance in Neo4j and find out where files come from.

    If neither --uri nor $NEO4J_URI is set, a local Neo4j server is started when it is first
    needed. The password is read from $NEO4J_PASSWORD. 'provgraph profile' keeps settings for
    several stores: options win over environment variables, and these over a profile.

    Example: provgraph load examples/ctapipe
    """
    names = {"uri": uri, "username": username, "database": database}
    is_option = ctx.get_parameter_source("manager") is ParameterSource.COMMANDLINE
    if uri and not is_option:
        manager = None  # an option wins over the environment
    if manager and any(names.values()):
        raise click.UsageError("--manager needs no --uri, --username or --database")
    options = {**names, "manager": manager if is_option else None}
    settings, of_profile = settings_in_use(profile_name, options)
    ctx.obj = {**names, "manager": manager, "json": as_json, "settings": settings}
    if not isinstance(settings, ConfigError):
        if "manager" in of_profile and any(names.values()):
            raise click.UsageError(
                f"the profile {settings.profile} names a manager, which needs no --username or "
                "--database"
            )
        warn_of_other_store(settings, of_profile)
        ctx.with_resource(used(settings, of_profile))
        ctx.obj["manager"] = manager or (_manager() if "manager" in of_profile else None)
    elif ctx.invoked_subcommand not in {"profile", "doctor"}:
        raise settings


def _manager() -> str | None:
    """Return the manager that the profile names."""
    return os.environ.get("PROVGRAPH_MANAGER")


for section, members in SECTIONS.items():
    for command in members:
        main.add_command(command)
        main.sections[command.name or ""] = section

register_scripts()

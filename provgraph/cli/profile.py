"""`provgraph profile`: named sets of settings, one for each store, in a file of the user."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from provgraph.cli.options import json_option
from provgraph.cli.output import print_answer, report, write_file
from provgraph.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from provgraph.results.profiles import ProfileList, SettingsInUse


@click.group()
def profile() -> None:
    """Name the stores that you use: profiles, in a file of your own.

    Settings that apply to all users of a store are those of 'provgraph config'.

    Example: provgraph profile show
    """


@profile.command("list")
@json_option
@click.pass_obj
def profile_list(obj: dict[str, Any], *, as_json: bool) -> None:
    """List your profiles with their settings.

    Example: provgraph profile list
    """
    from provgraph.graph import profiles
    from provgraph.results.profiles import ProfileList

    known = profiles.read()
    answer = ProfileList(str(known.file), known.listed())
    print_answer(answer, _profiles, as_json=as_json or obj["json"])


@profile.command("show")
@json_option
@click.pass_obj
def profile_show(obj: dict[str, Any], *, as_json: bool) -> None:
    """Show which settings are in use, and where each comes from.

    Example: provgraph profile show
    """
    if isinstance(obj["settings"], ConfigError):
        raise obj["settings"]
    print_answer(obj["settings"], settings_lines, as_json=as_json or obj["json"])


@profile.command("add")
@click.argument("name")
@click.argument("settings", nargs=-1, required=True, metavar="SETTING=VALUE…")
def profile_add(name: str, settings: tuple[str, ...]) -> None:
    """Add a profile.

    SETTING is uri, username, database, password_file, password_command, manager, home, heap,
    pagecache, queries or dirac_python. A password itself is not kept: password_file is a file
    that only you can read, password_command prints it.

    Example: provgraph profile add laptop home=~/provenance
    """
    from provgraph.graph import profiles

    known = profiles.read()
    if name in known.profiles:
        raise ConfigError(
            f"the profile {name} exists in {known.file}: see 'provgraph profile edit'"
        )
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in _pairs(settings)]
    before = _text() if known.file.exists() else ""
    after = "\n".join([f"[profiles.{json.dumps(name, ensure_ascii=False)}]", *lines, ""])
    text = f"{before.rstrip()}\n\n{after}".lstrip()
    profiles.parsed(text, known.file)
    _write(text)
    click.echo(f"added {name} to {known.file}")


@profile.command("edit")
def profile_edit() -> None:
    """Edit the file with $EDITOR.

    What is not valid is not kept: the reason is shown, and the file stays as it was.

    Example: provgraph profile edit
    """
    from provgraph.graph import profiles

    edited = click.edit(_text(), extension=".toml")
    if edited is None or edited == _text():
        click.echo(f"{profiles.file()} is as it was")
        return
    profiles.parsed(edited, profiles.file())
    _write(edited)
    click.echo(f"wrote {profiles.file()}")


def settings_in_use(name: str | None, options: Mapping[str, str | None]) -> tuple[Any, set[str]]:
    """Return the settings in use, or why there are none, and which come from the profile."""
    from provgraph.graph import profiles

    try:
        return profiles.in_use(name, options)
    except ConfigError as error:
        return error, set()


@contextmanager
def used(settings: SettingsInUse, of_profile: set[str]) -> Iterator[None]:
    """Let the values of the profile be in the environment in the context."""
    from provgraph.graph.profiles import use

    variables = use(settings, of_profile)
    try:
        yield
    finally:
        for variable in variables:
            del os.environ[variable]


def warn_of_other_store(settings: SettingsInUse) -> None:
    """Report that the environment names another store than the profile that an option names."""
    of_others = [s for s in settings.settings if s.name in {"uri", "manager"}]
    if settings.chosen_by == "--profile" and of_others and of_others[0].source[0] == "$":
        report(
            f"{of_others[0].source} is set and wins over the profile {settings.profile}: "
            f"this is {of_others[0].value}"
        )


def settings_lines(answer: SettingsInUse) -> Iterator[str]:
    """Yield the lines that say which settings are in use."""
    if answer.profile:
        yield f"profile {answer.profile}, chosen by {answer.chosen_by}, in {answer.file}"
    else:
        yield f"no profile is used; profiles are kept in {answer.file}"
    width = max((len(setting.name) for setting in answer.settings), default=0)
    for setting in answer.settings:
        yield f"  {setting.name:{width}}  {setting.value}  ({setting.source})"
    if not {"uri", "manager"} & {setting.name for setting in answer.settings}:
        yield "the store is that of the local server: see 'provgraph neo4j status'"


def _profiles(answer: ProfileList) -> Iterator[str]:
    for each in answer.profiles:
        yield f"{each.name} (default)" if each.default else each.name
        width = max((len(setting.name) for setting in each.settings), default=0)
        for setting in each.settings:
            yield f"  {setting.name:{width}}  {setting.value}"
    if not answer.profiles:
        yield f"none: 'provgraph profile add' or 'edit' makes some in {answer.file}"


def _pairs(settings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for text in settings:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise click.UsageError(f"{text!r} is not of the form SETTING=VALUE")
        yield key, value


def _text() -> str:
    """Return the file's text; of a file that does not exist, how one looks."""
    from provgraph.graph import profiles

    try:
        return profiles.file().read_text(encoding="utf-8")
    except FileNotFoundError:
        return profiles.TEMPLATE


def _write(text: str) -> None:
    from provgraph.graph import profiles

    profiles.file().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_file(profiles.file(), [text])

"""`provgraph profile`: named sets of settings, one for each store, in a file of the user."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from provgraph.cli.options import json_option
from provgraph.cli.output import print_answer, report, write_file
from provgraph.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

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
    before = _text(known.file) if known.file.exists() else ""
    after = "\n".join([f"[profiles.{json.dumps(name, ensure_ascii=False)}]", *lines, ""])
    text = f"{before.rstrip()}\n\n{after}".lstrip()
    profiles.parsed(text, known.file)
    _write(known.file, text)
    click.echo(f"added {name} to {known.file}")


@profile.command("edit")
def profile_edit() -> None:
    """Edit the file with $EDITOR.

    What is not valid is kept in a file beside it: the reason is shown, and the next 'profile
    edit' goes on with that file.

    Example: provgraph profile edit
    """
    from provgraph.graph import profiles

    file, draft = profiles.file(), _draft()
    text = _text(draft if draft.exists() else file)
    edited = click.edit(text, extension=".toml")
    if edited is None or edited == text:
        is_kept = f"; {draft} has what you wrote before" if draft.exists() else ""
        click.echo(f"{file} is as it was{is_kept}")
        return
    try:
        profiles.parsed(edited, draft)
    except ConfigError as error:
        _write(draft, edited)
        raise ConfigError(
            f"{error}. {file} is as it was; 'provgraph profile edit' goes on with what you wrote. "
            f"To drop it, delete {draft}"
        ) from error
    _write(file, edited)
    draft.unlink(missing_ok=True)
    click.echo(f"wrote {file}")


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
    from provgraph.graph.profiles import put, use

    former = use(settings, of_profile)
    try:
        yield
    finally:
        put(former)


def warn_of_other_store(settings: SettingsInUse, of_profile: set[str]) -> None:
    """Report that the environment names another store, or user, than the profile."""
    from provgraph.graph.profiles import replaced

    if names := replaced(settings, of_profile):
        verb = "is" if len(names) == 1 else "are"
        report(
            f"{' and '.join(names)} {verb} set but not used: the server is that of the profile "
            f"{settings.profile}"
        )
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


def _draft() -> Path:
    """Return the path of what was edited and is not valid yet."""
    from provgraph.graph import profiles

    return profiles.file().with_name(f"{profiles.file().name}.draft")


def _text(file: Path) -> str:
    """Return the text of a file; of one that does not exist, how profiles look."""
    from provgraph.graph import profiles

    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return profiles.TEMPLATE


def _write(file: Path, text: str) -> None:
    """Write a file; a new one is closed to others: a draft may hold a password."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror}") from error
    write_file(file, [text])

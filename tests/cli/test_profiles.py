"""Profiles: which settings are in use, what wins over what, and what is wrong in the file."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from provgraph.cli import complete
from provgraph.cli.profile import used as used_profile
from provgraph.errors import CredentialsError
from provgraph.graph import passwords, profiles
from provgraph.graph.address import target
from tests.support.command_line import answer, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provgraph.graph.connection import Target

TEAM = """\
default = "team"

[profiles.team]
uri = "bolt://team:7687"
username = "reader"
password_file = "~/team.password"
home = "/data/provgraph"

[profiles.portal]
manager = "http://127.0.0.1:1"
"""


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of a user without any settings in the environment."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for variable in (*profiles.VARIABLES.values(), profiles.PROFILE, passwords.PASSWORD):
        monkeypatch.delenv(variable, raising=False)
    path = profiles.file()
    path.parent.mkdir(parents=True)
    return path


def in_use(*arguments: str) -> dict[str, tuple[str, str]]:
    """Return the settings in use: name → value and source."""
    shown = answer("settings-in-use", *arguments, "profile", "show")
    return {each["name"]: (each["value"], each["source"]) for each in shown["settings"]}


def test_an_option_wins_over_the_environment_and_that_over_a_profile(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each value says where it comes from."""
    file.write_text(TEAM)
    assert in_use()["uri"] == ("bolt://team:7687", "profile team, line 4")
    monkeypatch.setenv("PROVGRAPH_HOME", "/srv")
    assert in_use()["home"] == ("/srv", "$PROVGRAPH_HOME")
    assert in_use("--username", "admin")["username"] == ("admin", "--username")
    assert in_use()["uri"] == ("bolt://team:7687", "profile team, line 4")


CREDENTIALS = {
    "NEO4J_USERNAME": "writer",
    "NEO4J_DATABASE": "other",
    "NEO4J_PASSWORD": "secret",
    "PROVGRAPH_PASSWORD_FILE": "/secret",
}
"""What the environment may have for another server."""


@pytest.mark.parametrize(
    ("of_profile", "of_environment"),
    [
        ('username = "reader"\npassword_command = "echo x"', {"NEO4J_DATABASE"}),
        ('password_file = "/x"\ndatabase = "mine"', set()),
        ('username = "reader"', {"NEO4J_DATABASE", "NEO4J_PASSWORD", "PROVGRAPH_PASSWORD_FILE"}),
        ("", set(CREDENTIALS)),
    ],
)
def test_a_password_of_the_environment_does_not_reach_a_profiles_server(
    of_profile: str, of_environment: set[str], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the profile names of its server wins; a message has the variables, which come back."""
    file.write_text(f'[profiles.team]\nuri = "bolt://team"\n{of_profile}')
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    settings = in_use("--profile", "team")
    used = {source.removeprefix("$") for _, source in settings.values() if source[0] == "$"}
    assert used == of_environment
    shown, of_team = profiles.in_use("team", {})
    with used_profile(shown, of_team):
        left = {name for name, value in CREDENTIALS.items() if os.environ.get(name) == value}
        assert left == of_environment
    assert {name: os.environ.get(name) for name in CREDENTIALS} == CREDENTIALS
    message = run("--profile", "team", "profile", "show").stderr
    assert {name for name in CREDENTIALS if name in message} == set(CREDENTIALS) - of_environment


def test_a_password_command_does_not_read_the_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may ask on the terminal; without one there is nothing to read."""
    document, terminal = tmp_path / "document", tmp_path / "terminal"
    document.write_text("document\n")
    terminal.write_text("typed\n")
    monkeypatch.setenv("PROVGRAPH_PASSWORD_COMMAND", "head -n 1")
    before = os.dup(0)
    with document.open() as stream:
        os.dup2(stream.fileno(), 0)
        try:
            monkeypatch.setattr(passwords, "_TERMINAL", str(terminal))
            assert passwords.password() == "typed"  # of a test
            monkeypatch.setattr(passwords, "_TERMINAL", str(tmp_path / "none"))
            with pytest.raises(CredentialsError, match="gives no password"):
                passwords.password()
        finally:
            os.dup2(before, 0)
            os.close(before)


def test_completion_runs_no_password_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would ask for another password while the user types; a file is read."""
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")
    monkeypatch.setenv("PROVGRAPH_PASSWORD_COMMAND", f"touch {tmp_path / 'ran'}")
    assert complete._matches("beginnings", {}, "x") == []  # noqa: SLF001
    assert not (tmp_path / "ran").exists()
    monkeypatch.setenv("PROVGRAPH_PASSWORD_FILE", str(tmp_path / "none"))
    with pytest.raises(CredentialsError, match="No such file"):
        complete._matches("beginnings", {}, "x")  # noqa: SLF001


@pytest.mark.parametrize("option", ["--database", "--username"])
def test_a_profiles_manager_takes_no_database(option: str, file: Path) -> None:
    """It is wrong usage, as with --manager; another address leaves the profile's unused."""
    file.write_text(TEAM)
    result = run("--profile", "portal", option, "x", "stats")
    assert result.exit_code == 2
    assert "the profile portal names a manager, which needs no --username" in result.stderr


def test_each_directory_of_questions_is_expanded(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home directory is one in every part of the list."""
    monkeypatch.setenv("HOME", "/home/x")
    file.write_text(
        f'default = "a"\n[profiles.a]\nqueries = "~/one{os.pathsep}/two{os.pathsep}~/3"'
    )
    assert in_use()["queries"][0].split(os.pathsep) == ["/home/x/one", "/two", "/home/x/3"]


@pytest.mark.parametrize("place", ["option", "environment"])
def test_a_password_stays_with_its_address(
    place: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another store is named, nothing of a profile leads to it; its other settings hold."""
    file.write_text(TEAM)
    words = ("--uri", "bolt://other:7687") if place == "option" else ()
    if place == "environment":
        monkeypatch.setenv("NEO4J_URI", "bolt://other:7687")
    settings = in_use(*words)
    assert settings["uri"][0] == "bolt://other:7687"
    assert set(settings) == {"uri", "home"}
    assert ("wins over" in run("--profile", "team", *words, "profile", "show").stderr) == (
        place == "environment"
    )


def test_which_profile_is_used(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default, what the environment names, what the option names; an empty name is none."""
    file.write_text(TEAM)
    chosen = [answer("settings-in-use", "profile", "show")]
    monkeypatch.setenv("PROVGRAPH_PROFILE", "portal")
    chosen.append(answer("settings-in-use", "profile", "show"))
    chosen.append(answer("settings-in-use", "--profile", "team", "profile", "show"))
    monkeypatch.setenv("PROVGRAPH_PROFILE", "")
    chosen.append(answer("settings-in-use", "profile", "show"))
    assert [(each["profile"], each["chosen_by"]) for each in chosen] == [
        ("team", "the file's default"),
        ("portal", "$PROVGRAPH_PROFILE"),
        ("team", "--profile"),
        (None, "$PROVGRAPH_PROFILE"),
    ]


def test_commands_use_the_profile(file: Path, tmp_path: Path) -> None:
    """The address, the password's file, and a manager; afterwards the environment is as it was."""
    file.write_text(TEAM.replace("~", str(tmp_path)).replace("team:7687", "127.0.0.1:1"))
    assert "team.password" in run("stats").stderr
    (tmp_path / "team.password").write_text("x\n")
    (tmp_path / "team.password").chmod(0o600)
    assert "no Neo4j server answers at bolt://127.0.0.1:1" in run("stats").stderr
    assert "no token is known for http://127.0.0.1:1" in run("--profile", "portal", "stats").stderr
    assert in_use("--uri", "bolt://x")["uri"] == ("bolt://x", "--uri")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[profiles.a]\nurl = "x"', "line 2: profiles.a.url: there is no such setting (did you"),
        ('[profiles.a]\nhome = "x"\nxyz = 1', "line 3: profiles.a.xyz: there is no such setting: "),
        ('[profiles."a"]\nuri = "x"', "line 2: profiles.a.uri: 'x' is not an address such as"),
        ("[profiles.a]\n\nheap = 3", "line 3: profiles.a.heap: 3 is not an amount of memory"),
        ("[profiles]\na = {heap = 3}", "line 2: profiles.a.heap: 3 is not an amount of memory"),
        ('[profiles.a]\npassword = "x"', "line 2: profiles.a.password: a password is not kept"),
        ('default = "b"\n[profiles.ab]', "line 1: default: there is no profile 'b' (did you"),
        ('[profile.a]\nuri = "bolt://x"', "line 1: profile: there is no such setting (did you"),
        ('[profiles."a b"]\nhome = "x"', "line 1: profiles.a b: a profile's name has letters"),
        ("profiles = 3", "line 1: profiles: is not a table: begin one with [profiles.NAME]"),
        ("[profiles]\na = 3", "line 2: profiles.a: is not a table: write [profiles.a]"),
        ('[profiles.a]\nhome = "x\nheap = "1g"', "line 2, column 10: this is not valid TOML: "),
        (
            '[profiles.a]\nuri = "bolt://x"\nmanager = "http://x"',
            "line 3: profiles.a.manager: a profile has either uri or manager",
        ),
    ],
)
def test_a_fault_names_file_line_and_key(text: str, message: str, file: Path) -> None:
    """What is misspelt is found again; no command but those for profiles goes on."""
    file.write_text(text)
    result = run("stats")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"provgraph: {file}, {message}"), result.stderr
    assert run("profile", "edit", "--help").exit_code == 0
    assert str(file) in run("doctor").stdout


def test_a_profile_that_does_not_exist(file: Path) -> None:
    """The message has who names it, the nearest one, and all."""
    file.write_text(TEAM)
    assert run("--profile", "teem", "stats").stderr == (
        "provgraph: --profile: there is no profile 'teem' (did you mean team?); "
        f"the profiles in {file} are team, portal\n"
    )


def test_profiles_are_added_listed_and_edited(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was in the file stays; what is not valid is not written."""
    file.write_text("# mine\n")
    assert run("profile", "add", "laptop", f"home={tmp_path}").exit_code == 0
    assert run("profile", "add", "laptop", "home=x").exit_code == 1
    assert "did you mean home" in run("profile", "add", "other", "hom=x").stderr
    assert file.read_text() == f'# mine\n\n[profiles."laptop"]\nhome = "{tmp_path}"\n'
    listed = answer("profiles", "profile", "list")["profiles"]
    assert [each["name"] for each in listed] == ["laptop"]
    edit_by(monkeypatch, tmp_path, "echo \"heap = '2g'\" >> $1")
    assert run("profile", "edit").stdout == f"wrote {file}\n"
    assert file.read_text().endswith("heap = '2g'\n")


def edit_by(monkeypatch: pytest.MonkeyPatch, folder: Path, command: str) -> None:
    """Let the user's editor run a command of the shell with the file."""
    editor = folder / "editor"
    editor.write_text(f"#!/bin/sh\n{command}\n")
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))


def test_what_was_edited_is_kept_until_it_is_valid(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside the file, closed to others; the next edit goes on with it."""
    file.write_text(TEAM)
    draft = file.with_name("profiles.toml.draft")
    edit_by(monkeypatch, tmp_path, "echo '[profiles.new]\nheap = 3' >> $1")
    result = run("profile", "edit")
    assert result.exit_code == 1
    assert f"{draft}, line 12: profiles.new.heap: 3 is not an amount" in result.stderr
    assert (file.read_text(), draft.stat().st_mode & 0o777) == (TEAM, 0o600)
    edit_by(monkeypatch, tmp_path, "true")
    assert f"{draft} has what you wrote before" in run("profile", "edit").stdout
    edit_by(monkeypatch, tmp_path, "sed 's/heap = 3/heap = \"3g\"/' $1 > $1.new; mv $1.new $1")
    assert run("profile", "edit").exit_code == 0
    assert file.read_text() == f'{TEAM}[profiles.new]\nheap = "3g"\n'
    assert not draft.exists()


def test_an_editor_begins_with_an_example(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has a profile of each kind, all valid once the comment signs are away."""
    monkeypatch.setenv("EDITOR", "true")
    assert run("profile", "edit").exit_code == 0
    assert not file.exists()
    lines = [line.removeprefix("# ") for line in profiles.TEMPLATE.splitlines()]
    text = "\n".join(line for line in lines if line[:1] == "[" or " = " in line)
    assert list(profiles.parsed(text, file).profiles) == ["team", "manager", "laptop"]


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Target]:
    """Return what gives the address of a server of which the environment names the password."""
    monkeypatch.setenv("NEO4J_URI", "bolt://x")
    return lambda: target(None, username=None, password=None, database=None)


def test_a_password_from_a_file(
    address: Callable[[], Target], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only its user may read it; its first line counts; NEO4J_PASSWORD wins."""
    secret = tmp_path / "secret"
    monkeypatch.setenv("PROVGRAPH_PASSWORD_FILE", str(secret))
    with pytest.raises(CredentialsError, match="No such file"):
        address()
    secret.write_text("one two\r\nthree")
    secret.chmod(0o644)
    with pytest.raises(CredentialsError, match=f"run 'chmod 600 {secret}'"):
        address()
    secret.chmod(stat.S_IRUSR)
    assert address().password == "one two"  # noqa: S105  # of a test
    monkeypatch.setenv("NEO4J_PASSWORD", "other")
    assert address().password == "other"  # noqa: S105  # of a test


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("false", "the password command 'false' failed: .*status 1"),
        ("true", "'true' gives no password"),
        ("no-such-command x", "failed: .*No such file"),
        ("'", "failed: No closing quotation"),
    ],
)
def test_a_password_from_a_command(
    command: str, message: str, address: Callable[[], Target], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is run without a shell; what fails is reported."""
    monkeypatch.setenv("PROVGRAPH_PASSWORD_COMMAND", "echo 'a;b'")
    assert address().password == "a;b"  # noqa: S105  # of a test
    monkeypatch.setenv("PROVGRAPH_PASSWORD_COMMAND", command)
    with pytest.raises(CredentialsError, match=message):
        address()


def test_doctor_says_where_settings_come_from(file: Path) -> None:
    """The profile, what chose it, and each value with its source."""
    file.write_text(TEAM)
    checks = {
        each["name"]: f"{each['value']} {each['advice'] or ''}".strip()
        for each in answer("doctor", "doctor")["checks"]
    }
    assert checks["profile"] == f"team, chosen by the file's default, in {file}"
    assert "No such file" in checks["password"]
    assert checks["setting username"] == "reader (profile team, line 5)"


def test_a_manager_of_the_environment_yields_to_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    """--uri names the store; both by options are a contradiction."""
    monkeypatch.setenv("PROVGRAPH_MANAGER", "http://127.0.0.1:1")
    monkeypatch.setenv("NEO4J_PASSWORD", "x")
    assert "bolt://127.0.0.1:1" in run("--uri", "bolt://127.0.0.1:1", "stats").stderr
    words = ("--manager", "http://x", "--uri", "bolt://x", "stats")
    assert "needs no --uri" in run(*words).stderr

"""Tokens: shown once, kept as hashes, expiring, revocable, and no others are accepted."""

from __future__ import annotations

import json
import sqlite3
import stat
from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn

import httpx2 as httpx
import pytest
from click.testing import CliRunner

from provgraph.cli import main
from provgraph.errors import ConfigError, NotFoundError, UnauthenticatedError
from provgraph.manager import database
from provgraph.manager.tokens import Tokens
from tests.support.manager import live_manager

if TYPE_CHECKING:
    from pathlib import Path

    from provgraph.store import Store


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    """Tokens in a database of their own."""
    return Tokens.at(tmp_path / "data" / "access.sqlite")


def test_a_token_stands_for_its_holder(tokens: Tokens) -> None:
    """Name, role and production come back with the secret, and the last use is known."""
    new = tokens.create("job submitter", "writer", production="prod5", lifetime=timedelta(days=1))
    principal = tokens.principal_of(new.secret)
    assert (principal.id, principal.name) == (new.token.id, "job submitter")
    assert (principal.role, principal.production) == ("writer", "prod5")
    (listed,) = tokens.list()
    assert listed.last_used is not None
    assert new.token.expires is not None


def test_no_secret_is_in_the_files(tokens: Tokens) -> None:
    """Whoever reads the database, or its log, can use no token of it; others cannot read it."""
    secret = tokens.create("someone", "admin").secret
    tokens.principal_of(secret)
    for file in tokens.path.parent.iterdir():
        assert secret.encode() not in file.read_bytes()
        assert secret[-43:].encode() not in file.read_bytes()
    assert stat.S_IMODE(tokens.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(tokens.path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "change",
    [
        lambda secret: secret[:-1],
        lambda secret: secret[:-1] + ("A" if secret[-1] != "A" else "B"),
        lambda secret: secret + "x",
        lambda secret: secret.replace("pgt_", "pgt_ffffffffffff_", 1),
        lambda secret: "pgt_000000000000_" + secret[-43:],
        lambda secret: secret.upper(),
        lambda _: "pgt_",
        lambda _: "pgt_\udcff",
        lambda _: "pgt_' OR '1'='1",
    ],
)
def test_a_changed_token_is_refused(tokens: Tokens, change: object) -> None:
    """A token with one letter changed, or made up, is nobody's."""
    secret = tokens.create("someone", "reader").secret
    assert callable(change)
    with pytest.raises(UnauthenticatedError, match="not one of this manager"):
        tokens.principal_of(change(secret))


def test_a_revoked_token_is_refused(tokens: Tokens) -> None:
    """A token ends with its revocation; a second one changes nothing."""
    new = tokens.create("someone", "reader")
    revoked = tokens.revoke(new.token.id).revoked
    assert revoked
    assert tokens.revoke(new.token.id).revoked == revoked
    with pytest.raises(UnauthenticatedError, match="revoked"):
        tokens.principal_of(new.secret)


def test_a_token_ends_at_once_when_another_process_revokes_it(tokens: Tokens) -> None:
    """The connection for reading stays open; it sees what another one has just committed."""
    new = tokens.create("someone", "reader")
    assert tokens.principal_of(new.secret)
    Tokens.at(tokens.path).revoke(new.token.id)
    with pytest.raises(UnauthenticatedError, match="revoked"):
        tokens.principal_of(new.secret)


def test_tokens_of_a_database_that_was_put_in_place_are_known(
    tokens: Tokens, tmp_path: Path
) -> None:
    """An administrator restored a backup beside the running manager; only its tokens are good."""
    before = tokens.create("before", "reader")
    assert tokens.principal_of(before.secret)
    other = Tokens.at(tmp_path / "backup" / "access.sqlite")
    restored = other.create("restored", "reader")
    for log in tokens.path.parent.glob("*.sqlite-*"):
        log.unlink()
    other.path.replace(tokens.path)
    assert tokens.principal_of(restored.secret).name == "restored"
    with pytest.raises(UnauthenticatedError, match="not one of this manager"):
        tokens.principal_of(before.secret)


def test_an_expired_token_is_refused(tokens: Tokens) -> None:
    """A token ends with its lifetime."""
    new = tokens.create("someone", "reader", lifetime=timedelta(microseconds=1))
    with pytest.raises(UnauthenticatedError, match="expired at"):
        tokens.principal_of(new.secret)


def test_what_does_not_exist_cannot_be_revoked(tokens: Tokens) -> None:
    """The message says how to see which tokens there are."""
    with pytest.raises(NotFoundError, match="provgraph token list"):
        tokens.revoke("0123456789ab")


@pytest.mark.parametrize(
    ("name", "role", "production", "days"),
    [
        ("", "reader", None, None),
        ("a\nb", "reader", None, None),
        ("a", "curator", "prod5", None),
        ("a", "writer", " ", None),
        ("a", "reader", None, 0),
        ("a", "reader", None, 36_600),
    ],
)
def test_what_makes_no_sense_is_refused(
    tokens: Tokens, name: str, role: str, production: str | None, days: int | None
) -> None:
    """Tokens without a name, with a production for others than writers, or a strange lifetime."""
    lifetime = None if days is None else timedelta(days=days)
    with pytest.raises(ConfigError):
        tokens.create(name, role, production=production, lifetime=lifetime)  # type: ignore[arg-type]
    assert not tokens.list()


def test_an_administrator_manages_tokens_over_http(store: Store, tmp_path: Path) -> None:
    """A token is made, used, listed without its secret, and revoked; others may do none of it."""
    with live_manager(store, tmp_path) as manager:
        url, headers = f"{manager.url}/api/v1/tokens", manager.headers("admin")
        asked = {"name": "grid jobs", "role": "writer", "production": "prod6", "days": 30}
        made = httpx.post(url, json=asked, headers=headers)
        assert made.status_code == 201
        secret, known = made.json()["secret"], made.json()["token"]
        mine = {"Authorization": f"Bearer {secret}"}
        me = httpx.get(f"{manager.url}/api/v1/me", headers=mine).json()
        assert (me["name"], me["role"], me["production"]) == ("grid jobs", "writer", "prod6")
        assert known["id"] in {
            token["id"] for token in httpx.get(url, headers=headers).json()["tokens"]
        }
        assert secret not in httpx.get(url, headers=headers).text
        assert httpx.post(url, json=asked, headers=manager.headers("curator")).status_code == 403
        assert httpx.delete(f"{url}/{known['id']}", headers=headers).json()["revoked"]
        assert httpx.get(f"{manager.url}/api/v1/me", headers=mine).status_code == 401
        trail = [json.loads(line) for line in manager.services.audit.path.read_text().splitlines()]
        assert [(entry["action"], entry["status"]) for entry in trail] == [
            ("POST /api/v1/tokens", 201),
            ("POST /api/v1/tokens", 403),
            (f"DELETE /api/v1/tokens/{known['id']}", 200),
        ]
        assert secret not in manager.services.audit.path.read_text()
        with manager.client("admin") as client:
            new = client.create_token("ann", "reader", days=None)
            assert (new.token.role, new.token.expires) == ("reader", None)
            assert client.tokens()[0].id == new.token.id
            assert client.revoke_token(new.token.id).revoked


def test_tokens_of_a_manager_elsewhere(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands ask the manager that is named, as an administrator."""
    monkeypatch.setenv("PROVGRAPH_MANAGER_FOLDER", str(tmp_path / "own"))
    with live_manager(store, tmp_path, None) as manager:
        monkeypatch.setenv("PROVGRAPH_TOKEN", manager.tokens["admin"])
        words = ["--manager", manager.url, "token"]
        runner = CliRunner()
        made = runner.invoke(main, [*words, "create", "ann", "--role", "writer", "--days", "2"])
        principal = manager.services.tokens.principal_of(made.stdout.strip())
        assert (principal.name, principal.role) == ("ann", "writer")
        assert principal.id in runner.invoke(main, [*words, "list"]).stdout
        revoked = runner.invoke(main, [*words, "revoke", principal.id])
        assert revoked.stdout == f"{principal.id} (ann): revoked\n"
        monkeypatch.setenv("PROVGRAPH_TOKEN", manager.tokens["curator"])
        assert "needs the role admin" in runner.invoke(main, [*words, "list"]).stderr


def test_tokens_are_managed_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Create prints the secret alone, list has none, and revoke ends it."""
    monkeypatch.setenv("PROVGRAPH_MANAGER_FOLDER", str(tmp_path))
    runner = CliRunner()
    made = runner.invoke(main, ["token", "create", "me", "--role", "curator", "--days", "7"])
    tokens = Tokens.at(tmp_path / "access.sqlite")
    principal = tokens.principal_of(made.stdout.strip())
    assert (principal.name, principal.role) == ("me", "curator")
    listed = runner.invoke(main, ["token", "list"])
    assert principal.id in listed.stdout
    assert made.stdout.strip() not in listed.stdout
    assert runner.invoke(main, ["token", "revoke", principal.id]).exit_code == 0
    with pytest.raises(UnauthenticatedError):
        tokens.principal_of(made.stdout.strip())


def test_callers_are_known_while_the_disk_is_full(
    tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time of the last use cannot be written; the answer is still given."""
    new = tokens.create("ann", "reader")

    def full(_: Path) -> NoReturn:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(database, "transaction", full)
    assert tokens.principal_of(new.secret).name == "ann"

"""Tokens: shown once, kept as hashes, expiring, revocable, and no others are accepted."""

from __future__ import annotations

import stat
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from provgraph.errors import ConfigError, NotFoundError, UnauthenticatedError
from provgraph.manager.tokens import Tokens

if TYPE_CHECKING:
    from pathlib import Path


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

"""Tokens of the manager's own: random, kept as hashes, expiring, revocable."""

from __future__ import annotations

import hmac
import re
import secrets
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from provgraph.errors import ConfigError, NotFoundError, UnauthenticatedError
from provgraph.manager import database
from provgraph.manager.access import Principal, hash_of
from provgraph.results.access import AccessToken, NewToken, Role

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import Request

PREFIX = "pgt_"
_TOKEN = re.compile(rf"{PREFIX}([0-9a-f]{{12}})_([A-Za-z0-9_-]{{43}})")
# The last use is written at most this often: a hundred requests a second are not as many writes.
_SECONDS_BETWEEN_USES = 60
_LONGEST = timedelta(days=3660)
_BY_ID = "SELECT * FROM token WHERE id = ?"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS token (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, hash BLOB NOT NULL, role TEXT NOT NULL,
  production TEXT, created TEXT NOT NULL, expires TEXT, revoked TEXT, last_used TEXT
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a manager, in an SQLite database."""

    path: Path
    _reader: database.Reader

    @classmethod
    def at(cls, path: Path) -> Tokens:
        """Open the tokens at `path`; the database is made if it is not there."""
        database.create(path, _SCHEMA)
        return cls(path, database.Reader(path))

    def create(
        self,
        name: str,
        role: Role,
        *,
        production: str | None = None,
        lifetime: timedelta | None = None,
    ) -> NewToken:
        """Make a token; its secret is in the answer and nowhere else.

        Raises:
            ConfigError: the name is empty, or the lifetime or production makes no sense.

        """
        _check(name, role, production, lifetime)
        now = datetime.now(UTC)
        expires = _text(now + lifetime) if lifetime else None
        token = AccessToken(
            secrets.token_hex(6), name.strip(), role, production, _text(now), expires, None, None
        )
        secret = f"{PREFIX}{token.id}_{secrets.token_urlsafe(32)}"
        with database.transaction(self.path) as connection:
            connection.execute(
                "INSERT INTO token (id, name, hash, role, production, created, expires) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (token.id, token.name, hash_of(secret), role, production, token.created, expires),
            )
        return NewToken(token=token, secret=secret)

    def list(self) -> tuple[AccessToken, ...]:
        """Return all tokens, newest first."""
        rows = self._reader.rows("SELECT * FROM token ORDER BY created DESC, rowid DESC")
        return tuple(map(_token_of, rows))

    def revoke(self, token_id: str) -> AccessToken:
        """Revoke a token, from the next request on; one that is revoked stays so.

        Raises:
            NotFoundError: there is no such token.

        """
        with database.transaction(self.path) as connection:
            connection.execute(
                "UPDATE token SET revoked = coalesce(revoked, ?) WHERE id = ?",
                (_text(datetime.now(UTC)), token_id),
            )
        row = self._row(token_id)
        if row is None:
            raise NotFoundError(f"there is no token {token_id}; 'provgraph token list' shows all")
        return _token_of(row)

    def principal(self, request: Request) -> Principal | None:
        """Return the caller by the token in the header `Authorization`.

        Raises:
            UnauthenticatedError: the token is wrong, expired or revoked.

        """
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip().startswith(PREFIX):
            return None
        return self.principal_of(secret.strip())

    def check_proof(self, request: Request, proof: str) -> None:
        """Return at once: no browser adds a token by itself."""

    def principal_of(self, secret: str) -> Principal:
        """Return the caller that a token stands for.

        Raises:
            UnauthenticatedError: the token is wrong, expired or revoked.

        """
        token = self._token(secret)
        now = datetime.now(UTC)
        if token.revoked:
            raise UnauthenticatedError(f"the token {token.id} was revoked")
        if token.expires and token.expires <= _text(now):
            raise UnauthenticatedError(f"the token {token.id} expired at {token.expires}")
        self._remember_use(token, now)
        return Principal(token.id, token.name, token.role, token.production)

    def _token(self, secret: str) -> AccessToken:
        match = _TOKEN.fullmatch(secret)
        row = self._row(match[1]) if match else None
        # An unknown id costs what a wrong secret costs: nobody learns which ids there are.
        known = row["hash"] if row else bytes(32)
        if not hmac.compare_digest(known, hash_of(secret)) or row is None:
            raise UnauthenticatedError("the token is not one of this manager")
        return _token_of(row)

    def _row(self, token_id: str) -> sqlite3.Row | None:
        return next(iter(self._reader.rows(_BY_ID, (token_id,))), None)

    def _remember_use(self, token: AccessToken, now: datetime) -> None:
        if token.last_used and token.last_used > _text(
            now - timedelta(seconds=_SECONDS_BETWEEN_USES)
        ):
            return
        # On a full disk callers are still known.
        with suppress(sqlite3.Error), database.transaction(self.path) as connection:
            connection.execute(
                "UPDATE token SET last_used = ? WHERE id = ?", (_text(now), token.id)
            )


def _check(name: str, role: Role, production: str | None, lifetime: timedelta | None) -> None:
    if not name.strip() or not name.isprintable():
        raise ConfigError("a token needs a name that says whose it is, without control characters")
    if production is not None and role != "writer":
        raise ConfigError(f"a production limits what a writer hands in, not the role {role}")
    if production is not None and (not production.strip() or not production.isprintable()):
        raise ConfigError("a production needs a name without control characters")
    if lifetime is not None and not timedelta() < lifetime <= _LONGEST:
        raise ConfigError("the lifetime of a token must be more than zero, and at most ten years")


def _token_of(row: sqlite3.Row) -> AccessToken:
    return AccessToken(**{name: row[name] for name in row.keys() if name != "hash"})  # noqa: SIM118  # of a row


def _text(time: datetime) -> str:
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")

"""Sessions of browsers: a cookie that scripts cannot read, and proof for each change."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from provgraph.errors import ForbiddenError, UnauthenticatedError
from provgraph.manager import database
from provgraph.manager.access import SESSION_COOKIE, Principal, hash_of

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from fastapi import Request, Response

    from provgraph.results.access import Role

SECONDS_TO_LIVE = 12 * 3600
_SECONDS_FOR_CODE = 600
_BY_HASH = "SELECT * FROM session WHERE hash = ?"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS session (
  hash BLOB PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL,
  production TEXT, expires REAL NOT NULL
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of a manager, in an SQLite database: they outlive a restart.

    `secure` says that browsers reach the manager by HTTPS, and send the cookie no other way;
    `cookie_path` is the path below which they send it: other services of the host get none.
    """

    path: Path
    secure: bool
    cookie: str
    cookie_path: str
    _reader: database.Reader

    @classmethod
    def at(cls, path: Path, *, secure: bool, address: str = "", root: str = "") -> Sessions:
        """Open the sessions at `path`; the database is made if it is not there.

        Managers on several ports of a machine have cookies of several names: a browser sends a
        cookie to all ports. `root` is the path below which browsers send it.
        """
        database.create(path, _SCHEMA)
        place = hashlib.sha256(f"{address}\0{path}".encode("utf-8", "surrogateescape")).hexdigest()
        name = f"{SESSION_COOKIE}_{place[:8]}"
        return cls(path, secure, name, root or "/", database.Reader(path))

    def start(self, response: Response, name: str, role: Role, production: str | None) -> None:
        """Start a session and set its cookie."""
        secret = secrets.token_urlsafe(32)
        expires = time.time() + SECONDS_TO_LIVE
        with database.transaction(self.path) as connection:
            connection.execute("DELETE FROM session WHERE expires < ?", (time.time(),))
            connection.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?)",
                (
                    hash_of(secret),
                    f"session-{secrets.token_hex(4)}",
                    name,
                    role,
                    production,
                    expires,
                ),
            )
        response.set_cookie(
            self.cookie,
            secret,
            max_age=SECONDS_TO_LIVE,
            path=self.cookie_path,
            httponly=True,
            secure=self.secure,
            samesite="lax",
        )

    def end(self, request: Request, response: Response) -> None:
        """End the session of a request, and have the browser forget its cookie."""
        secret = request.cookies.get(self.cookie, "")
        with database.transaction(self.path) as connection:
            connection.execute("DELETE FROM session WHERE hash = ?", (hash_of(secret),))
        response.delete_cookie(
            self.cookie,
            self.cookie_path,
            httponly=True,
            secure=self.secure,
            samesite="lax",
        )

    def principal(self, request: Request) -> Principal | None:
        """Return the caller by the cookie.

        Raises:
            UnauthenticatedError: the session is over.

        """
        secret = request.cookies.get(self.cookie)
        # What the caller says of itself in a header goes before what a browser adds.
        if not secret or "authorization" in request.headers:
            return None
        row = self._row(secret)
        if row is None or row["expires"] < time.time():
            raise UnauthenticatedError("the session is over: log in again")
        return Principal(row["id"], row["name"], row["role"], row["production"])

    def check_proof(self, request: Request, proof: str) -> None:
        """Check the proof that a page of the manager sends with a change.

        Raises:
            ForbiddenError: it is missing or wrong.

        """
        expected = self.csrf_token(request).encode()
        if not hmac.compare_digest(proof.encode("utf-8", "replace"), expected):
            raise ForbiddenError(
                "the change does not come from a page of this manager: reload the page, and try "
                "again"
            )

    def csrf_token(self, request: Request) -> str:
        """Return the proof that a page sends with a change; empty without a session."""
        secret = request.cookies.get(self.cookie, "")
        return _proof(secret) if secret else ""

    def _row(self, secret: str) -> sqlite3.Row | None:
        return next(iter(self._reader.rows(_BY_HASH, (hash_of(secret),))), None)


def _proof(secret: str) -> str:
    return hmac.digest(secret.encode(), b"csrf", "sha256").hex()


@dataclass(slots=True)
class LoginCodes:
    """Codes that start a session once, such as in the URL that `provgraph serve` opens."""

    _codes: dict[str, tuple[float, str, Role]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def create(self, name: str, role: Role) -> str:
        """Return a new code; it is good for ten minutes."""
        code = secrets.token_urlsafe(32)
        with self._lock:
            self._codes[code] = (time.monotonic() + _SECONDS_FOR_CODE, name, role)
        return code

    def take(self, code: str) -> tuple[str, Role]:
        """Return who logs in with a code, and with which role; the code is used up.

        Raises:
            UnauthenticatedError: there is no such code, or it was used, or it is too old.

        """
        with self._lock:
            expires, name, role = self._codes.pop(code, (0.0, "", "reader"))
        if expires < time.monotonic():
            raise UnauthenticatedError("this link was used or is too old: start a new one")
        return name, role

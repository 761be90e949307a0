"""The tokens with which people and jobs use a Provenance Manager."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from provgraph.results.base import Answer, Result

Role = Literal["reader", "writer", "curator", "admin"]
"""Each may do what those before it may: ask; hand in; mark, describe and delete; give tokens."""

ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class AccessToken(Result):
    """What is known of a token; its secret is not kept. Times are ISO 8601, UTC.

    `production` is the only one that a writer may hand in documents of, or `None` for all.
    """

    id: str
    name: str
    role: Role
    production: str | None
    created: str
    expires: str | None
    revoked: str | None
    last_used: str | None


@dataclass(frozen=True, slots=True)
class TokenList(Answer):
    """Tokens, newest first."""

    SCHEMA: ClassVar[str] = "tokens"

    tokens: tuple[AccessToken, ...]


@dataclass(frozen=True, slots=True)
class NewToken(Answer):
    """A token that was made; `secret` is shown this once."""

    SCHEMA: ClassVar[str] = "new-token"

    token: AccessToken
    secret: str


@dataclass(frozen=True, slots=True)
class Caller(Answer):
    """Who the manager takes the caller for; `id` is that of the token or session."""

    SCHEMA: ClassVar[str] = "caller"

    id: str
    name: str
    role: Role
    production: str | None = None

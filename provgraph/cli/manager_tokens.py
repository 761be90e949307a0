"""The tokens of a manager elsewhere, for the commands that manage those of this machine's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, Self

from provgraph.cli.manager_store import client_of

if TYPE_CHECKING:
    from provgraph.client import ProvClient
    from provgraph.results.access import AccessToken, NewToken, Role

_DAY = timedelta(days=1)


class Tokens(Protocol):
    """The tokens of a manager, here or elsewhere."""

    def create(
        self,
        name: str,
        role: Role,
        *,
        production: str | None = None,
        lifetime: timedelta | None = None,
    ) -> NewToken:
        """Make a token."""

    def list(self) -> tuple[AccessToken, ...]:
        """Return all tokens, newest first."""

    def revoke(self, token_id: str) -> AccessToken:
        """Revoke a token."""


class ManagerTokens:
    """The tokens of a manager, over HTTP."""

    def __init__(self, client: ProvClient) -> None:
        """Take the client of an administrator."""
        self._client = client
        self.list = client.tokens
        self.revoke = client.revoke_token

    @classmethod
    def at(cls, url: str) -> Self:
        """Return the tokens of the manager at a URL, with the token that is known of it.

        Raises:
            ConfigError: the file of tokens cannot be read.
            UnauthenticatedError: no token is known.

        """
        return cls(client_of(url))

    def create(
        self,
        name: str,
        role: Role,
        *,
        production: str | None = None,
        lifetime: timedelta | None = None,
    ) -> NewToken:
        """Make a token."""
        days = lifetime / _DAY if lifetime else None
        return self._client.create_token(name, role, production=production, days=days)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

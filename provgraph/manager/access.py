"""Who may do what: principals, roles, and the dependency of each route that asks for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["reader", "writer", "curator", "admin"]
"""Each may do what those before it may: ask; hand in; mark, describe and delete; give tokens."""

ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: a person or a job.

    `id` is that of the token or session and may stand in logs; `production` is the only one that
    a writer may hand in documents of, or `None` for all.
    """

    id: str
    name: str
    role: Role
    production: str | None = None

    def may(self, role: Role) -> bool:
        """Return whether the principal may do what needs this role."""
        return ROLES.index(self.role) >= ROLES.index(role)

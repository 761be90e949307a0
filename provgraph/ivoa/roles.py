"""Roles of entities that were used or generated without one.

Old logs give no roles. An entity has the role that alone can be meant: the only one on its side
that a dataset or a value can have, or the only one whose content type its name has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provgraph.ivoa import contenttype

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

Candidate = tuple[str, bool | None, str | None]
"""A role, whether its entities are values, and their content type; `None` where it is open."""


def only_role(
    name: str, candidates: Iterable[Candidate], taken: Collection[str | None], *, is_value: bool
) -> str | None:
    """Return the role that an entity of that name must have, `None` if there are several.

    Roles in which others are, `taken`, are left to them where their entities are of any kind.
    """
    fitting = [
        (role, values, kind)
        for role, values, kind in candidates
        if role and (values is is_value or (values is None and role not in taken))
    ]
    roles = {role for role, _, _ in fitting}
    if len(roles) > 1 and not is_value:
        certain = (kind is not None and contenttype.matches(kind, name) for _, _, kind in fitting)
        roles = {role for (role, _, _), sure in zip(fitting, certain, strict=True) if sure}
    elif not is_value:
        fits = (kind is None or contenttype.fits(kind, name) for _, _, kind in fitting)
        roles = {role for (role, _, _), can in zip(fitting, fits, strict=True) if can}
    return min(roles) if len(roles) == 1 else None

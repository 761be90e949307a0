"""Copies of documents and bundles in which other records stand, for `prov`'s serialisers."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prov.model import ProvBundle, ProvDocument

    Scope = TypeVar("Scope", bound=ProvBundle)


def with_records(bundle: Scope, records: Iterable[object]) -> Scope:
    """Return a copy with these records, or with what is written instead of one."""
    twin = copy.copy(bundle)
    twin._records = list(records)  # type: ignore[arg-type]  # noqa: SLF001  # prov has no other way
    return twin


def with_bundles(document: ProvDocument, bundles: Iterable[ProvBundle]) -> ProvDocument:
    """Return a copy with these bundles."""
    twin = copy.copy(document)
    twin._bundles = {bundle.identifier: bundle for bundle in bundles}  # type: ignore[misc]  # noqa: SLF001  # prov has no other way
    return twin

"""The content of a document without its author's prefixes, which not every format keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.canonical import canonical

if TYPE_CHECKING:
    from prov.model import ProvDocument

    from tests.support.canonical import Form


def content(document: ProvDocument) -> Form:
    """Return the canonical form without spellings and prefixes."""
    form = canonical(document, spelling=False)
    return tuple(line for line in form if not {"prefix", "default"} & {*map(str, line[1:3])})

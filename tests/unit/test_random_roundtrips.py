"""Random documents through every format: the same comes back, or a note says what does not."""

from __future__ import annotations

import random

import pytest

from provgraph import readers, serialisers
from provgraph.errors import ExportError
from tests.support import random_provn
from tests.support.canonical import difference
from tests.support.plain import content

SEEDS = range(120)
"""So many documents; thousands were tried when this was written."""


@pytest.mark.parametrize("form", serialisers.FORMATS)
def test_nothing_is_lost_silently(form: str) -> None:
    """Parallel relations, missing ends, third arguments, dictionaries, odd types and values."""
    silent = 0
    for seed in SEEDS:
        text = random_provn.document(random.Random(seed))  # noqa: S311  # not for secrets
        document = readers.read(readers.Source("random", text.encode(), "")).document
        try:
            written = serialisers.serialise(document, form)
        except ExportError as error:
            assert "mentionOf" in str(error)  # noqa: PT017  # which PROV-JSONLD does not have
            continue
        if written.notes:
            continue
        silent += 1
        source = readers.Source("back", written.text.encode(), "")
        back = readers.read(source, form).document
        assert content(back) == content(document), f"{text}\n{difference(document, back)}"
    assert silent > len(SEEDS) / 4

"""Job packages: what is refused of one that was handed in."""

from __future__ import annotations

import pytest

from provgraph.ctadirac import package
from provgraph.errors import ReadError
from provgraph.readers.source import of_bytes
from tests.support.job_packages import package_bytes


def test_a_package_is_of_the_production_that_it_was_handed_in_for() -> None:
    """A token of one production brings no job into the list of another one."""
    source = of_bytes("job", package_bytes(1, production="prod6"))
    for production in (None, "prod6"):
        (log,) = package.read(source, production=production).logs
        job = log.records[0].job
        assert job is not None
        assert job.context.production == "prod6"
    with pytest.raises(ReadError, match="expected 'prod7', for which it was handed in") as refused:
        package.read(source, production="prod7")
    assert refused.value.place == "production"
    assert package.read(of_bytes("job", package_bytes(1)), production="prod7").logs

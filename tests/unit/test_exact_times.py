"""Times keep every digit of their second, in every format and as Neo4j's properties."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime

import pytest
from neo4j.time import DateTime

from provgraph import readers, serialisers
from provgraph.bulk.csv import cell
from provgraph.model.exact_time import ExactTime
from provgraph.model.terms import from_property, time_text, to_property
from provgraph.model.values import encode, parse_time
from tests.support.canonical import difference
from tests.support.plain import content

NANOSECONDS = "2024-05-01T10:00:00.123456789Z"
DOCUMENT = """document
  prefix n <http://example.org/nanos/>
  activity(n:run, 2024-05-01T10:00:00.123456789Z, 2024-05-01T10:00:01.5Z)
  entity(n:e, [n:at="2024-05-01T10:00:00.1234567" %% xsd:dateTime, n:at="2024-05-01T10:00:00.1"
    %% xsd:dateTime])
  wasGeneratedBy(n:e, n:run, 2024-05-01T10:00:00.12345678901234-05:30, [prov:role="out"])
  wasGeneratedBy(n:e, n:run, 2024-05-01T10:00:01-05:30)
BUNDLEendDocument
"""
BUNDLE = """
  bundle n:b
    hadMember(n:c, n:e)
    activity(n:run, 2024-05-01T10:00:00.123456789Z, -)
    used(n:run, n:e, 2024-05-01T10:00:00.1234567)
    used(n:run, n:e, 2024-05-01T10:00:01)
  endBundle
"""


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (NANOSECONDS, "2024-05-01T10:00:00.123456789+00:00"),
        ("2024-05-01T10:00:00.1234567", "2024-05-01T10:00:00.1234567"),
        ("2024-05-01T10:00:00.123456700000+02:00", "2024-05-01T10:00:00.1234567+02:00"),
        ("2024-05-01T10:00:00.123456000Z", "2024-05-01T10:00:00.123456+00:00"),
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00+00:00"),
    ],
)
def test_a_time_is_written_with_all_its_digits(text: str, written: str) -> None:
    """More than six digits stay, zeros at their end say nothing."""
    time = parse_time(text)
    assert time is not None
    assert time.isoformat() == written
    assert isinstance(time, ExactTime) == (
        len(written) > len("2024-05-01T10:00:00.123456+00:00") or written.endswith("1234567")
    )


def test_exact_times_are_compared_to_their_last_digit() -> None:
    """Two times of one microsecond are two, also after a copy in another process."""
    one, other = parse_time(NANOSECONDS), parse_time(NANOSECONDS.replace("789", "788"))
    assert one != other
    assert one != datetime(2024, 5, 1, 10, 0, 0, 123456, UTC)
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one  # noqa: S301  # our own
    assert len({one, other, parse_time(NANOSECONDS)}) == 2


def test_nanoseconds_are_neo4js_own_time() -> None:
    """So they are compared and sorted in the database; finer times are texts."""
    native = to_property([encode(parse_time(NANOSECONDS))])
    assert isinstance(native, DateTime)
    assert time_text(native) == "2024-05-01T10:00:00.123456789+00:00"
    assert from_property(native) == [encode(parse_time(NANOSECONDS))]
    finer = encode(parse_time("2024-05-01T10:00:00.1234567891Z"))
    assert to_property([finer]) == finer


@pytest.mark.parametrize("form", serialisers.FORMATS)
def test_every_format_keeps_them(form: str) -> None:
    """As times of activities and relations, and as attributes; other times beside them."""
    bundle = "" if form in {"turtle", "ntriples", "rdfxml"} else BUNDLE
    text = DOCUMENT.replace("BUNDLE", bundle)
    document = readers.read(readers.Source("nanos", text.encode(), "")).document
    assert "123456789+00:00" in document.get_provn()
    written = serialisers.serialise(document, form)
    assert written.notes == ()
    back = readers.read(readers.Source("back", written.text.encode(), ""), form).document
    assert content(back) == content(document), difference(document, back)


def test_the_bulk_import_writes_all_digits() -> None:
    """neo4j-admin reads nanoseconds, too."""
    native = to_property([encode(parse_time(NANOSECONDS))])
    assert cell(native) == ("datetime", "2024-05-01T10:00:00.123456789+00:00")
    local = to_property([encode(parse_time("2024-05-01T10:00:00.1234567"))])
    assert cell(local) == ("localdatetime", "2024-05-01T10:00:00.123456700")

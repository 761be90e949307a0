"""Values and types of IVOA descriptions."""

from __future__ import annotations

import pytest

from provgraph.ivoa import contenttype, datatypes


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("integer", "-12", "1.5"),
        ("ivoa:integer", "12", "twelve"),
        ("nonnegativeinteger", "0", "-1"),
        ("unsignedByte", "255", "256"),
        ("double", "1e-5", "1,5"),
        ("real", "NaN", "none"),
        ("boolean", "False", "no"),
        ("datetime", "2020-01-01T00:00:00", "noon"),
        ("float[3]", "[1, 2.5, 3]", "[1, x]"),
        ("float[*]", "[]", "1"),
        ("int*", "[1]", '["a"]'),
    ],
)
def test_types(kind: str, good: str, bad: str) -> None:
    """VO-DML's and VOTable's types."""
    assert datatypes.is_type(kind, good)
    assert not datatypes.is_type(kind, bad)


def test_every_text_is_a_string_or_of_an_unknown_type() -> None:
    """Nothing is said of what cannot be known."""
    assert all(datatypes.is_type(kind, "x") for kind in ("string", "char[*]", "my:own", "anyURI"))
    assert not datatypes.below("string", "a", "b")
    assert not datatypes.above("real", "3", "many")


def test_limits_and_options_are_values() -> None:
    """Numbers compare as numbers, in arrays each."""
    assert datatypes.above("real", "10", "9.5")
    assert not datatypes.above("integer", "10", "10")
    assert datatypes.below("float[2]", "[1, -1]", "0")
    assert datatypes.below("datetime", "2019-12-31", "2020-01-01T00:00:00")
    assert datatypes.among("real", "1.0", "1, 2")
    assert not datatypes.among("real", "3", "1, 2")
    assert datatypes.among("string", "b", "a,b")


@pytest.mark.parametrize(
    ("kind", "name", "fits"),
    [
        ("application/x-hdf5", "a.h5", True),
        ("application/x-hdf5", "a.DL2.h5", True),
        ("application/x-hdf5", "a.fits", False),
        ("application/fits", "a.fits.gz", True),
        ("FITS", "a.simtel.zst", False),
        ("application/x-hdf5; version=1", "a.unknown", True),
        ("application/octet-stream", "a.fits", True),
        ("text/x-muons", "a.fits", True),
        ("application/x-votable+xml", "a.vot", True),
    ],
)
def test_content_types(kind: str, name: str, fits: bool) -> None:  # noqa: FBT001
    """A name that is certainly of another format does not fit; all others do."""
    assert contenttype.fits(kind, name) is fits

"""Formats of output: what the ending of a file tells, and what contradicts it."""

from __future__ import annotations

import click
import pytest

from provgraph.cli.export import FORMS as EXPORTED
from provgraph.cli.forms import chosen_form, prov_name
from provgraph.cli.lineage import FORMS as SHOWN


@pytest.mark.parametrize(
    ("form", "output", "choices", "chosen"),
    [
        (None, None, EXPORTED, "default"),
        (None, "a", EXPORTED, "default"),
        (None, "a.dat", EXPORTED, "default"),
        ("xml", "a.dat", EXPORTED, "xml"),
        (None, "a.json", EXPORTED, "prov-json"),
        (None, "a.json", SHOWN, "json"),
        ("jsonld", "a.json", EXPORTED, "jsonld"),
        ("ctapipe", "x/a.prov.log", EXPORTED, "ctapipe"),
        (None, "a.b/c.TTL", EXPORTED, "turtle"),
        (None, "a.svg", SHOWN, "svg"),
        (None, "a.txt", SHOWN, "tree"),
        ("table", "a.txt", SHOWN, "table"),
        ("rdfxml", "a.xml", EXPORTED, "rdfxml"),
        ("provn", "a.txt", EXPORTED, "provn"),
        (None, "a.txt", EXPORTED, "default"),
        ("provn", "a.LOG", EXPORTED, "provn"),
        ("provn", "a.log", SHOWN, "provn"),
        (None, "a.log", SHOWN, "default"),
    ],
)
def test_the_format(
    form: str | None, output: str | None, choices: tuple[str, ...], chosen: str
) -> None:
    """A name wins over an unknown ending, an ending over the default."""
    assert chosen_form(form, output, choices, "default") == chosen


@pytest.mark.parametrize(
    ("form", "output", "choices", "reason"),
    [
        ("provn", "a.ttl", EXPORTED, "contradicts --format provn: .ttl is for turtle"),
        ("html", "a.json", SHOWN, ".json is for json or prov-json or jsonld"),
        (None, "a.svg", EXPORTED, ".svg cannot be written; use provn"),
        ("provn", "a.svg", EXPORTED, ".svg cannot be written"),
    ],
)
def test_a_contradiction(
    form: str | None, output: str, choices: tuple[str, ...], reason: str
) -> None:
    """What the file's name promises is kept, or refused."""
    with pytest.raises(click.UsageError) as error:
        chosen_form(form, output, choices, "default")
    assert reason in error.value.message


def test_one_name_for_a_format() -> None:
    """PROV-JSON is prov-json wherever commands read or write it; `json` is known, too."""
    assert [prov_name(form) for form in ("prov-json", "json", "xml")] == ["json", "json", "xml"]
    assert prov_name(None) is None

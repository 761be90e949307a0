"""Two sets of products: only what is the same within each and differs between is listed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from provgraph.errors import SelectorError
from tests.support.command_line import answer, run

if TYPE_CHECKING:
    from pathlib import Path

    from provgraph.store import Store


@pytest.fixture
def loaded(store: Store, environment: None, tmp_path: Path) -> Store:  # noqa: ARG001  # the command line's
    """Return a store with two good and two bad products, each of a job of its own."""
    for number, (quality, cut) in enumerate([("good", 1), ("good", 1), ("bad", 2), ("bad", 2)]):
        document = {
            "prefix": {"e": "http://e/"},
            "entity": {f"e:{quality}{number}": {}, "e:table": {}, f"e:raw{number}": {}},
            "activity": {
                f"e:job{number}": {
                    "prov:label": "clean",
                    "e:cut": cut,
                    "e:night": number,
                    "e:site": "N",
                }
            },
            "used": {
                "_:1": {"prov:activity": f"e:job{number}", "prov:entity": "e:table"},
                "_:2": {"prov:activity": f"e:job{number}", "prov:entity": f"e:raw{number}"},
            },
            "wasGeneratedBy": {
                "_:3": {"prov:entity": f"e:{quality}{number}", "prov:activity": f"e:job{number}"}
            },
        }
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(document))
        store.load(file)
    return store


GOOD, BAD = ["http://e/good0", "http://e/good1"], ["http://e/bad2", "http://e/bad3"]


def test_only_what_separates_the_sets_is_listed(loaded: Store) -> None:
    """The cut; neither what is the same everywhere, nor what differs within a set."""
    result = loaded.sets_diff(GOOD, BAD)
    (difference,) = result.differences
    assert (difference.activity, difference.what) == ("clean", "attribute e:cut")
    assert (difference.left, difference.right) == (("1",), ("2",))
    assert (result.left, result.right) == (tuple(GOOD), tuple(BAD))
    assert result.constant == 2  # the site, and the number of activities
    assert result.varying == 2  # the night, and the inputs


def test_a_set_of_one_has_nothing_that_varies(loaded: Store) -> None:
    """All that differs is then a difference."""
    result = loaded.sets_diff(GOOD[:1], BAD[:1])
    assert {each.what for each in result.differences} == {
        "attribute e:cut",
        "attribute e:night",
        "input",
    }
    assert result.varying == 0


@pytest.mark.usefixtures("loaded")
def test_the_command_takes_two_sets() -> None:
    """`--` stands between them; the answer is what its schema says."""
    shown = run("diff", "--sets", *GOOD, "--", *BAD)
    assert shown.stdout.splitlines() == [
        "clean",
        "  attribute e:cut",
        "    - 1",
        "    + 2",
        "1 difference between 2 and 2 products; 2 the same, 2 varying",
    ]
    given = answer("sets-diff", "diff", "--sets", *GOOD, "--", *BAD)
    assert given["differences"][0]["left"] == ["1"]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--sets", *GOOD], "with -- between them"),
        ([*GOOD, *BAD], "give two elements, A and B"),
        (["--sets", "--documents", *GOOD, "--", *BAD], "either --documents or --sets"),
    ],
)
def test_wrong_usage_is_explained(words: list[str], message: str) -> None:
    """Without the separator, with too many elements, or with two kinds of comparison."""
    result = run("diff", *words)
    assert result.exit_code == 2
    assert message in result.stderr


def test_an_empty_set_is_refused(loaded: Store) -> None:
    """There would be nothing to compare with."""
    with pytest.raises(SelectorError, match="at least one element"):
        loaded.sets_diff(GOOD, [])

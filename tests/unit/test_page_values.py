"""Values as pages write them: exit codes in words, links, errors in logs."""

from __future__ import annotations

import pytest

from provgraph.pages import rendering


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (0, "success"),
        (1, "the program reported a failure"),
        (2, "the command line was not understood"),
        (127, "the command was not found"),
        (137, "ended by the signal SIGKILL"),
        (-11, "ended by the signal SIGSEGV"),
    ],
)
def test_exit_codes_have_a_meaning(code: int, meaning: str) -> None:
    """Shells add 128 to a signal's number, Python takes its negative."""
    assert rendering.exit_meaning(code) == meaning


@pytest.mark.parametrize(
    ("text", "is_link"),
    [
        ("https://example.org/doc?a=b", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("https://example.org/a b", False),
        (" https://example.org", False),
        ("data:text/html,x", False),
        ("//example.org", False),
    ],
)
def test_only_web_addresses_become_links(text: str, is_link: bool) -> None:  # noqa: FBT001
    """No other scheme, whatever a description says that its documentation is."""
    assert bool(rendering.WEB.fullmatch(text)) is is_link

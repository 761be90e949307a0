"""The pages about the manager and its client say what is so."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2 as httpx
import pytest

from provgraph.manager.settings import checked

if TYPE_CHECKING:
    from provgraph.store import Store
    from tests.support.manager import LiveManager

ROOT = Path(__file__).parents[2]
MANAGER = (ROOT / "docs" / "manager.md").read_text()
CLIENT = (ROOT / "docs" / "client.md").read_text()


@pytest.fixture
def loaded(store: Store) -> Store:
    """Return the store with the example jobs."""
    for file in sorted((ROOT / "examples" / "ctapipe").glob("*")):
        store.load(file)
    return store


def _blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


@pytest.mark.usefixtures("loaded")
def test_the_requests_are_answered(manager: LiveManager) -> None:
    """Each curl of the page gets an answer, with the headers that it sends."""
    lines = [line for line in "".join(_blocks(MANAGER, "bash")).splitlines() if "curl" in line]
    assert len(lines) >= 6
    for line in lines:
        words = shlex.split(line.replace("$TOKEN", manager.tokens["reader"]))
        headers = dict(word.split(": ", 1) for word in words if ": " in word)
        answer = httpx.get(words[-1].replace("$MANAGER", manager.url), headers=headers)
        assert answer.status_code == 200, line


def test_the_settings_are_valid() -> None:
    """The example file has no setting that does not exist."""
    settings = checked(tomllib.loads(_blocks(MANAGER, "toml")[0]), "docs/manager.md")
    assert settings.public_url == "https://provenance.example.org"
    assert settings.oidc is not None


def test_every_path_is_on_the_page(manager: LiveManager) -> None:
    """And the page has no other path."""
    answer: dict[str, Any] = httpx.get(f"{manager.url}/api/v1/openapi.json").json()
    table = MANAGER.partition("| paths | answers |")[2].partition("\n\n")[0]
    named = set(re.findall(r"[`\s](/[a-z/-]+)", table))
    first = {f"/{path.removeprefix('/api/v1').split('/')[1]}" for path in answer["paths"]}
    assert {f"/{path.split('/')[1]}" for path in named} - {"/api"} == first


@pytest.mark.usefixtures("loaded")
def test_the_python_runs(
    manager: LiveManager, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The snippets, against a real manager; the file of a job is one of the examples."""
    monkeypatch.setattr("provgraph.client.ProvClient.load", lambda _, file, **__: file)
    names: dict[str, Any] = {}
    for text in _blocks(CLIENT, "python"):
        code = text.replace("https://provenance.example.org", manager.url)
        exec(code.replace("pgt_…", manager.tokens["writer"]), names)  # noqa: S102  # our page
    assert capsys.readouterr().out.startswith("<Lineage up of urn:uuid:c66222ec")
    assert callable(names["roots"])

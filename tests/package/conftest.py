"""The packages of this checkout, built once: a source distribution, and a wheel of it."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an unpacked source distribution of this tree."""
    folder = tmp_path_factory.mktemp("sdist")
    words = ["-m", "build", "--sdist", "--outdir", str(folder), str(ROOT)]
    subprocess.run([sys.executable, *words], check=True, capture_output=True)  # noqa: S603
    archive = next(folder.glob("*.tar.gz"))
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


@pytest.fixture(scope="session")
def wheel(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel, built of what the source distribution holds and an image is made from."""
    source = tmp_path_factory.mktemp("source")
    for name in _of_images(unpacked / ".dockerignore"):
        (source / name).symlink_to(unpacked / name)
    folder = tmp_path_factory.mktemp("wheel")
    words = ["-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder), str(source)]
    subprocess.run([sys.executable, *words], check=True, capture_output=True)  # noqa: S603
    return next(folder.glob("*.whl"))


def _of_images(ignored: Path) -> list[str]:
    """Return the files and folders that `.dockerignore` lets pass."""
    lines = ignored.read_text().splitlines()
    return [line.removeprefix("!") for line in lines if line.startswith("!")]

"""Build the documentation as a site: the same pages that a code host shows, with search.

Run from the root of a checkout, with `pip install '.[docs]'`:

    python -m tools.build_site [FOLDER]

The site is in `site` of the folder (default: build/docs). The build is strict and needs no network.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / "zensical.toml"

_PAGES = ("*.md", "docs/*.md", "docs/schemas/*.md", "examples/**/*.md", "cypher/*.md")
_NOTEBOOKS = "examples/*.ipynb"
_LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")
_NOTEBOOK_LINK = re.compile(r"\.ipynb\)")


def build(folder: Path) -> Path:
    """Build the site in a folder, whose content it replaces, and return where it is.

    Raises:
        RuntimeError: zensical failed, or found something to complain about.

    """
    shutil.rmtree(folder, ignore_errors=True)
    stage(folder / "pages")
    shutil.copy(CONFIG, folder)
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    finished = subprocess.run(  # noqa: S603  # our own interpreter
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    if finished.returncode:
        raise RuntimeError(f"{finished.stdout}{finished.stderr}")
    return folder / "site"


def stage(folder: Path) -> None:
    """Copy all pages, and every file that a page links to, to where they are in the checkout."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        _write(folder, page, _NOTEBOOK_LINK.sub(".md)", text))
        for target in _linked_files(page, text):
            _copy(folder, target)
    for notebook in notebooks():
        _copy(folder, notebook)
        _write(folder, notebook.with_suffix(".md"), notebook_page(notebook))


def pages() -> list[Path]:
    """Return the pages of the site that are Markdown."""
    return sorted({page for pattern in _PAGES for page in ROOT.glob(pattern)})


def notebooks() -> list[Path]:
    """Return the notebooks, each of which becomes a page."""
    return sorted(ROOT.glob(_NOTEBOOKS))


def notebook_page(notebook: Path) -> str:
    """Return a notebook, with its outputs, as Markdown."""
    cells: list[dict[str, Any]] = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    download = f"[Download this notebook]({notebook.name})."
    return "\n\n".join([*(block for cell in cells for block in _cell(cell)), download, ""])


def _linked_files(page: Path, text: str) -> Iterator[Path]:
    for target, _ in _LINK.findall(text):
        path = page.parent / target
        if path.suffix not in {".md", ".ipynb"} and "://" not in target and path.is_file():
            yield path.resolve()


def _copy(folder: Path, file: Path) -> None:
    target = folder / file.relative_to(ROOT)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, target)


def _write(folder: Path, file: Path, text: str) -> None:
    target = folder / file.relative_to(ROOT)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def _cell(cell: dict[str, Any]) -> Iterator[str]:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        yield source
    else:
        yield f"```python\n{source}\n```"
        yield from filter(None, map(_output, cell["outputs"]))


def _output(output: dict[str, Any]) -> str:
    data = output.get("data", {})
    for kind in ("text/html", "image/svg+xml"):
        if kind in data:
            return f'<div markdown="0">\n{"".join(data[kind])}\n</div>'
    text = "".join(output.get("text") or data.get("text/plain", ""))
    return f"```text\n{text.rstrip()}\n```" if text else ""


if __name__ == "__main__":
    print(build(Path(*sys.argv[1:2] or ["build/docs"])))  # noqa: T201  # a program's output

"""The code blocks of a page in Markdown, and the commands in them."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from textwrap import dedent
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCED = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
_ASSIGNMENT = re.compile(r"\w+=(?!\$\()")
_JOINED = {"&&", "||", ";"}


@dataclass(frozen=True, slots=True)
class Block:
    """A code block: its language, its text, and the block that shows its output, if any."""

    language: str
    text: str
    output: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a shell: its words, the files that `<` and `>` name, and what follows `|`."""

    words: tuple[str, ...]
    source: str | None = None
    target: str | None = None
    then: Command | None = None

    def __str__(self) -> str:
        """Return the words, with blanks between them."""
        return " ".join(self.words) + (f" | {self.then}" if self.then else "")


def blocks(page: str) -> Iterator[Block]:
    """Yield the code blocks; one of the language `text` after another block is its output."""
    fenced = [(name, dedent(text)) for _, name, text in _FENCED.findall(page)]
    for number, (name, text) in enumerate(fenced):
        following = fenced[number + 1] if number + 1 < len(fenced) else ("", "")
        yield Block(name, text, following[1] if following[0] == "text" else "")


def commands(script: str) -> Iterator[Command]:
    """Yield the commands of a script in their order."""
    for line in _logical_lines(script):
        words: list[str] = []
        for token in [*_tokens(line), ";"]:
            if token not in _JOINED:
                words.append(token)
            elif words:
                yield _command(words)
                words = []


def _logical_lines(script: str) -> Iterator[str]:
    """Yield lines with those that continue them: after a backslash, or within quotes."""
    waiting = ""
    for line in script.replace("\\\n", " ").splitlines():
        waiting += line
        try:
            _tokens(waiting)
        except ValueError:  # a quote is open
            waiting += "\n"
            continue
        yield waiting
        waiting = ""
    assert not waiting, f"a quote is not closed: {waiting}"


def _tokens(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="&|<>;")
    lexer.whitespace_split = True
    return list(lexer)


def _command(tokens: list[str]) -> Command:
    """Return the command of the words before a `|`, which leads to that of the words after it."""
    files: dict[str, str] = {}
    words: list[str] = []
    end = tokens.index("|") if "|" in tokens else len(tokens)
    then = _command(tokens[end + 1 :]) if tokens[end + 1 :] else None
    remaining = iter(tokens[:end])
    for token in remaining:
        if token in {"<", ">"}:
            files[token] = next(remaining)
        else:
            words.append(token)
    while len(words) > 1 and _ASSIGNMENT.match(words[0]):
        words.pop(0)
    return Command(tuple(words), files.get("<"), files.get(">"), then)

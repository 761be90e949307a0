"""A generated history: layers of activities that share files heavily, and one long chain.

Each layer holds 2,000 activities; each uses 3 files of the layer before and generates 2. A
chain of 5,000 activities starts from a file of its own. `skips` is a number of further uses, of
files two or three layers back, so that a node has many depths.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

URI = "http://example.org/history/"


@dataclass(frozen=True, slots=True)
class History:
    """The size of a generated history; the default is the one of the documentation."""

    layers: int = 30
    width: int = 2_000
    uses: int = 3
    generates: int = 2
    chain: int = 5_000
    skips: int = 0
    seed: int = 1

    def activities(self) -> Iterator[str]:
        """Yield the ids of all activities: of layer 7 the 12th is `a7-12`."""
        for layer in range(1, self.layers + 1):
            for number in range(self.width):
                yield f"a{layer}-{number}"
        for number in range(1, self.chain + 1):
            yield f"c{number}"

    def entities(self) -> Iterator[str]:
        """Yield the ids of all files: those that are there before, then what is generated."""
        yield from (f"e0-{number}" for number in range(self.width))
        for layer in range(1, self.layers + 1):
            yield from (f"e{layer}-{number}" for number in range(self.width * self.generates))
        yield from (f"f{number}" for number in range(self.chain + 1))

    def used(self) -> Iterator[tuple[str, str]]:
        """Yield activity and file of each use."""
        chance = random.Random(self.seed)  # noqa: S311  # not for secrets
        for layer in range(1, self.layers + 1):
            for number in range(self.width):
                for file in chance.sample(range(self._files(layer - 1)), self.uses):
                    yield f"a{layer}-{number}", f"e{layer - 1}-{file}"
        yield from ((f"c{number}", f"f{number - 1}") for number in range(1, self.chain + 1))
        yield from self._skipping(chance)

    def generated(self) -> Iterator[tuple[str, str]]:
        """Yield file and activity of each generation."""
        for layer in range(1, self.layers + 1):
            for number in range(self.width):
                for file in range(self.generates):
                    yield f"e{layer}-{number * self.generates + file}", f"a{layer}-{number}"
        yield from ((f"f{number}", f"c{number}") for number in range(1, self.chain + 1))

    def _files(self, layer: int) -> int:
        return self.width * self.generates if layer else self.width

    def _skipping(self, chance: random.Random) -> Iterator[tuple[str, str]]:
        for _ in range(self.skips):
            layer = chance.randrange(3, self.layers + 1)
            back = layer - chance.choice((2, 3))
            file = chance.randrange(self._files(back))
            yield f"a{layer}-{chance.randrange(self.width)}", f"e{back}-{file}"

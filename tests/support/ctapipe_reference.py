"""The identity of files once more, in the plainest words: all records at once, loops over all.

It follows the descriptions in `ctapipe.identity.resolution` and `ctapipe.log.merging`, and shares
no code with them.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from provgraph.ctapipe.identity.resolution import Basis, Identity, Resolution

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from provgraph.ctapipe.identity.claims import FileFacts, RecordFacts, RunFacts

KINDS: tuple[Basis, ...] = ("pid", "guid", "lfn", "location")


def kind(claim: str) -> int:
    """Return the rank of a claim by the beginning of its key."""
    return {"pid": 0, "guid": 1, "lfn": 2}.get(claim.partition(":")[0], 3)


def resolve_all(records: Sequence[RecordFacts]) -> dict[str, Resolution]:
    """Return the resolution of every record in a set of records."""
    return _World(records).resolutions()


class _Use:
    """One input or output of one activity."""

    def __init__(self, run: RunFacts, file: FileFacts) -> None:
        self.run = run
        self.file = file
        self.own: set[str] = set(file.claims)
        self.version: str | None = None
        self.linked = file.output
        self.of_another: tuple[str, ...] = ()

    @property
    def claims(self) -> set[str]:
        """The claims that count."""
        counts = self.version is not None and (self.linked or not self.own)
        return self.own | ({self.version} if counts and self.version else set())


class _World:
    def __init__(self, records: Sequence[RecordFacts]) -> None:
        self.records = records
        self.uses = [_Use(facts.run, file) for facts in records for file in facts.files]
        self.outputs = [use for use in self.uses if use.file.output]
        self.inputs = [use for use in self.uses if not use.file.output]
        self._drop_unproven_products()
        self._drop_claims_of_other_attempts()
        for use in self.uses:
            use.version = self._version(use)
        self._link_versions()
        self.groups = _groups(use.claims for use in self.uses)

    def _drop_unproven_products(self) -> None:
        tentative = Counter(use.file.claims[0] for use in self.inputs if use.file.tentative)
        sure = {c for use in self.uses if not use.file.tentative for c in use.file.claims}
        for use in self.inputs:
            product = use.file.claims[0] if use.file.tentative else ""
            if product not in sure and tentative[product] == 1:
                use.own.discard(product)

    def _drop_claims_of_other_attempts(self) -> None:
        for use in self.outputs:
            if use.run.completed:
                continue
            others = [o for o in self.outputs if o.run.activity != use.run.activity]
            carried = {claim for other in others for claim in other.file.claims}
            use.of_another = tuple(
                claim for claim in use.file.claims if kind(claim) in {1, 2} and claim in carried
            )
            use.own -= set(use.of_another)

    def _version(self, use: _Use) -> str | None:
        if use.file.output and use.file.location is None and use.of_another and not use.own:
            return f"{use.of_another[-1]}#{_local(use.run.activity)}"
        if use.file.location is None:
            return None
        if use.file.output:
            return f"{use.file.location}#{_local(use.run.activity)}"
        for place in [use.file.location, *use.file.former]:
            at_place = [o for o in self.outputs if o.file.location == place]
            earlier = [o for o in at_place if _precedes(o.run, use.run)]
            if earlier:
                last = max(earlier, key=lambda o: _finish(o.run))
                return f"{place}#{_local(last.run.activity)}"
        return None

    def _link_versions(self) -> None:
        own_groups = _groups(use.own for use in self.uses)
        written = set(chain.from_iterable(use.own for use in self.outputs))
        for use in self.inputs:
            if not use.own or use.version is None:
                continue
            mine = own_groups[next(iter(use.own))]
            writers = [o for o in self.outputs if o.version == use.version]
            theirs = {c for o in writers for claim in o.own for c in own_groups[claim]}
            best = min(map(kind, mine | theirs))
            single = sum(kind(claim) == best for claim in mine | theirs) == 1
            use.linked = single and not mine & written

    def resolutions(self) -> dict[str, Resolution]:
        resolutions = {}
        for facts in self.records:
            uses = [use for use in self.uses if use.run == facts.run]
            resolutions[facts.run.activity] = Resolution(
                tuple(
                    replace(
                        self._identity(use),
                        catalogued=self._catalogued(use),
                        of_another=use.of_another,
                    )
                    for use in uses
                ),
                self._parent(facts.run),
            )
        return resolutions

    def _catalogued(self, use: _Use) -> bool:
        group = self.groups[next(iter(use.claims))] if use.claims else set()
        return any(claim.startswith("guid:") for claim in group)

    def _identity(self, use: _Use) -> Identity:
        if not use.claims:
            return self._without_claim(use)
        group = self.groups[next(iter(use.claims))]
        best = min(map(kind, group))
        names = {claim for claim in group if kind(claim) == best}
        shared = names & use.claims
        if len(names) > 1 and not shared:
            return self._without_name(use)
        name = next(iter(shared or names))
        one_file = len(names) == 1
        writers = [o for o in self.outputs if o.claims & (group if one_file else {name})]
        if best == 0:
            return self._product(use, name, writers, group if one_file else {name})
        return _shared(name, writers)

    def _without_claim(self, use: _Use) -> Identity:
        places = [use.file.location or "", *use.file.former]
        for place in places:
            last: dict[str, _Use] = {}
            for output in sorted(self.outputs, key=lambda o: (*_finish(o.run), o.file.index)):
                below = (output.file.location or "").startswith(place + "/")
                if below and _precedes(output.run, use.run):
                    last[output.file.location or ""] = output
            members = tuple(sorted({self._identity(output).uri for output in last.values()}))
            if members:
                digest = hashlib.sha256("\n".join(members).encode()).hexdigest()
                return Identity(f"{place}/#{digest[:16]}", "directory", members=members)
        return Identity(places[-1], "unversioned")

    def _without_name(self, use: _Use) -> Identity:
        under_own = [o for o in self.outputs if o.claims & use.claims]
        earlier = [o for o in under_own if _precedes(o.run, use.run)]
        if earlier and not use.file.output:
            return self._identity(max(earlier, key=lambda o: (*_finish(o.run), o.file.index)))
        claim = min(use.claims, key=kind)
        return _shared(claim, [o for o in self.outputs if claim in o.claims])

    def _product(
        self, use: _Use, name: str, writers: list[_Use], claims: Iterable[str]
    ) -> Identity:
        uri = "urn:uuid:" + name.removeprefix("pid:")
        direct = [o for o in writers if name in o.claims]
        first = min(direct or writers, key=lambda o: _finish(o.run), default=None)
        if first and any(i.run == first.run and i.own & set(claims) for i in self.inputs):
            first = None

        def version(run: RunFacts | None) -> Identity:
            if run is None or (first and run == first.run):
                return Identity(uri, "pid", None, bool(first and not first.run.completed))
            return Identity(f"{uri}#{_local(run.activity)}", "pid", uri, not run.completed)

        if use.file.output:
            return version(use.run)
        others = [o for o in writers if o.run != use.run]
        candidates = [o for o in others if o.claims & use.claims] or others
        earlier = [o.run for o in candidates if _precedes(o.run, use.run)]
        return version(max(earlier, key=_finish, default=None))

    def _parent(self, run: RunFacts) -> str | None:
        around = [
            facts.run
            for facts in self.records
            if _together(facts.run, run) and facts.run.node == run.node
            if facts.run.start and run.start and run.stop
            if facts.run.start <= run.start
            if facts.run.stop is None or run.stop <= facts.run.stop
            if _finish(run) < _finish(facts.run)
        ]
        if not around:
            return None
        began_last = max(outer.start or "" for outer in around)
        innermost = min((o for o in around if o.start == began_last), key=_finish)
        return innermost.activity


def _shared(claim: str, writers: list[_Use]) -> Identity:
    uri = claim if kind(claim) > 1 else "urn:uuid:" + claim.partition(":")[2]
    unfinished = bool(writers) and all(not o.run.completed for o in writers)
    return Identity(uri, KINDS[kind(claim)], None, unfinished)


def _groups(sets: Iterable[set[str]]) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {}
    for claims in sets:
        joined = claims.union(*(groups.get(claim, set()) for claim in claims))
        for claim in joined:
            groups[claim] = joined
    return groups


def _local(activity: str) -> str:
    return activity.rpartition(":")[2]


def _finish(run: RunFacts) -> tuple[str, int, str]:
    return (run.stop or "~", max([0, *(place for _, place in run.sessions)]), run.activity)


def _together(first: RunFacts, second: RunFacts) -> bool:
    return first != second and bool(
        {s for s, _ in first.sessions} & {s for s, _ in second.sessions}
    )


def _precedes(writer: RunFacts, reader: RunFacts) -> bool:
    if writer == reader or not writer.stop:
        return False
    if _together(writer, reader):
        return _finish(writer) < _finish(reader)
    if not reader.start:
        return False
    late = _seconds(writer.stop) - _seconds(reader.start)
    if late <= 0:
        return True
    one_clock = writer.node == reader.node and writer.node
    if one_clock or late > max(writer.tolerance, reader.tolerance):
        return False
    return _middle(writer) < _middle(reader)


def _middle(run: RunFacts) -> float:
    times = [_seconds(time) for time in (run.start, run.stop) if time]
    return sum(times) / len(times)


def _seconds(time: str) -> float:
    return datetime.fromisoformat(time).timestamp()


def merged(values: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the value that all records of one activity make, in the words of its description.

    None of them is left out beforehand: what is covered by another adds nothing.
    """

    def rank(value: dict[str, Any]) -> tuple[bool, str]:
        stop = (value.get("stop") or {}).get("time_utc", "")
        return bool(stop) and value.get("status") != "running", stop

    result = {}
    for key in {key for value in values for key in value}:
        having = [value for value in values if value.get(key) not in (None, "", {}, [])]
        if key in {"status", "exit_code", "stop", "duration_min"}:
            having = [value for value in having if rank(value) == max(map(rank, values))]
        best = [value[key] for value in having if rank(value) == max(map(rank, having))]
        result[key] = max(best, key=_text, default=None)
    for name in ("input", "output"):
        result[name] = _all_files([value.get(name) or [] for value in values])
    return result


def _all_files(lists: Sequence[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the files of lists, sorted: each as often as it is listed most often."""
    texts = {_text(file) for files in lists for file in files if file.get("reference_meta")}
    most = {text: max(list(map(_text, files)).count(text) for files in lists) for text in texts}
    result = [json.loads(text) for text in sorted(texts) for _ in range(most[text])]
    for url, role in dict.fromkeys((f["url"], f["role"]) for files in lists for f in files):
        same = [[f for f in files if (f["url"], f["role"]) == (url, role)] for files in lists]
        there = sum((file["url"], file["role"]) == (url, role) for file in result)
        missing = max(map(len, same)) - there
        result += [{"url": url, "role": role, "reference_meta": None}] * missing
    return result


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))

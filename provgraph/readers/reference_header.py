"""Reference metadata of a data file as an activity record, as a log of ctapipe would have it.

The keys are those of `ctapipe.io.metadata.Reference.to_dict` (ctapipe 0.8 to 0.32). They name the
product, its contact, and the activity that wrote it: id, name, times and software.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "CTA "
ACTIVITY_ID = "CTA ACTIVITY ID"
RECORDED_IN = "recorded_in"
"""The key of a record which says that it is not an activity's own."""
HEADER = "file header"
COPIED_TO = "copied_to"
"""The key for a file that has another activity's header."""

_NAME = "CTA ACTIVITY NAME"
_START = "CTA ACTIVITY START TIME"
_STOP = "CTA ACTIVITY STOP TIME"
_CREATED = "CTA PRODUCT CREATION TIME"
_SOFTWARE = "CTA ACTIVITY SOFTWARE NAME"
_VERSION = "CTA ACTIVITY SOFTWARE VERSION"

_LATE = timedelta(seconds=1)
"""A product's creation time is at most so long after the stop time in its own header.

ctapipe takes both as it writes the header: -0.04 to 0.01 s in logs of 0.32. `ctapipe-apply-models`
and a merge that breaks off keep the activity of the file that they copied, and set a new product
id and creation time: 115 s.
"""


def record_of_header(meta: Mapping[str, str], url: str) -> dict[str, object]:
    """Return the record that the header of the file at `url` makes.

    The file is the activity's output, unless it was created after the activity stopped: then it
    stands below `COPIED_TO`, and its own maker is not known.
    """
    file = {"url": url, "role": None, "reference_meta": dict(meta)}
    return {
        "activity_name": meta.get(_NAME) or "unknown",
        "activity_uuid": meta.get(ACTIVITY_ID),
        RECORDED_IN: HEADER,
        "start": _time(meta.get(_START)),
        # A header without one was written by ctapipe as the activity ended.
        "stop": _time(meta.get(_STOP) or meta.get(_CREATED)),
        "software": {"name": meta.get(_SOFTWARE), "version": meta.get(_VERSION)},
        **({COPIED_TO: [file]} if _is_late(meta) else {"output": [file]}),
    }


def fault_in(meta: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the key of a value that is not what it must be, and what that is; `None` if all are.

    Only those count that say which activity it was, and when.
    """
    if not _is_uuid(meta.get(ACTIVITY_ID, "")):
        return ACTIVITY_ID, "a UUID"
    times = (key for key in (_START, _STOP, _CREATED) if meta.get(key))
    wrong = next((key for key in times if _instant(meta[key]) is None), None)
    return (wrong, "a date and time") if wrong else None


def is_header(value: Mapping[str, object]) -> bool:
    """Tell whether a record is what a file's header says."""
    return value.get(RECORDED_IN) == HEADER


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _time(text: str | None) -> dict[str, str]:
    return {"time_utc": text} if text else {}


def _is_late(meta: Mapping[str, str]) -> bool:
    created, stop = (_instant(meta.get(key)) for key in (_CREATED, _STOP))
    return created is not None and stop is not None and created - stop > _LATE


def _instant(text: str | None) -> datetime | None:
    try:
        time = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)

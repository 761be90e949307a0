"""Documents in which a string stands wherever a text may stand."""

from __future__ import annotations

import json
import uuid
from typing import Any

PRODUCT = "http://e/product"
ACTIVITY = "http://e/act"


def prov(text: str) -> dict[str, Any]:
    """Return PROV-JSON with the text as id, label, type, value, role and key."""
    identifier = f"ex:id{text}"
    attributes = {
        "prov:label": text,
        "prov:type": text,
        "prov:location": text,
        "ex:note": [text, 5],
    }
    return {
        "prefix": {"ex": "http://e/"},
        "entity": {
            "ex:product": attributes,
            identifier: {"prov:label": "named"},
            "ex:key": {f"ex:k{text}": text},
        },
        "activity": {"ex:act": {"prov:label": text, "prov:type": text}},
        "agent": {"ex:agent": {"prov:label": text}},
        "used": {"_:u": {"prov:activity": "ex:act", "prov:entity": identifier, "prov:role": text}},
        "wasGeneratedBy": {
            "_:g": {"prov:entity": "ex:product", "prov:activity": "ex:act", "prov:role": text}
        },
        "wasAssociatedWith": {"_:w": {"prov:activity": "ex:act", "prov:agent": "ex:agent"}},
    }


def prefixed(text: str) -> dict[str, Any]:
    """Return PROV-JSON with the text as a prefix and in a namespace."""
    return {
        "prefix": {"ex": "http://e/", text: "http://p/", "n": f"http://n/{text}"},
        "entity": {"ex:product": {}, "n:x": {}, f"{text}:y": {}},
        "activity": {"ex:act": {}},
        "wasGeneratedBy": {"_:g": {"prov:entity": "ex:product", "prov:activity": "ex:act"}},
    }


def job(text: str) -> list[dict[str, Any]]:
    """Return a log of ctapipe with the text as name, path, argument, parameter and value."""
    url = {"url": f"/data/{text}", "role": text, "reference_meta": {"CTA CONTACT NAME": text}}
    return [
        {
            "activity_name": text,
            "activity_uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, repr(text))),
            "status": "completed",
            "start": {"time_utc": "2026-11-22T06:14:04.160"},
            "stop": {"time_utc": "2026-11-22T06:14:08.265"},
            "input": [url],
            "output": [{"url": "/data/product.h5", "role": text}],
            "config": {f"T{text}": {text: text, "n": 1}},
            "system": {
                "executable": f"/opt/{text}",
                "arguments": [f"/opt/{text}", text, f"--x={text}"],
                "environment": {"USER": text, "PATH": text},
                "platform": {"node": text},
                "ctapipe_version": text,
            },
        }
    ]


def written(content: object) -> bytes:
    """Return the bytes of a document."""
    return json.dumps(content).encode()

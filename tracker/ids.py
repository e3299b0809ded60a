"""Stable ids: hashes of parts that do not depend on time, order of arrival or the code that read them."""

import hashlib
from typing import Any

import orjson


def digest(value: Any) -> str:
    """SHA-256 (hex) of a JSON-like value; keys are sorted, so equal values have equal digests."""
    return hashlib.sha256(
        orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str)
    ).hexdigest()


def make_id(kind: str, *parts: Any) -> str:
    """An id such as `claim-1f0c...`: the kind and 96 bits of the hash of `parts`."""
    return f"{kind}-{digest([kind, *parts])[:24]}"


def document_id(source: str, native_id: str) -> str:
    """The id of what `source` says under `native_id`."""
    return make_id("document", source, native_id)


def request_key(method: str, url: str, body: bytes | None = None) -> str:
    """What makes two requests the same request."""
    return digest([method, url, hashlib.sha256(body).hexdigest() if body else None])[:32]

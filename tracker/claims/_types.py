"""Finding the claim types: every module of this package without a leading underscore."""

import hashlib
import importlib
import importlib.metadata
import pkgutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tracker.claims._base import ClaimType


@cache
def claim_types() -> Mapping[str, ClaimType]:
    """Every claim type by name, from the `TYPE` or `TYPES` of each module; raises ValueError for a name used twice."""
    package = importlib.import_module("tracker.claims")
    found: dict[str, ClaimType] = {}
    home: dict[str, str] = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        if module.name.startswith("_"):
            continue
        loaded = importlib.import_module(f"tracker.claims.{module.name}")
        for kind in getattr(loaded, "TYPES", None) or (loaded.TYPE,):
            if kind.name in found:
                raise ValueError(f"{home[kind.name]}.py and {module.name}.py both define the claim type {kind.name}")
            found[kind.name], home[kind.name] = kind, module.name
    return dict(sorted(found.items()))


@cache
def fingerprint() -> str:
    """A sha256 that changes when the code or data that reads claims changes, or spaCy, whose tokeniser it uses."""
    here = Path(__file__).parent
    kept = (p for p in here.rglob("*") if p.suffix in {".py", ".toml", ".json", ".txt"} and p.parent.name != "examples")
    files = sorted(p for p in kept if p.is_file())
    digest = hashlib.sha256(importlib.metadata.version("spacy").encode())
    for path in [*files, here.parent / "text.py"]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()

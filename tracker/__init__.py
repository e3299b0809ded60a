"""The evidence tracker: press, registries and papers side by side, with every statement traceable to received bytes."""

from typing import Any

__version__ = "0.1.0"


def open(url: str, *, frames: str | None = None) -> Any:
    """Open a store for reading, for notebooks: an `Evidence` (tracker.operations.notebook) with sql, query and view.

    `url` is as in store.url, or the path of an SQLite file; `frames` is pandas, polars or list (of dictionaries), by
    default the first of them that is installed. Raises StoreError when there is no such store.
    """
    from importlib import import_module  # by name: nothing that only wants the version loads the database

    return import_module("tracker.operations.notebook").Evidence(url, frames=frames)

"""Finding the gold sets: every module of this package without a leading underscore."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from tracker.evaluation._base import GoldSet, Row


@cache
def gold_sets() -> Mapping[str, GoldSet]:
    """Every known gold set by name, from the `GOLD` of each module."""
    package = importlib.import_module("tracker.evaluation")
    names = sorted(one.name for one in pkgutil.iter_modules(package.__path__) if not one.name.startswith("_"))
    found: list[GoldSet] = [importlib.import_module(f"tracker.evaluation.{name}").GOLD for name in names]
    return {one.name: one for one in found}


def gold_set_of(row: Row) -> GoldSet | None:
    """The gold set whose rows look like `row`, or None."""
    return next((one for one in gold_sets().values() if one.recognises(row)), None)

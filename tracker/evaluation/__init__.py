"""How well claims are read: gold sets in, precision, recall and F1 per task out. One module per gold set.

A gold set's documents are split for good by `held_back`: the held-back part is only ever scored, so that its figures
are those of texts nobody tuned to. A module without a leading underscore is found by looking.
"""

from tracker.evaluation._base import GoldSet, Judged, Row, Task, held_back
from tracker.evaluation._figures import Figures, figures
from tracker.evaluation._sets import gold_set_of, gold_sets

__all__ = ["Figures", "GoldSet", "Judged", "Row", "Task", "figures", "gold_set_of", "gold_sets", "held_back"]

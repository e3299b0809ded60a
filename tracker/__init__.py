"""The evidence tracker: press, registries and papers side by side, with every statement traceable to received bytes."""

__version__ = "0.1.0"

"""HTTP for the whole program, and the only importer of httpx: `Client` on the network, `ReplayTransport` without."""

from tracker.http.client import Client
from tracker.http.guard import Resolve
from tracker.http.record import Recorded, write_warc
from tracker.http.replay import ReplayTransport, replay_clock
from tracker.http.settings import Exchange, HttpSettings, Validators
from tracker.http.urls import redact_url

__all__ = [
    "Client",
    "Exchange",
    "HttpSettings",
    "Recorded",
    "ReplayTransport",
    "Resolve",
    "Validators",
    "redact_url",
    "replay_clock",
    "write_warc",
]

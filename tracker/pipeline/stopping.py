"""How a run ends when it is asked to: at its next safe point, waits included, or after a while as if it were killed."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from tracker.clock import Clock
from tracker.pipeline._work import Stopped, log

REST_WITHIN = 8.0
"""Seconds after SIGTERM by which a run is at a safe point; else its process ends as if killed, which loses nothing."""


@contextmanager
def stopping(stop: threading.Event) -> Iterator[None]:
    """While inside, SIGTERM and SIGINT set `stop`; the run ends at its next safe point, or soon by force."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    watch = threading.Timer(REST_WITHIN, give_up)
    watch.daemon = True

    def handle(number: int, frame: FrameType | None) -> None:
        if not stop.is_set():
            stop.set()
            watch.start()

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        watch.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)


def give_up() -> None:
    """End the process at once: the run row stays `running`, and the next run takes over."""
    log.warning("not at rest %g s after it was asked to stop: ended; the next run goes on from here", REST_WITHIN)
    os._exit(1)


def wakeful(clock: Clock, stop: threading.Event) -> Clock:
    """`clock` with waits that end in Stopped as soon as `stop` is set; one that takes no real time stays as it is."""
    if not clock.takes_time:
        return clock

    def sleep(seconds: float) -> None:
        if stop.wait(seconds):
            raise Stopped

    return Clock(now=clock.now, sleep=sleep, monotonic=clock.monotonic)

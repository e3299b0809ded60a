"""What ends an attempt inside this package; `Client.fetch` turns each into one FetchFailed that names the address."""


class Failed(Exception):
    """A request that must not be tried again: `reason` in words, `status` when there was an HTTP answer."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        """Keep the reason (one line, no credentials) and the status."""
        self.reason = reason
        self.status = status
        super().__init__(reason)


class Refused(Failed):
    """Refused by a safety rule of this package; nothing was sent."""


class NotRecorded(Failed):
    """Asked of a recording that does not hold it."""


class Transient(Failed):
    """Something that may go better next time; `retry_after` is the wait in seconds the host asked for, if it did."""

    def __init__(self, reason: str, status: int | None = None, retry_after: float | None = None) -> None:
        """Keep what went wrong and how long the host wants to be left alone."""
        super().__init__(reason, status)
        self.retry_after = retry_after

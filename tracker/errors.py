"""Errors a user may see: each is one line that says what is wrong and what to do.

TrackerError            exit 1
|- ConfigError          exit 2: configuration or usage
|- ReadError            bytes are not what they should be (a broken feed, not an article, the wrong file type)
|- FetchFailed          a request that got no usable answer
`- StoreError           the database cannot be read, written or understood
"""


class TrackerError(Exception):
    """What went wrong and what to do about it, as one line (`str(error)`)."""

    exit_code = 1

    def __init__(self, problem: str, remedy: str = "") -> None:
        """Join `problem` and `remedy` into one line; line breaks and control characters are flattened."""
        self.problem = problem
        self.remedy = remedy
        line = f"{problem}; {remedy}" if remedy else problem
        super().__init__("".join(c if c.isprintable() else " " for c in line))


class ConfigError(TrackerError):
    """A key, value or command-line argument that cannot be used."""

    exit_code = 2


class ReadError(TrackerError):
    """Bytes that cannot be read as what they claim to be."""


class FetchFailed(TrackerError):
    """A request that ended without a usable answer, retries included."""

    def __init__(self, url: str, reason: str, status: int | None = None) -> None:
        """Keep the `url`, the `reason` in words and, when there was one, the HTTP `status`."""
        self.url = url
        self.reason = reason
        self.status = status
        super().__init__(f"{url}: {reason}")


class StoreError(TrackerError):
    """A database that is missing, locked, read-only, too new or broken."""

"""Decompression with a bound: a small answer may unpack to gigabytes, so it is unpacked piece by piece."""

import zlib
from collections.abc import Iterator

from tracker.http.failure import Failed, Transient

_IDENTITY = frozenset(("", "identity"))
_GZIP = frozenset(("gzip", "x-gzip"))


class Decoder:
    """Takes the raw bytes of one body and gives them back decompressed, at most `limit` bytes of them."""

    def __init__(self, encoding: str, limit: int, *, cut: bool = False) -> None:
        """Read Content-Encoding `encoding` (gzip, deflate or none; anything else raises Failed).

        More than `limit` bytes raise Failed, or with `cut` end the body there.
        """
        self._encoding = encoding.strip().lower()
        if self._encoding not in _IDENTITY | _GZIP | {"deflate"}:
            raise Failed(f"answered in the encoding '{self._encoding}', which was not asked for")
        self._limit = limit
        self._cut = cut
        self._raw = 0
        self._held = b""
        self._out = bytearray()
        self._inflate: zlib._Decompress | None = None
        self._members = 0

    def feed(self, raw: bytes) -> bool:
        """Take the next raw bytes; True when nothing more is needed (`cut` and the limit is reached).

        Raises Failed for too many bytes, Transient for bytes that cannot be decompressed.
        """
        self._raw += len(raw)
        if self._encoding in _IDENTITY:
            self._out += raw
        else:
            for piece in self._inflated(raw):
                self._out += piece
                if len(self._out) > self._limit:
                    break
        # Raw bytes are counted too: thousands of empty gzip members unpack to nothing.
        if max(self._raw, len(self._out)) <= self._limit:
            return False
        if not self._cut:
            after = " after decompression" if len(self._out) > self._raw else ""
            raise Failed(f"more than {self._limit} bytes{after}")
        del self._out[self._limit :]
        return True

    def finish(self) -> bytes:
        """The whole body; raises Transient when the compressed stream ended early."""
        if self._encoding in _IDENTITY or len(self._out) == self._limit and self._cut:
            return bytes(self._out)
        if self._inflate is not None and not self._inflate.eof or (self._held and not self._members):
            raise Transient(f"incomplete answer (the {self._encoding} data is truncated)")
        return bytes(self._out)

    def _inflated(self, raw: bytes) -> Iterator[bytes]:
        """Decompressed pieces of `raw`, each no larger than one byte more than may still come."""
        data = self._held + raw
        self._held = b""
        while data:
            if self._inflate is None or self._inflate.eof:
                if len(data) < 2:
                    self._held = data
                    return
                if self._members and not (self._encoding in _GZIP and data.startswith(b"\x1f\x8b")):
                    return  # padding or rubbish after a complete stream is dropped, as browsers do
                self._inflate = zlib.decompressobj(_window_bits(self._encoding, data))
                self._members += 1
            try:
                yield self._inflate.decompress(data, max(1, self._limit + 1 - len(self._out)))
            except zlib.error:
                raise Transient(f"incomplete answer (the {self._encoding} data is damaged)") from None
            data = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail


def _window_bits(encoding: str, head: bytes) -> int:
    """What zlib calls the format: gzip, zlib, or raw deflate, which some servers send for "deflate" (RFC 9110 8.4.1.2).

    A zlib stream starts with method 8 and a header divisible by 31 (RFC 1950).
    """
    if encoding in _GZIP:
        return 31
    return 15 if head[0] & 0x0F == 8 and (head[0] * 256 + head[1]) % 31 == 0 else -15


def is_stored_decoded(encoding: str, body: bytes) -> bool:
    """Whether a recorded `body` is no longer in its Content-Encoding, as many recorders store it.

    Encodings that cannot be undone here (br, zstd) count as decoded when the body is UTF-8 text.
    """
    name = encoding.strip().lower()
    if name in _IDENTITY or not body:
        return False
    if name in _GZIP:
        return not body.startswith(b"\x1f\x8b")
    if name == "deflate":
        try:
            return not zlib.decompressobj(_window_bits(name, body[:2].ljust(2, b"\0"))).decompress(body, 1)
        except zlib.error:
            return True
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True

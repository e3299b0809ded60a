"""Addresses: which may be asked for at all, which are the same, and how they are printed."""

import re
from collections.abc import Collection, Mapping
from urllib.parse import quote, unquote, urlencode

import httpx

from tracker.http.failure import Refused

_USERINFO = re.compile(r"^(\s*(?:[a-z][a-z0-9+.-]*:)?[/\\]{2,})[^/?#]*@", re.IGNORECASE)
_PARAMETER = re.compile(r"(?<=[?&;#])([^=&;#?]+)=([^&;#]*)")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SECRET_PARAMETERS = frozenset(
    """accesstoken apikey apitoken auth authorization authtoken clientsecret credential email idtoken key mailto passwd
    password pwd refreshtoken secret sig signature subscriptionkey token xamzcredential xamzsecuritytoken
    xamzsignature xapikey""".split()
)
"""Parameter names whose values are never printed: lower case, letters only. Page tokens (pageToken,
resumptionToken) are not among them: they say where a run stopped and open nothing."""


ADDRESS = "tracker_address"
"""Extension of a request that holds its address without what only the sender knows: what recordings have."""


def redact_url(url: str) -> str:
    """Return `url` fit for a log: no user or password, secret parameter values as `***`, one printable line.

    Never raises, whatever `url` is; applying it twice changes nothing more.
    """

    def hide(match: re.Match[str]) -> str:
        name = re.sub(r"[^a-z]", "", unquote(match[1]).casefold())
        return f"{match[1]}=***" if name in _SECRET_PARAMETERS else match[0]

    line = "".join(c if c.isprintable() else " " for c in url)
    return _PARAMETER.sub(hide, _USERINFO.sub(r"\1", line))


def checked_url(url: str) -> httpx.URL:
    """Parse `url`, without its fragment; raises Refused unless it is http(s) with a host and without userinfo."""
    if any(not c.isprintable() for c in url):
        raise Refused("refused: the address has a line break or another control character")
    try:
        parsed = httpx.URL(url)
        host = parsed.host
    except (httpx.InvalidURL, ValueError):  # ValueError: what the IDNA library makes of a bad host name
        raise Refused("refused: not a usable web address") from None
    if parsed.scheme not in _DEFAULT_PORTS:
        raise Refused(f"refused: '{parsed.scheme}' is not http or https")
    if parsed.userinfo:
        raise Refused("refused: the address has a user name or password in it")
    if not host or "%" in host or not 0 < (80 if parsed.port is None else parsed.port) < 65536:
        raise Refused("refused: not a usable web address")
    return parsed.copy_with(fragment=None)


def origin(url: httpx.URL) -> tuple[str, str, int]:
    """Scheme, host and port of `url`, the port made explicit: what robots.txt and credentials belong to."""
    return url.scheme, url.host, url.port or _DEFAULT_PORTS[url.scheme]


def may_carry_headers(before: httpx.URL, after: httpx.URL) -> bool:
    """Whether a redirect from `before` to `after` may take the request's own headers (keys, authorisation) along.

    Yes within one origin, and when the same host only upgrades from http to https on the default ports.
    """
    upgrade = (origin(before), origin(after)) == (("http", before.host, 80), ("https", before.host, 443))
    return origin(before) == origin(after) or upgrade


def normalised(url: str) -> str:
    """`url` in the form that recordings are looked up by: lower-case host, no default port, no fragment."""
    try:
        parsed = httpx.URL(url)
        return str(parsed.copy_with(fragment=None, raw_path=parsed.raw_path))  # raw_path of an empty path is "/"
    except (httpx.InvalidURL, ValueError):
        return url


def with_parameters(url: httpx.URL, parameters: Mapping[str, str]) -> httpx.URL:
    """`url` with `parameters` behind its own, which stay as they are; empty ones are left out."""
    given = {name: value for name, value in parameters.items() if value}
    if not given:
        return url
    path, _, query = url.raw_path.decode("ascii").partition("?")
    return _with_query(url, path, "&".join(filter(None, [query, urlencode(given, quote_via=quote)])))


def without_parameters(url: httpx.URL, names: Collection[str]) -> httpx.URL:
    """`url` without the parameters called `names`, the others as they are."""
    path, _, query = url.raw_path.decode("ascii").partition("?")
    kept = [part for part in query.split("&") if unquote(part.partition("=")[0]) not in names]
    return _with_query(url, path, "&".join(kept)) if names and query else url


def _with_query(url: httpx.URL, path: str, query: str) -> httpx.URL:
    return url.copy_with(raw_path=f"{path}?{query}".encode("ascii") if query else path.encode("ascii"))

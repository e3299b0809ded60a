"""Addresses in one spelling, so that one page is one document."""

from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = frozenset(
    {
        "fbclid",
        "gclid",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "yclid",
        "igshid",
        "mc_cid",
        "mc_eid",
        "_ga",
        "_gl",
        "cmpid",
        "ncid",
        "spm",
        "at_medium",
        "at_campaign",
    }
)
_PORTS = {"http": 80, "https": 443}


def normal_url(url: str) -> str:
    """Return `url` with scheme and host in lower case, without default port, fragment and tracking parameters.

    Query parameters keep their order. What is no http(s) address is returned stripped.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not parts.hostname:
        return url
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if port and port != _PORTS[scheme]:
        host = f"{host}:{port}"
    query = parts.query
    if query:
        pairs = parse_qsl(query, keep_blank_values=True)
        kept = [(key, value) for key, value in pairs if not _is_tracking(key)]
        query = query if len(kept) == len(pairs) else urlencode(kept)
    return urlunsplit((scheme, host, parts.path or "/", query, ""))


def resolved(base: str, link: str) -> str:
    """`link` as it stands on the page `base`, in its normal spelling; "" when it leads to no web page."""
    try:
        url = normal_url(urljoin(base, link.strip()))
        return url if urlsplit(url).scheme in _PORTS and urlsplit(url).hostname else ""
    except ValueError:
        return ""


def same_site(one: str, other: str) -> bool:
    """Whether two addresses have the same host, a leading "www." aside."""
    return site_of(one) == site_of(other) != ""


def site_of(url: str) -> str:
    """The host of `url` without a leading "www."; "" for what is no address."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # half an IPv6 address
        return ""


def _is_tracking(key: str) -> bool:
    return key.lower().startswith("utm_") or key.lower() in _TRACKING

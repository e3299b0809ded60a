"""XML as it arrives: read without entities, network or DTD; elements as text and as plain objects."""

import re
from collections.abc import Collection
from typing import Any

from lxml import etree

from tracker.errors import ReadError
from tracker.text import canonical

_DIGIT_LAST = re.compile(r"\d\s*$")


def root_of(body: bytes, what: str) -> "etree._Element":
    """The document element of `body`; raises ReadError, naming `what` was read, when it is no XML or cut off."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        said = " ".join(str(error).split())
        raise ReadError(f"{what} is not XML or is cut off ({said})", "fetch or export it again") from None


def text_of(element: "etree._Element | None") -> str:
    """All the text of an element in one line, nested markup included; "" for none.

    What is set high behind a digit gets a caret (10<sup>9</sup> is 10^9, not 109), and references to a bibliography
    that are set high get brackets.
    """
    return " ".join(canonical(_joined(element)).split()) if element is not None else ""


def plain(element: "etree._Element", repeated: Collection[str], texts: Collection[str]) -> Any:
    """The element as plain objects, None when it holds nothing: attributes under "@name", text under "#text".

    Elements named in `repeated` are always lists; those in `texts` hold text with nested markup and are read as text.
    """
    found: dict[str, Any] = {f"@{etree.QName(name).localname}": canonical(v) for name, v in element.attrib.items() if v}
    name = _name(element)
    if name in texts:
        text = text_of(element)
    else:
        text = canonical(" ".join("".join(element.xpath("text()")).split()))
        for child in element:
            if not isinstance(child.tag, str):
                continue
            value, key = plain(child, repeated, texts), _name(child)
            if value is None:
                continue
            if key in repeated:
                found.setdefault(key, []).append(value)
            else:
                found.setdefault(key, value)
    if not found:
        return text or None
    return found | ({"#text": text} if text else {})


def _name(element: "etree._Element") -> str:
    return str(etree.QName(element).localname)


def _joined(element: "etree._Element") -> str:
    if not isinstance(element.tag, str):
        return ""
    text = element.text or ""
    for child in element:
        inner = _joined(child)
        if inner.strip() and isinstance(child.tag, str) and _name(child) == "sup":
            inner = f"[{inner.strip()}]" if _refers(child) else _raised(text, inner.strip())
        elif isinstance(child.tag, str) and _name(child) in ("break", "br"):
            inner = " "
        text += inner + (child.tail or "")
    return text


def _raised(before: str, inner: str) -> str:
    """What is set high, apart from the number before it, or from the text when it marks a note at its start."""
    return f"^{inner}" if _DIGIT_LAST.search(before) else inner if before.strip() else f"{inner} "


def _refers(sup: "etree._Element") -> bool:
    """Whether what is set high refers to the bibliography."""
    around = [sup.getparent(), *sup.iter("xref")]
    return any(one is not None and one.tag == "xref" and one.get("ref-type") == "bibr" for one in around)

"""Elements by the CSS selectors that page.toml and sites.toml are written in.

A selector is a sequence of steps with a blank between them (any depth), a step is a tag, `.class`, `#id` and
`[attribute]`, `[attribute=value]`, `[attribute~=word]`, `[attribute*=part]` in any number: "#text p.lead".
"""

import re
from functools import cache

import lxml.etree
import lxml.html

_STEP = re.compile(r"(?P<tag>[\w*-]+)?(?P<rest>(?:[.#][\w-]+|\[[\w-]+(?:[~*]?=[\w-]+)?\])*)")
_PART = re.compile(r"(?P<mark>[.#])(?P<name>[\w-]+)|\[(?P<key>[\w-]+)(?:(?P<how>[~*]?=)(?P<value>[\w-]+))?\]")


def selected(tree: "lxml.html.HtmlElement", css: str) -> "list[lxml.html.HtmlElement]":
    """The elements below `tree` that `css` names, in the order of the page; raises ValueError for another syntax."""
    return list(_path(css)(tree))


@cache
def _path(css: str) -> lxml.etree.XPath:
    return lxml.etree.XPath("." + "".join(f"//{_step(step)}" for step in css.split()))


def _step(step: str) -> str:
    match = _STEP.fullmatch(step)
    if not match:
        raise ValueError(f"{step} is no selector this program knows")
    return (match["tag"] or "*") + "".join(_condition(part) for part in _PART.finditer(match["rest"]))


def _condition(part: "re.Match[str]") -> str:
    if part["mark"] == "#":
        return f"[@id='{part['name']}']"
    if part["mark"] or part["how"] == "~=":
        key, word = ("class", part["name"]) if part["mark"] else (part["key"], part["value"])
        return f"[contains(concat(' ', normalize-space(@{key}), ' '), ' {word} ')]"
    if part["how"] == "*=":
        return f"[contains(@{part['key']}, '{part['value']}')]"
    return f"[@{part['key']}='{part['value']}']" if part["how"] else f"[@{part['key']}]"

"""Where press documents have their facts from: the nearest source of the same trial, never a later one."""

from datetime import date
from typing import Any

import pytest

from tracker.linking.chain import Derivation, Link, derivations

PAPER = {"kind": "paper", "day": 1, "dois": {"10.5555/x"}, "names": {"journal of examples"}}
RELEASE = {"kind": "press_release", "day": 2, "names": {"fooville university"}}


def link(name: str, kind: str = "press", day: int = 5, trials: str = "t", **more: Any) -> Link:
    return Link(name, kind, date(2031, 5, day), frozenset(trials.split()), **more)  # type: ignore[arg-type]


def source_of(story: Link, *others: Link, root: str | None = None) -> tuple[str, str] | None:
    found = {d.document_id: d for d in derivations([story, *others], {story.document_id: root} if root else {})}
    one: Derivation | None = found.get(story.document_id)
    return (one.from_document_id, one.how) if one else None


@pytest.mark.parametrize(
    ("cites", "wanted"),
    [
        ({"release": [("c1", "the Fooville University")]}, ("release", "release")),
        ({"release": [("c1", "Barville University")]}, None),
        ({"doi": [("c1", "10.5555/x")]}, ("paper", "doi")),
        ({"doi": [("c1", "10.5555/y")]}, None),
        ({"paper": [("c1", "study")]}, ("paper", "paper")),
        ({"paper": [("c1", "Journal of Examples")]}, ("paper", "paper")),
        ({"paper": [("c1", "The Other Journal")]}, None),
        ({"outlet": [("c1", "Daily Example")]}, ("first", "outlet")),
        ({"doi": [("c1", "10.5555/x")], "release": [("c2", "Fooville University")]}, ("release", "release")),
        ({}, None),
    ],
)
def test_the_source_that_a_story_cites(cites: Any, wanted: tuple[str, str] | None) -> None:
    first = link("first", day=3, names={"daily example"})
    assert source_of(link("story", cites=cites), link("paper", **PAPER), link("release", **RELEASE), first) == wanted


def test_a_copy_has_it_from_the_root() -> None:
    assert source_of(link("story", cites={"doi": [("c1", "10.5555/x")]}), link("paper", **PAPER), root="first") == (
        "first",
        "copy",
    )
    assert source_of(link("story", cites={"doi": [("c1", "10.5555/x")]}), link("paper", **PAPER), root="story") == (
        "paper",
        "doi",
    )


@pytest.mark.parametrize(
    ("day", "kind", "wanted"),
    [
        (4, "press", True),
        (5, "press", False),
        (6, "press", False),
        (5, "press_release", True),
        (6, "press_release", False),
    ],
)
def test_a_source_appeared_before(day: int, kind: str, wanted: bool) -> None:
    how = "outlet" if kind == "press" else "release"
    other = link("other", kind, day, names={"example"})
    assert (source_of(link("story", cites={how: [("c1", "Example")]}), other) is not None) is wanted


def test_a_source_is_about_the_same_trial() -> None:
    cites = {"release": [("c1", "Fooville University")]}
    assert source_of(link("story", cites=cites), link("release", **{**RELEASE, "trials": "other"})) is None
    assert source_of(link("story", trials="", cites=cites), link("release", **RELEASE)) is None


def test_a_study_means_the_only_paper() -> None:
    cites = {"paper": [("c1", "study")]}
    papers = [link("a", **PAPER, publication="p"), link("b", **PAPER, publication="p"), link("c", **PAPER)]
    assert source_of(link("story", cites=cites), *papers[:2]) == ("a", "paper")
    assert source_of(link("story", cites=cites), *papers) is None

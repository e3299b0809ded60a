"""Documents to trials by the numbers they carry, and people's decisions above the machine's."""

from typing import Any

import pytest

from tests.linking.test_linking_trials import claim, entries, identifier
from tracker.linking import DraftLink, IdentifierClaim, Judgement, Trial, apply_judgements, group, link_by_identifier

REGISTERED = entries(("nct 1", ["isrctn 1"]), ("isrctn 1", []), ("nct 2", []), ("nct 3", []))
ACCEPT = 0.9


def trials_of(claims: list[IdentifierClaim]) -> dict[tuple[str, str], Trial]:
    return {number: trial for trial in group(claims)[0] for number in trial.identifiers}


def links_of(*claims: IdentifierClaim, document: str = "story") -> dict[str, DraftLink]:
    """The links of one document, by the first number of the trial."""
    everything = [*REGISTERED, *claims]
    links = link_by_identifier(everything, trials_of(everything), ACCEPT)
    return {link.trial.identifiers[0][1]: link for link in links if link.document_id == document}


def press(short: str, **more: Any) -> IdentifierClaim:
    return claim("story", short, **{"document_kind": "press", "kind": "own", **more})


def outcome(links: dict[str, DraftLink]) -> dict[str, tuple[str, str]]:
    return {number: (link.role, link.state) for number, link in links.items()}


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("press", "coverage"),
        ("press_release", "coverage"),
        ("paper", "results"),
        ("preprint", "results"),
        ("protocol", "protocol"),
        ("derivative", "registration"),
    ],
)
def test_one_number_is_accepted_in_the_role_of_its_kind(kind: str, role: str) -> None:
    (link,) = links_of(press("nct 2", document_kind=kind)).values()
    assert (link.role, link.state, link.method) == (role, "accepted", "identifier")
    assert link.score >= ACCEPT
    assert any("NCT99999902" in line for line in link.evidence)


def test_a_registry_entry_is_about_its_own_number_and_no_other() -> None:
    links = links_of(document="nct 1")
    assert outcome(links) == {"NCT99999901": ("registration", "accepted")}
    assert links["NCT99999901"].score == 1.0


def test_two_numbers_of_one_trial_are_one_link() -> None:
    (link,) = links_of(press("nct 1"), press("isrctn 1")).values()
    assert (link.state, len(link.evidence)) == ("accepted", 2)


def test_numbers_of_several_trials_are_proposals() -> None:
    assert outcome(links_of(press("nct 1"), press("nct 2"))) == {
        "NCT99999901": ("coverage", "proposed"), "NCT99999902": ("coverage", "proposed"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [
        {"scope": "other_study"},
        {"scope": "background"},
        {"kind": "mention"},
        {"status": "hedged"},
        {"status": "negated"},
        {"passage": "related"},
        {"passage": "boilerplate"},
    ],
    ids=str,
)
def test_another_studys_number_is_background(more: dict[str, str]) -> None:
    alone = links_of(press("nct 2", **more))
    assert all((link.role, link.state) == ("background", "proposed") for link in alone.values())
    beside = links_of(press("nct 1"), press("nct 2", **more))
    assert outcome(beside)["NCT99999901"] == ("coverage", "accepted")
    assert outcome(beside).get("NCT99999902", ("background", "proposed")) == ("background", "proposed")


def test_an_unsure_reading_is_no_acceptance() -> None:
    assert outcome(links_of(press("nct 2", confidence=0.7))) == {"NCT99999902": ("coverage", "proposed")}


@pytest.mark.parametrize("short", ["utn 7", "other 7", "iras 7", "malformed 7"])
def test_numbers_that_are_no_registration_link_nothing(short: str) -> None:
    assert links_of(press(short)) == {}


def test_a_number_that_no_registry_entry_holds_is_a_trial_of_its_own() -> None:
    assert outcome(links_of(press("nct 4"))) == {"NCT99999904": ("coverage", "accepted")}


# People ---------------------------------------------------------------------------------------------------------------


def judged(claims: list[IdentifierClaim], *decisions: tuple[str, str, bool]) -> dict[tuple[str, str], DraftLink]:
    everything = [*REGISTERED, *claims]
    trial_of = trials_of(everything)
    links = link_by_identifier(everything, trial_of, ACCEPT)
    made = [
        Judgement(document, identifier(short), accepted, "pat", "because") for document, short, accepted in decisions
    ]
    kinds: Any = {c.document_id: c.document_kind for c in everything} | {"quiet": "press"}
    found = apply_judgements(links, made, trial_of, kinds)
    return {(link.document_id, link.trial.identifiers[0][1]): link for link in found}


@pytest.mark.parametrize("named", ["nct 1", "isrctn 1"])
@pytest.mark.parametrize(("accepted", "state", "score"), [(True, "accepted", 1.0), (False, "rejected", 0.0)])
def test_a_decision_overrides_the_machine_by_any_number_of_the_trial(
    named: str, accepted: bool, state: str, score: float
) -> None:
    for claims in ([press("nct 1")], [press("nct 1"), press("nct 2")], [press("nct 1", scope="background")]):
        link = judged(claims, ("story", named, accepted))[("story", "NCT99999901")]
        assert (link.state, link.method, link.score) == (state, "person", score)
        assert "because" in link.evidence[0]
        assert "pat" in link.evidence[0]
        assert any("NCT99999901" in line for line in link.evidence[1:])  # the machine's reasons stay readable


def test_a_decision_makes_a_link_where_the_machine_saw_none() -> None:
    link = judged([], ("quiet", "nct 3", True))[("quiet", "NCT99999903")]
    assert (link.role, link.state, link.method) == ("coverage", "accepted", "person")
    assert judged([], ("quiet", "nct 3", False))[("quiet", "NCT99999903")].state == "rejected"


@pytest.mark.parametrize("last", [True, False])
def test_the_last_decision_counts(last: bool) -> None:
    found = judged([press("nct 1")], ("story", "nct 1", not last), ("story", "isrctn 1", last))
    assert found[("story", "NCT99999901")].state == ("accepted" if last else "rejected")


def test_a_decision_touches_no_other_link() -> None:
    before = judged([press("nct 1"), press("nct 2")])
    after = judged([press("nct 1"), press("nct 2")], ("story", "nct 1", False))
    del before[("story", "NCT99999901")], after[("story", "NCT99999901")]
    assert before == after


def test_a_decision_on_a_number_that_is_gone_is_kept_for_later() -> None:
    assert judged([press("nct 1")], ("story", "nct 4", True)).keys() == judged([press("nct 1")]).keys()
    assert (
        judged([press("nct 1"), press("nct 4")], ("story", "nct 4", True))[("story", "NCT99999904")].state == "accepted"
    )


@pytest.mark.parametrize(("accepted", "outdated", "again"), [
    (False, False, False), (False, True, True), (True, False, False), (True, True, False),
])  # fmt: skip
def test_what_was_rejected_is_suggested_again_only_when_the_text_changed(
    accepted: bool, outdated: bool, again: bool
) -> None:
    everything = [*REGISTERED, press("nct 2")]
    trial_of = trials_of(everything)
    made = Judgement("story", identifier("nct 2"), accepted, "pat", "because", outdated)
    unseen = Judgement("quiet", identifier("nct 2"), accepted, "pat", "because", outdated)
    kinds: Any = {"story": "press", "quiet": "press"}
    found = apply_judgements(link_by_identifier(everything, trial_of, ACCEPT), [made, unseen], trial_of, kinds)
    links = {link.document_id: link for link in found if link.document_id in kinds}
    for link in links.values():
        assert link.state == ("accepted" if accepted else "rejected")
        assert any("because" in reason for reason in link.evidence)
    assert any("suggested again" in reason for reason in links["story"].evidence) is again
    assert not any("suggested again" in reason for reason in links["quiet"].evidence)

"""Names in running text: what names an illness or a treatment by itself, and what only looks like it."""

import pytest

from tracker.linking.words import Terms, acronyms_in, found_in, names_an_illness, telling, title_words


@pytest.mark.parametrize(
    ("word", "does"),
    [("norovirus", True), ("gastroenteritis", True), ("migraine", True), ("depression", True), ("psoriasis", True),
     ("multiple", False), ("advanced", False), ("disorder", False), ("treatment", False), ("moderate", False)],
)  # fmt: skip
def test_words_that_name_an_illness(word: str, does: bool) -> None:
    assert names_an_illness(word) is does


@pytest.mark.parametrize(
    ("term", "does"),
    [("velorastine", True), ("values and cues counselling", True), ("chemotherapy", False), ("usual care", False),
     ("placebo tablet", False), ("abc", False)],
)  # fmt: skip
def test_terms_that_say_what_is_tested(term: str, does: bool) -> None:
    assert telling(term) is does


def test_terms_are_found_across_hyphens_and_case_only_as_whole_words() -> None:
    terms = Terms(["Test-VLP-2", "sleep app"])
    assert found_in("The test VLP-2 shot and a Sleep-App were tried.", terms) == {"test vlp 2", "sleep app"}
    assert found_in("Test VLP-21 and asleep apps.", terms) == set()


@pytest.mark.parametrize(
    ("text", "known", "others"),
    [
        ("The PURE trial", {"pure"}, set()),
        ("CALM-Teen began", {"calm teen"}, set()),
        ("A ZeSt trial", {"zest"}, set()),
        ("pure water", set(), set()),
        ("Pure water helps.", set(), set()),
        ("a calm teen with zest", set(), set()),
        ("Zest for life", set(), set()),
        ("PURE 2 and PURE-OB are not PURE", {"pure"}, {"pure 2", "pure ob"}),
        ("In PURE-2, a twin", set(), {"pure 2"}),
        ("In PURE II, a twin", set(), {"pure ii"}),
        ("In PURE, 24 people took part; PURE was long.", {"pure"}, set()),
        ("The FOREST trial and a study called DUNE-3 ended.", set(), {"forest", "dune 3"}),
        ("The FDA study and an MRI trial", set(), set()),
        ("CALM-Teen, not the CALM trial", {"calm teen"}, set()),
    ],
)
def test_acronyms_are_found_in_capitals_only_and_whole(text: str, known: set[str], others: set[str]) -> None:
    found = acronyms_in(text, Terms(["pure", "calm teen", "zest"]))
    assert (found.known, found.others) == (known, others)


def test_words_of_a_title_that_can_tell_a_trial_from_others() -> None:
    title = "A Randomized Trial of Velorastine in Dialysis Patients With Severe Itching (Phase 2)"
    assert title_words(title) == {"velorastine", "dialysis", "itching"}

"""Names in running text: what names an illness or a treatment by itself, and what only looks like it."""

import pytest

from tracker.linking.words import capitals_in, dictionary, found_in, names_an_illness, telling


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
    terms = dictionary(["Test-VLP-2", "sleep app"])
    assert found_in("The test VLP-2 shot and a Sleep-App were tried.", terms) == {"test vlp 2", "sleep app"}
    assert found_in("Test VLP-21 and asleep apps.", terms) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [("The PURE trial", {"pure"}), ("CALM-Teen began", {"calm teen"}), ("A ZeSt trial", {"zest"}),
     ("pure water", set()), ("Pure water helps.", set()), ("a calm teen with zest", set()), ("Zest for life", set())],
)  # fmt: skip
def test_acronyms_are_found_in_capitals_only(text: str, found: set[str]) -> None:
    assert capitals_in(text, dictionary(["pure", "calm teen", "zest"])) == found

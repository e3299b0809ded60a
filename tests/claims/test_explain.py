"""Why a claim was read so, in words."""

from tracker.claims import explain, extract


def reasons(text: str, name: str) -> list[list[str]]:
    found = extract(text)
    return [why for claim, why in zip(found, explain(text, found), strict=True) if claim.type == name]


def test_the_cue_and_the_scope_of_the_trials_own_number() -> None:
    (why,) = reasons("The trial enrolled 48 people.", "sample_size")
    assert why[0].startswith("cue: ")
    assert "people" in why[0]
    assert why[1].startswith("scope this_trial: ")


def test_the_words_that_make_a_number_another_studys() -> None:
    (why,) = reasons("Researchers who ran a previous trial enrolled 400 people.", "sample_size")
    assert why[1] == "scope other_study: “a previous trial” stands near it"


def test_a_part_of_the_page_decides_before_any_word() -> None:
    text = "Related stories\n- A trial enrolled 90 people."
    (why,) = reasons(text, "sample_size")
    assert why[1] == "scope other_study: it stands in a part of the text that is related"


def test_a_hedge_is_named() -> None:
    (why,) = reasons("Around 400 people with migraine joined the study.", "sample_size")
    assert "status: hedged" in why


def test_what_a_trained_model_weighed_is_named() -> None:
    text = (
        "BACKGROUND: The role of the gel is unknown. METHODS: Forty-four previously untreated women were studied "
        "(gel n = 22, cream n = 22). RESULTS: Itching fell (P < 0.05). CONCLUSIONS: The gel helps."
    )
    found = extract(text)
    by_model = [
        why
        for claim, why in zip(found, explain(text, found), strict=True)
        if claim.qualifiers.get("decided_by") == "number roles"
    ]
    assert by_model
    assert all(any(line.startswith("model number roles: ") for line in why) for why in by_model)

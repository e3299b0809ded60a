"""How long one new document takes to be linked into a store of 100,000 trials (processor time)."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random
from time import process_time

import pytest

from tracker.claims import extract
from tracker.linking import Facts, Index, Report, Trial, facts_of, link_by_content
from tracker.linking.words import title_words

TRIALS = 100_000
MOST_SECONDS = 0.02
HEADS = "zor vel bex mor tal quin dov ser lum pra cor nas fel hir jat kem".split()
MIDDLES = "ana eli ovi utra iso ema aro ixo".split()
TAILS = "mab tinib stat gepant ciclib vir pril zine cillin formin".split()
ILLNESSES = (
    "breast cancer, asthma, depression, migraine, obesity, hypertension, psoriasis, insomnia, stroke, sepsis, "
    "type 2 diabetes, back pain, heart failure, epilepsy, gout, tinnitus, eczema, anxiety, dementia, influenza"
).split(", ")
STORY = """
{drug} helps people with {illness}, doctors say. A trial in Norway, Chile and Japan enrolled {n} people,
who were given {drug} or placebo for 12 weeks. After 12 weeks {rate} percent of those on {drug} felt better,
compared with 21.4 percent on placebo, the team of the University of Exampleton reported. "It is a step, not the end of
the road," said Jamie Doe, who led the study. Side effects were mostly mild. About one in ten people have {illness}.
Earlier studies were small. The difference was statistically significant. Longer studies are planned, and no one should
stop a treatment.
"""


def trials(drugs: list[str], rng: Random) -> list[tuple[Trial, Facts]]:
    found = []
    for number in range(TRIALS):
        drug, illness = rng.choice(drugs), rng.choice(ILLNESSES)
        size = rng.randint(20, 3000)
        facts = Facts(kinds={"registry"}, interventions={drug}, conditions={illness})
        facts.sizes = {"enrolled": {Decimal(size)}}
        facts.title_words = title_words(f"A study of {drug} in {illness} of group {rng.choice(HEADS)}")
        facts.places = set(rng.choice([("Norway", "Chile", "Japan"), ("Spain", "Peru")]))
        facts.start = date(2020, 1, 1) + timedelta(days=rng.randint(0, 2000))
        facts.ended = facts.start + timedelta(days=90)
        found.append((Trial((("nct", f"NCT9{number:07}"),)), facts))
    return found


@pytest.mark.bench
def test_one_document_into_a_store_of_100_000_trials(capsys: pytest.CaptureFixture[str]) -> None:
    rng = Random(7)
    drugs = ["".join(parts) for parts in product(HEADS, MIDDLES, TAILS)]
    known = trials(drugs, rng)
    index = Index.of(known)
    reports = []
    for number in range(50):
        _, facts = known[rng.randrange(TRIALS)]
        (size,) = facts.sizes["enrolled"]
        (drug,) = facts.interventions
        text = STORY.format(drug=drug, illness=min(facts.conditions), n=size, rate=f"{30 + number}.3") * 2
        said = facts_of("press", date(2026, 1, 9), extract(text), text=text)
        reports.append(Report(f"story {number}", "press", text, said, date(2026, 1, 9)))
    link_by_content(reports[:5], index, 0.9, 0.2)
    begun = process_time()
    links = link_by_content(reports, index, 0.9, 0.2)
    seconds = (process_time() - begun) / len(reports)
    with capsys.disabled():
        print(f"\none document into {TRIALS:,} trials: {seconds * 1000:.1f} ms, {len(links)} of {len(reports)} linked")
    assert len(links) > len(reports) // 2
    assert seconds < MOST_SECONDS

"""What speaks for a document being about a trial, and what against it, in one table.

Each weight is the natural logarithm of how much more often the fact holds between a report and its own trial than
between a report and another trial of the same treatment or illness. PRIOR is the same for "some trial of this store,
and not none". tests/linking/calibrate.py says how they were found, docs/linking.md how well they hold.
"""

PRIOR = -3.0

FOR = {
    "doi": 7.0,
    "listed": 4.0,
    "derived": 2.0,
    "title": 5.0,
    "acronym": 3.8,
    "intervention": 1.3,
    "class": 1.3,
    "condition": 0.1,
    "population": 0.1,
    "title_word": 0.5,
    "sample_size": 4.5,
    "round_size": 2.5,
    "rough_size": 2.0,
    "arm_size": 2.5,
    "arm_sizes": 1.2,
    "rate": 2.3,
    "rates": 1.2,
    "rounded_rate": 0.4,
    "rounded_rates": 0.9,
    "figure": 1.9,
    "figures": 1.3,
    "decimals": 1.5,
    "countries": 2.3,
    "country_pair": 1.7,
    "author": 2.4,
    "journal": 0.7,
    "institution": 1.7,
    "primary_outcome": 0.6,
    "duration": 0.8,
    "threshold": 0.5,
    "control": 0.1,
    "results": 0.1,
    "published_near": 1.9,
    "country": 0.9,
    "centres": 1.2,
    "phase": 0.4,
    "masking": 0.2,
    "begun_near": 1.3,
}
AGAINST = {
    "intervention": -4.5,
    "class": -1.5,
    "condition": -2.5,
    "acronym": -2.5,
    "sample_size": -3.0,
    "people": -1.3,
    "arm_size": -1.0,
    "rates": -1.6,
    "countries": -2.1,
    "journal": -0.8,
    "results": -3.5,
    "duration": -0.9,
    "primary_outcome": -0.6,
    "significance": -0.4,
    "phase": -1.0,
    "masking": -0.6,
    "published_before": -3.0,
    "before_end": -2.0,
    "before_paper": -0.9,
    "treatments": -1.5,
}
MOST_MORE = 2
"""How many more results or other numbers count after the first: of one table they add little."""
MOST_WORDS = 3
"""How many words of a title count."""

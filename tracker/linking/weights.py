"""What speaks for a document being about a trial, and what against it, in one table.

Each weight is the natural logarithm of how much more often the fact holds between a report and its own trial than
between a report and another trial of the store. PRIOR is the same for "some trial of this store, and not none".
"""

PRIOR = -2.8

FOR = {
    "doi": 7.0,
    "title": 5.0,
    "acronym": 3.2,
    "intervention": 3.0,
    "class": 1.3,
    "condition": 0.8,
    "population": 0.7,
    "sample_size": 2.0,
    "rough_size": 1.0,
    "arm_size": 1.5,
    "rate": 1.3,
    "rounded_rate": 0.8,
    "figure": 0.9,
    "figures": 0.9,
    "countries": 1.5,
    "journal": 1.0,
    "institution": 1.5,
    "primary_outcome": 0.9,
    "duration": 0.6,
    "threshold": 0.5,
    "control": 0.2,
    "results": 0.6,
    "published_near": 1.2,
}
AGAINST = {
    "intervention": -4.5,
    "class": -1.5,
    "condition": -3.0,
    "sample_size": -2.5,
    "people": -1.0,
    "results": -3.5,
    "duration": -0.6,
    "primary_outcome": -0.6,
    "significance": -0.3,
    "phase": -1.0,
    "masking": -0.5,
    "published_before": -3.0,
}
MOST_RATES = 4
"""How many equal result percentages count; more of one table add nothing."""
MOST_FIGURES = 3
"""How many other equal numbers count."""

SAID_FOR = {
    "doi": "cites the paper {0}",
    "title": "quotes the title “{0}”",
    "acronym": "names the acronym {0}",
    "intervention": "is about {0}",
    "class": "speaks of the same kind of treatment ({0})",
    "condition": "is about {0}",
    "population": "the same population: {0}",
    "sample_size": "gives {0} people",
    "rough_size": "gives roughly the number of people: {0}",
    "arm_size": "gives the arm size {0}",
    "rate": "gives the result {0}%",
    "rounded_rate": "gives the result {0}%, rounded",
    "figure": "prints the number {0}, as the paper does",
    "figures": "prints the numbers {0}, as the paper does",
    "countries": "lists the same countries: {0}",
    "journal": "names the journal {0}",
    "institution": "names {0}",
    "primary_outcome": "gives the primary outcome {0}",
    "duration": "gives the length {0}",
    "threshold": "gives the threshold {0}",
    "control": "compares with {0}",
    "results": "reports results, and the trial has some",
    "published_near": "appeared within two months of the paper",
}
SAID_AGAINST = {
    "intervention": "is about {0}, which the trial does not test",
    "class": "speaks of another kind of treatment ({0})",
    "condition": "is about {0}, which the trial does not study",
    "sample_size": "gives {0} people, which is no number of the trial",
    "people": "speaks of {0} people, which is no number of the trial",
    "results": "reports results, and the trial has none yet",
    "duration": "gives the length {0}",
    "primary_outcome": "gives the primary outcome {0}",
    "significance": "says the result was {0}",
    "phase": "gives {0}",
    "masking": "gives {0}",
    "published_before": "appeared before the trial began",
}

"""Rows in the shape of each gold file, written for these tests; ids of either part of the hold-back."""

from typing import Any

SEEN, HELD_BACK = "doc-1", "doc-9"


def label(text: str, kind: str, words: str, **more: Any) -> dict[str, Any]:
    start = text.index(words)
    return {"type": kind, "text": words, "start": start, "end": start + len(words), **more}


def pico(name: str = SEEN) -> dict[str, Any]:
    text = (
        "We randomly assigned 120 women to velorastine (n = 61) or placebo (n = 59). "
        "Flushes stopped in 41.0% of the velorastine group and 22.0% of the placebo group."
    )
    kinds = {
        "total-participants": "120",
        "intervention-participants": "61",
        "control-participants": "59",
        "iv-bin-percent": "41.0%",
        "cv-bin-percent": "22.0%",
    }
    gold = [label(text, kind, words) for kind, words in kinds.items()]
    return {"id": name, "source": "test", "text": text, "gold": gold}


def ctro(name: str = SEEN) -> dict[str, Any]:
    text = (
        "A total of 88 patients took part. The trial lasted 12 weeks, and the drug was given as velorastine 0.5 mg "
        "once daily. The difference was 1.2 (P < 0.05)."
    )
    kinds = {"NumberPatientsCT": "88", "DoseValue": "0.5", "Duration": "12 weeks", "PvalueDiff": "P < 0.05"}
    return {
        "id": name,
        "domain": "gl",
        "text": text,
        "gold": [label(text, kind, words) for kind, words in kinds.items()],
    }


def news(name: str = SEEN) -> dict[str, Any]:
    text = (
        "The trial enrolled 75 adults with hay fever for eight weeks. They got the tablet or a placebo. "
        "Hay fever affects 12 percent of adults worldwide."
    )

    def claim(kind: str, value: Any, words: str, scope: str = "this_trial", **more: Any) -> dict[str, Any]:
        return label(text, kind, words) | {"value": value, "scope": scope, "quote": words} | more

    return {
        "id": name,
        "text": text,
        "claims": [
            claim("sample_size", 75, "enrolled 75 adults"),
            claim("duration", 8, "for eight weeks", unit="weeks"),
            claim("control", "placebo", "a placebo"),
            claim("event_rate", 12, "12 percent of adults", "background"),
        ],
    }


def nnt(name: str = SEEN, kind: str = "nnt", value: str = "12") -> dict[str, Any]:
    sentence = "Twelve people had to be treated for a year to prevent one stroke."
    return {"id": name, "sentence": sentence, "kind": kind, "value": value}


def koroleva(name: str = SEEN) -> dict[str, Any]:
    text = "Itch was significantly lower in the velorastine group (P = .01), but sleep did not differ (P = .44)."
    places = {words: label(text, "outcome", words) for words in ("Itch", "sleep")}
    signs = {words: label(text, "significance", words) for words in ("significantly", "P = .01", "P = .44")}
    related = {("Itch", "significantly"), ("Itch", "P = .01"), ("sleep", "P = .44")}
    pairs = [
        {
            "type": "outcome_significance_rel",
            "value": int((outcome, sign) in related),
            "outcome": [places[outcome]["start"], places[outcome]["end"]],
            "sig": [signs[sign]["start"], signs[sign]["end"]],
        }
        for outcome in places
        for sign in signs
    ]
    return {"id": name, "source": "test", "text": text, "gold": [*places.values(), *signs.values(), *pairs]}


def windisch(name: str = SEEN) -> dict[str, Any]:
    text = (
        "METHODS: The primary endpoint was overall survival. RESULTS: Overall survival was 14 months with velorastine "
        "and 9 months with placebo (hazard ratio, 0.61; 95% CI, 0.48 to 0.79). "
        "CONCLUSION: Velorastine prolonged survival."
    )
    gold = [{"type": "primary_endpoint_met", "value": "Positive", "text": None}]
    return {"id": name, "source": "test", "text": text, "gold": gold}

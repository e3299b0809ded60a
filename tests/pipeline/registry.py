"""A registry in the shape of ClinicalTrials.gov that changes from night to night, played by a loopback server."""

import copy
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.loopback import Canned, Loopback, Seen, page
from tests.pipeline.webs import HTML, JSON, study

CHALLENGE = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking</body></html>"
OUTCOMES = ({"measure": "Dryness score", "timeFrame": "Week 6"}, {"measure": "Itching", "timeFrame": "Week 12"})


def number(n: int) -> str:
    """The n-th number of the registry."""
    return f"NCT999999{n:02}"


def full_study(n: int, updated: str) -> dict[str, Any]:
    """A study that states what nearly all state."""
    found = study(number(n), f"Fictitious saltwater trial {n}", size=40 + n, updated=updated)
    protocol = found["protocolSection"]
    protocol["sponsorCollaboratorsModule"] = {"leadSponsor": {"name": "University of Examples", "class": "OTHER"}}
    protocol["conditionsModule"] = {"conditions": ["Dry Examples"]}
    protocol["outcomesModule"] = {"primaryOutcomes": [dict(outcome) for outcome in OUTCOMES]}
    protocol["contactsLocationsModule"] = {"centralContacts": [{"name": "A. Person", "email": "a@example.org"}]}
    return found


@dataclass
class Registry:
    """Its studies by number, and how it behaves tonight."""

    studies: dict[str, dict[str, Any]] = field(default_factory=dict)
    stamp: str = ""
    manner: str = "sound"
    """sound, down (503), short (a listing of five), challenge (a page of HTML), empty (200 without a body)"""
    removed: set[str] = field(default_factory=set)
    """Numbers for which it answers 410."""

    def play(self, web: Loopback, numbers: int) -> None:
        """Let `web` answer for it, for numbers up to `numbers`."""
        web.routes["/api/v2/version"] = self._version
        web.routes["/api/v2/studies"] = self._search
        for n in range(1, numbers + 1):
            web.routes[f"/api/v2/studies/{number(n)}"] = self._one

    def edit(self, n: int, day: str) -> dict[str, Any]:
        """The protocol of a study that is updated on `day`, to be changed in place."""
        self.stamp = f"{day}T09:00:05"
        found = self.studies[number(n)] = copy.deepcopy(self.studies[number(n)])
        protocol: dict[str, Any] = found["protocolSection"]
        protocol["statusModule"]["lastUpdatePostDateStruct"] = {"date": day}
        return protocol

    def add(self, n: int, day: str) -> None:
        """A new study, posted on `day`."""
        self.stamp = f"{day}T09:00:05"
        self.studies[number(n)] = full_study(n, day)

    def _ill(self) -> Canned | None:
        manners = {"down": Canned(503), "challenge": Canned(200, CHALLENGE, HTML), "empty": Canned(200, b"", JSON)}
        return manners.get(self.manner)

    def _version(self, seen: Seen) -> Canned:
        said = json.dumps({"apiVersion": "2.0.5", "dataTimestamp": self.stamp}).encode()
        return Canned(503) if self.manner == "down" else page(said, content_type="application/json")

    def _search(self, seen: Seen) -> Canned:
        narrowed = parse_qs(urlsplit(seen.path).query).get("filter.advanced", [""])[0]
        since = narrowed.partition("RANGE[")[2].partition(",")[0]
        found = [s for s in self.studies.values() if _updated(s) >= since]
        found.sort(key=_updated, reverse=True)
        if self.manner == "short":
            found = found[:5]
        body = json.dumps({"studies": found}).encode()
        return self._ill() or page(body, content_type="application/json")

    def _one(self, seen: Seen) -> Canned:
        name = seen.path.rsplit("/", 1)[1]
        if name in self.removed:
            return Canned(410)
        if name not in self.studies:
            return self._ill() or Canned(404, b"NCT number not found", {"Content-Type": "text/plain"})
        return self._ill() or page(json.dumps(self.studies[name]).encode(), content_type="application/json")


def _updated(found: dict[str, Any]) -> str:
    return str(found["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"]["date"])

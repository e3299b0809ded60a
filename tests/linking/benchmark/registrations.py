"""Registry entries of the benchmark's trials, in the formats of ClinicalTrials.gov (API v2) and ISRCTN."""

from datetime import date, timedelta
from typing import Any
from xml.sax.saxutils import escape

from tests.linking.benchmark.trial_rows import Row

PHASES = {"2": "PHASE2", "3": "PHASE3", "NA": "NA"}


def clinicaltrials(row: Row) -> dict[str, Any]:
    """The entry of a trial as the API gives it out."""
    done = row.status == "COMPLETED"
    others = [{"id": row.other, "type": "EUDRACT_NUMBER"}] if row.other else []
    start = date.fromisoformat(row.start or row.published)
    status = {"overallStatus": row.status, "startDateStruct": {"date": start.isoformat(), "type": "ACTUAL"}}
    if done:
        status["completionDateStruct"] = {"date": row.ended.isoformat(), "type": "ACTUAL"}
    title = f"{row.drug[0].upper()}{row.drug[1:]} Versus {row.control.removeprefix('a ').title()} in {row.condition}"
    arms = [(row.drug, "EXPERIMENTAL"), (row.control, "ACTIVE_COMPARATOR")]
    name = f"{row.type.replace('_', ' ').capitalize()}: "
    identity: dict[str, Any] = {
        "nctId": row.id,
        "orgStudyIdInfo": {"id": f"FICT-{row.id[-4:]}"},
        "secondaryIdInfos": others,
        "organization": {"fullName": row.sponsor, "class": "OTHER"},
        "briefTitle": title,
        "officialTitle": f"A Randomized Trial of {row.drug} in {row.people}",
    }
    if row.acronym:
        identity["acronym"] = row.acronym
    return {
        "protocolSection": {
            "identificationModule": identity,
            "statusModule": status | {"studyFirstSubmitDate": (start - timedelta(days=30)).isoformat()},
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": row.sponsor, "class": "OTHER"}},
            "descriptionModule": {"briefSummary": f"The study compares {row.drug} with {row.control} in {row.people}."},
            "conditionsModule": {"conditions": [row.condition]},
            "designModule": {
                "studyType": "INTERVENTIONAL",
                "phases": [PHASES[row.phase]],
                "designInfo": {
                    "allocation": "RANDOMIZED",
                    "interventionModel": "PARALLEL",
                    "maskingInfo": {"masking": row.masking},
                },
                "enrollmentInfo": {"count": row.n, "type": "ACTUAL" if done else "ESTIMATED"},
            },
            "armsInterventionsModule": {
                "armGroups": [
                    {"label": arm, "type": kind, "interventionNames": [f"{name}{arm}"]} for arm, kind in arms
                ],
                "interventions": [{"type": row.type, "name": arm} for arm, _ in arms],
            },
            "outcomesModule": {"primaryOutcomes": [{"measure": row.outcome, "timeFrame": f"{row.weeks} weeks"}]},
            "eligibilityModule": {"sex": "ALL", "healthyVolunteers": False},
            "contactsLocationsModule": {
                "locations": [{"country": country, "city": "Example"} for country in row.countries.split(", ")]
            },
        },
        "hasResults": False,
    }


def isrctn(row: Row) -> str:
    """The entry of a trial as ISRCTN gives it out."""
    number = row.id.removeprefix("ISRCTN")
    start = row.start
    eudract = f"<eudraCTNumber>{row.other}</eudraCTNumber>" if row.other else ""
    acronym = f"<acronym>{escape(row.acronym)}</acronym>" if row.acronym else ""
    countries = "".join(f"<country>{country}</country>" for country in row.countries.split(", "))
    blind = "Open (masking not used)" if row.masking == "NONE" else "Blinded (masking used)"
    arms = f"{row.drug[0].upper()}{row.drug[1:]}. Control: {row.control}. "
    arms += f"Participants are followed up for {row.weeks} weeks."
    title = f"{row.drug} compared with {row.control} in {row.people}: a randomised controlled trial"
    outcome = f"<variable>{escape(row.outcome)}</variable><timepoints>{row.weeks} weeks</timepoints>"
    return f"""<fullTrial><trial lastUpdated="2026-06-15T09:00:00Z" version="2" isPublished="true" \
publicIdentifierCanonical="{row.id}" publicIdentifierDateAssigned="{start}T00:00:00.000Z">
<isrctn dateAssigned="{start}T00:00:00.000Z">{number}</isrctn>
<trialDescription><title>{escape(row.drug)} for {escape(row.people)}</title>
<scientificTitle>{escape(title)}</scientificTitle>{acronym}
<primaryOutcomes><outcomeMeasure id="p1">{outcome}</outcomeMeasure></primaryOutcomes>
</trialDescription>
<externalRefs><doi>10.1186/{row.id}</doi>{eudract}</externalRefs>
<trialDesign><studyDesign>Randomised controlled trial</studyDesign>
<interventionalTrialDesign><allocation>Randomized controlled trial</allocation>
<masking>{blind}</masking><control>Active</control><assignment>Parallel</assignment></interventionalTrialDesign>
<overallEndDate>{row.ended}T00:00:00.000Z</overallEndDate></trialDesign>
<participants><recruitmentCountries>{countries}</recruitmentCountries><targetEnrolment>{row.planned}</targetEnrolment>
<totalFinalEnrolment>{row.n}</totalFinalEnrolment><recruitmentStart>{start}T00:00:00.000Z</recruitmentStart></participants>
<conditions><condition><description>{escape(row.condition)}</description></condition></conditions>
<interventions><intervention><description>{escape(arms)}</description><interventionType>{row.type.title()}</interventionType>
<phase>{"Not Applicable" if row.phase == "NA" else "Phase " + row.phase}</phase></intervention></interventions></trial>
<sponsor id="s1"><organisation>{escape(row.sponsor)}</organisation></sponsor></fullTrial>
"""


def isrctn_file(rows: list[Row]) -> str:
    """A search result of ISRCTN with these trials."""
    entries = "".join(isrctn(row) for row in rows)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- Fictitious trials in the real format. -->\n'
    return f'{head}<allTrials xmlns="http://www.67bricks.com/isrctn" totalCount="{len(rows)}">\n{entries}</allTrials>\n'

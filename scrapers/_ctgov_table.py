"""The fields that ClinicalTrials.gov sends (GET /studies/metadata of API v2), one by one: used for what, or why not.

The tables below say for each module what becomes of its fields; a name that ends in ".*" stands for what is below it.
"""

from collections.abc import Iterator, Mapping

from scrapers._base import FieldTable

_RECORD = "kept in the record and compared between versions; no claim is read from it"
_PERSON = "personal contact data: dropped"
_DERIVED = "derived by the registry; kept in the record, makes no version"
_STAMP = "stamped by the registry at each release; kept in the record, makes no version"
_EXPORT = "added by an exporter, not by the registry: dropped"

_P, _R = "protocolSection.", "resultsSection."
_STRUCTS = ("startDateStruct", "primaryCompletionDateStruct", "completionDateStruct", "studyFirstPostDateStruct")
_MEASUREMENT = "classes[].categories[].measurements[]"

_USED: Mapping[str, Mapping[str, str]] = {
    _P + "identificationModule": {
        "registration_id": "nctId nctIdAliases[] orgStudyIdInfo.id secondaryIdInfos[].id secondaryIdInfos[].type "
        "secondaryIdInfos[].domain",
        "title, text": "briefTitle officialTitle",
        "acronym": "acronym",
    },
    _P + "statusModule": {
        "status": "overallStatus lastKnownStatus whyStopped",
        "date": " ".join(f"{name}.date {name}.type" for name in _STRUCTS)
        + " studyFirstSubmitDate resultsFirstPostDateStruct.date resultsFirstPostDateStruct.type",
        "date, cursor": "lastUpdatePostDateStruct.date lastUpdatePostDateStruct.type",
        "official version (the day it holds from, where the history does not say)": "lastUpdateSubmitDate",
    },
    _P + "sponsorCollaboratorsModule": {
        "institution": "leadSponsor.name collaborators[].name responsibleParty.investigatorAffiliation",
    },
    _P + "descriptionModule": {"text": "briefSummary detailedDescription"},
    _P + "conditionsModule": {"condition": "conditions[]", "keyword": "keywords[]"},
    _P + "designModule": {
        "phase": "phases[]",
        "duration": "targetDuration",
        "allocation": "designInfo.allocation",
        "model": "designInfo.interventionModel designInfo.observationalModel",
        "masking": "designInfo.maskingInfo.masking designInfo.maskingInfo.whoMasked[]",
        "sample_size": "enrollmentInfo.count enrollmentInfo.type",
    },
    _P + "armsInterventionsModule": {
        "arm, control, arms of the results": "armGroups[].label armGroups[].type",
        "arm, dose, duration": "armGroups[].description",
        "arm": "armGroups[].interventionNames[]",
        "intervention, dose, duration": "interventions[].description",
        "intervention": "interventions[].type interventions[].name "
        "interventions[].armGroupLabels[] interventions[].otherNames[]",
    },
    _P + "outcomesModule": {
        f"{role}_outcome": f"{role}Outcomes[].measure {role}Outcomes[].description {role}Outcomes[].timeFrame"
        for role in ("primary", "secondary", "other")
    },
    _P + "oversightModule": {"fda_regulated": "isFdaRegulatedDrug isFdaRegulatedDevice"},
    _P + "eligibilityModule": {
        "eligibility": "eligibilityCriteria healthyVolunteers",
        "sex": "sex",
        "age": "minimumAge maximumAge",
    },
    _P + "contactsLocationsModule": {
        "institution": "overallOfficials[].affiliation",
        "centres": "locations[].country locations[].facility",
    },
    _P + "referencesModule": {
        "reference": "references[].pmid references[].type references[].citation references[].retractions[].pmid",
    },
    _R + "participantFlowModule": {
        "arm of sample_size and attrition": "groups[].id groups[].title",
        "sample_size": "periods[].milestones[].type periods[].milestones[].achievements[].groupId "
        "periods[].milestones[].achievements[].numSubjects",
        "attrition": "periods[].dropWithdraws[].type periods[].dropWithdraws[].reasons[].groupId "
        "periods[].dropWithdraws[].reasons[].numSubjects",
        "period of sample_size and attrition": "periods[].title",
    },
    _R + "outcomeMeasuresModule.outcomeMeasures[]": {
        "outcome of the results": "type title timeFrame",
        "arm of the results": "groups[].id groups[].title",
        "arm_size, event_rate": "denoms[].units denoms[].counts[].groupId denoms[].counts[].value",
        "event_rate": "paramType dispersionType unitOfMeasure classes[].title classes[].denoms[].units "
        "classes[].denoms[].counts[].groupId classes[].denoms[].counts[].value classes[].categories[].title "
        + " ".join(f"{_MEASUREMENT}.{name}" for name in ("groupId", "value", "spread", "lowerLimit", "upperLimit")),
        "p_value, significance": "analyses[].pValue",
        "p_value, significance, effect": "analyses[].nonInferiorityType analyses[].groupIds[] "
        "analyses[].statisticalMethod analyses[].ciNumSides",
        "effect": "analyses[].paramType analyses[].paramValue analyses[].dispersionType analyses[].dispersionValue "
        "analyses[].ciPctValue analyses[].ciLowerLimit analyses[].ciUpperLimit",
    },
    "": {"version": "hasResults"},
}

_IGNORED: Mapping[str, Mapping[str, str]] = {
    "": {_EXPORT: "_id ctrname record_last_import.* annotation"},
    _P + "identificationModule": {
        _RECORD: "orgStudyIdInfo.type orgStudyIdInfo.link secondaryIdInfos[].link organization.fullName "
        "organization.class",
    },
    _P + "statusModule": {
        _STAMP: "statusVerifiedDate",
        _RECORD: "delayedPosting expandedAccessInfo.hasExpandedAccess expandedAccessInfo.nctId "
        "expandedAccessInfo.statusForNctId studyFirstSubmitQcDate resultsWaived resultsFirstSubmitDate "
        "resultsFirstSubmitQcDate dispFirstSubmitDate dispFirstSubmitQcDate dispFirstPostDateStruct.date "
        "dispFirstPostDateStruct.type",
    },
    _P + "sponsorCollaboratorsModule": {
        _PERSON: "responsibleParty.investigatorFullName responsibleParty.investigatorTitle "
        "responsibleParty.oldNameTitle",
        _RECORD: "responsibleParty.type responsibleParty.oldOrganization leadSponsor.class collaborators[].class",
    },
    _P + "oversightModule": {
        _RECORD: "oversightHasDmc isUnapprovedDevice isPpsd isUsExport fdaaa801Violation",
    },
    _P + "designModule": {
        _RECORD: "studyType nPtrsToThisExpAccNctId expandedAccessTypes.individual expandedAccessTypes.intermediate "
        "expandedAccessTypes.treatment patientRegistry designInfo.interventionModelDescription "
        "designInfo.primaryPurpose designInfo.timePerspective designInfo.maskingInfo.maskingDescription "
        "bioSpec.retention bioSpec.description",
    },
    _P + "eligibilityModule": {
        _RECORD: "genderBased genderDescription stdAges[] studyPopulation samplingMethod",
    },
    _P + "contactsLocationsModule": {
        _PERSON: "centralContacts[].name centralContacts[].role centralContacts[].phone centralContacts[].phoneExt "
        "centralContacts[].email overallOfficials[].name locations[].contacts[].name locations[].contacts[].role "
        "locations[].contacts[].phone locations[].contacts[].phoneExt locations[].contacts[].email",
        _RECORD: "overallOfficials[].role locations[].status locations[].city locations[].state locations[].zip",
        _DERIVED: "locations[].geoPoint locations[].geoPoint.lat locations[].geoPoint.lon",
        _EXPORT: "locations_nested[].*",
    },
    _P + "referencesModule": {
        _RECORD: "references[].retractions[].source seeAlsoLinks[].label seeAlsoLinks[].url availIpds[].id "
        "availIpds[].type availIpds[].url availIpds[].comment",
    },
    _P + "ipdSharingStatementModule": {
        _RECORD: "ipdSharing description infoTypes[] timeFrame accessCriteria url",
    },
    _R + "participantFlowModule": {
        _RECORD: "preAssignmentDetails recruitmentDetails typeUnitsAnalyzed groups[].description "
        "periods[].milestones[].comment periods[].milestones[].achievements[].comment "
        "periods[].milestones[].achievements[].numUnits periods[].dropWithdraws[].comment "
        "periods[].dropWithdraws[].reasons[].comment",
    },
    _R + "baselineCharacteristicsModule": {
        _RECORD: "populationDescription typeUnitsAnalyzed groups[].id groups[].title groups[].description "
        "denoms[].units denoms[].counts[].groupId denoms[].counts[].value "
        + " ".join(
            f"measures[].{name}"
            for name in (
                *("title", "description", "populationDescription", "paramType", "dispersionType", "unitOfMeasure"),
                *("calculatePct", "denomUnitsSelected", "denoms[].units", "denoms[].counts[].groupId"),
                *("denoms[].counts[].value", "classes[].title", "classes[].denoms[].units"),
                *("classes[].denoms[].counts[].groupId", "classes[].denoms[].counts[].value"),
                *("classes[].categories[].title", f"{_MEASUREMENT}.groupId", f"{_MEASUREMENT}.value"),
                *(f"{_MEASUREMENT}.spread", f"{_MEASUREMENT}.lowerLimit", f"{_MEASUREMENT}.upperLimit"),
                f"{_MEASUREMENT}.comment",
            )
        ),
    },
    _R + "outcomeMeasuresModule.outcomeMeasures[]": {
        _RECORD: "description populationDescription reportingStatus anticipatedPostingDate calculatePct "
        "typeUnitsAnalyzed denomUnitsSelected groups[].description analyses[].statisticalComment "
        "analyses[].pValueComment analyses[].ciLowerLimitComment analyses[].ciUpperLimitComment "
        "analyses[].estimateComment analyses[].testedNonInferiority analyses[].nonInferiorityComment "
        f"analyses[].otherAnalysisDescription analyses[].groupDescription {_MEASUREMENT}.comment",
    },
    _R + "adverseEventsModule": {
        _RECORD: "frequencyThreshold timeFrame description allCauseMortalityComment eventGroups[].id "
        "eventGroups[].title eventGroups[].description eventGroups[].deathsNumAffected eventGroups[].deathsNumAtRisk "
        "eventGroups[].seriousNumAffected eventGroups[].seriousNumAtRisk eventGroups[].otherNumAffected "
        "eventGroups[].otherNumAtRisk "
        + " ".join(
            f"{kind}Events[].{name}"
            for kind in ("serious", "other")
            for name in (
                *("term", "organSystem", "sourceVocabulary", "assessmentType", "notes", "stats[].groupId"),
                *("stats[].numEvents", "stats[].numAffected", "stats[].numAtRisk"),
            )
        ),
    },
    _R + "moreInfoModule": {
        _PERSON: "pointOfContact.title pointOfContact.organization pointOfContact.email pointOfContact.phone "
        "pointOfContact.phoneExt",
        _RECORD: "limitationsAndCaveats.description certainAgreement.piSponsorEmployee "
        "certainAgreement.restrictionType certainAgreement.restrictiveAgreement certainAgreement.otherDetails",
    },
    "annotationSection.annotationModule": {
        _PERSON: "unpostedAnnotation.unpostedResponsibleParty",
        _RECORD: "unpostedAnnotation.unpostedEvents[].type "
        "unpostedAnnotation.unpostedEvents[].date unpostedAnnotation.unpostedEvents[].dateUnknown "
        + " ".join(
            f"violationAnnotation.violationEvents[].{name}"
            for name in ("type", "description", "creationDate", "issuedDate", "releaseDate", "postedDate")
        ),
    },
    "documentSection.largeDocumentModule": {
        _RECORD: "noSap "
        + " ".join(
            f"largeDocs[].{name}"
            for name in "typeAbbrev hasProtocol hasSap hasIcf label date uploadDate filename size".split()
        ),
    },
    "derivedSection.miscInfoModule": {
        _DERIVED: "versionHolder removedCountries[] submissionTracking.estimatedResultsFirstSubmitDate "
        "submissionTracking.firstMcpInfo.postDateStruct.date submissionTracking.firstMcpInfo.postDateStruct.type "
        + " ".join(
            f"submissionTracking.submissionInfos[].{name}"
            for name in ("releaseDate", "unreleaseDate", "unreleaseDateUnknown", "resetDate", "mcpReleaseN")
        )
        + " modelPredictions.bmiLimits.minBmi modelPredictions.bmiLimits.maxBmi",
    },
    **{
        f"derivedSection.{kind}BrowseModule": {
            _DERIVED: "meshes[].id meshes[].term ancestors[].id ancestors[].term browseLeaves[].id browseLeaves[].name "
            "browseLeaves[].asFound browseLeaves[].relevance browseBranches[].abbrev browseBranches[].name",
        }
        for kind in ("condition", "intervention")
    },
}


def _flat(table: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    for module, uses in table.items():
        for use, names in uses.items():
            for name in names.split():
                yield f"{module}.{name}" if module else name, use


FIELDS = FieldTable(used=dict(_flat(_USED)), ignored=dict(_flat(_IGNORED)))

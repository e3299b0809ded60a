"""The fields of a record of CTIS: what is read, and what is left out and why.

Two forms are known: the one of today (below `authorizedApplication`) and the one before 17 June 2024, in which the same
parts stand at the top. The names are those of records and search rows as the public portal sends them.
"""

from scrapers._base import FieldTable

APPLICATION = "authorizedApplication."
"""Where the parts of an application stand in a record of today's form."""

_PERSON = "personal contact data: dropped"
_TWICE = "said again elsewhere in the record"
_LANGUAGE = "translations: the text in English is read"
_INTERNAL = "a number or flag of the database"
_PROCESS = "how the application was handled, not what the trial is"

_PART = "authorizedPartI."
_INFORMATION = "authorizedPartI.trialDetails.trialInformation."
_IDENTIFIERS = "authorizedPartI.trialDetails.clinicalTrialIdentifiers."
_PERIODS = "authorizedPartI.trialDetails.protocolInformation.studyDesign.periodDetails[]."
_PRODUCTS = "authorizedPartI.productRoleGroupInfos[].products[]."

_USED_BELOW = {
    f"{_IDENTIFIERS}fullTitle": "title",
    f"{_IDENTIFIERS}publicTitle": "title",
    f"{_IDENTIFIERS}shortTitle": "title",
    f"{_IDENTIFIERS}secondaryIdentifyingNumbers.*": "registration_id",
    "eudraCt.eudraCtCode": "registration_id",
    "eudraCtInfo.eudraCtCode": "registration_id",
    f"{_INFORMATION}trialCategory.trialPhase": "phase",
    f"{_INFORMATION}medicalCondition.partIMedicalConditions[].medicalCondition": "condition",
    f"{_INFORMATION}medicalCondition.meddraConditionTerms[].termName": "condition",
    f"{_INFORMATION}trialObjective.mainObjective": "text",
    f"{_INFORMATION}eligibilityCriteria.principalInclusionCriteria[].principalInclusionCriteria": "eligibility",
    f"{_INFORMATION}eligibilityCriteria.principalExclusionCriteria[].principalExclusionCriteria": "eligibility",
    f"{_INFORMATION}endPoint.primaryEndPoints[].endPoint": "primary_outcome",
    f"{_INFORMATION}endPoint.secondaryEndPoints[].endPoint": "secondary_outcome",
    f"{_INFORMATION}trialDuration.estimatedRecruitmentStartDate": "date",
    f"{_INFORMATION}trialDuration.estimatedEndDate": "date",
    f"{_INFORMATION}trialDuration.estimatedGlobalEndDate": "date",
    f"{_INFORMATION}sourceOfMonetarySupport[].organisationName": "institution",
    f"{_INFORMATION}populationOfTrialSubjects.ageRanges[].ageRangeCategory": "age",
    f"{_INFORMATION}populationOfTrialSubjects.isFemaleSubjects": "sex",
    f"{_INFORMATION}populationOfTrialSubjects.isMaleSubjects": "sex",
    f"{_INFORMATION}populationOfTrialSubjects.clinicalTrialGroups[].name": "healthy_volunteers",
    f"{_PERIODS}title": "text",
    f"{_PERIODS}allocationMethod": "allocation",
    f"{_PERIODS}armDetails[].title": "text",
    f"{_PART}productRoleGroupInfos[].productRoleName": "control, and a qualifier of intervention",
    f"{_PRODUCTS}productName": "intervention",
    f"{_PRODUCTS}routes[]": "qualifier of intervention",
    f"{_PRODUCTS}productDictionaryInfo.activeSubstanceName": "intervention",
    f"{_PRODUCTS}productDictionaryInfo.prodName": "qualifier of intervention",
    f"{_PART}rowSubjectCount": "sample_size",
    f"{_PART}rowCountriesInfo[].name": "centres",
    f"{_PART}sponsors[].organisation.name": "institution",
    f"{_PART}sponsors[].primary": "qualifier of institution",
    "authorizedPartsII[].recruitmentSubjectCount": "sample_size",
    "authorizedPartsII[].mscInfo.countryName": "centres, and a qualifier of sample_size",
    "authorizedPartsII[].trialSites[].*": "centres (counted)",
    "memberStatesConcerned[].mscName": "qualifier of status",
    "memberStatesConcerned[].mscPublicStatusCode": "status",
}
_USED = {
    "ctNumber": "registration_id",
    "ctStatus": "status",
    "ctPublicStatusCode": "status",
    "title": "title",
    "ctTitle": "title",
    "shortTitle": "title",
    "conditions": "condition",
    "trialCountries": "centres",
    "trialCountries[]": "centres",
    "decisionDateOverall": "date",
    "authorizationDate": "date",
    "decisionDate": "date, where it is one and not a list of countries",
    "submissionDate": "date",
    "startDateEU": "date",
    "endDateEU": "date",
    "lastUpdated": "date",
    "publishDate": "date",
    "sponsor": "institution",
    "trialPhase": "phase",
    "primaryEndPoint": "primary_outcome",
    "product": "intervention",
    "ageGroup": "age",
    "gender": "sex",
    "trialRegion": "says whether totalNumberEnrolled is the whole trial",
    "totalNumberEnrolled": "sample_size",
    "results.summaryResults[].submissionDate": "date",
    "results.clinicalStudyReports[].submitDate": "date",
}
_IGNORED_BELOW = {
    "applicationInfo[].*": _PROCESS,
    "eudraCt.isTransitioned": _PROCESS,
    "eudraCtInfo.hasVhp": _PROCESS,
    "memberStatesConcerned[].*": _PROCESS,
    "authorizedPartsII[].trialSites[].personInfo.*": _PERSON,
    "authorizedPartsII[].trialSites[].departmentName": _PERSON,
    "authorizedPartsII[].mscInfo.*": _PROCESS,
    "authorizedPartsII[].mscInfo.organisationInfo.*": _PERSON,
    "authorizedPartI.rowCountries[]": _TWICE,
    "authorizedPartI.rowCountriesInfo[].*": "codes of the country",
    "authorizedPartI.products[].*": _TWICE,
    "authorizedPartI.productRoleGroupInfos[].*": "files and labels of the product, not who gets how much of it",
    "authorizedPartI.therapeuticAreas[].*": "wider than the condition",
    "authorizedPartI.partOneTherapeuticAreas[].*": "wider than the condition",
    "authorizedPartI.medicalConditions[].*": _TWICE,
    "authorizedPartI.contentLabeling[].*": "files of the product",
    "authorizedPartI.sponsors[].*": "address and duties of the sponsor",
    "authorizedPartI.sponsors[].addresses[].*": _PERSON,
    "authorizedPartI.sponsors[].publicContacts[].*": _PERSON,
    "authorizedPartI.sponsors[].scientificContacts[].*": _PERSON,
    "authorizedPartI.sponsors[].contactPointForUnion.*": _PERSON,
    "authorizedPartI.sponsors[].legalRepresentative.*": _PERSON,
    "authorizedPartI.sponsors[].thirdParties[].*": _PERSON,
    "authorizedPartI.trialDetails.associatedClinicalTrials[].*": "other trials",
    "authorizedPartI.trialDetails.scientificAdviceAndPip.*": _PROCESS,
    "authorizedPartI.trialDetails.isClockStopRemovalRequested": _PROCESS,
    f"{_IDENTIFIERS}fullTitleTranslations[].*": _LANGUAGE,
    f"{_IDENTIFIERS}publicTitleTranslations[].*": _LANGUAGE,
    f"{_INFORMATION}trialCategory.*": "risk category, for the authorities",
    f"{_INFORMATION}medicalCondition.partIMedicalConditions[].*": _INTERNAL,
    f"{_INFORMATION}medicalCondition.partIMedicalConditions[].medicalConditionTranslations[].*": _LANGUAGE,
    f"{_INFORMATION}medicalCondition.meddraConditionTerms[].*": "codes of the term",
    f"{_INFORMATION}trialObjective.mainObjectiveTranslations[].*": _LANGUAGE,
    f"{_INFORMATION}trialObjective.secondaryObjectives[].*": "said again as secondary end points",
    f"{_INFORMATION}trialObjective.trialScopes[].*": "no claim type",
    f"{_INFORMATION}eligibilityCriteria.principalInclusionCriteria[].*": _LANGUAGE,
    f"{_INFORMATION}eligibilityCriteria.principalExclusionCriteria[].*": _LANGUAGE,
    f"{_INFORMATION}endPoint.primaryEndPoints[].*": _LANGUAGE,
    f"{_INFORMATION}endPoint.secondaryEndPoints[].*": _LANGUAGE,
    f"{_INFORMATION}sourceOfMonetarySupport[].id": _INTERNAL,
    f"{_INFORMATION}populationOfTrialSubjects.ageRanges[].*": _INTERNAL,
    f"{_INFORMATION}populationOfTrialSubjects.ageRangeSecondaryIds[].*": "parts of the age group",
    f"{_INFORMATION}populationOfTrialSubjects.clinicalTrialGroups[].code": _TWICE,
    f"{_INFORMATION}populationOfTrialSubjects.recruitmentPopulationGroups[].*": "no claim type",
    f"{_INFORMATION}populationOfTrialSubjects.isVulnerablePopulationSelected": "no claim type",
    f"{_INFORMATION}individualParticipantData.*": "no claim type",
    f"{_INFORMATION}individualParticipantDataSharingStatement.*": "no claim type",
} | {
    f"authorizedPart{name}": _INTERNAL
    for name in (
        "I.id I.isEditable I.versionNumber I.partOneConclusionId I.isLowIntervention I.trialCategoryCode "
        "I.trialCategoryJustificationComment I.includesPaediatricSubjects I.applicationType I.submissionDate "
        "I.conclusionDate I.assessmentOutcome I.assessmentOutcomeDate sII[].id sII[].mscId sII[].applicationId "
        "sII[].applicationStatusCode sII[].actualApplicationStatusCode sII[].applicationStatusDate "
        "sII[].conclusionDate sII[].decisionDate sII[].isEditable sII[].outOfScope sII[].submissionDate "
        "sII[].versionNumber"
    ).split()
}  # fmt: skip
_IGNORED = {
    "_id": "added by an exporter",
    "ctrname": "added by an exporter",
    "record_last_import": "added by an exporter",
    "id": _INTERNAL,
    "initialApplicationId": _INTERNAL,
    "lastPublicationUpdate": "when the portal published, not what changed",
    "endPoint": "end points run together; the record of the trial has them one by one",
    "therapeuticAreas": "wider than the condition",
    "therapeuticAreas[]": "wider than the condition",
    "sponsorType": "no claim type",
    "trialRegionCode": _TWICE,
    "ageRangeSecondary[]": "parts of the age group",
    "resultsFirstReceived": "says only that there are results",
    "recruitmentStatus": _TWICE,
    "totalPartIISubjectCount": _INTERNAL,
    "hasDeferrallApplied": _PROCESS,
    "hasAmendmentApplied": _PROCESS,
    "isRmsTacitAssignment": _PROCESS,
    "publicEvaluation[].*": "how the application was handled; names persons: dropped",
    "applications[].*": "said again elsewhere in the record; names persons: dropped",
    "primarySponsor.*": "said again in the sponsors of part I; personal contact data: dropped",
    "coSponsors[].*": "said again in the sponsors of part I; personal contact data: dropped",
    "mscTrialNotificationsInfoList[].*": _PROCESS,
    "trialGlobalEnd[].*": _PROCESS,
    "events.*": "when each country started and recruited; startDateEU is the first",
    "documents[].*": "files, which are not fetched",
    "documents[].title": "names of files, which may name persons: dropped",
    "correctiveMeasures[].*": _PROCESS,
    "results.*": "names of files, which are not fetched",
}


FIELDS = FieldTable(
    used=_USED | _USED_BELOW | {APPLICATION + name: use for name, use in _USED_BELOW.items()},
    ignored=_IGNORED | _IGNORED_BELOW | {APPLICATION + name: why for name, why in _IGNORED_BELOW.items()},
)

PERSONAL = frozenset(
    "publicContacts publicContact scientificContacts scientificContact contactPointForUnion legalRepresentative "
    "legalRepresentatives thirdParties personInfo person personId primarySponsor coSponsors addresses organisationInfo "
    "email phone phoneNumber telephone fax functionalName functionalEmailAddress intl departmentName publicEvaluation "
    "applications".split()
)
"""Keys that hold, repeat or may name what is known of persons."""

BOOKKEEPING = frozenset(
    "id uuid mscId part1Id part2Id applicationId clinicalTrialId originalApplicationId trialCategoryId trialScopeId "
    "trialId associatedEntityId addressId documentUuid productPk substancePk isEditable publishDate lastUpdated "
    "lastPublicationUpdate".split()
)
"""Keys that change by themselves: row numbers of the database and the stamps of publication."""

SECTIONS = {
    "identification": ("ctNumber", "eudraCt", "eudraCtInfo", "authorizedPartI.trialDetails.clinicalTrialIdentifiers",
                       "title", "ctTitle", "shortTitle"),
    "status": ("ctStatus", "ctPublicStatusCode", "recruitmentStatus", "memberStatesConcerned", "events",
               "trialGlobalEnd", "correctiveMeasures", "applicationInfo", "mscTrialNotificationsInfoList"),
    "dates": ("startDateEU", "endDateEU", "decisionDate", "decisionDateOverall", "authorizationDate", "submissionDate",
              f"{_INFORMATION}trialDuration"),
    "design": ("trialPhase", f"{_INFORMATION}trialCategory", "totalNumberEnrolled",
               "authorizedPartI.trialDetails.protocolInformation"),
    "arms": ("product", "authorizedPartI.productRoleGroupInfos", "authorizedPartI.products"),
    "outcomes": ("endPoint", "primaryEndPoint", f"{_INFORMATION}endPoint"),
    "eligibility": ("ageGroup", "ageRangeSecondary", "gender", f"{_INFORMATION}eligibilityCriteria",
                    f"{_INFORMATION}populationOfTrialSubjects"),
    "sponsor": ("sponsor", "sponsorType", "authorizedPartI.sponsors", f"{_INFORMATION}sourceOfMonetarySupport"),
    "conditions": ("conditions", "therapeuticAreas", "authorizedPartI.medicalConditions",
                   "authorizedPartI.therapeuticAreas", "authorizedPartI.partOneTherapeuticAreas",
                   f"{_INFORMATION}medicalCondition"),
    "sites": ("trialCountries", "trialRegion", "trialRegionCode", "authorizedPartsII",
              "authorizedPartI.rowSubjectCount", "authorizedPartI.rowCountries", "authorizedPartI.rowCountriesInfo"),
    "results": ("results", "resultsFirstReceived"),
    "documents": ("documents", "authorizedPartI.contentLabeling"),
}  # fmt: skip
"""Which part of the content stands in which section; everything else is in `description`."""

PHASES = {
    "1": "Human Pharmacology (Phase I)- First administration to humans",
    "2": "Human Pharmacology (Phase I)- Bioequivalence Study",
    "3": "Human Pharmacology (Phase I)- Other",
    "4": "Therapeutic exploratory (Phase II)",
    "5": "Therapeutic confirmatory (Phase III)",
    "6": "Therapeutic use (Phase IV)",
    "7": "Phase I and Phase II (Integrated)- First administration to humans",
    "8": "Phase I and Phase II (Integrated)- Bioequivalence Study",
    "9": "Phase I and Phase II (Integrated)- Other",
    "10": "Phase II and Phase III (Integrated)",
    "11": "Phase III and phase IV (Integrated)",
}
STATUSES = {
    "1": "Under evaluation",
    "2": "Authorised, recruitment pending",
    "3": "Authorised, recruiting",
    "4": "Ongoing, recruiting",
    "5": "Ongoing, recruitment ended",
    "6": "Temporarily halted",
    "7": "Suspended",
    "8": "Ended",
    "9": "Expired",
    "10": "Revoked",
    "11": "Not authorised",
    "12": "Cancelled",
}
ALLOCATIONS = {"1": "Randomised Controlled", "2": "Non-Randomised Controlled", "3": "Not Applicable"}
AGES = {"1": ("0 years", None), "2": ("0 years", "17 years"), "3": ("18 years", "64 years"), "4": ("65 years", None)}
"""Code of an age group (in utero, 0-17, 18-64, 65 and over) -> its youngest and oldest."""
AGE_GROUPS = {"In utero": "1", "0-17 years": "2", "18-64 years": "3", "65+ years": "4"}

"""Papers of the benchmark as records of PubMed, with authors, affiliation, DOI and some with a registration number."""

from datetime import date
from xml.sax.saxutils import escape

from tests.linking.benchmark.trial_rows import Row

_REGISTRIES = {"NCT": "ClinicalTrials.gov", "ISR": "ISRCTN"}


def pmid(row: Row) -> str:
    """The number of the paper of a trial."""
    return f"PMID9999{row.id[-4:]}"


def record(row: Row, title: str, abstract: str, *, with_number: bool) -> str:
    """The paper as PubMed gives it out."""
    first, last = row.lead.rsplit(" ", 1)
    if row.lead.startswith(("Liu", "Tan", "Chen")):
        last, first = row.lead.split(" ", 1)
    day = date.fromisoformat(row.published)
    bank = ""
    if with_number:
        bank = f"""<DataBankList CompleteYN="Y"><DataBank><DataBankName>{_REGISTRIES[row.id[:3]]}</DataBankName>\
<AccessionNumberList><AccessionNumber>{row.id}</AccessionNumber></AccessionNumberList></DataBank></DataBankList>"""
    return f"""<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid(row)[4:]}</PMID>
<Article PubModel="Electronic"><Journal><JournalIssue CitedMedium="Internet"><PubDate><Year>{day.year}</Year>\
<Month>{day:%b}</Month><Day>{day.day}</Day></PubDate></JournalIssue><Title>{escape(row.journal)}</Title></Journal>
<ArticleTitle>{escape(title)}</ArticleTitle><ELocationID EIdType="doi" ValidYN="Y">{row.doi}</ELocationID>
<Abstract><AbstractText>{escape(abstract)}</AbstractText></Abstract>
<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>{escape(last)}</LastName><ForeName>{escape(first)}</ForeName>\
<Initials>{first[0]}</Initials><AffiliationInfo><Affiliation>{escape(row.reporter)}, {row.countries.split(", ")[0]}.\
</Affiliation></AffiliationInfo></Author><Author ValidYN="Y"><CollectiveName>{escape(row.sponsor)} Group\
</CollectiveName></Author></AuthorList>
<Language>eng</Language>{bank}<PublicationTypeList><PublicationType UI="D016449">Randomized Controlled Trial\
</PublicationType></PublicationTypeList><ArticleDate DateType="Electronic"><Year>{day.year}</Year>\
<Month>{day.month:02}</Month><Day>{day.day:02}</Day></ArticleDate></Article></MedlineCitation>
<PubmedData><PublicationStatus>epublish</PublicationStatus><ArticleIdList><ArticleId IdType="pubmed">{pmid(row)[4:]}\
</ArticleId><ArticleId IdType="doi">{row.doi}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>
"""


def pubmed_file(records: list[str]) -> str:
    """An answer of PubMed with these records."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- Fictitious papers in the real format. -->\n'
    return f"{head}<PubmedArticleSet>\n{''.join(records)}</PubmedArticleSet>\n"

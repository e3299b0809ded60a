"""Pages in the manner of outlets that have a site rule, and of those that need none. All content is made up."""

import pytest

from scrapers._select import selected
from scrapers._sites import lines_of, rule_for, site_rules
from scrapers.page import parse, tree_of
from tests.scrapers.plays import documents, reply
from tracker.records import Document

FIRST = "Saltwater drops eased dryness in 64 invented volunteers, a team at Example University reports after six weeks."
SECOND = (
    "The drops were compared with plain water, and neither the volunteers nor the team knew who had been given which."
)
THIRD = (
    "Nobody should draw conclusions from an example, said Dr Kim Noone, who wrote it on a dry afternoon in the office."
)
PROSE = "".join(f"<p>{text}</p>" for text in (FIRST, SECOND, THIRD))

EUREKALERT = f"""<html><head><title>Drops ease dryness | EurekAlert!</title></head><body>
<nav><ul><li><a href="/a">News releases by subject area</a></li></ul></nav>
<article><header><div class="release_date">News Release <time>20-May-2099</time></div>
<h1 class="page_title">Drops ease dryness in made-up trial</h1>
<h2 class="subtitle">Six weeks of saltwater were enough for 64 volunteers who do not exist</h2>
<p class="meta_institute">Example University</p></header>
<div class="entry">{PROSE}</div>
<div class="details"><h4>Journal</h4><p>Journal of Invented Results</p>
<h4>DOI</h4><p><a href="https://doi.org/10.99999/jir.2099.1">10.99999/jir.2099.1</a></p>
<h4>Method of Research</h4><p>Randomized controlled/clinical trial</p>
<h4>Article Title</h4><p>Saltwater for dry examples</p>
<h4>Funding</h4><p>Foundation for Examples, grant 7</p></div>
<div class="disclaimer">The outlet is not responsible for the accuracy of news releases posted to it.</div>
</article></body></html>"""

SCIENCEDAILY = f"""<html><head><title>Drops ease dryness -- ScienceDaily</title></head><body>
<h1 id="headline" class="headline">Drops ease dryness</h1>
<dl class="dl-horizontal"><dt>Date:</dt><dd id="date_posted">May 20, 2099</dd>
<dt>Source:</dt><dd id="source">Example University</dd>
<dt>Summary:</dt><dd id="abstract">Saltwater was better than water in a small and made-up study.</dd></dl>
<div id="story_text"><p id="first" class="lead">{FIRST}</p><div id="text"><p>{SECOND}</p><p>{THIRD}</p></div></div>
<div id="story_source"><p><strong>Story Source:</strong></p>
<p>Materials provided by <strong>Example University</strong>.</p></div>
<div id="journal_references"><p><strong>Journal Reference</strong>:</p><ol class="journal">
<li>Kim Noone, Pat Nobody. <strong>Saltwater for dry examples</strong>. <em>Journal of Invented Results</em>, 2099;
DOI: <a href="http://dx.doi.org/10.99999/jir.2099.1">10.99999/jir.2099.1</a></li></ol></div>
<div id="related_topics"><ul><li><a href="/t">Eyes</a></li></ul></div></body></html>"""

MEDICAL_XPRESS = f"""<html><head><title>Drops ease dryness</title></head><body><article class="news-article">
<h1>Drops ease dryness</h1><p class="article-byline">by Pat Nobody, Example University</p>
<div class="article-main"><div class="article-gallery"><figure><figcaption>Credit: Nobody</figcaption></figure></div>
{PROSE}
<div class="article-main__more p-4"><strong>More information:</strong> Kim Noone et al, Saltwater for dry examples,
<i>Journal of Invented Results</i> (2099). <a data-doi="1" href="https://dx.doi.org/10.99999/jir.2099.1">DOI:
10.99999/jir.2099.1</a></div>
<div class="d-inline-block text-medium my-4">Provided by <a href="/p">Example University</a></div>
</div></article></body></html>"""

NEUROSCIENCE_NEWS = f"""<html><head><title>Drops ease dryness - Example News</title></head><body>
<article><h1 class="entry-title">Drops ease dryness</h1><div class="entry-content">
<p><strong>Summary:</strong> {FIRST}</p><p><strong>Key Facts</strong></p>
<ul><li><strong>Length:</strong> the trial ran for six weeks at one made-up place.</li>
<li><strong>Size:</strong> there were 64 volunteers, all of them invented.</li></ul>{PROSE}
<h2>About this dryness research news</h2><p><strong>Author: </strong><a href="/k">Kim Noone</a><br>
<strong>Source: </strong><a href="https://u.example">Example University</a><br>
<strong>Original Research: </strong>Open access.<br>
“<a href="https://doi.org/10.99999/jir.2099.1">Saltwater for dry examples</a>” by Kim Noone et al.
<em>Journal of Invented Results</em></p><h2>Abstract</h2>
<p><strong>Saltwater for dry examples</strong></p>
<p><strong>Background:</strong> Dry examples are common.</p>
<p><strong>Methods:</strong> In this made-up trial 64 volunteers were given saltwater or water for six weeks.</p>
<p><strong>Results:</strong> The score fell by 4 points with saltwater and by 2 with water.</p>
<p><strong>Conclusions:</strong> Nothing follows from an example.</p></div>
<div class="related-articles"><h3>Related</h3><p><a href="/o">Another story about something else entirely</a></p></div>
</article></body></html>"""

PRESS_OFFICE = f"""<html><head><title>Drops ease dryness | Example University</title>
<meta property="og:description" content="Six weeks of saltwater were enough, says a made-up team from the desk.">
</head><body><main><h1>Drops ease dryness</h1>
<div class="standfirst">Six weeks of saltwater were enough, says a made-up team from the desk.</div>
{PROSE}<h3>Reference</h3><p>Noone K, Nobody P. Saltwater for dry examples. Journal of Invented Results (2099).
<a href="https://doi.org/10.99999/jir.2099.1">Read the paper</a></p>
<p>Media contact: Pat Nobody</p></main></body></html>"""


def read(page: str, url: str) -> Document:
    (document,) = documents(parse(reply(page, url, headers={"content-type": "text/html; charset=utf-8"})))
    return document


def parts(document: Document, kind: str) -> str:
    return "\n".join(document.text[part.start : part.end] for part in document.passages if part.kind == kind)


@pytest.mark.parametrize(
    ("url", "page", "names"),
    [
        ("https://www.eurekalert.org/news-releases/9", EUREKALERT,
         ["Source: Example University", "Journal: Journal of Invented Results", "DOI: 10.99999/jir.2099.1",
          "Article Title: Saltwater for dry examples", "Funding: Foundation for Examples, grant 7"]),
        ("https://www.sciencedaily.com/releases/9.htm", SCIENCEDAILY,
         ["Source: Example University", "Materials provided by Example University.", "DOI: 10.99999/jir.2099.1"]),
        ("https://medicalxpress.com/news/9.html", MEDICAL_XPRESS,
         ["More information: Kim Noone et al", "DOI: 10.99999/jir.2099.1", "Provided by Example University"]),
        ("https://brains.example/9", NEUROSCIENCE_NEWS,
         ["Source: Example University", "Original Research: Open access.", "https://doi.org/10.99999/jir.2099.1"]),
        ("https://www.u.example/9", PRESS_OFFICE, ["Reference", "https://doi.org/10.99999/jir.2099.1"]),
    ],
    ids=["eurekalert", "sciencedaily", "medical xpress", "neuroscience news", "press office"],
)  # fmt: skip
def test_body_and_citation(url: str, page: str, names: list[str]) -> None:
    document = read(page, url)
    assert all(document.text.count(text) >= 1 for text in (FIRST, SECOND, THIRD))
    citation = parts(document, "citation")
    assert [name for name in names if name not in citation] == []
    assert not any(text in citation for text in (FIRST, SECOND, THIRD))
    other = "".join(parts(document, kind) for kind in ("related", "boilerplate"))
    assert not any(text in other for text in (FIRST, SECOND, THIRD))
    for stray in ("News releases by subject", "Credit: Nobody", "Another story about"):
        assert stray not in document.text
    assert document.text.count("Drops ease dryness") == 1


def test_a_release_has_date_and_subtitle() -> None:
    document = read(EUREKALERT, "https://www.eurekalert.org/news-releases/9")
    assert document.published is not None
    assert str(document.published.low) == "2099-05-20"
    assert document.text.split("\n")[2].startswith("Six weeks of saltwater")
    assert "accuracy of news releases" not in document.text


def test_key_facts_and_abstract() -> None:
    document = read(NEUROSCIENCE_NEWS, "https://brains.example/9")
    assert parts(document, "key_facts").startswith("Key Facts\n- Length: the trial ran for six weeks")
    abstract = parts(document, "abstract")
    assert abstract.startswith("Abstract")
    assert abstract.endswith("Nothing follows from an example.")
    assert "64 volunteers were given" in abstract


def test_a_standfirst_is_part_of_the_body() -> None:
    document = read(PRESS_OFFICE, "https://www.u.example/9")
    assert document.text.startswith("Drops ease dryness\n\nSix weeks of saltwater were enough")
    start, end = PRESS_OFFICE.index("<div"), PRESS_OFFICE.index("</div>")
    hidden = PRESS_OFFICE[:start] + PRESS_OFFICE[end:]
    assert "made-up team" not in read(hidden, "https://www.u.example/9").text


def test_without_its_parts_a_site_is_read_like_any_other() -> None:
    page = EUREKALERT.replace('class="entry"', 'class="new-name"').replace('class="details"', 'class="other"')
    assert SECOND in read(page, "https://www.eurekalert.org/news-releases/9").text


def test_rules_are_found_by_host() -> None:
    assert rule_for("https://www.eurekalert.org/x") is rule_for("https://archive.eurekalert.org/x") is not None
    assert rule_for("https://eurekalert.org.other.example/") is None
    assert rule_for("") is None
    tree = tree_of(reply(EUREKALERT), is_page=True)
    for rule in site_rules():
        for css in (*rule.body, *rule.drop, *rule.lead, *rule.citation, *rule.source, *rule.embargo, *rule.published):
            selected(tree, css)  # every selector of the file is one that is understood


def test_a_heading_is_put_before_what_follows_it() -> None:
    tree = tree_of(reply("<html><body><div id='x'><h4>DOI</h4><p>10.99999/a</p>tail<dl><dt>Year:</dt><dd>2099</dd></dl>"
                       "<h4>Alone</h4></div></body></html>"), is_page=True)  # fmt: skip
    assert lines_of(selected(tree, "#x")[0]) == ["DOI: 10.99999/a", "tail", "Year: 2099", "Alone"]


@pytest.mark.parametrize(
    ("css", "found"),
    [
        ("p", 3), (".a", 2), ("p.a", 1), ("#one .a", 1), ("[rel~=author]", 1), ("a[href*=people]", 1), ("*.a.b", 1),
        ("[hidden]", 1), ("[id=one] p", 2), (".missing", 0),
    ],
)  # fmt: skip
def test_selectors(css: str, found: int) -> None:
    page = ("<html><body><div id='one' class='a  b'><p class='x a'>1</p><p hidden>2 "
            "<a rel='me author' href='/people/1'>K</a></p></div><p class='aa'>3</p></body></html>")  # fmt: skip
    assert len(selected(tree_of(reply(page), is_page=True), css)) == found


def test_another_selector_is_refused() -> None:
    with pytest.raises(ValueError, match="no selector"):
        selected(tree_of(reply("<html><body><p>x</p></body></html>"), is_page=True), "p > a")

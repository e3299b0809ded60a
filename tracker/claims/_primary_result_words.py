"""Words by which an abstract says how its primary outcome came out: headings, names, tests, conclusions."""

import re

from tracker.claims._gated import Gated

CONCLUDES = Gated(
    r"^\W{0,3}(?:(?:conclusions?|interpretation|discussion|significance|conclusions? and relevance)\b[^:.]{0,30}:|"
    r"conclusions?\s(?-i:[A-Z])|(?:in conclusion|we conclude|in summary|to conclude)\b)",
    re.IGNORECASE,
)
REPORTS = Gated(r"^\W{0,3}(?:main\s)?(?:results?|findings)\b[^:.]{0,30}(?::|\s(?=(?-i:[A-Z])))", re.IGNORECASE)
NO_RESULT = Gated(
    r"^\W{0,3}(?:funding|trial registration|clinical ?trial|\(?funded|registration|keywords)\b", re.IGNORECASE
)
PRIMARY = Gated(
    r"\b(?:co-?)?(?:primary|main|principal|major)\b[\w\s,/-]{0,30}?\b(?:end[\s-]?points?|outcomes?(?:\smeasures?)?|"
    r"objectives?|aims?|goals?|hypothes[ie]s)\b",
    re.IGNORECASE,
)
BEFORE_PRIMARY = Gated(r"\b(?:was|were|as|being)\s(?:the\s|our\s|its\s)?(?:study\s|trial\s)?$", re.IGNORECASE)
"""What comes before "was the primary end point" is its name."""
AFTER_NAME = Gated(r";|\.\s|\bsecondary\b|,\swith\b|,\sand\s(?:the\s)?(?:secondary|key)\b", re.IGNORECASE)
AIMS = Gated(
    r"\b(?:whether|compare[ds]?|powered|designed|improve[sd]?|hypothes\w+|assess\w*|evaluat\w+|investigat\w+|detect|"
    r"determine|show)\b",
    re.IGNORECASE,
)
ENDPOINT = Gated(
    r"\b(?:(?:overall|progression|disease|event|relapse|recurrence|metastas[ie]s|failure|biochemical|cancer|melanoma|"
    r"symptom|treatment|invasive disease|local recurrence|graft|ventilator|seizure|transplant)[\s-](?:free\s|"
    r"specific\s|"
    r"related\s)?(?:survival|mortality|failure)|(?:(?:objective|overall|complete|tumou?r|pathological?|clinical|"
    r"major|sustained)"
    r"\s){1,3}(?:response|remission)(?:\srates?)?|response rates?|quality of life|time to (?:[\w-]+\s?){1,3}|survival|"
    r"mortality|local control|toxicity|recurrence|relapse|remission|pain)\b",
    re.IGNORECASE,
)
"""Names of common endpoints, by which results about others than the primary one are told apart."""
ALONE = frozenset({"survival", "pain", "toxicity", "mortality", "recurrence", "relapse", "remission"})
"""Endpoints so common that the bare word need not be another one."""
OTHER_LONG = (
    "survival",
    "response",
    "time to",
    "progression",
    "quality",
    "relapse",
    "recurrence",
    "remission",
    "event",
)
NON_INFERIORITY = Gated(r"\bnon-?\s?inferior(?:ity)?\b|\bequivalence\s(?:trial|study|margin|design)\b", re.IGNORECASE)
_MARGIN = r"(?:non-?inferiority\s|equivalence\s|prespecified\s)*(?:margin|boundary|limit)\b"
NOT_NON_INFERIOR = Gated(
    r"\b(?:non-?inferiority|equivalence)\b[^.;]{0,80}?\b(?:(?:was|were|could|is)(?:\snot|n[’']t)|"
    r"not\s(?:be\s)?(?:met|shown|"
    r"established|demonstrated|proven|achieved|reached|confirmed)|failed|rejected)\b|"
    r"\b(?:not|failed to|unable to|neither|no)\b[^.;,]{0,60}?\b(?:non-?inferior(?:ity)?|equivalence)\b|"
    rf"\b(?:exceed(?:ed|s)|crossed|above|beyond|outside|includes|included)\b[^.;]{{0,40}}?{_MARGIN}|"
    r"\binconclusive\b|\bp\s?[=>]\s?0?[.·][1-9]\d*\sfor non-?inferiority|\b(?:was|were|"
    r"is)\s(?:significantly\s)?inferior\b",
    re.IGNORECASE,
)
NON_INFERIOR = Gated(
    r"\b(?:was|were|is|are|at least|proved|be|proven)\s(?:[\w-]+\s){0,2}?(?:non-?\s?inferior|not inferior|"
    r"equivalent)\b|"
    r"\bnon-?inferiority\b[^.;]{0,90}?\b(?:was|were)\s(?:[\w-]+\s)?(?:met|shown|established|demonstrated|proven|"
    r"achieved|"
    r"reached|confirmed|declared|concluded)\b|"
    r"\b(?:met|meeting|meets|demonstrat\w+|show\w*|establish\w+|confirm\w+|"
    r"achiev\w+)\b[^.;]{0,60}?\bnon-?inferior(?:ity)?\b|"
    r"\bp\s?[=<]\s?[0·.]{0,3}0\d*\sfor non-?inferiority|"
    rf"\b(?:below|within|lower than|did not (?:exceed|cross)|less than|excluded?)\b[^.;]{{0,50}}?{_MARGIN}",
    re.IGNORECASE,
)
NO_EFFECT = Gated(
    r"\b(?:(?:did|do|does|could|was|were|is|has|had|can)(?:\snot|n[’']t)|cannot)\b[^.;]{0,70}?\b(?:improv|"
    r"prolong|increas|"
    r"reduc|decreas|superior|better|longer|higher|lower|differ|benefit|enhanc|demonstrat|show|affect|confer|"
    r"result|lead|"
    r"meet|met\b|associated|prevent|delay|significan|effective|provide|translate|reach|justif|support|alter|"
    r"extend|add)\w*|"
    r"\b(?:no|without|lack of|absence of|neither|nor)\b[^.;,]{0,60}?\b(?:difference|improvement|benefit|effect|"
    r"advantage|"
    r"survival|gain|superiority|increase|reduction|impact|evidence|added|additional)s?\b|\bfailed to\b|\bfutil\w+|"
    r"\b(?:similar|comparable|equivalent|no better|unchanged|the same|ineffective|worse)\b|"
    r"\bnot (?:improved?|superior|recommended|supported?|warrant\w*|significant\w*|statistically)\b|"
    r"\bnon-?significant\b",
    re.IGNORECASE,
)
AN_EFFECT = Gated(
    r"\b(?:improv\w+|prolong\w*|superior(?:ity)?|reduc(?:es?|ed|tion|ing)|increas(?:es?|ed|ing)|benefits?|effective|"
    r"efficacious|efficacy|longer|better|fewer|lower|higher|advantage|delay(?:s|ed)|prevent(?:s|ed)|extend(?:s|"
    r"ed)|active|"
    r"decreas(?:es?|ed)|standard (?:of care|treatment|therapy)|should be (?:considered|offered|recommended|used)|"
    r"new standard|recommended|enhances?d?|success\w*)\b",
    re.IGNORECASE,
)
CLAUSES = Gated(
    r";\s|,?\s(?:but|although|whereas)\s|,?\showever\b|,\swith\s|\s(?:with|at)\s(?=(?:no|acceptable|fewer|less|"
    r"manageable|similar|"
    r"comparable|good|the (?:expense|cost)|an?\s(?:[\w-]+\s){0,2}?(?:safety|toxicity))\b)",
    re.IGNORECASE,
)
HARMS = Gated(r"\b(?:toxic\w*|adverse|side[\s-]effects?|safety|tolera\w+|complications?)\b", re.IGNORECASE)
NOT_DIFFERENT = Gated(
    r"\b(?:no|not|nor|neither|without (?:an?|any)|any|failed to)\b[^.;]{0,50}?\b(?:significan\w+|differ\w*|"
    r"improv\w+|superior|benefit|"
    r"better|longer|advantage)|\bnon-?significan\w+|\b(?:similar|comparable|identical|the same)\b",
    re.IGNORECASE,
)
SIGNIFICANT = Gated(r"\bsignificant(?:ly)?\b", re.IGNORECASE)
PART_ONLY = Gated(
    r"\bsub-?groups?\b|\bsubset\b|\bexploratory\b|\bpost[\s-]?hoc\b|\bmultivaria\w+|\bunplanned\b|\bper[\s-]protocol\b|"
    r"\bamong (?:patients|those|women|men) (?:with|who|aged)\b|\bin (?:the )?patients with\b|\bsecondary\b|"
    r"\bprognostic\b|"
    r"\bretrospective",
    re.IGNORECASE,
)
"""A result of part of the patients, or of an analysis nobody had planned."""
OTHER_TEST = Gated(r"\binteraction|\bheterogen|\btrend", re.IGNORECASE)
SAYS_NOT_MET = Gated(
    r"\b(?:(?:was|were|is|has|had|did)\s(?:not|n[’']t)\s(?:been\s)?(?:met|reached?|achieved?|meet|improved?|"
    r"attain(?:ed)?)|"
    r"failed to (?:meet|reach|achieve)|missed)\b|\bno[t]?\b[^.;]{0,40}\bdiffer\w*",
    re.IGNORECASE,
)
SAYS_MET = Gated(r"\b(?:met|reached|achieved)\b", re.IGNORECASE)
RATIO = Gated(
    r"\b(?:hazard|odds|risk|rate|relative)[\s-](?:ratios?|risk)\b|(?-i:\b(?:a?HR|OR|RR|SHR)\b)", re.IGNORECASE
)
DIFFERENCE = Gated(r"\bdifferences?\b|\babsolute\b", re.IGNORECASE)
INTERVAL = Gated(
    r"(?:\d\d(?:[.·]\d+)?\s?%\s?(?:two-sided\s|repeated\s)?(?:CI\b|confidence (?:intervals?|"
    r"limits?))(?:\s?[\[(]CI[\])])?|\bCI\b)"
    r"\)?\s?[,:;=]?\s?[\[(]?\s?(?:for the difference,?\s|of\s|from\s)?(?P<a>[-−–]?\d*[.·]?\d+)\s?%?\s?(?:to|-|–|"
    r"—|,|and)\s?"
    r"(?P<b>[-−–+]?\d*[.·]?\d+)",
    re.IGNORECASE,
)
SHORT_FORM = Gated(r"\((?P<short>[A-Za-z]{2,7})\)")
EMPTY = frozenset(
    "the a an of in at to with and or for from by was were is be between rate rates time patients number percentage "
    "proportion median mean primary end point endpoint outcome measure measured defined as assessed after on during "
    "year years year months month change difference treatment group groups trial study all any per cent free event "
    "analysis population intention treat who had this that which among".split()
)
"""Words that tell no outcome from another."""

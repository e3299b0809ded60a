"""The phrases that a number needed to treat in everyday words is made of: people, action, need, outcome, ratio."""

import re

from tracker.claims._gated import Gated
from tracker.claims._lexicon import MODIFIERS, PEOPLE
from tracker.claims._numbers import HEDGE, NUMBER

SCREENED = (
    r"screen(?:ed|ing|s)?|scan(?:ned|ning|s)?|mammogra(?:ms?|phy)|colonoscop(?:y|ies)|invit(?:e|ed|ing)|tests?|"
    r"tested|"
    r"testing|x-ray(?:ed|s)?|biops(?:y|ies|ied)"
)
ACT = (
    rf"(?:{SCREENED}|treat(?:ed|ing|ment)?|vaccinat(?:e|ed|ing|ion)|immuni[sz](?:e|ed|ing)|inoculat(?:e|ed|ing)|"
    r"jab(?:bed|s)?|tak(?:e|en|es|ing)|took|swallow(?:ed|ing)?|giv(?:e|en|es|ing)|gave|receiv(?:e|ed|es|ing)|"
    r"get(?:ting)?|got|us(?:e|ed|es|ing)|undergo(?:ing|ne)?|underwent|operat(?:e|ed|ing|ions?)|surgery|"
    r"prescrib(?:e|ed|ing)|inject(?:ed|ing|ions?)?|shots?|switch(?:ed|ing)?|start(?:ed|ing)?|stick(?:ing)? to|"
    r"attend(?:ed|ing)?|follow(?:ed|ing)?|wear(?:ing)?|fit(?:ted|ting)?|insert(?:ed|ing)?|implant(?:ed|ing)?|"
    r"exercis(?:e|ed|ing)|eat(?:ing)?|drink(?:ing)?|adopt(?:ed|ing)?|offer(?:ed|ing)?|put(?:ting)?|transfus(?:e|ed|"
    r"ing)|supplement(?:ed|s|ation)?|therapy|inhal(?:e|ed|ing)|train(?:ed|ing)|"
    r"appl(?:y|ied|ying)|undertak(?:e|en|ing)|on)"
)
DONE = (
    r"(?:screening|mammography|scanning|testing|treating|treatment of|vaccinating|vaccination of|immuni[sz]ing|"
    r"inoculating|giving|operating on|prescribing|putting|switching|injecting|offering|inviting|training|teaching)"
)
DOES = r"(?:treats?|screens?|vaccinates?|immuni[sz]es?|operates? on|gives?|scans?|prescribes?)"
THING = (
    r"(?:prescriptions|operations|procedures|surgeries|mammograms|scans|screenings?|tests|colonoscopies|biopsies|"
    r"stents|treatments|courses|shots|jabs|vaccinations|immuni[sz]ations|transfusions|implants)"
)
NEED = (
    r"(?:need(?:s|ed|ing)?|ha(?:ve|d|s|ving) to|must|(?:is|are|was|were|be) (?:needed|required|necessary)|"
    r"required?s?|would have to|(?:it|that|this) (?:would |will )?(?:takes?|took|means?|meant|involves?)|"
    r"(?:it|that|this) would mean)"
)
ONE_MORE = (
    r"(?:just |only |even |at least |about |around |roughly )?"
    r"(?:one|1|a single|an? (?:extra|additional|further))\b(?:\s(?:more|extra|"
    r"additional|other|fewer|less|further|new|single))*"
)
OTHER_NOUN = (
    r"or|in(?=\s)|out of (?!hospital|care|danger|bed)|and|of (?:our|the (?:doctors|researchers|authors))|hours?|"
    r"days?|weeks?|months?|years?|"
    r"minutes?|millions?|thousand|hundred|dozen|dollars?|pounds?|euros?|tablets?|pills?|capsules?|doses?|mg|ml|"
    r"points?|per|percent|doctors?|nurses?|therapists?|surgeons?|staff|beds?|machines?|places?|clinics?|"
    r"hospitals?(?!\s(?:stay|admission|visit|death))|"
    r"cent(?:re|er)s?|trials?|stud(?:y|ies)|batch|third|half|quarter|visits?|sessions?|courses?|thing|reason|"
    r"group|arm|time|times|side|drug|treatment|another|type|kind|man[’']s"
)
NO_OUTCOME = rf"(?!\s?%|\s(?:{OTHER_NOUN})\b)"
ONE = rf"{ONE_MORE}{NO_OUTCOME}"
PREVENT = (
    r"(?:prevention of|(?:prevent|avoid|avert|detect|harm)(?:s|ed|ing)?|(?:sav|spar|caus|cur|rescu|injur|"
    r"postpon|reliev|eliminat|revers|resolv)(?:e|es|ed|ing)|"
    r"(?:stop|kill|heal)(?:s|ped|ping|ed|ing)?|(?:stave|staving|ward|warding|head|heading|fend|fending)s? off|"
    r"find(?:s|ing)?|found|catch(?:es|ing)?|caught|pick(?:s|ed|ing)? up|identif(?:y|ies|ied|ying)|uncover(?:s|"
    r"ed|ing)?)"
)
GAIN = (
    r"(?:(?:yield|gain|help|benefit|protect|obtain)(?:s|ed|ing)?|(?:produc|achiev|secur|se|hav)(?:e|es|ed|ing)|"
    r"get(?:s|ting)?|keep(?:s|ing)?|results? in|lead(?:s|ing)? to|bring(?:s|ing)?(?: about)?)"
)
GAINED = (
    r"(?=\s?[.,;:)—–]|\s?$|\s(?:to|out|off|free|alive|from|person|patient|child|woman|man|adult|baby|smoker|"
    r"of (?:them|these|those)|improve|recover|respond|quit|surviv|live|better|go|"
    r"(?:[\w-]+\s){0,2}(?:remissions?|cures?|recover(?:y|ies)|respons\w+|responders?|success|benefits?|"
    r"improvements?|pregnanc\w+|births?|"
    r"survivors?|quitters?|li(?:fe|ves)|deaths?|cases?|outcomes?|results?))\b)"
)
SAVED = (
    r"(?:prevented|avoided|averted|spared|saved|helped|protected|cured|rescued|harmed|injured|caused|gained|"
    r"found|detected)"
)
BENEFITS = rf"(?:benefit(?:s|ed)?|avoid(?:s|ed)?|{SAVED})"
RESULT = Gated(
    rf"\b(?:{PREVENT}\s(?P<one>{ONE}|an?\s|each\s)|{GAIN}\s{ONE}{GAINED}|"
    rf"{GAIN}\s(?:one|an) (?:extra|additional|more) \w+|"
    rf"(?:see|get)\s{ONE}\s(?:[\w’'-]+\s){{0,2}}?(?:avoid|benefit|improve|recover|respond)|"
    rf"(?:see|get|produce|find|make)\s(?:an?|any)\s(?:[\w-]+\s){{1,3}}(?:in|to|for)\s{ONE_MORE}|"
    rf"(?:work|be effective)\s(?:for|in|on)\s{ONE_MORE}|(?:be|have|see|mean|means|meant)\sone (?:fewer|less|extra|"
    rf"additional|more)\s\w+|"
    rf"(?:reduc|cut|lower)\w*\s[^.;]{{0,50}}\bby\s{ONE})|"
    rf"\b(?:for|(?P<before>before)|so(?: that)?)\s{ONE}(?:\s[\w’'-]+){{0,3}}?"
    r"(?:(?(before)(?!))\sto\s[a-z]|\s(?:benefit|success|cure|remission|response|recovery|improvement|pregnancy|birth)|"
    rf"(?:\s(?:is|was|would be|will be))?\s(?:{BENEFITS}|improve[sd]?|respond(?:s|ed)?|recover(?:s|ed)?|gets|got|"
    r"shows|showed|survive[sd]?|quits?|stops|(?:does|did|will|would)(?:\snot\b|n[’']t\b)))|"
    rf"\b(?:for (?:every|each)|per)\s(?:(?:[\w’'-]+\s){{1,5}}?{BENEFITS}\b|"
    r"(?:one\s|(?:additional|extra)\s\w+\s)(?:who|that)\s(?!(?:is|was|gets|got) treated))|"
    rf"\band,?\s{ONE}(?:\s\w+)?\s(?:will|would)\s(?:be\s)?{BENEFITS}",
    re.IGNORECASE,
)
BEFORE = Gated(
    rf"(?:\bto\s(?:{PREVENT}\s{ONE}|{GAIN}\s{ONE}{GAINED})[^.;]{{0,110}}|"
    rf"\bfor\s{ONE}(?:\s[\w’'-]+){{0,2}}\sto\s[^.;]{{3,60}}|"
    rf"\bfor\s(?:each|every)\s(?:[\w’'-]+\s){{1,4}}?{SAVED},?\s[^.;,]{{0,30}}|"
    rf"\b(?:a single|(?:one|an) (?:extra|additional|more))\s[^.;,]{{3,60}}\b(?:requir|tak|took|mean|involv)\w*"
    rf"\s[^.;,]{{0,30}}|\b{PREVENT}\s{ONE}[^.;]{{0,70}}\b(?:requir|mean|need|tak|took|involv)\w*\s[^.;,]{{0,30}}|"
    rf"{ONE}[^.;]{{0,60}}\b(?:would|will|could|can|may|is|was|be)\s(?:be\s)?{SAVED}\s(?:by|if|when|with)\s"
    r"[^.;,]{0,30})$",
    re.IGNORECASE,
)
NUMBER_OF = Gated(
    rf"\bnumber\s(?:of\s[^.;]{{3,60}}\b{NEED}\s|needed to (?:be )?\w+\b)[^.;]{{0,90}}"
    r"\b(?:was|is|were|are|came to|stood at|(?:put|estimated|reckoned) (?:at|to be))\s$",
    re.IGNORECASE,
)
NEED_LEFT = Gated(
    rf"\b(?:{NEED}|would)\s(?:to\s)?(?:be\s)?(?P<act>(?:{ACT}|{DONE}|see|counsel|do|"
    rf"perform)\s(?:(?!and\b)[\w’'-]+\s){{0,6}})?(?:for\s|by\s)?$|"
    rf"\b{NEED}\s[^.;]{{0,60}}\sand\s$",
    re.IGNORECASE,
)
DONE_LEFT = Gated(
    rf"(?P<act>\b{DONE}|(?:\b(?:who|you|we|they|doctors|clinicians)\s|"
    rf"^[\W]?){DOES})\s(?:(?!and\b)[\w’'-]+\s){{0,5}}$",
    re.IGNORECASE,
)
NEED_RIGHT = Gated(rf"(?:\s?,[^.;,]{{0,50}},)?[^.;,]{{0,75}}?\b{NEED}\s", re.IGNORECASE)
WOULD_RIGHT = Gated(rf"\s{ACT}\b[^.;,]{{0,60}}\b(?:would|will|could|can)\s", re.IGNORECASE)
DONE_RIGHT = Gated(rf"(?:\s(?:was|were|are))?\s{ACT}\b[^.;,]{{0,40}}\s", re.IGNORECASE)
BESIDE = Gated(rf"\s{ACT}\b", re.IGNORECASE)
ACTED_ON = Gated(rf"\b(?:{ACT}|have|having)\b", re.IGNORECASE)
CHOSEN = Gated(rf"\b(?:{ACT}|who)\b", re.IGNORECASE)
SCREENING = Gated(rf"\b(?:{SCREENED})\b", re.IGNORECASE)

GROUP = Gated(
    rf"(?<![\w.])(?!(?:one|1)(?=\s(?!hundred|thousand)|"
    rf"$))(?:\bbetween\s(?P<from>{NUMBER})\sand\s)?(?:(?<!\w)(?P<hedge>{HEDGE})\s)?(?P<n>{NUMBER})"
    rf"(?:\s?(?:-|–|to|or)\s?(?P<m>\d+(?:\.\d+)?\b|{NUMBER}))?"
    rf"(?:(?P<who>(?:\sor more|\sor so)?\s(?:(?:more|other|of the|similar|such|extra|high-risk|"
    rf"treated)\s){{0,2}}{MODIFIERS}"
    rf"(?:{PEOPLE}|person|students?|nurses|births))\b|(?P<thing>\s{MODIFIERS}{THING})\b|"
    rf"(?P<bare>(?=\s(?:[\w’'-]+\s){{0,5}}?"
    rf"(?:{ACT}|{NEED}|would)\b))|)"
    r"(?!\s?(?:%|percent|per cent)|[-\s]years?\b)",
    re.IGNORECASE,
)
AGE = Gated(
    r"\b(?:age of|under|over|aged?|ages|below|above|phase|grade|day|week|year|level|types?|stage|group|class)\s$",
    re.IGNORECASE,
)
UNIT = Gated(
    r"\s(?:(?:cancers?|tumou?rs?|deaths?|lives|cases|strokes|fractures|events|attacks|mg|ml|mcg|g|kg|points?|"
    r"dollars|pounds|euros|times|of|in|days?|weeks?|months?|hours?|minutes?|years?|"
    r"doses?|tablets?|pills|(?:person|patient)[\s-]years?)\b|%)",
    re.IGNORECASE,
)
RATIO = Gated(
    r"(?:(?P<every>\b(?:(?:for|(?:out\s)?of|in|among|with|from|per)\s(?:about\s|roughly\s)?)?(?:every|each)|"
    r"\bper)|(?P<if>\b(?:if|when|with|for))|"
    r"(?P<in>\b(?:in|out of|of|among)))\s$",
    re.IGNORECASE,
)
ONE_OF = Gated(
    r"(?P<saves>\b(?:sav|spar|rescu)(?:e[sd]?|ing)\s(?:the li(?:fe|ves) of\s)?)?"
    rf"\b{ONE_MORE}(?:\s[\w’'-]+)?\s$",
    re.IGNORECASE,
)
DID = Gated(rf"[^.;,]{{0,60}}?\b{BENEFITS}\b", re.IGNORECASE)
WILL = Gated(
    rf"[^.;,]{{0,60}}\b(?:(?:would|will)\s(?:be\s)?{BENEFITS}|benefits?|(?:is|was) (?:spared|protected)|"
    rf"{BENEFITS}\s[^.;,]{{0,60}}\b(?:because of|thanks to|as a result))\b",
    re.IGNORECASE,
)
BECAUSE = Gated(r"\b(?:because of|thanks to|as a result)\b", re.IGNORECASE)
ONE_AMONG = Gated(r"\bof (?:the|these|those|her|his|their|our|its)\s$", re.IGNORECASE)
"""What stands before a group of which a part is meant: "one of the 40 patients"."""
EQUATED = Gated(
    r"\b(?:equat\w+ to|amount\w* to|correspond\w* to|equivalent to|translat\w+ (?:in)?to|work\w* out (?:at|to|as)|"
    r"(?:figure|number|answer|estimate) (?:was|is))\s$",
    re.IGNORECASE,
)
TREATED_TO = Gated(r"\s(?:treated|vaccinated|immuni[sz]ed|screened|given)\b(?:\s[^.;,]{1,50})?\sto\s", re.IGNORECASE)
"""A number given as such: "this equates to 36 patients treated to prevent one"."""
K = (
    rf"(?:(?P<pre>\b(?:an?\s)?(?:extra|additional|further|another))\s)?(?:(?:at most|{HEDGE})\s)?"
    rf"(?P<k>\ba single\b|{NUMBER})(?:\s?(?:-|–|to)\s?(?P<most>\d+(?:\.\d+)?))?(?![\d.]\d|"
    rf"\d){NO_OUTCOME}(?:\s(?P<dir>more|fewer|less|extra|additional|further)\b)?"
)
DIRECTED = Gated(
    rf"{K}(?(pre)|(?(dir)|(?!))){NO_OUTCOME}|\b(?P<an>an)\s(?P<other>extra|additional)\s(?=[a-z])(?!(?:{NUMBER}|"
    rf"cost|charge|benefit)\b)"
    rf"(?!(?:{OTHER_NOUN})\b)",
    re.IGNORECASE,
)
CAUSED = Gated(
    r"\b(?P<verb>(?:prevent|avoid|avert|sav|spar|caus|detect)(?:e|ed|es|s|ing)?|(?P<help>help|benefit)(?:s|ed|"
    r"ing)?|find(?:s|ing)?|found|pick(?:s|ed|ing)? up)\s"
    rf"(?:(?:at most|{HEDGE})\s)?"
    r"(?P<k>\ba single\b|\ba(?=\s(?:life|limb|death|stroke|heart attack|fracture|relapse|case|fall|bleed)\b)|"
    rf"{NUMBER})(?:\s?(?:-|–|to)\s?(?P<most>\d+(?:\.\d+)?))?(?![\d.]\d|\d){NO_OUTCOME}",
    re.IGNORECASE,
)
COUNTED = Gated(
    rf"(?P<k>\ba single\b|{NUMBER})(?!\d){NO_OUTCOME}(?=(?P<said>(?:\s[\w’'-]+){{0,6}}?\s(?:(?:(?:is|was|are|"
    rf"were|would|"
    rf"will|could|be|being|has|have|had|been)\s){{0,3}}{SAVED}|(?:would |will |could |actually )?(?:benefit(?:s|ed)?|"
    rf"avoid(?:s|ed)?|escape[sd]?)|would (?:have|not)|(?:will|did) not|(?:would|will|do|did)n[’']t|"
    rf"[^.;,]{{0,60}}\botherwise|"
    rf"[^.;,]{{0,40}}\b(?:needlessly|unnecessarily|because of (?:it|the|this|that)|thanks to|as a result)|"
    rf"(?:will|would) (?:do|be|fare) better|"
    rf"(?:will|would) have (?:their|his|her) li(?:fe|ves) (?:saved|prolonged|extended)))\b)",
    re.IGNORECASE,
)
MODAL = Gated(r"\b(?:would|will)\b", re.IGNORECASE)
CHANGED = Gated(
    r"\b(?:(?P<down>reduc\w+|cuts?|lower\w*|decreas\w+)|increas\w+|rais\w+)\s[^.;]{0,60}?"
    rf"\b(?:deaths?|strokes?|cases?|attacks?|infections?|fractures?|bleeds?|admissions?|relapses?|"
    rf"events?)\s[^.;,]{{0,30}}?\bby\s(?:{HEDGE}\s)?"
    rf"(?P<k>{NUMBER})\s(?:[a-z]+\s)?$",
    re.IGNORECASE,
)
ONE_COUNTED = Gated(
    rf"\ban?\s(?:[\w’'-]+\s){{1,4}}?(?:is|was|would be|will be)\s{SAVED}\b|\bone will have benefited\b", re.IGNORECASE
)
EVENT = Gated(
    r"(?:\s[\w-]+){0,2}?\s(?:remissions?|cures?|recover(?:y|ies)|responses?|success(?:es)?|pregnanc\w+|"
    r"births?|survivors?)\b",
    re.IGNORECASE,
)
LIST = Gated(r"\b(?:which|that|who|found|trials?|stud(?:y|ies)|while|but|compared)\b", re.IGNORECASE)
HARM = Gated(
    r"\b(?:harm|(?<!any )(?<!all )(?<!all-)(?<!other )caus(?:ed|ing|es?(?=\s(?!of\b|or\b|and\b)\w))|kill|injur|"
    r"needless|unnecessar)",
    re.IGNORECASE,
)
GOOD = Gated(
    r"\b(?:prevent|avoid|avert|sav|spar|stop|protect|fewer|less|cur|help|benefit|find|found|detect|otherwise|"
    r"not|free|"
    r"quit)|n[’']t\b",
    re.IGNORECASE,
)
BAD = Gated(
    r"\b(?:deaths?|die[sd]?|dying|bleeds?|bleeding|strokes?|heart attacks?|clots?|cancers?|fractures?|infections?|"
    r"side effects?|suffer\w*|complications?|suicides?|falls?|relapses?)\b",
    re.IGNORECASE,
)
OTHER_GROUP = Gated(
    r"[^.;]{0,40}\b(?:compared (?:with|to)|versus|against|as opposed to|but only|but)\s(?:only\s|just\s)?$",
    re.IGNORECASE,
)

"""Words in which effects are stated: verbs, hedges, matters of health, and what makes a sentence no statement."""

import re

from tracker.claims._gated import Gated
from tracker.claims._lexicon import PEOPLE

_BAD = (
    r"symptoms?|depress\w*|pain\b|anxi\w*|fatigue|risks?\b|deaths?|mortality|disease\w*|cancers?|tumou?rs?|seizures?|"
    r"infections?|relapses?|recurrences?|"
    r"inflammation|strokes?|(?:heart )?attacks?|fractures?|bleeding|blood pressure|hypertension|cholesterol|"
    r"blood sugar|glucose|a1c|hba1c|weight\b|obesity|addiction|cravings?|"
    r"smoking|drinking|migraines?|headaches?|itch\w*|disability|decline|damage|impairments?|asthma|"
    r"hospitali[sz]ations?|side[\s-]effects?|tremors?|suicid\w+|insomnia|nausea|"
    r"vomiting|fever|diabetes|dementia|alzheimer\S*|arthritis|psoriasis|eczema|complications?|progression|stress\b|"
    r"disorders?|syndrome|convulsions?|hot flashes|flushes|"
    r"colds?\b|flu\b|covid\S*|fat\b|illness|severity|swelling|wheezing|plaques?|lesions?|adverse (?:events?|"
    r"effects?)|"
    r"toxicity|incidence|failure|harms?"
)
_GOOD = (
    r"survival|function\w*|quality of life|remissions?|recover\w*|respon\w+|sleep|memory|mood|sensitivity|cognit\w+|"
    r"lives|life\b|health|outcomes?|healing|"
    r"mobility|vision|hearing|attention|fertility|pregnancy|density|well-?being|control\b|fitness|strength|"
    r"performance|improvements?|relief|benefits?|time to (?:tumor )?progression|abstinence|cessation|immunity|"
    r"protection"
)
OBJECT = Gated(rf"\b(?:(?P<bad>{_BAD})|(?P<good>{_GOOD}))", re.IGNORECASE)
_CURE = (
    r"(?:eas(?:e|es|ed)|reliev(?:e|es|ed)|alleviat(?:e|es|ed)|cur(?:e|es|ed)|heal(?:s|ed)?|treat(?:s|ed)?|"
    r"prevent(?:s|"
    r"ed)?|lift(?:s|ed)?|improv(?:e|es|ed)|soothe(?:s|d)?|protect(?:s|ed)? against|ward(?:s|ed)? off|stave(?:s|"
    r"d)? off|fight(?:s)?|combat(?:s)?|reverse(?:s|d)?|help(?:s|ed)?(?: to)? (?:\w+ly )?(?:ease|relieve|treat|"
    r"improve|"
    r"prevent|reduce|lower|fight|control|manage|protect|people|patients))"
)
_LOWER = (
    r"(?:reduc(?:e|es|ed)|lower(?:s|ed)?|cut(?:s)?|decreas(?:e|es|ed)|lessen(?:s|ed)?|diminish(?:es|ed)?|curb(?:s|"
    r"ed)?|shrink(?:s)?|shrank|slow(?:s|ed)?|delay(?:s|ed)?|halt(?:s|ed)?|halv(?:e|es|ed)|suppress(?:es|ed)?)"
)
_RAISE = (
    r"(?:boost(?:s|ed)?|enhanc(?:e|es|ed)|increas(?:e|es|ed)|rais(?:e|es|ed)|restor(?:e|es|ed)|extend(?:s|ed)?|"
    r"prolong(?:s|ed)?|speed(?:s)? up|accelerat(?:e|es|ed)|strengthen(?:s|ed)?|doubl(?:e|es|ed)|worsen(?:s|ed)?)"
)
_LEAD = (
    r"(?:lead(?:s)? to|led to|result(?:s|ed)? in|produc(?:e|es|ed)|yield(?:s|ed)?|trigger(?:s|ed)?|caus(?:e|es|ed)|"
    r"bring(?:s)? about|brought about|contribut(?:e|es|ed) to)"
)
_VERB = rf"(?:(?P<cure>{_CURE})|(?P<lower>{_LOWER})|(?P<raise>{_RAISE})|(?P<lead>{_LEAD}))"
_MODAL = (
    r"(?:(?P<may>(?:may|might|could|would|appears? to|appeared to|seems? to|seemed to|is likely to|are likely to|"
    r"potentially|probably|possibly|promises? to|has the potential to)(?:\salso|\sbe able to)?)\s|"
    r"(?P<can>(?:can|(?:is|are|be|was|were) able to|(?:is|was) possible to|(?:is|are) capable of)(?:\salso)?)\s|"
    r"(?P<not>(?:did not|does not|do not|didn[’']t|doesn[’']t|don[’']t|failed to|fails? to|cannot|could not|"
    r"will not)(?:\salso)?)\s)?"
)
EFFECT = Gated(rf"\b{_MODAL}(?:(?:(?!relatively)\w+ly|also|even|actually|further)\s)?{_VERB}\b", re.IGNORECASE)
SAVES = Gated(
    rf"\b{_MODAL}(?:(?:keeps?|kept)\s(?:(?!and\b|from\b|the company)[\w’'-]+\s){{1,7}}?"
    r"(?:alive|out of (?:the )?hospital|healthy)|"
    r"(?:saves?|saved)\s(?:(?:many|more|countless|thousands of|people[’']s|patients[’']|their|[\w-]+)\s)?lives|"
    r"protect(?:s|ed)?\s(?:(?:the|their|your|our|people[’']s|patients[’']|against)\s)?"
    r"(?:hearts?|brains?|kidneys?|livers?|lungs?|skin|bones?|joints?|eyes?|nerves?|arteries|blood vessels|memory))\b",
    re.IGNORECASE,
)
"""Statements of benefit that name their object themselves; the modal words are those of EFFECT."""
PASSIVE = Gated(
    r"\b(?P<may>may|might|could|would)?(?P<can>can|is able to|are able to)?\s?\b(?:also\s)?(?P<be>be|is|are|was|"
    r"were)\s"
    r"(?:\w+ly\s)?(?:treated|cured|relieved|eased|alleviated|prevented|reversed|healed|reduced|lowered|halted|"
    r"slowed|controlled)"
    r"\s(?:with|using|by|through)\s(?!\d|half\b|a (?:third|quarter|few|median|mean)|(?:one|two|three)\b|"
    r"about\b|up to\b|"
    r"nearly\b|almost\b|more than\b|roughly\b|an average\b|around\b|doctors|nurses|surgeons)",
    re.IGNORECASE,
)
"""What is treated comes first: "depression can be treated with ..."."""
FRAME = Gated(
    r"\b(?:(?P<weak>suggest(?:s|ed|ing)?|hint(?:s|ed)?(?: at)?|indicat(?:es?|ed|ing)|raises hopes)|"
    r"(?:(?:has|have)\s(?:now\s|also\s)?)?(?:shows?|showed|shown|showing|found|finds?|demonstrat(?:es?|ed|ing)|"
    r"proves?|proved|proven|confirm(?:s|ed|ing)?|reveal(?:s|ed|ing)?|conclud(?:es?|ed)|"
    r"report(?:s|ed)?|(?:provid|deliver|offer)(?:es?|s|ed|ing)\s(?:[\w-]+\s){0,3}?evidence|evidence))\s(?:(?:us\s|"
    r"clearly\s|for the first time\s|this week\s)?that\s|how\s)",
    re.IGNORECASE,
)
SHOWN_TO = Gated(
    r"\b(?:was|were|is|are|been|be)\s(?:also\s|previously\s)?(?P<how>shown|found|proven|proved|demonstrated|reported|"
    r"said|thought|believed)\sto\s$",
    re.IGNORECASE,
)
TREATMENT = Gated(
    r"\b(?:drugs?|treatments?|therap(?:y|ies)|immunotherapy|chemotherapy|medicines?|medications?|pills?|vaccines?|"
    r"injections?|infusions?|diets?|exercise|programs?|programmes?|supplements?|supplementation|"
    r"interventions?|devices?|surgery|training|tablets?|creams?|gels?|capsules?|doses?|extract|vitamin \w+|statins?|"
    r"aspirin|regimen|combination|radiotherapy|stimulation|acupuncture|placebo|"
    r"antidepressants?|antibod(?:y|ies)|probiotics?|[a-z]{3,}(?:mab|nib|statin|pril|sartan|gliptin|gliflozin|glutide|"
    r"vir|azole|oxetine|azepam|cillin|mycin|olol|parib|ciclib|caine|dronate|prazole|setron|triptan|lukast|afil|idine|"
    r"amine|ine)|"
    r"(?:blocking|calming|taking|adding|using|giving|eating|intervening|combining|switching|quitting|treating|"
    r"lowering|targeting)\b[^.;:]{0,60})(?:\s\([^()]{1,20}\))?$",
    re.IGNORECASE,
)
NO_CLAIM = Gated(
    r"\b(?:whether|if|tested|tests|explor\w+|investigat\w+|examin\w+|wonder\w*|hop(?:e|ed|es|ing)|aim(?:s|ed)?|"
    r"designed|plan(?:s|ned)?|hypothes\w+|questions?|asked|theor\w+|believ\w+|thought|idea|"
    r"goals?|objectives?|why|how|needs? to|in order to|to (?:see|test|find out|determine|learn|assess|evaluate|"
    r"explore|estimate|develop)|looking for|seek(?:s|ing)?|used to|approved to|use it to|way to|ways to|said to|"
    r"known to|unless|until|should)\b[^.;]*$",
    re.IGNORECASE,
)
WHAT_END = Gated(
    r"[;:.(\[—–]|,\s(?!(?:[\w-]+,\s)|and\s\w+(?:$|[\s.,;]))|\s(?:in|for|among|by|at|over|when|while|compared|than|"
    r"with|after|because|through|even|but|which|who|that|without|during|as|from|on|using|vs\.?|versus|so|yet|until|"
    r"and (?:may|can|could|is|was|has|had|did|that|which|the|to))\b",
    re.IGNORECASE,
)
EFFECTIVE = Gated(
    r"\b(?P<not>(?:is|was|are|were|be|proved|has been|have been)\s(?:not|no(?: more)?|n[o’']t|never)\s(?:\w+ly\s)?|"
    r"(?:isn|wasn|weren|aren)[’']t\s(?:\w+ly\s)?)?"
    r"(?:(?<=\s)|(?:(?P<may>may be|might be|could be|appears|appeared|seems|seemed|appear|appears to be|"
    r"appeared to be)|can be|is|was|are|were|proved|proves|proven|to be)\s(?:(?:safe|well[\s-]tolerated) and\s|"
    r"also\s|"
    r"highly\s|very\s|more\s|equally\s|similarly\s)*)"
    r"(?P<word>effective|ineffective)\s(?:in|at|for|against|to treat|as a treatment for|on|treatment for)\s",
    re.IGNORECASE,
)
NO_EFFECT = Gated(
    r"\b(?:(?:had|has|have|found|showed|shows|produced)\sno\s(?:[\w-]+\s){0,2}?(?:effects?|impact|benefits?)\s(?:on|"
    r"in|for)\s|(?:is|was|are|were|of)\s(?:of\s)?no\sbenefit\s(?:to|for|in)\s|"
    r"(?:was|were|is|are|did|worked|works|fared|performed)\s(?:no|not)\s(?:any\s)?better\sthan\s(?:an?\s|"
    r"the\s)?(?:placebo|sham|dummy|sugar|saline|usual|standard)|did not (?:beat|outperform)\s(?:an?\s|"
    r"the\s)?(?:placebo|sham|control))",
    re.IGNORECASE,
)
LINKED = Gated(
    r"\b(?:(?:was|were|is|are|been|be)\s(?:\w+ly\s)?(?:(?P<associated>associated with|correlated with)|"
    r"(?:linked (?:to|with)|tied to|connected to)))\s(?:an?\s|the\s)?(?:(?:\w+ly|relatively)\s)?"
    r"(?:(?P<less>reductions? in|decrease in|lower(?:ed)?|reduced|decreased?|fewer|less|lessened|decline in|drop in)|"
    r"(?P<more>increase in|higher|increased?|greater|more|elevated|longer|better|improved|improvements? in))\s",
    re.IGNORECASE,
)
HAD = Gated(
    rf"\b(?:{PEOPLE}|those|group|arm|recipients)\b(?:\s(?:who|on|taking|receiving|given|in|treated|the|got|took|"
    r"received|with|[a-z-]+)){0,6}?\s(?:experienced|had|showed|reported|saw|enjoyed|achieved)\s(?:an?\s|"
    r"the\s)?(?:[\w-]+ly\s)?(?:(?P<less>reduced|less|lower|fewer|reductions? in|decrease[sd]? in)|"
    r"(?P<more>better|greater|improved|improvements? in|higher|more|longer|increased))\s",
    re.IGNORECASE,
)


ADJECTIVE = Gated(
    r"\b(?:experienced|had|has|have|showed|saw|a|an|the|of|with|in|significantly|their|its|reported|for|more|by|from|"
    r"on|be|been|being|was|were|is|are|as well as|percent|per cent|not|there was a\w?)\s$|%\s$",
    re.IGNORECASE,
)
"""Words after which "reduced" or "improved" belongs to a noun ("had reduced pain")."""
LESS = Gated(
    r"\b(?:reduc\w+|lower|less|fewer|decreas\w+|declin\w+|drop|relief|remission|recover\w*|improve\w*|benefit\w*|"
    r"protection|loss)\b",
    re.IGNORECASE,
)
TRAILING = Gated(
    r",\s(?:(?:according to|in|says)\s)?(?:the|a|an|our|new|this|these)\s(?:[\w-]+\s){0,4}?(?:trials?|study|studies|"
    r"research|researchers|scientists|findings|results|team|authors|analysis|data)"
    r"\s(?:(?P<weak>suggests?|suggested|indicates?|indicated)|shows?|showed|found|finds?|says?|said|reports?|"
    r"reported|"
    r"concludes?|concluded|confirms?|demonstrates?)\b",
    re.IGNORECASE,
)
"""The study that says so, named after the statement."""
THIS_TREATMENT = Gated(
    r"^\W*this\s(?:[\w-]+\s){0,2}?(?:drug|treatment|therapy|medicine|medication|pill|vaccine|diet|approach|"
    r"combination|device|injection|tablet)$",
    re.IGNORECASE,
)

"""What one sentence tells of attacks: a frame for each sentence with something to tell.

A frame holds the places with their roles (hit, context of a speaker, reference of a distance, origin), the tolls, the
weapons, targets and dates, the attacker where the sentence names one, and how the sentence tells it (as something that
happened, as a plan or a possibility, as a running total).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from ingest.claims import lexicon
from ingest.claims.annotations import DateMention, PlaceMention
from ingest.claims.places import gazetteer
from ingest.claims.reading import AnnotatedSentence, Reading
from ingest.claims.strikes.tolls import Toll, find_tolls
from ingest.claims.strikes.words import ATTACK, DAMAGE, PEOPLE, RELEASE, words
from ingest.claims.wordlists import Scanner

_ORIGIN_BEFORE = re.compile(
    r"(?:\bfrom\s+(?:[\w’'-]+\s+){0,5}(?:locations|areas|regions|directions|sites|"
    r"cities|airfields|airbases|bases|places|points)[\s,:–-]*(?:including|such\s+as|"
    r"in|of|like)?\s*(?:[\w-]+(?:,\s+|\s+and\s+|,\s+and\s+))*?|\b(?:launched|fired|"
    r"flying|flew|took\s+off|came|deployed|operating)\s+(?:\w+\s+){0,2}?from\s+(?:[\w’']+\s+){0,5}|"
    r"\b(?:flying|flew|entered|based|departed|took\s+off|taking\s+off)\s+(?:\w+\s+){0,4}?(?:from|"
    r"in|over)|\bfrom(?:\s+(?:the\s+)?(?:occupied|airspace|territory|waters|areas?|"
    r"direction|directions))?(?:\s+(?:of|over|in))?|\bairspace\s+(?:of|over))\s+(?:the\s+|"
    r"Russia['’]s\s+|Russian\s+(?:city\s+of\s+)?|occupied\s+|temporarily\s+|nearby\s+|"
    r"and\s+|[A-Z]\w+[a-z],?\s+and\s+|[A-Z]\w+,\s+)*$",
    re.IGNORECASE,
)
_DISTANCE_BEFORE = re.compile(
    r"(?:\b(?:km|kms|kilomet(?:er|re)s|miles|mi|m|met(?:er|re)s)\)?,?\s+(?:or\s+so\s+|"
    r"away\s+|\w+\s+)?(?:\([^)]*\)\s*)?(?:[\w-]+\s+)?(?:from|of|off|to)|\b(?:north|"
    r"south|east|west|[ns]orth-?(?:east|west)|south-?(?:east|west)|nor?th-?(?:east|"
    r"west)|northwest|northeast|southwest|southeast|upstream|downstream)\s+(?:of|"
    r"from)|\b(?:border(?:s|ing)|between|borders?\s+with|towards?|close\s+to\s+the\s+border\s+with|"
    r"distance\s+from|road\s+(?:to|from)|way\s+to|heading\s+(?:to|for|towards?)|"
    r"bound\s+for|flying\s+(?:to|towards?)|headed\s+(?:to|for|towards?)|evacuated\s+to|"
    r"taken\s+to|moved\s+to|travel(?:l?ed|l?ing|s)?\s+to|visit(?:ed|ing|s)?(?:\s+to)?|"
    r"arriv(?:ed?|ing)\s+in|trip\s+to|talks\s+in|meeting\s+in|summit\s+in|conference\s+in|"
    r"speaking\s+in|told\s+reporters\s+in|correspondent\s+in|reporting\s+from|front\s*lines?\s+(?:in|"
    r"near|around)|flights?\s+(?:in|at|from|around|over)|(?:shut|clos\w+|suspend\w+|"
    r"halt\w*|restrict\w+)\W+(?:\w+\W+){0,5}airports?\s+(?:in|at|around)|traffic\s+(?:in|"
    r"on|across)|(?:is|was|are|were|be|been|arrived?|born|based|lives?|stationed|"
    r"deployed|held|rally|protest\w*|gather\w*|met|meet\w*|speaking|spoke|ceremony|"
    r"funeral|vigil|embass(?:y|ies)|journalists|reporters|diplomats)\s+in|(?:submarine|"
    r"ship|vessel|frigate|cruiser|corvette|destroyer|carrier|boat|warship|tanker|"
    r"newspaper|magazine|brigade|battalion|regiment|club|team)))\s+(?:the\s+)?(?:city\s+of\s+|"
    r"capital\s+|regional\s+capital\s+|border\s+with\s+|Russian\s+|Ukrainian\s+|"
    r"Ukrainian-controlled\s+|town\s+of\s+)*$",
    re.IGNORECASE,
)
_SPEAKER_AFTER = re.compile(
    r"^(?:['’]s?)?\s+(?:(?:acting|deputy|city|regional|region['’]s|oblast|local|"
    r"military|civil|first|Moscow-appointed|Russian-installed|Kremlin-installed|"
    r"occupation|newly\s+appointed)\s+)*(?:[Gg]ov(?:ernor|\.)?|[Mm]ayor|chief|head|"
    r"administration|authorities|officials?|prosecutors?|police|emergency|council|"
    r"administrator|spokes\w+|leader|resident|residents|native|military\s+administration|"
    r"state\s+administration|health|police|fire|rescue|law\s+enforcement|security|"
    r"department|ministry|branch|airports?\s+(?:were|was|suspended|closed|halted)|"
    r"offensive|incursion|operation|invasion|front|frontline|direction|sector|axis|"
    r"battle|front-line|(?:missile\s+|landing\s+)?(?:ship|submarine|vessel|corvette|"
    r"frigate)|submarine|agglomeration)\b",
    re.IGNORECASE,
)
_SPEAKER_BEFORE = re.compile(
    r"\b(?:governors?|mayors?|heads?|chief|authorities|officials?|prosecutors?|"
    r"police|administrations?|councils?|administrator|spokes\w+|leader|native|emergency\s+services?|"
    r"services?|commander|defen[cs]e|born|deputy|ministry|living|lives|battle|capture[sd]?|"
    r"seizure|control|fall|siege|advance[sd]?|defenders|liberat\w+|offensive|incursions?|"
    r"invasion|operations?|counter-?offensive|push|push(?:es|ing|ed)?(?:\s+\w+)?|"
    r"fighting|clashes|combat|war|conflict|situation|positions?|battlefield|troops|"
    r"forces|soldiers|gains|territory|battles?)\s+(?:\w+\s+)?(?:of|in|into|for|"
    r"at|from|on|towards?|against|around|near)\s+(?:the\s+)?(?:(?:region|city|oblast|"
    r"town|village|capital)\s+(?:of\s+)?)?(?:Russia['’]s\s+|Ukraine['’]s\s+|Russian\s+|"
    r"Ukrainian\s+|western\s+|eastern\s+|southern\s+|northern\s+|northeastern\s+|"
    r"southeastern\s+|north-eastern\s+|south-eastern\s+|central\s+|occupied\s+|"
    r"neighbou?ring\s+|nearby\s+|border\s+)*(?:(?-i:[A-Z])\w+(?:,|\s+and)\s+)*$",
    re.IGNORECASE,
)
_GOVERNMENT_AFTER = re.compile(
    r"^(?:['’]s)?\s+(?:said|says|has\s+(?:said|accused|denied|called|repeatedly|"
    r"also|been|vowed|warned|not|yet|long|claimed|insisted|become|become|made|asked|"
    r"urged|sought|received|used|launched|focus\w*)|had\s+(?:said|launched|been|"
    r"hit)|is|was|accuse[sd]|den(?:ies|ied)|claim(?:s|ed)?|call(?:s|ed)|blame[sd]|"
    r"respond\w*|insist\w*|want\w*|will|would|could|can|may|must|need\w*|hope\w*|"
    r"warn\w*|vow\w*|announce\w*|confirm\w*|ha[ds]n['’]t|and\s+(?:Moscow|Kyiv|Washington|"
    r"its|the\s+West)|forces|troops|army|military|officials|government|allies|air\s+defen[cs]es?|"
    r"intelligence|defen[cs]e|drones?|missiles?|attack|strikes|to\s+\w+|launche[sd]|"
    r"struck|hit|fired|target(?:s|ed)?|carried|stepped|intensified|use[sd]?|often|"
    r"regularly|also|rarely|has|does|did|ally|allies|supporters|partners|offensive|"
    r"invasion|incursion|counter\w*|focus\w*)\b",
)
#: The capitals that stand for their governments; only these need the tests above.
_CAPITALS = frozenset(
    {
        "Kyiv",
        "Moscow",
        "Minsk",
        "Washington",
        "London",
        "Paris",
        "Berlin",
        "Beijing",
        "Brussels",
        "Warsaw",
        "Ankara",
        "Pyongyang",
        "Tehran",
    }
)

_CLAUSE_START = re.compile(
    r"[;:.,–—]\s|\b(?:after|when|as|while|that|which|who|where|because|and|but|"
    r"said|says|since|before|following|amid|despite)\s",
    re.IGNORECASE,
)
_MODAL = re.compile(
    r"\b(?:could|may|might|would|will|can|cannot|should|must|if|unless|whether|"
    r"never|not|would-be)\b(?!\s+have\b)",
    re.IGNORECASE,
)
_QUOTED_VERB = re.compile(r"\bmay\s+have\b", re.IGNORECASE)
#: How picture agencies close a caption; it tells of no attack.
_CAPTION = re.compile(
    r"\bamid\s+Russia['’]s\s+(?:ongoing\s+)?(?:attack|attacks|invasion|war|aggression)\w*\s+(?:on|"
    r"of|in|against)\s+Ukraine",
    re.IGNORECASE,
)
_TO_REAL_BEFORE = re.compile(
    r"\b(?:tr(?:y|ied|ying)|attempt(?:ed|ing|s)?|managed|used|using|fired|launched|"
    r"continue[ds]?|appeared?|seem\w*|due|response|responded|led|leading|thanks|"
    r"according|prior|next|close|damage|addition|addition)\s+(?:\w+\s+){0,5}?to\s*$|"
    r"\bto\s+have\s*$",
    re.IGNORECASE,
)
_MODAL_FINAL = re.compile(
    r"\b(?P<word>could|may|might|would|will|can|should|must|shall|cannot|if|to|"
    r"not|never|let)\s+[\"“'‘]?(?:also\s+|be\s+|have\s+to\s+|now\s+|then\s+|again\s+|"
    r"directly\s+|even\s+|soon\s+|deliberately\s+|continue\s+to\s+|only\s+|have\s+been\s+|"
    r"not\s+)*$",
    re.IGNORECASE,
)
_NOUN_UNREAL = re.compile(
    r"\b(?:threat(?:s|ened)?\s+(?:of|to)|possible|potential|future|further\s+(?:possible\s+)?|"
    r"prevent(?:ing|ed)?|avoid(?:ing)?|against|risk\s+of|fears?\s+of|warn(?:s|ed|"
    r"ing)?\s+(?:of|about|against)|in\s+case\s+of|halt(?:ing|ed)?|stop(?:ping|ped)?|"
    r"end(?:ing)?|cease|moratorium\s+on|ban\s+on|permission\s+(?:for|to)|allow\w*|"
    r"authori[sz]\w+|protect\w*\s+[^,.;]{0,50}\bfrom|(?:carry|carrying)\s+out|conduct(?:ing)?|"
    r"plan\w*|prepar\w+|approv\w+|call(?:s|ed)?\s+for|expect\w*|deter|den(?:y|ies|"
    r"ied)|retaliat\w+|restrict\w+\s+on|use\s+(?:of\s+)?[\w\s-]{0,40}(?:for|in)|"
    r"rehears\w+|simulat\w+|nuclear|any|imminent|planned|suspected|alleged\s+plot|"
    r"ability|capab\w+|each|every|such|daily|regular|frequent|constant|repeated|"
    r"near-daily|nightly|threatened|cyber|terror(?:ist)?|\d{4}|chart|smash|knife|"
    r"counter|hybrid|sabotage|arson|ground|infantry|armou?red|cavalry|frontal|heart|"
    r"panic|personal|verbal|hunger|labou?r|rail|general|school|teachers?['’]?|air\s+traffic)\s+(?:(?:t"
    r"he|a|an|new|Russian|Ukrainian|Russia['’]s|Ukraine['’]s|Moscow['’]s|Kyiv['’]s|"
    r"air|aerial|and|or|missile|drone|long-range|massive|large-scale|deep|major|"
    r"more|another|further|these|those|similar|large|mass)\s+)*$",
    re.IGNORECASE,
)
_TOTAL_TOLL = re.compile(
    r"\b(?:troops|soldiers|servicemen|personnel|combat\s+losses|casualties\s+on\s+(?:both|"
    r"the)|losses|thousands\s+of|tens\s+of\s+thousands|hundreds\s+of\s+thousands)\b",
    re.IGNORECASE,
)
_LARGEST = re.compile(
    r"\b(?:largest|biggest|worst|deadliest|heaviest|first|most\s+\w+|one\s+of|highest|"
    r"fewest)\b[^,.;]{0,60}$",
    re.IGNORECASE,
)
#: Attacks of other kinds, and sentences about what might be struck: without a toll they tell of no strike.
_IMAGE = re.compile(
    r"©|\bGetty\b|\bMaxar\b|(?:Reuters|AFP|AP|EPA)/|/(?:Reuters|AFP|AP|EPA)\b|\bvia\s+(?:AP|"
    r"Getty|Reuters|AFP)|\bAP\s+Photo|[Ff]ile\s+photo|\b[Pp]hoto(?:graph)?\s+(?:by|"
    r"provided|taken|shows)|\b[Ss]atellite\s+(?:image|imagery|photo)",
    re.MULTILINE,
)
#: Where a sentence's clauses part, for telling which of them a place stands in.
_CLAUSE = re.compile(
    r"\b(?:as(?!\s+well)|while|because|although|though|but|amid|despite|before|"
    r"ahead\s+of|since|until)\b|;",
    re.IGNORECASE,
)

_RUSSIAN = (
    r"(?:Russia(?:n|ns)?(?:['’]s)?|Moscow(?:['’]s)?|Kremlin(?:['’]s)?|Putin(?:['’]s)?|"
    r"enemy(?:['’]s)?|the\s+occupiers|Iranian-(?:made|designed)|Shahed)"
)
_UKRAINIAN = r"(?:Ukrain(?:e|ian|ians)(?:['’]s)?|Kyiv(?:['’]s)?|Kiev(?:['’]s)?|the\s+SBU)"
_ARMS = (
    r"(?:attacks?|air|airstrikes?|strikes?|missiles?|drones?|rockets?|shelling|"
    r"shells?|bombs?|bombing|bombings|bombardments?|barrages?|assaults?|raids?|"
    r"artillery|mortars?|UAVs?|forces|troops|army|military|aircraft|jets?|warplanes?|"
    r"guided|glide|ballistic|cruise|kamikaze|aerial|salvos?|volley|aviation|attempt(?:s|"
    r"ed)?|wave|FPV|precision|unmanned|fire|weapons?|soldiers|projectiles?|aggression|"
    r"terror|long-range|ATACMS|Iskander\S*|Shahed\S*|Kinzhal\S*|Kh-\S+|special|"
    r"naval|sea|combat|bomber|hypersonic|Oreshnik|overnight|night|nighttime|daytime|"
    r"massive|mass|large-scale|massed|combined|deadly)"
)
_VERB = (
    r"(?:has\s+|have\s+|had\s+|also\s+|again\s+|then\s+|repeatedly\s+|reportedly\s+|"
    r"successfully\s+|carried\s+out\s+|apparently\s+|overnight\s+|earlier\s+|deliberately\s+)*(?:attac"
    r"k(?:ed|s|ing)?|struck|str(?:ikes|iking)|hit(?:s|ting)?|target(?:ed|s|ing)?|"
    r"launch(?:ed|es|ing)?|fired|shell(?:ed|ing|s)|bomb(?:ed|ing|arded|s)|pound(?:ed|"
    r"ing|s)|pummel\w+|sen[dt]|unleash(?:ed|es)|us(?:ed|es|ing)|carried\s+out|drop(?:ped|"
    r"s)|destroy(?:ed|s)|damag(?:ed|es)|kill(?:ed|s)|wounded|injured|conduct(?:ed|"
    r"s)|stage[ds]|inflict(?:ed|s)|deliver(?:ed|s)|rained|hammer(?:ed|s)|deploy(?:ed|"
    r"s)|hits|tried\s+to\s+(?:attack|strike|hit)|attempted)"
)
_PATTERNS = {}
for _side, _names in (("RU", _RUSSIAN), ("UA", _UKRAINIAN)):
    _PATTERNS[_side] = (
        # "Russian missile strike", "Russia's overnight attack"
        re.compile(
            rf"\b{_names}\s+(?:(?!officials?\b|authorities\b|said\b|says\b|governor|media\b|"
            rf"state\b|region|cit(?:y|ies)\b|air\s+defen|border|town|village|and\b|has\b|"
            rf"is\b|was\b|in\b|on\b|against\b|to\b|president|capital|territory|oil|energy|"
            rf"airspace)[\w-]+\s+){{0,3}}?{_ARMS}\b(?!\s+(?:said|says|shot|intercept|destroyed\s+\d|"
            rf"downed))"),
        # "Russia launched", "Ukraine's military said it struck", "Ukrainian forces hit"
        re.compile(
            rf"\b{_names}(?:\s+(?:forces|military|army|troops|air\s+force|navy|intelligence|"
            rf"security\s+service|drones?|missiles?|aircraft|General\s+Staff|special\s+forces|"
            rf"defen[cs]e\s+ministry|Defen[cs]e\s+Ministry|armed\s+forces|Armed\s+Forces|"
            rf"occupiers|source))*(?:\s*\([^)]*\))?\s*(?:,[^,]{{0,50}},\s*)?(?:\s*(?:said|"
            rf"says|claimed|claims|confirmed|announced)\s+(?:on\s+\w+\s+)?(?:that\s+)?(?:it|"
            rf"its\s+(?:forces|troops|military|drones|warplanes|navy|air\s+force|aircraft)|"
            rf"they|he|they)\b)?\s+{_VERB}\b"),
        # "attack by Russia", "launched by Ukraine", "blamed on Ukraine"
        re.compile(
            rf"\b(?:by|blamed\s+on|blamed|from)\s+(?:the\s+)?{_names}(?!\s+(?:officials?|"
            rf"authorities|air\s+defen[cs]es?|governor|media|police|prosecutors?|president|"
            rf"minister|state))\b"),
    )  # fmt: skip
_NAMED = {
    "RU": re.compile(r"Russia|Moscow|Kremlin|Putin|enemy|occupiers|Iranian|Shahed"),
    "UA": re.compile(r"Ukrain|K(?:yi|ie)v|SBU"),
}
_VICTIM_BEFORE = re.compile(r"\b(?:on|in|against|across|over|into|of|throughout)\s+(?:[\w-]+\s+){0,3}$", re.IGNORECASE)
_HOME_DEFENCE = re.compile(r"^\W*(?:air\s+defen[cs]es?|air\s+force|anti-aircraft)", re.IGNORECASE)


#: What one pass over a sentence's words looks for.
_SCANNER = Scanner(
    {
        "attack": ATTACK,
        "release": RELEASE,
        "damage": DAMAGE,
        "people": PEOPLE,
    }
)
#: What only sentences that tell an attack are looked through for.
_MANNER = Scanner(
    {
        "total": words("total"),
        "recall": words("recall"),
        "intercept": words("intercept"),
        "occupied": words("occupied"),
        "other": words("other"),
        "permission": words("permission"),
        "habit": words("habit"),
        "ground": words("ground"),
    }
)


@dataclass
class PlaceRole:
    """A place with what it is doing in its sentence: hit, speaker, reference, origin, government."""

    mention: PlaceMention
    role: str


@dataclass
class Frame:
    """What one sentence tells. `real`: some attack word is told as having happened."""

    sentence: AnnotatedSentence
    places: list[PlaceRole]
    tolls: list[Toll]
    attack_at: list[int] = field(default_factory=list)
    damage_at: list[int] = field(default_factory=list)
    real: bool = False
    unreal: bool = False
    attacker: str | None = None
    attackers: list[tuple[int, str]] = field(default_factory=list)
    occupied: bool = False
    total: bool = False
    idle: bool = False
    recalls: bool = False
    intercepts: bool = False
    official: PlaceMention | None = None
    appointed: str | None = None

    @property
    def dates(self) -> list[DateMention]:
        return self.sentence.dates

    def hits(self) -> list[PlaceMention]:
        return [p.mention for p in self.places if p.role == "hit"]


_TO_BEFORE = re.compile(r"\bto\s+(?:the\s+)?(?:[\w'’-]+\s+){0,4}$", re.IGNORECASE)
_TO_NEAR = re.compile(
    r"\b(?:damage|close|next|near|caused|harm|attack|strike|hit|target|bomb|shell|"
    r"destroy|response|according|due|thanks|addition|relation)\b[^,;]*$|\bto\s+(?:[\w'’-]+\s+){0,3}(?:"
    r"in|on|at|near|over|outside|across|attack|strike|hit|target|bomb|shell|destroy)\b",
    re.IGNORECASE,
)
_CAPITAL_HIT = re.compile(
    r"\b(?:in|on|at|near|over|around|outside|inside|across|within|hit|hitting|struck|"
    r"striking|target(?:ed|ing)|attack(?:ed|ing)?|shell(?:ed|ing)|bomb(?:ed|ing|"
    r"arded|arding)|pound(?:ed|ing)|pummel\w*|rocked|shook|city|capital,?|downtown|"
    r"central|northern|western|eastern|southern|region\s+of|city\s+of|outskirts\s+of|"
    r"parts\s+of|residents\s+of|including|cities\s+of|centre\s+of|center\s+of|heart\s+of)\s+(?:the\s+)"
    r"?(?:(?:Ukrainian\s+|Russian\s+)?capital,?\s+)?$",
    re.IGNORECASE,
)
_CAPITAL_SUBJECT = re.compile(
    r"^(?:,[^,]{0,40},)?\s+(?:(?:was|were|has\s+been|had\s+been|is|are)\s+(?:\w+ly\s+|"
    r"also\s+|again\s+|the\s+)?(?:hit|struck|attack\w*|targe\w+|under|rocked|shaken|"
    r"pounded|bombed|shelled|bombarded|pummel\w*)|came\s+under|suffered|saw|woke|"
    r"region|city|itself|and\s+(?:several|other|its\s+(?:region|suburbs|outskirts)))\b"
)


def _role(text: str, place: PlaceMention) -> str:
    """What a place is doing in the sentence."""
    before = text[max(0, place.start - 110) : place.start]
    after = text[place.end : place.end + 60]
    if _DISTANCE_BEFORE.search(before) or (place.name == "Chechnya" and "Syria" in text):
        return "reference"
    if _ORIGIN_BEFORE.search(before):
        return "origin"
    if _TO_BEFORE.search(before[-60:]) and not _TO_NEAR.search(before[-60:]):
        return "reference"
    if (
        place.name in _CAPITALS
        and place.level == "settlement"
        and re.search(r"\b(?:blam\w+|accus\w+)\b[^.;,]{0,60}$", before)
    ):
        return "government"
    if place.name in _CAPITALS and place.level == "settlement" and not _CAPITAL_HIT.search(before):
        listed = re.match(r"^(?:,|\s+and)\s+[A-Z]", after) or re.search(r"[A-Z]\w+,?(?:\s+and|,)\s+$", before)
        if _SPEAKER_AFTER.match(after):
            return "speaker"
        if not _CAPITAL_SUBJECT.match(after) and not (listed and not _GOVERNMENT_AFTER.match(after)):
            return "government"
    if _SPEAKER_AFTER.match(after) or _SPEAKER_BEFORE.search(before):
        return "speaker"
    return "hit"


def _modality(text: str, start: int) -> bool:
    """Whether the attack word at `start` is told as real: no modal, condition or plan before it in its clause."""
    before = text[max(0, start - 110) : start]
    cuts = [m.end() for m in _CLAUSE_START.finditer(before)]
    clause = before[cuts[-1] :] if cuts else before
    final = _MODAL_FINAL.search(clause)
    if final and final.group("word").lower() == "to":
        if not _TO_REAL_BEFORE.search(before):
            return False
    elif final:
        return False
    if _MODAL.search(clause) and not _QUOTED_VERB.search(clause):
        return False
    return not _NOUN_UNREAL.search(before)


def _attackers(text: str) -> list[tuple[int, str]]:
    """(where, side) for each wording that says who attacks."""
    found = []
    for side, patterns in _PATTERNS.items():
        if not _NAMED[side].search(text):
            continue
        for pattern in patterns:
            for match in pattern.finditer(text):
                if pattern is patterns[1] and _VICTIM_BEFORE.search(text, max(0, match.start() - 40), match.start()):
                    continue  # "attacks on southern Ukraine killed two": who is attacked, not who attacks
                if _HOME_DEFENCE.match(text, match.start() + len(match.group().split()[0])):
                    continue
                found.append((match.start(), side))
    return sorted(set(found))


def read_frame(sentence: AnnotatedSentence) -> Frame | None:
    """The frame of one sentence; None where it tells nothing of an attack."""
    text = sentence.text
    told = _SCANNER.scan(text)
    if not told:
        return None
    tolls = find_tolls(text, sentence.numbers) if "people" in told else []
    attacks = [start for start, _ in told.get("attack", ())]
    if attacks:
        caption = _CAPTION.search(text)
        if caption:
            attacks = [at for at in attacks if not caption.start() <= at < caption.end()]
    if "release" in told and sentence.weapons:
        attacks = sorted(attacks + [start for start, _ in told["release"]])
    damages = [start for start, _ in told.get("damage", ())]
    if not (tolls or attacks or damages):
        return None
    manner = _MANNER.scan(text)
    places = [PlaceRole(p, _role(text, p)) for p in sentence.places if p.country in ("UA", "RU", None)]
    frame = Frame(sentence, places, tolls, attacks, damages)
    real = [at for at in attacks if _modality(text, at)]
    frame.real = bool(real)
    frame.unreal = bool(attacks) and not real
    frame.attack_at = real
    frame.attackers = _attackers(text)
    if frame.attackers:
        frame.attacker = frame.attackers[0][1]
    frame.occupied = "occupied" in manner
    dated = any(d.day is not None for d in sentence.dates) if "total" in manner else False
    frame.total = ("total" in manner and (bool(tolls) or not dated)) or any(
        t.value >= 1000
        or (
            t.value > 60
            and not (frame.real and sentence.weapons)
            and _TOTAL_TOLL.search(text, max(0, t.start - 10), t.end + 30)
        )
        for t in tolls
    )
    frame.official, frame.appointed = _official(text)
    frame.recalls = "recall" in manner
    frame.intercepts = "intercept" in manner
    frame.idle = (not tolls and _tells_none(frame, manner)) or ("other" in manner and not sentence.weapons)
    _place_in_clauses(frame)
    return frame


@cache
def _officials() -> dict[str, tuple[PlaceMention, str]]:
    """Regional and city heads by surname: the place they report on, and the side that appointed them."""
    known: dict[str, tuple[PlaceMention, str]] = {}
    for row in lexicon.rows("officials.csv"):
        place = gazetteer().admin1(row["iso"])
        if row["city"]:
            place = next(p for p in gazetteer().find(row["city"]) if p.admin1_code == row["iso"])
        for name in row["names"].split("|"):
            known[name] = (place, row["side"])
    return known


def _official(text: str) -> tuple[PlaceMention | None, str | None]:
    """The place of the regional head whom a sentence names, and who appointed that head."""
    known = _officials()
    for word in _CAPITALISED.findall(text):
        if word in known:
            return known[word]
    return None, None


_CAPITALISED = re.compile(r"\b[A-Z][a-z]{3,}\b")


def _tells_none(frame: Frame, manner: dict[str, list[tuple[int, int]]]) -> bool:
    """Whether a sentence without a toll only permits, foresees, generalises or pictures an attack."""
    if "other" in manner or "permission" in manner:
        return True
    sentence = frame.sentence
    if "ground" in manner and not (sentence.weapons or sentence.targets):
        return True
    if _IMAGE.search(sentence.text) and not sentence.dates:
        return True
    return "habit" in manner and not (sentence.dates and (sentence.weapons or sentence.targets))


def _place_in_clauses(frame: Frame) -> None:
    """A place in a clause that tells neither an attack nor its trace nor a toll is not hit ("... as he is in Moscow")."""
    text = frame.sentence.text
    cuts = [0, *(m.start() for m in _CLAUSE.finditer(text)), len(text)]
    if len(cuts) == 2 or _CAPTION.search(text):
        return
    told = [*frame.attack_at, *frame.damage_at, *(t.anchor for t in frame.tolls), *(t.end - 1 for t in frame.tolls)]
    for place in frame.places:
        if place.role != "hit" or place.mention.start < 30:
            continue
        start = max(c for c in cuts if c <= place.mention.start)
        end = min(c for c in cuts if c > place.mention.start)
        if not any(start <= at < end for at in told):
            place.role = "aside"


def read_frames(reading: Reading) -> list[Frame]:
    """The frames of an article in order."""
    frames = []
    for sentence in reading.sentences:
        frame = read_frame(reading.annotated(sentence))
        if frame is not None:
            frames.append(frame)
    return frames

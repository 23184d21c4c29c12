"""What a place is doing in its sentence: hit, origin, reference of a distance, a speaker's, or a government."""

from __future__ import annotations

import re

from ingest.claims.annotations import PlaceMention
from ingest.claims.caseless import caseless

_ORIGIN_BEFORE = caseless(
    r"(?:\bfrom\s+(?:[\w’'-]+\s+){0,5}(?:locations|areas|regions|directions|sites|"
    r"cities|airfields|airbases|bases|places|points)[\s,:–-]*(?:including|such\s+as|"
    r"in|of|like)?\s*(?:[\w-]+(?:,\s+|\s+and\s+|,\s+and\s+))*?|\b(?:launched|fired|"
    r"flying|flew|took\s+off|came|deployed|operating)\s+(?:\w+\s+){0,2}?from\s+(?:[\w’']+\s+){0,5}|"
    r"\b(?:flying|flew|entered|based|departed|took\s+off|taking\s+off)\s+(?:\w+\s+){0,4}?(?:from|"
    r"in|over)|\bfrom(?:\s+(?:the\s+)?(?:occupied|airspace|territory|waters|areas?|"
    r"direction|directions))?(?:\s+(?:of|over|in))?|\bairspace\s+(?:of|over))\s*(?:\bthe\s+|\bborder\s+|"
    r"Russia['’]s\s+|Russian\s+(?:city\s+of\s+)?|occupied\s+|temporarily\s+|nearby\s+|"
    r"and\s+|[A-Z]\w+[a-z],?\s+and\s+|[A-Z]\w+,\s+)*$"
)


_DISTANCE_BEFORE = caseless(
    r"(?:\b(?:km|kms|kilomet(?:er|re)s|miles|mi|m|met(?:er|re)s)\)?,?\s+(?:or\s+so\s+|"
    r"away\s+|\w+\s+)?(?:\([^)]*\)\s*)?(?:[\w-]+\s+)?(?:from|of|off|to)|\b(?:north|"
    r"south|east|west|[ns]orth-?(?:east|west)|south-?(?:east|west)|nor?th-?(?:east|"
    r"west)|northwest|northeast|southwest|southeast|upstream|downstream)\s+(?:of|"
    r"from)|\b(?:border(?:s|ing)|range\s+of|between|borders?\s+with|towards?|close\s+to\s+the\s+border\s+with|"
    r"together\s+with|along\s+with|(?:taken|evacuated|transferred|rushed|brought|moved)\s+(?:\w+\s+){0,3}hospitals?\s+in|distance\s+from|road\s+(?:to|from)|way\s+to|heading\s+(?:to|for|towards?)|"
    r"bound\s+for|flying\s+(?:to|towards?)|headed\s+(?:to|for|towards?)|evacuated\s+to|"
    r"taken\s+to|moved\s+to|travel(?:l?ed|l?ing|s)?\s+to|visit(?:ed|ing|s)?(?:\s+to)?|"
    r"arriv(?:ed?|ing)\s+in|trip\s+to|talks\s+in|meeting\s+in|summit\s+in|conference\s+in|"
    r"speaking\s+in|told\s+reporters\s+in|correspondent\s+in|reporting\s+from|front\s*lines?\s+(?:in|"
    r"near|around)|flights?\s+(?:in|at|from|around|over)|(?:shut|clos\w+|suspend\w+|"
    r"halt\w*|restrict\w+)\W+(?:\w+\W+){0,5}airports?\s+(?:in|at|around)|traffic\s+(?:in|"
    r"on|across)|(?:is|was|are|were|be|been|arrived?|born|based|lives?|stationed|"
    r"deployed|held|rally|protest\w*|gather\w*|met|meet\w*|speaking|spoke|ceremony|"
    r"funeral|vigil|embass(?:y|ies)|journalists|reporters|diplomats|sources?|politicians|analysts)\s+in|(?:submarine|"
    r"ship|vessel|frigate|cruiser|corvette|destroyer|carrier|boat|warship|tanker|"
    r"newspaper|magazine|brigade|battalion|regiment|club|team)))\s+(?:the\s+)?(?:city\s+of\s+|"
    r"capital\s+|regional\s+capital\s+|border\s+with\s+|Russian\s+|Ukrainian\s+|"
    r"Ukrainian-controlled\s+|town\s+of\s+)*$"
)


_SPEAKER_AFTER = caseless(
    r"^(?:['’]s?)?\s+(?:(?:acting|deputy|city|regional|region['’]s|oblast|local|"
    r"military|civil|first|Moscow-appointed|Russian-installed|Kremlin-installed|"
    r"occupation|newly\s+appointed)\s+)*(?:[Gg]ov(?:ernor|\.)?|[Mm]ayor|chief|head|"
    r"administration|authorities|officials?|prosecutors?|police|emergency|council|"
    r"administrator|spokes\w+|leader|resident|residents|native|military\s+administration|"
    r"state\s+administration|health|police|fire|rescue|law\s+enforcement|security|"
    r"department|ministry|branch|airports?\s+(?:were|was|suspended|closed|halted)|"
    r"offensive|incursion|operation|invasion|front|frontline|direction|sector|axis|"
    r"battle|front-line|(?:missile\s+|landing\s+)?(?:ship|submarine|vessel|corvette|"
    r"frigate)|submarine|agglomeration)\b"
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


_TO_BEFORE = caseless(r"\bto\s+(?:the\s+)?(?:[\w'’-]+\s+){0,6}$")
#: "the Moskva sank": a ship bears a town's name.
_SHIP_AFTER = re.compile(
    r"^(?:,\s+(?!in\b|near\b)|\.|\s+(?:had|has|was|is|which|that|sank|sinks|missile|landing|ship|vessel|frigate|corvette|submarine|cruiser)\b)"
)


_TO_NEAR = caseless(
    r"\b(?:damage|close|next|near|caused|harm|attack|strike|hit|target|bomb|shell|"
    r"destroy|response|according|due|thanks|addition|relation)\b[^,;]*$|\bto\s+(?:[\w’'-]+\s+){0,3}(?:parts|areas|districts|residents|homes|most)\b|\bto\s+(?:[\w'’-]+\s+){0,3}(?:"
    r"in|on|at|near|over|outside|across|attack|strike|hit|target|bomb|shell|destroy)\b"
)


#: "Kyiv and Moscow have traded blame": governments.
_QUARREL = re.compile(
    r"(?:\s+and\s+[A-Z]\w+)?(?:\s+(?:have|has|had|also|again|both))*\s+(?:traded?|exchanged?|swapped|blamed?|accused?)\b"
)
_CAPITAL_HIT = caseless(
    r"\b(?:in|on|at|near|over|around|outside|inside|across|within|hit|hitting|struck|"
    r"striking|target(?:ed|ing)|attack(?:ed|ing)?|shell(?:ed|ing)|bomb(?:ed|ing|"
    r"arded|arding)|pound(?:ed|ing)|pummel\w*|rocked|shook|city|capital,?|downtown|"
    r"central|northern|western|eastern|southern|region\s+of|bombardment\s+of|bombing\s+of|shelling\s+of|pounding\s+of|city\s+of|outskirts\s+of|"
    r"parts\s+of|residents\s+of|including|cities\s+of|centre\s+of|center\s+of|heart\s+of)\s+(?:the\s+)"
    r"?(?:(?:Ukrainian\s+|Russian\s+)?capital,?\s+)?$"
)


_CAPITAL_SUBJECT = re.compile(
    r"^(?:,[^,]{0,40},)?\s+(?:(?:was|were|has\s+been|had\s+been|is|are)\s+(?:\w+ly\s+|"
    r"also\s+|again\s+|the\s+)?(?:hit|struck|attack\w*|targe\w+|under|rocked|shaken|"
    r"pounded|bombed|shelled|bombarded|pummel\w*)|came\s+under|suffered|saw|woke|"
    r"region|city|itself|and\s+(?:several|other|its\s+(?:region|suburbs|outskirts)))\b"
)


_DATELINE_WITHIN = 40
_DATELINE_AFTER = re.compile(
    r"(?:/[A-Z]+)?(?:,\s[^.]{0,40}?)?\s*(?:\([A-Za-z ]{2,20}\)\s*)?(?:—|–|--|\s-)\s|\s+\([A-Z]{2,8}\)"
)


def role_of(text: str, place: PlaceMention) -> str:
    """What a place is doing in the sentence."""
    before = text[max(0, place.start - 110) : place.start]
    after = text[place.end : place.end + 60]
    if place.start < _DATELINE_WITHIN and text[place.start : place.end].isupper() and _DATELINE_AFTER.match(after):
        return "reference"  # where the report was written
    if _DISTANCE_BEFORE.search(before) or (place.name == "Chechnya" and "Syria" in text):
        return "reference"
    if _ORIGIN_BEFORE.search(before):
        return "origin"
    if place.level == "settlement" and before.lower().endswith("the ") and _SHIP_AFTER.match(after):
        return "reference"
    if _TO_BEFORE.search(before[-60:]) and not _TO_NEAR.search(before[-60:]):
        return "reference"
    if (
        place.name in _CAPITALS
        and place.level == "settlement"
        and re.search(r"\b(?:blam\w+|accus\w+)\b[^.;,]{0,60}$", before)
    ):
        return "government"
    if place.name in _CAPITALS and place.level == "settlement" and _QUARREL.match(after):
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

"""Gifts of goods that name no sum: "Germany announced plans to supply a Patriot battery"."""

from __future__ import annotations

import re

from ingest.claims.aid import parties, words
from ingest.claims.aid.items import GOODS, items_in
from ingest.claims.aid.when import announced
from ingest.claims.attribution import find_claimant
from ingest.claims.caseless import caseless
from ingest.claims.model import AidClaim, Span
from ingest.claims.reading import AnnotatedSentence, Reading
from ingest.claims.stems import Stems

_GIVE = (
    r"(?:send(?:s|ing)?|sent|suppl(?:y|ies|ied|ying)|provid(?:e|es|ed|ing)|giv(?:e|es|en|ing)|gave|deliver(?:s|ed|ing)?|"
    r"donat(?:e|es|ed|ing)|ship(?:s|ped|ping)?|dispatch(?:es|ed|ing)?|transfer(?:s|red|ring)?|hand(?:s|ed|ing)?\s+over|"
    r"pledg(?:e|es|ed|ing)|promis(?:e|es|ed|ing)|procur(?:e|es|ed|ing)|financ(?:e|es|ed|ing)|(?:dispatch|delivery|transfer|supply|shipment|provision|donation)\s+of)"
)
_GIVING = caseless(rf"(?<![\w-]){_GIVE}\b")
#: Stems of the verbs and nouns of giving, in lower case: without one a sentence hands over nothing.
_STEMS = Stems(
    "financ",
    " send", " sent", "suppl", "provid", "giv", "gave", "deliver", "donat", " ship", "dispatch", "transfer", " hand",
    "pledg", "promis", "procur", "financ", "package", "military aid", "military assistance", "security assistance",
)  # fmt: skip
#: Stems of data/aid_goods.csv: without one a sentence names no goods.
_THINGS = Stems(
    "patriot", "missile", "system", "defen", "storm shadow", "scalp", "atacms", "himars", "javelin", "stinger",
    "nlaw", "nasams", "iris-t", "hawk", "gepard", " harm", "jdam", "m777", "gmlrs", "caesar", "leopard", "abrams",
    "challenger", "bradley", "stryker", "marder", "mrap", "switchblade", "starlink", "mig-", "f-16", "gripen",
    "mirage", "at-4", "humvee", "skynex", "samp/t", "tank", "howitzer", "munition", "shell", " round", "artillery",
    "mortar", " jet", "aircraft", "plane", "helicopter", "vehicle", "carrier", " cars", "drone", "uav", "boat",
    "radar", "vision", "armo", "helmet", "rifle", " gun", "pistol", "grenade", " arms", "weapon", "equipment", "gear",
    "supplies", " mine", "demining", " kit", "generator", "transformer", "solar", "heater", "shelter", "medic",
    "ambulance", "plant", " food", " tent", "blanket", "interceptor", "package", " deal", "tranche", "shipment", " aid",
    "assistance", "deliver", "transfer",
)  # fmt: skip
_PASSIVE = caseless(
    r"\b(?:(?:have|has|had)\s+been|were|was|are|is|being)\s+(?:\w+ly\s+)?(?:pledged|provided|donated|supplied|sent|delivered|promised|"
    r"given|transferred)\s+(?:to\s+(?:Ukraine|Kyiv)\s+)?by\s+(?:the\s+)?$"
)
_PACKAGE = caseless(
    r"\b(?:announc\w+|unveil\w*|approv\w+|adopt\w*|pledg\w+|confirm\w*|promis\w+|sign(?:ed|s))\b[^.;]{0,40}?\b(?:a|an|its|the|another|"
    r"new|significant\W?|first|fresh|latest|additional|further)\W\s*(?:[\w“”\"-]+\s+){0,4}?(?:(?:aid|assistance|weapons|arms|support)\s+"
    r"(?:package|deal|tranche)|(?:package|tranche|shipment)\s+of\s+(?:\w+\s+)?(?:aid|assistance|weapons|arms|equipment))\b"
)
#: Wishes, demands, doubts and refusals are no aid.
_UNREAL = re.compile(
    r"\b(?:ask(?:ed|s|ing)?|urg(?:e|es|ed|ing)|call(?:ed|s|ing)?\s+(?:on|for)|plead\w*|appeal\w*|demand\w*|request\w*|lobb\w+|"
    r"need(?:s|ed|ing)?|want(?:s|ed|ing)?|wish\w*|should|must|if|whether|refus\w+|reluctan\w+|rul(?:ed|es|ing)\s+out|reject\w*|"
    r"hesitat\w+|oppos\w+|den(?:y|ies|ied)|without|stopp\w*|unless|consider\w*|discuss\w*|debat\w+|possib\w+|could|would|might|"
    r"(?-i:may)|argu\w+|insist\w*|press(?:ed|ing|es)?|hop(?:e|es|ed|ing)|not\s+(?:to|yet|be|been|provid\w+|suppl\w+|send\w*|giv\w+)|"
    r"n['’]t|never|how|alleg\w+|accus\w+|suspect\w*|warn\w*|declin\w+|in\s+exchange|in\s+return|sell(?:ing|s)?|sold|sale|buy(?:ing|s)?|"
    r"bought|purchas\w+|permission|permit\w*|allow\w*|restrict\w*|authori[sz]\w+\s+(?:the\s+)?(?:use|Ukraine\s+to)|propos\w+|opinion|poll\w*)\b",
    re.IGNORECASE,
)
_FIRM = caseless(
    r"\b(?:announc\w+|agree[ds]?|pledg\w+|promis\w+|confirm\w*|approv\w+|commit\w*|plans?\s+to|will|has\s+(?:also\s+)?(?:sent|dispatched|delivered|"
    r"donated|supplied|begun|provided|given|handed)|have\s+(?:already\s+)?(?:sent|delivered|donated|supplied|provided|given)|(?:is|are)\s+(?:now\s+|also\s+)?"
    r"(?:sending|supplying|providing|delivering|donating|giving|dispatching)|sent|delivered|donated|dispatched|supplied|gave|provided|shipped|transferred|handed|cleared|authori[sz]ed|"
    r"thanked)\b"
)
#: Words that name no thing: an article is full of them, and they make no claim of goods by themselves.
_VAGUE = caseless(
    r"^(?:(?:more|chemical|biological|defensive|offensive|lethal|heavy|advanced|other|long-range|light)\s+)?(?:weapons|arms|food|shelters?|artillery|missiles|"
    r"drones|tanks|shells|mines|equipment)$"
)
#: Deliveries stopped and taken up again, with nothing counted.
_STOPPED = caseless(
    r"\b(?P<verb>paus(?:ed|es|ing)|halt(?:ed|s|ing)|suspend(?:ed|s|ing)|fr(?:oze|eezes|eezing)|stopp(?:ed|ing)|cut\s+off|resum(?:ed|es|ing|e)|"
    r"restart(?:ed|s|ing)?|(?:lift(?:ed|s|ing)?|end(?:ed|s|ing))\s+(?:its|the|their|a)\s+(?:suspension|freeze|pause|halt|stop))\b(?P<object>[^.;]{0,70}?\b(?:deliver(?:y|ies)|shipments?|transfers?|military\s+(?:aid|assistance|support)|"
    r"(?:security|military)\s+assistance|arms\s+supplies|weapons\s+supplies|aid)\b)"
)
#: "agreed, after months of debate, to send"
_ASIDE = re.compile(r",\s*(?:after|following|despite|amid)\b[^,;]{0,60},")
_COMING = re.compile(
    r"\W*(?:A|The|Another)\s+(?:new|next|latest|further|fresh|upcoming)?\s*(?:[\w-]+\s+){0,3}?(?:package|tranche|shipment)\s+(?:of\s+\w+\s+)?"
    r"for\s+(?:Ukraine|Kyiv)\s+(?:will|would|is\s+(?:expected|set|due)\s+to)\s+(?:include|contain|consist)\b"
)
#: "Some of the missiles were contained in a $1 billion package": the goods told before belong to that sum.
_CONTAINED = re.compile(
    r"\W*(?:The|Some\s+of\s+the|These|They)\s+(?:\w+\s+)?(?:were|are|was|is)\s+(?:contained|included|part)\s+(?:in|of)\b"
)
_AND_ANOTHER = re.compile(r",\s+and\s+(?:the\s+)?$")
#: Planes sent into the air are no gift.
_SENT_UP = re.compile(r"\b(?:sen[dt](?:s|ing)?|scrambl\w+)\s+(?:up|out|aloft)\b")
_PERFECT = caseless(
    r"\b(?:has|have)\s+(?:also\s+|already\s+|previously\s+)?(?:provided|given|sent|supplied|delivered|donated)\b"
)
_SHOUTED = re.compile(r"\b[A-Z]{3,}\s+[A-Z]{3,}\s+[A-Z\d]{2,}")
_MONEY = re.compile(
    r"[$€£]\s?\d|\b(?:million|billion|bn|mln)\s+(?:US\s+|U\.S\.\s+)?(?:dollars|euros|pounds|kron|hryvn)"
)
_UKRAINE = re.compile(r"Ukrain|Kyiv|Kiev\b|Zelensk")
_RUSSIA = re.compile(r"Russia|Moscow")
_RUSSIAN_WEAPONS = re.compile(r"\b(?:Russia|Moscow|Putin|Kremlin)(?:['’]s)?\b[^,;]{0,40}$")


def goods_claims(reading: Reading, claims: list[AidClaim]) -> list[AidClaim]:
    """Claims of goods in sentences that hold no sum; a package whose sum the article tells elsewhere is not told
    again."""
    found: list[AidClaim] = []
    spoken_for = {span.char_start for claim in claims for span in [claim.span, *claim.evidence]}
    giving = _STEMS.sentences(reading) & _THINGS.sentences(reading)
    for sentence in reading.sentences:
        text = sentence.text
        if sentence.index not in giving or sentence.start in spoken_for or _MONEY.search(text):
            continue
        if not (_UKRAINE.search(text) or _RUSSIA.search(text) or _UKRAINE.search(_near(reading, sentence.index))):
            continue
        if _SENT_UP.search(text):
            continue
        if not (GOODS.search(text) or _PACKAGE.search(text) or _STOPPED.search(text)):
            continue
        annotated = reading.annotated(sentence)
        told = _read(reading, annotated)
        if not told:
            other = _stopped(reading, annotated) or _coming(reading, annotated)
            told = [other] if other else []
        found.extend(claim for claim in told if not _told(claim, found, claims, reading))
    return found


def _read(reading: Reading, sentence: AnnotatedSentence) -> list[AidClaim]:
    """The gifts of a sentence, one a giver: "London has sent rifles, and Prague will donate shells" are two."""
    found: list[AidClaim] = []
    text, told_to = sentence.text, 0
    friends = parties.RUSSIAS_FRIENDS
    people = parties.givers(sentence, friends_of_russia=True)
    for giver in people:
        got = _gift(text, giver, people) if giver.start >= told_to else None
        if got is None:
            continue
        begin, end, items = got
        receiver = parties.receiver(reading, sentence, giver.code)
        if receiver is None or (receiver == "UA" and giver.code in friends - {"CN"}):
            continue
        if receiver == "UA" and not _UKRAINE.search(text) and not _UKRAINE.search(_near(reading, sentence.index)):
            continue
        clause = text[begin:end]
        status = words.status_of(clause)
        done = bool(_PERFECT.search(clause))
        moment = announced(reading, sentence, end, cumulative=done and not _announces(text), status=status)
        claimant = find_claimant(reading, sentence, giver.code)
        kinds = words.types_in(" ".join(items)) or words.types_in(clause)
        claim = AidClaim(
            span=sentence.span(),
            announced_date=moment.day,
            date_precision=moment.precision,
            date_start=moment.start,
            date_end=moment.end,
            date_partial=moment.partial,
            date_text=moment.text,
            is_background=moment.is_background or bool(re.search(r"\balready\b|\bpreviously\b", clause)),
            claimant=claimant.name,
            claimant_side=claimant.side,
            donor=giver.code,
            donor_name=parties.name_of(giver.code),
            recipient=receiver,
            aid_type=kinds[0] if kinds else "unknown",
            status=status,
            is_cumulative=bool(re.match(r"\W*Since\b", text))
            or bool(re.search(r"\bso\s+far\b|\bto\s+date\b|\bhave\s+been\s+pledged\b", text)),
            items=items,
        )
        found.append(claim)
        following = _next_giver(text, giver, people)
        if following is None:
            break
        told_to = following.start
    return found


def _next_giver(text: str, giver: parties.Giver, people: list[parties.Giver]) -> parties.Giver | None:
    """The giver that another clause begins with: "..., and the Czech government agreed to donate"."""
    for other in people:
        if other.code != giver.code and other.start > giver.end and _AND_ANOTHER.search(text[giver.end : other.start]):
            return other
    return None


def _stopped(reading: Reading, sentence: AnnotatedSentence) -> AidClaim | None:
    """ "The Pentagon paused deliveries of interceptors to Ukraine": aid suspended or resumed without a sum."""
    text = sentence.text
    match = _STOPPED.search(text)
    if match is None or re.search(r"\b(?:grain|food|gas|oil|fuel|wheat|fertili[sz]er)\b", match["object"]):
        return None
    before = [g for g in parties.givers(sentence) if g.end <= match.start() and match.start() - g.end < 80]
    if not before or _UNREAL.search(text[before[-1].start - 20 if before[-1].start > 20 else 0 : match.start()]):
        return None
    if not _UKRAINE.search(text):
        return None
    donor = before[-1].code
    status = "resumed" if match["verb"].lower().startswith(("resum", "restart", "lift", "end")) else "suspended"
    moment = announced(reading, sentence, match.start(), cumulative=False, status=status)
    claimant = find_claimant(reading, sentence, donor)
    kinds = words.types_in(match["object"])
    return AidClaim(
        span=sentence.span(),
        announced_date=moment.day,
        date_precision=moment.precision,
        date_start=moment.start,
        date_end=moment.end,
        date_partial=moment.partial,
        date_text=moment.text,
        is_background=moment.is_background,
        claimant=claimant.name,
        claimant_side=claimant.side,
        donor=donor,
        donor_name=parties.name_of(donor),
        recipient="UA",
        aid_type=kinds[0] if kinds else "military",
        status=status,
        items=items_in(text[match.start("object") : match.end() + 80]),
    )


def _announces(text: str) -> bool:
    """Whether the sentence announces something, so that its day is the gift's."""
    return bool(re.search(r"\b(?:announc\w+|confirm\w*|reveal\w*|acknowledg\w+|disclos\w+)\b", text))


def _coming(reading: Reading, sentence: AnnotatedSentence) -> AidClaim | None:
    """ "A new aid package for Ukraine will include ...": a package whose giver stands in the sentences before."""
    text = sentence.text
    match = _COMING.match(text)
    items = items_in(text[match.end() :]) if match else []
    if not match or not items:
        return None
    donor = parties.donor_of(reading, sentence, match.start(), match.end())
    if donor is None:
        return None
    moment = announced(reading, sentence, match.end(), cumulative=False, status="planned")
    claimant = find_claimant(reading, sentence, donor)
    kinds = words.types_in(match[0]) or words.types_in(" ".join(items))
    return AidClaim(
        span=sentence.span(),
        announced_date=moment.day,
        date_precision=moment.precision,
        date_start=moment.start,
        date_end=moment.end,
        date_partial=moment.partial,
        date_text=moment.text,
        is_background=moment.is_background,
        claimant=claimant.name,
        claimant_side=claimant.side,
        donor=donor,
        donor_name=parties.name_of(donor),
        recipient="UA",
        aid_type=kinds[0] if kinds else "unknown",
        status="planned",
        items=items,
    )


def _near(reading: Reading, index: int) -> str:
    return " ".join(s.text for s in reading.sentences[max(0, index - 2) : index])


def _gift(text: str, giver: parties.Giver, people: list[parties.Giver]) -> tuple[int, int, list[str]] | None:
    """(start, end, items) of the clause in which this giver hands over goods; None where it does not."""
    # "65 F-16s have been pledged by NATO countries"
    if _PASSIVE.search(text[: giver.start]):
        items = [item for item in items_in(text[: giver.start]) if not _VAGUE.match(item)]
        return (0, giver.end, items) if items and not _UNREAL.search(text[: giver.start]) else None
    rest = text[giver.end :]
    rest = _ASIDE.sub(lambda m: " " * len(m[0]), rest)
    stop = re.search(r";|\bwhile\b|\bbut\b|\balthough\b|\bwhere\b|\bafter\b|\bsince\s+it\b", rest)
    rest = rest[: stop.start()] if stop else rest
    following = _next_giver(text, giver, people)
    if following is not None:
        rest = rest[: following.start - giver.end]
    if parties.is_object(text, giver):
        return None
    package = _PACKAGE.search(rest)
    if package and package.start() < 70 and not _UNREAL.search(rest[: package.end()]):
        if _UKRAINE.search(rest):
            return giver.start, giver.end + len(rest), items_in(rest[package.end() :])
        return None
    if rest.startswith("-") or _SHOUTED.search(rest[:60]):
        return None  # "UK-supplied missiles"; a related headline in capitals
    thanked = re.search(r"\bthank(?:ed|s|ing)\s+(?:the\s+)?$", text[: giver.start])
    give = None
    for give in _GIVING.finditer(rest):
        between = rest[: give.start()]
        if len(between) > 120:
            return None
        aside = re.match(r",[^,]{3,110},", rest)  # "the Netherlands, leading the coalition with Denmark, is providing"
        outside = giver.end + (aside.end() if aside else 0)
        others = [
            p for p in people if p.start >= outside and p.end <= giver.end + give.start() and p.code != giver.code
        ]
        if others and not re.fullmatch(r"\s*(?:,|and|the|other|its|\s)*", text[giver.end : others[0].start]):
            continue
        lead = text[max(0, giver.start - 50) : giver.start] + between
        if not others and re.search(r"\b(?:allies|partners|nations|countries|he|they|companies|although)\b", between):
            continue
        if re.match(r"(?i:pledg|promis)", give[0]) and re.match(
            r"\s+to\s+(?!send|suppl|provid|giv|deliver|donat|hand|transfer)", rest[give.end() :]
        ):
            continue
        if _UNREAL.search(lead) or (giver.code not in parties.RUSSIAS_FRIENDS and _RUSSIAN_WEAPONS.search(between)):
            continue
        if thanked and not re.match(
            r"\s+(?:Ukraine\s+|Kyiv\s+)?(?:with\s+)?(?:a|an|another|\d+|two|three)\s", rest[give.end() :]
        ):
            continue  # thanks for help in general
        if not (thanked or _FIRM.search(between + give[0])):
            continue
        tail = rest[give.end() :]
        if _UNREAL.search(tail[:25]) or re.search(r"\bif\b", tail[:120]):
            continue
        items = [item for item in items_in(tail[:230]) if not _VAGUE.match(item)]
        first = GOODS.search(tail)
        if items and first and first.start() < 110:
            return giver.start, giver.end + len(rest), items
    return None


def _told(claim: AidClaim, found: list[AidClaim], sums: list[AidClaim], reading: Reading) -> bool:
    """Whether the gift only repeats a package that the article prices, or another sentence's gift."""
    for other in found:
        if other.donor == claim.donor and other.recipient == claim.recipient and _shared(other.items, claim.items):
            span = claim.span
            if span not in other.evidence:
                other.evidence.append(span)
            return True
    for other in sums:
        if other.donor != claim.donor or other.is_cumulative:
            continue
        if not claim.items and not other.is_background:
            other.evidence.append(claim.span)
            return True  # "unveiling the new assistance package" whose sum stands elsewhere
        if not other.is_background or other.announced_date:
            told = reading.body[other.span.char_start : other.span.char_end]
            if _CONTAINED.match(told):
                other.items = list(dict.fromkeys(other.items + claim.items))
                other.evidence.append(claim.span)
                return True
        near = abs(_index(reading, other.span) - _index(reading, claim.span)) <= 2
        same_kind = (
            not other.is_background and claim.status == "announced" and _shared(other.items, claim.items, loosely=True)
        )
        if (
            same_kind
            or _shared(other.items, claim.items)
            or (near and not claim.announced_date and not claim.is_background)
        ):
            other.items = list(dict.fromkeys(other.items + claim.items))
            other.evidence.append(claim.span)
            return True
    return False


def _index(reading: Reading, span: Span) -> int:
    return next((s.index for s in reading.sentences if s.start == span.char_start), 0)


#: Words that too many goods share to tell two gifts to be one.
_COMMON_WORDS = frozenset(
    (
        "system",
        "missile",
        "weapon",
        "equipment",
        "additional",
        "defense",
        "defence",
        "more",
        "hundred",
        "thousand",
        "other",
    )
)


def _shared(a: list[str], b: list[str], *, loosely: bool = False) -> bool:
    """Whether two lists of goods name the same thing, by their long words; `loosely`: "missile" alone is enough."""
    left, right = (
        {w.lower().rstrip("s") for item in items for w in re.findall(r"[A-Za-z][\w-]{3,}", item)} for items in (a, b)
    )
    common = left & right
    if not loosely:
        common -= _COMMON_WORDS
    return bool(common) or (bool(a) and a == b) or (not a and not b)

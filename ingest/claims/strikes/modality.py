"""Whether an attack is told as having happened, or as a plan, a threat, a possibility."""

from __future__ import annotations

from ingest.claims.caseless import caseless

_CLAUSE_START = caseless(
    r"[;:.,–—]\s|\b(?:after|when|as|while|that|which|who|where|because|and|but|"
    r"said|says|since|before|following|amid|despite)\s"
)


_MODAL = caseless(
    r"\b(?:could|may|might|would|will|can|cannot|should|must|if|unless|whether|"
    r"never|not|would-be)\b(?!\s+have\b)"
)


_QUOTED_VERB = caseless(r"\bmay\s+have\b")


_TO_REAL_BEFORE = caseless(
    r"\b(?:tr(?:y|ied|ying)|attempt(?:ed|ing|s)?|managed|used|using|fired|launched|"
    r"continue[ds]?|appeared?|seem\w*|due|response|responded|led|leading|thanks|"
    r"according|prior|next|close|damage|addition|addition)\s+(?:\w+\s+){0,5}?to\s*$|"
    r"\bto\s+have\s*$"
)


_MODAL_FINAL = caseless(
    r"\b(?P<word>could|may|might|would|will|can|should|must|shall|cannot|if|to|"
    r"not|never|let)\s+[\"“'‘]?(?:also\s+|be\s+|have\s+to\s+|now\s+|then\s+|again\s+|"
    r"directly\s+|even\s+|soon\s+|deliberately\s+|continue\s+to\s+|only\s+|have\s+been\s+|"
    r"not\s+)*$"
)


_NOUN_UNREAL = caseless(
    r"\b(?:threat(?:s|ened)?\s+(?:of|to)|possible(?:\s+that)?|potential|future|further\s+possible|"
    r"prevent(?:ing|ed)?|avoid(?:ing)?|against|risk\s+of|fears?\s+of|warn(?:s|ed|"
    r"ing)?\s+(?:of|about|against)|in\s+case\s+of|halt(?:ing|ed)?|stop(?:ping|ped)?|"
    r"end(?:ing)?|cease|moratorium\s+on|ban\s+on|permission\s+(?:for|to)|allow\w*|"
    r"authori[sz]\w+|protect\w*\s+[^,.;]{0,50}\bfrom|(?:carry|carrying)\s+out|conduct(?:ing)?|"
    r"plan\w*|prepar\w+|approv\w+|call(?:s|ed)?\s+for|expect\w*|deter|den(?:y|ies|"
    r"ied)|retaliat\w+|restrict\w+\s+on|use\s+(?:of\s+)?[\w\s-]{0,40}(?:for|in)|"
    r"rehears\w+|simulat\w+|nuclear|any|imminent|planned|suspected|alleged\s+plot|"
    r"increas(?:ed|ing)(?:ly)?|escalating|relentless|intensif\w+|ability|capab\w+|each|every|such|daily|regular|frequent|constant|repeated|"
    r"near-daily|nightly|threatened|cyber|terror(?:ist)?|\d{4}|chart|smash|knife|"
    r"counter|hybrid|sabotage|arson|ground|infantry|armou?red|cavalry|frontal|heart|"
    r"panic|personal|verbal|hunger|labou?r|rail|general|school|teachers?['’]?|air\s+traffic)\s+(?:(?:"
    r"the|a|an|new|Russian|Ukrainian|Russia['’]s|Ukraine['’]s|Moscow['’]s|Kyiv['’]s|"
    r"air|aerial|and|or|missile|drone|long-range|massive|large-scale|deep|major|"
    r"more|another|further|these|those|similar|large|mass)\s+)*$"
)


#: "An attack on the city will be carried out", "further strikes on the bridge would show".
_TO_COME_AFTER = caseless(
    r"(?:attacks?|strikes?|raids?|assaults?|bombardments?)\s+(?:on|against|at)\s+(?:[\w’'-]+\s+){1,4}?"
    r"(?:will|would|could|may|might|can|should)\s+(?!have\b)"
)


def is_real(text: str, start: int) -> bool:
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
    if _TO_COME_AFTER.match(text, start):
        return False
    return not _NOUN_UNREAL.search(before)

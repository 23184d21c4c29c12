"""How firm aid is: the contract's status by the verbs that govern it (none for what is denied or only asked for), and
whether a sum runs over many packages."""

from __future__ import annotations

import re
from functools import cache

from ingest.claims.counts import ordinal_value
from ingest.claims.factuality import Factuality, factuality
from ingest.claims.kinds.aid_gifts import Gift, lemmas
from ingest.claims.matcher import EventMention, rule_book
from ingest.claims.syntax import Token

#: Sums "given" or "spent" from this size on run over the whole war; from the smaller one on, in the perfect.
_WAR_LONG, _MUCH = 7e10, 5e8
FRESH = rule_book("aid").classes["fresh"]
#: What stands behind one of these is told of something else.
_OTHER_CLAUSE = re.compile(r"\b(?:than|which|who|bringing|taking|raising)\b|;")
_FROM_YEAR = re.compile(r"\bfrom (?:\w+\.? )?20\d\d\b")
_SUPERLATIVE = re.compile(
    r"\b(?:first|largest|biggest|latest|most|only|highest|greatest)\b[^,;]{0,60}\b(?:since|to date|so far|yet)\b",
    re.IGNORECASE,
)
_OPENING_TOTAL = re.compile(
    r"\W*(?:Since\b|So far|To date|In total|By (?:\w+ )?20\d\d|In that (?:same )?span|Over the past)", re.IGNORECASE
)
_SUM = re.compile(r"\b(?:total|since|so far|in that (?:same )?span)\b", re.IGNORECASE)
_TOTAL = re.compile(r"\b(?:total|combined)\b", re.IGNORECASE)


@cache
def _so_far() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{'|'.join(map(re.escape, sorted(lemmas('so_far'), key=len, reverse=True)))})\b", re.IGNORECASE
    )


_SIDE = re.compile(r"Ukrain|Kyiv|Zelensk|Russia|Moscow|Kremlin|Putin")
_WISHES = frozenset({"want", "ask", "urge", "hope", "request"})
_LAWMAKERS = frozenset({"congress", "lawmakers", "parliament", "bundestag", "legislators", "senate"})


def status_of(gift: Gift) -> str | None:
    """The contract's status of a gift; None where the text says that it is not given."""
    verbs = [f for f in gift.frames if f.meaning not in ("gift", "contents")]
    above = [f for f in verbs if not gift.top.governs(f.trigger)]
    verbs = above or verbs
    if _is_negated(gift) or any(_is_unwilling(f.trigger) for f in verbs):
        return None
    if any(map(_has_failed, gift.head.ancestors())):
        return None
    if not verbs:
        return _nominal_status(gift)
    if any(f.meaning == "refused" for f in verbs) or _is_wish(verbs):
        return None
    for strong in ("resumed", "suspended"):
        if any(f.meaning == strong for f in verbs):
            return strong if _factual(verbs[0].trigger) and not _is_condition(verbs) else None
    return _status_of_verbs(verbs, gift)


def _status_of_verbs(verbs: list[EventMention], gift: Gift) -> str | None:
    meanings = {f.meaning for f in verbs}
    if _is_condition(verbs):
        return None
    if "planned" in meanings:
        return "planned"
    if _has_come(verbs):
        return "delivered"
    ahead = [_modality(f.trigger) for f in verbs]
    if "could" in ahead:
        return "planned"
    decided = next((m for m in ("approved", "allocated") if m in meanings), None)
    if decided:
        return "planned" if "will" in ahead and "announced" not in meanings else decided
    if any(f.meaning == "delivered" and _is_done(f.trigger) for f in verbs):
        return "delivered"
    if "announced" in meanings:
        announcing = next(f for f in verbs if f.meaning == "announced")
        return (
            "planned" if _modality(announcing.trigger) == "will" and _is_expected(announcing.trigger) else "announced"
        )
    if "will" in ahead or _is_infinitive_ahead(verbs[0].trigger):
        return "announced"
    return "delivered"


def _has_failed(verb: Token) -> bool:
    """ "Failed to pass a bill of 60 billion", "declined to send arms"."""
    return verb.dep == "xcomp" and verb.head.lemma in lemmas("fail") and verb.head.child("neg") is None


def _has_come(verbs: list[EventMention]) -> bool:
    """ "It had received the loan that X promised": what has come is delivered, whoever promised it."""
    come = [f.trigger for f in verbs if f.rule_id in ("aid.receive", "aid.arrive") and f.trigger.tag in ("VBD", "VBN")]
    plain = [v for v in come if _modality(v) is None and not _is_infinitive_ahead(v)]
    return any(not any(_modality(a) for a in v.ancestors() if a.pos == "VERB") for v in plain)


def _is_wish(verbs: list[EventMention]) -> bool:
    """Whether a gift is only asked for or wished."""
    wishes = [f for f in verbs if f.meaning == "planned" and f.trigger.lemma in _WISHES]
    return any(not _of_lawmakers(f) and not _is_giver_s_own(f) for f in wishes)


def _is_giver_s_own(frame: EventMention) -> bool:
    """ "Berlin wants to cut its aid": a plan, where the one who wants is named and is neither of the two sides."""
    subjects = [s for s in frame.trigger.subjects() if s.pos in ("PROPN", "NOUN")]
    names = " ".join(t.text for s in subjects for t in s.subtree())
    return frame.trigger.lemma in ("want", "request") and bool(subjects) and _SIDE.search(names) is None


def _is_unwilling(verb: Token) -> bool:
    """ "is reluctant to send"."""
    return any(a.lemma in lemmas("unwilling") or a.lower in lemmas("unwilling") for a in verb.ancestors())


def _of_lawmakers(frame: EventMention) -> bool:
    """Asking a parliament for money is how a state begins to give."""
    own = {"administration", "house", "cabinet"}
    subjects = (t for s in frame.trigger.subjects() for t in s.subtree())
    return any(t.lower in _LAWMAKERS for t in frame.sentence.tokens) or any(t.lower in own for t in subjects)


def _is_expected(verb: Token) -> bool:
    return any(c.dep == "aux" and c.lower in ("to", "will", "'ll") for c in verb.children)


def _modality(verb: Token) -> str | None:
    """`could` for what may come, `will` for what is to come, None for what is told as fact."""
    first = verb.first_conjunct()
    for carrier in (verb, first):
        for child in carrier.children:
            if child.dep == "aux" and child.lower in ("could", "might", "may"):
                return "could"
            if child.dep == "aux" and child.lower in ("will", "'ll", "would", "shall"):
                return "will"
            if child.dep == "aux" and child.lower in ("is", "are", "'s", "'re", "be", "am") and carrier.tag == "VBG":
                return "will"
    return None


def _is_infinitive_ahead(verb: Token) -> bool:
    return verb.tag == "VB" and any(c.dep == "aux" and c.lower == "to" for c in verb.children)


def _is_condition(verbs: list[EventMention]) -> bool:
    """Whether the gift hangs on an "if" or is put as a duty ("should give")."""
    for frame in verbs:
        for token in [frame.trigger, *frame.trigger.ancestors()]:
            if any(c.dep == "mark" and c.lower in ("if", "unless", "whether") for c in token.children):
                return True
            duty = [c.lower for c in token.children if c.dep == "aux" and c.lower in ("should", "must", "ought", "can")]
            if duty:  # "I can announce" announces
                return token is frame.trigger and not (duty == ["can"] and token.lemma in lemmas("announce"))
    return False


def _factual(trigger: Token) -> bool:
    return factuality(trigger) not in (Factuality.NEGATED, Factuality.DENIED)


def _is_negated(gift: Gift) -> bool:
    """Whether a noun of the phrase or one of its verbs is denied: "no more aid", "denied that it had sent tanks"."""
    for noun in [gift.top, *gift.nouns]:
        if any(c.dep in ("det", "neg") and c.lower in ("no", "neither") for c in noun.children):
            return True
    return any(
        not _factual(f.trigger) and not _is_cleft(f.trigger)
        for f in gift.frames
        if f.meaning not in ("gift", "contents")
    )


def _is_cleft(verb: Token) -> bool:
    """ "it was not Berlin but Warsaw that gave": what is denied is the giver, not the gift."""
    copula = verb.head
    but = any(c.lower == "but" for t in copula.children_by("attr") for c in t.children)
    return copula.lemma == "be" and but and not any(c.dep == "neg" for c in verb.children)


def _nominal_status(gift: Gift) -> str | None:
    """The status where no verb of giving governs: nouns of deciding, else announced; None under an "if"."""
    for governor, _ in gift.chain:
        if governor.lemma in ("signing", "approval", "passage", "adoption", "ratification"):
            return "approved"
        if governor.lemma in ("suspension", "freeze", "halt", "pause"):
            return "suspended"
        if governor.pos in ("VERB", "AUX") and any(
            c.dep == "mark" and c.lower in ("if", "unless") for c in governor.children
        ):
            return None
        if governor.lemma in ("work", "pipeline", "draft", "proposal", "plan", "vote", "request"):
            return "planned"
    verb = gift.chain[-1][0] if gift.chain else gift.top
    return "planned" if _modality(verb) in ("could", "will") else "announced"


def is_possible_only(gift: Gift) -> bool:
    """Whether a gift is told only as what might come ("might send tanks")."""
    return any(_modality(f.trigger) == "could" for f in gift.frames if f.meaning not in ("gift", "contents"))


def sums_up(text: str) -> bool:
    """Whether what opens a list makes its entries running totals ("since the invasion", "in total")."""
    return _SUM.search(text) is not None


def is_cumulative(gift: Gift) -> bool:
    """Whether a sum is a running total of many packages ("has given 2 billion since the invasion began")."""
    money, text = gift.money, gift.sentence.text
    if money is None or money.per is not None:
        return False
    if gift.whole is not None and is_cumulative(gift.whole):
        return True
    own = {t.i: t for noun in (*gift.phrase(), *gift.nouns) for t in (noun, *noun.children_by("amod", "det"))}
    fresh = any(t.lower in FRESH for t in own.values()) or any(
        t.lemma in lemmas("part_noun") and t.lemma != "half" for t in [gift.top]
    )
    if brings_to(gift):
        return True
    before, after = text[max(0, gift.start - 110) : gift.start], text[gift.end : gift.end + 110]
    if _TOTAL.search(gift.text()) and not fresh:
        return True
    if fresh or _is_numbered(gift) or _adds_to(gift):
        return False
    after = _OTHER_CLAUSE.split(after)[0]
    around = f"{before} {after}"
    if _in_year(gift):
        return True
    if _OPENING_TOTAL.match(text) and not gift.names("package_only"):
        return True
    told = _so_far().search(around) or _FROM_YEAR.search(around)
    if told and not _SUPERLATIVE.search(around) and not _is_aside(gift, told[0].lower()):
        return _time_is_of(gift)
    if _stands_at(gift):
        return True
    verbs = [f.trigger for f in gift.frames if f.meaning == "delivered"]
    if money.amount >= _WAR_LONG and any(v.lemma in lemmas("give") and v.tag in ("VBD", "VBN") for v in verbs):
        return True
    return (
        any(_is_perfect(v) and not _is_of_today(v) for v in verbs)
        and (money.qualifier != "exact" or money.amount >= _MUCH)
        and not gift.names("package_only")
    )


def _is_numbered(gift: Gift) -> bool:
    """ "The 37th drawdown since 2021, worth 3 million": an ordinal counts the packages, the sum is of one."""
    numbered = (
        t.head for t in gift.sentence.tokens if (ordinal_value(t.lower) or 0) > 1 and t.dep in ("amod", "compound")
    )
    return any(t.lemma in lemmas("package_only") | lemmas("aid_noun") for t in numbered)


def _adds_to(gift: Gift) -> bool:
    """ "The 600 million brings the total to 20 billion": what raises a total is one package."""
    raising = [t.head for t in (gift.head, *gift.head.ancestors()) if t.dep == "nsubj"]
    return any(v.lemma in ("bring", "take", "raise") and _raises_total(v) for v in raising)


def _raises_total(verb: Token) -> bool:
    return any(
        t.lemma == "total" or any(c.lemma == "total" for c in t.children_by("amod", "compound"))
        for t in verb.children_by("dobj")
    )


def _is_aside(gift: Gift, word: str) -> bool:
    """ "Ireland, neutral since its foundation, gave 5 million": the time is of what a name is called beside it."""
    marks = [t for t in gift.sentence.tokens if t.lower == word and t.dep in ("prep", "mark")]
    inside = {t.i for t in (*gift.phrase(), *gift.nouns)}
    return bool(marks) and all(
        (t.dep == "mark" and t.head.lemma in lemmas("approve") and t.head.governs(gift.head))  # "since Congress passed"
        or (
            t.head.pos in ("ADJ", "PROPN", "NOUN")
            and t.head.dep in ("amod", "appos", "acl", "advcl")
            and t.head.i not in inside
            and not t.head.governs(gift.head)
        )
        for t in marks
    )


def _stands_at(gift: Gift) -> bool:
    """ "the support now totals 2 billion"."""
    token = gift.head
    for _ in range(4):
        is_subject = token.dep in ("nsubj", "nsubjpass")  # "shells worth 2 million have reached Kyiv"
        token = token.head
        if token.pos == "VERB":
            return (
                not is_subject
                and token.lemma in ("total", "stand", "reach", "amount", "exceed")
                and token.dep not in ("acl", "amod")
            )
    return False


def _in_year(gift: Gift) -> bool:
    """ "the 62 billion that was sent in 2022": what was given over a whole year."""
    given = [f.trigger for f in gift.frames if f.meaning == "delivered" and f.trigger.tag in ("VBD", "VBN")]
    years = [d for d in gift.sentence.dates if d.value.precision == "year" and d.value.text.lower().startswith("in ")]
    return any(d.head.head.head is v or v.governs(d.head) for d in years for v in given) and gift.names("aid_noun")


def _time_is_of(gift: Gift) -> bool:
    """A package keeps its own day though the sentence speaks of the time since; a total has no package."""
    return not gift.names("package_only") or bool(_TOTAL.search(gift.text()))


def _is_done(verb: Token) -> bool:
    """ "announced that 5 million had been paid"."""
    helpers = {c.lower for c in verb.children if c.dep == "aux"}
    return bool(helpers & {"had", "has", "have"}) and not helpers & {"will", "would", "may", "might", "could", "should"}


def _is_of_today(verb: Token) -> bool:
    """ "Has today paid 600 million": one payment."""
    return any(c.dep in ("npadvmod", "advmod") and c.lower in ("today", "now", "just") for c in verb.children)


def _is_perfect(verb: Token) -> bool:
    return any(c.dep == "aux" and c.lemma == "have" and c.lower != "had" for c in verb.children) and not any(
        c.dep == "aux" and c.lower in ("will", "would", "may", "might") for c in verb.children
    )


def brings_to(gift: Gift) -> bool:
    """ "brings the total to 9 billion"."""
    token = gift.head
    for _ in range(4):
        if token.dep in ("nsubj", "nsubjpass", "csubj"):
            return False  # "a pledge of 5 million takes the total to 9 billion"
        token = token.head
        if token.lemma in ("bring", "take", "raise") and _raises_total(token):
            return True  # "brings the total aid that was sent to 9 billion"
        if (
            token.dep == "prep"
            and token.lower in ("to", "at", "past", "over")
            and token.head.lemma in ("bring", "take", "raise", "put")
        ):
            return True
    return False

"""Which sums are aid for one of the two sides, and which are damage, trade, budgets, prizes or others' money."""

from __future__ import annotations

import itertools

from ingest.claims.kinds.aid_gifts import Gift, is_reviewed, lemmas
from ingest.claims.kinds.aid_parties import (
    OTHER,
    SIDES,
    donors_of,
    names_ukraine,
    own_money,
    recipient_in_phrase,
    recipient_of,
)
from ingest.claims.kinds.aid_sentence import AidSentence, gives_to_ukraine
from ingest.claims.kinds.aid_status import brings_to
from ingest.claims.matcher import EventMention
from ingest.claims.syntax import Token

#: Sums of aid lie between these, in any currency of the war's donors; larger ones are economies and budgets.
_LEAST, _MOST = 50_000, 5e11
_HUGE = 2e10
#: Currencies whose unit is small beside the dollar's, by about how much; they scale the bounds.
_SMALL_UNITS = {
    "JPY": 150, "KRW": 1300, "HUF": 350, "RUB": 90, "UAH": 40, "ISK": 130, "CZK": 20, "SEK": 10, "NOK": 10, "DKK": 7,
}  # fmt: skip
#: Meanings of triggers that tell what becomes of a gift.
STATUSES = frozenset(
    {"announced", "planned", "approved", "allocated", "delivered", "suspended", "resumed", "contents", "refused"}
)


def aid_sums(scene: AidSentence) -> list[Gift]:
    """The sums of a sentence that are given, promised or held back as aid; wholes and shares told twice are left."""
    gifts = scene.sums()
    told = [g for g in gifts if _is_aid(g, scene)]
    if told or scene.announces_aid():
        told = [g for g in gifts if g in told or (scene.giver_before(g.start) and not _is_other_money(g, scene))]
    told += [g for g in gifts if g not in told and _is_beside(g, told, scene)]
    told += [g for g in gifts if g not in told and _takes_total(g, told, scene)]
    if told:  # "5 million more, taking the total to 3 billion"
        totals = [g for g in gifts if g.top.lemma == "total" or brings_to(g)]
        told = [g for g in gifts if g in told or (g in totals and not _is_other_money(g, scene))]
    return [g for g in told if not _is_dropped(g, told, scene)]


def _is_beside(gift: Gift, told: list[Gift], scene: AidSentence) -> bool:
    """ "5 million in military aid and 2 million in economic support": a sum coordinated with aid, by its own words."""
    lists = {t.first_conjunct().i for g in told for t in (g.top, g.head)}
    coordinated = any(t.first_conjunct().i in lists for t in (gift.top, gift.head))
    named = gift.names("aid_noun", "weak_noun", "weapon_noun", "civil_goods")
    return coordinated and named and recipient_of(gift, scene.parties) != OTHER and not _is_other_money(gift, scene)


def _takes_total(gift: Gift, told: list[Gift], scene: AidSentence) -> bool:
    """ "The pledge of 5 million takes Latvia's aid to 9 million": what raises a total of aid is aid."""
    verb = gift.top.head
    raised = gift.top.dep == "nsubj" and any(brings_to(g) and verb.governs(g.head) for g in told)
    return raised and gift.names("aid_noun", "weak_noun") and not _is_other_money(gift, scene)


def _is_aid(gift: Gift, scene: AidSentence) -> bool:
    money = gift.money
    if money is None or not _LEAST <= money.amount / _SMALL_UNITS.get(money.currency or "", 1) <= _MOST:
        return False
    if _is_other_money(gift, scene):
        return False
    to = recipient_of(gift, scene.parties)
    if to == OTHER:
        return False
    verbs = [f for f in gift.frames if f.meaning in STATUSES]
    if (verbs and verbs[0].meaning == "refused") or own_money(gift, scene.parties):
        return False
    if to is None and money.amount >= _HUGE and _is_budget(gift, scene):
        return False
    ours = to is not None or names_ukraine(scene.sentence.text) or scene.speaks_of_aid
    if gift.top.lower in ("it", "this"):
        return scene.state.is_near(scene.sentence.index) or scene.package_before()
    if _foreign_noun(gift) is not None and not _is_handed_to_ukraine(gift, scene):
        return False
    if (gift.top.lemma in lemmas("own_budget") and to != "UA") or is_duty(verbs):
        return False
    if gift.names("aid_noun", "weapon_noun") and (ours or scene.names_ukraine_before()):
        return True
    if gift.names("aid_noun") and scene.is_about_ukraine():
        return True
    if to == "UA" and (
        verbs or gift.names("weak_noun", "civil_goods") or recipient_in_phrase(gift, scene.parties) == "UA"
    ):
        return True
    if gift.whole is not None and gift.whole.frames:
        return _is_aid(gift.whole, scene)
    if gift.names("weak_noun", "civil_goods") and ours and (verbs or scene.speaks_of_aid):
        return True
    giving = [f for f in verbs if f.meaning not in ("contents", "planned")]
    return _is_given(gift, giving, scene, ours=ours) or (ours and to is None and _has_no_other_end(gift, verbs, scene))


def _has_no_other_end(gift: Gift, verbs: list[EventMention], scene: AidSentence) -> bool:
    """Whether a sum beside what tells of aid ("Another 3 million is for roads") is given no end of its own.

    Sums as large as budgets, differences ("cut by 3 million"), prices and budgets have one, and so has what lies in
    another country.
    """
    money, top = gift.money, gift.top
    if money is None or money.amount / _SMALL_UNITS.get(money.currency or "", 1) >= _HUGE:
        return False
    above = [g for g, _ in gift.chain[:3]]
    subjects = [s for g in above if g.pos in ("VERB", "AUX") for s in g.subjects()]
    if any(t.lemma in lemmas("own_budget") for t in (*above, *subjects)) or any(
        is_elsewhere(f) or f.meaning == "contents" for f in verbs
    ):
        return False
    if (
        gift.is_share
        or top.head.lower in ("by", "than", "from")
        or any(g.lower == "worth" for g in (top, *above))
        or top.head.lemma in lemmas("measure") - {"be"}
    ):
        return False
    buyers = [o for a in scene.sentence.tokens for o in a.children_by("pobj") if a.dep == "agent"]
    if any(p.code in SIDES for t in buyers if (p := scene.parties.by_token.get(t.i)) is not None):
        return False  # "Bought by Ukraine: gas for 40 million from Poland"
    own = [t for p in top.children_by("prep") if p.lower == "in" for t in p.children_by("pobj")]
    return all(p.code in SIDES for t in own if (p := scene.parties.by_token.get(t.i)) is not None)


def _is_budget(gift: Gift, scene: AidSentence) -> bool:
    """Whether a sum as large as budgets are, without a receiver, stands where nothing speaks of aid."""
    return not (gift.names("aid_noun") or scene.speaks_of_aid or names_ukraine(scene.sentence.text))


def _is_given(gift: Gift, giving: list[EventMention], scene: AidSentence, *, ours: bool) -> bool:
    """Whether a sum that no noun calls aid is handed over by somebody whom its clause names, and not elsewhere."""
    if not giving or not donors_of(gift, scene.parties):
        return False
    if scene.names_ukraine_before() and not any(is_elsewhere(f) for f in giving):
        return True
    if not ours:
        return False
    return scene.speaks_of_aid or gives_to_ukraine(scene.sentence.text) or not any(is_elsewhere(f) for f in giving)


def _is_handed_to_ukraine(gift: Gift, scene: AidSentence) -> bool:
    given = [f for f in gift.frames if f.meaning == "delivered"]
    codes = [p.code for f in given for t in f.slots.get("to", ()) if (p := scene.parties.by_token.get(t.i))]
    return "UA" in codes


def is_elsewhere(frame: EventMention) -> bool:
    """Whether a verb of giving has a receiver that the text does not tie to Ukraine."""
    own = ("it", "country", "ally", "them", "its", "defence", "defense", "date")
    reached = [t for t in frame.slots.get("to", ()) if t not in frame.slots.get("thing", ()) and t.head.lower != "for"]
    return any(t.lower not in own for t in reached)


def _is_other_money(gift: Gift, scene: AidSentence) -> bool:
    """A sum whose own phrase says that it is damage, trade, a budget or a debt, or that somebody earns or owes."""
    if any(g.lemma in lemmas("plea") for g, _ in gift.chain[:4] if g.pos == "NOUN"):
        return True
    if any(t.lemma in lemmas("other_name") and t.dep in ("compound", "nmod", "amod") for t in gift.nouns):
        return True
    if gift.names("aid_noun"):
        return False
    if gift.names("frozen") and not any(f.meaning == "delivered" for f in gift.frames):
        return True
    if any(f.rule_id == "aid.let" for f in gift.frames):
        return False  # "will let Ukraine use its export credit"
    given = any(f.meaning in ("delivered", "announced", "allocated") for f in gift.frames)
    if given and gift.names("source") and recipient_of(gift, scene.parties) == "UA":
        return False
    if gift.names("not_aid"):
        return True
    governors = [
        g
        for g, via in gift.chain[:3]
        if via.dep in ("pobj", "prep", "dobj", "nsubj", "attr", "nsubjpass", "compound", "nummod", "acl")
    ]
    if any(g.pos in ("NOUN", "PROPN") and g.lemma in lemmas("not_aid") for g in governors[:2]):
        return True
    nearest = next((g for g, _ in gift.chain if g.pos in ("VERB", "AUX")), None)
    if nearest and any(s.lemma in lemmas("not_aid") and s is not gift.top for s in nearest.subjects()):
        return True  # "exports rose to 5 million"
    if nearest and any(o.lemma in lemmas("plea") for o in nearest.children_by("dobj")):
        return True  # "launched an appeal for 5 million"
    mention = scene.by_trigger.get(nearest.i) if nearest else None
    return mention is not None and mention.meaning == "refused"


def _is_dropped(gift: Gift, told: list[Gift], scene: AidSentence) -> bool:
    """The whole that is only named by its part, and the share that is only earmarked."""
    if is_reviewed(gift):
        return True
    statuses = [f for f in gift.frames if f.meaning in STATUSES]
    parts = [g for g in told if g.whole is gift]
    if parts and not any(
        recipient_of(p, scene.parties) == "UA" and recipient_of(gift, scene.parties) is None for p in parts
    ):
        below = [f for f in statuses if f.trigger.dep in ("relcl", "acl")]
        return gift.top.dep == "pobj" and not below and (gift.start > parts[0].start or _is_drawn_on(gift, parts))
    if parts:
        return True
    paid = any(f.meaning in ("delivered", "suspended", "resumed") for f in statuses)
    if gift.is_share:
        return not paid
    whole = gift.whole
    if whole is None or whole not in told:
        return False
    between = scene.sentence.text[whole.end : gift.start] if whole.end <= gift.start else ""
    return not (paid or between or gift.is_tranche)


def _is_drawn_on(whole: Gift, parts: list[Gift]) -> bool:
    """ "Of its 5 billion programme Norway paid out 2 billion": a known whole, of which the payment is the news."""
    known = any(c.dep in ("det", "poss") and c.lower not in ("a", "an", "another") for c in whole.top.children)
    return known and any(f.meaning == "delivered" for p in parts for f in p.frames)


def _foreign_noun(gift: Gift) -> Token | None:
    """The noun that a sum describes and that names no aid: "a 90 million euro film", "a prize of 2 million"."""
    if gift.names("aid_noun", "weak_noun", "weapon_noun", "civil_goods", "total_noun"):
        return None
    nouns = [
        gift.top,
        *(g for g, _ in itertools.takewhile(lambda step: step[0].pos not in ("VERB", "AUX"), gift.chain)),
    ]
    known = ("aid_noun", "weak_noun", "weapon_noun", "civil_goods", "total_noun", "parcel", "source")
    for noun in nouns:
        if noun.lemma == "top":
            return None  # "on top of 250 million"
        if noun.pos == "NOUN" and noun.start >= gift.end and noun.dep not in ("appos", "conj", "npadvmod"):
            return None if any(noun.lemma in lemmas(c) for c in known) else noun
        if (
            noun.pos == "NOUN"
            and noun.end <= gift.start
            and any(c.lower == "of" and c.governs(gift.head) for c in noun.children_by("prep"))
        ):
            return None if any(noun.lemma in lemmas(c) for c in known) else noun
    return None


def is_duty(verbs: list[EventMention]) -> bool:
    """ "We must suspend all aid": a demand, not an act."""
    return any(
        c.dep == "aux" and c.lower in ("must", "should", "ought", "let") for f in verbs[:1] for c in f.trigger.children
    )

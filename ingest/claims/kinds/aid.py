"""Aid: who gives how much, or what, to which side of the war; one claim a package, running total or gift of goods.

Sums and goods are found on the arcs (aid_gifts.py, aid_goods.py) and read by the triggers that govern them (rules/aid.yml):
who gives and gets (aid_parties.py), how firm it is and whether it is a running total (aid_status.py), when (aid_dates.py),
of what kind (aid_types.py). Text without verbs is read by order (aid_lists.py); what one article says of one package is
merged (aid_merge.py).
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from ingest.claims.attribution import find_claimant
from ingest.claims.document import Document, ParsedSentence
from ingest.claims.kinds import aid_lists
from ingest.claims.kinds.aid_dates import Day, day_of
from ingest.claims.kinds.aid_gifts import Gift, gifts_of, goods_of, lemmas
from ingest.claims.kinds.aid_goods import items_of
from ingest.claims.kinds.aid_merge import add_contents, merged
from ingest.claims.kinds.aid_parties import (
    OTHER,
    RUSSIAS_FRIENDS,
    UKRAINE,
    Parties,
    Party,
    donors_of,
    name_of,
    names_ukraine,
    own_money,
    parties_in,
    recipient_of,
    usual_giver,
)
from ingest.claims.kinds.aid_status import is_cumulative, status_of
from ingest.claims.kinds.aid_types import type_of, types_in
from ingest.claims.matcher import EventMention, rule_book, word_bit
from ingest.claims.model import AidClaim
from ingest.claims.money import Sum, currency_of, local_dollars
from ingest.claims.syntax import Token

#: Sums of aid lie between these, in any currency of the war's donors; larger ones are economies and budgets.
_LEAST, _MOST = 100_000, 5e11
#: Currencies whose unit is small beside the dollar's, by about how much; they scale the bounds.
_SMALL_UNITS = {
    "JPY": 150,
    "KRW": 1300,
    "HUF": 350,
    "RUB": 90,
    "UAH": 40,
    "ISK": 130,
    "CZK": 20,
    "SEK": 10,
    "NOK": 10,
    "DKK": 7,
}
#: How many sentences the lead has, and up to which sentence an article goes on about the aid that its lead is about.
_LEAD, _LEAD_HOLDS = 3, 12
_STATUSES = frozenset(
    {"announced", "planned", "approved", "allocated", "delivered", "suspended", "resumed", "contents", "refused"}
)


@dataclass
class _Discourse:
    """What the sentences before have told: who gave last, and where."""

    donors: list[Party] = field(default_factory=list)
    index: int = -10

    def is_near(self, index: int) -> bool:
        return index - self.index <= 2


def read(document: Document) -> list[AidClaim]:
    """The aid that an article reports."""
    claims: list[AidClaim] = []
    goods: list[AidClaim] = []
    state = _Discourse()
    indices = _telling(document)
    document.parse(indices)
    for index in indices:
        parsed = document.syntax_of(index)
        if parsed is None or not parsed.has_verb:
            found = aid_lists.read(document, index)
        else:
            sentence = _Sentence(document, parsed, state)
            found = sentence.sums()
            things = [] if found else sentence.goods()
            goods += things
            if things:
                state.index, state.donors = index, [Party(things[-1].donor, things[-1].donor_name or "")]
        if found:
            last = found[-1]
            state.donors, state.index = [Party(last.donor, last.donor_name or "")], index
        claims += found
    claims = merged(claims, document)
    add_contents(claims, document)
    claims = merged(claims + goods, document)
    return sorted(claims, key=lambda c: c.span.char_start)


def _telling(document: Document) -> list[int]:
    """The sentences that could tell of aid: a sum of money or goods, and a word of giving or of aid."""
    book = rule_book("aid")
    goods = _goods_bit()
    found = []
    for index, bits in enumerate(document.reading.word_bits):
        if not bits & book.bit:
            continue
        if bits & goods or document.annotated(index).money:
            found.append(index)
    return found


_BITS: list[int] = []


def _goods_bit() -> int:
    if not _BITS:
        _BITS.append(word_bit(lemmas("weapon_noun") | lemmas("civil_goods") | lemmas("aid_noun")))
    return _BITS[0]


class _Sentence:
    """The claims of one parsed sentence."""

    def __init__(self, document: Document, sentence: ParsedSentence, state: _Discourse):
        self.document, self.sentence, self.state = document, sentence, state
        self.parties = Parties(document, sentence)
        self.mentions = rule_book("aid").match(sentence)
        self.by_trigger = {m.trigger.i: m for m in self.mentions}
        self.speaks_of_aid = _speaks_of_aid(document, sentence.index)

    def sums(self) -> list[AidClaim]:
        """The sums of the sentence that are aid."""
        gifts = gifts_of(self.sentence, lambda money: self._giver_before(money.start) is not None)
        for gift in gifts:
            gift.frames = self._frames(gift)
        self._join_contents(gifts)
        told = [g for g in gifts if self._is_aid(g)]
        if told or self._announces_aid():
            told = [g for g in gifts if g in told or self._giver_before(g.start) and not self._is_other_money(g)]
        told = [g for g in told if not self._is_dropped(g, told)]
        found: list[AidClaim] = []
        for gift in told:
            claim = self._claim(gift, found)
            if claim is not None:
                found.append(claim)
        return found

    def _announces_aid(self) -> bool:
        """Whether the sentence tells of aid to Ukraine without a sum of its own ("new aid was announced: Germany 6 million")."""
        gifts = [m for m in self.mentions if m.meaning == "gift" and m.trigger.lemma in lemmas("aid_noun")]
        return bool(gifts) and names_ukraine(self.sentence.text)

    def _join_contents(self, gifts: list[Gift]) -> None:
        """ "a 95 billion bill that holds 61 billion for Ukraine": the second is a part of the first."""
        for part in gifts:
            for frame in part.frames:
                if frame.meaning == "contents" and part.whole is None:
                    wholes = {t.i for t in frame.slots.get("whole", ())}
                    wholes |= {frame.trigger.head.i} if frame.trigger.dep == "relcl" else set()
                    part.whole = next((g for g in gifts if g is not part and g.top.i in wholes), None)

    def _frames(self, gift: Gift) -> list[EventMention]:
        """The triggers that govern a gift, nearest first: nouns of its phrase, verbs above it, clauses on it."""
        frames = [m for t in gift.nouns if (m := self.by_trigger.get(t.i)) and m.meaning == "gift"]
        for governor, via in gift.chain:
            mention = self.by_trigger.get(governor.i)
            if mention is not None and mention not in frames and _governs(mention, via):
                frames.append(mention)
        for token in {t.i: t for t in [*gift.nouns, gift.top]}.values():
            for clause in token.children_by("relcl", "acl"):
                if not gift.governs_other(clause):
                    frames += [m for v in clause.conjuncts() if (m := self.by_trigger.get(v.i)) and _about(m, token)]
        return frames

    def _is_aid(self, gift: Gift) -> bool:
        money = gift.money
        if money is None or not _LEAST <= money.amount / _SMALL_UNITS.get(money.currency or "", 1) <= _MOST:
            return False
        if self._is_other_money(gift):
            return False
        to = recipient_of(gift, self.parties)
        if to == OTHER:
            return False
        verbs = [f for f in gift.frames if f.meaning in _STATUSES]
        if verbs and verbs[0].meaning == "refused" or own_money(gift, self.parties):
            return False
        ours = to is not None or names_ukraine(self.sentence.text) or self.speaks_of_aid
        if gift.top.lower in ("it", "this"):
            return self.state.is_near(self.sentence.index) or self._package_before()
        if _foreign_noun(gift) is not None and not self._is_handed_to_ukraine(gift):
            return False
        if gift.top.lemma in lemmas("own_budget") and to != "UA" or _is_duty(verbs):
            return False
        if gift.names("aid_noun", "weapon_noun") and (ours or self._ukraine_before()):
            return True
        if gift.names("aid_noun") and self._is_about_ukraine():
            return True
        if to == "UA" and (verbs or gift.names("weak_noun", "civil_goods")):
            return True
        if gift.whole is not None and gift.whole.frames:
            return self._is_aid(gift.whole)
        if gift.names("weak_noun", "civil_goods") and ours and (verbs or self.speaks_of_aid):
            return True
        giving = [f for f in verbs if f.meaning not in ("contents", "planned")]
        if not giving or not ours or not donors_of(gift, self.parties):
            return False
        return self.speaks_of_aid or _to_ukraine(self.sentence) or not any(self._is_elsewhere(f) for f in giving)

    def _is_handed_to_ukraine(self, gift: Gift) -> bool:
        given = [f for f in gift.frames if f.meaning == "delivered"]
        codes = [p.code for f in given for t in f.slots.get("to", ()) if (p := self.parties.by_token.get(t.i))]
        return "UA" in codes

    def _is_elsewhere(self, frame: EventMention) -> bool:
        """Whether a verb of giving has a receiver that the text does not tie to Ukraine."""
        own = ("it", "country", "ally", "them", "its", "defence", "defense", "date")
        return any(t.lower not in own for t in frame.slots.get("to", ()) if t not in frame.slots.get("thing", ()))

    def _is_about_ukraine(self) -> bool:
        """Whether the article names Ukraine so often that "an aid package" without a receiver is for it."""
        return len(UKRAINE.findall(self.document.body[:6000])) >= 4

    def _ukraine_before(self) -> bool:
        here = self.sentence.index
        return any(names_ukraine(self.document.annotated(i).text) for i in range(max(0, here - 2), here))

    def _package_before(self) -> bool:
        here = self.sentence.index
        return here > 0 and _GIVEN.search(self.document.annotated(here - 1).text) is not None

    def _is_other_money(self, gift: Gift) -> bool:
        """A sum whose own phrase says that it is damage, trade, a budget or a debt, or that somebody earns or owes."""
        if gift.names("aid_noun"):
            return False
        given = any(f.meaning in ("delivered", "announced", "allocated") for f in gift.frames)
        if given and gift.names("source") and recipient_of(gift, self.parties) == "UA":
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
        mention = self.by_trigger.get(nearest.i) if nearest else None
        return mention is not None and mention.meaning == "refused"

    def _is_dropped(self, gift: Gift, told: list[Gift]) -> bool:
        """The whole that is only named by its part, and the share that is only earmarked."""
        statuses = [f for f in gift.frames if f.meaning in _STATUSES]
        parts = [g for g in told if g.whole is gift]
        if parts and not any(
            recipient_of(p, self.parties) == "UA" and recipient_of(gift, self.parties) is None for p in parts
        ):
            below = [f for f in statuses if f.trigger.dep in ("relcl", "acl")]
            return gift.top.dep == "pobj" and gift.start > parts[0].start and not below
        if parts:
            return True
        paid = any(f.meaning in ("delivered", "suspended", "resumed") for f in statuses)
        if gift.is_share:
            return not paid
        whole = gift.whole
        if whole is None or whole not in told:
            return False
        between = self.sentence.text[whole.end : gift.start] if whole.end <= gift.start else ""
        return not paid and not between

    def _claim(self, gift: Gift, before: list[AidClaim]) -> AidClaim | None:
        money = gift.money
        assert isinstance(money, Sum)
        listed = self._giver_before(gift.start)
        donors, assumed = ([listed], 0) if listed else self._donors(gift, before)
        if not donors or any(p.is_private for p in donors) or assumed and self._is_private():
            return None
        donor = _one_donor(donors)
        recipient = self._recipient(gift, donor)
        status = before[-1].status if listed and before else status_of(gift)
        if recipient is None or status is None:
            return None
        cumulative = is_cumulative(gift) or bool(listed and _TOTALS.search(self.sentence.text[: gift.start]))
        cumulative = cumulative or bool(listed and before and before[-1].is_cumulative)
        day = Day() if cumulative else day_of(gift, self.document)
        if day.day is None and listed and before:
            day = Day(before[-1].announced_date, precision=before[-1].date_precision, text=before[-1].date_text)
        clause = self._clause(gift)
        around = " ".join(
            self.document.annotated(i).text for i in range(max(0, self.sentence.index - 2), self.sentence.index + 1)
        )
        aid_type = type_of(gift.text(), clause, around, cumulative=cumulative)
        if aid_type == "unknown" and before and (listed or before[-1].donor == donor and types_in(clause) == []):
            aid_type = before[-1].aid_type
        claim = self._row(gift, donors, donor, recipient, status, day, assumed)
        claim.amount, claim.amount_qualifier = money.amount, money.qualifier
        sign = self.sentence.text[gift.start : gift.start + 1]
        claim.currency = self._currency(money, sign, donor)
        claim.is_cumulative, claim.aid_type = cumulative, aid_type
        claim.items = self._items(gift)
        if gift.whole is not None:
            claim.part_of = gift.whole.text()
        return claim

    def _donors(self, gift: Gift, before: list[AidClaim]) -> tuple[list[Party], int]:
        """Who gives, and how far it was looked for: 0 on the arcs, 1 elsewhere in the sentence, 2 in the sentences before."""
        if gift.whole is not None:
            if inherited := donors_of(gift.whole, self.parties):
                return inherited, 0
        found = donors_of(gift, self.parties)
        if found:
            return found, 0
        if before:
            return [Party(before[-1].donor, before[-1].donor_name or "")], 1
        near = [p for p in self.parties.all if p.code not in ("UA", "RU") and (p.code is None or usual_giver(p.code))]
        near = [p for p in near if not _is_object(self.sentence, p)]
        if near:
            ahead = [p for p in near if p.start < gift.start]
            return [ahead[-1] if ahead else near[0]], 1
        return self._donor_before(gift), 2

    def _donor_before(self, gift: Gift) -> list[Party]:
        here = self.sentence.index
        if self.state.donors and self.state.is_near(here):
            return self.state.donors
        near = [*range(here - 1, max(-1, here - 6), -1), *range(min(3, here))]
        texts = {i: self.document.annotated(i).text for i in near}
        names = [t.lower for t in gift.nouns if t.lemma in lemmas("aid_noun")]
        near.sort(key=lambda i: not any(name[:4] in texts[i].lower() for name in names))
        for index in near:
            above = self.document.annotated(index)
            if not _AID_WORD.search(above.text):
                continue
            found = [
                p for p in parties_in(above.text, above.actors) if p.code not in ("UA", "RU") and usual_giver(p.code)
            ]
            if found:
                return found[:1]
        return self.state.donors if here - self.state.index <= 4 else []

    def _giver_before(self, position: int) -> Party | None:
        """The giver right before a sum: "Denmark 400 million", "Poland ($24 billion)", "Estonia: 5 million"."""
        text = self.sentence.text
        for party, end in self.parties.spans:
            if (
                end <= position
                and party.code not in ("UA", "RU")
                and re.fullmatch(r"\s*(?:[(:–—-]\s*)?", text[end:position])
            ):
                return party
        return None

    def _recipient(self, gift: Gift, donor: str | None) -> str | None:
        to = recipient_of(gift, self.parties)
        if to == "RU" or (donor in RUSSIAS_FRIENDS and to != "UA"):
            return "RU" if donor in RUSSIAS_FRIENDS and (to == "RU" or "Russia" in self.sentence.text) else None
        if donor in RUSSIAS_FRIENDS - {"CN"}:
            return None
        return "UA"

    def _clause(self, gift: Gift) -> str:
        """The words around a sum, up to the sums beside it."""
        left = max((g.phrase()[-1].end for g in gift.others if g.phrase()[-1].end <= gift.start), default=0)
        right = min((g.start for g in gift.others if g.start >= gift.end), default=len(self.sentence.text))
        return self.sentence.text[max(left, gift.start - 170) : min(right, gift.end + 170)]

    def _currency(self, money: Sum, sign: str, donor: str | None) -> str | None:
        """The sum's currency: a bare dollar is that of the government whose own officials speak."""
        currency = currency_of(money, donor)
        if sign == "$" and currency == "USD" and donor in _DOLLARS and not _AMERICAN.search(self.document.body):
            speaks = any(
                a.value.kind in ("office", "person") and a.value.country == donor for a in self.sentence.actors
            )
            if speaks:
                return _DOLLARS[donor]
        return local_dollars(currency, sign, donor, self.document.body)

    def _items(self, gift: Gift) -> list[str]:
        """The goods that a phrase names, that its clauses list, or that are told to be contained in it."""
        things = [
            t
            for t in gift.nouns
            if t is not gift.head and t.dep not in ("compound", "amod", "nmod") and _is_thing_phrase(t)
        ]
        found = [item for t in things for item in items_of(t, self.sentence)]
        for frame in gift.frames:
            if frame.meaning == "contents":
                found += [i for t in frame.slots["thing"] for i in items_of(t, self.sentence)]
        for governor, _ in gift.chain:
            if governor.lemma in lemmas("hold") and governor.is_passive():
                found += [i for t in governor.subjects() for i in items_of(t, self.sentence)]
        for token in [
            p for noun in {t.i: t for t in [gift.top, *gift.nouns]}.values() for p in noun.children_by("prep")
        ]:
            if token.lower in ("including", "of", "with", "such"):
                found += [i for o in token.children_by("pobj", "prep") for i in items_of(o, self.sentence)]
        return list(dict.fromkeys(found))

    def _row(
        self, gift: Gift, donors: list[Party], donor: str | None, recipient: str, status: str, day: Day, assumed: int
    ) -> AidClaim:
        claimant = find_claimant(self.document.reading, self.sentence.annotated, donor)
        verbs = [f for f in gift.frames if f.meaning in _STATUSES]
        frames = verbs or gift.frames
        several = ", ".join(p.name for p in donors) if len(donors) > 1 else donors[0].name or name_of(donor)
        confidence = (
            0.93
            - 0.12 * assumed
            - 0.1 * (not frames)
            - 0.08 * (status == "planned")
            - 0.1 * (recipient_of(gift, self.parties) is None)
        )
        return AidClaim(
            span=self.sentence.annotated.span(),
            announced_date=day.day,
            date_precision=day.precision,
            date_start=day.start,
            date_end=day.end,
            date_partial=day.partial,
            date_text=day.text,
            is_background=day.is_old,
            claimant=claimant.name,
            claimant_side=claimant.side,
            donor=donor,
            donor_name=several,
            recipient=recipient,
            status=status,
            rule_id=frames[0].rule_id if frames else "aid.sum",
            confidence=round(max(confidence, 0.3), 2),
        )

    def goods(self) -> list[AidClaim]:
        """Gifts of goods and packages without a sum: one claim for each giver."""
        verbs = [m for m in self.mentions if m.meaning in _STATUSES - {"contents", "refused"}]
        verbs = [m for m in verbs if m.trigger.lemma not in lemmas("change")]
        found: list[AidClaim] = []
        if self._is_question():
            return found
        for gift in goods_of(self.sentence, verbs):
            gift.frames = self._frames(gift)
            found += self._goods_claims(gift)
        return found

    def _is_private(self) -> bool:
        """Whether the sentence is about somebody who gives for himself."""
        return any(t.lemma in lemmas("private") for t in self.sentence.tokens)

    def _is_question(self) -> bool:
        return self.sentence.text.rstrip("\"”’' ").endswith("?")

    def _goods_claims(self, gift: Gift) -> list[AidClaim]:
        verbs = [f for f in gift.frames if f.meaning in _STATUSES - {"contents"}]
        if not any(_is_reported(f.trigger) for f in verbs) or own_money(gift, self.parties):
            return []
        donors = donors_of(gift, self.parties)
        to = recipient_of(gift, self.parties)
        ours = names_ukraine(self.sentence.text) or self.speaks_of_aid or self._ukraine_before()
        if to == OTHER or to is None and not (ours or self.state.is_near(self.sentence.index)):
            return []
        if to is None and any(self._is_elsewhere(f) for f in verbs) or _is_told_before(gift):
            return []
        items = items_of(gift.top.first_conjunct(), self.sentence) + self._items(gift)
        status = None if _is_duty(verbs) else status_of(gift)
        parcel = gift.names("parcel") or status in ("suspended", "resumed")
        if status is None or not items and not (parcel and to == "UA"):
            return []
        day = day_of(gift, self.document)
        rows = []
        body = _one_donor(donors)
        if body is not None:
            donors = [p for p in donors if p.code == body][:1]
        for party in donors:
            recipient = self._recipient(gift, party.code)
            if recipient is None or party.code is None or party.is_private:
                continue
            claim = self._row(gift, [party], party.code, recipient, status, day, 0)
            claim.items = list(dict.fromkeys(items))
            claim.aid_type = type_of(" ".join(items) or gift.text(), self._clause(gift), "", cumulative=False)
            if claim.aid_type == "unknown" and gift.names("weapon_noun"):
                claim.aid_type = "military"
            claim.confidence = round((claim.confidence or 0.5) - 0.1, 2)
            rows.append(claim)
        return rows


def _is_reported(verb: Token) -> bool:
    """Whether a verb tells an act of its own: finite, or an infinitive under an act of announcing; not a gerund that only
    names a topic ("sanctions for supplying missiles", "a group to ship arms")."""
    auxiliary = any(c.dep == "aux" for c in verb.children)
    if verb.dep == "amod" or verb.dep == "acl" and verb.tag == "VBN":
        return False  # "the rockets sent by the US": a description
    if verb.tag == "VBG" and not auxiliary and verb.dep != "ROOT":
        return False
    if verb.dep in ("ccomp", "advcl") and any(
        c.dep == "advmod" and c.lower in ("when", "how", "why", "where") for c in verb.children
    ):
        return False
    if verb.dep in ("relcl", "acl") and verb.head.lemma in ("time", "way", "case", "day", "reason"):
        return False
    return verb.tag != "VB" or any(c.dep == "aux" and c.lower != "to" for c in verb.children)


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
        if noun.pos == "NOUN" and noun.start >= gift.end and noun.dep not in ("appos", "conj", "npadvmod"):
            return None if any(noun.lemma in lemmas(c) for c in known) else noun
        if (
            noun.pos == "NOUN"
            and noun.end <= gift.start
            and any(c.lower == "of" and c.governs(gift.head) for c in noun.children_by("prep"))
        ):
            return None if any(noun.lemma in lemmas(c) for c in known) else noun
    return None


def _is_told_before(gift: Gift) -> bool:
    """ "the missiles", "a number of the missiles": things that the text has told before."""
    nouns = [gift.top, *(o for p in gift.top.children_by("prep") if p.lower == "of" for o in p.children_by("pobj"))]
    named = any(c.dep in ("nummod", "compound", "amod") for noun in nouns for c in noun.children)
    return not named and any(c.dep == "det" and c.lower in ("the", "these", "those") for c in nouns[-1].children)


def _is_duty(verbs: list[EventMention]) -> bool:
    """ "We must suspend all aid": a demand, not an act."""
    return any(
        c.dep == "aux" and c.lower in ("must", "should", "ought", "let") for f in verbs[:1] for c in f.trigger.children
    )


def _one_donor(donors: list[Party]) -> str | None:
    """The code of the giver; of several a body whose members the others are; None for several states."""
    codes = [p.code for p in donors]
    if len(set(codes)) == 1:
        return codes[0]
    return next((code for code in codes if code in ("EU", "NATO", "G7")), None)


_DOLLARS = {"CA": "CAD", "AU": "AUD", "NZ": "NZD", "TW": "TWD", "SG": "SGD"}
_AMERICAN = re.compile(r"\bUS\$|\bUSD\b|\b(?:U\.S\.|US|American)\s+dollars?\b")
_TOTALS = re.compile(r"\b(?:total|since|so far|in that (?:same )?span)\b", re.IGNORECASE)
_AID_WORD = re.compile(
    r"\b(?:aid|assistance|packages?|support|loans?|grants?|tranches?|weapons|arms|funds?|help\w*|donat\w+|million|billion)\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"\b(?:aid|assistance|package|weapons|arms|support|funds?|money|loans?|systems?|missiles|tanks|jets|ammunition|shells|drones)\b[^.]{0,60}\b(?:to|for) (?:help )?(?:Ukraine|Kyiv)\b"
    r"|\bUkraine (?:aid|package|fund)\b|\b(?:aid|help|arm|support) (?:Ukraine|Kyiv)\b"
)


def _speaks_of_aid(document: Document, index: int) -> bool:
    """Whether the sentences before, or the title, speak of aid to Ukraine, so that "Denmark contributes 90 million" is aid too."""
    near = [document.annotated(i).text for i in range(max(0, index - 3), index)]
    if index < _LEAD_HOLDS:
        near += [document.annotated(i).text for i in range(min(_LEAD, index))]
    return any(_GIVEN.search(text) for text in [*near, document.article.title or ""])


def _to_ukraine(sentence: ParsedSentence) -> bool:
    return _GIVEN.search(sentence.text) is not None


def _governs(mention: EventMention, via: Token) -> bool:
    """Whether a trigger above a phrase tells what becomes of it: the way up enters one of its slots."""
    if mention.meaning == "gift":
        return via.dep in ("prep", "compound", "acl", "nmod")
    things = {t.i for t in mention.slots.get("thing", ())}
    if via.dep == "conj" and via.pos in ("NOUN", "NUM", "SYM") and mention.trigger.pos == "VERB":
        return True  # a further object that the parser ties to the verb
    entered = {via.i, via.first_conjunct().i, *(c.i for c in via.children_by("pobj", "pcomp"))}
    return bool(things & entered) or via.dep in ("ccomp", "xcomp")


def _about(mention: EventMention, noun: Token) -> bool:
    """Whether a clause on a noun tells what becomes of the noun: "approved by", "that Congress approved"."""
    if mention.meaning == "gift":
        return False
    things = mention.slots.get("thing", [])
    relative = any(t.lower in ("that", "which") for t in things)
    return noun in things or relative or not [t for t in things if t is not noun] or mention.meaning == "contents"


def _is_thing_phrase(token: Token) -> bool:
    return token.lemma in lemmas("weapon_noun") or token.lemma in lemmas("civil_goods")


_OBJECT = re.compile(
    r"\b(?:to|in|at|near|against|into|with|between|inside|on|across|than|like|through|via|visit\w*|met|urged|for)\s+(?:the\s+)?$"
)


def _is_object(sentence: ParsedSentence, party: Party) -> bool:
    return _OBJECT.search(sentence.text[: party.start]) is not None

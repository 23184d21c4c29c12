"""Aid: who gives how much, or what, to which side of the war; one claim a package, running total or gift of goods.

Sums and goods are found on the arcs (aid_gifts.py, aid_goods.py); the triggers of rules/aid.yml that govern them tell
which are aid (aid_decision.py), who gives and gets (aid_parties.py), how firm it is and whether it is a running total
(aid_status.py), when (aid_dates.py), of what kind (aid_types.py). Text without verbs is read by order (aid_lists.py);
what one article says of one package is merged (aid_merge.py).
"""

from __future__ import annotations

from ingest.claims.attribution import find_claimant
from ingest.claims.document import Document
from ingest.claims.factuality import factuality_words
from ingest.claims.kinds import aid_lists
from ingest.claims.kinds.aid_dates import Day, day_of
from ingest.claims.kinds.aid_decision import STATUSES, aid_sums, is_duty, is_elsewhere
from ingest.claims.kinds.aid_gifts import Gift, goods_of, lemmas
from ingest.claims.kinds.aid_goods import goods_bit, is_named_thing, items_of, names_model
from ingest.claims.kinds.aid_merge import add_contents, find_wholes, merged
from ingest.claims.kinds.aid_parties import (
    OTHER,
    RUSSIAS_FRIENDS,
    Party,
    capitals_of,
    donors_of,
    name_of,
    names_ukraine,
    other_recipients,
    own_money,
    parties_in,
    recipient_of,
)
from ingest.claims.kinds.aid_sentence import AidSentence, Discourse
from ingest.claims.kinds.aid_status import FRESH, is_cumulative, is_possible_only, status_of, sums_up
from ingest.claims.kinds.aid_types import type_of, types_in
from ingest.claims.matcher import EventMention, rule_book
from ingest.claims.model import AidClaim
from ingest.claims.money import Sum, currency_of, local_dollars
from ingest.claims.syntax import Token

#: Bodies whose members may stand beside them as givers.
_JOINT = ("EU", "NATO", "G7")


def _is_remark(goods: AidClaim) -> bool:
    """ "The allies have provided military equipment": nobody named, nothing counted, is a remark and no package."""
    return goods.donor is None and not (any(map(str.isdigit, "".join(goods.items))) or names_model(goods.items))


def read(document: Document) -> list[AidClaim]:
    """The aid that an article reports."""
    claims: list[AidClaim] = []
    goods: list[AidClaim] = []
    state = Discourse()
    indices = telling(document)
    document.parse(indices)
    for index in indices:
        parsed = document.syntax_of(index)
        if found := aid_lists.read_list(document, index):
            pass
        elif parsed is None or not (parsed.has_verb or parsed.text.endswith(".") or _is_entry(document, index)):
            found = aid_lists.read(document, index)
        else:
            reader = _SentenceReader(AidSentence(document, parsed, state, indices))
            found = reader.sums()
            things = [thing for thing in reader.goods(found) if not _is_remark(thing)]
            goods += things
            if things:
                state.index, state.donors = index, [Party(things[-1].donor, things[-1].donor_name or "")]
        if found:
            last = found[-1]
            state.donors, state.index = [Party(last.donor, last.donor_name or "")], index
        claims += found
    claims = merged(claims, document)
    add_contents(claims + goods, document)
    claims = merged(claims + goods, document)
    find_wholes(claims, document)
    return sorted(claims, key=lambda c: c.span.char_start)


def _is_entry(document: Document, index: int) -> bool:
    """Whether text without a verb is an entry of a list that names no giver of its own: the sentences before do."""
    segment = document.annotated(index)
    return document.reading.sentences[index].kind == "list_item" and not parties_in(segment.text, segment.actors)


def telling(document: Document) -> list[int]:
    """The sentences that could tell of aid: a sum of money or goods, and a word of giving or of aid."""
    book = rule_book("aid")
    goods = goods_bit()
    found = []
    for index, bits in enumerate(document.reading.word_bits):
        heading = document.reading.sentences[index].heading
        if not (bits | (document.reading.word_bits[heading] if heading is not None else 0)) & book.bit:
            continue
        if bits & goods or document.annotated(index).money:
            found.append(index)
    return found


class _SentenceReader:
    """The claims of one parsed sentence."""

    def __init__(self, scene: AidSentence) -> None:
        self.scene, self.document, self.sentence, self.parties = scene, scene.document, scene.sentence, scene.parties

        self.gifts: list[Gift] = []

    def sums(self) -> list[AidClaim]:
        """The sums of the sentence that are aid."""
        found: list[AidClaim] = []
        self.gifts = aid_sums(self.scene)
        for gift in self.gifts:
            claim = self._claim(gift, found)
            if claim is not None:
                found.append(claim)
        return found

    def _claim(self, gift: Gift, before: list[AidClaim]) -> AidClaim | None:
        money = gift.money
        assert isinstance(money, Sum)
        listed = self.scene.giver_before(gift.start)
        donors, assumed = ([listed], 0) if listed else self.scene.donors(gift, _giver_of(before))
        if not donors or any(p.is_private for p in donors) or (assumed and self.scene.is_private()):
            return None
        donor = _one_donor(donors)
        recipient = self._recipient(gift, donor)
        status = before[-1].status if listed and before else status_of(gift)
        if recipient is None or status is None:
            return None
        cumulative = is_cumulative(gift) or bool(listed and sums_up(self.sentence.text[: gift.start]))
        cumulative = cumulative or bool(listed and before and before[-1].is_cumulative)
        day = Day() if cumulative else day_of(gift, self.document)
        if day.day is None and listed and before:
            day = Day(before[-1].announced_date, precision=before[-1].date_precision, text=before[-1].date_text)
        clause = self._clause(gift)
        around = " ".join(
            self.document.annotated(i).text for i in range(max(0, self.sentence.index - 2), self.sentence.index + 1)
        )
        aid_type = type_of(f"{gift.text()} {_purpose(gift)}", clause, around, cumulative=cumulative)
        if aid_type == "unknown" and before and (listed or (before[-1].donor == donor and types_in(clause) == [])):
            aid_type = before[-1].aid_type
        claim = self._row(gift, donors, donor, recipient, status, day, assumed)
        claim.amount, claim.amount_qualifier = money.amount, money.qualifier
        sign = self.sentence.text[gift.start : gift.start + 1]
        claim.currency = self._currency(money, sign, donor)
        claim.is_cumulative, claim.aid_type = cumulative, aid_type
        claim.items = self._items(gift)
        claim.is_part = gift.whole is not None or gift.is_share or gift.is_content
        if gift.whole is not None and isinstance(whole := gift.whole.money, Sum):
            claim.part_of, claim.part_of_amount = gift.whole.text(), whole.amount
            claim.part_of_currency = currency_of(whole, donor)
        claim.shared_with = other_recipients(gift, self.parties, donor)
        return claim

    def _recipient(self, gift: Gift, donor: str | None) -> str | None:
        to = recipient_of(gift, self.parties)
        if donor in RUSSIAS_FRIENDS and (to != "UA" or donor != "CN"):
            return "RU" if to == "RU" or (to is None and "Russia" in self.sentence.text) else None
        return None if to == "RU" else "UA"

    def _clause(self, gift: Gift) -> str:
        """The words around a sum, up to the sums beside it."""
        left = max((g.phrase()[-1].end for g in gift.others if g.phrase()[-1].end <= gift.start), default=0)
        right = min((g.start for g in gift.others if g.start >= gift.end), default=len(self.sentence.text))
        return self.sentence.text[max(left, gift.start - 170) : min(right, gift.end + 170)]

    def _currency(self, money: Sum, sign: str, donor: str | None) -> str | None:
        """The sum's currency: a bare dollar is that of the government whose own officials speak in the article."""
        actors = [a for i in self.scene.telling for a in self.document.annotated(i).actors]
        speaks = any(a.kind in ("office", "person") and a.country == donor for a in actors)
        speaks = speaks or any(f"in {capital}" in self.sentence.text for capital in capitals_of(donor))
        return local_dollars(currency_of(money, donor), sign, donor, self.document.body, speaks=speaks)

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
        claimant = find_claimant(self.document, self.sentence.index, country=donor)
        verbs = [f for f in gift.frames if f.meaning in STATUSES]
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

    def goods(self, priced: list[AidClaim]) -> list[AidClaim]:
        """Gifts of goods and packages without a sum: one claim for each giver.

        `priced`: the sums of the sentence; goods that belong to one of them are none of their own.
        """
        verbs = [m for m in self.scene.mentions if m.meaning in STATUSES - {"contents", "refused"}]
        verbs = [m for m in verbs if m.rule_id != "aid.enlarge"]
        found: list[AidClaim] = []
        if self.scene.is_question():
            return found
        sums = {id(g.top) for g in self.scene.sums()} if not priced else set()
        for gift in goods_of(self.sentence, verbs):
            if id(gift.top) in sums:
                continue  # "a $95 billion aid package" that is none for Ukraine
            gift.frames = self.scene.frames_of(gift)
            if not (priced and self._belongs_to_sum(gift)):
                found += self._goods_claims(gift)
        return found

    def _belongs_to_sum(self, gift: Gift) -> bool:
        """Whether goods are a sum's contents or its price; "60 boats as well as 5 million" are beside each other."""
        heads = [h for noun in gift.top.first_conjunct().conjuncts() for h in (noun, *noun.subtree())]
        listed = [h for h in heads if h.child("nummod") is not None and h.pos == "NOUN"]
        if len({h.i for h in listed}) < 2:
            return True
        if any(is_named_thing(sum_.top) for sum_ in self.gifts):
            return True
        inside = {t.i for sum_ in self.gifts for t in sum_.phrase()}
        return any(h.i in inside for h in listed[:1])

    def _gives_to_ukraine(self) -> bool:
        """Whether a verb of the sentence itself, not of a description in it, gives something to Ukraine."""
        given = [m for m in self.scene.mentions if m.meaning in ("delivered", "announced") and _is_reported(m.trigger)]
        codes = [p.code for m in given for t in m.slots.get("to", ()) if (p := self.parties.by_token.get(t.i))]
        return "UA" in codes

    def _goods_claims(self, gift: Gift) -> list[AidClaim]:
        verbs = [f for f in gift.frames if f.meaning in STATUSES - {"contents"}]
        part = gift.donated and self._gives_to_ukraine()  # "we give Ukraine arms, including guns donated by Italy"
        if not (part or any(_is_reported(f.trigger) for f in verbs)) or own_money(gift, self.parties):
            return []
        donors = donors_of(gift, self.parties)
        to = "UA" if part else recipient_of(gift, self.parties)
        ours = names_ukraine(self.sentence.text) or self.scene.speaks_of_aid or self.scene.names_ukraine_before()
        if to == OTHER or (to is None and not (ours or self.scene.state.is_near(self.sentence.index))):
            return []
        if (to is None and any(is_elsewhere(f) for f in verbs)) or _is_told_before(gift):
            return []
        first = gift.top if gift.donated else gift.top.first_conjunct()
        items = items_of(first, self.sentence, alone=gift.donated)
        items += [] if gift.donated else self._items(gift)
        status = None if is_duty(verbs) else status_of(gift)
        if (status == "planned" and to is None) or is_possible_only(gift):
            return []
        parcel = gift.names("parcel") or status in ("suspended", "resumed")
        held = status in ("suspended", "resumed") and names_ukraine(self.sentence.text)
        if status is None or (not items and not (parcel and (to == "UA" or held))):
            return []
        day = day_of(gift, self.document)
        rows = []
        body = _one_donor(donors)
        if body is not None:
            donors = [p for p in donors if p.code == body][:1]
        if not donors and to == "UA" and _has_come(verbs) and names_model(items):
            donors = [Party(None, "")]  # "Ukraine has received its first Gripens", whoever gave them
        for party in donors:
            recipient = self._recipient(gift, party.code)
            several = party.code is None and to == "UA" and len(donors) == 1 and status != "planned"
            if recipient is None or party.is_private or (party.code is None and not several):
                continue  # "nine countries sent 20 tanks to Ukraine" is aid of no one state
            if recipient == "RU" and to != "RU":
                continue  # Russia is named, but not as the one who gets it
            claim = self._row(gift, [party], party.code, recipient, status, day, 0)
            claim.items = list(dict.fromkeys(items))
            claim.aid_type = type_of(" ".join(items) or gift.text(), self._clause(gift), "", cumulative=False)
            if claim.aid_type == "unknown" and gift.names("weapon_noun"):
                claim.aid_type = "military"
            claim.confidence = round((claim.confidence or 0.5) - 0.1, 2)
            rows.append(claim)
        return rows


def _has_come(verbs: list[EventMention]) -> bool:
    """Whether the goods are told to be there."""
    return any(f.rule_id in ("aid.receive", "aid.arrive") and f.trigger.tag in ("VBD", "VBN") for f in verbs)


def _purpose(gift: Gift) -> str:
    """What a sum is told to be for by its verb: "of which 7 billion is for arms", "40 million go to schools"."""
    verb = gift.top.head
    if gift.top.dep not in ("nsubj", "nsubjpass") or verb.lemma not in (
        "be",
        "go",
        "use",
        "spend",
        "mean",
        "earmark",
        "set",
    ):
        return ""
    phrases = [p for p in verb.children_by("prep") if p.lower in ("for", "to", "toward", "towards", "on")]
    objects = [o for p in phrases for o in p.children_by("pobj")]
    return " ".join(f"{' '.join(c.text for c in o.children_by('amod', 'compound'))} {o.text}" for o in objects)


def _giver_of(claims: list[AidClaim]) -> Party | None:
    """Who gave the last of these."""
    return Party(claims[-1].donor, claims[-1].donor_name or "") if claims else None


def _is_reported(verb: Token) -> bool:
    """Whether a verb tells an act of its own, not a topic ("sanctions for supplying missiles")."""
    auxiliary = any(c.dep == "aux" for c in verb.children)
    if verb.dep == "amod" or (verb.dep == "acl" and verb.tag == "VBN"):
        return False  # "the rockets sent by the US": a description
    if verb.tag == "VBG" and not auxiliary and verb.dep not in ("ROOT", "advcl", "pcomp"):
        return False
    if verb.dep == "pcomp":
        above = verb.head.head
        said = [above, *above.children_by("acomp")]  # "are grateful to Oslo for sending"
        return any(t.lemma in lemmas("thank") | {"process", "join"} for t in said)
    if verb.dep == "acl" and verb.tag == "VB" and verb.head.lemma in lemmas("decision"):
        return True  # "the decision of the cabinet to send"
    if verb.dep in ("ccomp", "advcl") and any(
        c.dep == "advmod" and c.lower in ("when", "how", "why", "where") for c in verb.children
    ):
        return False
    if verb.dep == "advcl" and verb.tag == "VBG" and not verb.children_by("mark"):
        # "has backed Kyiv, supplying it with guns"
        return any(t.tag == "NNS" for o in verb.children_by("dobj", "prep") for t in (o, *o.children_by("pobj")))
    if verb.dep in ("relcl", "acl") and verb.head.lemma in ("time", "way", "case", "day", "reason"):
        return False
    if verb.tag == "VB" and verb.head.lemma in factuality_words("real_infinitive"):
        return True  # "am proud to announce"
    shared = verb.first_conjunct().children if verb.dep == "conj" else []  # "will train them and give them"
    return verb.tag != "VB" or any(c.dep == "aux" and c.lower != "to" for c in (*verb.children, *shared))


def _is_told_before(gift: Gift) -> bool:
    """ "the missiles", "a number of the missiles": things that the text has told before."""
    nouns = [gift.top, *(o for p in gift.top.children_by("prep") if p.lower == "of" for o in p.children_by("pobj"))]
    if any(c.dep == "det" and c.lower in ("each", "every", "any") for c in nouns[0].children):
        return True
    named = any(c.dep in ("nummod", "compound") or c.lower in FRESH for noun in nouns for c in noun.children)
    return not named and any(c.dep == "det" and c.lower in ("the", "these", "those") for c in nouns[-1].children)


def _one_donor(donors: list[Party]) -> str | None:
    """The code of the giver; of several a body whose members the others are; None for several states."""
    codes = [p.code for p in donors]
    if len(set(codes)) == 1:
        return codes[0]
    return next((code for code in codes if code in _JOINT), None)


def _is_thing_phrase(token: Token) -> bool:
    return token.lemma in lemmas("weapon_noun") or token.lemma in lemmas("civil_goods")

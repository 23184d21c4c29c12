"""What became of each count of weapons in a sentence: launched, brought down, stopped, suppressed, came through.

The rules' slots decide first; then what stands right beside the count where the arcs are broken; then the count before
it (a list keeps its verb, a part has the fate of its whole); then the heading of the list that the sentence is in.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from ingest.claims.annotations import Number
from ingest.claims.document import Located, ParsedSentence
from ingest.claims.factuality import Factuality, factuality, factuality_words
from ingest.claims.matcher import EventMention, phrase, rule_book
from ingest.claims.syntax import Token
from ingest.claims.weapon_counts import FLYING, WeaponCount, weapon_counts, weapon_heads

#: Meanings by which weapons were brought down, in whichever way.
DOWNED = frozenset({"down", "stopped", "suppressed"})
_RELATIVES = frozenset({"that", "which", "who", "whom"})
#: What stands between a weapon and its figures in a tally.
_TALLY_MARKS = frozenset({"-", "–", "—", ":", "("})
_DASHES = _TALLY_MARKS - {":", "("}
_PRONOUNS = frozenset({"they", "all", "them", "it", "these", "those", "both", "everything"})
_OVER = frozenset({"over", "above", "in", "near", "outside", "around", "within", "on", "off"})
#: What may stand between a count and the place behind it ("with five more falling in the region").
_BEFORE_PLACE = frozenset(
    {"more", "were", "was", "each", "others", "falling", "down", "shot", "downed", "destroyed", "intercepted"}
)
#: A place that far behind a count, in tokens, is its own: "were destroyed over Russia" names none.
_NAMED_WITHIN = 7
_JOINING = frozenset({"and", ",", "or", "as", "well", "another", "the", "other"})
_PARTING = frozenset({"including", "among", "incl", "included"})
_NAMES = frozenset({"NOUN", "PROPN"})
_PASSING = frozenset({"AUX", "ADV", "PART"})
#: What may stand between verbs that share their weapons.
_LINKING = frozenset({"CCONJ", "ADV", "ADP", "PART", "AUX"})
_MADE_BY_WAR = frozenset({"warfare", "jamming", "ew"})


@dataclass
class Told:
    """A count with its fate. `meanings` of all triggers that tell of it; empty: no trigger does.

    `is_real` is False where its trigger is denied, planned or only possible. `mention` is the trigger that decides,
    `sent` a second one by which it was launched ("all 20 drones fired were shot down"). `is_part`: of one before.
    `basis`: arcs, beside, inherited, heading or none.
    """

    count: WeaponCount
    meanings: set[str] = field(default_factory=set)
    mention: EventMention | None = None
    sent: EventMention | None = None
    is_real: bool = True
    is_part: bool = False
    basis: str = "none"
    #: The count before it whose fate it shares.
    after: Told | None = None

    @property
    def anchor(self) -> Token:
        """What the count hangs on in its own sentence: its trigger, unless a heading or the sentence before has it."""
        own = self.mention is not None and self.mention.sentence is self.count.sentence
        return self.mention.trigger if self.mention is not None and own else self.count.top

    @property
    def role(self) -> str:
        """downed, suppressed (alone), launched, hit, airborne, unreal or untold."""
        if not self.is_real:
            return "unreal"
        if self.meanings & {"down", "stopped"}:
            return "downed"
        for role in ("suppressed", "hit", "airborne", "launched"):
            if role in self.meanings:
                return role
        return "untold"

    @property
    def definition(self) -> str:
        """The contract's count_definition of a downed count."""
        if "suppressed" in self.meanings:
            return "shot_down_or_suppressed"
        return "shot_down" if "down" in self.meanings else "unspecified"


def fates(sentence: ParsedSentence, heading: EventMention | None = None, whole: Told | None = None) -> list[Told]:
    """The counts of a sentence with what became of them, in text order.

    `heading` governs a list item without a verb; `whole` is what the sentence before counted as brought down, of which
    bare numbers with places are parts ("They were spread over three regions: 13 over ...").
    """
    mentions = rule_book("interceptions").match(sentence)
    tallied = _tallied(sentence, mentions)
    told = [Told(c) for c in weapon_counts(sentence) if not any(t.count.holds(c.top) for t in tallied)]
    for mention in mentions:
        for token in _weapons_of(mention):
            one = next((t for t in told if t.count.holds(token)), None)
            if one is None and token.lower == "all":
                one = next((t for t in told if token.i < t.count.first <= token.i + 4), None)
            if (
                one is None
                and any(t.tag in ("WDT", "WP") for t in mention.slots["weapons"])
                and (told_before := [t for t in told if t.count.last < mention.trigger.i])
            ):
                one = told_before[-1]
            if one is None and _stands_for_weapons(token, mention) and _meaning(mention) in DOWNED:
                one = Told(_pronoun(sentence, token))
                told.append(one)
            if one is not None:
                _give(one, mention, "arcs")
    told = sorted([*told, *tallied], key=lambda t: t.count.first)
    _divide_sets(told)
    triggers = {m.trigger.i: m for m in mentions}
    _reported(told, mentions, triggers)
    spent = {t.mention.trigger.i for t in told if t.mention is not None}
    for one in told:
        if not one.meanings and (beside := _beside(one.count, triggers, sentence, spent)) is not None:
            _give(one, beside, "beside")
            _share_back(one, told, sentence)
    _divide_sets(told)
    _label(told, mentions, sentence)
    for before, part in itertools.pairwise(told):
        between = sentence.tokens[before.count.last + 1 : part.count.first]
        if (
            part.count.is_part
            and not before.meanings
            and before.count.weapon_class
            and all(t.pos == "PUNCT" for t in between)
        ):
            before.meanings, before.basis = {"launched"}, "beside"  # "36 Shaheds - 35 of these were destroyed"
    if heading is not None and not any(t.meanings for t in told):
        for one in [t for t in told if t.count.weapon_class is not None and not t.count.is_single][:1]:
            _give(one, heading, "heading")
    _inherit(told, triggers, sentence)
    for one in told:
        _select_whole(one)
    if whole is not None and not any(t.role == "downed" for t in told):
        _divide(told, whole, sentence)
    return [t for t in told if t.basis != "none" or not (t.count.is_single or t.count.weapon_class is None)]


def _tallied(sentence: ParsedSentence, mentions: list[EventMention]) -> list[Told]:
    """The figures of a tally, "Shaheds - 96 launched, 81 shot down": each has its verb beside it."""
    tokens, found = sentence.tokens, []
    triggers = {m.trigger.i: m for m in mentions}
    heads = weapon_heads(sentence)
    for position, head in enumerate(heads):
        begin = head.last + 2
        if begin >= len(tokens) or tokens[begin - 1].text not in _TALLY_MARKS:
            continue
        end = next((h.first for h in heads[position + 1 :]), len(tokens))
        end = next((i for i in range(begin, end) if tokens[i].text in (";", ")")), end)
        numbers = [n for n in sentence.numbers if begin <= n.first.i < end and n.value.kind == "count"]
        is_before = bool(numbers) and numbers[0].first.i == begin
        verbs = [_verb_of_figure(n, triggers, tokens, is_before=is_before) for n in numbers]
        for number, verb in zip(numbers, verbs, strict=True):
            if verb is None or None in verbs:
                break
            count = WeaponCount(
                sentence, number.first.i, number.last.i, number.head, number.value.value, number.value.qualifier,
                weapon_class=head.weapon_class, names=head.names,
            )  # fmt: skip
            one = Told(count)
            _give(one, verb, "beside")
            found.append(one)
    return found


def _verb_of_figure(
    number: Located[Number], triggers: dict[int, EventMention], tokens: list[Token], *, is_before: bool
) -> EventMention | None:
    """The trigger right behind a figure of a tally, or right before it ("shot down 77")."""
    if is_before:
        return triggers.get(number.last.i + 1)
    at = number.first.i - 1
    return triggers.get(at - 1 if at and tokens[at].lower in ("down", "out") else at)


def closing_trigger(sentence: ParsedSentence) -> EventMention | None:
    """The last real trigger of a sentence that opens a list: its items have no verb of their own."""
    mentions = [m for m in rule_book("interceptions").match(sentence) if factuality(m.trigger).is_real]
    return mentions[-1] if mentions else None


def _weapons_of(mention: EventMention) -> list[Token]:
    """What fills the weapons slot, relative pronouns replaced by what they stand for."""
    found = [_antecedent(t) for t in mention.slots["weapons"]]
    # a list that opens with other arms may be parsed as an apposition: "two aircraft, a helicopter and 74 drones"
    arms = [
        t for t in found if t.pos == "NOUN" and not any(w.last is t or w.head is t for w in mention.sentence.weapons)
    ]
    found += [c for t in arms for a in t.children if a.dep == "appos" for c in a.conjuncts() if c.pos in _NAMES]
    trigger = mention.trigger.first_conjunct()
    if (
        not found
        and trigger.dep == "relcl"
        and not any(c.dep in ("dobj", "nsubjpass") or (c.dep == "nsubj" and c.pos == "NUM") for c in trigger.children)
    ):
        found = [trigger.head]
    own = mention.trigger
    if not found and mention.meaning in DOWNED and own.dep in ("acl", "ROOT") and not own.is_passive():
        found = [t for t in own.children if t.dep == "nsubj"]  # a headline leaves out "were"
    has_subject = any(c.dep in ("nsubj", "nsubjpass") for c in mention.trigger.children)
    if not found and not has_subject and trigger.dep == "acl" and mention.trigger.tag in ("VBN", "VBD"):
        found = [trigger.head]
    return found


def _antecedent(token: Token) -> Token:
    if token.lower in _RELATIVES and token.tag in ("WDT", "WP", "IN"):
        clause = next((a for a in token.ancestors() if a.dep == "relcl"), None)
        if clause is not None:
            return clause.head
    return token


def _meaning(mention: EventMention) -> str | None:
    """A rule's meaning, turned by negation ("did not reach ...") and by the means ("by electronic warfare")."""
    fact = factuality(mention.trigger)
    meaning = mention.meaning
    if mention.trigger.lemma == "fail":
        aim = mention.trigger.child("xcomp")
        return (
            "suppressed" if aim is not None and aim.lemma in rule_book("interceptions").classes["arrive_verb"] else None
        )
    if trigger_is_tried(mention.trigger) and meaning in DOWNED:
        return None  # an attack that was tried took place; a weapon that gunners tried to shoot down flew on
    if meaning == "hit" and fact is Factuality.NEGATED:
        return "suppressed" if mention.trigger.lemma in ("reach", "hit", "strike", "land") else "stopped"
    if not fact.is_real:
        return None
    if meaning in ("down", "stopped") and any(
        t.lemma in _MADE_BY_WAR
        for c in mention.trigger.children
        if c.dep in ("agent", "prep")
        and c.lower in ("by", "with", "through")
        and (means := c.child("pobj")) is not None
        for t in phrase(means)
    ):
        return "suppressed"
    return meaning


def trigger_is_tried(trigger: Token) -> bool:
    """Whether a verb stands behind "tried to", "an attempt to"."""
    return trigger.dep in ("xcomp", "acl", "ccomp") and trigger.head.lemma in ("try", "attempt", "seek", "effort")


def _give(one: Told, mention: EventMention, basis: str) -> None:
    meaning = _meaning(mention)
    if meaning is None:
        if not one.meanings and mention.meaning != "launched":
            one.is_real, one.basis = False, basis
            one.mention = mention
        return
    one.is_real = True
    if meaning == "launched" and one.count.total is not None and mention.trigger.dep in ("acl", "relcl"):
        one.sent = mention  # "42 out of 90 drones launched by Russia": the whole was launched
        return
    if meaning == "launched" and one.meanings - {"launched"}:
        one.sent = mention
        return
    if one.meanings == {"launched"} and meaning != "launched":
        one.sent, one.meanings = one.mention, set()
    one.meanings.add(meaning)
    one.meanings |= _coordinated(mention) if meaning in DOWNED else set()
    if one.mention is None or basis == "arcs":
        one.mention, one.basis = mention, basis


def _coordinated(mention: EventMention) -> set[str]:
    """What verbs coordinated with the trigger tell of the same weapons: "shot down or suppressed"."""
    tokens = mention.sentence.tokens
    found = set()
    for token in mention.trigger.first_conjunct().conjuncts():
        first, last = sorted((token.i, mention.trigger.i))
        between = tokens[first + 1 : last]
        if token is mention.trigger or any(t.pos not in _LINKING and t.text != "/" for t in between):
            continue
        has_particle = any(c.lower in ("down", "out") for c in token.children)
        for rule in rule_book("interceptions").rules:
            if token.lemma not in rule.lemmas or rule.meaning not in DOWNED or "VERB" not in rule.pos or rule.tags:
                continue
            if has_particle or "particle" not in rule.needs:
                found.add(rule.meaning)
    return found


def _stands_for_weapons(token: Token, mention: EventMention) -> bool:
    """Whether a pronoun is likely to mean weapons: "they were destroyed" may tell of houses."""
    before = mention.sentence.tokens[token.i - 1].lower if token.i else ""
    if token.lower not in _PRONOUNS or (token.lower == "all" and before in ("not", "nearly", "almost")):
        return False
    whole = token.lower in ("all", "both") or any(
        c.lower in ("all", "both") for c in (*token.children, *mention.trigger.children)
    )
    return whole or (token.lower != "it" and mention.trigger.lemma in ("shoot", "down", "intercept", "jam"))


def _pronoun(sentence: ParsedSentence, token: Token) -> WeaponCount:
    """ "They were all shot down": as many as were counted before."""
    last = token.i
    children = [c for c in token.children if c.dep == "prep" and c.lower == "of"]
    if children and (inner := children[0].child("pobj")) is not None and inner.lower in _PRONOUNS:
        last = inner.i
    return WeaponCount(
        sentence, token.i, last, token, None, every=token.lower != "it", is_definite=True, is_single=True
    )


def _beside(
    count: WeaponCount, triggers: dict[int, EventMention], sentence: ParsedSentence, spent: set[int]
) -> EventMention | None:
    """The trigger right behind ("25 had been shot down") or right before ("downed 40") a count whose arcs are broken.

    `spent` are the triggers that have their weapons.
    """
    behind = _behind(count, triggers, sentence)
    if behind is not None and not (behind.meaning == "launched" and count.total is not None):
        return behind
    tokens = sentence.tokens
    i = count.first - 1
    while i >= max(0, count.first - 5) and i not in triggers:
        if (
            tokens[i].pos not in ("ADV", "DET", "ADP", "PART")
            and tokens[i].lower not in rule_book("interceptions").classes["before_count"]
        ):
            return None
        i -= 1
    before = triggers.get(i)
    if before is None or before.trigger.pos != "VERB" or i in spent or before.trigger.is_passive():
        return None
    return before


def _behind(count: WeaponCount, triggers: dict[int, EventMention], sentence: ParsedSentence) -> EventMention | None:
    """The verb right behind a count, auxiliaries and adverbs between, that has no weapons of its own."""
    tokens = sentence.tokens
    i = count.last + 1
    if tokens[count.last].lower in ("which", "whom"):
        i = _past_subject(tokens, i)
    while i < len(tokens):
        launched = (
            i in triggers
            and triggers[i].meaning == "launched"
            and tokens[i].tag in ("VBN", "VBD")
            and i == count.last + 1
        )
        if i in triggers and not (launched and _auxiliary_follows(tokens, i)):
            break
        if (
            not launched
            and tokens[i].pos not in _PASSING
            and tokens[i].lower not in ("others", "more", "that", "which", "of", "them", "overnight")
        ):
            return None
        i += 1
    behind = triggers.get(i)
    if (
        behind is None
        or behind.trigger.tag not in ("VBN", "VBD")
        or (behind.meaning == "launched" and behind.trigger.tag != "VBN")
    ):
        return None
    passive = (
        behind.trigger.is_passive()
        or behind.trigger.tag == "VBN"
        or not any(c.dep == "dobj" for c in behind.trigger.children)
    )
    return behind if passive else None


def _past_subject(tokens: list[Token], i: int) -> int:
    """Where the verb of "24 of which Ukraine says it brought down" stands: behind subjects and verbs of saying."""
    say = factuality_words("say")
    while i < len(tokens) and (tokens[i].pos in ("PROPN", "NOUN", "PRON", "DET", "ADJ") or tokens[i].lemma in say):
        i += 1
    return i


def _share_back(one: Told, told: list[Told], sentence: ParsedSentence) -> None:
    """ "78 missiles and 106 drones were used": counts coordinated before one share the verb behind it."""
    last = one
    if one.count.weapon_class is None:
        return
    for before in reversed([t for t in told if t.count.last < one.count.first]):
        between = sentence.tokens[before.count.last + 1 : last.count.first]
        joined = bool(between) and all(t.lower in _JOINING for t in between)
        if not joined or one.mention is None or (before.meanings and not _is_watched(before)):
            return
        if one.count.first < one.mention.trigger.i:
            before.meanings, before.mention = set(), None
            _give(before, one.mention, "beside")
        last = before


def _is_watched(one: Told) -> bool:
    """Whether a count is only the object of a verb of watching ("reported 14 missiles ...")."""
    return one.mention is not None and one.mention.rule_id == "interception.launched.watched"


def _auxiliary_follows(tokens: list[Token], i: int) -> bool:
    """ "Drones launched overnight were destroyed": the participle only describes."""
    i += 1
    while i < len(tokens) and tokens[i].pos == "ADV":
        i += 1
    return i < len(tokens) and tokens[i].pos == "AUX"


def _divide_sets(told: list[Told]) -> None:
    """ "Of 90 drones, 70 were shot down": the set is what was sent, even where the arcs give it the verb."""
    for one in told:
        rest = [t for t in told if t is not one and t.mention is one.mention and t.count.first > one.count.last]
        divided = one.count.weapon_class is not None and not one.count.is_part and any(_divides(one, t) for t in rest)
        if (one.count.is_set or divided) and one.mention is not None and rest:
            one.meanings, one.mention, one.is_real, one.basis = {"launched"}, one.sent, True, "arcs"


def _divides(whole: Told, part: Told) -> bool:
    """ "810 drones, of which 747 ...": a bare number behind "of which"."""
    between = whole.count.sentence.tokens[whole.count.last + 1 : part.count.first]
    return part.count.weapon_class is None and any(
        t.lower in ("which", "whom") and t.head.lower in ("of", "out") for t in between
    )


def _reported(told: list[Told], mentions: list[EventMention], triggers: dict[int, EventMention]) -> None:
    """ "The air force reported 41 missiles and 12 drones shot down": what was reported is what the participle says."""
    for mention in mentions:
        seen = [t for t in told if t.mention is mention and t.count.first > mention.trigger.i]
        if mention.rule_id != "interception.launched.watched" or not seen:
            continue
        behind = _behind(seen[-1].count, triggers, mention.sentence)
        if behind is None or _meaning(behind) not in DOWNED:
            continue
        for one in seen:
            one.meanings, one.mention = set(), None
            _give(one, behind, "arcs")


def _label(told: list[Told], mentions: list[EventMention], sentence: ParsedSentence) -> None:
    """ "Intercepted: 87 drones, 4 missiles": a trigger before a colon governs the counts behind it."""
    colon = next((t for t in sentence.tokens if t.text == ":"), None)
    if colon is None:
        return
    labels = [m for m in mentions if m.trigger.i < colon.i and colon.i - m.trigger.i <= 4]
    if not labels or any(t.count.last < colon.i and t.count.value is not None for t in told):
        return
    for one in told:
        if one.count.first > colon.i and not one.meanings:
            for label in labels:
                _give(one, label, "beside")


def _inherit(told: list[Told], triggers: dict[int, EventMention], sentence: ParsedSentence) -> None:
    for position, one in enumerate(told):
        if one.meanings or not one.is_real:
            _mark_part(one, told[:position], sentence)
            continue
        earlier = [t for t in told[:position] if t.meanings or not t.is_real]
        owner = _owner(one, earlier, told, position, triggers, sentence)
        if owner is not None:
            one.meanings, one.mention, one.is_real = set(owner.meanings), owner.mention, owner.is_real
            one.basis, one.after = "inherited", owner
            _mark_part(one, told[:position], sentence)


def _owner(
    one: Told,
    earlier: list[Told],
    told: list[Told],
    position: int,
    triggers: dict[int, EventMention],
    sentence: ParsedSentence,
) -> Told | None:
    """The count before whose fate this one shares."""
    if not earlier:
        return None
    tokens, count = sentence.tokens, one.count
    if is_over(count, sentence) and (
        count.weapon_class is None or count.is_part or _parting(tokens, earlier[-1].count.last, count.first)
    ):
        downed = [t for t in earlier if t.role in ("downed", "suppressed") and not t.is_part]
        if _counts_otherwise((downed or earlier)[-1].count, count):
            return None
        return downed[-1] if downed else earlier[-1]
    before = told[position - 1]
    qualified = all(
        t.lower in rule_book("interceptions").classes["qualifying"] for t in tokens[before.count.last + 1 : count.first]
    )
    if before.count.is_set and count.weapon_class is None and qualified and not before.meanings:
        return next((t for t in reversed(earlier) if t.role == "downed"), None)  # "and of 19 missiles 14"
    if count.weapon_class is None and count.total is not None and tokens[count.first - 1].lower in ("'s", "’s", "'"):
        return next((t for t in reversed(earlier) if t.role == "downed"), None)  # "Ukraine's 62 of 80"
    if _is_dated(count, sentence) and _goes_on(tokens, before.count.last, count) and before.role == "downed":
        return before  # "30 drones on Sunday and 25 the night before"
    if count.weapon_class is None or count.is_set or count.is_definite:
        return None
    if count.total is not None and earlier[-1].role == "downed" and _goes_on(tokens, earlier[-1].count.last, count):
        return earlier[-1]
    last = earlier[-1]
    if last is not before or before.count.is_set:
        return None
    if count.total is not None and last.role == "suppressed":
        last = next((t for t in earlier if t.role == "downed"), last)
    between = tokens[before.count.last + 1 : count.first]
    if any(
        t.text == ";" or (t.pos == "VERB" and t.dep not in ("acl", "amod", "relcl", "prep") and t.i not in triggers)
        for t in between
    ):
        return None
    cut = [triggers[t.i] for t in between if t.i in triggers and t.dep not in ("acl", "relcl")]
    own = before.mention
    if any(m is not own for m in cut) or any(t.dep == "nsubj" and t.head.i > count.last for t in between):
        return None
    if (
        count.top.dep in ("nsubj", "nsubjpass")
        and count.top.head.pos in ("VERB", "AUX")
        and count.top.head.i > count.last
    ):
        return None
    return last


def _is_dated(count: WeaponCount, sentence: ParsedSentence) -> bool:
    """Whether a bare number has a day of its own right behind it."""
    return count.weapon_class is None and any(0 < d.first.i - count.last <= 3 for d in sentence.dates)


def _goes_on(tokens: list[Token], start: int, count: WeaponCount) -> bool:
    """Whether a list goes on up to a count: no stop, no new subject between."""
    between = tokens[start + 1 : count.first]
    return any(t.lower == "and" for t in between) and not any(
        t.text in (";", ":") or t.dep in ("nsubj", "nsubjpass") for t in between
    )


def _counts_otherwise(whole: WeaponCount, part: WeaponCount) -> bool:
    """ "Two missiles and two jets, one over X": something else was counted with the whole before the part."""
    beside = [t for t in whole.top.conjuncts() if whole.last < t.i < part.first]
    return any(
        c.dep == "nummod"
        for t in beside
        if not any((w.head is t or w.last is t) and w.value.weapon_class in FLYING for w in whole.sentence.weapons)
        for c in t.children
    )


def _divide(told: list[Told], whole: Told, sentence: ParsedSentence) -> None:
    """Bare numbers with places are parts of what the sentence before counted."""
    parts = [
        t
        for t in told
        if t.role == "untold"
        and t.count.weapon_class is None
        and t.count.value is not None
        and is_over(t.count, sentence)
    ]
    if not parts or whole.count.value is None or sum(t.count.value or 0 for t in parts) > whole.count.value:
        return
    for one in parts:
        one.meanings, one.mention, one.basis, one.is_part, one.after = (
            set(whole.meanings),
            whole.mention,
            "inherited",
            True,
            whole,
        )


def _parting(tokens: list[Token], start: int, end: int) -> bool:
    return any(t.lower in _PARTING for t in tokens[start:end])


def _mark_part(one: Told, before: list[Told], sentence: ParsedSentence) -> None:
    """Whether a count is a part of one before it: "including 23 over Bryansk", "17 of them", a list by region."""
    wholes = [t for t in before if t.role == one.role and not t.is_part and t.count.value is not None and t is not one]
    if not wholes or one.count.value is None:
        return
    whole = wholes[-1]
    if whole.count.value is None or whole.count.value < one.count.value:
        return
    kinds = {one.count.weapon_class, whole.count.weapon_class}
    if (
        None not in kinds
        and len(kinds) > 1
        and whole.count.weapon_class != "other"
        and not ("missile" in kinds and all("missile" in (k or "") for k in kinds))
    ):
        return
    tokens = sentence.tokens
    parted = _parting(tokens, whole.count.last, one.count.first)
    near = range(whole.count.last, min(whole.count.last + _NAMED_WITHIN, one.count.first))
    placed = is_over(whole.count, sentence) and any(p.first.i in near for p in sentence.places)
    if not parted and placed and not one.count.is_part:
        return  # a list by region without a total: brothers, not parts
    if (
        one.basis == "inherited"
        and (is_over(one.count, sentence) or parted)
        and (one.count.weapon_class is None or parted or whole.count.weapon_class == one.count.weapon_class)
    ) or (parted and one.basis != "arcs"):
        one.is_part, one.after = True, whole


def is_over(count: WeaponCount, sentence: ParsedSentence) -> bool:
    """Whether a place follows a count at once: "17 over Kursk", "12 of them above the peninsula"."""
    i = count.last + 1
    tokens = sentence.tokens
    while i < len(tokens) and (tokens[i].lower in _BEFORE_PLACE or tokens[i].pos == "ADV"):
        i += 1
    if i + 1 < len(tokens) and tokens[i].text in _DASHES and tokens[i + 1].lower in _OVER:
        i += 1  # "7 - over the Smolensk region"
    elif i + 1 < len(tokens) and tokens[i].text in _DASHES:
        return any(p.first.i == i + 1 for p in sentence.places)  # "11 - Kursk region, 7 - Oryol region"
    if any(t.lower == "way" and t.head is tokens[i] for t in tokens[i + 1 : i + 3]):
        return False  # "on their way to"
    return (
        i + 1 < len(tokens)
        and tokens[i].lower in _OVER
        and not any(d.first.i in (i, i + 1, i + 2) for d in sentence.dates)
    )


def _select_whole(one: Told) -> None:
    """ "One of four drones that Ukraine shot down": the clause tells of the four."""
    count, mention = one.count, one.mention
    if count.total is None or mention is None or one.basis != "arcs" or one.role != "downed":
        return
    trigger = mention.trigger
    if (
        trigger.dep in ("relcl", "acl")
        and trigger.head.i > count.first
        and count.holds(trigger.head)
        and count.top is not trigger.head
        and count.top.dep != "ROOT"  # a headline leaves out "were"
    ):
        count.value, count.total = count.total, None

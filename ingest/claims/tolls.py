"""Killed and wounded: the tolls that a sentence tells, with the tokens that carry them.

Counts come from the slots of harm rules (`counts.sum_of`: conjuncts added, parts and ages left out). What no arc leads
to (headlines, broken parses) is read along the line: a figure with a word of harm right behind or before it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest.claims.attach import attach_words
from ingest.claims.counts import (
    Count,
    count_of,
    has_own_place,
    has_own_predicate,
    is_part,
    is_person,
    number_of,
    sum_of,
)
from ingest.claims.document import ParsedSentence
from ingest.claims.factuality import Factuality, factuality
from ingest.claims.lexicon import word_lists
from ingest.claims.matcher import EventMention
from ingest.claims.syntax import Token

_KILLED = word_lists("counts")["killed_word"]
_WOUNDED = word_lists("counts")["wounded_word"]
_BOTH = word_lists("counts")["harmed_word"]
_RELATIVE = frozenset({"who", "whom", "which", "that", "whose"})
_UNKNOWN = word_lists("counts")["unknown_toll"]
_BEFORE_CORRECTION = word_lists("counts")["outdated"]
_SETS_FIGURE = word_lists("counts")["sets_figure"]


@dataclass(frozen=True)
class Toll:
    """One count of people in one sentence.

    `anchor` carries the figure, `predicate` tells what happened. `is_update`: the text sets the figure anew (a toll
    that rose or was corrected); `is_outdated`: the text itself replaces it later; `is_share`: what one place has of the
    figure before ("ten people, including four in Kharkiv").
    """

    kind: str
    value: int
    qualifier: str
    anchor: Token
    predicate: Token
    is_total: bool = False
    is_update: bool = False
    is_outdated: bool = False
    is_share: bool = False
    rule_id: str | None = None


def find_tolls(sentence: ParsedSentence, mentions: list[EventMention]) -> list[Toll]:
    """The tolls of a sentence in text order, without parts of others and figures that are denied or only feared."""
    found: list[Toll] = []
    used: set[int] = set()
    for mention in mentions:
        if mention.meaning in ("killed", "wounded"):
            found += _of_predicate(mention, used)
        elif mention.rule_id in ("strike.toll.figure", "strike.toll.put"):
            found += _of_figure(mention, used)
    for mention in mentions:
        if mention.rule_id == "strike.harmed.noun":
            found += _of_noun(mention, used)
    found += _along_the_line(sentence, found, used)
    found = [_without_others(_as_update(toll, mentions), found, sentence) for toll in found]
    return sorted(_without_running_totals(_distinct(found)), key=lambda t: t.anchor.i)


def _without_others(toll: Toll, tolls: list[Toll], sentence: ParsedSentence) -> Toll:
    """ "Four guards were dug out alive; a fifth was killed": an ordinal goes on from a figure that counts no toll, and
    is one; "two were killed, a third died later" are three."""
    counted = {t.anchor.i for t in tolls}
    before = (
        sentence.tokens[i]
        for i, number in sentence.number_by_token.items()
        if i < toll.anchor.i and number.value == toll.value - 1
    )
    if toll.is_total and any(not {t.i, t.head.i} & counted for t in before):
        return replace(toll, value=1, is_total=False)
    return toll


def _without_running_totals(tolls: list[Toll]) -> list[Toll]:
    """ "Drones, which have killed 300 this year, killed two more": the relative clause tells a running total."""
    running = [
        t
        for t in tolls
        if t.predicate.dep == "relcl"
        and any(c.lemma == "have" and c.tag in ("VBP", "VBZ") for c in t.predicate.children)
        and any(o.kind == t.kind and o.predicate is not t.predicate for o in tolls)
    ]
    left = [t for t in tolls if t not in running and not _is_of_stretch(t) and not _is_replaced(t)]
    of_war = any(map(_is_of_war, left))
    left = [t for t in left if not (_is_of_war(t) or (of_war and t.value >= TOTAL_OF_WAR))]
    return [t for t in left if not _is_in_combat(t)]


#: As many people no one strike has killed or wounded.
TOTAL_OF_WAR = 1000


def _is_of_war(toll: Toll) -> bool:
    """ "To date 190 residents have died", "shelling has killed more than 2,300 people": no event's count."""
    below = toll.predicate.children
    perfect = any(c.lemma == "have" and c.dep == "aux" for c in below)
    to_date = any(c.lower == "to" and any(o.lower == "date" for o in c.children) for c in below)
    return perfect and (to_date or toll.value >= TOTAL_OF_WAR)


def _is_in_combat(toll: Toll) -> bool:
    """ "A general was killed in fighting near Izium"."""
    inside = [c for c in toll.predicate.children_by("prep") if c.lower in ("in", "during")]
    combat = word_lists("counts")["combat"]
    return any(o.lemma in combat for c in inside for o in c.children_by("pobj"))


def _is_replaced(toll: Toll) -> bool:
    """ "Seven dead instead of the nine given earlier"."""
    steps = [toll.anchor, *toll.anchor.ancestors()][:4]
    steps += [c for t in steps for c in t.children if c.dep == "advmod" and t.lower == "of"]
    return any(t.lower == "instead" or (t.lower == "than" and t.head.lower == "rather") for t in steps)


_STRETCHES = word_lists("counts")["stretch"]


def _is_of_stretch(toll: Toll) -> bool:
    """ "Over the whole month 93 have died", "the toll since September is 41": no event's count."""
    beside = [*toll.predicate.children, *(c for s in toll.predicate.subjects() for c in s.children)]
    for preposition in (c for c in beside if c.dep == "prep"):
        inner = preposition.child("pobj")
        if preposition.lower == "since" and inner is not None:
            return not any(t.lemma in ("morning", "dawn", "night", "midnight") for t in inner.subtree())
        if preposition.lower in ("over", "during", "throughout") and inner is not None and inner.lemma in _STRETCHES:
            return True
    return False


def _distinct(tolls: list[Toll]) -> list[Toll]:
    """One toll a figure and kind; "nobody was killed" gives way to a figure of the same kind in the sentence."""
    kept: dict[tuple[int, str], Toll] = {}
    for toll in tolls:
        kept.setdefault((toll.anchor.i, toll.kind), toll)
    counted = {t.kind for t in kept.values() if t.value}
    return [t for t in kept.values() if t.value or t.kind not in counted]


def _of_predicate(mention: EventMention, used: set[int]) -> list[Toll]:
    """ "killed five people", "a nurse and two drivers were hurt"."""
    tolls = []
    seen: set[tuple[int, str]] = set()
    told = factuality(mention.trigger)
    if mention.slots.get("not") and told is Factuality.NEGATED:
        told = Factuality.ASSERTED  # "did not survive"
    for head in _heads(mention.slots["people"], mention.sentence):
        if head.lower in _RELATIVE and head.head.dep == "relcl":
            head = head.head.head
        head = _figure_before(mention, head)
        if not is_person(head) or (head.i, mention.meaning) in seen:
            continue
        if (
            mention.meaning == "wounded"
            and mention.trigger.dep == "acl"
            and head.head.lemma in ("die", "succumb", "perish")
        ):
            continue  # hurt in the attack, dead since
        count = sum_of(head, mention.sentence)
        if count is not None and count.value and head.i in used:
            continue
        seen.add((head.i, mention.meaning))
        used.update(
            t.i for t in head.conjuncts() if t is head or not (t.pos == "VERB" or _is_apart(t, head, mention.sentence))
        )
        share = is_part(head) and mention.trigger.dep == "relcl" and _has_place(mention.trigger, mention.sentence)
        if count is None or (is_part(head) and not share):
            continue
        if count.value == 0:
            if told in (Factuality.ASSERTED, Factuality.NEGATED) and not _is_unknown(mention.trigger, head):
                tolls.append(_toll(mention.meaning, count, head, mention.trigger, mention.rule_id))
            continue
        if told is not Factuality.ASSERTED or _is_either(mention.trigger):
            continue
        toll = _toll(mention.meaning, count, head, mention.trigger, mention.rule_id)
        tolls.append(replace(toll, is_outdated=_is_outdated(mention.trigger), is_share=share))
    return tolls


def _is_either(trigger: Token) -> bool:
    """ "150 people were killed or injured": a figure of both is one of neither."""
    verbs = [trigger.head, trigger] if trigger.dep == "conj" else [trigger]
    joined = [c for v in verbs for c in v.children if c.dep == "cc" and c.lower == "or"]
    return any(
        set(_kinds_of(t)) for c in joined for t in c.head.conjuncts() if t is not trigger and not t.child("dobj")
    )


def _has_place(verb: Token, sentence: ParsedSentence) -> bool:
    """ "Five of whom died in Lyman": a place hangs on the verb itself."""
    inside = [c for c in verb.children if c.dep == "prep" and c.lower in ("in", "near", "at")]
    return any(c.governs(p.head) for c in inside for p in sentence.places)


def _figure_before(mention: EventMention, head: Token) -> Token:
    """ "14 people killed and 61 injured": a bare figure right before a participle is what that counts."""
    trigger, sentence = mention.trigger, mention.sentence
    before = sentence.tokens[trigger.i - 1] if trigger.i and trigger.dep == "acl" else head
    return before if before.pos == "NUM" and before.dep != "nummod" and number_of(before, sentence) else head


def _heads(tokens: list[Token], sentence: ParsedSentence) -> list[Token]:
    """Only the first of each coordination: its sum holds the others, but those with a place of their own."""
    return [
        t
        for t in tokens
        if t.dep != "conj"
        or not any(o is not t and o.governs(t) for o in tokens)
        or has_own_place(t, t.first_conjunct(), sentence)
    ]


def _is_apart(conjunct: Token, first: Token, sentence: ParsedSentence) -> bool:
    """Whether a conjunct is no part of the sum that the first one gives."""
    return has_own_predicate(conjunct, sentence) or has_own_place(conjunct, first, sentence)


def _toll(kind: str, count: Count, anchor: Token, predicate: Token, rule_id: str | None) -> Toll:
    return Toll(kind, count.value, count.qualifier, anchor, predicate, count.is_total, rule_id=rule_id)


def _is_unknown(trigger: Token, head: Token) -> bool:
    """ "No casualties were immediately reported", "nobody else was hurt": no claim that nobody was."""
    near = [*trigger.children, *head.children, *trigger.head.children, trigger.head, head.head]
    return any(t.lemma in _UNKNOWN or t.lower == "else" for t in near)


def _is_outdated(trigger: Token) -> bool:
    """ "At first the police spoke of five dead"."""
    for step in [trigger, *trigger.ancestors()]:
        for first in step.children if step.pos == "VERB" else ():
            if first.dep in ("advmod", "amod", "prep") and _opens_correction(first, trigger):
                return True
    return False


def _opens_correction(word: Token, trigger: Token) -> bool:
    """ "First", "at first" before a figure, and no "then" or "later" between them, with what is right behind it."""
    inner = word.child("pobj", "amod", "pcomp") if word.lower == "at" else word
    if inner is None or inner.lower not in _BEFORE_CORRECTION:
        return False
    top = trigger
    while top.head is not top:
        top = top.head
    later = [t for t in top.subtree() if word.i < t.i < trigger.i]
    return not any(t.lower in ("then", "later", "but") for t in later)


def _of_figure(mention: EventMention, used: set[int]) -> list[Toll]:
    """ "the death toll has risen from four to six"."""
    sentence, trigger = mention.sentence, mention.trigger
    words = {t.lemma for t in trigger.subtree()} | {t.lower for t in trigger.subtree()}
    kind = (
        "wounded"
        if words & _WOUNDED
        else "killed"
        if words & _KILLED or trigger.lemma == "toll" or "victim" in words
        else None
    )
    verb = trigger if mention.rule_id == "strike.toll.put" else trigger.head
    if kind is None:
        before = [k for t in sentence.tokens[: trigger.i] for k in _kinds_of(t)[:1] if t.lemma not in _BOTH]
        kind = before[-1] if before else None
        words |= {"toll"} if kind else set()
    if kind is None or factuality(verb) not in (Factuality.ASSERTED,):
        return []
    if words & {"number", "figure", "count", "total", "tally"} and not words & (
        _WOUNDED | _KILLED | {"victim", "toll"}
    ):
        return []
    for token in mention.slots["risen"]:
        number = number_of(token, sentence)
        if number is None:
            continue
        steps = [t for c in verb.children if c.dep == "prep" and c.lower in ("from", "to", "at") for t in c.subtree()]
        used.update(t.i for t in steps if number_of(t, sentence) is not None)
        used.update({token.i, trigger.i})
        return [
            Toll(
                kind,
                number.value,
                number.qualifier,
                token,
                verb,
                is_update=verb.lemma in _SETS_FIGURE,
                rule_id=mention.rule_id,
            )
        ]
    return []


def _of_noun(mention: EventMention, used: set[int]) -> list[Toll]:
    """ "five dead", "no casualties", "the bodies of 12 people"."""
    sentence, noun = mention.sentence, mention.trigger
    if (
        noun.i in used
        or is_part(noun)
        or (noun.pos == "VERB" and noun.dep not in ("amod", "dobj", "pobj", "attr", "ROOT", "conj"))
    ):
        return []
    if noun.dep in ("amod", "compound") and noun.head.pos in ("NOUN", "PROPN") and noun.head.head.lemma != "leave":
        return []
    if noun.lemma in ("body", "corpse", "remains") and any(
        t.lemma in attach_words()["handed_over"] for t in [*noun.ancestors(), *noun.children]
    ):
        return []
    kinds = ["killed"] if noun.lemma in _KILLED else ["wounded"] if noun.lemma in _WOUNDED else ["killed", "wounded"]
    told = factuality(noun)
    count = _none(noun) or _counted_before(noun, sentence) or count_of(noun, sentence)
    if count is None or (
        count.value == 1
        and noun.lemma not in ("body", "corpse", "death")
        and number_of(noun, sentence) is None
        and _counted_before(noun, sentence) is None
    ):
        return []
    if count.value == 0:
        if told in (Factuality.ASSERTED, Factuality.NEGATED) and not _is_unknown(noun, noun):
            beside = [*noun.conjuncts(), *_beside(noun, sentence)]
            kinds = kinds + [k for c in beside for k in _kinds_of(c) if k not in kinds]
            used.update(t.i for t in noun.conjuncts())
            return [_toll(kind, count, noun, noun.clause(), mention.rule_id) for kind in kinds]
        return []
    if told is not Factuality.ASSERTED or len(kinds) > 1:
        return []
    used.add(noun.i)
    used.update(c.i for c in noun.children if c.pos == "NUM" and c.dep in ("nummod", "quantmod", "amod"))
    toll = _toll(kinds[0], count, noun, noun.clause(), mention.rule_id)
    return [replace(toll, is_outdated=_is_outdated(noun))]


def _counted_before(noun: Token, sentence: ParsedSentence) -> Count | None:
    """ "Two dead": a bare figure that the word of harm modifies; "left a paramedic dead": one, by the article."""
    if noun.dep == "amod" and noun.head.pos == "NUM" and noun.head.i < noun.i:
        number = number_of(noun.head, sentence)
        return Count(number.value, number.qualifier, (noun.head,)) if number is not None else None
    if noun.dep == "amod" and noun.head.dep == "dobj" and noun.head.head.lemma == "leave":
        count = count_of(noun.head, sentence)  # "left a crane driver dead"
        return count if count is not None and is_person(noun.head) else None
    left = noun.dep == "oprd" and noun.head.lemma == "leave"
    for person in noun.children if left else ():
        articles = [c for t in (person, noun) for c in t.children if c.dep == "det" and c.lower in ("a", "an")]
        if person.dep in ("amod", "compound", "nmod", "nsubj") and is_person(person) and articles:
            return Count(1, "exact", (person,))
    return None


def _as_update(toll: Toll, mentions: list[EventMention]) -> Toll:
    """ "The count stood at 14 people killed and 61 injured": every figure below the verb is set anew by it."""
    for mention in mentions:
        if mention.rule_id != "strike.toll.figure" or mention.trigger.head.lemma not in _SETS_FIGURE:
            continue
        if any(risen.governs(toll.anchor) for risen in mention.slots["risen"]):
            return replace(toll, is_update=True)
    return toll


def _beside(noun: Token, sentence: ParsedSentence) -> list[Token]:
    """The word of harm behind "or", "nor", "and": "neither dead nor wounded"."""
    joint, word = (*sentence.tokens[noun.i + 1 : noun.i + 3], None, None)[:2]
    return [word] if word is not None and joint is not None and joint.lower in ("or", "nor", "and") else []


def _kinds_of(token: Token) -> list[str]:
    if token.lemma in _KILLED:
        return ["killed"]
    if token.lemma in _WOUNDED:
        return ["wounded"]
    return ["killed", "wounded"] if token.lemma in _BOTH else []


def _none(noun: Token) -> Count | None:
    """ "no dead", "neither dead nor wounded", "without casualties"."""
    words = [c.lower for c in noun.children if c.dep in ("det", "neg", "preconj", "cc", "advmod")]
    cause = noun.head if noun.dep == "dobj" and noun.head.dep == "pcomp" else noun  # "without causing casualties"
    without = cause.dep in ("pobj", "pcomp") and cause.head.lower == "without"
    if without or "no" in words or "neither" in words or "zero" in words:
        return Count(0, "exact", (noun,))
    return None


#: What may stand between a figure and its word of harm.
_BETWEEN = frozenset({"ADJ", "NOUN", "AUX", "ADV", "PART", "DET", "PROPN"})
_REACH = 5


def _along_the_line(sentence: ParsedSentence, tolls: list[Toll], used: set[int]) -> list[Toll]:
    """Figures that no arc brings to their word of harm: "Strike on the port: 3 dead, 11 wounded", "killed: 4"."""
    found: list[Toll] = []
    counting = ("nummod", "quantmod", "compound")
    taken = set(used) | {t.anchor.i for t in tolls}
    counts = (c for t in tolls for c in t.anchor.subtree() if c.pos == "NUM" and c.dep in counting)
    taken |= {c.i for c in counts if c.child("prep") is None}  # "four in Lyman" counts by itself
    for index, number in sorted(sentence.number_by_token.items()):
        token = sentence.tokens[index]
        if number.kind != "count" or index in taken or (token.dep != "conj" and token.head.i in taken):
            continue
        if token.dep != "nummod" and number_of(token, sentence) is None:
            continue  # an age: "a man of 40 was killed"
        harm = _harm_behind(sentence, index) or _harm_before(sentence, index)
        kind = next(iter(_kinds_of(harm)), None) if harm is not None and harm.lemma not in _BOTH else None
        joined = harm is not None and harm.i == index + 1 and sentence.tokens[index - 1].lower == "and"
        if harm is None or kind is None or (not joined and (is_part(token) or is_part(token.head))):
            continue  # "17 were killed, including a child, and 32 hurt": no part
        if factuality(harm) is not Factuality.ASSERTED:
            continue
        anchor = token.head if token.dep == "nummod" else token
        if anchor.pos == "NOUN" and not is_person(anchor):
            continue
        taken |= {index, anchor.i}
        found.append(Toll(kind, number.value, number.qualifier, token, harm, rule_id="strike.toll.line"))
    return found + _elliptical(sentence, [*tolls, *found], taken)


def _elliptical(sentence: ParsedSentence, tolls: list[Toll], taken: set[int]) -> list[Toll]:
    """ "Killed three people in Sumy, two in Okhtyrka": a figure with a place of its own counts as the one before."""
    found: list[Toll] = []
    for index, number in sorted(sentence.number_by_token.items()):
        token = sentence.tokens[index]
        if number.kind != "count" or index in taken or token.pos != "NUM":
            continue
        token = (
            token.head if token.head.lower in ("more", "others") else token
        )  # "and four more elsewhere in the region"
        if token.dep == "nummod" and token.head.pos != "NUM":
            continue
        if number_of(token, sentence) is None:
            continue  # an age
        placed = [
            c
            for c in token.children
            if ((c.dep == "prep" and c.lower in ("in", "near", "at", "on")) or c.lower == "elsewhere")
            and any(c.governs(p.head) for p in sentence.places)
        ]
        before = [t for t in tolls if t.anchor.i < index and t.value] or _headed(sentence, index)
        if before and (placed or _place_follows(sentence, index)):
            last = max(before, key=lambda t: t.anchor.i)
            share = is_part(token) or _is_split(sentence, last, token)
            if number.value <= last.value or not share:
                found.append(
                    replace(
                        last,
                        value=number.value,
                        qualifier=number.qualifier,
                        anchor=token,
                        is_total=False,
                        is_share=share,
                    )
                )
            taken.add(index)
    return found


def _is_split(sentence: ParsedSentence, whole: Toll, token: Token) -> bool:
    """ "Six people were killed: three in Lyman, two in Izium and one in Sumy": a colon opens the shares."""
    return bool(whole.value) and any(t.text in (":", "–", "—") for t in sentence.tokens[whole.anchor.i : token.i])


def _headed(sentence: ParsedSentence, index: int) -> list[Toll]:
    """ "The wounded of Monday's shelling: three in Lyman, five in Siversk": a noun before a colon says who."""
    mark = next((t.i for t in sentence.tokens if t.text == ":" and t.i < index), 0)
    for noun in sentence.tokens[:mark]:
        kinds = _kinds_of(noun)
        definite = any(c.dep in ("det", "poss") for c in noun.children)
        if len(kinds) == 1 and definite and factuality(noun) is Factuality.ASSERTED:
            return [Toll(kinds[0], 0, "exact", noun, noun.clause(), rule_id="strike.toll.line")]
    return []


def _place_follows(sentence: ParsedSentence, index: int) -> bool:
    """A preposition of place and a place right behind a token, or behind its "of them"."""
    behind = sentence.tokens[index + 1 : index + 6]
    of_them = len(behind) > 1 and behind[0].lower == "of" and behind[1].lower in word_lists("counts")["whole_pronoun"]
    behind = behind[2:5] if of_them else behind[:3]
    return (
        bool(behind)
        and behind[0].lower in ("in", "near")
        and any(p.first.i <= t.i <= p.last.i for p in sentence.places for t in behind)
    )


def _harm_behind(sentence: ParsedSentence, index: int) -> Token | None:
    for token in sentence.tokens[index + 1 : index + 1 + _REACH]:
        if token.lemma in _KILLED | _WOUNDED or token.lower in _KILLED | _WOUNDED:
            return (
                None
                if token.tag in ("VBD", "VBG") and token.child("dobj") is not None and token.dep != "ROOT"
                else token
            )
        if token.pos not in _BETWEEN or token.i in sentence.number_by_token:
            return None
    return None


def _harm_before(sentence: ParsedSentence, index: int) -> Token | None:
    for token in reversed(sentence.tokens[max(0, index - 2) : index]):
        if token.lemma in _KILLED | _WOUNDED or token.lower in _KILLED | _WOUNDED:
            return token if token.tag != "VBN" or sentence.tokens[index - 1].text in (":", "-") else None
        if token.text not in (":", "-", "another", "some"):
            return None
    return None

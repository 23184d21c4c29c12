"""What one sentence tells of strikes: its events with their causes, tolls, weapons, targets and sides."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from ingest.claims.annotations import Number, Target, Weapon
from ingest.claims.attach import DateRole, attach_words, date_roles
from ingest.claims.document import Located, ParsedSentence
from ingest.claims.factuality import Factuality, factuality
from ingest.claims.matcher import EventMention, has_mention, phrase, rule_book
from ingest.claims.sides import sides_of_phrase, word_side
from ingest.claims.syntax import Token
from ingest.claims.tolls import Toll, find_tolls

_ATTACKING = frozenset({"attack", "launch", "impact"})
_HARMING = frozenset({"killed", "wounded", "toll"})
#: "Attacked" is said of infantry, too: it needs a sign of a weapon from a distance.
AMBIGUOUS = frozenset({"attack", "assault", "target", "raid", "onslaught", "fire", "firing"})
_PRONOUNS = rule_book("strikes").classes["pronoun"]
_HELD_WORDS = rule_book("strikes").classes["held"]
_HELD_PARTS = rule_book("strikes").classes["held_by"]
_AIR = rule_book("strikes").classes["remote"]
_FIGURES = rule_book("strikes").classes["person_harmed"] | {"toll"}
_REASON = rule_book("strikes").classes["reason"]
_EFFECT = rule_book("strikes").classes["effect"]
_FELT = rule_book("strikes").classes["felt"]
_CUT_OFF = rule_book("strikes").classes["cut_off"]


@dataclass(frozen=True)
class Told:
    """One event mention with what its words say of it.

    `cause`: weapon, attack, side, debris, pronoun, foreign, other, none.
    """

    mention: EventMention
    truth: Factuality
    cause: str
    sides: frozenset[str]

    @property
    def meaning(self) -> str:
        """The kind of event that the trigger tells."""
        return self.mention.meaning

    @property
    def is_by_weapon(self) -> bool:
        """Whether it is told as having happened, and by a weapon."""
        return self.truth.is_real and self.cause == "weapon"

    @property
    def trigger(self) -> Token:
        """The word that tells the event."""
        return self.mention.trigger


@dataclass
class StrikeMention:
    """One sentence that tells of a strike or its consequences."""

    sentence: ParsedSentence
    told: list[Told]
    tolls: list[Toll]
    weapons: list[Located[Weapon]] = field(default_factory=list)
    #: "Russian attacks over the past day:" above a list of tolls
    heads_tolls: bool = False

    @cached_property
    def triggers(self) -> frozenset[int]:
        """Indices of all triggers."""
        return frozenset(t.trigger.i for t in self.told)

    @cached_property
    def attacks(self) -> list[Told]:
        """Attacks told as having happened."""
        return [
            t for t in self.told if t.meaning in _ATTACKING and t.truth.is_real and t.cause not in ("other", "foreign")
        ]

    @cached_property
    def has_evidence(self) -> bool:
        """Whether an attack by weapon from a distance is told here, by itself."""
        if any(self._is_evident(t) for t in self.attacks):
            return True
        caused = ("weapon", "attack", "side", "debris")
        return any(
            t.truth.is_real
            and t.cause in caused
            and (t.meaning in ("killed", "wounded") or t.meaning == "destroy")
            and (t.cause != "side" or bool(self.weapons))
            for t in self.told
        )

    def _is_evident(self, told: Told) -> bool:
        if told.mention.rule_id == "strike.debris":
            harmed = self.tolls or any(t.meaning in ("trace", "destroy") and t.truth.is_real for t in self.told)
            return bool(told.mention.slots["of"] or self.sentence.weapons or harmed)
        if told.trigger.lemma not in AMBIGUOUS or told.cause == "weapon":
            return told.cause in ("weapon", "attack", "side", "debris") or bool(
                self.weapons or self.tolls or self.targets or self.heads_tolls
            )
        named = [c.lemma for c in told.mention.slots.get("cause", []) if c is not told.trigger]
        if told.cause == "attack" and any(n not in AMBIGUOUS for n in named):
            return True  # "the strikes targeted Kyiv"
        words = {t.lower for t in phrase(told.trigger)} | {
            t.lower for c in told.mention.slots.get("cause", []) for t in phrase(c)
        }
        beside = self.weapons or self.tolls or words & _AIR or self.targets or self.heads_tolls
        return bool(beside) or self._is_felt(told)

    def _is_felt(self, told: Told) -> bool:
        """ "The attacks left two regions without power": what only a weapon from a distance does."""
        if told.trigger.lemma == "fire":
            return False
        if any(a.lemma in _FIGURES for a in told.trigger.ancestors()):
            return True  # "the toll of Tuesday's Russian attacks"
        return any(
            t.lemma in _FELT or (t.lemma == "power" and {t.head.lower, t.head.lemma} & _CUT_OFF)
            for t in self.sentence.tokens
        )

    @cached_property
    def is_ground(self) -> bool:
        """Fighting on the ground without a word of weapons from a distance or of people harmed."""
        if self.weapons or self.tolls:
            return False
        return any(t.meaning == "ground" and not self._is_aside(t) for t in self.told)

    def _is_aside(self, ground: Told) -> bool:
        """ "Hit the airport, which troops had seized": fighting inside a clause that only describes what was hit."""
        steps = [ground.trigger, *ground.trigger.ancestors()]
        side = next((s for s in steps if s.dep in ("relcl", "amod", "compound", "nmod")), None)
        return side is not None and any(
            t.trigger.governs(side) and t.trigger is not side and self._is_evident(t) for t in self.attacks
        )

    @cached_property
    def is_accident(self) -> bool:
        """Something else than a weapon is said to have caused what is told."""
        harmful = {"killed", "wounded", "destroy", "attack"}
        return (
            any(t.cause in ("other", "foreign") and t.meaning in harmful for t in self.told) and not self.has_evidence
        )

    @cached_property
    def has_trace(self) -> bool:
        """Whether damage, a fire or an impact is told."""
        return any(t.meaning in ("trace", "destroy", "impact") and t.truth.is_real for t in self.told)

    @cached_property
    def intercepts(self) -> bool:
        """Whether weapons brought down are told."""
        return any(t.meaning == "intercept" for t in self.told)

    @cached_property
    def is_unreal(self) -> bool:
        """Attacks are told, and none of them as having happened."""
        attacks = [t for t in self.told if t.meaning in _ATTACKING]
        return bool(attacks) and not self.attacks

    @cached_property
    def is_generic(self) -> bool:
        """Whether a habit is told, without a figure."""
        return any(t.truth is Factuality.GENERIC for t in self.told) and not self.tolls and not self._is_news_beside

    @cached_property
    def _is_news_beside(self) -> bool:
        """ "The campaign goes on, and a drone hit a depot", "sent drones after days of raids": an act too."""
        done = rule_book("strikes").classes["carried_out"]
        return any(
            t.cause == "weapon"
            if t.trigger.pos == "VERB"
            else t.trigger.head.lemma in done and t.trigger.head.tag == "VBD"
            for t in self.attacks
        )

    @cached_property
    def sides(self) -> set[str]:
        """Who attacks, as the sentence says."""
        named = {s for t in self.attacks for s in t.sides}
        return named or {
            s for t in self.told if t.truth.is_real for s in t.sides if t.meaning in _HARMING | {"destroy", "trace"}
        }

    @cached_property
    def occupied(self) -> bool:
        """Whether the sentence says that its places are under occupation."""
        return any(
            t.lower in _HELD_WORDS
            or (
                t.lower in _HELD_PARTS
                and any(
                    word_side(c) is None and c.lower.startswith(("russia", "moscow", "kremlin"))
                    for c in [*t.children, t.head]
                )
            )
            or any(t.lower.endswith("-" + part) for part in _HELD_PARTS)
            for t in self.sentence.tokens
        )

    @cached_property
    def targets(self) -> list[Located[Target]]:
        """What was hit: targets that hang on a real event and are not its cause."""
        causes = {t.i for told in self.told for c in told.mention.slots.get("cause", []) for t in phrase(c)}
        told = [t for t in self.told if t.truth.is_real and t.meaning != "intercept"]
        # "a fire broke out at a depot", "started a blaze at a depot": the verb beside the trace says where
        traced = {t.trigger.head.i for t in told if t.meaning == "trace" and t.trigger.dep in ("nsubj", "dobj")}
        real = {t.trigger.i for t in told} | traced
        kept = []
        for target in self.sentence.targets:
            if target.head.i in causes or _is_beside(target.head) or _is_carried_to(target, real):
                continue
            if _is_of_people(target.head):
                continue
            steps = [target.head, *target.head.ancestors()]
            if any(s.i in real for s in steps) or not real:
                kept.append(target)
        return kept

    @cached_property
    def dates(self) -> list[DateRole]:
        """The dates of the sentence with what each dates, without those of talks, votes and swaps."""
        roles = [r for r in date_roles(self.sentence, self.triggers) if not _is_of_other_event(r.token, self.triggers)]
        before = [r for r in roles if r.value.text.lower().startswith("earlier this")]
        return before or roles  # "earlier this week, ... overnight": a night of that week


def _is_of_other_event(date: Token, triggers: frozenset[int]) -> bool:
    """ "Follows a prisoner swap on Monday": the day of what is no strike."""
    ends = date.head.lower in ("until", "till") and not any(c.dep == "relcl" for c in date.children)
    if ends and date.head.head.i not in triggers:
        return True  # "rescuers worked until Sunday": when something else ended
    for step in date.ancestors():
        if step.pos in ("VERB", "AUX") and step.i not in triggers:
            # "the funeral of two firefighters killed by a bomb was held on Thursday"
            return any(s.lemma in attach_words()["ceremony"] for s in step.subjects())
        if step.i in triggers:
            return False
        if step.pos == "NOUN" and step.lemma in attach_words()["other_event"]:
            return True
    return False


def _is_beside(token: Token) -> bool:
    """ "Near the railway station": what was hit lies by it."""
    return (token.dep == "pobj" and token.head.lower in ("near", "beside", "outside", "opposite", "behind")) or (
        token.dep == "pobj" and token.head.lower == "to" and token.head.head.lower in ("close", "next")
    )


def _is_of_people(token: Token) -> bool:
    """ "Staff of a hospital", "the count from the morgue": says who they are or who counts."""
    link = token.first_conjunct().head
    behind = token.first_conjunct().dep == "pobj" and link.lower in ("of", "from")
    return behind and link.head.lemma in attach_words()["belong"]


def _is_carried_to(target: Located[Target], real: set[int]) -> bool:
    """A hospital that treats the wounded, and was not hit itself."""
    words = attach_words()
    if target.head.head.i in real and target.head.dep in ("dobj", "nsubjpass"):
        return False
    return target.value.target_class == "medical" and any(
        a.lemma in words["carried"] or a.lemma in ("die", "remain", "condition", "recover", "stay")
        for a in list(target.head.ancestors())[:4]
    )


def read_mention(sentence: ParsedSentence) -> StrikeMention | None:
    """What a sentence tells of strikes; None where it tells nothing."""
    mentions = rule_book("strikes").match(sentence)
    if not mentions:
        return None
    triggers = {m.trigger.i: m for m in mentions}
    told = [Told(m, _truth(m, triggers), *_cause(m, triggers)) for m in mentions]
    tolls = find_tolls(sentence, mentions)
    mention = StrikeMention(sentence, told, tolls)
    mention.weapons = _used_weapons(sentence, told)
    return mention


def _truth(mention: EventMention, triggers: dict[int, EventMention]) -> Factuality:
    """The truth of a trigger; what a habit causes ("endless shelling") is a habit, too."""
    truth = factuality(mention.trigger)
    if truth.is_real and mention.trigger.pos == "VERB" and mention.trigger.dep != "advcl":
        causes = [t for name in ("cause", "during") for t in mention.slots.get(name, []) if t.i in triggers]
        if any(factuality(t) is Factuality.GENERIC for t in causes):
            return Factuality.GENERIC
    if truth.is_real and _is_reason(mention):
        return Factuality.GENERIC
    if truth is Factuality.GENERIC and _is_of_a_day(mention):
        return Factuality.ASSERTED
    return truth


def _is_reason(mention: EventMention) -> bool:
    """ "Villages are closed due to shelling", "moved because of the bombing raids": shelling without an article, a
    figure or a day is why something is done, no event; "a depot burned due to shelling" tells one."""
    trigger = mention.trigger
    link = trigger.head
    if trigger.tag not in ("NN", "NNS", "VBG") or trigger.dep not in ("pobj", "pcomp"):
        return False
    if not _REASON & {t.lower for t in mention.sentence.tokens[max(0, link.i - 1) : link.i + 1]}:
        return False
    if any(c.dep in ("det", "nummod") for c in trigger.children):
        return False
    if any(trigger.governs(date.head) for date in mention.sentence.dates):
        return False
    return not any(t.lemma in _EFFECT or t.lower in _EFFECT for t in mention.sentence.tokens)


def _is_of_a_day(mention: EventMention) -> bool:
    """ "Stepped up its bombardment of the city on Tuesday": what goes on is news where a past tense has its day or
    its weapons are counted ("strikes continued with 40 missiles"), or where it goes on at one target."""
    verb = mention.trigger.clause()
    going_on = verb.head if verb.dep == "xcomp" else verb
    if any(c.dep == "neg" for c in verb.children):
        return False
    if mention.trigger is verb:
        return verb.tag == "VBG" and _is_at_one_target(mention)
    armed = {w.head.i for w in mention.sentence.weapons}
    fired = [n.head.head for n in mention.sentence.numbers if n.head.head.i in armed and n.value.value > 1]
    if going_on.tag != "VBD":
        return False
    return any(verb.governs(weapon) for weapon in fired) or any(
        date.value.day
        and date.head.head in (verb, going_on, *verb.children_by("prep"), *going_on.children_by("prep"))
        and not date.value.text.lower().startswith("since")
        for date in mention.sentence.dates
    )


def _is_at_one_target(mention: EventMention) -> bool:
    """ "They are shelling the hospital": what goes on at one building is an event, on "positions" a habit."""
    heads = {t.head.i for t in mention.sentence.targets if t.head.tag in ("NN", "NNP")}
    return any(token.i in heads for token in mention.slots.get("object", []))


def _cause(mention: EventMention, triggers: dict[int, EventMention]) -> tuple[str, frozenset[str]]:
    """(what is named as the cause, the sides that it names)."""
    sentence = mention.sentence
    below = {t.i for t in mention.trigger.subtree()}
    armed = any(w.head.i in below for w in sentence.weapons)
    if mention.rule_id == "strike.debris" and not armed and any(c.lower == "of" for c in mention.trigger.children):
        return "other", frozenset()  # debris of something else than a weapon
    named = ("cause", "instrument", "during", "weapon", *(("of",) if mention.meaning == "impact" else ()))
    tokens = [_attack_that(t, mention, triggers) for name in named for t in mention.slots.get(name, [])]
    if mention.trigger.pos in ("NOUN", "PROPN"):
        tokens = [mention.trigger, *tokens]
    sides = {s for t in tokens for s in sides_of_phrase(t, sentence)}
    if not sides:
        sides = _implied_sides(mention, tokens)
    if (
        any(t.lemma == "enemy" for token in tokens for t in phrase(token))
        and any(p.value.country == "RU" for p in sentence.places)
        and not any(word_side(t) == "UA" for t in sentence.tokens)
    ):
        sides = {"UA"}  # in the mouth of an official of the other side
    if _is_of_labour(mention.trigger):
        return "other", frozenset()
    kinds = {_kind_of_cause(t, mention, triggers) for t in tokens}
    mined = any(t.lemma in rule_book("strikes").classes["mine"] for t in mention.slots.get("object", []))
    if mention.rule_id == "strike.attack.active" and mined and not kinds & {"weapon", "attack", "side"}:
        return "other", frozenset()  # "a tractor hit a mine"
    if "other" in kinds and mention.trigger.pos in ("NOUN", "PROPN"):
        return "other", frozenset(sides)
    if kinds == {"pronoun", "none"} and sides and mention.trigger.pos == "NOUN":
        kinds = {"side"}  # "stepped up its bombardment"
    for kind in ("foreign", "weapon", "attack", "debris", "side", "pronoun"):
        if kind in kinds:
            return kind, frozenset(sides)
    if "other" in kinds:
        return ("other", frozenset(sides)) if not sides else ("pronoun", frozenset(sides))
    return ("side" if sides else "none"), frozenset(sides)


def _is_of_labour(trigger: Token) -> bool:
    """ "Workers on strike", "a miners' strike": nobody was attacked."""
    if trigger.lemma != "strike":
        return False
    owners = [c for c in trigger.children if c.dep in ("poss", "compound", "amod")]
    strikers = rule_book("strikes").classes["striker"]
    return (trigger.head.lower == "on" and not trigger.children) or any(c.lemma in strikers for c in owners)


def _attack_that(token: Token, mention: EventMention, triggers: dict[int, EventMention]) -> Token:
    """ "Strikes on Ukraine, which hit a kindergarten": what hit is the attack, not what it was aimed at.

    "Accused Russia of firing missiles, killing two": who killed is the accused, not who accuses.
    """
    if token.dep == "nsubj" and token.head.lemma in _ACCUSING and token.head is not mention.trigger:
        return token.head.child("dobj") or token
    if token is not mention.trigger.head or mention.trigger.dep != "relcl" or token.dep != "pobj":
        return token
    nouns = [token.head.head]
    if any(date.head is token for date in mention.sentence.dates):
        nouns = [m.trigger for i, m in sorted(triggers.items()) if i < token.i and m.trigger.pos == "NOUN"][-1:]
    attack = next((n for n in nouns if n.i in triggers and triggers[n.i].meaning == "attack"), None)
    return attack or token


def _kind_of_cause(token: Token, mention: EventMention, triggers: dict[int, EventMention]) -> str:
    sentence, classes = mention.sentence, rule_book("strikes").classes
    if token.dep in ("det", "punct") or token.pos in ("ADJ", "NUM", "DET"):
        return "side" if word_side(token) else "none"
    inside = phrase(token)
    laid = any(c.dep == "acl" and c.tag == "VBN" and c.lemma in classes["laid"] for c in token.children)
    hidden = (o for c in token.children if c.lower in ("in", "under", "inside") for o in c.children_by("pobj"))
    laid = laid or any(o.lemma in classes["hiding_place"] for o in hidden)  # "a bomb under a car"
    if laid or token.lemma in classes["mine"] or any(t.lower in classes["not_remote"] for t in inside):
        return "other"
    countries = {
        a.value.country
        for a in sentence.actors
        if a.head in inside and a.value.kind in ("country", "demonym", "force") and a.value.country
    }
    if countries - {"UA", "RU"} and not countries & {"UA", "RU"} and token is not mention.trigger:
        return "foreign"
    if has_mention(token, "weapon", sentence) or token.lemma in classes["weapon_noun"]:
        return "weapon"
    if token is mention.trigger:
        return "none"
    parts = [*inside[1:], *(o for c in token.children if c.lower == "of" for o in c.children_by("pobj"))]
    if token.lemma in classes["carrier"] and any(has_mention(c, "weapon", sentence) for c in parts):
        return "weapon"
    if token.lemma in classes["carrier"] and any(c.lemma in classes["attack_noun"] for c in parts):
        return "attack"
    other = triggers.get(token.i)
    if token.lemma in classes["attack_noun"] or (other is not None and other.meaning == "attack"):
        return "attack"
    if token.lemma in classes["debris"] or token.lemma in ("explosion", "blast", "fire", "impact"):
        return "debris"
    if token.lemma in classes["force"] or any(word_side(t) for t in inside):
        return "side"
    if token.lemma in classes["injury"]:
        return "none"  # "died of his wounds": another sentence tells from what they were
    if any(p.head is token for p in sentence.places):
        return "none"  # "Poltava came under fire, killing a guard": a place causes nothing
    if token.lower in _PRONOUNS or token.pos == "PRON":
        return "pronoun"
    if (
        token is mention.trigger.head
        and mention.trigger.dep == "relcl"
        and any(a.i in triggers and triggers[a.i].meaning == "attack" for a in list(token.ancestors())[:2])
    ):
        return "attack"  # "attacks across the country that hit ...": what hit is not the country
    return "none" if mention.trigger.pos in ("NOUN", "PROPN") else "other"


#: Words that hand on the side of whoever speaks or acts.
_OWN = rule_book("strikes").classes["own"]
_ACCUSING = rule_book("strikes").classes["accusing"]


def _implied_sides(mention: EventMention, tokens: list[Token]) -> set[str]:
    """Sides that a pronoun or an accusation hands on: "Moscow said its guns ...", "accused Ukraine of ..."."""
    trigger, sentence = mention.trigger, mention.sentence
    own = any(t.lower in _OWN for token in tokens for t in phrase(token))
    clause = trigger.clause()
    accusing = next((s for s in [clause, *clause.ancestors()] if s.lemma in _ACCUSING), None)
    if accusing is not None and (trigger.pos == "NOUN" or trigger.dep == "pcomp" or not tokens):
        return {s for o in accusing.children_by("dobj", "nsubjpass") for s in sides_of_phrase(o, sentence)}
    if trigger.dep == "xcomp" and trigger.tag == "VBN" and not tokens:  # "the army claimed to have hit a depot"
        return {s for subject in trigger.head.subjects() for s in sides_of_phrase(subject, sentence)}
    for step in [*([clause] if trigger.pos == "NOUN" else ()), *clause.ancestors()] if own else ():
        subjects = step.subjects() if step.pos == "VERB" else []
        meant_again = any(t.lower in _OWN for subject in subjects for t in phrase(subject))
        sides = {s for subject in subjects for s in sides_of_phrase(subject, sentence)}
        if sides or (subjects and not meant_again):  # "Kyiv said that its forces ...": not the forces, Kyiv
            return sides
    return set()


def _used_weapons(sentence: ParsedSentence, told: list[Told]) -> list[Located[Weapon]]:
    """The weapons that struck: not those brought down, made, stored, asked for, or part of another thing's name."""
    real = {t.trigger.i for t in told if t.truth.is_real and t.meaning not in ("intercept", "ground")}
    down = {i for t in told if t.meaning == "intercept" for w in t.mention.slots.get("weapon", []) for i in [w.i]}
    words = attach_words()
    used = []
    for weapon in sentence.weapons:
        head = weapon.head
        if (
            head.dep in ("compound", "nmod")
            and head.head.i not in real
            and head.head.lemma not in ("debris", "wreckage", "fragment", "strike", "attack")
        ):
            continue
        if head.dep == "pobj" and head.head.lower == "of" and any(t.head is head.head.head for t in sentence.targets):
            continue  # "a warehouse of shells"
        if head.i in down or any(o.i in down for o in head.conjuncts()):
            continue
        if _is_used(head, real, words):
            used.append(weapon)
    return used


def _is_used(head: Token, real: set[int], words: dict[str, frozenset[str]]) -> bool:
    for step in [head, *head.ancestors()]:
        if step.i in real:
            return True
        if step.lemma in words["weapon_unused"] and step is not head:
            return False
        if step.pos == "VERB" or (step.pos == "AUX" and step.dep not in ("aux", "auxpass")):
            if any(c.dep == "neg" for c in step.children) and not _is_contrasted(head):
                return False
            shared = [
                c for c in step.children_by("conj") if c.i in real and not any(s.i > step.i for s in c.subjects())
            ]
            if shared and any(s is head or s.governs(head) for s in step.subjects()):
                return True  # "drones reached Moscow and set fire to a refinery"
            below = {t.i for t in step.subtree()}
            return step.lemma in words["weapon_neutral"] and bool(below & real or not real)
    return bool(real)


def _is_contrasted(weapon: Token) -> bool:
    """ "Not artillery but a drone": what stands behind "but" is meant."""
    first = weapon.first_conjunct()
    return first is not weapon and any(c.dep == "cc" and c.lower == "but" for c in first.children)


def counts_of_weapons(sentence: ParsedSentence, weapons: list[Located[Weapon]]) -> list[Number]:
    """Figures that count weapons: a wave is told by them."""
    heads = {w.head.i for w in weapons}
    return [
        n.value for n in sentence.numbers if n.head.head.i in heads and n.value.kind == "count" and n.value.value > 1
    ]

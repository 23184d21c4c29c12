"""Who meets: the parties that a rule's slots name, and who takes part by grammar where the slots leave a side open."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.claims.document import ParsedSentence
from ingest.claims.kinds.meeting_arcs import held_clause, is_setting, meeting_words
from ingest.claims.kinds.meeting_places import stays_below
from ingest.claims.matcher import EventMention
from ingest.claims.participants import Participants, Party, is_one_of, joined, sentence_place
from ingest.claims.syntax import Token, is_finite


class MeetingSides:
    """Resolves the sides of the event mentions of one sentence."""

    def __init__(self, sentence: ParsedSentence, people: Participants) -> None:
        self.sentence = sentence
        self.people = people

    def of(self, event: EventMention) -> list[Party]:
        """The parties of an event mention; empty where its words tell of no meeting of sides."""
        slots, sentence = event.slots, self.sentence
        both = self.people.of_tokens(_without_topic(slots.get("all", ()), event, sentence), sentence)
        who = self.people.of_tokens(slots.get("who", ()), sentence)
        met = self._met(event, slots.get("whom", ()))
        if event.meaning == "host":  # "welcomed the presidency of Italy"
            met = [t for t in met if t not in slots.get("who", ()) and not is_one_of(t, "institution")]
        whom = self.people.of_tokens(met, sentence)
        if event.meaning == "visit":
            whom = whom or self._visited(event)
            who, both = ([p for p in side if p.kind != "country"] for side in (who, both))
        if (
            event.rule_id == "meeting.meet"
            and event.trigger.is_passive()
            and not whom
            and not event.trigger.child("agent")
        ):
            return []  # "the plan has been met with doubt"
        if event.meaning == "gather" and (gathered := event.trigger.child("dobj")) is not None:
            both = self.people.of_tokens(gathered.conjuncts(), sentence)
            if not both:
                return []  # "has gathered soldiers at the border"
        if event.meaning in ("speak", "address"):
            whom = [p for p in whom if not _hears(p, slots.get("whom", ()))]
        if event.meaning == "address":
            who = [p for p in who if p.kind in ("person", "office", "speaker")]
            whom = [
                p for p in whom if p.is_person or p.role in ("counterpart", "counterparts") or "counterpart" in p.name
            ]
        if event.meaning == "host":
            whom = [p for p in whom if p.kind in ("person", "office", "many") or p.is_group]
            if not whom:
                return []
        if event.rule_id == "meeting.discuss" and not whom and all(p.kind == "country" for p in who):
            return []
        if not both and event.trigger.pos in ("NOUN", "PROPN") and event.meaning != "visit":
            before = [a.head for a in sentence.actors if a.last.i == event.trigger.i - 1 and a.value.kind == "body"]
            both = self.people.of_tokens(before, sentence)
        if (
            event.trigger.dep == "dobj"
            and event.trigger.head.lemma in meeting_words("mediate")
            and len({p.code for p in both}) > 1
        ):
            who = []  # "Saudi Arabia hosted talks between A and B"
        whom = [*whom, *self.people.of_tokens(_brokers(event.trigger), sentence)]
        parties = joined([*who, *both, *whom]) or self._between_behind(event) or self._holders(event)
        codes = {p.code or p.name for p in parties}
        between = any(t.head.lower in ("between", "among", "of") and t.dep == "pobj" for t in slots.get("all", ()))
        # "his Danish and Dutch counterparts" are somebody's
        possessed = bool(whom) and len(codes) > 1 and any(t.dep == "poss" for t in slots.get("all", ()))
        open_side = not possessed and (len(codes) < 3 or any("counterpart" in p.name for p in parties))
        if not who and not (between and len(codes) > 1) and open_side:
            found = (self.people.of_tokens(tokens, sentence) for tokens in self._agents(event))
            agents = next(filter(None, found), []) or self._whose_counterpart(met)
            agents = agents or self._who_lists(event)
            if event.meaning == "visit":
                agents = [p for p in agents if p.kind != "country"]
            parties = joined([*agents, *parties])
        return parties

    def _visited(self, event: EventMention) -> list[Party]:
        """ "A thanked Britain during a visit by its premier": he in whose clause a visit without a place is set."""
        goes_to = any(sentence_place(t, self.sentence) for t in event.slots.get("place", ()))
        if goes_to or not event.slots.get("who") or not is_setting(event.trigger):
            return []
        return self.people.of_tokens(event.trigger.head.head.clause().subjects(), self.sentence)

    def _between_behind(self, event: EventMention) -> list[Party]:
        """ "Talks, the first in a year, between A and B": the sides behind the next "between", wherever it hangs."""
        trigger = event.trigger
        if trigger.pos not in ("NOUN", "PROPN") or event.meaning not in ("talks", "call", "summit"):
            return []
        for token in self.sentence.tokens[trigger.i + 1 :]:
            if token.pos in ("VERB", "AUX"):
                break
            if token.lower == "between":
                found = self.people.of_tokens(token.children_by("pobj"), self.sentence)
                return found if len({p.code for p in found if p.code}) > 1 else []
        return []

    def _who_lists(self, event: EventMention) -> list[Party]:
        """ "A call with the president of Kenya.", "Held talks with him.": in an address the speaker lists his days."""
        trigger = event.trigger
        verb = trigger.head
        alone = trigger.dep == "ROOT"
        alone = alone or (trigger.dep in ("nsubj", "nsubjpass") and verb.lemma in meeting_words("light"))
        alone = alone or (
            trigger.dep in ("dobj", "nsubj") and verb.dep == "ROOT" and verb.i < trigger.i and not verb.subjects()
        )
        listed = alone and trigger.pos == "NOUN" and event.slots.get("whom")
        speaker = self.people.releasing if listed else None
        return [speaker] if speaker is not None else []

    def _holders(self, event: EventMention) -> list[Party]:
        """ "The talks that A and B were to hold"."""
        clause = held_clause(event.trigger) if event.trigger.pos in ("NOUN", "PROPN") else None
        return self.people.of_tokens(clause.subjects(), self.sentence) if clause is not None else []

    def _whose_counterpart(self, met: list[Token]) -> list[Party]:
        """ "A call with his Polish counterpart": he whose counterpart somebody is takes part."""
        owners = [o for t in met if t.lemma in ("counterpart", "colleague") for o in t.children_by("poss")]
        return self.people.of_tokens(owners, self.sentence)

    def _met(self, event: EventMention, tokens: list[Token] | tuple[()]) -> list[Token]:
        """Those who are met, without a relative pronoun's own clause and without things."""
        met = [t for t in tokens if not is_one_of(t, "private")]
        # "with Ukraine on the agenda"
        met = [t for t in met if not self._is_on_the_agenda(t)]
        people = {a.head.i for a in self.sentence.actors if a.value.kind in ("person", "office")}
        if not met and event.meaning in ("meet", "speak") and event.trigger.pos == "VERB":
            # "discussed the attack, the first of its kind, with X"; "met on Monday in Oslo with X"
            verb = event.trigger
            behind = (
                t
                for t in verb.subtree()
                if t.lower == "with" and t.dep == "prep" and t.i > verb.i and stays_below(t, verb)
            )
            return [o for t in behind for o in t.children_by("pobj") if o.i in people]
        if event.rule_id != "meeting.discuss":
            return met
        # "discussed the plan with X", but not "discussed the negotiations with Russia"
        met = [t for t in met if t.first_conjunct().head.head.lemma not in meeting_words("contact")]
        return [t for t in met if t.i in people or t.first_conjunct().head.head is event.trigger]

    def _is_on_the_agenda(self, token: Token) -> bool:
        behind = self.sentence.tokens[token.i + 1 : token.i + 2]
        return any(
            b.lower in ("on", "at") and any(o.lemma in ("agenda", "table", "mind", "top") for o in b.children)
            for b in behind
        )

    def _agents(self, event: EventMention) -> Iterator[list[Token]]:
        """Who takes part by grammar: subjects of the verbs above a trigger without a subject, the nearest first."""
        trigger = token = event.trigger
        names = {a.head.i for a in self.sentence.actors if a.value.kind == "person"}
        for _ in range(8):
            if token.pos in ("VERB", "AUX"):
                if token.dep in ("acl", "relcl") and token.tag in ("VBG", "VBN", "VB") and not token.subjects():
                    yield [token.head]
                subjects = [s for s in token.subjects() if not trigger.governs(s) and s is not trigger]
                yield [*subjects, *self._spoken_to(token, trigger)] if subjects else []
                # "A's stop in Kyiv included talks with B"
                yield [o for s in subjects for o in s.children_by("poss")]
                if is_finite(token) and not token.subjects():
                    yield self._beside(token)
            if token.dep == "prep" and event.meaning == "visit" and token.head.pos == "NOUN":
                yield _doers(token.head)
            if token.head is token or not _passes_agent(token, trigger):
                yield _subjects_of_gerund(trigger)
                return
            controlled = _controlled(token)
            if controlled is not None:
                yield controlled.conjuncts()
                return
            token = token.head
            if token.i in names:
                yield [token]  # "A, during a meeting of B, warned"

    def _spoken_to(self, verb: Token, trigger: Token) -> list[Token]:
        """Who hears what is said at a meeting: "thanked X at a meeting"."""
        if not (is_setting(trigger) and trigger.head.head is verb and trigger.head.lower not in ("after", "following")):
            return []
        people = {a.head.i for a in self.sentence.actors if a.value.kind in ("person", "office")}
        objects = [o for v in (verb, verb.first_conjunct()) for o in v.children_by("dobj")]
        return [
            o
            for o in objects
            if o.i in people or o.lower in ("him", "her") or any(c.dep == "appos" and c.i in people for c in o.children)
        ]

    def _beside(self, verb: Token) -> list[Token]:
        """The actor right before a verb whose subject the parse has lost: "its president, A B, attended"."""
        at = verb.i - 1
        while at > 0 and (self.sentence.tokens[at].pos in ("PUNCT", "AUX", "ADV")):
            at -= 1
        return [a.head for a in self.sentence.actors if a.last.i == at][:1]


_OTHER_TOPIC = frozenset({"of", "on", "about", "from", "by", "over", "until", "since", "to", "between", "than"})


def _without_topic(tokens: list[Token] | tuple[()], event: EventMention, sentence: ParsedSentence) -> list[Token]:
    """Those of a noun's sides that are none: a lone country before it is what it is about ("Ukraine talks")."""
    names = {a.head.i for a in sentence.actors if a.value.kind == "country" and a.value.form == "name"}
    beside = [t for t in tokens if t.i in names and t.dep in ("compound", "nmod", "amod", "npadvmod")]
    if event.trigger.pos not in ("NOUN", "PROPN") or len(beside) != 1:
        return list(tokens)
    before = sentence.tokens[max(0, beside[0].i - 1)]
    if before.text == "-" and any(a.last.i == before.i - 1 for a in sentence.actors):
        return list(tokens)  # "the NATO-Ukraine Council"
    return [t for t in tokens if t is not beside[0]]


def _brokers(trigger: Token) -> list[Token]:
    """ "US-brokered talks": who brought the sides together sits with them."""
    by = [c for c in trigger.children_by("amod") if c.lemma in meeting_words("broker")]
    return [who for c in by for who in c.children_by("npadvmod", "compound", "amod", "nmod")]


def _subjects_of_gerund(trigger: Token) -> list[Token]:
    """ "A spoke of progress in the war after meeting B": whose deed a gerund is, wherever the parse hangs "after"."""
    if trigger.dep != "pcomp" or trigger.tag != "VBG" or trigger.head.lower not in ("after", "before", "upon", "since"):
        return []
    verbs = (a for a in trigger.head.ancestors() if a.pos in ("VERB", "AUX") and a.subjects())
    return next((v.subjects() for v in verbs), [])


def _doers(noun: Token) -> list[Token]:
    """Whose deed a noun is that a visit frames: "A's remarks on a visit", "an invitation by A during a visit"."""
    by = [o for p in noun.children_by("prep") if p.lower == "by" for o in p.children_by("pobj")]
    return [*noun.children_by("poss"), *by]


def _controlled(token: Token) -> Token | None:
    """Whose deed an infinitive or gerund is: of the object, in "urged them to visit"."""
    governor = token.head
    if token.dep == "xcomp" and token.tag == "VB":
        return governor.child("dobj")
    if token.dep == "pcomp" and governor.lower in ("for", "from", "of", "into", "against"):
        return governor.head.child("dobj") if governor.head.pos == "VERB" else None
    return None


def _passes_agent(token: Token, trigger: Token) -> bool:
    """Whether the subject of the governor can be who takes part: not across a clause with a subject of its own."""
    if token.dep == "prep" and token.lower == "from" and token.head.lemma in ("return", "come", "fly"):
        return True
    if token.dep == "prep" and token.lower == "on" and trigger.head is token and trigger.lemma in ("visit", "trip"):
        return True  # "A, on a visit to B, said"
    if token.dep == "prep" and token.lower in ("to", "by") and token.child("pcomp") is not None:
        return token.head.pos == "VERB"  # "committed to sending arms in a call with B"
    if token is trigger.head and is_setting(trigger):
        return True
    if token.dep == "prep" and token.lower in _OTHER_TOPIC:
        return (token.lower == "to" and token.head.lemma in meeting_words("toward")) or (
            token.lower == "of" and token.head.lemma in meeting_words("frame")
        )
    if token.dep in ("nsubj", "nsubjpass", "csubj"):
        return False
    if token.dep in ("dobj", "attr"):
        return token is not trigger or token.head.lemma in meeting_words("light")
    if token.pos in ("VERB", "AUX") and token.dep == "relcl":
        return False
    if token.pos in ("VERB", "AUX") and token.dep == "ccomp":
        return (
            trigger.dep == "pobj"
            and trigger.head.lower in ("at", "during", "in", "after")
            and trigger.head.head is token
        )
    return not (
        token.pos in ("VERB", "AUX")
        and token.dep in ("conj", "advcl")
        and any(c.dep in ("nsubj", "nsubjpass") for c in token.children)
    )


def _hears(party: Party, tokens: list[Token] | tuple[()]) -> bool:
    """Whether who is spoken to only hears a speech."""
    return not party.is_person and any(is_one_of(t, "audience") for t in tokens)

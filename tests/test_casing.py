"""Titles in capitals are told as the papers themselves write their words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
import saltmere

import wiring
from assistant import casing, suggesting, topics
from index.embedding import Encoder
from index.passage import Scope
from index.shelf import Shelf

ITEMS = (
    ("NIGHT LIGHT", "The Chairman said that the Night Light scheme had begun, and that each night was a long night."),
    ("SEAL WATCH", "She thanked everybody for the seal watch, which goes on."),
    ("GULLS AND LIMPET", "We heard that Limpet leaks, that the gulls do not, and that the LIMPET is the LIMPET still."),
    ("CRAB", "Nothing."),
    ("THE QUORN", "Nothing."),
)
SECRET = (("SEAL WATCH", "They spoke of the SEAL WATCH, of that SEAL WATCH and the SEAL WATCH, all night."),)
CASED = {
    "NIGHT LIGHT": "Night Light",  # together it is a name, though "night" alone is none
    "NIGHT": "night",
    "SEAL WATCH": "seal watch",
    "GULLS AND LIMPET": "gulls and LIMPET",
    "CRAB": "CRAB",  # no running text has it, and it may be a short form
    "THE QUORNS": "the quorns",
    "RNLB (NIGHT)": "RNLB (night)",
}


@pytest.fixture(scope="module")
def shelf(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    at = tmp_path_factory.mktemp("casing")
    held = {
        "march.txt": saltmere.minutes(items=ITEMS),
        "june.txt": saltmere.minutes("13 June 2019", ITEMS),
        "secret.txt": saltmere.minutes("20 June 2019", SECRET, top=["NOT FOR PUBLICATION"]),
    }
    saltmere.ingest(saltmere.write(at / "papers", held), at / wiring.BUILT, encoder)
    with closing(Shelf(at / wiring.BUILT, lambda: encoder)) as one:
        yield one


@pytest.fixture(scope="module")
def scope(shelf: Shelf) -> Scope:
    return shelf.everything()


def test_words_are_written_as_running_text_has_them(shelf: Shelf, scope: Scope) -> None:
    told = casing.of_shelf(shelf, scope)
    assert {title: told(title) for title in CASED} == CASED


def test_topics_and_questions_are_told_alike_and_from_what_may_be_seen(shelf: Shelf, scope: Scope) -> None:
    names = {topic.name for topic in topics.of_shelf(shelf, scope)}
    assert {"Night Light", "Seal watch"} <= names
    assert {"Night Light", "seal watch"} <= set(suggesting.topics(shelf, scope))


def test_without_a_shelf_only_short_forms_keep_their_capitals() -> None:
    assert casing.plainly("RNLI AND HMS QUAY", {"RNLI"}) == "RNLI and HMS quay"

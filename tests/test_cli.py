"""The `matters` command as people and programs run it: a process, its exit code, what it prints and what it loads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import saltmere

import settings as configuration
from index.embedding import Encoder
from ingest.record import fold
from settings import BadSetting

ROOT = Path(__file__).parents[1]
COMMANDS = (
    "ingest",
    "ask",
    "search",
    "evaluate",
    "text",
    "actions",
    "decisions",
    "meetings",
    "attendance",
    "threads",
    "news",
    "papers",
    "ui",
)
HEAVY = ("torch", "sentence_transformers", "chromadb", "llama_index", "gradio")

# ---------------------------------------------------------------- the contract, as the set of questions tells it

ANSWER = "id question understood found answer statements citations notices nearest refusal confidence seconds".split()
CITATION = (
    "number collection document body meeting session period kind authority status item item_title paragraph page pages "
    "printed_page ocr quote url"
).split()
HIT = "document meeting item page text score".split()
ACTION = (
    "id document meeting item paragraph page owners people task due due_by marker authority quote standing later"
).split()
DECISION = "id document meeting item paragraph page type verb text body quote".split()
MEETING = "body date session time ended venue chair present apologies items next_meeting documents".split()


@dataclass(frozen=True)
class Run:
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def told(self) -> list[str]:
        """What it told a person on standard error."""
        return self.err.strip().splitlines()


def matters(
    *arguments: str | Path,
    cwd: Path = ROOT,
    given: str | bytes = "",
    environment: Mapping[str, str] | None = None,
    python: Sequence[str] = (),
) -> Run:
    """Run the command in a process of its own, without this process's own settings."""
    held = {k: v for k, v in os.environ.items() if not k.startswith(("MATTERS_", "PYTHONIOENCODING"))}
    done = subprocess.run(
        [sys.executable, *python, "-m", "cli", *map(str, arguments)],
        cwd=cwd,
        env=held | {"PYTHONPATH": str(ROOT)} | dict(environment or {}),
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


def loaded(run: Run) -> set[str]:
    """Return the modules that a run under `-X importtime` loaded."""
    return {line.rsplit("|", 1)[1].strip() for line in run.err.splitlines() if line.startswith("import time:")}


def complaint(run: Run, *words: str) -> None:
    """Assert that a run could not, and said so in one line that a person can act on."""
    assert run.code == 1, run.err
    assert len(run.told) == 1, run.err
    assert run.told[0].startswith("matters: ")
    assert [w for w in words if w not in run.told[0]] == []
    assert run.out == ""


def jsonl(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


# ---------------------------------------------------------------- help and wrong usage


@pytest.mark.parametrize("command", COMMANDS)
def test_help_holds_an_example(command: str) -> None:
    run = matters(command, "--help")
    assert run.code == 0
    assert f"Example: matters {command}" in " ".join(run.out.split())


def test_the_commands_are_listed() -> None:
    run = matters("--help")
    assert run.code == 0
    assert [c for c in COMMANDS if f"    {c} " not in " ".join(run.out.split("\n")) + " "] == []


@pytest.mark.parametrize(
    "arguments",
    [(), ("frobnicate",), ("ask", "--loud", "x"), ("ingest",), ("actions", "--since", "2018-13-01"), ("ask",)],
    ids=" ".join,
)
def test_wrong_usage(arguments: tuple[str, ...], corpus_index: Path) -> None:
    run = matters(*arguments, *(("--index", corpus_index) if arguments[:1] == ("ask",) else ()))
    assert run.code == 2
    assert "Traceback" not in run.err


# ---------------------------------------------------------------- taking papers in


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with good papers, a paper of a kind that nobody reads, and a PDF cut off in its middle."""
    folder = saltmere.write(
        tmp_path_factory.mktemp("cli") / "papers", {"minutes.txt": saltmere.minutes(), "b.xyz": "?"}
    )
    good = saltmere.pdf(folder / "ropes.pdf", saltmere.PLAIN.split("\n\n"))
    (folder / "broken.pdf").write_bytes(good.read_bytes()[:300])
    return folder


@pytest.fixture(scope="module")
def taken(papers: Path) -> tuple[Run, Path]:
    """The first ingest of that folder, and the index it made."""
    index = papers.parent / "index"
    return matters("ingest", papers, "--index", index), index


def test_good_papers_go_in_though_one_is_broken(taken: tuple[Run, Path]) -> None:
    run, index = taken
    assert run.code == 0, run.err
    assert [line.split()[:2] for line in run.out.splitlines()[:5] if line[:1] != " "] == [
        ["failed", "broken.pdf"],
        ["new", "minutes.txt"],
        ["new", "ropes.pdf"],
    ]
    assert "minutes, Harbour Wardens Committee, 2019-03-14" in run.out
    problems = run.out.split("problems:\n", 1)[1]
    assert "broken.pdf: " in problems
    assert "b.xyz: left out" in problems
    assert "Harbour papers: 3 papers, 2 taken in" in run.out
    assert "£212" in matters("ask", "What was decided about mooring fees?", "--index", index).out


def test_a_second_ingest_reads_nothing_and_loads_no_model(taken: tuple[Run, Path], papers: Path) -> None:
    (papers / "broken.pdf").unlink(missing_ok=True)
    run = matters("ingest", papers, "--index", taken[1], python=("-X", "importtime"))
    assert run.code == 0
    assert [line.split() for line in run.out.splitlines()[:2]] == [
        ["unchanged", "minutes.txt"],
        ["unchanged", "ropes.pdf"],
    ]
    assert "2 papers, 0 taken in" in run.out
    assert {"index.shelf", "ingest.library"} <= loaded(run)
    assert {m for m in loaded(run) if m.split(".")[0] in (*HEAVY, "pypdf", "tokenizers", "safetensors")} == set()


def test_the_papers_and_their_problems_are_listed(taken: tuple[Run, Path]) -> None:
    run = matters("papers", "--index", taken[1])
    assert run.code == 0
    assert [line.split(": ")[:2] for line in run.out.splitlines() if line[:1] != " "] == [
        ["saltmere", "minutes.txt"],
        ["saltmere", "ropes.pdf"],
    ]


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    complaint(matters("ingest", tmp_path / "gone", "--index", tmp_path / "index"), "no such folder", "gone")
    assert not (tmp_path / "index").exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "paper.txt").write_text("x")
    complaint(matters("ingest", tmp_path / "paper.txt", "--index", tmp_path / "index"), "this is a file")


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run = matters("ingest", tmp_path / "empty", "--index", tmp_path / "index")
    assert run.code == 1
    assert (run.out + run.err).strip().splitlines() == [
        f"{tmp_path / 'empty'}: no paper in it that can be read; nothing was changed"
    ]
    assert not (tmp_path / "index").exists(), "an index of nothing would answer that nothing is mentioned"


# ---------------------------------------------------------------- before there is an index


@pytest.mark.parametrize(
    "arguments",
    [("ask", "What was decided?"), ("actions", "--json"), ("text", "a.txt")],
    ids=lambda a: a[0],
)
def test_before_any_ingest_each_command_says_what_to_do(arguments: tuple[str, ...], tmp_path: Path) -> None:
    complaint(matters(*arguments, cwd=tmp_path), "no index here", "matters ingest FOLDER")
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- questions, one to a line

QUESTIONS = (
    {"id": "Q1", "question": "How many neighbourhood watches were there?"},
    {"id": "Q2", "question": "Which actions does Ms Vagarwal have?"},
    {"id": "Q3", "question": "What was said about the GLAA in November 2024?"},
    {"id": "Q4", "question": "What is the figure for robbery in Table 2?"},
    {"id": "Q5", "question": "What did the fire brigade’s annual update say?"},
    {"id": 6, "question": "Which actions on Prevent are unresolved?", "history": []},
    {"question": "Who attended on 27 October 2017?"},
    {
        "id": "Q8",
        "question": "And on 25 October 2019?",
        "history": [["user", "Who was in the chair on 27 April 2018?"], ["assistant", "David Longstaff."]],
    },
    {"id": "Q9", "question": "Which paper says that reoffending came down thanks to BOOST?"},
)


@pytest.fixture(scope="module")
def answered(corpus_index: Path) -> Run:
    return matters("ask", "--jsonl", "--index", corpus_index, given=jsonl(*QUESTIONS))


def test_each_question_has_one_line_of_the_fixed_form(answered: Run) -> None:
    assert (answered.code, answered.err) == (0, "")
    assert [a["id"] for a in answered.lines] == [q.get("id") for q in QUESTIONS]
    for asked, told in zip(QUESTIONS, answered.lines, strict=True):
        assert set(ANSWER) <= set(told)
        assert told["question"] == asked["question"]
        assert {"question", "kind", "scope"} <= set(told["understood"])
        for one in (*told["citations"], *told["nearest"]):
            assert set(CITATION) <= set(one)
            assert one["authority"] in ("record", "paper", "digest", "third-party")
            assert one["status"] in ("approved", "draft", "unknown")
            assert (one["meeting"] is None) != (one["period"] is None)
        for one in told["statements"]:
            assert set(one) >= {"text", "citations", "computed"}
            assert one["citations"] or one["computed"]
            if one["computed"]:
                assert {"rule", "scope", "counted", "ids"} <= set(one["computed"])


def test_an_answer_is_its_statements_and_notices(answered: Run) -> None:
    for told in answered.lines:
        assert told["answer"] == "\n".join([*(s["text"] for s in told["statements"]), *told["notices"]])
        assert {n for s in told["statements"] for n in s["citations"]} == {c["number"] for c in told["citations"]}


def test_found_and_refused_are_told_apart(answered: Run) -> None:
    by_id = {told["id"]: told for told in answered.lines}
    assert "2146" in by_id["Q1"]["answer"]
    assert (by_id["Q1"]["found"], by_id["Q1"]["refusal"], by_id["Q1"]["nearest"]) == (True, None, [])
    refused = by_id["Q5"]
    assert (refused["found"], refused["statements"], refused["refusal"]) == (False, [], "to-follow")
    assert refused["nearest"]
    assert refused["notices"]


def test_a_period_a_page_and_a_url_are_told(answered: Run) -> None:
    row = next(a for a in answered.lines if a["id"] == "Q4")["citations"][0]
    assert (row["meeting"], row["period"], row["paragraph"]) == (None, "2021-22", "3.3¶5")
    assert (row["page"], row["printed_page"], row["ocr"]) == (4, "4", False)
    assert row["url"].startswith("https://barnet.moderngov.co.uk/")


def test_history_makes_a_follow_up_whole(answered: Run) -> None:
    told = next(a for a in answered.lines if a["id"] == "Q8")
    assert told["understood"]["question"] == "Who was in the chair on 25 October 2019?"
    assert "Roberto Weeden-Sanz" in told["answer"]


def test_the_text_of_a_paper_holds_every_quotation(answered: Run, corpus_index: Path) -> None:
    cited = [c for a in answered.lines for c in (*a["citations"], *a["nearest"])]
    names = {c["document"] for c in cited}
    assert len(names) == 5
    texts = {name: fold(matters("text", name, "--index", corpus_index).out) for name in names}
    assert [c["quote"] for c in cited for p in c["quote"].split(" […] ") if p not in texts[c["document"]]] == []


def test_one_page_of_a_paper(answered: Run, corpus_index: Path) -> None:
    row = next(a for a in answered.lines if a["id"] == "Q4")["citations"][0]
    page = matters("text", row["document"], "--page", str(row["page"]), "--index", corpus_index)
    assert row["quote"] in fold(page.out)
    complaint(matters("text", row["document"], "--page", "999", "--index", corpus_index), "no page 999")
    complaint(matters("text", "ropes.pdf", "--index", corpus_index), "no such paper", "matters papers")


def test_search_gives_hits_of_the_fixed_form_best_first(corpus_index: Path) -> None:
    run = matters("search", "--jsonl", "--index", corpus_index, given=jsonl(*QUESTIONS[:3]))
    assert (run.code, run.err) == (0, "")
    assert [told["id"] for told in run.lines] == ["Q1", "Q2", "Q3"]
    for told in run.lines:
        assert set(told) >= {"id", "hits"}
        assert all(set(HIT) <= set(h) for h in told["hits"])
        scores = [h["score"] for h in told["hits"]]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) > 5
    assert "2146" in run.lines[0]["hits"][0]["text"]


BAD = (
    b"no json\n",
    b"[1, 2]\n",
    b'{"id": "B3"}\n',
    b'{"id": "B4", "question": 7}\n',
    b'{"id": "B5", "question": "  "}\n',
    b'{"id": "B6", "question": "Who?", "history": {"user": "x"}}\n',
    b'{"id": "B7", "question": "' + b"x" * 2001 + b'"}\n',
)
ODD = {
    "deep, and a long number": (b"[" * 100_000 + b"\n", b'{"question": ' + b"1" * 5000 + b"}\n"),
    "no UTF-8": (b'{"id": "\xff\xfe", "question": "x"}\n',),
    "half a character in the conversation": (b'{"question": "And why?", "history": [["user", "\\ud800"]]}\n',),
}


def test_lines_that_cannot_be_answered_are_told_and_the_rest_goes_on(corpus_index: Path) -> None:
    good = jsonl(QUESTIONS[0]).encode()
    run = matters("ask", "--jsonl", "--index", corpus_index, given=b"".join(BAD) + b"\n" + good)
    assert run.code == 1
    assert len(run.lines) == len(BAD) + 1
    assert all(told["error"] for told in run.lines[:-1])
    assert [told["id"] for told in run.lines] == [None, None, "B3", "B4", "B5", "B6", "B7", "Q1"]
    assert "2146" in run.lines[-1]["answer"]
    assert [line.split(": ")[1] for line in run.told] == [f"line {n}" for n in range(1, len(BAD) + 1)]


@pytest.mark.parametrize("bad", ODD.values(), ids=ODD)
def test_no_odd_line_stops_the_rest(corpus_index: Path, bad: tuple[bytes, ...]) -> None:
    strict = {"PYTHONIOENCODING": "utf-8:strict"}  # as most people's locales have it
    given = b"".join(bad) + jsonl(QUESTIONS[0]).encode()
    run = matters("ask", "--jsonl", "--index", corpus_index, given=given, environment=strict)
    assert "Traceback" not in run.err
    assert len(run.lines) == len(bad) + 1
    assert run.lines[-1]["id"] == "Q1"


def test_one_question_for_people_and_one_for_programs(corpus_index: Path) -> None:
    asked = "How many neighbourhood watches were there?"
    run = matters("ask", asked, "--index", corpus_index)
    assert run.code == 0
    assert "the total now stood at 2146. [1]" in run.out
    assert "27 April 2018, item 5 ¶3 — scpb-2018-04-27-decisions.txt (a digest, not the official text)" in run.out
    told = json.loads(matters("ask", asked, "--json", "--index", corpus_index).out)
    assert set(ANSWER) <= set(told)


def test_a_refusal_is_an_answer(corpus_index: Path) -> None:
    run = matters("ask", "What was said about zeppelins?", "--index", corpus_index)
    assert run.code == 0
    assert run.out.startswith("Not in the record:")
    assert "Nearest:" in run.out


def test_an_empty_question_is_told(corpus_index: Path) -> None:
    complaint(matters("ask", "", "--index", corpus_index), "the question is empty")


def test_a_cold_question_loads_nothing_heavy(corpus_index: Path) -> None:
    run = matters("ask", "what was decided on Prevent?", "--index", corpus_index, python=("-X", "importtime"))
    assert run.code == 0
    assert "assistant.ask" in loaded(run)
    assert {m for m in loaded(run) if m.split(".")[0] in HEAVY} == set()


# ---------------------------------------------------------------- the registers


def listed(index: Path, what: str, *more: str) -> list[dict[str, Any]]:
    run = matters(what, "--json", "--index", index, *more)
    assert (run.code, run.err) == (0, "")
    told: list[dict[str, Any]] = json.loads(run.out)
    return told


def test_actions(corpus_index: Path) -> None:
    told = listed(corpus_index, "actions")
    assert len(told) > 20
    assert len({a["id"] for a in told}) == len(told)
    for one in told:
        assert set(ACTION) <= set(one)
        assert isinstance(one["owners"], list)
        assert isinstance(one["people"], list)
        assert one["standing"] in ("still-open", "reported-back", "closed", "no-later-record")
        assert (one["standing"] == "no-later-record") == (one["later"] == [])
    knives = next(a for a in told if "knife tags" in a["task"])
    assert (knives["owners"], knives["people"]) == (["Reducing Offending Officer"], ["Richard Norfolk"])
    data = next(a for a in told if a["owners"] == ["Data Analyst"])
    assert (data["meeting"], data["due_by"]) == ("2019-10-25", "2020-01-24")


def test_decisions(corpus_index: Path) -> None:
    told = listed(corpus_index, "decisions")
    assert len(told) >= 8
    for one in told:
        assert set(DECISION) <= set(one)
        assert one["type"] in ("formal", "informal", "other_body", "reported_prior", "recommendation")
        assert one["quote"]
    start = next(d for d in told if "09:00" in d["text"])
    assert (start["meeting"], start["item"], start["type"]) == ("2019-10-25", "10", "formal")


def test_meetings(corpus_index: Path) -> None:
    told = listed(corpus_index, "meetings")
    assert [m["date"] for m in told] == sorted(m["date"] for m in told)
    witnessed = [m for m in told if m["known"] != "mention"]
    assert [m["date"] for m in witnessed] == ["2017-10-27", "2018-04-27", "2019-10-25", "2020-01-24", "2024-11-29"]
    for one in told:
        assert set(MEETING) <= set(one)
        assert all(set(p) >= {"name", "organisation", "role"} for p in (*one["present"], *one["apologies"]))
        assert all(set(i) == {"number", "title"} for i in one["items"])
    april = witnessed[1]
    assert (april["chair"], april["ended"]) == ("Councillor David Longstaff", "11.20 am")
    assert [p["name"] for p in april["apologies"]] == ["Jamie Blake", "Laura Featley", "Matt Leng", "Jamie Keddy"]
    assert [i["number"] for i in april["items"]] == [str(n) for n in range(1, 13)]


def test_meetings_that_are_only_mentioned(corpus_index: Path) -> None:
    told = {m["date"]: m for m in listed(corpus_index, "meetings", "--since", "2021-01-01", "--until", "2022-12-31")}
    assert {day: m["cancelled"] for day, m in told.items()} == {
        "2021-04-09": True,
        "2021-07-23": False,
        "2021-10-22": False,
        "2022-01-21": False,
    }
    for one in told.values():
        assert (one["known"], one["documents"], one["witnesses"]) == ("mention", [], [])
        assert one["mentions"][0]["document"].startswith("scpb-2021-22-annual-report")
    missing = listed(corpus_index, "meetings", "--missing")
    assert "2021-04-09" not in {m["date"] for m in missing}
    assert all(m["missing"] for m in missing)
    july = next(m for m in missing if m["date"] == "2017-07-21")
    assert (july["status"], july["approved_by"]["meeting"], july["approved_by"]["item"]) == (
        "approved",
        "2017-10-27",
        "3",
    )


def test_meetings_of_one_board(corpus_index: Path) -> None:
    assert listed(corpus_index, "meetings", "--body", "SCPB") == listed(corpus_index, "meetings")
    complaint(matters("meetings", "--body", "Piers Panel", "--index", corpus_index), "Piers Panel", "no board")


def test_attendance(corpus_index: Path) -> None:
    (grid,) = [json.loads(matters("attendance", "--json", "--index", corpus_index).out)]
    assert [m["date"] for m in grid["meetings"]] == ["2017-10-27", "2018-04-27", "2019-10-25"]
    assert grid["present"] == sum(m["present"] for m in grid["meetings"]) == sum(r["present"] for r in grid["rows"])
    told = json.loads(matters("attendance", "--person", "Clifton", "--json", "--index", corpus_index).out)
    (row,) = told["rows"]
    assert (row["present"], row["apologies"], len(row["cells"])) == (2, 1, 3)
    homes = json.loads(matters("attendance", "--organisation", "Barnet Homes", "--json", "--index", corpus_index).out)
    assert [(r["name"], r["present"]) for r in homes["rows"]] == [("Stuart Coleman", 3)]
    by = matters("attendance", "--by", "organisation", "--index", corpus_index)
    assert "London Fire Brigade                        P   P   P        3          0" in by.out


def test_a_register_is_narrowed_in_time(corpus_index: Path) -> None:
    told = listed(corpus_index, "actions", "--since", "2018-01-01", "--until", "2018-12-31")
    assert {a["meeting"] for a in told} == {"2018-04-27"}
    assert listed(corpus_index, "meetings", "--since", "2019-01-01", "--until", "2018-01-01") == []


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("actions", "Ms Vagarwal would write to MOPAC"),
        ("decisions", "The Board agreed the items."),
        ("meetings", "2018-04-27  Safer Communities Partnership Board: Councillor David Longstaff; 15 present"),
    ],
)
def test_a_register_for_people(corpus_index: Path, what: str, said: str) -> None:
    run = matters(what, "--index", corpus_index)
    assert run.code == 0
    assert said in run.out


# ---------------------------------------------------------------- restricted papers


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """An index with a paper that is not for publication."""
    root = tmp_path_factory.mktemp("guarded")
    secret = saltmere.report("Dismissal", "Zebediah Crake is to be dismissed.", top=["NOT FOR PUBLICATION"])
    saltmere.write(root / "papers", {"minutes.txt": saltmere.minutes(), "secret.txt": secret})
    saltmere.ingest(root / "papers", root / "matters" / "index", encoder)
    return root / "matters"


def test_a_restricted_paper_is_refused_and_unlisted(guarded: Path) -> None:
    complaint(matters("text", "secret.txt", "--index", guarded), "secret.txt")
    for arguments in (("search", "dismissal"), ("ask", "Who is Zebediah Crake?")):
        run = matters(*arguments, "--index", guarded)
        assert run.code == 0
        assert "to be dismissed" not in run.out
    assert "secret.txt" not in matters("papers", "--index", guarded).out


def test_an_operator_may_be_cleared_for_it(guarded: Path) -> None:
    run = matters("text", "secret.txt", "--index", guarded, environment={"MATTERS_RESTRICTED": "true"})
    assert (run.code, "Zebediah Crake is to be dismissed." in run.out) == (0, True)


# ---------------------------------------------------------------- settings and surroundings


def test_where_the_index_is_told(corpus_index: Path, guarded: Path, tmp_path: Path) -> None:
    (tmp_path / "matters.toml").write_text(f'index = "{guarded.as_posix()}"\n')
    told = {"MATTERS_INDEX": str(corpus_index)}
    assert "saltmere: minutes.txt" in matters("papers", cwd=tmp_path).out
    assert "scpb-2018-04-27-decisions.txt" in matters("papers", cwd=tmp_path, environment=told).out
    flagged = matters("papers", "--index", guarded, cwd=tmp_path, environment=told)
    assert "saltmere: minutes.txt" in flagged.out


def clear(error: BadSetting, *words: str) -> None:
    """Assert that an error is one line that names what is wrong."""
    assert "\n" not in str(error)
    assert [w for w in words if w not in str(error)] == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MATTERS_PORT", "abc", ["port", "abc"]),
        ("MATTERS_PORT", "99999", ["port", "99999", "65535"]),
        ("MATTERS_RESTRICTED", "maybe", ["restricted", "maybe"]),
        ("MATTERS_INDEX", "", ["index"]),
    ],
)
def test_a_bad_variable_is_refused_in_words(tmp_path: Path, name: str, value: str, words: list[str]) -> None:
    with pytest.raises(BadSetting) as caught:
        configuration.load(tmp_path, {name: value})
    clear(caught.value, *words)


def test_a_model_that_is_not_there_is_one_clear_line(corpus_index: Path, tmp_path: Path) -> None:
    gone = {"MATTERS_MODEL": str(tmp_path / "model")}
    complaint(matters("ask", "Seals?", "--index", corpus_index, environment=gone), "no sentence-transformers model")


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        (b"index = ", ["matters.toml", "TOML"]),
        (b"\xff", ["matters.toml", "TOML"]),
        (b'colour = "blue"', ["colour", "no setting", "restricted"]),
        (b"port = -1", ["port", "-1"]),
        (b"restricted = 7", ["restricted", "7"]),
    ],
)
def test_a_bad_file_of_settings_is_refused_in_words(tmp_path: Path, toml: bytes, words: list[str]) -> None:
    (tmp_path / "matters.toml").write_bytes(toml)
    with pytest.raises(BadSetting) as caught:
        configuration.load(tmp_path, {})
    clear(caught.value, *words)


def test_the_command_tells_bad_settings_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "matters.toml").write_text('colour = "blue"\n')
    complaint(matters("papers", cwd=tmp_path), "colour", "no setting")
    (tmp_path / "matters.toml").unlink()
    complaint(matters("papers", cwd=tmp_path, environment={"MATTERS_PORT": "99999"}), "port is 99999")


@pytest.mark.parametrize("surroundings", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}], ids=str)
def test_a_plain_terminal_does_no_harm(corpus_index: Path, surroundings: dict[str, str]) -> None:
    run = matters(
        "ask", "How many neighbourhood watches were there?", "--index", corpus_index, environment=surroundings
    )
    assert (run.code, run.err) == (0, "")
    assert "item 5 ¶3" in run.out
    asked = jsonl({"id": "é", "question": "What did the fire brigade’s annual update say?"})
    lines = matters("ask", "--jsonl", "--index", corpus_index, given=asked, environment=surroundings)
    assert (lines.code, lines.err) == (0, "")
    assert (lines.lines[0]["id"], lines.lines[0]["question"]) == ("é", "What did the fire brigade’s annual update say?")


def test_a_reader_that_goes_away_is_no_error(corpus_index: Path) -> None:
    command = f"'{sys.executable}' -m cli actions --json --index '{corpus_index}' | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.split(), done.stderr) == (["[", "0"], "")

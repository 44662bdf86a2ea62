"""Damaged files of every kind that is read: bench/mutations.py [--count 1000] [--seed 1] [--formats docx,odt]

Each is a small paper made here, with bytes flipped, cut out, put in, doubled or zeroed, in the file or in a member of
it. A reader must give contents or refuse in one line, within its time; anything else is told.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

sys.path[:0] = [root] if (root := str(Path(__file__).resolve().parent.parent)) not in sys.path else []

from ingest import readers  # noqa: E402
from ingest.errors import ReadError  # noqa: E402
from ingest.record import Contents  # noqa: E402

#: Seconds within which any of these small files must be read or refused.
LIMIT = 5.0
#: Bytes that mean something to some format, put in where they mean something else.
SALT = (b"\0", b"<", b"</", b">", b"&", b"]]>", b"<!--", b'"', b"\xff\xfe", b"\xed\xa0\x80", b"\r", b"PK\x03\x04",
        b"-1", b"99999999999", b"<w:p>", b"<w:tbl><w:tr><w:tc>", b"<text:list>", b"%%EOF", b"endobj", b"~~", b"```",
        b"<table><td>", b"&#0;", b"&#xD800;", b"<!DOCTYPE x>", b"stream\n", b"/Kids [1 0 R]", b"\f", b"|",
        b"====")  # fmt: skip
#: What an attribute may say that it shouldn't.
ODD = ("", "0", "-1", "7", "99", "1048576", "99999999999999999999", "x", "%1%2%9", "true", "none", "\u0663", " ")
_ATTRIBUTE = re.compile(r'="[^"<>]*"')
_LEAF = re.compile(r"<(?P<name>[\w:]+)(?:\s[^<>]*)?(?:/>|>[^<>]*</(?P=name)>)")

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{whole}:1.0"'
    for short, whole in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"))
)
_WORD = f"""<?xml version="1.0" encoding="UTF-8"?><w:document {_W}><w:body>
<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>Harbour Board</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:rPr><w:strike/></w:rPr>
<w:t xml:space="preserve">Fees were </w:t></w:r><w:del w:id="1"><w:r><w:delText>lowered</w:delText></w:r></w:del>
<w:ins w:id="2"><w:r><w:t>raised.</w:t><w:footnoteReference w:id="2"/></w:r></w:ins></w:p>
<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>Berth</w:t></w:r></w:p></w:tc>
<w:tc><w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:tab/></w:r></w:p></w:tc></w:tr></w:tbl>
<w:sdt><w:sdtContent><w:p><w:r><w:t>Next meeting: 4 May 2001</w:t></w:r></w:p></w:sdtContent></w:sdt>
</w:body></w:document>"""
_STYLES = f"""<w:styles {_W}><w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/><w:basedOn w:val="N"/>
</w:style><w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style></w:styles>"""
_NUMBERS = f"""<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt
w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText
w:val="%1%2)"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">
<w:startOverride w:val="4"/></w:lvlOverride></w:num></w:numbering>"""
_FOOTNOTES = f"""<w:footnotes {_W}><w:footnote w:id="2"><w:p><w:r><w:t>By a tenth.</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""
_ODT = f"""<office:document-content {_NAMES}><office:automatic-styles><style:style style:name="S" style:family="text">
<style:text-properties style:text-line-through-style="solid"/></style:style><text:list-style style:name="L">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/></text:list-style>
</office:automatic-styles><office:body><office:text><text:h text:outline-level="1">Harbour Board</text:h>
<text:p>Fees <text:span text:style-name="S">fell</text:span><text:s text:c="3"/>rose.<text:note><text:note-citation>1
</text:note-citation><text:note-body><text:p>By a tenth.</text:p></text:note-body></text:note></text:p>
<text:list text:style-name="L"><text:list-item text:start-value="4"><text:p>Dredging</text:p></text:list-item>
</text:list>
<table:table><table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2">
<text:p>Berth</text:p></table:table-cell></table:table-row></table:table></office:text></office:body>
</office:document-content>"""
_HTML = """<!doctype html><html><head><meta charset="utf-8"><title>Harbour &amp;amp; Board</title>
<style>p {}</style></head>
<body><nav><a href="#">Home</a></nav><h1>Harbour Board</h1><p>Fees <s>fell</s> rose &pound;4.<br>Siân was in the chair.
<ol type="i" start="3"><li value="5">Dredging<ul><li>Mud</ul></ol><table><tr><th rowspan="2">Berth<td colspan="2">4
<tr><td>5</table><pre>  as  it is</pre><div style="display:none">No</div></body></html>"""
_MARKDOWN = """---\ntitle: Harbour Board\n---\n# Minutes\n\n* Fees ~~fell~~ rose\n  * by `4`\n\n| Berth | Fee |
|---|---|\n| 4 | 9 |\n\nNext\n----\n\n```\n# code\n```\n<h2>Close</h2>\n"""
_RST = "Harbour Board\n=============\n\nFees rose.\n\nNext\n----\n\n.. note:: x\n   :class: y\n\n====\nOver\n====\n"
_ORG = "#+TITLE: Harbour Board\n* TODO Fees :money:\n:PROPERTIES:\n:ID: 4\n:END:\n+fell+ rose\n** Next\n| a | b |\n"
_TEXT = "HARBOUR BOARD\n\n1. Fees rose.\fPage 2\nSiân was in the chair.\n"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP file of parts, without a clock in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        for name, data in parts.items():
            held.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def pdf() -> bytes:
    """Return a PDF of two pages, written by hand: no library that makes one is needed to run this."""
    texts = (b"BT /F 12 Tf 72 700 Td (Harbour Board) Tj ET", b"BT /F 12 Tf 72 700 Td (Fees rose.) Tj ET")
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[4 0 R 6 0 R]/Count 2>>"]
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for number, said in enumerate(texts):
        place = 5 + 2 * number
        objects.append(b"<</Type/Page/Parent 2 0 R/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>" % place)
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(said), said))
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + tail


def word() -> dict[str, str]:
    """Return the parts of a Word document that has something of everything."""
    return {
        "word/document.xml": _WORD,
        "word/styles.xml": _STYLES,
        "word/numbering.xml": _NUMBERS,
        "word/footnotes.xml": _FOOTNOTES,
    }


def odt() -> dict[str, str]:
    """Return the parts of an OpenDocument text that has something of everything."""
    return {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": _ODT}


#: What is damaged: by ending, the bytes of a file, or the parts of one that is a ZIP file.
PAPERS: dict[str, Callable[[], bytes | dict[str, str]]] = {
    "docx": word,
    "odt": odt,
    "html": lambda: _HTML.encode(),
    "md": lambda: _MARKDOWN.encode(),
    "rst": lambda: _RST.encode(),
    "org": lambda: _ORG.encode(),
    "txt": lambda: _TEXT.encode(),
    "pdf": pdf,
}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return bytes damaged in one to six places: flipped, cut out, put in, doubled, zeroed, or ended early."""
    held = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(held) + 1)
        end = min(len(held), start + chance.choice((1, 1, 2, 8, 60, 400)))
        match chance.randrange(6):
            case 0 if start < len(held):
                held[start] ^= 1 << chance.randrange(8)
            case 1:
                del held[start:end]
            case 2:
                held[start:start] = chance.choice(SALT) * chance.choice((1, 1, 1, 3, 300))
            case 3:
                held[end:end] = held[start:end] * chance.choice((1, 2, 20))
            case 4:
                held[start:end] = bytes(end - start)
            case _ if chance.random() < 0.3:
                del held[start:]
    return bytes(held)


def reshaped(xml: str, chance: random.Random) -> str:
    """Return XML that is still XML, with attributes that say odd things, and leaves lost, doubled or deep in others."""
    for _ in range(chance.randint(1, 6)):
        kind, pattern = chance.choice((("attribute", _ATTRIBUTE), ("leaf", _LEAF)))
        found = list(pattern.finditer(xml))
        if not found:
            continue
        one = chance.choice(found)
        if kind == "attribute":
            put = f'="{chance.choice(ODD)}"'
        else:
            name = one["name"]
            put = chance.choice(("", one[0] * 2, one[0] * 200, f"<{name}>" * 90 + one[0] + f"</{name}>" * 90))
        xml = xml[: one.start()] + put + xml[one.end() :]
    return xml


def mutations(formats: Sequence[str], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield `count` damaged files, format after format in turn: a name to make it again from, and its bytes."""
    for number in range(count):
        ending = formats[number % len(formats)]
        chance = random.Random(f"{seed} {number} {ending}")
        paper = PAPERS[ending]()
        if isinstance(paper, bytes):
            data = damaged(paper, chance)
        elif chance.random() < 0.3:
            data = damaged(zipped(paper), chance)
        else:
            inside = chance.choice([name for name in paper if name != "mimetype"])
            harm = chance.choice((lambda d, c: damaged(d.encode(), c), reshaped, reshaped))
            data = zipped({n: harm(d, chance) if n == inside else d for n, d in paper.items()})
        yield f"{seed}-{number}.{ending}", data


@dataclass
class Outcome:
    """What became of damaged files: how many of each format were read or refused, and what should not have been."""

    told: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def __str__(self) -> str:
        endings = sorted({ending for ending, _ in self.told})
        lines = [f"{e:5} {self.told[e, 'read']:5} read {self.told[e, 'refused']:5} refused" for e in endings]
        lines += [f"  WRONG {one}" for one in self.wrong]
        lines.append(f"{sum(self.told.values())} files, {len(self.wrong)} wrong, slowest {self.slowest[0]:.2f} s")
        return "\n".join(lines)


def flaw(found: Contents) -> str:
    """Return what is wrong with contents that were read, "" where nothing is."""
    for page in found.pages:
        starts = {0, *(n + 1 for n, sign in enumerate(page.text) if sign == "\n")}
        if any(place not in starts for place, _ in page.headings):
            return "a heading that begins no line"
        edges = [edge for span in page.struck for edge in (span.start, span.end)]
        if edges != sorted(edges) or (edges and edges[-1] > len(page.text)):
            return "struck stretches out of order, or beyond the text"
        with suppress(UnicodeEncodeError):
            page.text.encode()
            continue
        return "half a character"
    return ""


def tried(place: Path, formats: Sequence[str], count: int, seed: int) -> Outcome:
    """Read damaged files one by one, in this process, and return what became of them."""
    out = Outcome()
    for name, data in mutations(formats, count, seed):
        path = place / name
        path.write_bytes(data)
        started = time.monotonic()
        try:
            wrong, what = flaw(readers.read(path, largest=1_000_000)), "read"
        except ReadError as error:
            wrong, what = ("a message of several lines" if "\n" in str(error) else ""), "refused"
        except (
            ArithmeticError,
            AttributeError,
            LookupError,
            MemoryError,
            RuntimeError,
            SyntaxError,
            TypeError,
        ) as error:
            wrong, what = f"{type(error).__name__}: {error}", "broken"
        except (AssertionError, EOFError, OSError, ValueError, zipfile.BadZipFile) as error:
            wrong, what = f"{type(error).__name__}: {error}", "broken"
        took = time.monotonic() - started
        out.slowest = max(out.slowest, (took, name))
        out.told[path.suffix[1:], what] += 1
        if wrong or took > LIMIT:
            out.wrong.append(f"{name}: {wrong or f'{took:.1f} s'}")
        else:
            path.unlink()
    return out


def main() -> int:
    words = argparse.ArgumentParser(description="Read damaged files, and see that each is read or refused.")
    words.add_argument("--count", type=int, default=1000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--formats", default=",".join(PAPERS))
    told = words.parse_args()
    with tempfile.TemporaryDirectory() as place:
        outcome = tried(Path(place), told.formats.split(","), told.count, told.seed)
    print(outcome)
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

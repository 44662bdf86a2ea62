"""What a file is, by its ending and by its first bytes, and what to do with one that no reader takes."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

#: So many bytes at a file's beginning tell what it is.
HEAD = 4096
#: In so many bytes of an old Office file the names of its streams are looked for.
REACH = 64_000_000

_SAVE = "save it as .docx, .odt or PDF"
_OCR = "it needs OCR, which this version has not; save a copy with text"
_SHEET = "save what is to be read as PDF"
_MAIL = "save the letter as text or PDF, and what is attached to it beside it"
_UNPACK = "unpack it, and put the papers in its place"
_DATA = "data, not a paper; leave it out, or save it as a paper"
_SOUND = "put a transcript in its place"


@dataclass(frozen=True, slots=True)
class Known:
    """A kind of file that no reader takes: what it is, in plain words, and what to do."""

    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.what}; {self.cure}"


def _table(*rows: tuple[str, str, str]) -> dict[str, Known]:
    return {f".{ending}": Known(what, cure) for endings, what, cure in rows for ending in endings.split()}


#: What files are that no reader takes, by their ending, and what to do with them.
KNOWN: dict[str, Known] = _table(
    ("doc dot wbk", "an old Word file", _SAVE),
    ("rtf", "a Rich Text file", _SAVE),
    ("wpd wps", "a file of an old word processor", _SAVE),
    ("pages", "an Apple Pages file", _SAVE),
    ("gdoc", "a link to a Google document", "download the document as .docx, .odt or PDF"),
    ("sxw", "an OpenOffice 1 text", _SAVE),
    ("tex", "a LaTeX source", "save what it makes as PDF"),
    ("epub mobi azw3", "an e-book", "save it as PDF or HTML"),
    ("xls xlsx xlsm xlsb xlt xltx ods ots fods numbers", "a spreadsheet", _SHEET),
    ("csv tsv", "a table of data", _SHEET),
    ("ppt pptx pptm pps ppsx pot potx odp otp fodp key", "slides", "save them as PDF"),
    ("vsd vsdx odg pub indd ai eps ps svg", "a drawing or a printed layout", "save it as PDF"),
    ("eml msg mbox pst", "an e-mail", _MAIL),
    ("mht mhtml webarchive", "a web page with its pictures in one file", "save it as HTML or PDF"),
    ("ics vcf", "a calendar or address file", _DATA),
    ("zip 7z rar tar gz tgz bz2 xz zst", "an archive", _UNPACK),
    ("jpg jpeg jpe png gif bmp tif tiff webp heic heif jp2 djvu", "a picture, perhaps a scan", _OCR),
    ("mp3 wav m4a aac ogg oga opus flac wma amr", "a sound recording", _SOUND),
    ("mp4 m4v mov avi mkv webm wmv mpg mpeg", "a film", _SOUND),
    ("vtt srt sbv", "subtitles", "save them as text (.txt)"),
    ("json jsonl ndjson xml yaml yml toml ini sqlite db mdb accdb parquet", "a file of data", _DATA),
    ("log bak tmp temp swp lock crdownload part", "a log or a passing copy", "leave it out"),
    ("css js py exe dll sh bat php asp aspx jar", "a program or a part of one", "leave it out"),
    ("lnk url webloc", "a link to something elsewhere", "put the paper itself in its place"),
)

#: What a file's content is found to be: its kind, in words and with the ending that it should have.
_NAMES = {
    ".pdf": "a PDF",
    ".docx": "a Word document",
    ".odt": "an OpenDocument text",
    ".html": "a web page",
}
#: How the readers' files are called in a message, by their ending.
_ENDINGS = {
    ".pdf": "a PDF's",
    ".txt": "a text file's",
    ".text": "a text file's",
    ".docx": "a Word document's",
    ".docm": "a Word document's",
    ".dotx": "a Word document's",
    ".dotm": "a Word document's",
    ".odt": "an OpenDocument text's",
    ".ott": "an OpenDocument text's",
    ".fodt": "an OpenDocument text's",
    ".html": "a web page's",
    ".htm": "a web page's",
    ".xhtml": "a web page's",
    ".md": "a Markdown file's",
    ".markdown": "a Markdown file's",
    ".rst": "a reStructuredText file's",
    ".rest": "a reStructuredText file's",
    ".org": "an Org file's",
}
#: The endings under which a kind of content may stand.
_FITTING = {
    ".pdf": {".pdf"},
    ".docx": {".docx", ".docm", ".dotx", ".dotm"},
    ".odt": {".odt", ".ott"},
    ".html": {".html", ".htm", ".xhtml", ".md", ".markdown", ".rst", ".rest", ".org"},
    ".eml": {".txt", ".text", ".md", ".markdown", ".rst", ".rest", ".org"},
}
#: First bytes, and the ending in KNOWN of the kind that begins so.
_MAGIC = (
    (b"{\\rtf", ".rtf"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"II*\0", ".tif"),
    (b"MM\0*", ".tif"),
    (b"7z\xbc\xaf\x27\x1c", ".7z"),
    (b"Rar!\x1a\x07", ".rar"),
    (b"\x1f\x8b\x08", ".gz"),
    (b"\xfd7zXZ\0", ".xz"),
    (b"ID3", ".mp3"),
    (b"OggS", ".ogg"),
    (b"SQLite format 3\0", ".sqlite"),
    (b"!BDN", ".pst"),
    (b"%!PS", ".ps"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Streams of an OLE file, as its directory names them, and the ending of the kind that has them.
_STREAMS = (
    ("WordDocument", ".doc"),
    ("Workbook", ".xls"),
    ("PowerPoint Document", ".ppt"),
    ("__properties_version1.0", ".msg"),
)
_LOCKED = "EncryptedPackage"
#: Parts of a ZIP file, and the ending of the kind that has them.
_PARTS = (("word/", ".docx"), ("xl/", ".xlsx"), ("ppt/", ".pptx"), ("Index/Document.iwa", ".pages"))
#: How the list of contents of an Office file names its main part.
_CONTENTS = "[Content_Types].xml"
_MAIN = re.compile(rb"(?P<kind>wordprocessingml|ms-word|spreadsheetml|ms-excel|presentationml)\.[\w.]{1,60}\.main\+xml")
_OFFICE = {b"wordprocessingml": ".docx", b"ms-word": ".docx", b"spreadsheetml": ".xlsx", b"ms-excel": ".xlsx"}
_MIMETYPES = (
    ("application/vnd.oasis.opendocument.text", ".odt"),
    ("application/vnd.oasis.opendocument.spreadsheet", ".ods"),
    ("application/vnd.oasis.opendocument.presentation", ".odp"),
    ("application/vnd.oasis.opendocument.graphics", ".odg"),
    ("application/vnd.sun.xml.writer", ".sxw"),
    ("application/epub+zip", ".epub"),
)
_WEB = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,1000}?-->\s*)*<(?:!doctype\s+html|html\b)",
    re.I | re.S,
)
_MAIL_HEAD = re.compile(rb"^(?:[A-Z][\w-]{1,40}: [^\n]{0,998}\n(?:[ \t][^\n]{0,998}\n)*){0,40}?MIME-Version: ", re.I)


def without_reader(path: Path) -> str:
    """Return what a file is that no reader takes by its ending, and what to do with it."""
    found = _found(path)
    told = KNOWN.get(path.suffix.lower())
    if found == _LOCKED:
        return _locked()
    if found in _NAMES:
        return f"is {_NAMES[found]} under another ending; rename it to end in {found}"
    if found in KNOWN and (told is None or told.what != KNOWN[found].what):
        told = KNOWN[found]
    if told is not None:
        return f"is {told}"
    if not path.suffix:
        return "has no ending that says what it is; if it is a paper, give it one, such as .txt or .pdf"
    return f"no reader takes files that end in {path.suffix}; if it is a paper, save it as .docx, .odt, PDF or text"


def mismatch(path: Path) -> str | None:
    """Return what is wrong where a file's content is of another kind than its ending says; None where it fits."""
    ending = path.suffix.lower()
    found = _found(path)
    if found is None or ending in _FITTING.get(found, ()):
        return None
    if found == _LOCKED:
        return _locked()
    whose = _ENDINGS.get(ending, "another kind's")
    if found in _NAMES:
        return f"is {_NAMES[found]} under {whose} name; rename it to end in {found}"
    comma = "," if "," in KNOWN[found].what else ""
    return f"is {KNOWN[found].what}{comma} under {whose} name; {KNOWN[found].cure}"


def _locked() -> str:
    return "is an Office file that asks for a password; save a copy without one"


def _found(path: Path) -> str | None:
    """Return the ending of the kind that a file's content is of, None where that can't be told."""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
            if head.startswith(_OLE):
                return _ole(head + stream.read(REACH))
    except OSError:
        return None
    if head.startswith(b"PK\x03\x04"):
        return _zip(path)
    if b"%PDF-" in head[:1024]:
        return ".pdf"
    for magic, ending in _MAGIC:
        if head.startswith(magic):
            return ending
    if head[4:8] == b"ftyp":
        return ".heic" if head[8:12] in (b"heic", b"heix", b"mif1", b"avif") else ".mp4"
    if head[:4] == b"RIFF":
        return {b"WAVE": ".wav", b"WEBP": ".webp", b"AVI ": ".avi"}.get(head[8:12])
    if _WEB.match(head):
        return ".html"
    return ".eml" if _MAIL_HEAD.match(head.replace(b"\r\n", b"\n")) else None


def _ole(data: bytes) -> str:
    if _LOCKED.encode("utf-16-le") in data:
        return _LOCKED
    return next((ending for name, ending in _STREAMS if name.encode("utf-16-le") in data), ".doc")


def _zip(path: Path) -> str | None:
    """Return what a ZIP file is, None for one that cannot be opened: its own reader says what is wrong with it."""
    try:
        with ZipFile(path) as held:
            names = held.namelist()
            if "mimetype" in names and held.getinfo("mimetype").file_size < HEAD:
                said = held.read("mimetype").decode("ascii", errors="replace").strip()
                if found := next((ending for begins, ending in _MIMETYPES if said.startswith(begins)), None):
                    return found
            listed = _CONTENTS in names and held.getinfo(_CONTENTS).file_size < REACH
            if listed and (main := _MAIN.search(held.read(_CONTENTS))):
                return _OFFICE.get(main["kind"], ".pptx")
    except (BadZipFile, EOFError, LookupError, NotImplementedError, OSError, RuntimeError, ValueError):
        return None
    except (struct.error, zlib.error):
        return None
    if "content.xml" in names:
        return ".odt"
    return next((e for begins, e in _PARTS if any(n.startswith(begins) for n in names)), ".zip")

"""Files that are a ZIP of XML parts (.docx, .odt): opened within bounds, and parsed without entities or network."""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import error as StructError
from zipfile import BadZipFile, ZipFile, ZipInfo

from lxml import etree

from ingest.errors import ReadError, millions

#: The most bytes that one part, and all parts together, may have when unpacked. Far above any paper, far below a bomb.
PART, WHOLE = 128_000_000, 1_000_000_000
#: What a damaged archive makes of the libraries.
_BROKEN = (BadZipFile, EOFError, LookupError, NotImplementedError, StructError, ValueError, lzma.LZMAError, zlib.error)


class Archive:
    """An opened ZIP file. what: its kind, for messages, such as "a Word document"."""

    def __init__(self, held: ZipFile, what: str) -> None:
        self._held = held
        self._what = what
        self._parts: dict[str, ZipInfo] = {one.filename.lstrip("/").lower(): one for one in held.infolist()}
        whole = sum(one.file_size for one in held.infolist())
        if whole >= WHOLE:
            raise ReadError(
                f"would unpack to {millions(whole)} bytes, and the limit is {millions(WHOLE)}; "
                "take pictures and enclosures out of it, or split it"
            )

    def __contains__(self, name: str) -> bool:
        return name.lstrip("/").lower() in self._parts

    def read(self, name: str) -> bytes:
        """Return a part's bytes. Raises ReadError where it is missing, damaged, locked or too large."""
        found = self._parts.get(name.lstrip("/").lower())
        if found is None:
            raise ReadError(f"is {self._what} without its part {name}; fetch or save it again")
        if found.flag_bits & 1:
            raise ReadError("is encrypted and asks for a password; save a copy without one")
        try:
            with self._held.open(found) as stream:
                data = stream.read(PART + 1) if found.file_size <= PART else b""
        except (*_BROKEN, OSError) as error:  # OSError: a place before the file's beginning
            raise ReadError(f"is {self._what} whose part {name} is damaged; fetch or save it again") from error
        except RuntimeError as error:  # zipfile's word for a password
            raise ReadError("is encrypted and asks for a password; save a copy without one") from error
        if max(len(data), found.file_size) > PART:
            raise ReadError(
                f"has a part {name} of {millions(found.file_size)} bytes, and the limit is {millions(PART)}; split it"
            )
        return data

    def xml(self, name: str) -> etree._Element:
        """Return a part's root element. Raises ReadError as read() does, and where it is no XML."""
        return parsed(self.read(name), f"{self._what} whose part {name}")


@contextmanager
def opened(path: Path, what: str) -> Iterator[Archive]:
    """Open a ZIP file. Raises ReadError where it is none, or would unpack to too much."""
    with path.open("rb") as stream:
        try:
            held = ZipFile(stream)
        except (*_BROKEN, OSError) as error:  # OSError: a place before the file's beginning
            raise ReadError(f"is {what} that is damaged or cut short; fetch or save it again") from error
        with held:
            yield Archive(held, what)


def parsed(data: bytes, what: str) -> etree._Element:
    """Return the root element of XML. Entities are not expanded, nothing is fetched; nesting is bounded by libxml2."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"is {what} is no XML that can be read; fetch or save it again") from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise ReadError(f"is {what} declares entities, which no word processor writes; save it again from one")
    return root

"""The files that the page makes for somebody to take away: each in a folder that nobody can guess, few at a time."""

from __future__ import annotations

import re
import secrets
import shutil
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from page.words import safe
from people import Person

#: Files that are held for fetching for each person: the oldest goes when another is made.
HELD = 20
#: Where the page gives files out.
DOOR = "/gradio_api/file="
_NAME = r"[\w-]{1,80}\.(?:csv|md|json|docx)"


def folder_of(files: Path, person: Person) -> Path:
    """Return the folder of what is made for a person, within that of all: named so that no name is told by it."""
    return files / sha256(person.name.encode()).hexdigest()[:16]


def fresh(files: Path, name: str) -> Path:
    """Return where a new file of this name is to be written; the oldest of many goes."""
    files.mkdir(mode=0o700, parents=True, exist_ok=True)
    old = sorted((f for f in files.iterdir() if f.is_dir()), key=lambda f: (f.stat().st_mtime_ns, f.name))
    for folder in old[: max(0, len(old) - HELD + 1)]:
        shutil.rmtree(folder, ignore_errors=True)
    made = files / secrets.token_urlsafe(16)
    made.mkdir(mode=0o700)
    return made / name


def is_made(path: str, files: Path) -> bool:
    """True for the path of a file that `fresh` could have given in a folder, and for no other path."""
    return re.fullmatch(rf"{re.escape(files.as_posix())}/[\w-]{{22}}/{_NAME}", path) is not None


def fetched(target: Path, what: str) -> str:
    """Return the link to a file that was made; the browser follows it by itself. what: how much it holds, in words."""
    address, name = safe(DOOR + quote(target.as_posix())), safe(target.name)
    told = f", {safe(what)}" if what else ""
    return f'<p class="made" role="status">Made: <a href="{address}" download="{name}">{name}</a>{told}.</p>'


#: The browser follows the link of a file that was made.
FETCH_JS = """
watch('value', () => {
  const link = element.querySelector('a[download]');
  if (link) link.click();
});
"""

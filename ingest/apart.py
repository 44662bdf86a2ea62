"""Processes of our own: started apart from whoever asks, and bound in what they may take."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

#: Bytes in a MB, as memory is counted.
MB = 1 << 20

#: What runs in the new interpreter, whatever program this is part of: that program itself is not run again, and of a
#: package around this one nothing but its folder is needed.
_BEGIN = """
import json, sys
told = json.loads(sys.argv[1])
sys.path[:] = told["path"]
if told["package"]:
    package = type(sys)(told["package"])
    package.__path__ = [told["folder"]]
    sys.modules[told["package"]] = package
from importlib import import_module
getattr(import_module(told["module"]), told["function"])(*told["values"])
"""


def interpreter(name: str, function: str, *values: object, **more: Any) -> subprocess.Popen[bytes]:
    """Start a function of a module of this room in a new interpreter, out of reach of the terminal's Ctrl-C."""
    module = f"{__package__}.{name}"
    package = module.split(".")[:-2]  # in a built wheel, the one package that everything lies in
    root = Path(__file__).resolve().parents[1]
    folder = str(root.parent if package else root)
    told = {
        "path": sys.path if folder in sys.path else [folder, *sys.path],
        "package": ".".join(package),
        "folder": str(root),
        "module": module,
        "function": function,
        "values": values,
    }
    command = [sys.executable, "-P", "-X", f"utf8={sys.flags.utf8_mode}", "-c", _BEGIN, json.dumps(told)]
    return subprocess.Popen(command, start_new_session=True, **more)


def silence() -> None:
    """Let nothing more be said here: what libraries say of a paper by the way is not for people."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.close(null)


def bound(memory: int) -> None:
    """Bound what this process may take of memory, in MB, and of room for what it writes; it leaves no core dump."""
    import resource

    for what, most in (
        (resource.RLIMIT_AS, memory * MB),
        (resource.RLIMIT_FSIZE, memory * MB),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        with contextlib.suppress(ValueError, OSError):  # a system that has the limit by name alone
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))

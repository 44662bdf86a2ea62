"""The build of a wheel: everything in it lies under `matters_arising`, so that no name of ours meets another's.

In the repository `index`, `settings` and the rest are names of the first rank. Installed like that, a program with a
`settings.py` of its own would hide ours, and ours would hide that of another package. So a built wheel holds one
package: `matters_arising.py` becomes its `__init__.py`, the other modules lie beside it, and each import of one of them
is written with the package before it. Line for line the files are the repository's.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.egg_info import egg_info

PACKAGE = "matters_arising"


def gathered(source: str, ours: frozenset[str], name: str) -> str:
    """Return a module's source with the package put before each import of one of ours.

    Raises ValueError, naming the line, for an import that binds more than one name of the first rank, or a dotted one:
    those cannot be written anew on their own line.
    """
    lines = source.encode().splitlines(keepends=True)
    for node in ast.walk(ast.parse(source, name)):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and str(node.module).split(".")[0] in ours:
            _put(lines, node, f"from {node.module}", f"from {PACKAGE}.{node.module}")
        elif isinstance(node, ast.Import) and any(a.name.split(".")[0] in ours for a in node.names):
            if len(node.names) > 1 or "." in node.names[0].name:
                raise ValueError(f"{name}:{node.lineno}: import one of our modules a line, or write `from … import …`")
            _put(lines, node, f"import {node.names[0].name}", f"from {PACKAGE} import {node.names[0].name}")
    return b"".join(lines).decode()


def _put(lines: list[bytes], node: ast.stmt, old: str, new: str) -> None:
    """Put new words for old where a statement begins; the tree counts its columns in bytes."""
    line, start = lines[node.lineno - 1], node.col_offset
    if not line[start:].startswith(old.encode()):
        raise ValueError(f"line {node.lineno}: {line.decode().strip()!r} is not laid out as an import is")
    lines[node.lineno - 1] = line[:start] + line[start:].replace(old.encode(), new.encode(), 1)


class Gathered(build_py):
    """Builds every module of ours into the one package. An editable installation is left as the repository is."""

    def ours(self) -> frozenset[str]:
        """Return the names of the first rank that go into the package."""
        named = {name.split(".")[0] for name in (*(self.py_modules or ()), *(self.packages or ()))}
        return frozenset(named - {PACKAGE})

    def get_module_outfile(self, build_dir: str, package: Iterable[str], module: str) -> str:
        """Return where a module is built."""
        inside = [part for part in package if part]
        if not inside and module == PACKAGE:
            module = "__init__"
        return str(Path(build_dir, PACKAGE, *inside, f"{module}.py"))

    def build_module(self, module: str, module_file: str, package: str | Iterable[str]) -> tuple[str, bool]:
        """Write one module, its imports put under the package."""
        inside = package.split(".") if isinstance(package, str) else package
        target = Path(self.get_module_outfile(self.build_lib, inside, module))
        self.mkpath(str(target.parent))
        source = Path(module_file).read_text(encoding="utf-8")
        target.write_text(gathered(source, self.ours(), module_file), encoding="utf-8")
        if target.parent.name == PACKAGE:
            (target.parent / "py.typed").touch()
        return str(target), True


class Named(egg_info):
    """Leaves out the list of names of the first rank, which would name what no wheel installs."""

    def find_sources(self) -> None:
        """Write the list of sources, without that list among them."""
        Path(self.egg_info, "top_level.txt").unlink(missing_ok=True)
        super().find_sources()


if __name__ == "__main__":
    setup(cmdclass={"build_py": Gathered, "egg_info": Named})

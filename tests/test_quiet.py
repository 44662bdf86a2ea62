"""Quiet: taking papers in, asking and the page reach for nothing beyond this machine, as the system's calls show it.

Each command runs as an operator runs it, with none of this suite's variables, under a watcher outside the process: what
a library does in C or Rust, in a thread or in a child is seen as well.
"""

from __future__ import annotations

import ipaddress
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import saltmere
from playwright.sync_api import Route, expect, sync_playwright

ROOT = Path(__file__).parents[1]
CALLS = "connect,sendto,sendmsg,sendmmsg,bind"
COMMAND = (sys.executable, "-m", "cli")
#: An address family that cannot leave the machine. A socket of the system's resolver is one, but what it is told may.
LOCAL = ("AF_UNIX", "AF_NETLINK")
RESOLVERS = ("systemd/resolve", "avahi", "dnsmasq")
DNS = 53

_ADDRESS = re.compile(r"\{sa_family=(?P<family>\w+)(?P<rest>[^}]*)\}")
_PORT = re.compile(r"sin6?_port=htons\((\d+)\)")
_HOST = re.compile(r'(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')


# ---------------------------------------------------------------- the watcher


def strays(told: str) -> list[str]:
    """Return the lines of a watcher's report that reach, or let themselves be reached, from beyond this machine."""
    return [line for line in told.splitlines() if any(_strays(m["family"], m["rest"]) for m in _ADDRESS.finditer(line))]


def _strays(family: str, rest: str) -> bool:
    if family in LOCAL:
        return any(name in rest for name in RESOLVERS)
    port, host = _PORT.search(rest), _HOST.search(rest)
    if family not in ("AF_INET", "AF_INET6") or port is None or host is None:
        return True  # what cannot be read is not taken for harmless
    address = ipaddress.ip_address(host[1])
    address = getattr(address, "ipv4_mapped", None) or address
    return not address.is_loopback or int(port[1]) == DNS


@dataclass
class Watched:
    """A command under the watcher: the process, its output, and the watcher's report."""

    process: subprocess.Popen[bytes]
    output: Path
    report: Path

    @property
    def told(self) -> str:
        return self.output.read_text(encoding="utf-8")

    @property
    def seen(self) -> str:
        return self.report.read_text(encoding="utf-8")


@contextmanager
def watched(folder: Path, *command: str | Path) -> Iterator[Watched]:
    """Start a command in a folder under the watcher, in a group of its own; whatever is left at the end is killed."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.fail("no strace: these tests need it on the PATH (Debian: `apt-get install strace`)")
    output, report = folder / "output.txt", folder / "report.txt"
    watcher = (strace, "--follow-forks", "--seccomp-bpf", "-qq", f"--trace={CALLS}", "--signal=none", "-o", str(report))
    clean = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    # One try at a name is as telling as several, and sooner over.
    clean |= {"RES_OPTIONS": "timeout:1 attempts:1"}
    with output.open("wb") as stream:
        process = subprocess.Popen(
            [*watcher, *map(str, command)], cwd=folder, env=clean, stdout=stream, stderr=stream, start_new_session=True
        )
    try:
        yield Watched(process, output, report)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)


def watch(folder: Path, *command: str | Path) -> Watched:
    """Run a command to its end under the watcher."""
    with watched(folder, *command) as one:
        one.process.wait(200)
    assert one.process.returncode == 0, one.told
    return one


# ---------------------------------------------------------------- the watcher sees


def four(host: str, port: int = 80) -> str:
    """Return an address as the watcher writes it."""
    return f'{{sa_family=AF_INET, sin_port=htons({port}), sin_addr=inet_addr("{host}")}}'


def six(host: str, port: int = 80) -> str:
    """Return an address of the newer kind as the watcher writes it."""
    told = f'inet_pton(AF_INET6, "{host}", &sin6_addr), sin6_scope_id=0'
    return f"{{sa_family=AF_INET6, sin6_port=htons({port}), sin6_flowinfo=htonl(0), {told}}}"


BEYOND = (
    f"1 connect(3, {four('192.0.2.1')}, 16) = -1 EINPROGRESS (Operation now in progress)",
    f"1 connect(3, {four('192.0.2.1')}, 16 <unfinished ...>",
    f"1 connect(3, {four('127.0.0.53', 53)}, 16) = 0",
    f"1 bind(3, {four('0.0.0.0')}, 16) = 0",
    f"1 bind(3, {six('::')}, 28) = 0",
    f"1 connect(3, {six('::ffff:192.0.2.1')}, 28) = 0",
    f"1 sendmmsg(3, [{{msg_hdr={{msg_name={four('127.0.0.1')}}}}}, {{msg_hdr={{msg_name={six('2001:db8::1')}}}}}], 2)",
    "1 sendto(4, 0x7f, 3, 0, {sa_family=AF_PACKET, sll_protocol=htons(0), sll_ifindex=0}, 20) = 3",
    '1 connect(4, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 110) = 0',
)
HERE = (
    f"1 connect(3, {four('127.3.2.1')}, 16) = 0",
    f"1 bind(3, {six('::1', 0)}, 28) = 0",
    f"1 connect(3, {six('::ffff:127.0.0.1')}, 28) = 0",
    '1 connect(4, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)',
    "1 bind(4, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0",
    '1 sendto(4, "x", 1, 0, NULL, 0) = 1',
)


@pytest.mark.parametrize("line", BEYOND)
def test_a_line_that_leads_away_is_told(line: str) -> None:
    assert strays("\n".join((*HERE, line, *HERE))) == [line]


@pytest.mark.parametrize("line", HERE)
def test_a_line_that_stays_here_is_not(line: str) -> None:
    assert strays(f"{line}\n") == []


#: Ways out of a process, none of which this suite's own guard would see. The address is one that belongs to nobody.
WAYS_OUT = {
    "a connection": "s = socket.socket(); s.setblocking(False); s.connect_ex(('192.0.2.1', 80))",
    "a datagram": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 80))",
    "a name looked up": "socket.getaddrinfo('saltmere.example', 80)",
    "an open door": "socket.create_server(('0.0.0.0', 0))",
}


@pytest.mark.parametrize("way", WAYS_OUT.values(), ids=WAYS_OUT)
def test_what_a_child_of_a_child_reaches_for_is_seen(tmp_path: Path, way: str) -> None:
    reach = f"import contextlib, socket\nwith contextlib.suppress(OSError):\n    {way}\n"
    inner = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {reach!r}], check=True)"
    assert strays(watch(tmp_path, sys.executable, "-c", inner).seen)


def test_what_stays_here_is_let_through(tmp_path: Path) -> None:
    here = "import socket; s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname())"
    one = watch(tmp_path, sys.executable, "-c", here)
    assert "127.0.0.1" in one.seen
    assert strays(one.seen) == []


# ---------------------------------------------------------------- the commands


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which papers were taken in, text and PDF, under the watcher."""
    folder = tmp_path_factory.mktemp("quiet")
    papers = saltmere.write(folder / "papers", {"minutes.txt": saltmere.minutes(), "notes.txt": saltmere.PLAIN})
    saltmere.pdf(papers / "ropes.pdf", [saltmere.report("Ropes", "1.1 Nylon ropes were bought for the quay.")])
    done = watch(folder, *COMMAND, "ingest", "papers")
    assert "3 papers, 3 taken in" in done.told
    return folder


def test_taking_papers_in_reaches_for_nothing(board: Path) -> None:
    assert strays((board / "report.txt").read_text(encoding="utf-8")) == []


def test_asking_reaches_for_nothing(board: Path, tmp_path: Path) -> None:
    question = "What fee was agreed for moorings?"
    done = watch(tmp_path, *COMMAND, "ask", question, "--index", board / ".matters")
    assert "£212" in done.told
    assert strays(done.seen) == []


def test_the_page_reaches_for_nothing_and_neither_does_a_browser_on_it(board: Path, tmp_path: Path) -> None:
    with watched(tmp_path, *COMMAND, "ui", "--port", "0", "--index", board / ".matters") as page:
        asked = _visited(_address(page))
        os.killpg(page.process.pid, signal.SIGINT)  # as Ctrl+C would
        page.process.wait(20)
    assert "Traceback" not in page.told
    assert "htons" in page.seen, "the watcher saw nothing of the page's own socket"
    assert strays(page.seen) == []
    assert len(asked) > 5
    assert [url for url in asked if urlsplit(url).scheme not in ("data", "blob") and not _is_page(url, asked[0])] == []


def _address(page: Watched) -> str:
    for _ in range(600):
        found = re.search(r"is at (http://127\.0\.0\.1:\d+/)", page.told)
        if found:
            return found[1]
        try:
            page.process.wait(0.1)
            break
        except subprocess.TimeoutExpired:
            continue
    pytest.fail(f"the page did not start:\n{page.told}")


def _is_page(url: str, page: str) -> bool:
    return urlsplit(url).hostname == "127.0.0.1" and urlsplit(url).port == urlsplit(page).port


def _visited(address: str) -> list[str]:
    """Ask a question in a real browser. Return every address that the page made it ask for; none beyond is let out."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.fail("no Chromium: this test needs one on the PATH (Debian: `apt-get install chromium`)")
    asked: list[str] = []

    def home_or_nowhere(route: Route) -> None:
        if _is_page(route.request.url, address):
            route.continue_()
        else:
            route.abort()

    with sync_playwright() as driver:
        args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = driver.chromium.launch(executable_path=found, args=args)
        page = browser.new_context().new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda opened: asked.append(opened.url))
        page.route("**/*", home_or_nowhere)
        page.goto(address)
        page.get_by_label("Your question").fill("What fee was agreed for moorings?")
        page.keyboard.press("Enter")
        expect(page.locator(".turn .quoted").first).to_contain_text("£212", timeout=30_000)
        page.locator(".turn .chip").first.click()
        expect(page.locator("#source mark").first).to_contain_text("£212")
        browser.close()
    return asked

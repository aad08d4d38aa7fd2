"""Links to the web lead somewhere: each address is asked once, politely. On request only.

What says that it is gone (404, 410), and a name that does not resolve, is a warning. Where it cannot be told (403, 429, 5xx, no answer in
time) there is a hint, since many hosts answer programs otherwise than people.

A course may be a stranger's, and the machine that checks it may stand in a network of its own: only public addresses are
asked, looked up here and connected to as they were looked up, after every redirect anew. No credentials are sent, no
cookies, no referrer, and no proxy is used, which would look the name up by itself.

FAIL: `[the paper](https://example.org/gone.pdf)`, which answers 404. PASS: an address that answers.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from http import HTTPStatus
from urllib.parse import SplitResult, quote, urldefrag, urljoin, urlsplit

from lecprep import __version__
from lecprep.checks import Request
from lecprep.diagnostics import Diagnostic, hint, warning
from lecprep.model import Course

CODES = frozenset({"dead-link", "uncertain-link", "unasked-link"})

LONGEST_HEAD = 65_536
LONGEST_ADDRESS = 8_000
MOST_REDIRECTS = 5
MOST_AT_ONCE, MOST_OF_A_HOST = 16, 2
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_SUCH_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
# Addresses that IPv6-only networks make of those of IPv4 (RFC 6052).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Verdict(Enum):
    """What can be said of an address."""

    ALIVE = "alive"
    DEAD = "dead"
    UNCERTAIN = "uncertain"
    UNASKED = "unasked"


@dataclass(frozen=True)
class Answer:
    """What came of asking an address, and why; `is_heard` when some host answered at all."""

    verdict: Verdict
    why: str = ""
    is_heard: bool = False


@dataclass(frozen=True)
class Web:
    """How the web is reached: what looks a host's name up (an OSError where it cannot), and what connects to one of its addresses."""

    resolve: Callable[[str, int], Sequence[str]]
    connect: Callable[[str, int, float], socket.socket]


@dataclass(frozen=True)
class Patience:
    """How many seconds one address may take, redirects and all, and how many all together."""

    each: float = 20
    all: float = 180


def request(
    progress: Callable[[int, int], None] = lambda done, total: None,
    web: Web | None = None,
    patience: Patience | None = None,
) -> Request:
    """Return the check; tests give it a web of their own."""
    return Request(CODES, lambda course: _check(course, progress, web or _internet(), patience or Patience()))


def _check(course: Course, progress: Callable[[int, int], None], web: Web, patience: Patience) -> Iterator[Diagnostic]:
    links = [(urldefrag(link.address).url, link.span) for lecture in course for link in lecture.web_links]
    answers = _ask_all(sorted({address for address, _ in links}), progress, web, patience)
    for address, span in links:
        answer = answers[address]
        shown = address if len(address) <= 100 else address[:100] + "…"
        if answer.verdict is Verdict.DEAD:
            yield warning(
                span,
                "dead-link",
                f"{shown} is not there: {answer.why}",
                "Mend the address, or link to where it has gone; web.archive.org may have kept it.",
            )
        elif answer.verdict is Verdict.UNCERTAIN:
            yield hint(
                span,
                "uncertain-link",
                f"whether {shown} is there could not be told: {answer.why}",
                "Open it in a browser: many hosts answer programs otherwise than people.",
            )
        elif answer.verdict is Verdict.UNASKED:
            yield hint(
                span,
                "unasked-link",
                f"{shown} was not asked: {answer.why}",
                "Look at it yourself, if students are meant to follow it.",
            )


def _ask_all(
    addresses: Sequence[str], progress: Callable[[int, int], None], web: Web, patience: Patience
) -> dict[str, Answer]:
    """Ask addresses, some at a time and few of one host, until the time for all is over."""
    deadline = time.monotonic() + patience.all
    lanes: queue.SimpleQueue[Sequence[str]] = queue.SimpleQueue()
    for lane in _lanes(addresses):
        lanes.put(lane)
    answers: dict[str, Answer] = {}
    is_over = threading.Event()

    def work() -> None:
        while not is_over.is_set():
            try:
                lane = lanes.get_nowait()
            except queue.Empty:
                return
            for address in lane:
                if not is_over.is_set():
                    answers[address] = ask(address, web, patience.each)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(MOST_AT_ONCE, lanes.qsize()))]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive() and time.monotonic() < deadline:
                thread.join(0.1)
                progress(len(answers), len(addresses))
    finally:
        is_over.set()
    late = Answer(Verdict.UNASKED, f"the {patience.all:g} seconds for all addresses were over")
    found = {address: answers.get(address, late) for address in addresses}
    if not any(answer.is_heard for answer in found.values()):
        # Whoever hears of nobody is offline, or behind a proxy.
        return {
            address: replace(answer, verdict=Verdict.UNCERTAIN, why=f"{answer.why}, and nobody else answered either")
            if answer.verdict is Verdict.DEAD
            else answer
            for address, answer in found.items()
        }
    return found


def _lanes(addresses: Iterable[str]) -> list[Sequence[str]]:
    """Divide addresses by hosts, those of one into a few lanes; in a lane one is asked after the other."""
    hosts: dict[str, list[str]] = {}
    for address in addresses:
        hosts.setdefault(address.split("/")[2].lower() if address.count("/") > 1 else address, []).append(address)
    lanes = [of_host[start::MOST_OF_A_HOST] for of_host in hosts.values() for start in range(MOST_OF_A_HOST)]
    return [lane for lane in lanes if lane]


# --- asking one address ---------------------------------------------------------------------------------------------


class _Unasked(Exception):
    """An address that is not to be asked, and why."""


class _Odd(Exception):
    """An answer that means nothing, and why."""


def ask(address: str, web: Web, seconds: float) -> Answer:
    """Return whether an address leads somewhere: by HEAD, and by GET where that is not answered with yes."""
    deadline = time.monotonic() + seconds
    is_heard = False
    try:
        for method in ("HEAD", "GET"):
            status = _follow(method, address, web, deadline)
            is_heard = True
            if status < HTTPStatus.MULTIPLE_CHOICES:
                return Answer(Verdict.ALIVE, is_heard=True)
            if status == HTTPStatus.TOO_MANY_REQUESTS:
                break
        return Answer(Verdict.DEAD if status in _GONE else Verdict.UNCERTAIN, f"it answers {_named(status)}", True)
    except _Unasked as problem:
        return Answer(Verdict.UNASKED, str(problem), is_heard)
    except _Odd as problem:
        return Answer(Verdict.UNCERTAIN, str(problem), True)
    except socket.gaierror as problem:
        if problem.errno in _NO_SUCH_NAME:
            return Answer(Verdict.DEAD, "there is no host of this name", is_heard)
        return Answer(Verdict.UNCERTAIN, "its name could not be looked up", is_heard)
    except ssl.SSLCertVerificationError as problem:
        return Answer(Verdict.UNCERTAIN, f"its certificate is not valid ({problem.verify_message})", True)
    except TimeoutError:
        return Answer(Verdict.UNCERTAIN, f"it did not answer within {seconds:g} seconds", is_heard)
    except (OSError, http.client.HTTPException) as problem:
        why = getattr(problem, "strerror", None) or type(problem).__name__
        return Answer(Verdict.UNCERTAIN, f"no connection came about ({why})", is_heard)
    except ValueError:
        return Answer(Verdict.UNCERTAIN, "it, or what it leads to, is no address", is_heard)


def _follow(method: str, address: str, web: Web, deadline: float) -> int:
    """Return the status to which an address leads, after its redirects."""
    for _ in range(MOST_REDIRECTS + 1):
        status, location = _exchange(method, urlsplit(address), web, deadline)
        if status not in _REDIRECTS or not location:
            return status
        if len(location) > LONGEST_ADDRESS:
            raise _Odd("it leads on to an address that is far too long")
        # Headers are read as Latin-1, whatever they are.
        address = urldefrag(urljoin(address, location.encode("latin-1", "replace").decode("utf-8", "replace"))).url
    raise _Odd(f"it leads on more than {MOST_REDIRECTS} times")


def _exchange(method: str, parts: SplitResult, web: Web, deadline: float) -> tuple[int, str]:
    """Send one request to a public address of a host, and return the status and the location of its answer."""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _Unasked(f"it leads to an address of another kind ({parts.scheme[:20]}:)")
    if parts.username is not None or parts.password is not None:
        raise _Unasked("there is a user's name in it, and credentials are sent to nobody")
    host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    standard = 443 if parts.scheme == "https" else 80
    port = parts.port or standard
    if port < 1024 and port not in (80, 443):
        raise _Unasked(f"port {port} is not one of the web")
    public = [found for found in web.resolve(host, port) if is_public(found)]
    if not public:
        raise _Unasked(f"{host[:60]} is not a public host")
    name = f"[{host}]" if ":" in host else host
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (
        f"?{quote(parts.query, safe='/%:@!$&()*+,;=~?[]|')}" if parts.query else ""
    )
    head = (
        f"{method} {target} HTTP/1.1\r\nHost: {name if port == standard else f'{name}:{port}'}\r\n"
        f"User-Agent: lecprep/{__version__} (checks links)\r\nAccept: text/html, */*;q=0.8\r\nConnection: close\r\n\r\n"
    )
    with _connected(public, port, web, deadline) as plain:
        plain.settimeout(_left(deadline))
        connection = _encrypting().wrap_socket(plain, server_hostname=host) if parts.scheme == "https" else plain
        with connection:
            connection.sendall(head.encode("ascii"))
            return _read_head(connection, deadline)


def _connected(addresses: Sequence[str], port: int, web: Web, deadline: float) -> socket.socket:
    """Connect to the first of the addresses that can be reached: many a machine has no IPv6."""
    for address in addresses[:-1]:
        try:
            return web.connect(address, port, _left(deadline) / 2)
        except OSError:
            continue
    return web.connect(addresses[-1], port, _left(deadline))


def _read_head(connection: socket.socket, deadline: float) -> tuple[int, str]:
    """Return the status and the location of an answer, and read nothing beyond."""
    data = b""
    while True:
        head, is_whole, rest = data.partition(b"\r\n\r\n")
        if is_whole:
            line, _, fields = head.partition(b"\r\n")
            status = re.match(rb"HTTP/\d\.\d ([1-9]\d\d)\b", line)
            if not status:
                break
            if status[1].startswith(b"1"):  # more will come
                data = rest
                continue
            return int(status[1]), str(http.client.parse_headers(io.BytesIO(fields + b"\r\n\r\n")).get("Location", ""))
        if len(data) > LONGEST_HEAD:
            break
        # One that sends a byte from time to time has no more time than others.
        connection.settimeout(_left(deadline))
        chunk = connection.recv(8192)
        if not chunk:
            break
        data += chunk
    raise _Odd("its answer is not one of the web")


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


# --- reaching the web -----------------------------------------------------------------------------------------------


def is_public(address: str) -> bool:
    """Tell whether an address is one that all the world may ask: no private, loopback, link-local or otherwise special one.

    Addresses of IPv6 that stand for one of IPv4 count as that; tunnels lead nobody knows where.
    """
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return is_public(str(found.ipv4_mapped))
        if found in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        if found.sixtofour or found.teredo or found.is_site_local:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


def _internet() -> Web:
    return Web(_resolved, lambda address, port, seconds: socket.create_connection((address, port), seconds))


@cache
def _encrypting() -> ssl.SSLContext:
    return ssl.create_default_context()


def _resolved(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))

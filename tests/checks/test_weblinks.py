"""Addresses on the web are asked once, with bounds, and none that is not for all the world."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from lecprep.build import check
from lecprep.checks import weblinks
from lecprep.checks.weblinks import MOST_OF_A_HOST, MOST_REDIRECTS, Patience, Verdict, ask, is_public
from lecprep.cli.commands import commands
from lecprep.diagnostics import Diagnostic
from tests.checks.web import PUBLIC, Answer, SmallWeb, web_of
from tests.conftest import MakeCourse


def to(address: str, status: int = 302) -> str:
    """Return an answer that leads on."""
    return f"HTTP/1.1 {status} Elsewhere\r\nLocation: {address}\r\n\r\n"


def asked(
    answers: dict[str, Answer], address: str = "http://example.org/a", seconds: float = 20
) -> tuple[Verdict, str]:
    """Return what is said of an address, in a web with these answers."""
    with web_of(answers) as web:
        answer = ask(address, web, seconds)
    return answer.verdict, answer.why


def said(root: Path, web: SmallWeb, patience: Patience | None = None) -> tuple[Diagnostic, ...]:
    """Return what is said of a course's links."""
    return check(root, requests=[weblinks.request(web=web, patience=patience)]).diagnostics


# --- which addresses are for all the world --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "240.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%1", "fc00::1", "fec0::1", "ff0e::1",
     "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::", "2001:0:1::", "2001:db8::1"],
)  # fmt: skip
def test_an_address_within_a_network_is_not_public(address: str) -> None:
    """Nor one that stands for it in another form."""
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    """In either version."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://0/", "http://[::1]/", "http://[::ffff:7f00:1]/",
     "http://inner.example/", "http://169.254.169.254/latest/meta-data/", "https://10.0.0.1:8443/"],
)  # fmt: skip
def test_nobody_within_a_network_is_asked(address: str) -> None:
    """However the address is written, whatever its name; as a link, and as what a link leads on to."""
    with web_of({"/on": to(address)}, {"inner.example": ["10.0.0.7", "fd00::7"]}) as web:
        assert ask(address, web, 20).verdict is Verdict.UNASKED
        assert web.connected == []
        answer = ask("http://example.org/on", web, 20)
        assert (answer.verdict, web.connected) == (Verdict.UNASKED, [(PUBLIC, 80)])


def test_what_was_looked_up_is_what_is_connected_to() -> None:
    """A name that is public at the first look and private at the second is never looked up between the two."""
    looked_up: list[str] = []
    with web_of({}) as web:

        def resolve(host: str, port: int) -> list[str]:
            looked_up.append(host)
            return [PUBLIC] if len(looked_up) % 2 else ["127.0.0.1"]

        rebinding = SmallWeb(resolve, web.connect)
        assert ask("http://example.org/", rebinding, 20).verdict is Verdict.ALIVE
    assert (looked_up, web.connected) == (["example.org"], [(PUBLIC, 80)])


def test_of_several_addresses_only_public_ones_are_connected_to() -> None:
    """The next, when one cannot be reached."""
    with web_of({}, {"many.example": ["10.0.0.1", "2606:4700::1111", PUBLIC]}) as web:

        def connect(address: str, port: int, seconds: float) -> socket.socket:
            if ":" in address:
                web.connected.append((address, port))
                raise OSError(101, "Network is unreachable")
            return web.connect(address, port, seconds)

        assert ask("http://many.example/", SmallWeb(web.resolve, connect), 20).verdict is Verdict.ALIVE
        assert web.connected == [("2606:4700::1111", 80), (PUBLIC, 80)]


# --- what is asked --------------------------------------------------------------------------------------------------


def test_a_request_tells_no_more_than_it_must() -> None:
    """No credentials, no cookies, no referrer, no fragment; what no header can hold is quoted."""
    answer = "HTTP/1.1 302 Found\r\nSet-Cookie: a=b\r\nLocation: /ü b\r\n\r\n"
    with web_of({"/a%20b?c=d%20e": answer}) as web:
        assert ask("http://example.org:8080/a b?c=d e", web, 20).verdict is Verdict.ALIVE
    names = {line.partition(":")[0] for head in web.heads for line in head.split("\r\n")[1:] if line}
    assert names == {"Host", "User-Agent", "Accept", "Connection"}
    assert web.lines == ["HEAD /a%20b?c=d%20e at example.org:8080", "HEAD /%EF%BF%BD%20b at example.org:8080"]


def test_who_does_not_answer_head_is_asked_by_get() -> None:
    """Many a host knows pages only whole."""
    assert asked({"HEAD /a": 405}) == asked({"HEAD /a": 404}) == asked({"HEAD /a": 501}) == (Verdict.ALIVE, "")


def test_who_has_had_enough_is_asked_once() -> None:
    """429 is a wish."""
    with web_of({"/a": 429}) as web:
        assert ask("http://example.org/a", web, 20).verdict is Verdict.UNCERTAIN
    assert len(web.heads) == 1


def test_each_address_is_asked_once(make_course: MakeCourse) -> None:
    """However many links lead there, and to whichever part of it."""
    links = " ".join(f"[a](http://example.org/a#{n}) <http://example.org/b>" for n in range(10))
    root = make_course({f"lectures/{n}.md": f"# T{n}\n\n{links}\n" for n in range(3)})
    with web_of({}) as web:
        assert said(root, web) == ()
    assert sorted(web.lines) == ["HEAD /a at example.org", "HEAD /b at example.org"]


def test_few_are_asked_at_once_of_one_host(make_course: MakeCourse) -> None:
    """And several hosts beside each other."""
    running: Counter[int] = Counter()
    most: Counter[int] = Counter()
    lock = threading.Lock()
    with web_of({}) as web:

        def connect(address: str, port: int, seconds: float) -> socket.socket:
            with lock:
                running[port] += 1
                most[port] = max(most[port], running[port])
            time.sleep(0.02)
            with lock:
                running[port] -= 1
            return web.connect(address, port, seconds)

        links = " ".join(f"<http://example.org:{port}/{n}>" for n in range(12) for port in (8001, 8002))
        assert said(make_course({"lectures/1.md": f"# T\n\n{links}\n"}), SmallWeb(web.resolve, connect)) == ()
    assert len(web.heads) == 24
    assert set(most) == {8001, 8002}
    assert max(most.values()) <= MOST_OF_A_HOST


# --- what comes of it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_to_their_end(status: int) -> None:
    """Relative ones and those to other hosts; what is gone at the end is gone."""
    assert asked({"/a": to("/b", status), "/b": to("//other.example/c?d", status)}) == (Verdict.ALIVE, "")
    assert asked({"/a": to("b", status), "/b": 404})[0] is Verdict.DEAD
    assert asked({"/a": to("http://gone.invalid/", status)})[0] is Verdict.DEAD


@pytest.mark.parametrize(
    ("location", "verdict"),
    [
        ("file:///etc/passwd", Verdict.UNASKED),
        ("ftp://example.org/", Verdict.UNASKED),
        ("http://me:secret@example.org/", Verdict.UNASKED),
        ("http://example.org:22/", Verdict.UNASKED),
        ("http://[", Verdict.UNCERTAIN),
        ("http://example.org:99999999/", Verdict.UNCERTAIN),
        ("http://" + "a" * 300 + "/", Verdict.UNCERTAIN),
        ("http://\xfc" + "b" * 80 + "/", Verdict.UNCERTAIN),
        ("/a", Verdict.UNCERTAIN),
    ],
)
def test_a_redirect_that_leads_nowhere_good_is_not_followed(location: str, verdict: Verdict) -> None:
    """To another kind of address, with somebody's name, in circles."""
    assert asked({"/a": to(location)})[0] is verdict


def test_a_circle_has_an_end() -> None:
    """After a few redirects."""
    with web_of({"/a": to("/a")}) as web:
        assert "leads on more than" in ask("http://example.org/a", web, 20).why
    assert len(web.heads) == MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    "answer",
    [b"", b"\0\xff" * 10, b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1 2000 OK\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n",
     b"HTTP/1.1 302 Found\r\n" + b"A: b\r\n" * 200 + b"\r\n", b"HTTP/1.1 302 Found\r\nLocation: " + b"a" * 60_000 + b"\r\n\r\n",
     b"A" * 1_000_000, b"HTTP/1.1 100 Continue\r\n\r\n" * 10],
    ids=lambda answer: str(answer[:24]),
)  # fmt: skip
def test_an_odd_answer_means_nothing(answer: bytes) -> None:
    """And no more of it is read than a head may have."""
    assert asked({"/a": answer})[0] is Verdict.UNCERTAIN


def test_news_before_the_answer_is_none() -> None:
    """Some servers say early what a page will need."""
    early = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n"
    assert asked({"/a": early + "HTTP/1.1 200 OK\r\n\r\n"}) == (Verdict.ALIVE, "")
    assert asked({"/a": early + "HTTP/1.1 404 Not Found\r\n\r\n"})[0] is Verdict.DEAD


def drip(connection: socket.socket) -> None:
    """Send a byte from time to time, for ever."""
    try:
        while True:
            connection.sendall(b"x")
            time.sleep(0.05)
    except OSError:
        pass


def test_nobody_has_more_time_than_others(make_course: MakeCourse) -> None:
    """Neither who says nothing, nor who says it slowly; and there is a time for all."""
    slow: dict[str, Answer] = {"/drip": drip, "/silent": lambda connection: time.sleep(2)}
    for path in slow:
        assert asked(slow, f"http://example.org{path}", seconds=0.5) == (
            Verdict.UNCERTAIN,
            "it did not answer within 0.5 seconds",
        )
    links = " ".join(f"<http://example.org/drip?{n}>" for n in range(9))
    root = make_course({"lectures/1.md": f"# T\n\n{links}\n"})
    with web_of({f"/drip?{n}": drip for n in range(9)}) as web:
        found = said(root, web, Patience(each=1, all=0.5))
    assert {each.code for each in found} == {"unasked-link"}
    assert len(found) == 9


def test_who_hears_of_nobody_blames_nobody(make_course: MakeCourse) -> None:
    """Without a network no name resolves, and no link has died of that."""
    root = make_course({"lectures/1.md": "# T\n\n<http://a.invalid/> <http://b.invalid/>\n"})
    with web_of({}) as web:
        assert [each.code for each in said(root, web)] == ["uncertain-link", "uncertain-link"]


# --- the command ----------------------------------------------------------------------------------------------------


def test_only_the_option_asks(make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A dead link ends a strict check; a build never asks, and publishes the link."""
    root = make_course({"lectures/1.md": "# T\n\n[gone](http://example.org/gone) [there](http://example.org/)\n"})
    monkeypatch.chdir(tmp_path)

    def done(*arguments: str) -> int:
        return CliRunner().invoke(commands, [*arguments, str(root)]).exit_code

    with web_of({"/gone": 404}) as web:
        monkeypatch.setattr(weblinks, "_internet", lambda: web)
        assert (done("check", "--all", "--strict"), done("build", "--strict", "--no-search")) == (0, 0)
        assert web.heads == []
        assert (done("check", "--links"), done("check", "--links", "--strict")) == (0, 1)
        assert web.heads

"""A small web on this machine: hosts with public addresses that all lead to one server here."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from lecprep.checks.weblinks import Web

PUBLIC = "93.184.215.14"

# By a path, or by a method and a path: a status, a whole answer, or what does with the connection as it likes.
Answer: TypeAlias = int | str | bytes | Callable[[socket.socket], None]


@dataclass(frozen=True)
class SmallWeb(Web):
    """A web that remembers the heads of all requests, and which addresses were connected to."""

    heads: list[str] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The first lines of all requests, with the hosts that were asked."""
        return [f"{head.split(' HTTP')[0]} at {head.split('Host: ')[1].splitlines()[0]}" for head in self.heads]


@contextmanager
def web_of(answers: Mapping[str, Answer], hosts: Mapping[str, list[str]] | None = None) -> Iterator[SmallWeb]:
    """Give a web whose server answers 200 where nothing else is said; names that end in `.invalid` do not exist.

    `hosts` are names with addresses of their own; numbers are addresses themselves.
    """

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if self.connection.recv(1, socket.MSG_PEEK) == b"\x16":
                return  # who begins TLS is not answered
            head = ""
            while not head.endswith("\r\n\r\n"):
                line = self.rfile.readline().decode("latin-1")
                if not line:
                    return
                head += line
            web.heads.append(head)
            method, path, _ = head.split(" ", 2)
            answer = answers.get(f"{method} {path}", answers.get(path, 200))
            if isinstance(answer, int):
                answer = f"HTTP/1.1 {answer} Said\r\n\r\n"
            if callable(answer):
                answer(self.request)
            else:
                self.wfile.write(answer.encode("latin-1") if isinstance(answer, str) else answer)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up early is none of our concern."""

    def resolve(host: str, port: int) -> list[str]:
        host.encode("idna")  # as the system's own: a UnicodeError for what can be no name
        if hosts and host in hosts:
            return hosts[host]
        if host.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if host.endswith(".test"):
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        if not host.strip("0123456789abcdefx.:"):
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
            return [str(address[0]) for *_, address in found]
        return [PUBLIC]

    with Server(("127.0.0.1", 0), Handler) as server:

        def connect(address: str, port: int, seconds: float) -> socket.socket:
            web.connected.append((address, port))
            return socket.create_connection(server.server_address[:2], seconds)  # type: ignore[arg-type]

        web = SmallWeb(resolve, connect)
        threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True).start()
        yield web
        server.shutdown()

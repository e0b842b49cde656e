"""Sockets that keep one deadline over many small reads: a server that sends a byte a second does not hold us."""

import http.client
import io
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiops.core.outbound.errors import CancelledError, TimedOutError, UnreachableError
from aiops.core.outbound.rules import DEFAULT_PORTS, IP, Target

SLICE_SECONDS = 0.25  # how soon a cancelled call is left
Resolve = Callable[[str, int], Sequence[IP]]


@dataclass
class Clock:
    """What is left of the whole time, and whether the caller still wants it."""

    ends: float
    cancelled: Callable[[], bool]
    sent: bool = False

    def left(self) -> float:
        """Raises CancelledError and TimedOutError."""
        if self.cancelled():
            raise CancelledError("the call was cancelled", may_have_arrived=self.sent)
        seconds = self.ends - time.monotonic()
        if seconds <= 0:
            raise TimedOutError("it took longer than the whole time it had", may_have_arrived=self.sent)
        return seconds


def look_up(host: str, port: int) -> list[IP]:
    """All addresses of a name, each once. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found))


def addresses(target: Target, resolve: Resolve, clock: Clock) -> Sequence[IP]:
    """Looked up aside, as the system's resolver keeps no deadline. Raises OutboundError."""
    found: list[Sequence[IP]] = []

    def work() -> None:
        try:
            found.append(resolve(target.host, target.port))
        except (OSError, UnicodeError):
            found.append([])

    thread = threading.Thread(target=work, name="outbound-names", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(min(clock.left(), SLICE_SECONDS))
    if not found or not found[0]:
        raise UnreachableError(f"{target.host} has no address")
    return found[0]


def connect(target: Target, to: Sequence[IP], seconds: float, clock: Clock) -> socket.socket:
    """Over TCP to the first of the checked addresses that answers; with TLS by the name. Raises OutboundError."""
    ends, last = time.monotonic() + seconds, "no answer"
    for tried, address in enumerate(to):
        patience = min(clock.left(), max(ends - time.monotonic(), 0.0) / (len(to) - tried))
        try:
            plain = socket.create_connection((str(address), target.port), max(patience, 0.01))
        except OSError as error:
            last = error.strerror or str(error)
            continue
        return _secured(plain, target, min(clock.left(), max(ends - time.monotonic(), 0.01)))
    if time.monotonic() >= ends:
        raise TimedOutError(f"{target.shown} did not take the connection in {seconds:g} s")
    raise UnreachableError(f"{target.shown} takes no connection: {last}")


def _secured(plain: socket.socket, target: Target, seconds: float) -> socket.socket:
    if target.scheme == "http":
        return plain
    plain.settimeout(seconds)
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except TimeoutError:
        plain.close()
        raise TimedOutError(f"{target.shown} did not finish TLS in {seconds:.1f} s") from None
    except (OSError, ValueError) as error:  # SSLError is an OSError
        plain.close()
        raise UnreachableError(f"{target.shown} cannot be trusted: {error}") from None


class Patient:
    """A socket as http.client uses one: no silence beyond `read_seconds`, nothing beyond the clock."""

    def __init__(self, wire: socket.socket, read_seconds: float, clock: Clock) -> None:
        self.wire, self.read_seconds, self.clock = wire, read_seconds, clock

    def sendall(self, data: Any) -> None:
        rest = memoryview(data)
        while rest:
            self.clock.sent = True
            rest = rest[self.patiently(partial(self.wire.send, rest), "took nothing") :]

    def makefile(self, *_: Any, **__: Any) -> io.BufferedReader:
        return io.BufferedReader(Incoming(self))

    def close(self) -> None:
        """http.client closes before it has read; whoever opened the socket closes it."""

    def patiently(self, act: Callable[[], int], complaint: str) -> int:
        since = time.monotonic()
        while True:
            self.wire.settimeout(min(self.clock.left(), SLICE_SECONDS))
            try:
                return act()
            except TimeoutError:
                if time.monotonic() - since >= self.read_seconds:
                    words = f"the other side {complaint} for {self.read_seconds:g} s"
                    raise TimedOutError(words, may_have_arrived=self.clock.sent) from None


class Incoming(io.RawIOBase):
    def __init__(self, patient: Patient) -> None:
        self.patient = patient

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self.patient.patiently(partial(self.patient.wire.recv_into, buffer), "sent nothing")


class Connection(http.client.HTTPConnection):
    """One that is connected already: http.client never looks a name up nor opens a socket."""

    def __init__(self, target: Target, wire: Patient) -> None:
        super().__init__(target.host, target.port)
        self.default_port = DEFAULT_PORTS[target.scheme]
        self.sock: Any = wire
        self.auto_open = 0

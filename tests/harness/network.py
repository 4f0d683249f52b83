"""No test talks to anything but this machine."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager

LOCAL_NAMES = {"localhost", "testserver", ""}


class OutboundNetworkError(AssertionError):
    """A test tried to leave the machine."""


@contextmanager
def only_loopback() -> Iterator[None]:
    """Connections to other addresses, and look-ups of other names, raise."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def checked_connect(self, address):
        _refuse_elsewhere(self.family, address)
        return connect(self, address)

    def checked_connect_ex(self, address):
        _refuse_elsewhere(self.family, address)
        return connect_ex(self, address)

    def checked_getaddrinfo(host, *args, **kwargs):
        _refuse_host(host)
        return getaddrinfo(host, *args, **kwargs)

    socket.socket.connect, socket.socket.connect_ex = checked_connect, checked_connect_ex
    socket.getaddrinfo = checked_getaddrinfo
    try:
        yield
    finally:
        socket.socket.connect, socket.socket.connect_ex = connect, connect_ex
        socket.getaddrinfo = getaddrinfo


def _refuse_elsewhere(family: int, address: object) -> None:
    if family in {socket.AF_INET, socket.AF_INET6}:
        _refuse_host(address[0])


def _refuse_host(host: str | bytes | None) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in LOCAL_NAMES:
        return
    try:
        local = ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        local = False
    if not local:
        msg = f"a test may only reach this machine, not {name}"
        raise OutboundNetworkError(msg)

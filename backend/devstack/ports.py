"""Free ports on this machine's loopback, kept from one start to the next."""

import json
import socket
from pathlib import Path
from typing import Final

HOST: Final = "127.0.0.1"


def is_free(port: int) -> bool:
    """Return whether a server could listen on `port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
        return True


def any_free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def first_free_port(wanted: int, tries: int = 20) -> int:
    """Return `wanted`, or the next one that is free, or any."""
    near = range(wanted, min(wanted + tries, 65536))
    return next((port for port in near if is_free(port)), 0) or any_free_port()


def keep_ports(path: Path, wanted: dict[str, int]) -> dict[str, int]:
    """Return a free port for each name: that of the last start, else the wanted one (0 = any), else another.

    They are written to `path` for the next start. An unreadable `path` counts as none.
    """
    last = read_ports(path)
    ports: dict[str, int] = {}
    for name, port in wanted.items():
        before = last.get(name)
        if before and is_free(before):
            ports[name] = before
        else:
            ports[name] = first_free_port(port) if port else any_free_port()
    path.write_text(json.dumps(ports), encoding="utf-8")
    return ports


def read_ports(path: Path) -> dict[str, int]:
    """Return the ports written in `path`, or {}."""
    try:
        return {str(name): int(port) for name, port in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}

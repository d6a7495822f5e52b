"""Clients and backends of scripts/bench/conformance, with a balancer between them; and what can be seen at their ends."""

import contextlib
import errno
import itertools
import queue
import select
import socket
import struct
import threading
import time

PATIENCE = 8  # seconds that anything may take before it is said that it does not happen
MIB = 1 << 20
HOSTS = itertools.count(1)  # a loopback address for each backend: nobody's outgoing connection can take its port


class Unexpected(Exception):
    """What happened instead, as a fact for the table."""


class Backend:
    """A listener of the script's own. Can refuse, or not answer SYNs at all."""

    def __init__(self, name, arrived):
        self.name = name
        self.host = f"127.0.1.{next(HOSTS)}"
        self.port = 0
        self.arrived = arrived  # is given each accepted socket
        self.listener = None
        self.ended = threading.Event()
        self.hole = []
        self.accept()

    def accept(self):
        """Accepts from now on."""
        if self.listener:
            return
        self.leave_hole()
        self.listener = self.listen(4096)
        self.ended = threading.Event()
        threading.Thread(target=self.accept_all, args=(self.listener, self.ended), daemon=True).start()

    def listen(self, backlog):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((self.host, self.port))
        self.port = listener.getsockname()[1]
        listener.listen(backlog)
        return listener

    def accept_all(self, listener, ended):
        with listener:
            while not ended.is_set():
                if select.select([listener], [], [], 0.02)[0]:
                    with contextlib.suppress(OSError):
                        self.arrived(self, listener.accept()[0])

    def refuse(self):
        """Closes the listener, so that the system refuses."""
        self.leave_hole()
        if self.listener:
            self.ended.set()
            listener, self.listener = self.listener, None
            deadline = time.monotonic() + PATIENCE
            while listener.fileno() >= 0 and time.monotonic() < deadline:
                time.sleep(0.01)

    def swallow(self):
        """From now on SYNs get no answer: the backlog is full."""
        self.refuse()
        self.hole = [self.listen(0)]
        while True:
            filler = socket.socket()
            self.hole.append(filler)
            filler.settimeout(0.3)
            try:
                filler.connect((self.host, self.port))
            except TimeoutError:
                return
            except OSError as failure:
                raise Unexpected(f"the backlog cannot be filled: {failure}") from failure

    def leave_hole(self):
        for part in self.hole:
            part.close()
        self.hole = []


class Rig:
    """One balancer, its backends, and the sockets of the situation that is tried."""

    def __init__(self, count):
        self.arrivals = queue.Queue()
        self.behave = None  # what a backend does with each connection; None leaves it to the situation
        self.opened = []
        self.served = {}
        self.backends = [Backend(f"s{i + 1}", self.arrived) for i in range(count)]
        self.contestant = None

    def arrived(self, backend, connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(PATIENCE)
        self.opened.append(connection)
        self.served[backend.name] = self.served.get(backend.name, 0) + 1
        if self.behave:
            threading.Thread(target=self.let, args=(self.behave, backend, connection), daemon=True).start()
        else:
            self.arrivals.put(connection)

    @staticmethod
    def let(behave, backend, connection):
        with contextlib.suppress(OSError, ValueError):
            behave(backend, connection)

    def fresh(self):
        """Ends what the last situation left, and lets all backends accept."""
        self.behave = None
        for backend in self.backends:
            backend.accept()
        quiet_since = time.monotonic()
        while time.monotonic() < quiet_since + 0.15:
            with contextlib.suppress(queue.Empty):
                self.arrivals.get(timeout=0.02)
                quiet_since = time.monotonic()
            for connection in self.opened:
                connection.close()
            self.opened = []
        self.served = {}

    def client(self, receive_buffer=None):
        client = socket.socket()
        self.opened.append(client)
        if receive_buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.settimeout(PATIENCE)
        client.connect(("127.0.0.1", self.contestant.port))
        return client

    def accepted(self, seconds=PATIENCE):
        try:
            return self.arrivals.get(timeout=seconds)
        except queue.Empty:
            raise Unexpected("no backend was connected") from None

    def pair(self):
        """A client and the backend's end of its connection."""
        client = self.client()
        return client, self.accepted()

    def names(self, count):
        """Who serves so many clients, one after the other; None for one that is not served."""
        return [self.name() for _ in range(count)]

    def name(self):
        with contextlib.suppress(OSError), self.client() as client:
            return line_of(client) or None
        return None

    def settles(self, wanted, count=6, seconds=PATIENCE):
        """Waits until so many clients in a row are served as wanted; whether it came to that."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if wanted(self.names(count)):
                return True
            time.sleep(0.1)
        return False

    def close(self):
        for backend in self.backends:
            backend.refuse()
        for connection in self.opened:
            connection.close()


# --- what a backend may do with each connection -----------------------------------------------------------------------


def greet_and_echo(backend, connection):
    """Says its name, then sends back what comes."""
    connection.sendall(f"{backend.name}\n".encode())
    while chunk := connection.recv(65536):
        connection.sendall(chunk)
    connection.close()


# --- what is seen at an end -------------------------------------------------------------------------------------------


def line_of(connection):
    """The line that comes next, empty when there is none."""
    line = b""
    while not line.endswith(b"\n"):
        byte = connection.recv(1)
        if not byte:
            return ""
        line += byte
    return line.decode().strip()


def echoes(connection, message=b"turn\n"):
    """Whether what is sent comes back."""
    try:
        connection.sendall(message)
        return take(connection, len(message)) == message
    except OSError:
        return False


def take(connection, count):
    """So many bytes, or as many as come."""
    taken = bytearray()
    while len(taken) < count:
        chunk = connection.recv(min(count - len(taken), MIB))
        if not chunk:
            break
        taken += chunk
    return bytes(taken)


def rest_of(connection, seconds=PATIENCE, digest=None):
    """What comes until the end, and the end: FIN, RST or silence. With a digest the bytes go there, and are counted."""
    taken = bytearray()
    count = 0
    connection.settimeout(seconds)
    try:
        while chunk := connection.recv(MIB):
            count += len(chunk)
            if digest:
                digest.update(chunk)
            else:
                taken += chunk
        end = "FIN"
    except TimeoutError:
        end = "silence"
    except OSError as failure:
        end = "RST" if failure.errno in (errno.ECONNRESET, errno.EPIPE) else str(failure.strerror)
    return (count if digest else bytes(taken)), end


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def size(count):
    return f"{count / MIB:.0f} MiB" if count >= MIB else f"{count / 1024:.0f} KiB" if count >= 1024 else f"{count} B"


def share(taken, sent):
    """How much of what was sent has come."""
    if taken == sent:
        return f"all {size(len(sent))}"
    return f"{size(len(taken))} of {size(len(sent))}" if sent.startswith(taken) else f"{size(len(taken))} other bytes"


def after(began):
    return f"after {time.monotonic() - began:.1f} s"

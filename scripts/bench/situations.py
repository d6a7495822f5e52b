"""The situations of scripts/bench/conformance: each a short conversation through a balancer, and what came of it."""

import hashlib
import random
import select
import socket
import struct
import threading
import time

from contestants import Profile
from rig import MIB, PATIENCE, Unexpected, after, echoes, greet_and_echo, line_of, reset, rest_of, share, size, take

PROFILES = {
    "plain": Profile(),
    "idle": Profile(backends=1, idle=1),
    "queue": Profile(backends=1, own_maximum=1),
    "checks": Profile(checks=True),
    "control": Profile(control=True),
    "proxy": Profile(backends=1, proxy=True),
}
SITUATIONS = []
ONE_MIB = random.Random(1).randbytes(MIB)
LARGE = [random.Random(seed).randbytes(64 * MIB) for seed in (2, 3)]


class Situation:
    """What is tried, with which profile, what a transparent balancer does, and what the balancer has to offer."""

    def __init__(self, name, profile, expected, needs, converse):
        self.name = name
        self.profile = profile
        self.expected = expected
        self.needs = needs
        self.converse = converse  # rig -> (the fact, whether it is as expected)


def situation(name, profile, expected, needs=None):
    def add(converse):
        SITUATIONS.append(Situation(name, profile, expected, needs, converse))
        return converse
    return add


def ten_times(converse):
    """Tries it up to 10 times, as it may depend on who is faster; returns what came of the first that failed."""
    def try_again(rig):
        for _ in range(10):
            fact, passed = converse(rig)
            if not passed:
                break
        return fact, passed
    return try_again


# --- half-closes ------------------------------------------------------------------------------------------------------


@situation("client half-closes first", "plain", "both get all 1 MiB, then FIN, 10 times")
@ten_times
def client_half_closes(rig):
    client, server = rig.pair()
    there, back = one_way(client, server), one_way(server, client)
    return f"backend got {there}; client got {back}", there == back == "all 1 MiB, FIN"


@situation("backend half-closes first", "plain", "both get all 1 MiB, then FIN, 10 times")
@ten_times
def backend_half_closes(rig):
    client, server = rig.pair()
    back, there = one_way(server, client), one_way(client, server)
    return f"client got {back}; backend got {there}", there == back == "all 1 MiB, FIN"


@situation("both half-close at once", "plain", "both get all 1 MiB, then FIN, 10 times")
@ten_times
def both_half_close(rig):
    client, server = rig.pair()
    writers = [threading.Thread(target=say_all, args=(end,)) for end in (client, server)]
    got = {}
    readers = [threading.Thread(target=lambda name=name, end=end: got.update({name: heard(end)}))
               for name, end in (("backend", server), ("client", client))]
    for thread in writers + readers:
        thread.start()
    for thread in writers + readers:
        thread.join()
    return (f"backend got {got['backend']}; client got {got['client']}",
            got["client"] == got["backend"] == "all 1 MiB, FIN")


@situation("client sends and closes at once", "plain", "backend gets all 64 KiB, then FIN, 10 times")
@ten_times
def sends_and_closes(rig):
    request = ONE_MIB[:65536]
    with rig.client() as client:
        client.sendall(request)
    taken, end = rest_of(rig.accepted())
    return f"backend got {share(taken, request)}, {end}", (taken, end) == (request, "FIN")


@situation("client sends and half-closes while its backend is connected", "plain",
           "the other backend gets all 64 KiB, FIN; client gets the answer, FIN")
def half_closes_in_connect(rig):
    request = ONE_MIB[:65536]
    rig.backends[0].swallow()
    clients = [rig.client() for _ in range(2)]  # in turn: one of them has to wait for the connect timeout
    for client in clients:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
    there, back = set(), set()
    for _ in clients:
        server = rig.accepted()
        taken, end = rest_of(server)
        there.add(f"{share(taken, request)}, {end}")
        try:
            server.sendall(b"thanks\n")
        except OSError:
            pass  # seen by the client
        server.close()
    for client in clients:
        taken, end = rest_of(client)
        back.add(f"{'the answer' if taken == b'thanks' + bytes((10,)) else 'no answer'}, {end}")
    return (f"backend got {' or '.join(sorted(there))}; client got {' or '.join(sorted(back))}",
            there == {"all 64 KiB, FIN"} and back == {"the answer, FIN"})


@situation("backend sends and closes; client reads later", "plain", "client gets all 4 MiB, FIN")
def backend_closes_on_slow_reader(rig):
    client = rig.client(receive_buffer=65536)
    server = rig.accepted()
    data = LARGE[0][:4 * MIB]

    def send():
        try:
            server.sendall(data)
        except OSError:
            pass  # seen by the client
        server.close()

    sending = threading.Thread(target=send)
    sending.start()
    time.sleep(1)
    taken, end = rest_of(client)
    sending.join()
    return f"client got {share(taken, data)}, {end}", (taken, end) == (data, "FIN")


def say_all(sender):
    try:
        sender.sendall(ONE_MIB)
        sender.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # seen at the other end


def heard(receiver):
    taken, end = rest_of(receiver)
    return f"{share(taken, ONE_MIB)}, {end}"


def one_way(sender, receiver):
    """What came of 1 MiB and a FIN."""
    saying = threading.Thread(target=say_all, args=(sender,))
    saying.start()
    came = heard(receiver)
    saying.join()
    return came


# --- resets -----------------------------------------------------------------------------------------------------------


@situation("client resets before it has sent anything", "plain", "no connection is left at the backend")
def client_resets_at_once(rig):
    reset(rig.client())
    return left_over(rig)


@situation("client resets while its backend does not answer the SYN", "plain",
           "no connection is left at the backend")
def client_resets_in_connect(rig):
    for backend in rig.backends:
        backend.swallow()
    client = rig.client()
    client.sendall(b"is anybody there?\n")
    time.sleep(0.2)
    reset(client)
    for backend in rig.backends:
        backend.accept()
    return left_over(rig)


def left_over(rig):
    try:
        server = rig.accepted(1.5)  # a SYN that got no answer comes again after 1 s
    except Unexpected:
        return "backend saw no connection", True
    _, end = rest_of(server, 2)
    return f"backend saw {end}", end in ("FIN", "RST")


@situation("client resets in data", "plain", "backend sees RST")
def client_resets_in_data(rig):
    client, server = exchanged(rig)
    reset(client)
    _, end = rest_of(server)
    return f"backend saw {end}", end == "RST"


@situation("backend resets before its first byte", "plain", "client sees RST")
def backend_resets_at_once(rig):
    client, server = rig.pair()
    client.sendall(b"hello\n")
    take(server, 6)
    reset(server)
    _, end = rest_of(client)
    return f"client saw {end}", end == "RST"


@situation("backend resets in data", "plain", "client sees RST")
def backend_resets_in_data(rig):
    client, server = exchanged(rig)
    reset(server)
    _, end = rest_of(client)
    return f"client saw {end}", end == "RST"


@situation("backend resets after the client's FIN", "plain", "client sees RST")
def backend_resets_after_fin(rig):
    client, server = exchanged(rig)
    client.shutdown(socket.SHUT_WR)
    _, seen = rest_of(server)
    reset(server)
    _, end = rest_of(client)
    return f"backend saw {seen}, then client {end}", (seen, end) == ("FIN", "RST")


@situation("backend is killed in a transfer", "plain", "client sees RST; the next are served by the other")
def backend_dies(rig):
    client, server = exchanged(rig)
    killed = next(b for b in rig.backends if b.host == server.getsockname()[0])
    client.sendall(b"a request that is not read\n")
    select.select([server], [], [], PATIENCE)
    server.sendall(ONE_MIB[:65536])
    killed.refuse()
    server.close()  # with something unread the system sends a RST, as for any process that is killed
    _, end = rest_of(client)
    rig.behave = greet_and_echo
    names = rig.names(4)
    served = [name for name in names if name]
    return f"client saw {end}; {len(served)} of the next 4 served", end == "RST" and len(served) == 4


def exchanged(rig):
    """A connection that has moved a message each way."""
    client, server = rig.pair()
    for sender, receiver in ((client, server), (server, client)):
        sender.sendall(b"hello\n")
        if take(receiver, 6) != b"hello\n":
            raise Unexpected("a message was lost")
    return client, server


# --- connecting -------------------------------------------------------------------------------------------------------


@situation("one of two backends refuses", "plain", "10 of 10 served by the other")
def one_refuses(rig):
    rig.behave = greet_and_echo
    rig.backends[0].refuse()
    names = rig.names(10)
    return f"{names.count('s2')} of 10 served by the other", names.count("s2") == 10


@situation("all backends refuse", "plain", "client is closed within 1 s")
def all_refuse(rig):
    for backend in rig.backends:
        backend.refuse()
    began = time.monotonic()
    client = rig.client()
    _, end = rest_of(client)
    return f"client saw {end} {after(began)}", end != "silence" and time.monotonic() < began + 1


@situation("one of two backends does not answer the SYN", "plain", "10 of 10 served by the other after 1 s at most")
def connect_times_out(rig):
    rig.behave = greet_and_echo
    rig.backends[0].swallow()
    clients = [rig.client() for _ in range(10)]
    began = time.monotonic()
    served = 0
    for client in clients:
        try:
            served += line_of(client) == "s2"
        except OSError:
            pass
    return f"{served} of 10 served by the other, the last {after(began)}", served == 10


@situation("backend accepts and closes at once", "plain", "client sees FIN")
def closes_at_once(rig):
    client, server = rig.pair()
    server.close()
    taken, end = rest_of(client)
    return f"client saw {end}", (taken, end) == (b"", "FIN")


@situation("client says nothing for longer than the connect timeout", "plain", "is served after 2 s")
def silent_client(rig):
    client, server = rig.pair()
    time.sleep(2)
    client.sendall(b"hello\n")
    came = take(server, 6)
    return ("is served after 2 s" if came else "closed meanwhile"), came == b"hello\n"


@situation("backend speaks first", "plain", "greeting comes at once")
def backend_speaks_first(rig):
    began = time.monotonic()
    client, server = rig.pair()
    server.sendall(b"220 ready\n")
    greeting = line_of(client)
    soon = time.monotonic() < began + 1
    return f"greeting {'comes at once' if soon else after(began)}", greeting == "220 ready" and soon


@situation("200 clients at once over two backends", "plain", "100 and 100")
def exact_turns(rig):
    rig.behave = greet_and_echo
    clients = [rig.client() for _ in range(200)]
    names = [line_of(client) for client in clients]
    counts = [names.count(backend.name) for backend in rig.backends]
    return f"{counts[0]} and {counts[1]}", counts == [100, 100]


# --- bytes ------------------------------------------------------------------------------------------------------------


@situation("64 MiB each way at once", "plain", "both get all, checksums equal")
def bulk(rig):
    client, server = rig.pair()
    got = {}

    def send(end, data):
        try:
            end.sendall(data)
            end.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def receive(name, end, data):
        digest = hashlib.sha256()
        count, seen = rest_of(end, digest=digest)
        right = digest.digest() == hashlib.sha256(data).digest()
        wrong = f"{size(len(data) - count)} less" if count < len(data) else "a wrong checksum"
        got[name] = f"{f'all {size(count)}' if right else wrong}, {seen}"

    for end in (client, server):
        end.settimeout(30)
    threads = [threading.Thread(target=send, args=(client, LARGE[0])),
               threading.Thread(target=send, args=(server, LARGE[1])),
               threading.Thread(target=receive, args=("backend", server, LARGE[0])),
               threading.Thread(target=receive, args=("client", client, LARGE[1]))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    return (f"backend got {got.get('backend', 'no end')}; client got {got.get('client', 'no end')}",
            list(got.values()) == ["all 64 MiB, FIN"] * 2)


@situation("2000 segments of 1 byte each way", "plain", "both get all, in order")
def single_bytes(rig):
    client, server = rig.pair()
    data = ONE_MIB[:2000]
    got = []
    for sender, receiver in ((client, server), (server, client)):
        for byte in data:
            sender.sendall(bytes((byte,)))
        got.append(share(take(receiver, len(data)), data))
    return f"backend got {got[0]}, client got {got[1]}", got == [f"all {size(len(data))}"] * 2


@situation("client does not read 64 MiB for 2 s", "plain",
           "the backend has to wait; the balancer grows by less than 16 MiB; then all comes")
def slow_reader(rig):
    client = rig.client(receive_buffer=65536)
    server = rig.accepted()
    data = LARGE[0]
    before = rig.contestant.resident()
    server.settimeout(1)
    sent = 0
    deadline = time.monotonic() + PATIENCE
    try:
        while sent < len(data) and time.monotonic() < deadline:
            sent += server.send(memoryview(data)[sent:sent + 65536])
    except TimeoutError:
        pass
    time.sleep(1)
    grown = rig.contestant.resident() - before
    waits = sent < len(data)
    server.settimeout(PATIENCE)

    def send_rest():
        try:
            server.sendall(memoryview(data)[sent:])
            server.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    sending = threading.Thread(target=send_rest)
    sending.start()
    digest = hashlib.sha256()
    _, end = rest_of(client, digest=digest)
    sending.join()
    right = end == "FIN" and digest.digest() == hashlib.sha256(data).digest()
    return (f"backend {'waits after ' + size(sent) if waits else 'need not wait'}; balancer grew by "
            f"{size(max(0, grown))}; then {'all came' if right else 'not all came, ' + end}",
            waits and grown < 16 * MIB and right)


@situation("a byte every 0.4 s; idle timeout 1 s", "idle", "not closed within 4 s")
def slow_writer(rig):
    client, server = rig.pair()
    for count in range(10):
        time.sleep(0.4)
        try:
            client.sendall(b"x")
            arrived = take(server, 1)
        except OSError:
            arrived = b""
        if not arrived:
            return f"closed after {(count + 1) * 0.4:.1f} s", False
    return "not closed within 4 s", True


@situation("backend never answers; idle timeout 1 s", "idle", "both ends are closed within 1 to 3 s")
def never_answers(rig):
    client, server = rig.pair()
    client.sendall(b"hello\n")
    began = time.monotonic()
    _, end = rest_of(client)
    took = time.monotonic() - began
    _, behind = rest_of(server, 2)
    return (f"client saw {end} after {took:.1f} s, backend {behind}",
            end in ("FIN", "RST") and behind in ("FIN", "RST") and 0.8 < took < 3)


# --- limits -----------------------------------------------------------------------------------------------------------


@situation("backend has its one connection; another client comes", "queue", "waits, is served when the first has gone",
           needs="queue")
def waits_for_a_place(rig):
    first, server = rig.pair()
    second = rig.client()
    second.sendall(b"hello\n")
    second.settimeout(0.5)
    try:
        return f"second saw {'FIN' if not second.recv(1) else 'bytes'} at once", False
    except TimeoutError:
        pass
    if not rig.arrivals.empty():
        return "both were served at once", False
    first.close()
    server.close()
    came = take(rig.accepted(), 6)
    return ("waits, is served when the first has gone" if came else "waits, then lost"), came == b"hello\n"


@situation("another client comes and the first stays; queue timeout 2 s", "queue", "second is closed within 2 to 4 s",
           needs="queue")
def queue_times_out(rig):
    rig.pair()
    second = rig.client()
    began = time.monotonic()
    _, end = rest_of(second, 5)
    took = time.monotonic() - began
    if not rig.arrivals.empty():
        return "both were served at once", False
    if end == "silence":
        return "second still waits after 5 s", False
    return f"second saw {end} after {took:.1f} s", 1.8 < took < 4


@situation("20 descriptors left and 40 clients", "plain",
           "those beyond wait or are closed, nothing spins; with room nobody waits on, and new ones are served")
def descriptors_run_out(rig):
    rig.behave = greet_and_echo
    give_back = rig.contestant.limit_descriptors(20)
    try:
        waiting = [rig.client() for _ in range(40)]
        time.sleep(1)
        before = rig.contestant.cpu_seconds()
        time.sleep(1)
        busy = rig.contestant.cpu_seconds() - before
        served, waiting, closed = sorted_out(waiting, 0.2)
        first, left, later = len(served), len(waiting), 0
        deadline = time.monotonic() + PATIENCE
        while served or waiting and time.monotonic() < deadline:
            for client in served:
                client.close()
            served, waiting, _ = sorted_out(waiting, 0.2)
            later += len(served)
        again = rig.settles(lambda names: None not in names, 3)
    finally:
        give_back()
    return (f"{first} served, {left} wait, {closed} closed, {busy:.1f} s of CPU in 1 s; then {later} of {left} served"
            f"{f', {len(waiting)} wait on' if waiting else ''}, {'new ones too' if again else 'no new ones'}",
            again and not waiting and busy < 0.5)


def sorted_out(clients, seconds):
    """Those that are served now, those that wait, and how many were closed."""
    ready = set(select.select(clients, [], [], seconds)[0]) if clients else set()
    served = []
    closed = 0
    for client in ready:
        try:
            answered = bool(client.recv(16))
        except OSError:
            answered = False
        if answered:
            served.append(client)
        else:
            closed += 1
    return served, [client for client in clients if client not in ready], closed


# --- checks -----------------------------------------------------------------------------------------------------------


@situation("a backend stops answering SYNs; checks every 0.2 s; fall 2", "checks",
           "noticed within 3 s; then no client waits for it", needs="checks")
def checks_notice(rig):
    served, slowest = without_the_second(rig)
    waited = slowest > 0.8  # the connect timeout is 1 s
    return (f"{served} of 10 served by the other, {'some after ' + f'{slowest:.1f} s' if waited else 'at once'}",
            served == 10 and not waited)


@situation("it answers again; rise 2", "checks", "noticed within 3 s; both serve", needs="checks")
def checks_notice_return(rig):
    served, slowest = without_the_second(rig)
    if served < 10 or slowest > 0.8:
        return "was not noticed before", False
    rig.backends[1].accept()
    time.sleep(3)
    names = rig.names(10)
    return f"{names.count('s1')} and {names.count('s2')} of 10", names.count("s2") >= 4 and None not in names


def without_the_second(rig):
    """How many of 10 the first serves when the second has not answered for 3 s, and how long the slowest had to wait."""
    rig.behave = greet_and_echo
    rig.settles(lambda names: {"s1", "s2"} <= set(names))
    rig.backends[1].swallow()
    time.sleep(3)
    served, slowest = 0, 0
    for _ in range(10):
        began = time.monotonic()
        served += rig.name() == "s1"
        slowest = max(slowest, time.monotonic() - began)
    return served, slowest


# --- operators --------------------------------------------------------------------------------------------------------


def live_on(rig, name):
    """A connection to that backend, which has been greeted."""
    for _ in range(20):
        client = rig.client()
        if line_of(client) == name:
            return client
        client.close()
    raise Unexpected(f"no client gets {name}")


def goes_on(connection, seconds=1):
    """Whether the connection echoes until then."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not echoes(connection):
            return False
        time.sleep(0.1)
    return True


@situation("drain; then ready", "control", "the live connection goes on, no new ones; then both serve", needs="state")
def drain(rig):
    rig.behave = greet_and_echo
    live = live_on(rig, "s1")
    rig.contestant.state(rig.backends[0], "drain")
    none_new = rig.settles(lambda names: names == ["s2"] * len(names))
    on = goes_on(live)
    rig.contestant.state(rig.backends[0], "ready")
    both = rig.settles(lambda names: set(names) == {"s1", "s2"})
    return (f"live one {'goes on' if on else 'is cut'}, {'no new ones' if none_new else 'new ones come'}; "
            f"{'then both serve' if both else 'it does not return'}", on and none_new and both)


@situation("maint", "control", "the live connection is cut, no new ones", needs="maint")
def maint(rig):
    rig.behave = greet_and_echo
    live = live_on(rig, "s1")
    rig.contestant.state(rig.backends[0], "maint")
    _, end = rest_of(live, 3)
    none_new = rig.settles(lambda names: names == ["s2"] * len(names))
    rig.contestant.state(rig.backends[0], "ready")
    back = rig.settles(lambda names: set(names) == {"s1", "s2"})
    return (f"live one saw {end}, {'no new ones' if none_new else 'new ones come'}"
            f"{'' if back else '; it does not return'}", end != "silence" and none_new and back)


@situation("reload that takes a backend away", "control", "its live connection goes on, no new ones", needs="reload")
def reload_removes(rig):
    rig.behave = greet_and_echo
    live = live_on(rig, "s1")
    rig.contestant.reload([rig.backends[1], rig.spare])
    none_new = rig.settles(lambda names: set(names) == {"s2", rig.spare.name})
    on = goes_on(live)
    return (f"live one {'goes on' if on else 'is cut'}, {'no new ones' if none_new else 'not as configured'}",
            on and none_new)


@situation("3 reloads while clients come", "control", "all clients served, all live connections go on", needs="reload")
def reload_under_load(rig):
    rig.behave = greet_and_echo
    live = [rig.client() for _ in range(10)]
    for client in live:
        line_of(client)
    coming = Coming(rig)
    for turn in range(3):
        rig.contestant.reload([rig.backends[turn % 2], rig.spare])
        time.sleep(0.7)
    fact, passed = coming.stop()
    on = sum(echoes(client) for client in live)
    return f"{fact}, {on} of 10 live go on", passed and on == 10


@situation("reload of a file that is broken", "control", "goes on as before", needs="reload")
def reload_of_broken_file(rig):
    rig.behave = greet_and_echo
    live = live_on(rig, "s1")
    rig.contestant.reload_broken()
    on = goes_on(live)
    names = rig.names(6)
    return (f"live one {'goes on' if on else 'is cut'}, {6 - names.count(None)} of 6 new ones served",
            on and None not in names)


@situation("drain and ready 3 times while clients come", "control", "all clients served", needs="state")
def drain_under_load(rig):
    rig.behave = greet_and_echo
    coming = Coming(rig)
    for turn in range(3):
        for state in ("drain", "ready"):
            rig.contestant.state(rig.backends[turn % 2], state)
            time.sleep(0.3)
    return coming.stop()


class Coming:
    """Clients that come one after the other until they are stopped."""

    def __init__(self, rig):
        self.rig = rig
        self.count = self.failed = 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.come)
        self.thread.start()

    def come(self):
        while not self.ended.wait(0.005):
            self.count += 1
            self.failed += self.rig.name() is None

    def stop(self):
        self.ended.set()
        self.thread.join()
        served = "all clients served" if not self.failed else f"{self.failed} of {self.count} clients failed"
        return served, self.count > 0 and self.failed == 0


@situation("PROXY v2 comes in", "proxy", "backend gets the payload alone", needs="proxy")
def proxy_version_2(rig):
    header = b"\r\n\r\n\0\r\nQUIT\n" + struct.pack("!BBH4s4sHH", 0x21, 0x11, 12, socket.inet_aton("192.0.2.7"),
                                                  socket.inet_aton("192.0.2.8"), 4711, 7000)
    return behind_header(rig, header, b"hello\n", b"hello\n")


@situation("PROXY v1 comes in without its addresses", "proxy", "client is closed, backend gets nothing", needs="proxy")
def proxy_version_1_malformed(rig):
    return behind_header(rig, b"PROXY TCP4\r\n", b"hello\n", b"")


@situation("PROXY v1 comes in with the address 192.0.2.999", "proxy", "client is closed, backend gets nothing",
           needs="proxy")
def proxy_version_1_bad_address(rig):
    return behind_header(rig, b"PROXY TCP4 192.0.2.999 192.0.2.8 4711 7000\r\n", b"hello\n", b"")


def behind_header(rig, header, payload, wanted):
    client = rig.client()
    try:
        client.sendall(header + payload)
        client.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # it was closed at once, which is seen below
    try:
        taken, _ = rest_of(rig.accepted(1.5))
    except Unexpected:
        taken = b""
    if wanted:
        return f"backend got {'the payload alone' if taken == wanted else f'{len(taken)} bytes'}", taken == wanted
    if taken:
        return f"backend got {'the payload' if taken == payload else f'{len(taken)} bytes'}", False
    _, end = rest_of(client, 4)
    return f"client saw {end}, backend got nothing", end != "silence"


@situation("stop while a client is connected", "plain",
           "the live connection goes on, no new ones; it ends when that one has", needs="soft stop")
def soft_stop(rig):
    rig.behave = greet_and_echo
    live = rig.client()
    line_of(live)
    rig.contestant.process.send_signal(rig.contestant.soft_stop_signal)
    time.sleep(0.3)
    on = goes_on(live)
    none_new = rig.name() is None
    live.close()
    began = time.monotonic()
    try:
        rig.contestant.process.wait(PATIENCE)
        ended = f"ends {after(began)}"
    except Exception:
        ended = "does not end"
    return (f"live one {'goes on' if on else 'is cut'}, {'no new ones' if none_new else 'new ones come'}, {ended}",
            on and none_new and ended != "does not end")

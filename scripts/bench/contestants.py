"""The four balancers of scripts/bench/conformance: equivalent settings, how each is started, reloaded and told things."""

import os
import pathlib
import resource
import signal
import socket
import subprocess

from peers import GILIRAN, ROOT, free_port

STREAM_MODULE = pathlib.Path("/usr/lib/nginx/modules/ngx_stream_module.so")
TICKS = os.sysconf("SC_CLK_TCK")

# What each has at all; a situation that needs something else is "not offered". Giliran's are cut down to what this
# build has, see of_this_build.
OFFERS = {
    "giliran": {"queue", "checks", "state", "maint", "reload", "soft stop", "proxy"},
    "haproxy": {"queue", "checks", "state", "maint", "reload", "soft stop", "proxy"},
    "nginx": {"state", "reload", "soft stop", "proxy"},  # no queue and no checks in the free one; state by reload
    "pen": {"queue", "state", "reload"},  # state by its blacklist; the queue is its listener's backlog
}
PROXY_IN = 'proxy-protocol { accept = any, trusted = ["127.0.0.0/8"] }'


def of_this_build():
    """What Giliran offers as it is built: ctl and reload came together, the PROXY protocol has a key."""
    shown = subprocess.run([GILIRAN, "--help"], capture_output=True, text=True, timeout=300).stdout
    reference = (ROOT / "src/main/resources/reference.conf").read_text()
    missing = set()
    if " ctl " not in shown:
        missing |= {"state", "maint", "reload"}
    if PROXY_IN.split()[0] + " {" not in reference:
        missing.add("proxy")
    return OFFERS["giliran"] - missing


class Profile:
    """How a balancer is set up for some of the situations."""

    def __init__(self, backends=2, idle=60, own_maximum=None, checks=False, control=False, proxy=False):
        self.backends = backends  # how many it begins with
        self.idle = idle  # seconds
        self.own_maximum = own_maximum  # connections of a backend
        self.checks = checks
        self.control = control  # whether it is told things and reloaded
        self.proxy = proxy


class Contestant:
    """One balancer process with one profile; the subclasses know its language."""

    soft_stop_signal = signal.SIGTERM
    reload_signal = signal.SIGHUP

    def __init__(self, bench, profile, label):
        self.bench = bench
        self.profile = profile
        self.label = label
        self.port = free_port()
        self.admin = free_port()
        self.folder = bench.folder
        self.process = None

    def start(self, backends):
        self.write(backends)
        self.process = self.bench.start(self.command(), self.port, self.label)

    def reload(self, backends):
        self.write(backends)
        self.process.send_signal(self.reload_signal)

    def reload_broken(self):
        self.bench.file(self.file, "this is { no configuration\n")
        self.process.send_signal(self.reload_signal)

    @property
    def file(self):
        return f"{self.label}.conf"

    def write(self, backends):
        return self.bench.file(self.file, self.config(backends))

    def path(self):
        return str(self.folder / self.file)

    # What the system says of it and its children

    def pids(self):
        found = [self.process.pid]
        for pid in found:
            for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
                found += [int(child) for child in task.read_text().split()]
        return found

    def resident(self):
        return sum(int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self.pids()) \
            * resource.getpagesize()

    def cpu_seconds(self):
        ticks = 0
        for pid in self.pids():
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS

    def limit_descriptors(self, spare):
        """Leaves so many descriptors beyond those that are open; returns what gives them back."""
        before = {}
        for pid in self.pids():
            used = len(os.listdir(f"/proc/{pid}/fd"))
            before[pid] = resource.prlimit(pid, resource.RLIMIT_NOFILE)
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (used + spare, before[pid][1]))

        def undo():
            for pid, limits in before.items():
                if os.path.exists(f"/proc/{pid}"):
                    resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
        return undo


class Giliran(Contestant):
    def config(self, backends):
        profile = self.profile
        limit = f",max-connections={profile.own_maximum}" if profile.own_maximum else ""
        listed = ", ".join(f'"{b.name}={b.host}:{b.port}{limit}"' for b in backends)
        checks = """health { checks = on, interval = 200ms, fast-interval = 200ms, down-interval = 200ms
            timeout = 300ms, rise = 2, fall = 2, panic-threshold = 0 }""" if profile.checks else ""
        return f"""include "{ROOT}/application.conf"
            giliran.balancer {{
              listen = "127.0.0.1:{self.port}"
              backends = [ {listed} ]
              connect-timeout = 1s
              idle-timeout = {profile.idle}s
              queue {{ timeout = 2s }}
              ejection {{ enabled = off }}
              shutdown {{ grace = 5s, deadline = 6s }}
              access-log {{ tcplog = off, json = off }}
              {checks}
              {PROXY_IN if profile.proxy else ""}
            }}
            """

    def command(self):
        admin = ["--admin", f"127.0.0.1:{self.admin}"] if self.profile.control else []
        options = os.environ.get("GILIRAN_BENCH_OPTS", "")
        return ["env", f"JAVA_OPTS={options} -Dconfig.file={self.path()}", GILIRAN, "balancer", *admin]

    def state(self, backend, state):
        self.bench.told([GILIRAN, "ctl", "--admin", f"127.0.0.1:{self.admin}", "state", backend.name, state])


class Haproxy(Contestant):
    soft_stop_signal = signal.SIGUSR1
    reload_signal = signal.SIGUSR2

    def config(self, backends):
        profile = self.profile
        extra = (f" maxconn {profile.own_maximum}" if profile.own_maximum else "") + (
            " check inter 200ms fall 2 rise 2" if profile.checks else "")
        servers = "\n".join(f"  server {b.name} {b.host}:{b.port}{extra}" for b in backends)
        return f"""
global
  nbthread 1
  maxconn 1000
  stats socket {self.socket()} level admin expose-fd listeners
defaults
  mode tcp
  timeout connect 1s
  timeout client {profile.idle}s
  timeout server {profile.idle}s
  timeout queue 2s
  timeout check 300ms
  option redispatch 1
listen lb
  bind 127.0.0.1:{self.port}{" accept-proxy" if profile.proxy else ""}
  balance roundrobin
{servers}
"""

    def socket(self):
        return f"{self.folder}/{self.label}.sock"

    def command(self):
        return ["haproxy", "-db", *(["-W"] if self.profile.control else []), "-f", self.path()]

    def state(self, backend, state):
        self.say(f"set server lb/{backend.name} state {state}")
        if state == "maint":
            self.say(f"shutdown sessions server lb/{backend.name}")

    def say(self, line):
        with socket.socket(socket.AF_UNIX) as admin:
            admin.settimeout(5)
            admin.connect(self.socket())
            admin.sendall(line.encode() + b"\n")
            while admin.recv(4096):
                pass


class Nginx(Contestant):
    soft_stop_signal = signal.SIGQUIT

    def config(self, backends, down=()):
        profile = self.profile
        limit = f" max_conns={profile.own_maximum}" if profile.own_maximum else ""
        servers = " ".join(f"server {b.host}:{b.port} max_fails=0{limit}{' down' if b in down else ''};"
                           for b in backends)
        return f"""
            load_module {STREAM_MODULE}; user root; worker_processes 1; daemon off;
            pid {self.folder}/{self.label}.pid; error_log {self.folder}/{self.label}.err;
            events {{ worker_connections 2000; }}
            stream {{
              upstream lb {{ {servers} }}
              server {{ listen 127.0.0.1:{self.port} backlog=4096{" proxy_protocol" if profile.proxy else ""};
                proxy_pass lb; proxy_connect_timeout 1s; proxy_timeout {profile.idle}s; proxy_half_close on; }} }}"""

    def command(self):
        return ["nginx", "-c", self.path()]

    def write(self, backends):
        self.backends = list(backends)
        return super().write(backends)

    def state(self, backend, state):
        self.bench.file(self.file, self.config(self.backends, () if state == "ready" else (backend,)))
        self.process.send_signal(self.reload_signal)


class Pen(Contestant):
    def config(self, backends):
        return "".join(f"server {i} address {b.host}\nserver {i} port {b.port}\n" for i, b in enumerate(backends))

    def write(self, backends):
        self.backends = list(backends)
        return super().write(backends)

    def command(self):
        profile = self.profile
        limit = f":{profile.own_maximum}" if profile.own_maximum else ""
        control = ["-C", f"127.0.0.1:{self.admin}", "-u", "root", "-F", self.path()] if profile.control else []
        cap = profile.own_maximum * profile.backends if profile.own_maximum else 1000
        return ["pen", "-f", "-r", "-t", "1", "-b", "1", "-q", "4096", "-x", str(cap), "-c", "1000",
                "-O", f"idle_timeout {profile.idle}", *control, f"127.0.0.1:{self.port}",
                *(f"{b.host}:{b.port}{limit}" for b in self.backends)]

    def state(self, backend, state):
        seconds = 0 if state == "ready" else 600
        self.bench.told(["penctl", f"127.0.0.1:{self.admin}", "server", str(self.backends.index(backend)), "blacklist",
                         str(seconds)])


CONTESTANTS = {"giliran": Giliran, "haproxy": Haproxy, "nginx": Nginx, "pen": Pen}

"""What scripts/bench/balancer and scripts/bench/soak share: processes, real backends, and Giliran's balancers."""

import argparse
import contextlib
import os
import pathlib
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
GILIRAN = str(ROOT / "scripts" / "giliran")
PACKAGES = {"haproxy": "haproxy", "nginx": "nginx-light", "pen": "pen", "redis-server": "redis-server",
            "redis-benchmark": "redis-tools", "wrk": "wrk", "jcmd": "default-jdk-headless"}
DESCRIPTORS = resource.getrlimit(resource.RLIMIT_NOFILE)[1]  # what the system grants at most
BULK_BYTES = 64 << 20
TICKS = os.sysconf("SC_CLK_TCK")
INVALID = 98  # what the swarm ends with when it was too slow itself; then all contenders had the same machine


class Contender:
    """A balancer under test: its processes, one address for each kind of backend, and what it is asked to do."""

    def __init__(self, name, processes, addresses, workloads=None):
        self.name = name
        self.processes = processes  # kind of backend -> Popen
        self.addresses = addresses  # kind of backend -> port
        self.workloads = workloads

    def cpu(self, kind):
        """CPU seconds of the process so far."""
        fields = pathlib.Path(f"/proc/{self.processes[kind].pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident(self, kind):
        """Resident bytes of the process now."""
        return int(pathlib.Path(f"/proc/{self.processes[kind].pid}/statm").read_text().split()[1]) * resource.getpagesize()


class Bench:
    """Starts and stops everything; one instance a run."""

    def __init__(self, stack, folder):
        self.stack = stack
        self.folder = folder

    def start(self, command, ready_port=None, log=None):
        """Starts a process of ours, which ends with the run; waits until the port answers."""
        output = open(self.folder / f"{log or pathlib.Path(command[0]).name}.out", "ab")
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=self.folder,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS,) * 2))
        self.stack.callback(self.stop, process, output.name)
        deadline = time.monotonic() + 60
        while ready_port and not answers(ready_port):
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{' '.join(command)} does not listen on {ready_port}; see {output.name}")
            time.sleep(0.05)
        return process

    @staticmethod
    def stop(process, output):
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            with open(output, "a") as last_words:
                last_words.write("ERROR: it did not end within 20 s and was killed\n")

    def file(self, name, text):
        path = self.folder / name.replace(" ", "-")
        path.write_text(text)
        return str(path)


def answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
        return True
    return False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(command, timeout=120, accepted=(0,)):
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout)
    if done.returncode not in accepted:
        sys.exit(f"{' '.join(command)} has failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def other_checkout(folder):
    """The type of --against: a folder with another checkout of Giliran, which is built here."""
    home = pathlib.Path(folder).resolve()
    if not (home / "scripts" / "giliran").exists():
        raise argparse.ArgumentTypeError(f"'{folder}' has no scripts/giliran; valid is the folder of another checkout")
    run([str(home / "scripts" / "giliran"), "--version"], 300)
    return home


def install(commands, packages=()):
    """Installs the packages of those commands that are missing, and the given ones; then builds Giliran."""
    missing = {PACKAGES[command] for command in commands if not shutil.which(command)} | set(packages)
    if missing:
        run(["apt-get", "update", "-qq"])
        run(["apt-get", "install", "-y", "-qq", *sorted(missing)], 600)
    resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS,) * 2)
    run([GILIRAN, "--version"], 300)


# --- what stands behind the balancers -------------------------------------------------------------------------------


def start_backends(bench, content, kinds=("redis", "http", "line")):
    """redis-server, nginx with a short answer and the given long one, our own backend; returns their ports by kind."""
    ports = {kind: free_port() for kind in kinds}
    bench.start(["redis-server", "--port", str(ports["redis"]), "--bind", "127.0.0.1", "--save", "", "--maxclients",
                 "15000"], ports["redis"])
    (bench.folder / "bulk.bin").write_bytes(content)
    bench.folder.chmod(0o755)
    bench.start(["nginx", "-c", bench.file("backend.conf", f"""
        worker_processes 1; daemon off; pid {bench.folder}/backend.pid; error_log {bench.folder}/backend.err;
        events {{ worker_connections 19000; }}
        http {{ access_log off; sendfile on; keepalive_requests 100000000;
          server {{ listen 127.0.0.1:{ports["http"]} backlog=4096; root {bench.folder};
            location = /hello {{ return 200 "hello\\n"; }} }} }}""")], ports["http"], "nginx-backend")
    if "line" in ports:
        bench.start([GILIRAN, "backend", "--listen", f"127.0.0.1:{ports['line']}"], ports["line"], "backend")
    return ports


# --- what is measured -------------------------------------------------------------------------------------------------


def giliran(bench, backends, name, plane, log, workloads=None, settings="", home=ROOT):
    """A balancer of the checkout in that folder for each kind of backend."""
    ports = {kind: free_port() for kind in backends}
    processes = {}
    for kind in backends:
        config = bench.file(f"{name}-{kind}.conf", f'include "{home}/application.conf"\n'
                            f'giliran.balancer.access-log {{ tcplog = {"on" if log else "off"}, json = off }}\n'
                            f'{settings}\n')
        os.environ["JAVA_OPTS"] = f"{os.environ.get('GILIRAN_BENCH_OPTS', '')} -Dconfig.file={config}"
        processes[kind] = bench.start(
            [str(home / "scripts" / "giliran"), "balancer", "--data-plane", plane, "--listen", f"127.0.0.1:{ports[kind]}", "--backend",
             f"s1=127.0.0.1:{backends[kind]}", "--out", str(bench.folder / f"{name}-{kind}-log")],
            ports[kind], f"{name}-{kind}")
    os.environ.pop("JAVA_OPTS", None)
    return Contender(name, processes, ports, workloads)

"""Starts and ends `twin serve` for tests that look at it from outside."""
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def binary():
    return os.environ.get("TWIN_BINARY", str(ROOT / "build/release/twin/twin"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class TwinProcess:
    """A twin of its own on `folder`; ends with the with-block, by SIGTERM."""

    def __init__(self, folder, *flags, speed="paused", wait=True, program=None, environment=None,
                 before_start=None):
        self.folder = pathlib.Path(folder)
        self.grpc_port, self.http_port = free_port(), free_port()
        self.process = subprocess.Popen(
            [program or binary(), "serve", "--data", str(folder), "--region", str(ROOT / "data/ostlandet"),
             "--console", str(ROOT / "twin/console/dist"), "--grpc", f"127.0.0.1:{self.grpc_port}",
             "--http", f"127.0.0.1:{self.http_port}", "--speed", speed, "--log-level", "warn",
             *(() if "--tls" in flags else ("--tls", "off")),
             *(() if "--capacity" in flags else ("--capacity", "false")),
             *(() if "--heat-plans" in flags else ("--heat-plans", "false")), *flags],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={**os.environ, **(environment or {})}, preexec_fn=before_start)
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self):
        for _ in range(600):
            if self.process.poll() is not None:
                raise RuntimeError(f"twin ended at once: {self.process.stderr.read()}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.http_port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("twin did not start in 30 s")

    @property
    def address(self):
        return f"127.0.0.1:{self.grpc_port}"

    @property
    def token(self):
        return (self.folder / "operator.token").read_text().strip()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Ends it as Ctrl-C does and returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def peak_memory_mb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(l for l in status.splitlines() if l.startswith("VmHWM")).split()[1]) / 1024

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()


if __name__ == "__main__":
    sys.exit("a helper of the tests; see tests/recovery and tests/shown")

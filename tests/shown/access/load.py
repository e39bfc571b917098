"""Part of 09-access: load from an open-loop client, and ten times as much of it."""
import json
import pathlib
import re
import subprocess
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
CLIENT = ROOT / "build/release/tests/load/open_loop"


class Watcher:
    """Resident memory and step times of a twin, once a second."""

    def __init__(self, twin):
        self.twin, self.memory_mb, self.is_ending = twin, [], threading.Event()
        self.thread = threading.Thread(target=self._watch)

    def _watch(self):
        while not self.is_ending.wait(1.0):
            status = pathlib.Path(f"/proc/{self.twin.process.pid}/status").read_text()
            self.memory_mb.append(int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_ending.set()
        self.thread.join()


def step_buckets(twin):
    """Upper edges in seconds and counts of the histogram of steps."""
    request = urllib.request.Request(f"http://127.0.0.1:{twin.http_port}/metrics",
                                     headers={"authorization": f"Bearer {twin.token}"})
    with urllib.request.urlopen(request, timeout=10) as reply:
        text = reply.read().decode()
    return {float(edge): float(count)
            for edge, count in re.findall(r'twin_step_seconds_bucket\{le="([0-9.e+Inf-]+)"\} ([0-9.e+]+)', text)}


def p99_of(before, after):
    """Upper edge of the bucket that 99 % of the steps between the two lie below."""
    counts = {edge: after[edge] - before.get(edge, 0.0) for edge in sorted(after)}
    total = max(counts.values(), default=0.0)
    return next((edge for edge, count in counts.items() if total and count >= 0.99 * total), float("nan")), int(total)


def lay(twin, seconds, scale, subscribers):
    done = subprocess.run([CLIENT, "--address", twin.address, "--token-file", twin.folder / "operator.token", "--seconds",
                           str(seconds), "--scale", str(scale), "--subscribers", str(subscribers)], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def errors_of(figures):
    return {kind: {code: n for code, n in figures[kind]["codes"].items() if code != "OK"} for kind in ("reads", "ac_checked", "full")}


def show_load(folder, say, title, hold, is_long, planning=None):
    """`planning`: the folder `planning` of a twin that has computed its year; without it the year is computed first."""
    from twin_process import TwinProcess
    title("Load, open loop")
    seconds, data = (600 if is_long else 20), folder / "load"
    take_planning(planning, data)
    with TwinProcess(data, "--capacity", "true", "--planning-weather-years", "0", speed="x900") as twin:
        wait_for_map(twin)
        with Watcher(twin) as watched:
            before = step_buckets(twin)
            normal = lay(twin, seconds, 1, 200)
            tick_s, ticks = p99_of(before, step_buckets(twin))
        memory = watched.memory_mb
        say(f"{seconds} s of 50 reads, 3 AC-checked and 0.5 full answers a second and 200 subscribers, at x900.\n")
        say("| calls | answered | not | p50, ms | p95 | p99 | slowest |\n| --- | --- | --- | --- | --- | --- | --- |")
        for kind in ("reads", "ac_checked", "full"):
            f = normal[kind]
            bad = sum(n for code, n in f["codes"].items() if code != "OK")
            say(f"| {kind} | {f['codes'].get('OK', 0):,} | {bad} | {f['p50_ms']:.1f} | {f['p95_ms']:.1f} | {f['p99_ms']:.1f} | "
                f"{f['most_ms']:.0f} |")
        third = max(1, len(memory) // 3)
        early, late = max(memory[:third], default=0), max(memory[-third:], default=0)
        say(f"\nstreams: {normal['frames']:,} frames, {normal['streams_broken']} streams broken; {ticks} steps, 99 % within "
            f"{1e3 * tick_s:.0f} ms; memory {early:.0f} MB in the first third, {late:.0f} MB in the last.")
        hold(not any(errors_of(normal).values()), f"no error ({errors_of(normal)})")
        hold(normal["reads"]["p99_ms"] < 50, "reads: p99 below 50 ms")
        hold(normal["ac_checked"]["p99_ms"] < 1500, "AC-checked: p99 below 1.5 s")
        hold(tick_s < 0.15 or tick_s != tick_s, "steps: p99 below 150 ms")
        hold(late < 1.1 * early, "memory is flat")
        over = lay(twin, max(20, seconds // 10), 10, 200)
        ended = time.monotonic()
        say(f"\nTen times as much: {json.dumps({kind: over[kind]['codes'] for kind in ('reads', 'ac_checked', 'full')})}")
        refused = {code for kind in ("reads", "ac_checked", "full") for code in over[kind]["codes"]} - {"OK"}
        hold(refused <= {"RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED"} and "RESOURCE_EXHAUSTED" in refused,
             "what is too much is told so: RESOURCE_EXHAUSTED")
        hold(twin.process.poll() is None, "the twin goes on")
        while True:
            after = lay(twin, 2, 1, 10)
            waited = time.monotonic() - ended
            if not any(errors_of(after).values()) and after["reads"]["p99_ms"] < 50 or waited > 60:
                break
        hold(waited < 5 + 3, f"as before {waited:.1f} s after it, of which 2 to 3 s are the look itself")


def take_planning(planning, data):
    """The year and the map of another twin, so that they need not be computed."""
    if planning:
        data.mkdir(mode=0o700)
        subprocess.run(["cp", "-a", "--reflink=auto", planning, data / "planning"], check=True)


def wait_for_map(twin):
    while lay_is_refused(twin):
        time.sleep(5)


def lay_is_refused(twin):
    """While the year or the map is computed there is nothing to read."""
    request = urllib.request.Request(f"http://127.0.0.1:{twin.http_port}/ostlandet.twin.v1.Capacity/GetCapacityMap", b"{}",
                                     {"content-type": "application/json", "authorization": f"Bearer {twin.token}"})
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            told = json.loads(reply.read())
            return told.get("known_count", 0) < told.get("figure_count", 1)
    except OSError:
        return True

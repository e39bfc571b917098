"""The faults of tests/recovery/campaign that are no kill. Each takes (folder, rng, is_quick) and returns what it saw
with "ok": whether nothing acknowledged was lost and the twin said what is wrong.
"""
import contextlib
import json
import os
import pathlib
import resource
import shutil
import subprocess
import time

import grpc

from stored_history import all_hashes
from twin_client import TwinClient
from twin_process import ROOT, TwinProcess, binary

FAULTY = os.environ.get("FAULTY_TWIN", str(ROOT / "build/release/tests/recovery/faulty_twin"))
SECONDS_PER_QUARTER = 900
# AddressSanitizer keeps what is freed: how much memory grew tells nothing then.
MEASURES_MEMORY = os.environ.get("TWIN_IS_SANITIZED") != "1"
SERIES = "area_import_mw"


def step(client, count=1):
    """{quarter: hash} of `count` acknowledged steps."""
    seen = {}
    for _ in range(count):
        reply = client.call("Operations", "Step")
        seen[reply.time.seconds // SECONDS_PER_QUARTER] = reply.state_hash
    return seen


def lost_of(folder, seen):
    stored = all_hashes(folder)
    return [quarter for quarter, value in seen.items() if stored.get(quarter) != value]


def connect(twin):
    return TwinClient(twin.address, twin.token)


@contextlib.contextmanager
def small_disk(folder, megabytes):
    """A tmpfs of its own at `folder`; None when this process may not mount."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)],
                             capture_output=True)
    if mounted.returncode != 0:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def end_of(twin):
    """Exit code and last words of a twin that ends by itself."""
    code = twin.process.wait(timeout=60)
    return code, twin.process.stderr.read().strip().splitlines()[-1:]


def step_until_refused(client, seen):
    """The code of the first step that is not taken."""
    try:
        for _ in range(4000):
            seen.update(step(client))
    except grpc.RpcError as error:
        return error.code()
    return None


def full_disk(folder, rng, is_quick):
    """The disk fills up while the twin steps; the twin stands still, says so, and goes on once there is room. A
    start without room is refused."""
    with small_disk(folder / "small", 48) as disk:
        if disk is None:
            return {"ok": True, "skipped": "this process may not mount a tmpfs"}
        seen, held, refusals = {}, [], []
        with TwinProcess(disk / "data") as twin:
            client = connect(twin)
            for _ in range(2 if is_quick else 5):
                seen.update(step(client, rng.randint(1, 30)))
                free = shutil.disk_usage(disk).free
                with open(disk / "ballast", "wb") as ballast:
                    ballast.write(b"x" * max(0, free - rng.randint(0, 1 << 20)))
                code = step_until_refused(client, seen)
                told = [part.part for part in client.call("Operations", "GetStatus").stale]
                os.remove(disk / "ballast")
                seen.update(step(client, 2))
                after = [part.part for part in client.call("Operations", "GetStatus").stale]
                held.append(code == grpc.StatusCode.RESOURCE_EXHAUSTED and "store" in told and "store" not in after)
        with open(disk / "ballast", "wb") as ballast:
            ballast.write(b"x" * max(0, shutil.disk_usage(disk).free - (1 << 19)))
        code, words = end_of(TwinProcess(disk / "data", wait=False))
        refusals.append((code, words))
        os.remove(disk / "ballast")
        with TwinProcess(disk / "data") as twin:
            seen.update(step(connect(twin), 3))
        lost = lost_of(disk / "data", seen)
        check = subprocess.run([binary(), "store", "check", str(disk / "data")], capture_output=True)
        said = all(code in (1, 3) and ("No space" in " ".join(words) or "bytes left" in " ".join(words))
                   for code, words in refusals)
        return {"ok": not lost and check.returncode == 0 and said and all(held), "acknowledged": len(seen),
                "lost": len(lost), "filled_and_freed": len(held), "went_on": sum(held),
                "refused_start": str(refusals[0])}


def read_only(folder, rng, is_quick):
    """A folder that turns read-only under the twin, and one that is so at the start."""
    with small_disk(folder / "readonly", 64) as disk:
        if disk is None:
            return {"ok": True, "skipped": "this process may not mount a tmpfs"}
        with TwinProcess(disk / "data") as twin:
            seen = step(connect(twin), 20)
        before = {path: path.read_bytes() for path in disk.rglob("*") if path.is_file()}
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        refused = TwinProcess(disk / "data", wait=False)
        code, words = end_of(refused)
        check = subprocess.run([binary(), "store", "check", str(disk / "data")], capture_output=True)
        is_same = all(path.read_bytes() == content for path, content in before.items())
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        with TwinProcess(disk / "data") as twin:
            seen.update(step(connect(twin), 2))
        lost = lost_of(disk / "data", seen)
        return {"ok": code == 1 and "Read-only" in " ".join(words) and is_same and check.returncode == 0 and not lost,
                "said": words, "lost": len(lost)}


def make_history(folder, quarters=230):
    with TwinProcess(folder) as twin:
        client = connect(twin)
        patch = client.message("Patch")(temperature_shift=client.message("TemperatureShift")(offset_k=-5.0))
        seen = step(client, 10)
        client.call("Scenario", "ApplyPatch", patch=patch, request_id="cold")
        seen.update(step(client, quarters))
    return seen


def export(folder, seen, out):
    """Rows of one series by time; None and the message when the store refuses."""
    def text(quarter):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(quarter * SECONDS_PER_QUARTER))
    done = subprocess.run([binary(), "store", "export", "--data", str(folder), "--from", text(min(seen)),
                           "--to", text(max(seen) + 1), "--groups", SERIES, "--out", str(out)],
                          capture_output=True, text=True)
    if done.returncode != 0:
        return None, done.stderr
    return [line for line in out.read_text().splitlines() if not line.startswith("#")], ""


def damage(path, rng, how):
    size = path.stat().st_size
    if how == "truncated":
        os.truncate(path, rng.randrange(size))
        return
    with open(path, "r+b") as file:
        at = rng.randrange(size)
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ (1 << rng.randrange(8))]))


def damaged_files(folder, rng, is_quick):
    """Random files of a stored history cut or with one bit flipped: found, named, and never a wrong value."""
    original = folder / "whole"
    seen = make_history(original)
    truth, _ = export(original, seen, folder / "truth.csv")
    files = [path.relative_to(original) for part in ("journal", "segments", "snapshots")
             for path in sorted((original / part).iterdir())] + [pathlib.Path("schema.bin")]
    trials, unnamed, wrong, unstartable = (12 if is_quick else 200), [], [], []
    outcomes = {"named_by_check": 0, "started": 0, "refused_by_name": 0, "export_refused": 0, "export_right": 0}
    for trial in range(trials):
        copy = folder / "damaged"
        shutil.copytree(original, copy)
        name, how = files[trial % len(files)], ("truncated", "flipped")[trial // len(files) % 2]
        damage(copy / name, rng, how)
        done = subprocess.run([binary(), "store", "check", str(copy), "--json"], capture_output=True, text=True)
        named = [f["path"] for f in json.loads(done.stdout)["files"] if f["verdict"] not in ("good", "aside")]
        if str(name) in named or "snapshot knows" in done.stdout:
            outcomes["named_by_check"] += 1
        else:
            unnamed.append(f"{how} {name}")
        rows, why = export(copy, seen, folder / "damaged.csv")
        if rows is None:
            outcomes["export_refused"] += 1
        else:
            bad = [row for row, right in zip(rows, truth) if row != right and row.split(",", 1)[1].strip(",")]
            outcomes["export_right"] += not bad
            wrong += bad
        if trial % (3 if is_quick else 5) == 0:
            twin = TwinProcess(copy, wait=False)
            try:
                twin.wait_until_ready()
                client = connect(twin)
                status = client.status()
                quarter = status.time.seconds // SECONDS_PER_QUARTER
                if seen.get(quarter) != status.state_hash:
                    wrong.append(f"{how} {name}: goes on from quarter {quarter} with another state")
                step(client)
                outcomes["started"] += 1
                twin.stop()
            except RuntimeError as error:
                is_named = pathlib.Path(name).name in str(error) or str(copy) in str(error)
                outcomes["refused_by_name"] += is_named
                unstartable += [] if is_named else [f"{how} {name}: {error}"]
        shutil.rmtree(copy)
    return {"ok": not unnamed and not wrong and not unstartable, "trials": trials, **outcomes, "unnamed": unnamed[:5],
            "wrong": wrong[:5], "unstartable": unstartable[:3]}


def clock_back(folder, rng, is_quick):
    """The wall clock jumps back by days under a running twin, and between two lives of it."""
    seen = {}
    for back_s in (3600, 5 * 86400):
        with TwinProcess(folder / "clock", program=FAULTY,
                         environment={"TWIN_CLOCK_BACK": f"1:{back_s}"}) as twin:
            client = connect(twin)
            until = time.monotonic() + 3
            while time.monotonic() < until:
                seen.update(step(client))
    lost = lost_of(folder / "clock", seen)
    quarters = sorted(seen)
    is_even = quarters == list(range(quarters[0], quarters[0] + len(quarters)))
    return {"ok": not lost and is_even, "acknowledged": len(seen), "lost": len(lost)}


def two_servers(folder, rng, is_quick):
    """The second server on a folder is refused and names the first."""
    with TwinProcess(folder / "two") as first:
        seen = step(connect(first), 3)
        second = TwinProcess(folder / "two", wait=False)
        code, words = end_of(second)
        seen.update(step(connect(first), 3))
        text = " ".join(words)
        is_named = f"pid {first.process.pid}" in text and f"unix:{folder / 'two' / 'twin.sock'}" in text
    return {"ok": code == 1 and is_named and not lost_of(folder / "two", seen), "said": words}


def few_descriptors(folder, rng, is_quick):
    """No file descriptor is left, also at midnight, when a new journal is wanted."""
    limit = 120
    twin = TwinProcess(folder / "descriptors", before_start=lambda: resource.setrlimit(
        resource.RLIMIT_NOFILE, (limit, limit)))
    client = connect(twin)
    seen = step(client, 5)
    channels = []
    for _ in range(limit):
        channel = grpc.insecure_channel(twin.address, options=[("grpc.use_local_subchannel_pool", 1)])
        with contextlib.suppress(grpc.RpcError):
            channel.unary_unary("/grpc.health.v1.Health/Check")(b"", timeout=2)
        channels.append(channel)
    held = len(os.listdir(f"/proc/{twin.process.pid}/fd"))
    with contextlib.suppress(grpc.RpcError):
        for _ in range(100):
            seen.update(step(client))
    for channel in channels:
        channel.close()
    if twin.process.poll() is None:
        twin.stop()
        ended = "went on"
    else:
        ended = str(end_of(twin))
    with TwinProcess(folder / "descriptors") as again:
        seen.update(step(connect(again), 2))
    lost = lost_of(folder / "descriptors", seen)
    return {"ok": not lost and held >= limit - 5, "descriptors_held": held, "limit": limit, "twin": ended,
            "acknowledged": len(seen), "lost": len(lost)}


def resident_mb(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def wait_for_security(client):
    """Until outages have been computed for the first time."""
    for _ in range(100):
        with contextlib.suppress(grpc.RpcError):
            return client.call("Grid", "GetSecurity")
        time.sleep(0.1)
    return None


def silent_subscriber(folder, rng, is_quick):
    """Subscribers that never read cost neither steps nor memory."""
    with TwinProcess(folder / "silent") as twin:
        client = connect(twin)
        step(client, 20)
        wait_for_security(client)  # its room is made once
        began = time.monotonic()
        seen = step(client, 40)
        alone_s = time.monotonic() - began
        streams = [connect(twin).watch() for _ in range(5)]
        step(client, 20)
        before_mb = resident_mb(twin.process)
        began = time.monotonic()
        for _ in range(1 if is_quick else 5):
            seen.update(step(client, 40))
        beside_s = (time.monotonic() - began) / (1 if is_quick else 5)
        grown_mb = resident_mb(twin.process) - before_mb
        for stream in streams:
            stream.cancel()
    lost = lost_of(folder / "silent", seen)
    return {"ok": not lost and (grown_mb < 60 or not MEASURES_MEMORY), "steps_alone_ms": round(1000 * alone_s / 40, 1),
            "steps_beside_ms": round(1000 * beside_s / 40, 1), "memory_grown_mb": round(grown_mb, 1)}


def many_streams(folder, rng, is_quick):
    """Streams opened and dropped by the thousand while the twin steps."""
    count = 300 if is_quick else 10000
    with TwinProcess(folder / "streams") as twin:
        client = connect(twin)
        seen = step(client, 5)
        watcher = connect(twin)
        before_mb, before_fds, opened, refused = 0.0, 0, 0, 0
        for number in range(count):
            stream = watcher.watch(field_mask={"paths": ["balance"]})
            try:
                if number % 10 == 0:
                    next(stream)
                opened += 1
            except grpc.RpcError:
                refused += 1
            stream.cancel()
            if number % 100 == 0:
                seen.update(step(client))
            if number == count // 5:
                before_mb = resident_mb(twin.process)
                before_fds = len(os.listdir(f"/proc/{twin.process.pid}/fd"))
        time.sleep(0.5)
        seen.update(step(client))
        grown_mb = resident_mb(twin.process) - before_mb
        grown_fds = len(os.listdir(f"/proc/{twin.process.pid}/fd")) - before_fds
        left = client.call("Operations", "GetStatus").subscriber_count
    lost = lost_of(folder / "streams", seen)
    return {"ok": not lost and left == 0 and grown_fds < 10
            and (grown_mb < 60 or not MEASURES_MEMORY), "opened": opened, "refused": refused,
            "left": left, "memory_grown_mb": round(grown_mb, 1), "descriptors_grown": grown_fds}


FAULTS = {"full_disk": full_disk, "read_only": read_only, "damaged_files": damaged_files, "clock_back": clock_back,
          "two_servers": two_servers, "few_descriptors": few_descriptors, "silent_subscriber": silent_subscriber,
          "many_streams": many_streams}

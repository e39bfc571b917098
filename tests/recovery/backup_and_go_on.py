#!/usr/bin/python3
"""A backup taken while the twin steps, restored and started, goes on bit for bit like the original.

    tests/recovery/backup_and_go_on.py [--quarters N]

Takes backups beside a stepping twin, one of them just after midnight, restores each, starts a twin on
it, lets it go on to the same quarter and compares every state hash. Exit code 1 if one differs.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from stored_history import all_hashes  # noqa: E402
from twin_client import TwinClient  # noqa: E402
from twin_process import TwinProcess, binary  # noqa: E402


def store(*words):
    done = subprocess.run([binary(), "store", *words, "--json"], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"twin store {words[0]}: {done.returncode} {done.stdout} {done.stderr}")
    return json.loads(done.stdout)


def step(client):
    reply = client.call("Operations", "Step")
    return reply.time.seconds // 900, reply.state_hash


def run_original(folder, quarters, copies):
    """Steps while another thread copies; returns the hash of every quarter."""
    hashes = {}
    with TwinProcess(folder / "original") as twin:
        client = TwinClient(twin.address, twin.token)
        is_done = threading.Event()
        backups = []

        def copy():
            while not is_done.is_set() and len(backups) < copies:
                path = str(folder / f"backup{len(backups)}")
                backups.append(store("backup", str(folder / "original"), path))

        copier = threading.Thread(target=copy)
        for number in range(quarters):
            if number == 4:
                copier.start()
            if number == 8:
                client.call("Scenario", "ApplyPatch", request_id="cold", patch=client.message("Patch")(
                    temperature_shift=client.message("TemperatureShift")(offset_k=-10.0)))
            quarter, state_hash = step(client)
            hashes[quarter] = state_hash
        is_done.set()
        copier.join()
        backups.append(store("backup", str(folder / "original"), str(folder / f"backup{len(backups)}")))
    return hashes, backups


def check_restored(folder, backup, hashes):
    """Quarters compared of one backup: those it holds, then those it goes on to."""
    restored = folder / ("restored-" + pathlib.Path(backup["path"]).name)
    store("restore", backup["path"], str(restored))
    held = all_hashes(restored)
    wrong = [q for q, value in held.items() if q in hashes and hashes[q] != value]
    last, gone_on = max(held), 0
    with TwinProcess(restored) as twin:
        client = TwinClient(twin.address, twin.token)
        knows_cold = bool(client.call("Scenario", "ListPatches").patches)
        # The cold spell came in the ninth quarter: a copy from before it has another future.
        for _ in range(min(len([q for q in hashes if q > last]), 40) if knows_cold else 0):
            quarter, state_hash = step(client)
            gone_on += 1
            if hashes[quarter] != state_hash:
                wrong.append(quarter)
    if not store("check", str(restored))["is_good"]:
        wrong.append("check")
    return {"held": len(held), "gone_on": gone_on, "wrong": wrong}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quarters", type=int, default=130)
    parser.add_argument("--copies", type=int, default=4)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        hashes, backups = run_original(folder, arguments.quarters, arguments.copies)
        checks = [check_restored(folder, backup, hashes) for backup in backups]
    print(json.dumps({"backups": checks}, indent=2))
    is_good = all(not c["wrong"] for c in checks) and any(c["gone_on"] > 0 for c in checks)
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())

"""kill -9 of the store alone (faulty_store), thousands of times: a life lasts milliseconds, so that every fault point is
met again and again. What counts as acknowledged is what this process has read from the store's standard output.
"""
import collections
import json
import os
import pathlib
import shutil
import subprocess
import threading

from stored_history import all_hashes
from twin_process import ROOT, binary

STORE = os.environ.get("FAULTY_STORE", str(ROOT / "build/release/tests/recovery/faulty_store"))
FIRST = 1965984  # 2026-01-26T00:00:00Z
DAYS = 30
SLOTS = 6  # of a day


class StoreKills:
    def __init__(self, folder, rng, log):
        self.folder, self.rng, self.log = pathlib.Path(folder), rng, log
        self.points, self.hit = {}, collections.Counter()
        self.totals = {"kills": 0, "kills_at_points": 0, "kills_at_random_instants": 0, "lives": 0, "histories": 0,
                       "acknowledged": 0, "torn_tails_cut": 0, "lost": 0, "damaged": 0}
        self.problems = []

    def start(self, path, days, **environment):
        return subprocess.Popen([STORE, str(path), str(FIRST), str(FIRST + 96 * days)], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, env={**os.environ, **environment})

    def learn_points(self):
        """Which points a life passes, and how often."""
        names = self.folder / "store-points"
        for days in (2, 10):
            self.start(self.folder / "learn", days, TWIN_FAULT="none:1", TWIN_FAULT_LOG=str(names)).communicate()
            for line in names.read_text().splitlines():
                name, count = line.split()
                self.points[name] = max(self.points.get(name, 0), int(count))
        shutil.rmtree(self.folder / "learn")

    def choose(self, is_new):
        if self.rng.random() < 0.7:
            reachable = [name for name in self.points if is_new or not name.startswith("schema.")]
            fewest = min(self.hit[name] for name in reachable)
            name = self.rng.choice(sorted(n for n in reachable if self.hit[n] == fewest))
            self.hit[name] += 1
            return {"TWIN_FAULT": f"{name}:{self.rng.randint(1, 3)}"}, None
        return {}, self.rng.uniform(0.001, 0.06)

    def life(self, path, seen):
        """One life; `seen` is what was acknowledged before: {quarter: hash}, the newest sequence."""
        environment, after_s = self.choose(not seen["hashes"])
        process = self.start(path, DAYS, **environment)
        timer = threading.Timer(after_s, process.kill) if after_s else None
        if timer:
            timer.start()
        for line in process.stdout:
            words = line.split()
            if not line.endswith("\n"):
                break  # cut by the kill: nobody has read it whole
            self.log.write(line)
            if words[0] == "open":
                self.check_open(words, seen)
            else:
                seen["sequence"] = int(words[1])
                self.totals["acknowledged"] += 1
            if words[0] == "step":
                seen["hashes"][int(words[2])] = words[3]
        said = process.stderr.read()
        code = process.wait()
        if timer:
            timer.cancel()
        self.totals["lives"] += 1
        if code == -9:
            self.totals["kills"] += 1
            self.totals["kills_at_points" if environment else "kills_at_random_instants"] += 1
        elif code != 0:
            self.problems.append(f"the store ended with {code}: {said[-300:]}")
        return code == 0

    def check_open(self, words, seen):
        _, sequence, quarter, value, notes, damage = words
        self.totals["torn_tails_cut"] += int(notes) > 0
        self.totals["damaged"] += int(damage)
        newest = max(seen["hashes"], default=0)
        is_lost = int(sequence) < seen["sequence"] or int(quarter) < newest
        if is_lost or seen["hashes"].get(int(quarter), value) != value:
            self.totals["lost"] += 1
            self.problems.append(f"after {seen['sequence']} came {' '.join(words)}")

    def compare(self, path, seen):
        """At the end of a history: every file is sound, and holds all that was acknowledged."""
        self.totals["histories"] += 1
        done = subprocess.run([binary(), "store", "check", str(path), "--json"], capture_output=True, text=True)
        if done.returncode != 0:
            self.totals["damaged"] += 1
            self.problems.append(f"store check: {json.dumps(json.loads(done.stdout)['problems'])[:300]}")
        stored = all_hashes(path)
        lost = [quarter for quarter, value in seen["hashes"].items() if stored.get(quarter) != value]
        if lost or len(stored) != DAYS * SLOTS:
            self.totals["lost"] += max(1, len(lost))
            self.problems.append(f"{len(stored)} quarters stored, lost {lost[:5]}")

    def run(self, kills):
        self.learn_points()
        while self.totals["kills"] < kills and len(self.problems) < 20:
            path = self.folder / f"store{self.totals['histories']}"
            seen = {"sequence": 0, "hashes": {}}
            while self.totals["kills"] < kills and len(self.problems) < 20:
                if self.life(path, seen):
                    break
            last = self.start(path, DAYS)
            words = last.communicate()[0].splitlines()
            if last.returncode != 0 or not words:
                self.problems.append(f"the last life ended with {last.returncode}")
            else:
                self.check_open(words[0].split(), seen)
            self.compare(path, seen)
            shutil.rmtree(path)
        return {**self.totals, "fault_points": len(self.points),
                "fault_points_hit": sum(1 for name in self.points if self.hit[name]),
                "points": {name: self.hit[name] for name in sorted(self.points)}, "problems": self.problems}

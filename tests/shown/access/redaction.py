"""Parts of 09-access about what is told below K3: that it follows from nothing but what is declassified, that nobody finds out
from it which element binds, and that times do not tell either. The programs are tests/access; each is run in several processes
with a seed of its own."""
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAMS = ROOT / "build/release/tests/access"


def run(name, seeds, *words):
    """Figures of one run for each seed, at once; None for one that ended badly without any."""
    running = [subprocess.Popen([PROGRAMS / name, "--seed", str(seed), *map(str, words)], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True) for seed in seeds]
    ended = []
    for process in running:
        out, err = process.communicate()
        if not out:
            raise RuntimeError(f"{name}: {err[-2000:]}")
        ended.append({**json.loads(out.splitlines()[-1]), "exit": process.returncode})
    return ended


def summed(figures, *keys):
    return {key: sum(one[key] for one in figures) for key in keys}


def show_interference(say, title, hold, is_long):
    title("Non-interference: pairs that differ in their secrets alone")
    pairs = 50_000 if is_long else 150
    figures = run("non_interference", (11, 12), "--pairs", pairs)
    total = summed(figures, "pairs", "replies_compared", "bytes_compared", "differences", "pairs_that_differ_at_k3", "grids",
                   "outside_the_tuple", "worlds_made_twice", "made_otherwise")
    say(f"{total['pairs']:,} pairs of grids of {min(f['least_buses'] for f in figures)} to "
        f"{max(f['most_buses'] for f in figures)} busbars, {total['grids']:,} grids; {total['outside_the_tuple']:,} further "
        "ones were not declassified alike and were left out.\n")
    say("| replies compared | bytes | that differ below K3 | pairs that differ at K3 |\n| --- | --- | --- | --- |")
    say(f"| {total['replies_compared']:,} | {total['bytes_compared']:,} | {total['differences']:,} | "
        f"{total['pairs_that_differ_at_k3']:,} |")
    hold(total["differences"] == 0, f"{total['pairs']:,} pairs, no reply below K3 differs in a byte")
    hold(total["pairs_that_differ_at_k3"] > 0.9 * total["pairs"], "and at K3 they do differ")
    hold(total["made_otherwise"] == 0, f"{total['worlds_made_twice']:,} worlds made a second time, without the files of another, "
         "are the same at K3")


def show_attacker(say, title, hold, is_long):
    title("Aggregation: who asks 10,000 times looks for the element that binds")
    words = ("--grids", 8, "--learn", 150, "--guess", 150, "--queries", 10_000 // 16 + 1) if is_long else (
        "--grids", 2, "--learn", 40, "--guess", 60, "--queries", 100)
    figures = run("locate_element", (21, 22), *words)  # at most 30 busbars; then grids twice as large
    figures += run("locate_element", (23,), "--size", 2, *words)
    guesses = sum(f["guesses"] for f in figures)
    mean = lambda key: sum(f[key] * f["guesses"] for f in figures) / guesses
    chance, attacker, by_busbar = mean("chance_share"), mean("attacker_share"), mean("attacker_by_busbar_share")
    by_direction = mean("attacker_by_direction_share")
    error = (chance * (1 - chance) / guesses) ** 0.5
    total = summed(figures, "grids", "worlds", "queries", "queries_that_told_more")
    say(f"{total['grids']} grids, {total['worlds']:,} worlds, {mean('candidates_mean'):.1f} candidates in a cell, "
        f"{mean('buses_mean'):.0f} busbars and {mean('cells_mean'):.1f} cells in a grid; "
        f"{total['queries']:,} planner's queries through the desk, {total['queries_that_told_more']} of them told more than the "
        "cell's tuple.\n")
    say("| the attacker | finds the binding element |\n| --- | --- |")
    say(f"| guessing | {100 * chance:.2f} % |\n| by what is told | {100 * attacker:.2f} % ± {100 * error:.2f} |\n"
        f"| by cells told load and generation apart | {100 * by_direction:.2f} % |\n"
        f"| by tuples of single busbars, as before there were cells | {100 * by_busbar:.2f} % |")
    hold(total["queries_that_told_more"] == 0, "no query tells more than the tuple of the busbar's cell")
    slack = 2 * error if is_long else 3 * error
    hold(attacker <= chance + 0.01 + slack, f"chance + {100 * (attacker - chance):.2f} %: no better than chance + 1 %")


def show_timing(say, title, hold, is_long):
    title("Time: which of two grids was asked, by how long it took")
    (figures,) = run("timing_classifier", (31,), "--calls", 10_000 if is_long else 600)
    told, bare, noise = figures["as_told"], figures["without_grid"], figures["standard_error_share"]
    say("| calls | told apart as they are released | and at once |\n| --- | --- | --- |")
    for kind in ("reads", "questions"):
        say(f"| {figures['calls_of_each_kind']:,} {kind} | {100 * told[kind + '_share']:.2f} % | "
            f"{100 * bare[kind + '_share']:.2f} % |")
    say(f"\n50 % is chance; one standard error is {100 * noise:.2f} %.")
    for kind in ("reads", "questions"):
        hold(abs(told[kind + "_share"] - 0.5) <= 3 * noise, f"{kind}: within noise")
    hold(told["failed"] == 0, "every call was answered")

#!/usr/bin/env python3
"""Which conductor hangs in which line: read off the type that osm/branches.csv names in its source.

    python3 data/ostlandet/build/branch_conductors.py --out data/ostlandet

Lines with a cable in them, and types that line_conductors.csv does not hold, are left out: their
ratings stay those of branches.csv. Standard library only; the same bytes every time.
"""
import argparse
import csv
import pathlib
import re
import sys

NOTES = [
    "# Contains data (c) OpenStreetMap contributors, ODbL 1.0 (opendatacommons.org/licenses/odbl).",
    "# Derived: stations merged, circuits completed, electrical values typical. See ../README.md.",
]
# Old 300 kV lines were built for 50 degC, and their summer ratings in branches.csv are those at it.
LIMITS = {"300": (50, "the type its row in branches.csv names; 50 degC as its summer rating")}
LIMIT_ELSEWHERE = (80, "the type its row in branches.csv names; 80 degC as its ratings")
COUNTS = {"": 1, "1x": 1, "2x": 2, "3x": 3}
TYPE = re.compile(r"type (?P<kv>\d+) OH (?P<count>\dx)?(?P<name>[A-Za-z]+ ?\d*)( \(26/7\))?\s*$")


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    out = parser.parse_args().out
    ids = {row["name"].replace(" ", "").lower(): row["id"] for row in read(out / "line_conductors.csv")}
    left_out = []
    rows = []
    for branch in read(out / "osm" / "branches.csv"):
        if branch["kind"] != "line":
            continue
        found = None
        for part in re.split(r"[;,]", branch["source"]):
            found = TYPE.search(part.strip()) or found
        name = found["name"].replace(" ", "").lower() if found else ""
        count = COUNTS.get(found["count"] or "", 0) if found else 0
        if not found or name not in ids or count == 0:
            left_out.append(branch["name"])
            continue
        limit, source = LIMITS.get(found["kv"], LIMIT_ELSEWHERE)
        rows.append([branch["id"], ids[name], count, limit, source, branch["confidence"]])
    with open(out / "osm" / "branch_conductors.csv", "w", encoding="utf-8", newline="") as file:
        file.write("\n".join(NOTES) + "\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["branch_id", "conductor_id", "bundle_count", "limit_degc", "source", "confidence"])
        writer.writerows(rows)
    print(f"{len(rows)} lines; left out: {', '.join(left_out) or 'none'}", file=sys.stderr)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""A map of all voltage levels of a region: lines and stations from its tables, feeders from `twin region feeders`.

draw(region_folder, feeders_geojson, path_png) writes the picture, and the SVG it was made from beside it.
Needs Python's standard library and chromium.
"""
import csv
import json
import math
import pathlib
import sys

from picture import rasterise

WIDTH, HEIGHT, MARGIN = 1300, 1560, 30
LEVELS = [(420, "#b2182b", 3.0), (300, "#ef8a62", 2.4), (132, "#2166ac", 1.6), (66, "#1b7837", 1.2),
          (47, "#762a83", 1.2)]
FEEDERS = {22: "#bdbdbd", 11: "#d9a441"}


def table(path):
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def level_of(kv):
    return min(LEVELS, key=lambda one: abs(one[0] - kv))


def draw(folder, feeders, path):
    folder, path = pathlib.Path(folder), pathlib.Path(path)
    stations = {row["id"]: row for row in table(folder / "osm/stations.csv")}
    buses = {row["id"]: row for row in table(folder / "osm/buses.csv")}
    lines = json.loads(pathlib.Path(feeders).read_text(encoding="utf-8"))["features"]
    inside = [(float(s["lat_deg"]), float(s["lon_deg"])) for s in stations.values() if s["is_in_region"] == "1"]
    low_lat, high_lat = min(p[0] for p in inside) - 0.1, max(p[0] for p in inside) + 0.1
    low_lon, high_lon = min(p[1] for p in inside) - 0.2, max(p[1] for p in inside) + 0.2
    wide = math.cos(math.radians(0.5 * (low_lat + high_lat)))
    scale = min((WIDTH - 2 * MARGIN) / ((high_lon - low_lon) * wide), (HEIGHT - 120) / (high_lat - low_lat))

    def at(lat, lon):
        return f"{MARGIN + (lon - low_lon) * wide * scale:.1f} {70 + (high_lat - lat) * scale:.1f}"

    parts = []
    for kv, colour in FEEDERS.items():
        ways = "".join(f"M{at(*reversed(one['geometry']['coordinates'][0]))}L{at(*reversed(one['geometry']['coordinates'][1]))}"
                       for one in lines if one["properties"]["nominal_kv"] == kv)
        parts.append(f'<path d="{ways}" stroke="{colour}" stroke-width="0.5" fill="none"/>')
    counts = {}
    for row in sorted(table(folder / "osm/branches.csv"), key=lambda one: float(buses[one["from_bus_id"]]["nominal_kv"])):
        if row["kind"] not in ("line", "cable"):
            continue
        kv = float(buses[row["from_bus_id"]]["nominal_kv"])
        level, colour, width = level_of(kv)
        ends = [stations[buses[row[end]]["station_id"]] for end in ("from_bus_id", "to_bus_id")]
        from_at, to_at = (at(float(s["lat_deg"]), float(s["lon_deg"])) for s in ends)
        dash = ' stroke-dasharray="5 3"' if row["is_synthetic"] == "1" else ""
        parts.append(f'<path d="M{from_at}L{to_at}" stroke="{colour}" stroke-width="{width}"{dash}/>')
        counts[level] = counts.get(level, 0.0) + float(row["length_km"])
    for station in stations.values():
        x, y = at(float(station["lat_deg"]), float(station["lon_deg"])).split()
        fill = "#fff" if station["is_synthetic"] == "1" else "#222"
        parts.append(f'<circle cx="{x}" cy="{y}" r="2.2" fill="{fill}" stroke="#222" stroke-width="0.6"/>')
    feeder_km = {}
    for one in lines:
        kv = one["properties"]["nominal_kv"]
        feeder_km[kv] = feeder_km.get(kv, 0) + 1
    legend = [(colour, f"{level} kV, {counts.get(level, 0):,.0f} km of circuits") for level, colour, _ in LEVELS]
    legend += [(colour, f"{kv} kV, {feeder_km.get(kv, 0):,} lines (invented)") for kv, colour in FEEDERS.items()]
    for i, (colour, text) in enumerate(legend):
        y = 92 + 22 * i
        parts.append(f'<path d="M{WIDTH - 340} {y}h34" stroke="{colour}" stroke-width="4"/>'
                     f'<text x="{WIDTH - 296}" y="{y + 5}" font-size="15">{text}</text>')
    head = ('<text x="30" y="34" font-size="24">Østlandet, all voltage levels</text>'
            '<text x="30" y="56" font-size="14">Dashed lines, white stations and all feeders: synthetic, no source shows '
            'them. Contains data © OpenStreetMap contributors (ODbL).</text>')
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" fill="#222">'
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{"".join(parts)}{head}</svg>')
    path.with_suffix(".svg").write_text(svg, encoding="utf-8")
    rasterise(svg, WIDTH, HEIGHT, path)


if __name__ == "__main__":
    draw(*sys.argv[1:4])

#!/usr/bin/env python3
"""The plot of a district's cold on the hottest day: `twin heat cooling --json` as sources and electricity by the hour.

draw(answer, title, path_png) writes the picture, and the SVG it was made from beside it. By hand:
    twin heat cooling --cooling-mw 20 --json > day.json && python3 cooling_day.py day.json day.png
Needs Python's standard library and chromium.
"""
import json
import pathlib
import sys

from panel import Panel, WIDTH, page
from picture import rasterise

FREE, COMBINED, COMPRESSORS, NEED, ALONE = "#56b4e9", "#0072b2", "#e69f00", "#222222", "#c00000"
LAYERS = (("free_mw", "free", FREE), ("combined_mw", "heat pump for both", COMBINED),
          ("compressor_mw", "compressors", COMPRESSORS))


def make_svg(answer, title):
    rows = answer["hours"]
    hours = list(range(len(rows)))
    span = (0, len(rows))
    edges = [h + d for h in hours for d in (0, 1)]
    of = lambda key: [row[key] for row in rows]  # noqa: E731
    cold = Panel(0, "Cold by source, line: need", "MW", 0.0, max(of("cooling_mw")) * 1.05, span)
    cold.stack(edges, [([v for v in of(key) for _ in (0, 1)], colour) for key, _, colour in LAYERS])
    cold.steps(hours, of("cooling_mw"), NEED)
    base, entries = 0.0, []
    for key, name, colour in LAYERS:
        entries.append((base + 0.5 * rows[-1][key], colour, name))
        base += rows[-1][key]
    cold.labels(entries)
    taken, alone = of("electricity_mw"), of("all_compressor_electricity_mw")
    grid = Panel(1, "Electricity; dashed: if compressors made all of it", "MW", 0.0, max(1.0, *taken, *alone), span, ticks=4)
    grid.steps(hours, taken, COMBINED)
    grid.steps(hours, alone, ALONE, "4 3")
    grid.labels([(taken[-1], COMBINED, "taken"), (alone[-1], ALONE, "compressors alone")])
    air = Panel(2, "Outdoors", "°C", min(of("outdoor_degc")), max(of("outdoor_degc")), span, ticks=4)
    air.steps(hours, of("outdoor_degc"), NEED)
    air.labels([(rows[-1]["outdoor_degc"], NEED, "outdoors")])
    note = (f"Synthetic. Weather year {answer['weather_year']}; most electricity {answer['electricity_peak_mw']:.2f} MW, by "
            f"compressors alone {answer['all_compressor_electricity_peak_mw']:.2f} MW.")
    return page((cold, grid, air), title, note, "hours of the day")


def draw(answer, title, path_png):
    path_png = pathlib.Path(path_png).resolve()
    svg, height = make_svg(answer, title)
    path_png.with_suffix(".svg").write_text(svg, encoding="utf-8")
    rasterise(svg, WIDTH, height, path_png)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    draw(json.loads(pathlib.Path(sys.argv[1]).read_text()), "Cold of a district on the hottest day", sys.argv[2])

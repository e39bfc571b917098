#!/usr/bin/env python3
"""The plot of a plant cut: `twin heat cut --json` as three panels over one time axis.

draw(answer, path_png) writes the picture, and the SVG it was made from beside it. By hand:
    twin heat cut --json > cut.json && python3 heat_cut.py cut.json cut.png
Needs Python's standard library and chromium.
"""
import json
import pathlib
import sys

from panel import PANEL, Panel, WIDTH, page
from picture import rasterise

# Blue, orange, vermilion, green and black of Okabe and Ito: apart for colour-blind eyes, too.
PLANT, HALF, FAR, HEAT, POWER = "#222222", "#0072b2", "#d55e00", "#009e73", "#cc79a7"


def arrival(panel, expected_h, seen_h, colour, text_y):
    """Expected as a dashed line, seen as a triangle on the time axis, both told in words."""
    words = []
    if expected_h is not None:
        x = panel.x(expected_h)
        panel.parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{panel.top}" y2="{panel.top + PANEL}" stroke="{colour}" '
                          f'stroke-width="1.5" stroke-dasharray="3 4"/>')
        words.append(f"expected {clock(expected_h)}")
    if seen_h is not None:
        x, y = panel.x(seen_h), panel.top + PANEL
        panel.parts.append(f'<path d="M{x:.1f},{y - 11:.1f} l6,11 h-12 z" fill="{colour}"/>')
        words.append(f"seen {clock(seen_h)}")
    if words:
        x = panel.x(expected_h if expected_h is not None else seen_h) + 10
        for k, word in enumerate(words):
            panel.parts.append(f'<text x="{x:.1f}" y="{panel.top + text_y + 14 * k:.1f}" fill="{colour}" font-size="12" '
                              f'stroke="#fff" stroke-width="3" paint-order="stroke">{word}</text>')


def clock(hours):
    minutes = round(hours * 60.0)
    return f"{minutes // 60}:{minutes % 60:02d} h"


def hours_of(minutes):
    return None if minutes is None else minutes / 60.0


def make_svg(answer):
    series, (half, far) = answer["series"], answer["places"]
    time = [minute / 60.0 for minute in series["time_min"]]
    span = (time[0] - answer["step_s"] / 3600.0, time[-1])
    cut_h = answer["cut_h"]
    names = [f"{place['path_m'] / 1000.0:.0f} km" for place in (half, far)]

    temperatures = series["plant_supply_degc"] + half["series"]["supply_degc"] + far["series"]["supply_degc"]
    supply = Panel(0, "Supply temperature", "°C", min(temperatures), max(temperatures), span)
    rooms_all = half["series"]["room_degc"] + far["series"]["room_degc"]
    rooms = Panel(1, "Rooms", "°C", min(rooms_all), max(rooms_all), span, ticks=4)
    power = Panel(2, "Plant", "MW", 0.0, max(series["plant_heat_mw"] + series["fuel_mw"]), span, ticks=4)

    # Steps end where their values are told; the plant is cut and comes back between two of them.
    step_h = answer["step_s"] / 3600.0
    middle = [hour - 0.5 * step_h for hour in time]
    for panel in (supply, rooms, power):
        panel.band(0.0, cut_h)
    supply.line(middle, series["plant_supply_degc"], PLANT)
    for place, colour in ((half, HALF), (far, FAR)):
        supply.line(middle, place["series"]["supply_degc"], colour)
        rooms.line(middle, place["series"]["room_degc"], colour)
        arrival(supply, hours_of(place["expected_min"]), hours_of(place["seen_min"]), colour, PANEL - 21)
    for place, colour in ((half, HALF), (far, FAR)):
        drop = place["room_drop_k"]
        lowest = place["series"]["room_degc"].index(min(place["series"]["room_degc"]))
        x, y = rooms.x(middle[lowest]), rooms.y(place["room_lowest_degc"])
        rooms.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/><text x="{x + 8:.1f}" y="{y + 4:.1f}" '
                           f'fill="{colour}" font-size="12" stroke="#fff" stroke-width="3" paint-order="stroke">'
                           f'−{drop:.2f} K</text>')
    power.line(middle, series["plant_heat_mw"], HEAT)
    drawn = series["electricity_mw"] if max(series["electricity_mw"]) > 0.0 else series["fuel_mw"]
    power.line(middle, drawn, POWER)
    supply.labels([(series["plant_supply_degc"][-1], PLANT, "plant"), (half["series"]["supply_degc"][-1], HALF, names[0]),
                   (far["series"]["supply_degc"][-1], FAR, names[1])])
    rooms.labels([(half["series"]["room_degc"][-1], HALF, names[0]), (far["series"]["room_degc"][-1], FAR, names[1])])
    plant = answer["plant"]
    bus_name = {"heat_pump": "heat pump at grid bus", "electric_boiler": "boiler at grid bus"}.get(plant["kind"], "fuel")
    power.labels([(series["plant_heat_mw"][-1], HEAT, "heat"), (drawn[-1], POWER, bus_name)])
    before, after = plant["electricity_before_mw"], plant["electricity_most_after_mw"]
    if before > 0.0:
        x, y = power.x(cut_h) + 8, power.y(after) - 10
        power.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" fill="{POWER}" font-size="12">{before:.1f} → 0 → {after:.1f} MW'
                           f'</text>')

    title = (f"A {plant['kind'].replace('_', ' ')} of {plant['heat_before_mw']:.1f} MW cut for {cut_h:g} h at "
             f"{answer['outdoor_degc']:g} °C".replace("-", "−"))
    energy = answer["energy"]
    note = (f"Invented buildings. {answer['steps']} steps of {answer['step_s']:g} s in {answer['milliseconds']:.0f} ms; energy "
            f"closes to {energy['worst_step_left_ratio']:.0e} in every step.")
    return page((supply, rooms, power), title, note, "hours after the cut; shaded: no heat")


def draw(answer, path_png):
    """Writes the picture of `answer` (the JSON of `twin heat cut --json` as a dict) to `path_png`."""
    path_png = pathlib.Path(path_png).resolve()
    svg, height = make_svg(answer)
    path_png.with_suffix(".svg").write_text(svg, encoding="utf-8")
    rasterise(svg, WIDTH, height, path_png)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    draw(json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")), sys.argv[2])

#!/usr/bin/env python3
"""The plot of a planned heat system: `twin heat plan --json` as sources, tank, electricity and rooms over the hours.

draw(answer, way, title, path_png) writes the picture, and the SVG it was made from beside it; `way` is "planned" or
"cheapest_first". By hand:
    twin heat plan --json > plan.json && python3 heat_plan.py plan.json plan.png
Needs Python's standard library and chromium.
"""
import json
import pathlib
import sys

from panel import Panel, WIDTH, page
from picture import rasterise

# From what runs always to what runs last.
KINDS = (("waste_incineration", "waste", "#8c6d31"), ("surplus_heat", "surplus", "#bcbd22"),
         ("surplus_heat_pump", "surplus + pump", "#17becf"), ("heat_pump", "heat pumps", "#0072b2"),
         ("chip_boiler", "chips", "#637939"), ("pellet_boiler", "pellets", "#009e73"), ("biogas_boiler", "biogas", "#98df8a"),
         ("solar_heat", "sun", "#f0e442"), ("electric_boiler", "electric boilers", "#cc79a7"),
         ("bio_oil_boiler", "bio-oil", "#d55e00"), ("gas_boiler", "gas", "#7f7f7f"))
TANK, NETWORK, LOAD, UNSERVED, SPOT = "#56b4e9", "#e69f00", "#222222", "#c00000", "#999999"


def make_svg(answer, way, title):
    rows = answer[f"{way}_hours"]
    hours = list(range(len(rows)))
    span = (0, len(rows))
    by_kind = {kind: [0.0] * len(rows) for kind, _, _ in KINDS}
    for p, plant in enumerate(answer["plants"]):
        for h, row in enumerate(rows):
            by_kind[plant["kind"]][h] += row["plant_heat_mw"][p]
    load = [row["load_mw"] for row in rows]
    discharge = [row["accumulator_discharge_mw"] for row in rows]

    def stepped(values):
        return [v for v in values for _ in (0, 1)]

    edges = [h + d for h in hours for d in (0, 1)]
    sources = Panel(0, "Heat by source, line: load with network loss", "MW", 0.0, max(load) * 1.05, span)
    layers = [(stepped(by_kind[kind]), colour) for kind, _, colour in KINDS if max(by_kind[kind]) > 0.05]
    network = [row["network_discharge_mw"] for row in rows]
    layers.append((stepped([max(0.0, d) for d in discharge]), TANK))
    layers.append((stepped([max(0.0, d) for d in network]), NETWORK))
    sources.stack(edges, layers)
    sources.steps(hours, load, LOAD)
    shown = [(name, colour, by_kind[kind][-1]) for kind, name, colour in KINDS if max(by_kind[kind]) > 0.05]
    base, entries = 0.0, []
    for name, colour, last in shown:
        entries.append((base + 0.5 * last, colour, name))
        base += last
    entries.append((base + 0.5 * max(0.0, discharge[-1]), TANK, "from the tank"))
    entries.append((base + max(0.0, discharge[-1]) + 0.5 * max(0.0, network[-1]), NETWORK, "from supply water"))
    sources.labels(entries)

    content = [row["accumulator_mwh"] for row in rows]
    water = [row["network_mwh"] for row in rows]
    tank = Panel(1, "Accumulator and hotter supply water, content at the end of the hour; dashed: the tank's power out",
                 "MWh and MW", min(0.0, *discharge), max(1.0, *content, *water, *discharge), span, ticks=4)
    tank.steps(hours, content, TANK)
    tank.steps(hours, water, NETWORK)
    tank.steps(hours, discharge, LOAD, "4 3")
    tank.labels([(content[-1], TANK, "tank"), (water[-1], NETWORK, "supply water"), (discharge[-1], LOAD, "power out")])

    drawn = [row["electricity_mw"] for row in rows]
    withheld = [row["order_withheld_mw"] for row in rows]
    given = [-row["power_mw"] for row in rows]
    grid = Panel(2, "Electricity: taken, given by turbines (negative), withheld by order", "MW", min(0.0, *given),
                 max(1.0, *drawn, *withheld), span, ticks=4)
    grid.steps(hours, drawn, "#cc79a7")
    grid.steps(hours, given, "#8c6d31")
    grid.steps(hours, withheld, UNSERVED, "4 3")
    grid.labels([(drawn[-1], "#cc79a7", "taken"), (given[-1], "#8c6d31", "given"), (withheld[-1], UNSERVED, "withheld")])

    indoor = [row["indoor_degc"] for row in rows]
    outdoor = [row["outdoor_degc"] for row in rows]
    spot = [row["spot_nok_per_mwh"] / 100.0 for row in rows]
    rooms = Panel(3, "Rooms and outdoors, °C; dashed: spot price", "100 NOK/MWh", min(0.0, *outdoor), max(*indoor, *spot),
                  span, ticks=4)
    rooms.steps(hours, indoor, "#009e73")
    rooms.steps(hours, outdoor, "#0072b2")
    rooms.steps(hours, spot, SPOT, "4 3")
    rooms.labels([(indoor[-1], "#009e73", "rooms"), (outdoor[-1], "#0072b2", "outdoors"), (spot[-1], SPOT, "spot / 100")])

    sums = answer[way]
    note = (f"Synthetic. From {rows[0]['time']}; cost {sums['cost_nok'] / 1e6:.2f} MNOK, electricity "
            f"{sums['electricity_mwh']:.0f} MWh, not served {sums['unserved_mwh']:.1f} MWh, {sums['starts']} starts.")
    return page((sources, tank, grid, rooms), title, note, "hours")


def draw(answer, way, title, path_png):
    path_png = pathlib.Path(path_png).resolve()
    svg, height = make_svg(answer, way, title)
    path_png.with_suffix(".svg").write_text(svg, encoding="utf-8")
    rasterise(svg, WIDTH, height, path_png)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    draw(json.loads(pathlib.Path(sys.argv[1]).read_text()), "planned", "Planned ahead", sys.argv[2])

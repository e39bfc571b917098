#!/usr/bin/env python3
"""The plots of a guided story: `twin scenario run FILE --json --series …` as trunk (whole lines) and branches (dashed).

draw(answer, folder) writes story.png and story.svg, and returns the pictures' names. Needs Python's standard library
and chromium.
"""
import datetime
import pathlib

from panel import Panel, WIDTH, page
from picture import rasterise

QUARTERS_PER_HOUR = 4
SHOWN_HOURS = 40  # of the story's end
COLOURS = ("#1f5fa8", "#b5482f", "#2f8f5b", "#7d3c98")


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Run:
    """Series of one run over hours since the story began."""

    def __init__(self, run, begin_s):
        self.first_h = (seconds(run["from"]) - begin_s) / 3600
        self.rows = {}
        for one in run.get("series", []):
            self.rows.setdefault(one["series"], []).append(one["values_in_unit"])

    def hours(self, name):
        return [self.first_h + i / QUARTERS_PER_HOUR for i in range(len(self.rows[name][0]))]

    def values(self, name, how=None):
        rows = self.rows[name]
        return rows[0] if how is None else [how(column) for column in zip(*rows)]


# One panel each: title, unit, and its lines (series, name, what to make of all its elements, factor).
PANELS = (
    ("Outdoors and rooms in Oslo", "°C", (("air_temperature_degc", "outdoors", None, 1),
                                          ("indoor_temperature_degc", "rooms", None, 1))),
    ("The region's electricity", "MW", (("demand_mw", "demand", None, 1), ("net_import_mw", "net import", None, 1))),
    ("Oslo's district heating", "MW", (("heat_delivered_mw", "delivered", None, 1),
                                       ("heat_system_electricity_mw", "electricity", None, 1),
                                       ("heat_unserved_mw", "not served", None, 1))),
    ("Oslo's accumulator", "MWh", (("accumulator_content_mwh", "content", None, 1),)),
    ("The most loaded branch", "% of its rating", (("branch_loading_share", "of all", max, 100),)),
)


def draw(answer, folder):
    begin_s = seconds(answer["from"])
    end_h = (seconds(answer["to"]) - begin_s) / 3600
    span = (max(0.0, end_h - SHOWN_HOURS), end_h)
    trunk = Run(answer["trunk"], begin_s)
    others = [(one["name"], Run(one, begin_s)) for one in answer.get("branches", [])]
    panels = []
    for row, (title, unit, lines) in enumerate(PANELS):
        drawn = []
        for (name, label, how, factor), colour in zip(lines, COLOURS):
            for run, dash in [(trunk, "")] + [(other, "6 4") for _, other in others]:
                points = [(h, factor * v) for h, v in zip(run.hours(name), run.values(name, how)) if span[0] <= h <= span[1]]
                drawn.append((points, colour, dash, label))
        every = [value for points, *_ in drawn for _, value in points]
        panel = Panel(row, title, unit, min(every), max(every), span)
        for points, colour, dash, _ in drawn:
            panel.line([h for h, _ in points], [v for _, v in points], colour, dash)
        panel.labels([(points[-1][1], colour, label) for points, colour, dash, label in drawn if not dash])
        panels.append(panel)
    note = "whole lines: as ordered; dashed: " + ", ".join(name for name, _ in others) + ". Synthetic grid."
    svg, height = page(panels, "A Tuesday at −25 °C", note, f"hours since {answer['from']}")
    folder = pathlib.Path(folder)
    (folder / "story.svg").write_text(svg, encoding="utf-8")
    rasterise(svg, WIDTH, height, folder / "story.png")
    return ["story.png"]

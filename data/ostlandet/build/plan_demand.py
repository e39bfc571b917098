#!/usr/bin/env python3
"""Demand of planned floor: plans/building_uses.csv, use_demand.csv, use_shapes.csv, given_power.csv.

    python3 data/ostlandet/build/plan_demand.py --out data/ostlandet/plans

Standard library only; the same bytes every time. Rules
* Standard tek17: heat, hot water, electric and cold of a use add up to the energy frame of TEK17 § 14-2 (facts/
  demand_model.csv, recalled, high) within a tenth; how the frame divides is assumed. Offices, shops and restaurants take
  more electric than the frame's normal use, after the measured ranges of existing ones.
* Peaks are of many buildings together: electric after facts/demand_model.csv where it has the use (flat 8-12 W/m2 with
  cars and hot water by district heat, office 20-30, school 12-20), heating so that it runs 1,100 to 1,800 hours at full
  load, cold 300 to 900.
* Standard passive: heating 0.6 of the energy and 0.7 of the peak, electric 0.9. Standard existing: heating 3.0
  (dwellings) or 2.6 of the energy and 2.6 or 2.2 of the peak, electric 1.1 or 1.3, cold 1.2; a flat's heat is then
  105 kWh/m2 (one large old cooperative measured 139: facts).
* Cars: 2,667 kWh a car and year (facts), 0.8 of it at home, 0.95 of cars electric; 0.8 kW a car together, uncontrolled.
* P10 and P90 are the median times a factor by carrier, below. All of it is low confidence.
"""
import argparse
import csv
import pathlib

# id, name, dwelling, floor a dwelling, floor a customer, k_inf, then kWh/m2 and W/m2 of electric, hot water, heating,
# cooling, ev
USES = [
    ("dwelling", "dwellings, kind not said", 1, 90, 90, 0.40, (33, 7.5), (30, 6.5), (30, 17), (0, 0), (20, 8.0)),
    ("detached_house", "detached house", 1, 160, 160, 0.40, (35, 8.0), (28, 6.0), (45, 26), (0, 0), (21, 8.5)),
    ("row_house", "terraced and semi-detached houses", 1, 110, 110, 0.40, (33, 7.5), (30, 6.5), (35, 20), (0, 0), (22, 8.7)),
    ("apartment", "block of flats", 1, 70, 70, 0.40, (33, 7.5), (30, 6.5), (25, 14), (0, 0), (17, 6.9)),
    ("cabin", "holiday home", 1, 90, 90, 0.40, (25, 9.0), (8, 3.0), (60, 45), (0, 0), (8, 6.0)),
    ("office", "office", 0, "", 1500, 0.70, (70, 22), (5, 1.6), (27, 22), (13, 28), (4, 4.0)),
    ("shop", "shop", 0, "", 800, 0.70, (110, 28), (8, 2.2), (45, 36), (25, 34), (5, 1.3)),
    ("mall", "shopping centre", 0, "", 10000, 0.80, (150, 38), (8, 2.2), (35, 28), (40, 45), (8, 2.1)),
    ("school", "school", 0, "", 4000, 0.75, (50, 17), (10, 3.2), (42, 38), (5, 12), (1, 1.2)),
    ("kindergarten", "kindergarten", 0, "", 900, 0.75, (55, 17), (10, 3.2), (65, 52), (0, 0), (1, 1.2)),
    ("health", "health and care", 0, "", 5000, 0.80, (95, 18), (30, 6.5), (60, 33), (15, 25), (3, 2.5)),
    ("culture", "assembly and culture", 0, "", 2000, 0.70, (45, 16), (10, 3.2), (55, 48), (15, 25), (1, 0.4)),
    ("sports", "sports hall", 0, "", 3000, 0.70, (45, 13), (50, 14), (45, 36), (5, 10), (3, 1.2)),
    ("hotel", "hotel", 0, "", 6000, 0.75, (65, 13), (30, 7.5), (55, 31), (20, 28), (8, 5.0)),
    ("restaurant", "restaurant", 0, "", 400, 0.65, (180, 50), (40, 11), (60, 40), (30, 36), (2, 0.8)),
    ("industry", "light industry and workshop", 0, "", 2500, 0.70, (65, 20), (10, 2.8), (60, 40), (10, 16), (3, 2.5)),
    ("warehouse", "warehouse, little heated", 0, "", 4000, 0.70, (35, 10), (2, 0.7), (40, 26), (3, 6), (2, 2.0)),
]
CARRIERS = ("electric", "hot_water", "heating", "cooling", "ev")

# Energy P10, P90 and peak P10, P90 over the median.
SPREAD = {
    "electric": (0.70, 1.45, 0.72, 1.45), "hot_water": (0.80, 1.25, 0.85, 1.25), "heating": (0.75, 1.45, 0.80, 1.35),
    "cooling": (0.50, 1.60, 0.60, 1.40), "ev": (0.50, 1.40, 0.40, 1.60),
}
DWELLING_ELECTRIC = (0.85, 1.25, 0.85, 1.25)
INDUSTRY_ELECTRIC = (0.40, 3.00, 0.40, 3.00)  # workshops differ most of all

# Energy and peak over tek17, dwellings and others.
STANDARDS = {
    "tek17": {},
    "passive": {"heating": ((0.6, 0.7), (0.6, 0.7)), "electric": ((0.9, 0.9), (0.9, 0.9))},
    "existing": {"heating": ((3.0, 2.6), (2.6, 2.2)), "electric": ((1.1, 1.1), (1.3, 1.3)), "cooling": ((1.2, 1.2), (1.2, 1.2))},
}

# Hours of a workday, Saturday and Sunday; the builder makes the workday's mean 1. Last: months.
EVEN = [1.0] * 12
WINTRY = [1.14, 1.11, 1.04, 0.98, 0.93, 0.89, 0.82, 0.90, 0.98, 1.03, 1.08, 1.10]
TERM = [1.05, 1.05, 1.05, 1.03, 1.02, 0.90, 0.60, 0.95, 1.05, 1.05, 1.10, 1.02]
CABIN = [1.2, 1.6, 1.5, 1.3, 0.8, 0.6, 1.1, 0.8, 0.8, 0.9, 0.6, 0.8]


def hours(night, *steps):
    """24 values: `night`, then (from hour, value) onwards."""
    values = [night] * 24
    for begin, value in steps:
        values[begin:] = [value] * (24 - begin)
    return values


HOME = hours(0.6, (6, 0.9), (7, 1.2), (9, 0.9), (15, 1.1), (16, 1.35), (17, 1.6), (21, 1.3), (23, 0.8))
HOME_END = hours(0.6, (8, 1.0), (10, 1.25), (16, 1.5), (21, 1.25), (23, 0.8))
WATER = hours(0.4, (5, 0.8), (6, 1.8), (8, 1.3), (10, 0.8), (16, 1.1), (18, 1.6), (22, 1.0), (23, 0.6))
HEAT = hours(0.92, (5, 1.05), (6, 1.15), (9, 1.02), (15, 1.0), (17, 1.05), (21, 0.96))
CAR = hours(1.2, (3, 0.7), (6, 0.3), (8, 0.25), (14, 0.6), (16, 1.4), (17, 1.8), (20, 1.7), (22, 1.6))
CLOSED = hours(0.35)
DAY = hours(0.35, (6, 0.7), (7, 1.2), (8, 1.8), (16, 1.2), (17, 0.8), (19, 0.5))
DAY_HEAT = hours(0.75, (4, 1.1), (5, 1.4), (6, 1.6), (8, 1.25), (12, 1.05), (16, 0.85))
OFF_HEAT = hours(0.75)
COOL = hours(0.15, (7, 0.6), (9, 1.3), (11, 2.0), (17, 1.4), (19, 0.6))
OPEN = hours(0.4, (7, 0.9), (9, 1.5), (20, 1.1), (22, 0.6))
OPEN_SUNDAY = hours(0.4, (10, 0.6), (20, 0.4))
CARE = hours(0.7, (6, 1.0), (7, 1.25), (16, 1.05), (21, 0.85))
WORK_CAR = hours(0.1, (6, 0.8), (7, 2.4), (9, 2.8), (12, 1.8), (15, 0.8), (18, 0.3))
EVENING = hours(0.4, (9, 0.8), (12, 1.2), (17, 1.9), (22, 1.0), (23, 0.5))
SHIFT = hours(0.45, (6, 1.3), (8, 1.8), (15, 1.2), (17, 0.7), (22, 0.5))
STAY = hours(0.35, (7, 0.6), (10, 0.6), (16, 1.4), (22, 1.0))
STAY_END = hours(0.9, (7, 1.6), (10, 1.8), (17, 2.4), (22, 1.6))

SHAPES = {
    "home": (HOME, HOME_END, HOME_END, WINTRY), "home_water": (WATER, WATER, WATER, EVEN),
    "steady_heat": (HEAT, HEAT, HEAT, EVEN), "home_car": (CAR, CAR, CAR, WINTRY),
    "office": (DAY, CLOSED, CLOSED, TERM), "day_heat": (DAY_HEAT, OFF_HEAT, OFF_HEAT, EVEN),
    "day_water": (DAY, CLOSED, CLOSED, EVEN), "day_cold": (COOL, [0.3 * h for h in COOL], [0.3 * h for h in COOL], EVEN),
    "open_cold": (COOL, COOL, [0.5 * h for h in COOL], EVEN), "shop": (OPEN, OPEN, OPEN_SUNDAY, EVEN),
    "school": (DAY, CLOSED, CLOSED, TERM), "care": (CARE, CARE, CARE, EVEN), "evening": (EVENING, EVENING, EVENING, EVEN),
    "shift": (SHIFT, CLOSED, CLOSED, EVEN), "work_car": (WORK_CAR, [0.2 * h for h in WORK_CAR], [0.1 * h for h in WORK_CAR], EVEN),
    "stay": (STAY, STAY_END, STAY_END, CABIN),
}

# electric, hot water, heating, cooling, ev
SHAPE_OF = {
    **{use: ("home", "home_water", "steady_heat", "open_cold", "home_car")
       for use in ("dwelling", "detached_house", "row_house", "apartment")},
    "cabin": ("stay", "stay", "steady_heat", "open_cold", "stay"),
    "office": ("office", "day_water", "day_heat", "day_cold", "work_car"),
    "shop": ("shop", "shop", "day_heat", "open_cold", "shop"), "mall": ("shop", "shop", "day_heat", "open_cold", "shop"),
    "school": ("school", "day_water", "day_heat", "day_cold", "work_car"),
    "kindergarten": ("school", "day_water", "day_heat", "day_cold", "work_car"),
    "health": ("care", "care", "steady_heat", "open_cold", "work_car"),
    "culture": ("evening", "evening", "day_heat", "open_cold", "evening"),
    "sports": ("evening", "evening", "day_heat", "open_cold", "evening"),
    "hotel": ("care", "home_water", "steady_heat", "open_cold", "home_car"),
    "restaurant": ("evening", "evening", "day_heat", "open_cold", "evening"),
    "industry": ("shift", "shift", "day_heat", "day_cold", "work_car"),
    "warehouse": ("shift", "shift", "day_heat", "day_cold", "work_car"),
}

# Share of an ordered power that is ever drawn: P10, P50, P90.
GIVEN = [
    ("flat", 0.60, 0.80, 1.00), ("data-centre", 0.30, 0.60, 0.90), ("office", 0.40, 0.60, 0.85),
    ("truck-charging", 0.30, 0.50, 0.80), ("quick-charging", 0.30, 0.50, 0.80), ("port", 0.40, 0.60, 0.90),
    ("shore-power", 0.40, 0.70, 1.00), ("rail-converter", 0.50, 0.70, 1.00), ("goods-terminal", 0.40, 0.60, 0.90),
    ("electrolyser", 0.70, 0.90, 1.00), ("electric-boiler", 0.80, 0.95, 1.00), ("electric-boiler-off-peak", 0.80, 0.95, 1.00),
]


def number(value):
    return f"{value:.6g}"


def write(path, columns, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(columns)
        out.writerows(rows)


def demand():
    for use, _, is_dwelling, _, _, _, *carriers in USES:
        for standard, factors in STANDARDS.items():
            for carrier, (kwh, watt) in zip(CARRIERS, carriers):
                by_kind = factors.get(carrier, ((1.0, 1.0), (1.0, 1.0)))
                energy, peak = by_kind[0 if is_dwelling else 1]
                low, high, peak_low, peak_high = SPREAD[carrier]
                if carrier == "electric" and is_dwelling:
                    low, high, peak_low, peak_high = DWELLING_ELECTRIC
                if carrier == "electric" and use == "industry":
                    low, high, peak_low, peak_high = INDUSTRY_ELECTRIC
                kwh_now, watt_now = kwh * energy, watt * peak
                yield (use, standard, carrier, number(kwh_now * low), number(kwh_now), number(kwh_now * high),
                       number(watt_now * peak_low), number(watt_now), number(watt_now * peak_high),
                       "after TEK17 § 14-2 and facts/demand_model.csv by the rules of build/plan_demand.py", "low")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, required=True)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    write(out / "building_uses.csv",
          ["id", "name", "is_dwelling", "floor_per_dwelling_m2", "customer_m2", "coincidence_share",
           *(f"{c}_shape" for c in CARRIERS), "source", "confidence"],
          [(use, name, dwelling, floor, customer, k, *SHAPE_OF[use],
            "assumed; coincidence after Rusck as in facts/demand_model.csv, of what comes by chance", "low")
           for use, name, dwelling, floor, customer, k, *_ in USES])
    write(out / "use_demand.csv",
          ["use", "standard", "carrier", "energy_p10_kwh_per_m2", "energy_p50_kwh_per_m2", "energy_p90_kwh_per_m2",
           "peak_p10_w_per_m2", "peak_p50_w_per_m2", "peak_p90_w_per_m2", "source", "confidence"], demand())
    rows = []
    for shape, (work, saturday, sunday, months) in SHAPES.items():
        mean = sum(work) / 24
        for day, values in (("workday", work), ("saturday", saturday), ("sunday", sunday)):
            rows.append((shape, day, *(number(v / mean) for v in values), "constructed", "low"))
        rows.append((shape, "months", *(number(m) for m in months), *[""] * 12, "constructed", "low"))
    write(out / "use_shapes.csv", ["shape", "row", *(f"v{h:02d}" for h in range(24)), "source", "confidence"], rows)
    write(out / "given_power.csv", ["profile", "taken_p10_share", "taken_p50_share", "taken_p90_share", "source", "confidence"],
          [(*row, "assumed: orders are larger than what is drawn", "low") for row in GIVEN])


if __name__ == "__main__":
    main()

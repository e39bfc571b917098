#!/usr/bin/env python3
"""Builds the climate, demand, price and dispatch tables of the region from the facts.

    python3 data/ostlandet/build/build_climate.py --facts ../shared/facts --out data/ostlandet

Plain CSV, byte-identical on every run, standard library only. Every row says its source and
confidence; `recalled`, `typical`, `assumed` and `calibrated` values say so in the source.

Rules
* places: the 14 places of weather.csv with recalled normals, and four wind ridges. A ridge takes
  the temperature of its nearest place, 0.65 K colder per 100 m in summer and 0.3 K in winter
  (lapse rates of weather.csv), and that place's irradiation.
* weather_years: 36 stretches of the generator's record; the generator itself takes each place's
  design temperature (3-day, of 1961-1990) for its winter spread.
* demand: NO1 hockey stick of demand_model.csv, refitted to demand at the stations (FITTED): base and
  slope so that the cold design morning is the worked proposal's 8190 MW of NO1 and generated winter
  workdays, with losses and heat plants as they were measured, respond with 165 MW/K of the
  temperature at Gvarv near Skien, memory so that this splits 92.5, 39.4 and 33.3 over three days.
  Both against 20 years of the record at once, 1991 on (twin region calibrate; trials: memory
  0.575/0.22/0.205 gave 95.1/39.0/30.1, the present 91.3/38.2/34.7). The measured fit, which holds losses, has 2906, 180.6 and 0.60/0.25/0.15. Weekday ratios are over the mean of the five
  workdays. Month ratios are 1 except June to August, where heating is so small that the measured
  month factor less the modelled heating leaves the calendar part (holidays); other months would
  count temperature twice. The slope below -12 C comes from the two coldest bins.
* prices: NO1 monthly means of 2023 (measured), the year of the heat sources to compare with.
* dispatch: the three solved cases of the worked proposal; residual load = load + losses - wind -
  river - unknown hydro - heat and power plants.
"""
import argparse
import math
import pathlib

import sector_demand
import tables
from tables import read, write

MONTHS = [f"{m:02d}" for m in range(1, 13)]
HOURS = [f"{h:02d}" for h in range(24)]


def number(value):
    return tables.number(value, 10)


def slug(text):
    text = text.lower().split("(")[0].split("/")[0].strip()
    for a, b in (("æ", "ae"), ("ø", "o"), ("å", "a"), (" ", "_"), ("-", "_")):
        text = text.replace(a, b)
    return text


# --- places -----------------------------------------------------------------------------------

def distance_km(a, b):
    lat = math.radians((float(a["lat_deg"]) + float(b["lat_deg"])) / 2)
    north = (float(a["lat_deg"]) - float(b["lat_deg"])) * 111.2
    east = (float(a["lon_deg"]) - float(b["lon_deg"])) * 111.2 * math.cos(lat)
    return math.hypot(north, east)


def months_of(row):
    return [float(row[f"m{m}"]) for m in MONTHS]


def place_row(row, kind):
    name = row["place"]
    return {"id": "oet:place/" + slug(name), "name": name, "kind": kind, "lat_deg": row["lat"],
            "lon_deg": row["lon"], "altitude_m": row["altitude_m"]}


def fill_months(place, prefix, values):
    for month, value in zip(MONTHS, values):
        place[f"{prefix}_{month}"] = number(round(value, 3))


def winter_share(month_index):
    return 0.5 * (1 + math.cos(2 * math.pi * (month_index + 0.5) / 12))


def build_places(weather):
    normals = {r["place"]: r for r in weather if r["parameter"].startswith("mean temperature normal")}
    suns = {r["place"]: r for r in weather if r["parameter"] == "global horizontal irradiation"}
    designs = {r["place"]: r for r in weather if r["parameter"].startswith("design outdoor temperature")}
    places = []
    for name, row in normals.items():
        place = place_row(row, "station")
        fill_months(place, "normal_degc", months_of(row))
        fill_months(place, "irradiation_kwh_per_m2", months_of(suns[name]))
        fill_months(place, "wind_m_per_s", [0.0] * 12)
        place["wind_height_m"] = ""
        place["design_degc"] = number(designs[name]["annual_or_value"]) if name in designs else ""
        place["source"] = "facts/weather.csv: normals 1991-2020 recalled; irradiation " + (
            "recalled" if suns[name]["confidence"] == "medium" else "computed from Oslo's clearness")
        place["confidence"] = row["confidence"]
        places.append(place)
    stations = list(places)
    for row in weather:
        if not row["parameter"].startswith("mean wind speed at hub height"):
            continue
        place = place_row(row, "ridge")
        near = min(stations, key=lambda other: distance_km(place, other))
        rise_m = float(place["altitude_m"]) - float(near["altitude_m"])
        normal = []
        for i, month in enumerate(MONTHS):
            lapse = 0.65 - 0.35 * winter_share(i)  # K per 100 m
            normal.append(float(near[f"normal_degc_{month}"]) - lapse * rise_m / 100)
        fill_months(place, "normal_degc", normal)
        if near["design_degc"]:
            design = float(near["design_degc"]) + min(normal) - min(
                float(near[f"normal_degc_{month}"]) for month in MONTHS)
            place["design_degc"] = number(round(design, 3))
        fill_months(place, "irradiation_kwh_per_m2",
                    [float(near[f"irradiation_kwh_per_m2_{m}"]) for m in MONTHS])
        fill_months(place, "wind_m_per_s", months_of(row))
        place["wind_height_m"] = row["parameter"].split("hub height ")[1].split()[0]
        place["source"] = ("facts/weather.csv: hub-height wind recalled, monthly shape constructed; "
                           f"temperature and irradiation of {near['name']} with lapse rate")
        place["confidence"] = "low"
        places.append(place)
    return places


def build_weather_years():
    """Stretches of the record of seed 1; what each is like follows from it (twin region weather-years)."""
    return [{"id": f"oet:weather/{year}", "seed": "1", "year": str(year),
             "source": "synthetic: a stretch of the generator's record, no year that has been",
             "confidence": "medium"} for year in range(1991, 2027)]


# --- demand -----------------------------------------------------------------------------------

def parameter(name, value, unit, source, confidence):
    return {"parameter": name, "value": number(value), "unit": unit, "source": source,
            "confidence": confidence}


def expected_heating_k(mean_degc, spread_k, threshold_degc):
    """E[max(0, threshold - T)] for a normal T."""
    z = (threshold_degc - mean_degc) / spread_k
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return (threshold_degc - mean_degc) * 0.5 * math.erfc(-z / math.sqrt(2)) + spread_k * density


def build_demand(model, weather):
    def fact(name, column="value"):
        return next(r[column] for r in model if r["parameter"] == name)

    month_factors = [float(x) for x in fact("month factor Jan..Dec").split()]
    weekday_factors = [float(x) for x in fact("weekday factor Mon..Sun").split()]
    workday_mean = sum(weekday_factors[:5]) / 5
    weekday_ratios = [w / workday_mean for w in weekday_factors]
    base_mw, slope, threshold = 2740.0, 170.0, float(fact("heating threshold (hockey stick, workdays excl. July)"))
    years = [r for r in model if r["parameter"].startswith("annual consumption")]
    mean_mw = sum(float(r["value"]) for r in years) / len(years) * 1e6 / 8766
    skien = {r["parameter"]: months_of(r) for r in weather if r["place"].startswith("Skien") and r["m01"]}
    normals = skien["mean temperature measured 2014-2020"]
    spreads = skien["std of daily mean temperature within month"]
    colder = float(fact("workday, daily mean -15..-12 C").split("/")[0])
    cold = float(fact("workday, daily mean -12..-9 C").split("/")[0])
    measured = "facts/demand_model.csv, from Nord Pool NO1 2013-2019 and met.no"
    fitted = "fitted to 8190 MW of NO1 at stations on the cold morning and 165 MW/K of winter workdays by the proxy (rule above)"
    fitted_memory = "fitted to -92.5, -39.4 and -33.3 MW/K of facts/demand_model.csv (rule above)"
    rows = [
        parameter("base_mw", base_mw, "MW", fitted, "medium"),
        parameter("heating_mw_per_k", slope, "MW/K", fitted, "medium"),
        parameter("threshold_degc", threshold, "degC", measured, "high"),
        parameter("saturation_degc", -12, "degC", measured + ": slope flattens below about -12 C", "medium"),
        parameter("saturated_slope_ratio", round((colder - cold) / 3 / slope, 3), "1",
                  measured + ": bins -15..-12 and -12..-9 C (17 days)", "low"),
        parameter("memory_share_today", 0.555, "1", fitted_memory, "medium"),
        parameter("memory_share_yesterday", 0.22, "1", fitted_memory, "medium"),
        parameter("memory_share_before", 0.225, "1", fitted_memory, "medium"),
        parameter("noise_share", 0.0285, "1", measured + ": within-day residual", "high"),
        parameter("local_noise_share", 0.02, "1", "assumed: a station's own noise beside the region's", "low"),
    ]
    for i, month in enumerate(MONTHS):
        ratio, source = 1.0, "no calendar part apart from June to August (rule above)"
        if i in (5, 6, 7):
            week = sum(weekday_ratios) / 7
            heating = slope * expected_heating_k(normals[i], spreads[i], threshold)
            ratio = (month_factors[i] * mean_mw / week - heating) / base_mw
            source = measured + ": month factor less modelled heating"
        rows.append(parameter(f"month_ratio_{month}", round(ratio, 4), "1", source, "medium"))
    for day, ratio in zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), weekday_ratios):
        rows.append(parameter(f"weekday_ratio_{day}", round(ratio, 4), "1", measured, "high"))
    return rows


def build_shapes(profiles):
    rows = []
    for season in ("winter_DJF", "spring_MAM", "summer_JJA", "autumn_SON"):
        for day in ("workday", "saturday", "sunday"):
            row = next(r for r in profiles if r["profile"] == f"NO1_total_{season}_{day}")
            rows.append({"season": season.split("_")[1].lower(), "day_type": day,
                         **{f"h{h}": row[f"h{h}"] for h in HOURS},
                         "source": "facts/load_profiles.csv, from Nord Pool NO1 2013-2019",
                         "confidence": row["confidence"]})
    return rows


# --- prices and dispatch ------------------------------------------------------------------------

def build_prices(facts):
    rows = []
    for month in MONTHS:
        ore = next(float(r["value"]) for r in facts
                   if r["item"] == "NO1 monthly mean ex VAT" and r["period"] == f"2023-{month}")
        rows.append(parameter(f"month_nok_per_mwh_{month}", ore * 10, "NOK/MWh",
                              f"facts/prices_and_emissions.csv: NO1 2023-{month}, without VAT", "high"))
    night_to_evening = [.86, .83, .81, .81, .84, .92, 1.05, 1.17, 1.20, 1.14, 1.07, 1.03,
                        1.00, .98, .98, 1.00, 1.05, 1.12, 1.15, 1.11, 1.05, 1.00, .95, .90]
    weekend = [.93, .90, .88, .88, .88, .90, .93, .97, 1.02, 1.05, 1.05, 1.03,
               1.00, .97, .96, .98, 1.04, 1.11, 1.14, 1.12, 1.08, 1.05, 1.01, .97]
    for name, shape in (("workday_ratio", night_to_evening), ("weekend_ratio", weekend)):
        mean = sum(shape) / 24
        for hour, value in zip(HOURS, shape):
            rows.append(parameter(f"{name}_{hour}", round(value / mean, 4), "1",
                                  "typical NO1 day-ahead shape, recalled", "low"))
    rows += [
        parameter("cold_ratio_per_k", 0.03, "1/K", "assumed: tight days are dearer", "low"),
        parameter("spread_share", 0.30, "1", "assumed: spread of daily prices around the month's mean", "low"),
        parameter("spread_spacing_h", 60, "h", "assumed: weather and wind of the continent", "low"),
    ]
    return rows


# What region_hydro_test prints; it holds them within 200 MW.
USUAL_RESIDUAL_MW = (6290, 6350, 5680, 3590, 1520, 1050, 1090, 1840, 2150, 3300, 4560, 5660)


def build_dispatch(plants, notes, added_mw):
    """`added_mw`: what the loads draw above the proposal's, cold, mild and summer."""
    cases = (("summer_night", "P_summer_MW", 2865 + added_mw[2], 83),
             ("mild", "P_mild_MW", 6915 + added_mw[1], 136), ("cold", "P_winter_MW", 10360 + added_mw[0], 246))
    given = {"run-of-river", "unknown", "unknown (small)", "wind", "chp"}
    shares = {"summer_night": (.30, .60), "mild": (.60, .60), "cold": (.92, .85)}
    rows = []
    for case, column, load_mw, losses_mw in cases:
        given_mw = sum(float(r[column] or 0) for r in plants if r["type"] in given)
        source = f"worked proposal, {notes}: case {case}"
        rows += [
            parameter(f"{case}_residual_mw", round(load_mw + losses_mw - given_mw), "MW",
                      source + ", load (Telemark by SSB) + losses - given generation", "low"),
            parameter(f"{case}_reservoir_share", shares[case][0], "1", source, "low"),
            parameter(f"{case}_cascade_share", shares[case][1], "1", source, "low"),
        ]
    rows += [
        parameter("thermal_share", 0.75, "1", "assumed must-run share of heat and power plants", "low"),
        parameter("reservoir_of_year_share", 0.6, "1",
                  "Norway: 87 TWh of reservoirs over about 137 TWh a year, recalled", "medium"),
        parameter("inflow_pass_share", 0.25, "1",
                  "assumed: of a week's inflow above or below the season's normal, turned in that week; the rest "
                  "fills or empties the reservoir; gives the recalled spread of filling", "low"),
        parameter("fill_gain_ratio", 2.0, "1",
                  "assumed: mean inflows more a week per share above the normal filling, which keeps reservoirs near it",
                  "low"),
        parameter("cold_share_per_k", 0.03, "1/K", "fitted: a week at -20 C asks the plants for the worked cold case",
                  "low"),
    ]
    fill = (.67, .53, .41, .34, .41, .62, .76, .83, .87, .86, .81, .76)
    for month, share in zip(MONTHS, fill):
        rows.append(parameter(f"fill_share_{month}", share, "1",
                              "median filling of southern Norway, recalled", "low"))
    for month, residual_mw in zip(MONTHS, USUAL_RESIDUAL_MW):
        rows.append(parameter(f"usual_residual_mw_{month}", residual_mw, "MW",
                              "mean over 12 synthetic weather years of this region "
                              "(tests/solvers/region_hydro_test prints it)", "low"))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--facts", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args()
    weather = read(args.facts / "weather.csv")
    by_month = [f"{name}_{m}" for name in ("normal_degc", "irradiation_kwh_per_m2", "wind_m_per_s")
                for m in MONTHS]
    places = build_places(weather)
    write(args.out / "places.csv", ["id", "name", "kind", "lat_deg", "lon_deg", "altitude_m",
                                    "design_degc", *by_month, "wind_height_m",
                                    "source", "confidence"], places)
    write(args.out / "weather_years.csv", ["id", "seed", "year", "source", "confidence"],
          build_weather_years())
    values = ["parameter", "value", "unit", "source", "confidence"]
    write(args.out / "demand.csv", values, build_demand(read(args.facts / "demand_model.csv"), weather))
    write(args.out / "hour_shapes.csv", ["season", "day_type", *[f"h{h}" for h in HOURS], "source",
                                         "confidence"], build_shapes(read(args.facts / "load_profiles.csv")))
    write(args.out / "prices.csv", values, build_prices(read(args.facts / "prices_and_emissions.csv")))
    write(args.out / "dispatch.csv", values,
          build_dispatch(read(args.facts / "completed" / "plant_connections.csv"), "section 5",
                         sector_demand.added_mw(args.facts, args.out)))


if __name__ == "__main__":
    main()

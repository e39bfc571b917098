#!/usr/bin/env python3
"""Builds the grid tables of the region from the facts: plain CSV, byte-identical on every run.

    python3 data/ostlandet/build/build_grid.py --facts ../shared/facts --out data/ostlandet

Input: facts/completed (the worked 246-bus proposal), facts/municipalities.csv, and osm/completions.csv
beside the tables (what is added, row by row with its reason). Also writes COMPLETION.md: what is fact,
typical, synthetic, tuned. Method and every rule are in data/ostlandet/README.md. Standard library only.
"""
import argparse
import collections
import math
import pathlib

import grid_projects
import large_load_buses
import plants
import regional_grid
import sector_demand
from tables import number, opaque, read, write

ODBL = [
    "# Contains data (c) OpenStreetMap contributors, ODbL 1.0 (opendatacommons.org/licenses/odbl).",
    "# Derived: stations merged, circuits completed, electrical values typical. See ../README.md.",
]

COLD, MILD, SUMMER = "winter", "mild", "summer"
TAN_PHI = ("0.18", "0.15", "0.10")

# Branch, worst loading under one outage in the design cases and in the year's states, public record.
LIMITS_THAT_STAY = (
    ("Dokka - By (each circuit without the other)",
     "NVE 2022: no capacity for more production on Åbjøra - Gjøvik (By), as the worked proposal cites it"),
    ("Bagn - Dokka (each circuit without the other)", "the same corridor, in floods"),
    ("Vardal 300/132 (each unit without the other)",
     "in floods; Skyberg is announced in its place for more transformation towards Gjøvik and Valdres"),
    ("Hamang - Bærum without Ådal - Frogner",
     "on the coldest days; the renewal of Hamang - Bærum - Smestad at 420 kV is announced"),
    ("Sylling - Hamang (each circuit without the other)", "barely, in the coldest hours; no source confirms it"),
)

# Planned but not built: in the table, out of service.
GENERATOR_KINDS = {
    "run-of-river": "run_of_river",
    "reservoir": "reservoir",
    "reservoir-fed cascade": "cascade",
    "unknown": "unknown_hydro",
    "unknown (small)": "unknown_hydro",
    "wind": "wind",
    "chp": "thermal",
}
WIND_COLUMNS = ("hub_height_m", "specific_power_w_per_m2")
WATER_COLUMNS = ("head_m", "storage_mwh", "inflow_year_gwh", "min_flow_mw", "daily_band_share")
HEAT_AND_POWER_HOURS = 5200.0  # as Oslo's waste plant: 130 GWh of 25 MW
HOLDS_VOLTAGE_FROM_MW = 8.0  # worked proposal: a bus is voltage-controlled when 8 MW run there
Q_MAX_SHARE, Q_MIN_SHARE = 0.45, -0.30
TAP_STEP, TAP_RANGE, TAP_DEADBAND_PU = 0.0125, 12, 0.012
CAPACITOR_STEP_MVAR = 5.0
BANK_SHARE = 0.10  # of the winter MW
# Without one unit the others of a transformer between transmission and a load bus carry its cold load
# at this share of their cold rating: that is how many there are.
UNIT_COLD_SHARE = 0.9
# Imports of the worked proposal (its section 5), cold, mild and summer. NO2, where Telemark lies, brings in
# what the statistics add to Telemark's loads (sector_demand.added_mw): the proposal's plants are given.
WORKED_IMPORT_MW = {"NO5": (2350, 1950, 0), "NO2": (2050, 1450, -800), "SE3": (500, -1000, -1500),
                    "NO3": (100, 0, -150)}
ADDED_FROM = "NO2"

# Types of section 3 of the proposal, per km and circuit: r, x ohm; b uS; MVA at +20, 0, -20 C.
LINE_TYPES = {
    "132 OH FeAl240": (0.076, 0.396, 2.87, 224, 282, 286),
    "132 OH 2xFeAl240": (0.038, 0.279, 4.03, 366, 457, 457),
    "132 cable 1200Al": (0.0247, 0.118, 69.0, 219, 219, 219),
    "300 OH 2xCurlew": (0.0276, 0.311, 3.61, 792, 1039, 1039),
}


def confidence_of(basis):
    basis = basis.lower()
    if basis.startswith("fact"):
        return "medium" if "typical" in basis or "approximate" in basis or "recalled" in basis else "high"
    return "low"


class Region:
    def __init__(self, facts, completions):
        completed = facts / "completed"
        self.completions = read(completions)
        for row in self.completions:
            if None in row or None in row.values() or not row["reason"]:
                raise SystemExit(f"{completions.name}: a row has too many or too few fields or no reason: {row}")
        self.buses = read(completed / "grid_buses_completed.csv")
        self.branches = read(completed / "grid_branches_completed.csv")
        self.transformers = read(completed / "transformers_completed.csv")
        self.loads = read(completed / "load_allocation.csv")
        out = completions.parent.parent
        sector_demand.move_loads(self.loads, facts, out)
        self.added_mw = sector_demand.added_mw(facts, out)
        self.import_mw = {area: [mw + (round(more) if area == ADDED_FROM else 0) for mw, more in
                                 zip(worked, self.added_mw)] for area, worked in WORKED_IMPORT_MW.items()}
        self.plants = read(completed / "plant_connections.csv")
        self.boundary = read(completed / "boundary.csv")
        self.compensation = read(completed / "compensation.csv")
        self.resize_banks()
        self.municipalities = read(facts / "municipalities.csv")
        self.hydro = {row["nve_no"]: row for row in read(facts / "hydro_plants.csv")}
        self.solar = read(facts / "solar_plants.csv")
        self.thermal = read(facts / "thermal_chp.csv")
        self.wind = read(facts / "wind_farms.csv")
        self.capacity_mw = {row["area"]: row["value"] for row in read(facts / "balance.csv")
                            if row["quantity"] == "maximum trading capacity (NTC)"}
        self.station_id, self.bus, self.bus_id = {}, {}, {}
        worked_buses, self.buses = self.buses, []
        for row in worked_buses:
            self.add_bus(row)
        self.cold_mw = collections.defaultdict(float)
        for load in self.loads:
            self.cold_mw[load["bus"]] += float(load["P_winter_MW"])
        self.municipality_by_name = {row["name"]: row["municipality_no"] for row in self.municipalities}
        regional_grid.extend(self, read(facts / "equipment.csv"))

    def resize_banks(self):
        """The proposal's banks are 10 % of the winter MW in whole steps; so they stay where loads grew."""
        cold_mw, moved = collections.defaultdict(float), set()
        for load in self.loads:
            cold_mw[load["bus"]] += float(load["P_winter_MW"])
            if load["basis"] == sector_demand.MOVED_BASIS:
                moved.add(load["bus"])
        for device in self.compensation:
            if device["bus_id"] in moved and device["kind"].startswith("switched"):
                steps = round(BANK_SHARE * cold_mw[device["bus_id"]] / CAPACITOR_STEP_MVAR)
                device["Qmax_Mvar"] = device["Q_winter_Mvar"] = f"{steps * CAPACITOR_STEP_MVAR:g}"

    def add_bus(self, row):
        """A station keeps the id of its first bus."""
        source = row["osm_id"].split(";")[0]
        self.station_id.setdefault(
            row["station"], f"osm:{source}" if source else opaque("station", row["station"]))
        self.buses.append(row)
        self.bus[row["bus_id"]] = row
        self.bus_id[row["bus_id"]] = f"{self.station_id[row['station']]}@{row['kV']}"

    def nominal_kv(self, bus):
        return float(self.bus[bus]["kV"])

    def is_in_region(self, bus):
        return self.bus[bus]["in_region"] == "yes"


def build_stations(region):
    rows, seen = [], set()
    for bus in region.buses:
        if bus["station"] in seen:
            continue
        seen.add(bus["station"])
        rows.append({
            "id": region.station_id[bus["station"]], "name": bus["station"],
            "lat_deg": number(bus["lat"]), "lon_deg": number(bus["lon"]), "county": bus["county"],
            "is_in_region": int(bus["in_region"] == "yes"),
            "is_synthetic": int(bus["basis"].startswith("synthetic")),
            "source": f"{bus['source']}; licence: {bus['licence']}; {bus['basis']}",
            "confidence": confidence_of(bus["basis"]),
        })
    return rows


def build_buses(region):
    rows = []
    for bus in region.buses:
        rows.append({
            "id": region.bus_id[bus["bus_id"]], "name": bus["bus_id"],
            "station_id": region.station_id[bus["station"]], "nominal_kv": number(bus["kV"]),
            # Typical planning limits: 0.90-1.10 of nominal, not published per station.
            "v_min_pu": "0.9", "v_max_pu": "1.1",
            "is_monitored": int(bus["in_region"] == "yes"),
            "is_synthetic": int(bus["basis"].startswith("synthetic") or "synthetic" in bus["level_basis"]),
            "source": f"{bus['basis']}; level: {bus['level_basis']}; voltage limits typical",
            "confidence": confidence_of(bus["basis"]),
        })
    return rows


def branch_row(region, **values):
    row = {
        "b_siemens": "0", "tap_ratio": "1", "phase_shift_deg": "0", "length_km": "0",
        "summer_mva": "0", "mild_mva": "0", "cold_mva": "0", "is_in_service": 1,
        "is_monitored": 1, "is_synthetic": 0, "tap_step_ratio": "0", "tap_min_step": 0,
        "tap_max_step": 0, "tap_target_v_pu": "1", "tap_deadband_v_pu": "0",
    }
    row.update(values)
    row["tuning"] = row.pop("tuning", "")
    row["reason"] = row.pop("reason")  # for COMPLETION.md only
    row["from_bus_id"] = region.bus_id[row["from_bus_id"]]
    row["to_bus_id"] = region.bus_id[row["to_bus_id"]]
    return row


def tuning_of_line(line, circuit):
    """What the worked proposal says it chose after seeing a result."""
    for part in line["basis"].split("; "):
        if part.startswith("2nd circuit synthetic") and circuit == 2:
            return part
        if part.startswith("duplex conductor synthetic"):
            return part + ": one conductor was overloaded in a worked case"
    return ""


def one_circuit(region, line, circuit, name, **values):
    is_external = line["is_external_equivalent"] == "1"
    in_region = region.is_in_region(line["from_bus"]) or region.is_in_region(line["to_bus"])
    kind = "line"
    if is_external:
        kind = "equivalent"
    elif line["type"].split()[1] == "cable":
        kind = "cable"
    tuning = tuning_of_line(line, circuit)
    is_synthetic = line["basis_class"] == "synthetic" or tuning.startswith("2nd circuit")
    row = {
        "id": opaque("branch", line["branch_id"], str(circuit)), "name": name, "kind": kind,
        "from_bus_id": line["from_bus"], "to_bus_id": line["to_bus"],
        "r_ohm": number(line["r_ohm"]), "x_ohm": number(line["x_ohm"]),
        "b_siemens": number(float(line["b_uS"]) * 1e-6), "length_km": number(line["length_km"] or 0),
        "summer_mva": number(line["rate_summer20_MVA_per_circuit"] or 0),
        "mild_mva": number(line["rate_mild0_MVA_per_circuit"] or 0),
        "cold_mva": number(line["rate_coldm20_MVA_per_circuit"] or 0),
        "is_in_service": int(line["in_service"]), "is_monitored": int(in_region and not is_external),
        "is_synthetic": int(is_synthetic), "tuning": tuning, "reason": line["basis"],
        "source": f"{line['source']}; {line['basis']}; type {line['type']}"
                  + (f"; {line['note']}" if line["note"] else ""),
        "confidence": "low" if is_synthetic else "medium",
    }
    row.update(values)
    return branch_row(region, **row)


def line_rows(region):
    rows, circuits_of, line_of = [], {}, {}
    ratings = {extra["of"]: extra for extra in region.completions if extra["kind"] == "rating"}
    for line in region.branches:
        if line["basis_class"] == "planned":
            continue  # not built: a grid project of a later year, without buses of its own here
        circuits = int(line["circuits"])
        line_of[line["branch_id"]], circuits_of[line["branch_id"]] = line, circuits
        for circuit in range(1, circuits + 1):
            suffix = f" ({circuit})" if circuits > 1 else ""
            row = one_circuit(region, line, circuit, line["name"] + suffix)
            extra = ratings.get(line["branch_id"])
            if extra:
                row["cold_mva"] = number(round(float(extra["type"]) * float(row["cold_mva"])))
                row["tuning"] = "; ".join(filter(None, (row["tuning"], extra["tuning"])))
                row["reason"] = extra["reason"]
                row["source"] += f"; {extra['reason']}"
            rows.append(row)
    for extra in region.completions:
        if extra["kind"] == "twin":
            line = line_of[extra["of"]]
            circuits_of[extra["of"]] += 1
            circuit = circuits_of[extra["of"]]
            rows.append(one_circuit(
                region, line, circuit, f"{line['name']} ({circuit})", is_synthetic=1,
                tuning=extra["tuning"], reason=extra["reason"], confidence="low",
                source=f"completion: {extra['reason']}; values of the first circuit, type {line['type']}"))
        elif extra["kind"] == "line":
            rows.append(new_line(region, extra))
    return rows


def new_line(region, extra):
    r_ohm, x_ohm, b_us, summer, mild, cold = LINE_TYPES[extra["type"]]
    km = float(extra["length_km"])
    return branch_row(
        region,
        id=opaque("branch", "completion", extra["name"]), name=extra["name"],
        kind="cable" if " cable " in extra["type"] else "line",
        from_bus_id=extra["from_bus"], to_bus_id=extra["to_bus"],
        r_ohm=number(r_ohm * km), x_ohm=number(x_ohm * km), b_siemens=number(b_us * km * 1e-6),
        length_km=number(km), summer_mva=number(summer), mild_mva=number(mild), cold_mva=number(cold),
        is_synthetic=1, tuning=extra["tuning"], reason=extra["reason"],
        source=f"completion: {extra['reason']}; type {extra['type']}", confidence="low",
    )


def unit_count(region, trafo):
    """Units of one transformer row, the first of them that is tuned, and the rule as text."""
    given = int(trafo["units"])
    if float(trafo["lv_kV"]) < 100:
        load_mva = region.cold_mw.get(trafo["lv_bus"], 0.0) * (1.0 + float(TAN_PHI[0]) ** 2) ** 0.5
        needed = load_mva / (UNIT_COLD_SHARE * float(trafo["rate_coldm20_MVA"]))
        return max(2, 1 + math.ceil(needed)), 0, f"so many that without one the rest carry the cold load at {UNIT_COLD_SHARE:g} of their cold rating"
    tuned_from = 3 if given > 2 else 0
    return given, tuned_from, "number of units typical: two, one where only plants feed in"


def transformer_rows(region):
    rows = []
    extra_units = {extra["of"]: extra for extra in region.completions if extra["kind"] == "unit"}
    for trafo in region.transformers:
        hv_kv, lv_kv = float(trafo["hv_kV"]), float(trafo["lv_kV"])
        base_ohm = hv_kv * hv_kv / 100.0
        has_changer = trafo["tap"].startswith("OLTC")
        units, tuned_from, rule = unit_count(region, trafo)
        extra = extra_units.get(trafo["trafo_id"])
        for unit in range(1, units + (1 if extra else 0) + 1):
            tuning, is_synthetic, reason = "", "synthetic" in trafo["basis"], trafo["basis"]
            if tuned_from and unit >= tuned_from:
                tuning, is_synthetic = "chosen by the worked proposal from its N-1 results", True
                reason = "third unit"
            if unit > units:
                tuning, reason, is_synthetic = extra["tuning"], extra["reason"], True
                rule = f"completion: {reason}"
            rows.append(branch_row(
                region,
                id=opaque("transformer", trafo["trafo_id"], str(unit)),
                name=f"{trafo['station']} {trafo['hv_kV']}/{trafo['lv_kV']} T{unit}", kind="transformer",
                from_bus_id=trafo["hv_bus"], to_bus_id=trafo["lv_bus"],
                r_ohm=number(float(trafo["r_pu_100MVA"]) * base_ohm),
                x_ohm=number(float(trafo["x_pu_100MVA"]) * base_ohm),
                summer_mva=number(trafo["rate_summer20_MVA"]), mild_mva=number(trafo["rate_mild0_MVA"]),
                cold_mva=number(trafo["rate_coldm20_MVA"]),
                is_monitored=int(region.is_in_region(trafo["hv_bus"])), is_synthetic=int(is_synthetic),
                tap_step_ratio=number(TAP_STEP) if has_changer else "0",
                tap_min_step=-TAP_RANGE if has_changer else 0,
                tap_max_step=TAP_RANGE if has_changer else 0,
                tap_target_v_pu="1.02" if lv_kv > 100 else "1.03",
                tap_deadband_v_pu=number(TAP_DEADBAND_PU) if has_changer else "0", tuning=tuning, reason=reason,
                source=f"{trafo['source']}; {trafo['basis']}; {trafo['MVA_per_unit']} MVA, uk {trafo['uk_pct']} %; {rule}",
                confidence="low",
            ))
    return rows


def equivalent_rows(region):
    rows = []
    for tie in region.boundary:
        if not tie["kind"].startswith("external equivalent"):
            continue
        base_ohm = region.nominal_kv(tie["bus_id"]) ** 2 / 100.0
        rows.append(branch_row(
            region,
            id=opaque("equivalent", tie["bus_id"], tie["area"]),
            name=f"external equivalent {tie['bus_id']} - {tie['area']}", kind="equivalent",
            from_bus_id=tie["bus_id"], to_bus_id=tie["area"], r_ohm="0",
            x_ohm=number(float(tie["x_pu_100MVA"]) * base_ohm), is_monitored=0, is_synthetic=1,
            reason=tie["note"], source=f"worked proposal: {tie['note']}", confidence="low",
        ))
    return rows


def build_loads(region):
    rows = []
    for load in region.loads:
        is_named = load["kind"].startswith("named large load")
        name = load["kind"].split(": ", 1)[1] if is_named else f"{load['municipality']} ({load['station']})"
        number_text = load["municipality_no"].zfill(4) if load["municipality_no"] else ""
        rows.append({
            "id": opaque("load", number_text, load["bus"], load["kind"]), "name": name,
            "kind": "named" if is_named else "general", "bus_id": region.bus_id[load["bus"]],
            "municipality_id": number_text,
            "cold_mw": number(load["P_winter_MW"]), "mild_mw": number(load["P_mild_MW"]),
            "summer_mw": number(load["P_summer_MW"]),
            "cold_tan_phi_ratio": TAN_PHI[0], "mild_tan_phi_ratio": TAN_PHI[1],
            "summer_tan_phi_ratio": TAN_PHI[2],
            "reason": load["basis"], "source": f"{load['basis']}; {load['source']}", "confidence": "low",
        })
    return rows


def municipality_of_plant(region, plant):
    hydro = region.hydro.get(plant["nve_no"].split(".")[0]) if plant["nve_no"] else None
    if hydro and hydro["municipality_no"] in {m["municipality_no"] for m in region.municipalities}:
        return hydro["municipality_no"]
    return region.municipality_by_name.get(plant["municipality"], "")


def yearly_gwh(region, plant):
    if plant["GWh"]:
        return number(plant["GWh"])
    for farm in region.wind:
        if farm["name"].split()[0].split("+")[0] == plant["name"].split()[0].split("+")[0]:
            return number(farm["GWh_per_year_normal"] or 0)
    return "0"


def build_generators(region):
    rows = []
    for plant in region.plants:
        if plant["type"] == "pump":
            continue  # pumps lift water and feed nothing in
        if plant["bus_id"] == "outside":
            continue  # feeds Agder's grid
        installed = float(plant["MW"])
        if installed <= 0:
            continue
        kv = region.nominal_kv(plant["bus_id"])
        kind = GENERATOR_KINDS[plant["type"]]
        water = {}
        if plant["kind"] == "hydro":
            water = plants.hydro_columns(kind, installed, float(yearly_gwh(region, plant)),
                                         region.hydro.get(plant["nve_no"].split(".")[0]))
        key = plant["nve_no"].split(".")[0]
        rows.append({
            "id": f"nve:vannkraft/{key}" if key else opaque("generator", plant["name"]),
            "name": plant["name"], "kind": kind,
            "bus_id": region.bus_id[plant["bus_id"]],
            "municipality_id": municipality_of_plant(region, plant),
            "price_area": plant["price_area"], "p_max_mw": number(installed),
            "normal_year_gwh": yearly_gwh(region, plant),
            "q_min_mvar": number(Q_MIN_SHARE * installed), "q_max_mvar": number(Q_MAX_SHARE * installed),
            "can_hold_voltage": int(plant["kind"] == "hydro"),
            "v_set_pu": "0.985" if kv > 200 else "1.02",
            "min_running_mw": number(HOLDS_VOLTAGE_FROM_MW),
            **{column: water.get(column, "") for column in WATER_COLUMNS}, **turbine_columns(region, plant),
            "cold_mw": number(plant["P_winter_MW"]), "mild_mw": number(plant["P_mild_MW"]),
            "summer_mw": number(plant["P_summer_MW"]),
            "source": f"{plant['source']}; connection: {plant['connection_basis']} ({plant['method']})"
                      "; reactive limits and voltage typical" + water_note(water) + wind_note(kind),
            "confidence": "medium" if plant["connection_basis"].startswith("fact") else "low",
        })
    return rows + solar_rows(region) + heat_and_power_rows(region)


def turbine_columns(region, plant):
    """Hub height and rated power over rotor area of a farm's turbines, by the first farm of its name."""
    if plant["type"] != "wind":
        return {column: "" for column in WIND_COLUMNS}
    farm = next(one for one in region.wind if one["name"].split()[0] == plant["name"].split()[0].split("+")[0])
    area_m2 = math.pi * float(farm["rotor_m"]) ** 2 / 4
    return {"hub_height_m": number(farm["hub_height_m"].split()[0]),
            "specific_power_w_per_m2": number(float(farm["turbine_MW"]) * 1e6 / area_m2, 4)}


def wind_note(kind):
    return "; hub height and rotor: wind_farms.csv" if kind == "wind" else ""


def water_note(water):
    if "storage_mwh" in water:
        return f"; storage {water['storage_basis']}, minimum flow and daily band by class (../build/plants.py)"
    return "; river's year from size and normal year (../build/plants.py)" if "inflow_year_gwh" in water else ""


def main_load(region, municipality):
    """Where a municipality's small plants feed in: its largest general load."""
    return max((load for load in region.loads
                if load["municipality_no"].zfill(4) == municipality and not load["kind"].startswith("named")),
               key=lambda load: float(load["P_winter_MW"]))


def small_plant(region, municipality, name, kind, mw, gwh, source):
    row = next(one for one in region.municipalities if one["municipality_no"] == municipality)
    return {
        "id": opaque("generator", kind, municipality, name), "name": name, "kind": kind,
        "bus_id": region.bus_id[main_load(region, municipality)["bus"]],
        "municipality_id": municipality, "price_area": row["price_area"][:3],
        "p_max_mw": f"{mw:.5g}", "normal_year_gwh": f"{gwh:.5g}", "q_min_mvar": "0", "q_max_mvar": "0",
        "can_hold_voltage": 0, "v_set_pu": "1.02", "min_running_mw": number(HOLDS_VOLTAGE_FROM_MW),
        **{column: "" for column in WATER_COLUMNS + WIND_COLUMNS}, "cold_mw": "0", "mild_mw": "0", "summer_mw": "0",
        "source": source + "; bus = the municipality's largest load", "confidence": "low",
    }


def solar_rows(region):
    rows = [small_plant(region, row["municipality_no"], row["name"], "solar", float(row["MWp"]),
                        float(row["GWh_per_year"] or 0) or float(row["MWp"]) * plants.SOLAR_HOURS / 1000,
                        f"solar_plants.csv: {row['status']}")
            for row in region.solar if row["kind"] == "ground" and "in operation" in row["status"]]
    names = {row["municipality_no"]: row["name"] for row in region.municipalities}
    for municipality, (mwp, basis) in plants.rooftop_mwp(region.municipalities, region.solar).items():
        rows.append(small_plant(region, municipality, f"Rooftop solar {names[municipality]}", "solar", mwp,
                                mwp * plants.SOLAR_HOURS / 1000, f"synthetic: {basis}"))
    return rows


def heat_and_power_rows(region):
    """Plants of thermal_chp.csv with a figure of power, but those of Oslo, which the proposal sums up."""
    rows = []
    for plant in region.thermal:
        text = plant["MW_el"].removeprefix("about ")
        if plant["status"] != "operating" or not text or plant["municipality_no"] == "0301":
            continue
        mw = sum(map(float, text.split("-"))) / len(text.split("-"))
        gwh = float(plant["GWh_el_per_year"].removeprefix("about ") or 0) or mw * HEAT_AND_POWER_HOURS / 1000
        rows.append(small_plant(region, plant["municipality_no"], plant["name"], "thermal", mw, gwh,
                                f"thermal_chp.csv: {plant['source']}"))
    return rows


def build_shunts(region):
    cold_mvar = {}
    for load in region.loads:
        drawn = float(load["P_winter_MW"]) * float(TAN_PHI[0])
        cold_mvar[load["bus"]] = cold_mvar.get(load["bus"], 0.0) + drawn
    rows = []
    for device in region.compensation:
        is_continuous = device["kind"].startswith("continuous")
        q_max = float(device["Qmax_Mvar"])
        steps = 0 if is_continuous else max(1, round(q_max / CAPACITOR_STEP_MVAR))
        rows.append({
            "id": opaque("shunt", device["bus_id"], device["kind"]),
            "bus_id": region.bus_id[device["bus_id"]], "is_continuous": int(is_continuous),
            "q_min_mvar": number(device["Qmin_Mvar"]) if is_continuous else "0",
            "q_max_mvar": number(q_max) if is_continuous else "0",
            "v_set_pu": "0.985" if is_continuous else "1",
            "step_mvar": "0" if is_continuous else number(q_max / steps), "max_steps": steps,
            # The bank is full on the cold design morning; what it leaves then is what it holds.
            "draw_target_mvar": "0" if is_continuous
                                else number(max(0.0, cold_mvar.get(device["bus_id"], 0.0) - q_max)),
            "cold_mvar": number(device["Q_winter_Mvar"]), "mild_mvar": number(device["Q_mild_Mvar"]),
            "summer_mvar": number(device["Q_summer_Mvar"]),
            "tuning": "place and size chosen by the worked proposal from its voltages" if is_continuous else "",
            "reason": device["basis"], "source": f"worked proposal: {device['basis']}", "confidence": "low",
        })
    for extra in region.completions:
        if extra["kind"] == "device":
            rows.append(new_device(region, extra))
    return rows


def new_device(region, extra):
    """A continuous device of +-`type` Mvar at `from_bus`."""
    size, kv = float(extra["type"]), region.nominal_kv(extra["from_bus"])
    return {
        "id": opaque("shunt", "completion", extra["from_bus"]), "bus_id": region.bus_id[extra["from_bus"]],
        "is_continuous": 1, "q_min_mvar": number(-size), "q_max_mvar": number(size),
        "v_set_pu": "0.985" if kv > 200 else "1.02", "step_mvar": "0", "max_steps": 0,
        "draw_target_mvar": "0", "cold_mvar": "0", "mild_mvar": "0", "summer_mvar": "0",
        "tuning": extra["tuning"], "reason": extra["reason"],
        "source": f"completion: {extra['reason']}", "confidence": "low",
    }


def q_range(row):
    text = row["Q_range_Mvar"]
    return float(text.replace("+-", "")) if text.startswith("+-") else 2000.0


def build_boundaries(region):
    rows = []
    injections = [row for row in region.boundary if row["kind"] == "boundary injection"]
    cold_sum_mw = sum(mw[0] for mw in region.import_mw.values())
    for row in injections:
        limit = q_range(row)
        added = region.added_mw if row["area"] == ADDED_FROM else (0.0, 0.0, 0.0)
        case_mw = [number(round(float(row[column]) + float(row["weight"]) * more, 3))
                   for column, more in zip(("P_winter_MW", "P_mild_MW", "P_summer_MW"), added)]
        rows.append({
            "id": opaque("boundary", row["bus_id"]), "bus_id": region.bus_id[row["bus_id"]],
            "area": row["area"], "weight_share": number(row["weight"]),
            "q_min_mvar": number(-limit), "q_max_mvar": number(limit),
            "v_set_pu": "1.02" if region.nominal_kv(row["bus_id"]) < 200 else "0.985",
            # Who feeds one more MW: the neighbours by their import in the cold case.
            "slack_participation_share": number(
                float(row["weight"]) * region.import_mw[row["area"]][0] / cold_sum_mw),
            "cold_mw": case_mw[0], "mild_mw": case_mw[1], "summer_mw": case_mw[2],
            "source": f"worked proposal: {row['basis']}"
                      + ("; with its weight of what SSB adds to Telemark" if row["area"] == ADDED_FROM else "")
                      + ("; reactive range typical" if row["Q_range_Mvar"] == "slack" else "")
                      + "; slack participation: weight times the area's share of the cold import",
            "confidence": "low",
        })
    return rows


def build_exchange_areas(region):
    cases = ("cold", "mild", "summer")
    rows = []
    for area, totals in region.import_mw.items():
        rows.append({
            "id": area, **{f"{case}_import_mw": number(total) for case, total in zip(cases, totals)},
            "import_limit_mw": number(region.capacity_mw[f"{area}->NO1"]),
            "export_limit_mw": number(region.capacity_mw[f"NO1->{area}"]),
            # The region is NO1 and parts of NO2, NO5 and NO3: its edge lies inside those areas, where no
            # limit is published. The border with NO1 is the one that is; it stands for the edge.
            "source": "worked proposal, section 5: imports of the three solved cases"
                      + (" with what SSB adds to Telemark" if area == ADDED_FROM else "")
                      + f"; limits: largest trading capacity between {area} and NO1 until October 2024 (balance.csv, recalled), taken for the "
                      "region's edge, which lies " + ("on that border" if area == "SE3" else f"inside {area}"),
            "confidence": "low",
        })
    return rows


def build_municipalities(region):
    rows = []
    for row in region.municipalities:
        rows.append({
            "id": row["municipality_no"], "name": row["name"], "county": row["county"],
            "price_area": row["price_area"], "population_count": number(row["population_2024"]),
            "area_km2": number(row["area_total_km2"]),
            "lat_deg": number(row["centroid_lat"]), "lon_deg": number(row["centroid_lon"]),
            "grid_company": row["grid_company"],
            "source": row["source"], "confidence": row["confidence"],
        })
    return rows


def class_of(table, row):
    """fact, typical, synthetic or tuned: the least of what a row holds."""
    if row.get("tuning"):
        return "tuned"
    if str(row.get("is_synthetic", "0")) == "1" or table in ("shunts.csv", "boundaries.csv", "exchange_areas.csv"):
        return "synthetic"
    if table == "loads.csv":
        return "synthetic" if row["kind"] == "general" else "fact"
    if table == "branches.csv":
        return "typical"  # where it runs is fact, what it is made of typical
    if table == "generators.csv" and row["source"].startswith("synthetic"):
        return "synthetic"
    if table == "generators.csv":
        return "fact" if row["confidence"] == "medium" else "typical"
    return "fact"


def find_radial(branches, boundaries):
    """Per branch whose loss cuts buses off: those buses. Union-find over the other branches."""
    live = [row for row in branches if row["is_in_service"] == 1]

    def cut_without(skipped):
        root = {}

        def find(bus):
            while root.setdefault(bus, bus) != bus:
                root[bus] = root[root[bus]]
                bus = root[bus]
            return bus

        for row in live:
            start, end = find(row["from_bus_id"]), find(row["to_bus_id"])
            if row is not skipped:
                root[start] = end
        main_island = find(boundaries[0]["bus_id"])
        return [bus for bus in root if find(bus) != main_island]

    return [(row, cut) for row in live if (cut := cut_without(row))]


def reason_of(row):
    return row.get("reason") or row["source"].split("; licence")[0]


def completion_text(tables):
    by_name = {path.name: rows for path, rows, _ in tables}
    lines = [
        "# What is fact and what is invented, counted", "",
        "Written by `build/build_grid.py`; do not edit. Derived from OpenStreetMap (ODbL, `osm/LICENSE.md`).", "",
        "A row is *tuned* when a value of it was chosen after a result was seen, *synthetic* when no source shows it,",
        "*typical* when it stands where a source says and its values are typical, *fact* when a source says the value.", "",
        "| table | rows | fact | typical | synthetic | tuned |", "| --- | --- | --- | --- | --- | --- |",
    ]
    total = collections.Counter()
    for name, rows in by_name.items():
        count = collections.Counter(class_of(name, row) for row in rows)
        total.update(count)
        lines.append(f"| {name} | {len(rows)} | " + " | ".join(str(count[k]) for k in ("fact", "typical", "synthetic", "tuned")) + " |")
    row_count = sum(total.values())
    lines.append(f"| all | {row_count} | " + " | ".join(str(total[k]) for k in ("fact", "typical", "synthetic", "tuned")) + " |")
    lines += ["", f"Tuned: {total['tuned']} of {row_count} rows, {100 * total['tuned'] / row_count:.1f} %.", "", "## Tuned rows", "",
              "| row | value chosen because | what it stands for |", "| --- | --- | --- |"]
    bus_name = {row["id"]: row["name"] for row in by_name["buses.csv"]}
    for name, rows in by_name.items():
        for row in rows:
            if row.get("tuning"):
                label = row.get("name") or f"device at {bus_name[row['bus_id']]}"
                lines.append(f"| {label} | {row['tuning']} | {reason_of(row)} |")
    branches = by_name["branches.csv"]
    lines += ["", "## Limits that stay", "",
              "Overloads under one outage that stay, most of them confirmed by public sources. tests/shown/04-region prints how large they are, from",
              "tests/solvers/region_security_test (cold and summer design cases, and the hardest states of two years):", "",
              "| branch | why it stays |", "| --- | --- |"]
    lines += [f"| {' | '.join(row)} |" for row in LIMITS_THAT_STAY]
    lines += ["", "## Synthetic lines and transformers by reason", ""]
    reasons = collections.defaultdict(list)
    for row in branches:
        if class_of("branches.csv", row) == "synthetic":
            reasons[reason_of(row)].append(row)
    for reason, rows in reasons.items():
        names = ", ".join(row["name"] for row in rows)
        if reason.startswith(regional_grid.RULE_PREFIX):  # made by rule: counted, not named
            names = f"{len(rows)} circuits, {sum(float(row['length_km']) for row in rows):.0f} km"
        lines.append(f"* {reason}: {names}")
    lines += ["", "Other synthetic rows:", ""]
    for name in ("stations.csv", "buses.csv", "loads.csv", "shunts.csv", "boundaries.csv", "exchange_areas.csv"):
        others = collections.Counter(
            reason_of(row) for row in by_name[name] if class_of(name, row) == "synthetic")
        lines += [f"* {name}, {count} rows: {reason}" for reason, count in others.items()]
    cold_mw = collections.defaultdict(float)
    for row in by_name["loads.csv"]:
        cold_mw[row["bus_id"]] += float(row["cold_mw"])
    radial = find_radial(branches, by_name["boundaries.csv"])
    cause = {}
    for row, cut in radial:
        for bus in cut:
            cause.setdefault(bus, row["name"])
    total_mw, cut_mw = sum(cold_mw.values()), sum(cold_mw[bus] for bus in cause)
    lines += ["", "## Supply under a single outage", "",
              f"{100 * (1 - cut_mw / total_mw):.1f} % of {total_mw:.0f} MW on the cold morning keep their supply when any one branch is lost.",
              f"{len(radial)} branches are the only way to something. The load behind them:", "",
              "| bus | cold MW | lost with |", "| --- | --- | --- |"]
    for bus, name in sorted(cause.items(), key=lambda item: -cold_mw[item[0]]):
        if cold_mw[bus] > 0:
            lines.append(f"| {bus_name[bus]} | {cold_mw[bus]:.1f} | {name} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=pathlib.Path, required=True, help="folder of the facts")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the region's tables")
    arguments = parser.parse_args()
    osm = arguments.out / "osm"
    region = Region(arguments.facts, osm / "completions.csv")
    tables = [
        (osm / "stations.csv", build_stations(region), ODBL),
        (osm / "buses.csv", build_buses(region), ODBL),
        (osm / "branches.csv", line_rows(region) + transformer_rows(region) + equivalent_rows(region), ODBL),
        (osm / "loads.csv", build_loads(region), ODBL),
        (osm / "generators.csv", build_generators(region), ODBL),
        (osm / "shunts.csv", build_shunts(region), ODBL),
        (osm / "boundaries.csv", build_boundaries(region), ODBL),
        (arguments.out / "exchange_areas.csv", build_exchange_areas(region), ()),
        (arguments.out / "municipalities.csv", build_municipalities(region), ()),
    ]
    for path, rows, notes in tables:
        columns = [c for c in rows[0] if c not in ("source", "confidence", "reason")] + ["source", "confidence"]
        order = ["id", "name", "kind", "from_bus_id", "to_bus_id"]
        columns = [c for c in order if c in columns] + [c for c in columns if c not in order]
        write(path, columns, rows, notes)
    rows = {path.name: table for path, table, _ in tables}
    write(arguments.out / "grid_projects.csv", grid_projects.PROJECT_COLUMNS, grid_projects.project_rows())
    steps = grid_projects.step_rows(opaque, number, rows["stations.csv"], rows["buses.csv"], rows["branches.csv"])
    write(osm / "grid_project_steps.csv", grid_projects.STEP_COLUMNS, steps, ODBL)
    write(osm / "large_load_buses.csv", large_load_buses.COLUMNS,
          large_load_buses.bus_rows(arguments.facts, read(arguments.out / "large_loads.csv"), rows["stations.csv"],
                                    rows["buses.csv"], rows["municipalities.csv"], rows["loads.csv"]), ODBL)
    (arguments.out / "COMPLETION.md").write_text(completion_text(tables), encoding="utf-8")


if __name__ == "__main__":
    main()

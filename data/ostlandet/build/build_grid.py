#!/usr/bin/env python3
"""Builds the grid tables of the region from the facts: plain CSV, byte-identical on every run.

    python3 data/ostlandet/build/build_grid.py --facts ../shared/facts --out data/ostlandet

Input: facts/completed (the worked 246-bus proposal), facts/municipalities.csv. Method and every rule
are in data/ostlandet/README.md. Standard library only.
"""
import argparse
import csv
import hashlib
import pathlib

ODBL = [
    "# Contains data (c) OpenStreetMap contributors, ODbL 1.0 (opendatacommons.org/licenses/odbl).",
    "# Derived: stations merged, circuits completed, electrical values typical. See ../README.md.",
]

COLD, MILD, SUMMER = "winter", "mild", "summer"
TAN_PHI = ("0.18", "0.15", "0.10")

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
HOLDS_VOLTAGE_FROM_MW = 8.0  # worked proposal: a bus is voltage-controlled when 8 MW run there
Q_MAX_SHARE, Q_MIN_SHARE = 0.45, -0.30
TAP_STEP, TAP_RANGE, TAP_DEADBAND_PU = 0.0125, 12, 0.012
CAPACITOR_STEP_MVAR = 5.0


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path, columns, rows, notes=()):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        for note in notes:
            file.write(note + "\n")
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def number(value):
    """Shortest text that reads back as the same value to 12 digits."""
    return f"{float(value):.12g}"


def opaque(kind, *parts):
    """An id that is stable under renaming of columns and says nothing by itself."""
    return f"oet:{kind}/" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]


def confidence_of(basis):
    basis = basis.lower()
    if basis.startswith("fact"):
        return "medium" if "typical" in basis or "approximate" in basis or "recalled" in basis else "high"
    return "low"


class Region:
    def __init__(self, facts):
        completed = facts / "completed"
        self.buses = read(completed / "grid_buses_completed.csv")
        self.branches = read(completed / "grid_branches_completed.csv")
        self.transformers = read(completed / "transformers_completed.csv")
        self.loads = read(completed / "load_allocation.csv")
        self.plants = read(completed / "plant_connections.csv")
        self.boundary = read(completed / "boundary.csv")
        self.compensation = read(completed / "compensation.csv")
        self.municipalities = read(facts / "municipalities.csv")
        self.hydro = {row["nve_no"]: row for row in read(facts / "hydro_plants.csv")}
        self.wind = read(facts / "wind_farms.csv")
        self.station_id = {}
        for row in self.buses:
            source = row["osm_id"].split(";")[0]
            self.station_id[row["station"]] = f"osm:{source}" if source else opaque("station", row["station"])
        self.bus = {row["bus_id"]: row for row in self.buses}
        self.bus_id = {
            row["bus_id"]: f"{self.station_id[row['station']]}@{row['kV']}" for row in self.buses
        }
        self.municipality_by_name = {row["name"]: row["municipality_no"] for row in self.municipalities}

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
    row["from_bus_id"] = region.bus_id[row["from_bus_id"]]
    row["to_bus_id"] = region.bus_id[row["to_bus_id"]]
    return row


def line_rows(region):
    rows = []
    for line in region.branches:
        if line["basis_class"] == "planned":
            continue  # not built: a grid project of a later year, without buses of its own here
        is_external = line["is_external_equivalent"] == "1"
        in_region = region.is_in_region(line["from_bus"]) or region.is_in_region(line["to_bus"])
        circuits = int(line["circuits"])
        for circuit in range(1, circuits + 1):
            suffix = f" ({circuit})" if circuits > 1 else ""
            kind = "equivalent" if is_external else ("cable" if line["type"].startswith(("132 cable", "300 cable")) else "line")
            rows.append(branch_row(
                region,
                id=opaque("branch", line["branch_id"], str(circuit)), name=line["name"] + suffix, kind=kind,
                from_bus_id=line["from_bus"], to_bus_id=line["to_bus"],
                r_ohm=number(line["r_ohm"]), x_ohm=number(line["x_ohm"]),
                b_siemens=number(float(line["b_uS"]) * 1e-6),
                length_km=number(line["length_km"] or 0),
                summer_mva=number(line["rate_summer20_MVA_per_circuit"] or 0),
                mild_mva=number(line["rate_mild0_MVA_per_circuit"] or 0),
                cold_mva=number(line["rate_coldm20_MVA_per_circuit"] or 0),
                is_in_service=int(line["in_service"]),
                is_monitored=int(in_region and not is_external),
                is_synthetic=int(line["basis_class"] == "synthetic"),
                source=f"{line['source']}; {line['basis']}; type {line['type']}"
                       + (f"; {line['note']}" if line["note"] else ""),
                confidence="low" if line["basis_class"] == "synthetic" else "medium",
            ))
    return rows


def transformer_rows(region):
    rows = []
    for trafo in region.transformers:
        hv_kv, lv_kv = float(trafo["hv_kV"]), float(trafo["lv_kV"])
        base_ohm = hv_kv * hv_kv / 100.0
        has_changer = trafo["tap"].startswith("OLTC")
        for unit in range(1, int(trafo["units"]) + 1):
            rows.append(branch_row(
                region,
                id=opaque("transformer", trafo["trafo_id"], str(unit)),
                name=f"{trafo['station']} {trafo['hv_kV']}/{trafo['lv_kV']} T{unit}", kind="transformer",
                from_bus_id=trafo["hv_bus"], to_bus_id=trafo["lv_bus"],
                r_ohm=number(float(trafo["r_pu_100MVA"]) * base_ohm),
                x_ohm=number(float(trafo["x_pu_100MVA"]) * base_ohm),
                summer_mva=number(trafo["rate_summer20_MVA"]), mild_mva=number(trafo["rate_mild0_MVA"]),
                cold_mva=number(trafo["rate_coldm20_MVA"]),
                is_monitored=int(region.is_in_region(trafo["hv_bus"])),
                is_synthetic=int("synthetic" in trafo["basis"]),
                tap_step_ratio=number(TAP_STEP) if has_changer else "0",
                tap_min_step=-TAP_RANGE if has_changer else 0,
                tap_max_step=TAP_RANGE if has_changer else 0,
                tap_target_v_pu="1.02" if lv_kv > 100 else "1.03",
                tap_deadband_v_pu=number(TAP_DEADBAND_PU) if has_changer else "0",
                source=f"{trafo['source']}; {trafo['basis']}; {trafo['MVA_per_unit']} MVA, uk {trafo['uk_pct']} %"
                       "; number of units chosen by the worked proposal from its N-1 results",
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
            source=f"worked proposal: {tie['note']}", confidence="low",
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
            "source": f"{load['basis']}; {load['source']}", "confidence": "low",
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
        key = plant["nve_no"].split(".")[0]
        rows.append({
            "id": f"nve:vannkraft/{key}" if key else opaque("generator", plant["name"]),
            "name": plant["name"], "kind": GENERATOR_KINDS[plant["type"]],
            "bus_id": region.bus_id[plant["bus_id"]],
            "municipality_id": municipality_of_plant(region, plant),
            "price_area": plant["price_area"], "p_max_mw": number(installed),
            "normal_year_gwh": yearly_gwh(region, plant),
            "q_min_mvar": number(Q_MIN_SHARE * installed), "q_max_mvar": number(Q_MAX_SHARE * installed),
            "can_hold_voltage": int(plant["kind"] == "hydro"),
            "v_set_pu": "0.985" if kv > 200 else "1.02",
            "min_running_mw": number(HOLDS_VOLTAGE_FROM_MW),
            "cold_mw": number(plant["P_winter_MW"]), "mild_mw": number(plant["P_mild_MW"]),
            "summer_mw": number(plant["P_summer_MW"]),
            "source": f"{plant['source']}; connection: {plant['connection_basis']} ({plant['method']})"
                      "; reactive limits and voltage typical",
            "confidence": "medium" if plant["connection_basis"].startswith("fact") else "low",
        })
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
            "source": f"worked proposal: {device['basis']}", "confidence": "low",
        })
    return rows


def q_range(row):
    text = row["Q_range_Mvar"]
    return float(text.replace("+-", "")) if text.startswith("+-") else 2000.0


def build_boundaries(region):
    rows = []
    injections = [row for row in region.boundary if row["kind"] == "boundary injection"]
    for row in injections:
        limit = q_range(row)
        rows.append({
            "id": opaque("boundary", row["bus_id"]), "bus_id": region.bus_id[row["bus_id"]],
            "area": row["area"], "weight_share": number(row["weight"]),
            "q_min_mvar": number(-limit), "q_max_mvar": number(limit),
            "v_set_pu": "1.02" if region.nominal_kv(row["bus_id"]) < 200 else "0.985",
            # The worked proposal's slack bus takes what is left.
            "slack_participation_share": "1" if row["Q_range_Mvar"] == "slack" else "0",
            "cold_mw": number(row["P_winter_MW"]), "mild_mw": number(row["P_mild_MW"]),
            "summer_mw": number(row["P_summer_MW"]),
            "source": f"worked proposal: {row['basis']}"
                      + ("; slack: range typical" if row["Q_range_Mvar"] == "slack" else ""),
            "confidence": "low",
        })
    return rows


def build_exchange_areas(region):
    cases = {"cold": "P_winter_MW", "mild": "P_mild_MW", "summer": "P_summer_MW"}
    rows = []
    for area in ("NO5", "NO2", "SE3", "NO3"):
        # Weights times the area's round figure of the worked cases (REGION_NOTES section 5).
        totals = {"NO5": (2350, 1950, 0), "NO2": (2050, 1450, -800), "SE3": (500, -1000, -1500), "NO3": (100, 0, -150)}[area]
        rows.append({
            "id": area, **{f"{case}_import_mw": number(total) for case, total in zip(cases, totals)},
            "source": "worked proposal, section 5: imports of the three solved cases", "confidence": "low",
        })
    return rows


def build_municipalities(region):
    rows = []
    for row in region.municipalities:
        rows.append({
            "id": row["municipality_no"], "name": row["name"], "county": row["county"],
            "price_area": row["price_area"], "population_count": number(row["population_2024"]),
            "lat_deg": number(row["centroid_lat"]), "lon_deg": number(row["centroid_lon"]),
            "grid_company": row["grid_company"],
            "source": row["source"], "confidence": row["confidence"],
        })
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=pathlib.Path, required=True, help="folder of the facts")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder of the region's tables")
    arguments = parser.parse_args()
    region = Region(arguments.facts)
    osm = arguments.out / "osm"
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
        columns = [c for c in rows[0] if c not in ("source", "confidence")] + ["source", "confidence"]
        order = ["id", "name", "kind", "from_bus_id", "to_bus_id"]
        columns = [c for c in order if c in columns] + [c for c in columns if c not in order]
        write(path, columns, rows, notes)
        print(f"{path.name}: {len(rows)} rows")


if __name__ == "__main__":
    main()

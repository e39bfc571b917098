#!/usr/bin/env python3
"""Builds the tables of district heating from the facts and the region's grid: systems, plants, pipe networks, hours,
sources of surplus heat. Run after build_grid.py: plants take their buses from its tables.

    python3 data/ostlandet/build/build_heat.py --facts ../shared/facts --out data/ostlandet

Plain CSV, byte-identical on every run, standard library only. Oslo is given line by line here, sized by the rules beside
it; all other systems, plants and sources by heat_tables.py.
"""
import argparse
import pathlib

import heat_sites
import heat_tables
import tables
from tables import read, write


def number(value):
    return tables.number(value, 10)


def slug(text):
    text = text.lower().split("(")[0].split("/")[0].strip()
    for a, b in (("æ", "ae"), ("ø", "o"), ("å", "a"), (" ", "_"), ("-", "_")):
        text = text.replace(a, b)
    return text


OSLO = {
    "id": "oet:heat/oslo", "name": "Oslo", "place_id": "oet:place/oslo_blindern",
    "accumulator_capacity_mwh": 350, "accumulator_power_max_mw": 70, "accumulator_loss_per_h": 0.0005,
    "air_capacity_mwh_per_k": 100, "mass_capacity_mwh_per_k": 1660, "loss_mw_per_k": 16.3,
    "ventilation_mw_per_k": 4.0, "coupling_mw_per_k": 120, "set_point_degc": 21,
    "internal_gain_mw": 88, "hot_water_mw": 37, "controller_mw_per_k": 1500, "heat_max_mw": 900,
    "network_loss_mw_per_k": 0.32, "network_water_mwh_per_k": 17, "network_raise_max_k": 10,
    "network_raise_max_k_per_h": 5, "supply_cold_degc": 120, "supply_warm_degc": 95,
    "return_degc": 60, "ground_degc": 7, "delivered_gwh": 1800, "municipality_id": "0301", "lat_deg": "59.9139",
    "lon_deg": "10.7522",
    "source": "supply 95-120 C, 70 MW tank: Celsio; return, tank content, heat capacities (time constant "
              "100 h) typical; losses, gains and hot water calibrated to 1.8 TWh a year, about 10 % network "
              "loss and the derived peak of 733 MW; 17 MWh/K of supply water: half of 30 000 m3; raised by at most 10 K, "
              "5 K an hour: typical, recalled",
    "confidence": "medium",
}


def plant(name, kind, heat_max_mw, source, confidence, **more):
    row = {"id": "oet:heatplant/" + slug(name), "heat_system_id": OSLO["id"], "name": name, "kind": kind,
           "heat_max_mw": heat_max_mw, "heat_min_mw": 0, "efficiency_ratio": 1, "cost_nok_per_mwh": 0,
           "tariff_nok_per_mwh": 0, "emission_kg_per_mwh": 0, "bus": "", "lorenz_share": 0,
           "source_in_degc": 0, "source_out_degc": 0, "sink_max_degc": 0,
           "source": source, "confidence": confidence}
    row.update(more)
    row["is_in_base_load"] = 0 if row["kind"] in ("heat_pump", "surplus_heat_pump", "electric_boiler") else 1
    return heat_tables.add_limits(row)


# 150 GWh of electricity beside 665 GWh of heat in 2023 over 8000 h are 19 MW at 83: P = 31.2 - 0.15 Q, typical
# c_v. Capture (planned) of 50 t/h: 0.9 MWh/t of heat, of which half comes back at low grade, and 0.15 of electricity.
KLEMETSRUD = {"bus": "Abildsø 132", "power_line": "extraction", "power_max_mw": 31.2, "power_loss_ratio": 0.15,
              "captures": 0, "capture_heat_share": 0.27, "capture_electricity_ratio": 0.09, "captured_co2_share": 0.9}


def build_plants(facts):
    fact = {r["plant_id"]: r for r in facts}

    def mw(plant_id):
        return float(fact[plant_id]["mw_heat"])

    waste = "facts/heat_plants.csv: mean over 8000 h of the 2023 heat; minimum load typical; gate fee as cost"
    rows = []
    for plant_id, name in (("klemetsrud_wte", "Klemetsrud"), ("haraldrud_wte_celsio", "Haraldrud Celsio"),
                           ("haraldrud_reg", "Haraldrud REG")):
        rows.append(plant(name, "waste_incineration", mw(plant_id), waste, "medium",
                          heat_min_mw=number(round(0.65 * mw(plant_id), 1)), efficiency_ratio=0.85,
                          cost_nok_per_mwh=-250, **(KLEMETSRUD if name == "Klemetsrud" else {})))
    sewage = ("facts/heat_plants.csv: {}; share of the Lorenz COP set for COP 2.8 at 9.6 -> 88 C, bus by "
              "distance; tariff of an ordinary large customer, recalled")
    lorenz = dict(lorenz_share=0.537, source_in_degc=9.6, source_out_degc=5, sink_max_degc=88,
                  efficiency_ratio=2.8, tariff_nok_per_mwh=59)
    rows.append(plant("Skøyen Vest 1", "heat_pump", mw("skoyen_hp1"), sewage.format("18 MW nameplate"),
                      "high", bus="Smestad 47", **lorenz))
    rows.append(plant("Skøyen Vest 2", "heat_pump", mw("skoyen_hp2"), sewage.format("9 MW recalled"),
                      "low", bus="Smestad 47", **lorenz))
    rows.append(plant("Ulven data centre", "surplus_heat_pump", mw("ulven_dc"),
                      "facts/heat_plants.csv: 3.5 MW export published; cooling water 30 -> 20 C and share of "
                      "Lorenz typical; 50 NOK/MWh for the heat, recalled", "medium", bus="Ulven 47",
                      lorenz_share=0.5, source_in_degc=30, source_out_degc=20, sink_max_degc=85,
                      efficiency_ratio=3.4, tariff_nok_per_mwh=59, cost_nok_per_mwh=33))
    split = ("facts/heat_plants.csv: 300 MW in all (recalled 200-350); split over plants and buses assumed; "
             "disconnectable tariff 50 + tax 6 NOK/MWh, Elvia 2024")
    for name, heat_mw, bus in (("Hoff electric", 40, "Smestad 47"), ("Skøyen electric", 40, "Skøyen 132"),
                               ("Vika electric", 50, "Pipervika 132"), ("Rodeløkka electric", 50, "Rodeløkka 132"),
                               ("Økern electric", 50, "Ulven 47"), ("Haraldrud electric", 40, "Ulven 47"),
                               ("Holmlia electric", 30, "Abildsø 132")):
        rows.append(plant(name, "electric_boiler", heat_mw, split, "low", bus=bus, efficiency_ratio=0.99,
                          tariff_nok_per_mwh=56))
    rows.append(plant("Haraldrud pellets", "pellet_boiler", mw("haraldrud_pellets"),
                      "facts: 56 MW; 55 øre/kWh fuel over 0.9, recalled", "high", efficiency_ratio=0.9,
                      cost_nok_per_mwh=611))
    oil = ("plants named in facts/heat_plants.csv, MW not published: together sized so that the design day "
           "is covered with electric boilers off; 120 øre/kWh over 0.9, recalled")
    for name, heat_mw in (("Rodeløkka bio-oil", 110), ("Økern bio-oil", 100), ("Hoff bio-oil", 70),
                          ("Vika bio-oil", 60), ("Tokerud bio-oil", 40), ("Holmlia bio-oil", 40)):
        rows.append(plant(name, "bio_oil_boiler", heat_mw, oil, "low", efficiency_ratio=0.9,
                          cost_nok_per_mwh=1333))
    rows.append(plant("Skøyen LNG", "gas_boiler", 120,
                      "MW assumed; 110 øre/kWh over 0.92 would be 1196, ranked behind bio-oil as practised; "
                      "201.8 g CO2/kWh fuel", "low", efficiency_ratio=0.92, cost_nok_per_mwh=1400,
                      emission_kg_per_mwh=219.3))
    return rows


def build_hours(demand, systems):
    water = {int(r["index"]): r["value"] for r in demand if r["parameter"] == "profile_dhw"}
    mean = sum(float(v) for v in water.values()) / 24
    rows = []
    for system, hour in ((system, hour) for system in systems for hour in range(24)):
        running = 1.0 if 6 <= hour < 17 else (0.7 if hour in (5, 17) else 0.15)
        rows.append({"heat_system_id": system["id"], "hour": hour,
                     "hot_water_ratio": number(round(float(water[hour]) / mean, 4)),
                     "ventilation_workday_share": number(running),
                     "ventilation_weekend_share": number(0.35 if 8 <= hour < 20 else 0.2),
                     "source": "facts/heat_demand.csv: hot water of apartment blocks; ventilation hours typical",
                     "confidence": "low"})
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--facts", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args()
    places = read(args.out / "places.csv")
    plants = build_plants(read(args.facts / "heat_plants.csv"))
    towns = read(args.out / "municipalities.csv")
    systems, more_plants = heat_tables.build_systems(read(args.facts / "heat_systems.csv"),
                                                     read(args.facts / "heat_plants.csv"), places, towns, OSLO, args.out)
    columns = [c for c in OSLO if c not in ("source", "confidence")] + ["source", "confidence"]
    write(args.out / "heat_systems.csv", columns, [OSLO, *systems])
    write(args.out / "heat_plants.csv", list(plants[0]), plants + more_plants)
    networks = heat_sites.build_networks(read(args.facts / "heat_systems.csv"), [OSLO, *systems])
    write(args.out / "heat_networks.csv", heat_sites.COLUMNS, networks)
    hours = build_hours(read(args.facts / "heat_demand.csv"), [OSLO, *systems])
    write(args.out / "heat_hours.csv", list(hours[0]), hours)
    sources = heat_tables.build_sources(read(args.facts / "waste_heat_sources.csv"), [OSLO, *systems], towns, args.out)
    write(args.out / "waste_heat_sources.csv", list(sources[0]), sources)


if __name__ == "__main__":
    main()

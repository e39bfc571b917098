"""The pipe networks that are invented below the systems of the larger towns, as rows of heat_networks.csv.

Rules
* Design and system heat: the derived peak of facts/heat_systems.csv, MW as published where a row of SITES says so.
* Trenches: 4 MWh per metre and year, between the region's 5.1 (Oslo) and the recalled limit of 1.5, in streets of 150 m.
* Temperatures: the system's. Height range, number of producers and seed by judgement; pipes, heights and customers are
  laid by models/heat/network_generator from the seed.
"""
MWH_PER_M = 4.0
STREET_M = 150
COLUMNS = ("id", "name", "heat_system_id", "lat_deg", "lon_deg", "design_heat_mw", "system_design_mw", "supply_degc",
           "supply_warm_degc", "return_degc", "ground_degc", "trench_count", "street_m", "height_range_m", "producer_count",
           "seed", "source", "confidence")

# id, name, system of the facts, height range m, producers, seed, what differs from the rules
SITES = (
    ("oslo", "Oslo", "oslo", 100, 12, 1,
     dict(trench_count=1750, street_m=200, supply_degc=120, supply_warm_degc=95, return_degc=60, ground_degc=7,
          source="facts/heat_systems.csv: derived peak 733 MW, 700 km of pipe taken as 350 km of trench, 95-120/55-70 C, 15 "
                 "plants; height range cut from 150 to 100 m: no pressure zones here")),
    ("lillestrom", "Lillestrøm", "lillestrom", 30, 2, 2, dict(supply_degc=95, supply_warm_degc=78)),
    ("drammen", "Drammen", "drammen", 40, 2, 3,
     dict(design_heat_mw=45, return_degc=60, ground_degc=7,
          source="facts/heat_systems.csv: 45 MW (EHPA, 2014), 75-90 C, return 65 taken as 60")),
    ("fornebu", "Fornebu", "fornebu_lysaker", 25, 3, 4,
     dict(return_degc=52, lat_deg="59.898", lon_deg="10.629",
          source="facts/heat_systems.csv: derived peak 37 MW of 90 GWh, 75-90/45-60 C, three energy centres in "
                 "facts/heat_plants.csv")),
    ("fredrikstad", "Fredrikstad", "fredrikstad", 25, 2, 5, {}),
    ("sarpsborg", "Sarpsborg", "sarpsborg", 30, 2, 6, {}),
    ("hamar", "Hamar", "hamar", 40, 2, 7, {}),
    ("tonsberg", "Tønsberg", "tonsberg", 25, 2, 8, {}),
    ("porsgrunn", "Porsgrunn", "porsgrunn", 30, 2, 9, {}),
    ("skien", "Skien", "skien", 40, 2, 10, {}),
)


def build_networks(facts, systems):
    fact_of = {fact["system_id"]: fact for fact in facts}
    system_of = {system["id"]: system for system in systems}
    rows = []
    for site, name, system_id, height_m, producers, seed, special in SITES:
        fact, system = fact_of[system_id], system_of[f"oet:heat/{system_id}"]
        peak_mw = special.get("design_heat_mw", fact["peak_est_mw_derived"])
        length_m = 1e3 * float(fact["delivered_gwh_yr"]) / MWH_PER_M
        row = {"id": f"oet:heatnet/{site}", "name": name, "heat_system_id": system["id"], "lat_deg": fact["lat"],
               "lon_deg": fact["lon"], "design_heat_mw": peak_mw, "system_design_mw": peak_mw,
               "supply_degc": system["supply_cold_degc"], "supply_warm_degc": system["supply_warm_degc"],
               "return_degc": system["return_degc"], "ground_degc": system["ground_degc"],
               "trench_count": round(length_m / STREET_M), "street_m": STREET_M, "height_range_m": height_m,
               "producer_count": producers, "seed": seed, "confidence": "low",
               "source": f"facts/heat_systems.csv: derived peak {peak_mw} MW of {fact['delivered_gwh_yr']} GWh; temperatures "
                         f"typical"}
        row.update(special)
        if "trench_count" not in special:
            row["source"] += f"; trench length by {MWH_PER_M:g} MWh per metre and year"
        row["source"] += "; pipes, heights and customers invented"
        rows.append(row)
    return rows

"""District heating of the region as tables: systems, plants, hours and sources of surplus heat.

Used by build_heat.py, which reads the facts and writes; standard library only.

Rules
* Oslo is given line by line (build_heat.py). Every other row of facts/heat_systems.csv that is
  in operation is a system; one merged into another is not.
* Delivered energy: the fact; without one 0.4 MWh per inhabitant of the municipality, 4 to 25 GWh (low).
* Buildings are Oslo's, scaled: hot water by energy, all else so that the rest of the energy meets the
  heating degree-hours (balance temperature 16.2 C) of the nearest station's normals.
* Pipes lose a tenth of what is fed in at the mean water temperature of the year. Supply and return: the
  fact, else 90/75 and 55 C. No tank but where a fact has one: its content over five hours.
* Peak: a day at the place's design temperature with the ventilation of a workday's mean.
* Plants: those of facts/heat_plants.csv with a size or a share of the peak, by the fuel that
  facts/heat_systems.csv names. What is missing: base load of 55 % of the peak by the named fuel, an electric boiler
  of 35 % where electricity is named, and two bio-oil boilers (gas where named) of half the peak each,
  more where needed, so that without electric boilers the largest unit can fail.
* Electricity is taken at the nearest bus that feeds the municipality. The loads are measured or modelled
  with it (statistics of consumption): is_in_base_load. Oslo's are not: the demand model was fitted with
  Oslo's plants beside the loads (build_heat.py, FITTED). Turbines are generators already.
"""
import math

import tables
from tables import great_circle_km, number

OSLO_GWH = 1800.0
BALANCE_DEGC = 16.2
SPREAD_K = 4.0
HOT_WATER_SHARE = 37 * 8.76 / OSLO_GWH
# Energy of a run of all systems over a normal year against the rule's (twin heat calibrate): one
# factor, found once.
FITTED_SPACE = 1.0

DAYS = (31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTHS = [f"{m:02d}" for m in range(1, 13)]

CHIPS, WASTE, PUMP, SURPLUS_PUMP, ELECTRIC, PELLETS, OIL, GAS, BIOGAS, SUN, SURPLUS = (
    "chip_boiler", "waste_incineration", "heat_pump", "surplus_heat_pump", "electric_boiler",
    "pellet_boiler", "bio_oil_boiler", "gas_boiler", "biogas_boiler", "solar_heat", "surplus_heat")

# Name, kind, MW or share of the peak (below 1.01 with "share"), row of facts/heat_plants.csv or "".
# Order is that of the table; peak boilers follow by rule.
SHARE, MW = "share", "mw"
PLANTS = {
    "kolbotn_mastemyr": [("bio-oil base", OIL, SHARE, .55, "")],
    "bjorvika_hav": [("seawater heat pump", PUMP, SHARE, .55, "hav_bjorvika")],
    "fornebu_lysaker": [("Fornebu nord heat pump 1", PUMP, SHARE, .12, "fornebu_telenor"),
                        ("Fornebu nord heat pump 2", PUMP, SHARE, .12, "fornebu_telenor"),
                        ("Lysaker heat pump", PUMP, SHARE, .12, "lysaker_es"),
                        ("Rolfsbukta heat pump 1", PUMP, SHARE, .10, "rolfsbukta_es"),
                        ("Rolfsbukta heat pump 2", PUMP, SHARE, .10, "rolfsbukta_es")],
    "sandvika": [("sewage heat pump 1", PUMP, MW, 6.5, "sandvika_es"),
                 ("sewage heat pump 2", PUMP, MW, 6.5, "sandvika_es")],
    "asker": [("heat pump", PUMP, SHARE, .25, ""), ("chips", CHIPS, SHARE, .30, "")],
    "drammen": [("Brakerøya seawater heat pumps", PUMP, MW, 13.2, "drammen_hp1"),
                ("new seawater heat pump 1", PUMP, MW, 9.0, "drammen_hp2"),
                ("new seawater heat pump 2", PUMP, MW, 9.0, "drammen_hp2"),
                ("biomass", CHIPS, MW, 8.0, "drammen_peak")],
    "lillestrom": [("chips", CHIPS, MW, 16.0, "lillestrom_chips"),
                   ("solar field", SUN, MW, 8.0, "lillestrom_solar"),
                   ("sewage heat pump", PUMP, SHARE, .08, "lillestrom_hp"),
                   ("landfill gas", BIOGAS, SHARE, .04, "lillestrom_lfg")],
    "gardermoen": [("chips", CHIPS, SHARE, .55, "gardermoen_chips")],
    "as": [("chips", CHIPS, SHARE, .55, "as_bio")],
    "ski": [("pellets", PELLETS, SHARE, .30, "ski_plants"), ("heat pump", PUMP, SHARE, .25, "ski_plants")],
    "moss": [("seawater heat pump", PUMP, SHARE, .40, "moss_plant"), ("biogas", BIOGAS, SHARE, .15, "moss_plant")],
    "fredrikstad": [("FREVAR heat", WASTE, SHARE, .35, "frevar"), ("Bio-El", WASTE, SHARE, .20, "bioel")],
    "sarpsborg": [("Borregaard surplus heat", SURPLUS_PUMP, SHARE, .35, ""),
                  ("waste heat", WASTE, SHARE, .25, "sarpsborg_oe")],
    "rakkestad": [("waste", WASTE, SHARE, .55, "rakkestad_wte")],
    "indre_ostfold": [("waste", WASTE, SHARE, .30, ""), ("biomass", CHIPS, SHARE, .25, "")],
    "hamar": [("Trehørningen", WASTE, MW, 20.0, "hamar_trehorningen"), ("biomass", CHIPS, SHARE, .25, "hamar_borstad")],
    "lillehammer": [("Nordre Ål", CHIPS, SHARE, .55, "lillehammer_bio")],
    "gjovik": [("recovered wood", CHIPS, SHARE, .55, "gjovik_bio")],
    "raufoss": [("industrial surplus heat", SURPLUS, SHARE, .55, "")],
    "kongsvinger": [("chips", CHIPS, SHARE, .55, "kongsvinger_bio")],
    "elverum": [("recovered wood", CHIPS, MW, 10.0, "elverum_bio")],
    "trysil": [("biomass", CHIPS, SHARE, .55, "trysil_bio")],
    "honefoss": [("Hvervenmoen", CHIPS, SHARE, .45, "honefoss_bio"), ("Follum", CHIPS, SHARE, .10, "follum")],
    "tonsberg": [("Jarlsø seawater heat pump", PUMP, SHARE, .20, "jarlso_hp"), ("biomass", CHIPS, SHARE, .35, "tonsberg_plant")],
    "horten": [("heat pump", PUMP, SHARE, .50, "horten_plant")],
    "larvik": [("Hammerdalen seawater heat pump", PUMP, SHARE, .60, "larvik_hp")],
    "sandefjord": [("chips", CHIPS, SHARE, .55, "sandefjord_bio")],
    "porsgrunn": [("Herøya 1, surplus heat", SURPLUS, SHARE, .60, "heroya_1")],
    "heroya": [("Herøya 2, surplus heat", SURPLUS, SHARE, .60, "heroya_2")],
    "skien": [("forest biomass", CHIPS, SHARE, .55, "skien_bio")],
}
RECOVERED = {"gjovik", "elverum"}
# In series: the second lifts what the first leaves.
SERIES = {("fornebu_lysaker", 0): (0, .5), ("fornebu_lysaker", 1): (.5, 1), ("fornebu_lysaker", 3): (0, .5),
          ("fornebu_lysaker", 4): (.5, 1), ("sandvika", 0): (0, .5), ("sandvika", 1): (.5, 1),
          ("drammen", 1): (0, .5), ("drammen", 2): (.5, 1)}
# Source in and out, highest outlet, share of the Lorenz COP, what it is.
PUMP_SOURCES = {
    "lillestrom": (9.6, 5, 85, .53, "sewage"), "sandvika": (9.6, 5, 85, .53, "sewage"),
    "ski": (6, 3, 80, .50, "ground"), "asker": (8, 4, 80, .50, "seawater"), "drammen": (8.5, 4, 90, .55, "seawater"),
    "sarpsborg": (35, 25, 88, .50, "process water"),
}
SEAWATER = (8, 4, 85, .52, "seawater")
MOST_COP_SOURCE = "share of the Lorenz COP typical"

EXTRA = {"lift_from_share": 0, "lift_to_share": 1, "part_load_loss_share": 0, "cooling_off_cost_nok_per_mwh": 0,
         "is_disconnectable": 0, "is_in_base_load": 1, "ramp_mw_per_h": 0, "stable_min_mw": 0, "start_cost_nok": 0,
         "up_min_h": 0, "down_min_h": 0, "fuel_capacity_mwh": 0, "fuel_delivery_mwh_per_day": 0, "power_line": "none",
         "power_max_mw": 0, "power_loss_ratio": 0, "power_heat_ratio": 0, "captures": 0, "capture_heat_share": 0,
         "capture_electricity_ratio": 0, "captured_co2_share": 0, "area_m2": 0, "optical_ratio": 0,
         "loss_w_per_m2_k": 0, "loss_rise_w_per_m2_k": 0}


def round_mw(value):
    return round(value, 3 if value < 10 else 2)


def limits_of(kind, mw):
    """How a plant of this kind and size moves: typical, by rule."""
    if kind == WASTE:
        return {"ramp_mw_per_h": .25 * mw, "stable_min_mw": .65 * mw, "start_cost_nok": 1500 * mw, "up_min_h": 48,
                "down_min_h": 8, "cooling_off_cost_nok_per_mwh": 20}
    if kind == CHIPS:
        return {"ramp_mw_per_h": .6 * mw, "stable_min_mw": .2 * mw, "start_cost_nok": 1000 + 200 * mw, "up_min_h": 12,
                "down_min_h": 4, "fuel_capacity_mwh": 72 * mw / .88, "fuel_delivery_mwh_per_day": 24 * mw / .88}
    if kind == PELLETS:
        return {"stable_min_mw": .15 * mw, "start_cost_nok": 500 + 100 * mw, "up_min_h": 2, "down_min_h": 1,
                "fuel_capacity_mwh": 96 * mw / .9, "fuel_delivery_mwh_per_day": 16 * mw / .9}
    if kind == OIL:
        return {"stable_min_mw": .1 * mw, "start_cost_nok": 300 + 30 * mw, "up_min_h": .5, "down_min_h": .25,
                "fuel_capacity_mwh": 96 * mw / .9, "fuel_delivery_mwh_per_day": 12 * mw / .9}
    if kind in (GAS, BIOGAS):
        return {"stable_min_mw": .1 * mw, "start_cost_nok": 300 + 30 * mw, "up_min_h": .5, "down_min_h": .25}
    if kind in (PUMP, SURPLUS_PUMP):
        return {"ramp_mw_per_h": 2 * mw, "stable_min_mw": .25 * mw, "start_cost_nok": 500, "up_min_h": 2,
                "down_min_h": .5, "part_load_loss_share": .12}
    if kind == ELECTRIC:
        return {"is_disconnectable": 1}
    return {}


def add_limits(row):
    """The row with the limits of its kind; what it gives itself stays."""
    full = {**EXTRA, **{k: number(round(v, 3), 10) for k, v in limits_of(row["kind"], float(row["heat_max_mw"])).items()}}
    full.update(row)
    ordered = {k: v for k, v in full.items() if k not in ("source", "confidence")}
    return {**{k: row[k] for k in row if k not in ("source", "confidence")}, **ordered,
            "source": row["source"], "confidence": row["confidence"]}


ECONOMY = {  # efficiency, NOK/MWh of heat, tariff, kg CO2/MWh, why
    WASTE: (.85, -250, 0, 0, "gate fee as cost"),
    CHIPS: (.88, 341, 0, 0, "30 øre/kWh of chips over 0.88, recalled"),
    PUMP: (3.0, 0, 59, 0, "tariff of an ordinary large customer, recalled"),
    SURPLUS_PUMP: (3.4, 33, 59, 0, "50 NOK/MWh for the heat at its source, recalled"),
    ELECTRIC: (.99, 0, 56, 0, "disconnectable tariff 50 + tax 6 NOK/MWh"),
    PELLETS: (.9, 611, 0, 0, "55 øre/kWh over 0.9, recalled"),
    OIL: (.9, 1333, 0, 0, "120 øre/kWh over 0.9, recalled"),
    GAS: (.92, 1400, 0, 219.3, "ranked behind bio-oil as practised; 201.8 g CO2/kWh fuel"),
    BIOGAS: (.9, 250, 0, 0, "landfill or sewage gas that is there anyway, assumed 25 øre/kWh"),
    SUN: (1, 0, 0, 0, "free"),
    SURPLUS: (1, 50, 0, 0, "50 NOK/MWh for the heat, recalled"),
}


def temperatures(text, default):
    digits = "".join(c if c.isdigit() or c == "." else " " for c in text.split("(")[0]).split()
    values = [float(d) for d in digits]
    return (min(values), max(values)) if values else default


def heating_kh(place):
    """Degree-hours of a normal year below the balance temperature."""
    total = 0.0
    for month, days in zip(MONTHS, DAYS):
        z = (BALANCE_DEGC - float(place[f"normal_degc_{month}"])) / SPREAD_K
        density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        total += 24 * days * SPREAD_K * (z * 0.5 * math.erfc(-z / math.sqrt(2)) + density)
    return total


def mean_supply_degc(place, cold_degc, warm_degc):
    """Of the year, by the months' normals: linear between -20 and +10 C."""
    total = sum(days * (warm_degc + min(max((10 - float(place[f"normal_degc_{m}"])) / 30, 0), 1)
                        * (cold_degc - warm_degc)) for m, days in zip(MONTHS, DAYS))
    return total / sum(DAYS)


def nearest(rows, lat, lon):
    return min(rows, key=lambda r: (great_circle_km((lat, lon), (float(r["lat_deg"]), float(r["lon_deg"]))), r["id"]))


class Buses:
    """The bus that feeds a municipality, nearest to a point."""

    def __init__(self, folder):
        stations = {r["id"]: r for r in tables.read(folder / "osm" / "stations.csv")}
        kv = {}
        self.places, self.of = {}, {}
        for bus in tables.read(folder / "osm" / "buses.csv"):
            station = stations[bus["station_id"]]
            kv[bus["id"]] = float(bus["nominal_kv"])
            self.places[bus["id"]] = (float(station["lat_deg"]), float(station["lon_deg"]))
        for load in tables.read(folder / "osm" / "loads.csv"):
            if load["municipality_id"] and kv[load["bus_id"]] <= 132:
                self.of.setdefault(load["municipality_id"], set()).add(load["bus_id"])

    def near(self, municipality, lat, lon):
        own = self.of.get(municipality) or set().union(*self.of.values())
        return min(sorted(own), key=lambda b: great_circle_km((lat, lon), self.places[b]))


def system_row(fact, place, population, oslo, oslo_place):
    """One system by Oslo's buildings."""
    given = fact["delivered_gwh_yr"] != ""
    gwh = float(fact["delivered_gwh_yr"]) if given else min(max(0.4e-3 * population, 4.0), 25.0)
    water = gwh / OSLO_GWH
    space = FITTED_SPACE * water * heating_kh(oslo_place) / heating_kh(place)
    warm, cold = temperatures(fact["supply_temp_c"], (75.0, 90.0))
    back = sum(temperatures(fact["return_temp_c"], (55.0, 55.0))) / 2
    ground = round(sum(d * float(place[f"normal_degc_{m}"]) for m, d in zip(MONTHS, DAYS)) / sum(DAYS) + 1, 1)
    loss = gwh * 1000 / 9 / 8766 / ((mean_supply_degc(place, cold, warm) + back) / 2 - ground)
    row = {"id": "oet:heat/" + fact["system_id"], "name": fact["name"], "place_id": place["id"]}
    row.update({k: 0 for k in ("accumulator_capacity_mwh", "accumulator_power_max_mw", "accumulator_loss_per_h")})
    for key in ("air_capacity_mwh_per_k", "mass_capacity_mwh_per_k", "loss_mw_per_k", "ventilation_mw_per_k",
                "coupling_mw_per_k", "internal_gain_mw", "controller_mw_per_k"):
        row[key] = number(float(oslo[key]) * space, 6)
    row["set_point_degc"] = oslo["set_point_degc"]
    row["hot_water_mw"] = number(float(oslo["hot_water_mw"]) * water, 6)
    row["heat_max_mw"] = number(900 * space * 1.2, 6)
    row["network_loss_mw_per_k"] = number(loss, 6)
    row["network_water_mwh_per_k"] = number(float(oslo["network_water_mwh_per_k"]) * water, 6)
    for key in ("network_raise_max_k", "network_raise_max_k_per_h"):
        row[key] = oslo[key]
    row.update(supply_cold_degc=number(cold), supply_warm_degc=number(warm), return_degc=number(back),
               ground_degc=number(ground), delivered_gwh=number(gwh) if given else 0)
    source = ("facts/heat_systems.csv: " + (f"{number(gwh)} GWh a year" if given else
              f"no figure; {number(round(gwh, 1))} GWh by 0.4 MWh per inhabitant, 4 to 25")
              + f"; climate of {place['name']}; buildings and pipes are Oslo's, scaled")
    row.update(source=source, confidence=fact["confidence"] if given else "low")
    row["peak_mw"] = peak_mw(row, place, loss, cold, back, ground)
    return row


def peak_mw(row, place, loss, cold, back, ground):
    design = float(place["design_degc"] or -22)
    out = float(row["loss_mw_per_k"]) + 0.55 * float(row["ventilation_mw_per_k"])
    return (out * (21 - design) - float(row["internal_gain_mw"]) + float(row["hot_water_mw"])
            + loss * ((cold + back) / 2 - ground))


def plant_row(system, name, kind, mw, bus, source, confidence, **more):
    efficiency, cost, tariff, emission, why = ECONOMY[kind]
    row = {"id": f"oet:heatplant/{system['id'].split('/')[1]}/" + tables_slug(name), "heat_system_id": system["id"],
           "name": f"{system['name'].split(' (')[0]} {name}", "kind": kind, "heat_max_mw": number(round_mw(mw)),
           "heat_min_mw": number(round_mw(.65 * mw)) if kind == WASTE else 0, "efficiency_ratio": efficiency,
           "cost_nok_per_mwh": cost, "tariff_nok_per_mwh": tariff, "emission_kg_per_mwh": emission, "bus": bus,
           "lorenz_share": 0, "source_in_degc": 0, "source_out_degc": 0, "sink_max_degc": 0,
           "source": f"{source}; {why}; limits typical of the kind", "confidence": confidence}
    row.update(more)
    return add_limits(row)


def tables_slug(text):
    for a, b in (("æ", "ae"), ("ø", "o"), ("å", "a"), (",", ""), (" ", "_"), ("-", "_")):
        text = text.lower().replace(a, b)
    return text


def special(system_id, index, name, kind, mw):
    """What a single plant has beside its kind."""
    more = {}
    if kind in (PUMP, SURPLUS_PUMP):
        source_in, source_out, sink, share, what = PUMP_SOURCES.get(system_id, SEAWATER)
        more.update(lorenz_share=share, source_in_degc=source_in, source_out_degc=source_out, sink_max_degc=sink)
        if (system_id, index) in SERIES:
            more.update(zip(("lift_from_share", "lift_to_share"), SERIES[(system_id, index)]))
    if kind == CHIPS and system_id in RECOVERED:
        more.update(cost_nok_per_mwh=114)
    if name == "Trehørningen":  # 40 GWh of electricity beside 160 GWh of heat and steam
        more.update(power_line="back_pressure", power_heat_ratio=.25, power_max_mw=5)
    if name == "Bio-El":
        more.update(power_line="back_pressure", power_heat_ratio=number(round(3 / 8000 * 5000 / mw, 3)), power_max_mw=3)
    if name == "Follum":
        more.update(power_line="back_pressure", power_heat_ratio=.2, power_max_mw=.9)
    if kind == SUN:
        more.update(area_m2=12800, optical_ratio=.8, loss_w_per_m2_k=3, loss_rise_w_per_m2_k=.01)
    return more


def build_systems(facts, plant_facts, places, municipalities, oslo, folder):
    """Rows of heat_systems.csv and heat_plants.csv without Oslo."""
    stations = [p for p in places if p["kind"] == "station"]
    oslo_place = next(p for p in stations if p["id"] == oslo["place_id"])
    by_name = {(m["name"], m["county"]): m for m in municipalities}
    plant_fact = {p["plant_id"]: p for p in plant_facts}
    buses = Buses(folder)
    systems, plants = [], []
    for fact in facts:
        if fact["system_id"] in ("oslo", "norway_total") or fact["status"].startswith("merged"):
            continue
        lat, lon = float(fact["lat"]), float(fact["lon"])
        town = by_name[(fact["municipality"], fact["county"])]
        system = system_row(fact, nearest(stations, lat, lon), float(town["population_count"]), oslo, oslo_place)
        system.update(municipality_id=town["id"], lat_deg=fact["lat"], lon_deg=fact["lon"])
        for tank in plant_facts:
            if tank["system_id"] == fact["system_id"] and tank["type"] == "accumulator tank":
                content = float(tank["storage_mwh_est"])
                system.update(accumulator_capacity_mwh=number(content), accumulator_power_max_mw=number(content / 5),
                              accumulator_loss_per_h=0.0005)
        systems.append(system)
        plants += build_plants(fact, system, plant_fact, buses, town["id"])
    return systems, plants


def build_plants(fact, system, plant_fact, buses, municipality):
    peak, here, text = system["peak_mw"], fact["system_id"], fact["base_load_sources"].lower()
    default_base = [("biomass" if "bio" in text else "chips", CHIPS, SHARE, .55, "")]
    rows, lat, lon = [], float(fact["lat"]), float(fact["lon"])
    for index, (name, kind, basis, size, plant_id) in enumerate(PLANTS.get(here, default_base)):
        mw = size if basis == MW else size * peak
        at = plant_fact.get(plant_id)
        place = (float(at["lat"]), float(at["lon"])) if at else (lat, lon)
        source = (f"facts/heat_plants.csv ({plant_id})" if at else "facts/heat_systems.csv: fuel named") + (
            "" if basis == MW else f"; MW by rule, {number(size)} of a peak of {number(round(peak, 1))} MW")
        if kind in (PUMP, SURPLUS_PUMP):
            source += f"; {PUMP_SOURCES.get(here, SEAWATER)[4]}, {MOST_COP_SOURCE}"
        rows.append(plant_row(system, name, kind, mw, buses.near(municipality, *place), source,
                              at["confidence"] if at and basis == MW else "low",
                              **special(here, index, name, kind, mw)))
    bus = buses.near(municipality, lat, lon)
    rule = "by rule: {} of a peak of " + number(round(peak, 1)) + " MW"
    if "electric" in text or here == "drammen":
        rows.append(plant_row(system, "electric boiler", ELECTRIC, .35 * peak, bus, rule.format("0.35"), "low"))
    firm = [float(r["heat_max_mw"]) for r in rows if r["kind"] not in (ELECTRIC, SUN)]
    half = max(.5 * peak, (peak + max(firm + [.5 * peak]) - sum(firm)) / 2)
    half = max(half, peak - sum(firm))
    fuel, word = (GAS, "gas boiler") if "gas peak" in text or "electric/gas" in text else (OIL, "bio-oil boiler")
    for unit in (1, 2):
        rows.append(plant_row(system, f"{word} {unit}", fuel, half, bus,
                              rule.format("half or more, so that the largest unit can fail without electric boilers"), "low"))
    return rows


# --- surplus heat -----------------------------------------------------------------------------

# MW where the facts have none, by kind of source: typical, low confidence.
TYPICAL_MW = {"pulp/biorefinery": 60, "paper mill": 20, "fertiliser": 5, "cement": 20, "ferroalloy": 15,
              "petrochemical": 30, "wood fibre insulation": 3, "sawmill": 2, "chipboard": 8, "food": 1, "dairy": 1.5,
              "brewery": 2, "insulation": 6, "chemicals": 5, "food/soy": 4, "food logistics": 1, "metal": 8,
              "metal/defence": 3, "incinerator": 10, "data centre": 3, "metro ventilation": 1, "tunnel": 0.5}
FLAT_SEASON = {"data centre": (1, .95), "sewage treatment": (.85, 1), "ice rink": (1, .15)}


def build_sources(facts, systems, municipalities, folder):
    """Rows of waste_heat_sources.csv: every source, how hot and how much by season, and the way to the
    nearest network: straight line times 1.3 as the street goes, a pair of pipes."""
    buses = Buses(folder)
    numbers = {(m["name"], m["county"]): m["id"] for m in municipalities}
    rows = []
    for fact in facts:
        if fact["category"] == "statistic":
            continue
        low, high = temperatures(fact["temp_c"].replace(">", ""), (30.0, 30.0))
        lat, lon = float(fact["lat"]), float(fact["lon"])
        near = min(systems, key=lambda s: (great_circle_km((lat, lon), (float(s["lat_deg"]), float(s["lon_deg"]))), s["id"]))
        away = great_circle_km((lat, lon), (float(near["lat_deg"]), float(near["lon_deg"])))
        mw, basis = fact["mw_available"], "facts/waste_heat_sources.csv: " + (fact["mw_basis"] or "MW")
        if not mw and fact["gwh_yr_available"]:
            mw, basis = number(round(float(fact["gwh_yr_available"]) / 7, 2)), "facts: GWh over 7000 h"
        if not mw:
            mw, basis = number(TYPICAL_MW[fact["category"]]), "no figure: MW typical of the kind, invented"
        used = fact["used_today"]
        taken = 1.0 if used.startswith("yes") else 0.0
        if fact["gwh_yr_used"] and fact["gwh_yr_available"]:
            taken = min(float(fact["gwh_yr_used"]) / float(fact["gwh_yr_available"]), 1.0)
        elif used.startswith("partly"):
            taken = 0.3
        winter, summer = FLAT_SEASON.get(fact["category"], (1, .9))
        reach = 1.3 * away
        path = ("inside the network" if reach < 1 else "along streets" if reach < 5 else
                "a transmission pipe through open land" if reach < 15 else "out of reach")
        rows.append({
            "id": "oet:surplus/" + fact["source_id"], "name": fact["name"], "kind": fact["category"],
            "municipality_id": numbers[(fact["municipality"], fact["county"])], "lat_deg": fact["lat"], "lon_deg": fact["lon"],
            "winter_degc": number(low), "summer_degc": number(high), "cooled_to_degc": number(max(low - (4 if low < 20 else 10), 2)),
            "heat_mw": mw, "winter_share": winter, "summer_share": summer,
            "hours": "workday" if fact["category"] in ("food", "dairy", "brewery", "metal/defence") else "flat",
            "taken_share": number(round(taken, 3)), "is_operating": 1 if fact["status"].startswith("operating") else 0,
            "heat_system_id": near["id"], "network_km": number(round(reach, 2)), "path": path,
            "bus": buses.near(numbers[(fact["municipality"], fact["county"])], lat, lon),
            "source": f"{basis}; season and hours typical; distance 1.3 times the straight line to the system's centre; {fact['status']}",
            "confidence": fact["confidence"] if fact["mw_available"] else "low"})
    return rows

#!/usr/bin/env python3
"""Builds the sector tables of electricity demand from the facts.

    python3 data/ostlandet/build/sector_demand.py --facts ../shared/facts --out data/ostlandet

Writes sectors.csv, sector_shapes.csv, sector_demand.csv, large_loads.csv, growth.csv and
consumption_statistics.csv; plain CSV, byte-identical on every run, standard library only. No station is named in any of them.

Rules
* A sector's power over its mean of a normal year in the reference climate (Oslo Blindern):
    p = (1 - w) month + w R(T) / R_mean,  times day ratio, times hour shape
  with w the weather's share of the year's energy and R the response (models/climate/sector.h).
* Telemark's 17 municipalities: SSB table 10314 of SSB_YEAR by consumer group, exactly. 2024 is the
  year of the dossier's populations and large loads; 2025 is there too, but Porsgrunn's industry was
  22 % lower then, which the large loads' MW do not follow.
    dwellings = three kinds of dwelling + charging at home        cabins = cabins
    primary = agriculture       secondary = industry + electrolysers       tertiary = all the rest
* Elsewhere: use per person by county (PER_PERSON), cabins from the worked proposal's own weights
  (its MW per person above the lowest of the county), the whole scaled per municipality to the
  proposal's cold-morning MW. So the energy is what the sectors' forms make of those MW.
* The weather's shares of dwellings, services, farms, terminals and cabins were first set to what is
  recalled (62, 52, 42, 40, 20, 68 %), then all multiplied by the one factor 0.64 that makes NO1's
  normal year 36 TWh at its 8190 MW on the cold morning (FITTED). All else about them is predicted.
* Cold, mild and summer MW: in Telemark the statistics decide. A municipality's cold MW are what the
  sectors make of SSB's energy less what its named loads draw of it, and its mild and summer MW keep
  the proposal's ratio to them. Elsewhere the proposal's MW stay. What Telemark draws above the
  proposal (`added_mw`) NO2 brings in, for the proposal's plants are given.
"""
import argparse
import math
import pathlib

import tables
from tables import read

SSB_YEAR = "2024"
MONTHS = [f"{m:02d}" for m in range(1, 13)]
HOURS = [f"h{h:02d}" for h in range(24)]
SEASONS = ("djf", "mam", "jja", "son")
DAYS = ("workday", "saturday", "sunday")
REFERENCE_PLACE = "Oslo Blindern"
HOURS_OF_YEAR = 8766.0
SPREAD_K = 3.4  # of remembered temperature round the month's normal
WET_SHARE = 0.5  # mean of the cloud factor of snow-melting
COLD_DEGC = -20.0
# FITTED: what Telemark's general loads draw in a year of the twin over their sectors' energy. Its places are
# milder than NO1's, and there the correction to NO1's measured model takes a little from the sectors' forms.
CORRECTED_YEAR_RATIO = 0.977  # `twin region quantiles`, 12 weather years, the 12 municipalities without named loads
MOVED_BASIS = "synthetic (municipality by SSB 10314 and sector, stations by judgement)"

RECALLED = "recalled orders of magnitude; "
FLAT = [1.0] * 12
# July's holidays take a twelfth to a third of what does not follow the weather.
HOLIDAY = [1.02, 1.02, 1.02, 1.01, 1.0, 0.99, 0.87, 0.97, 1.02, 1.03, 1.03, 1.02]
BRIGHT = [1.16, 1.12, 1.04, 0.98, 0.93, 0.88, 0.78, 0.88, 0.98, 1.04, 1.09, 1.12]
PROCESS = [1.02, 1.02, 1.02, 1.01, 1.0, 0.99, 0.91, 0.97, 1.01, 1.02, 1.02, 1.01]

# id: name, response, weather_share, threshold, saturation, ratio, memory, corrected, day ratios,
#     months, coincidence at large numbers, noise, tan phi, shapes (workday, weekend), source
SECTORS = {
    "dwellings_direct": ("dwellings with direct electric heating", "heating", .40, 14, -12, .15, 1, 1,
                         (1, 1.02, 1.03), BRIGHT, .50, .02, .12, ("home_heat", "home_heat_weekend"),
                         "60 % of dwelling electricity heats (NTNU 2011), of which two thirds follow the weather (fitted)"),
    "dwellings_heat_pump": ("dwellings with heat pumps", "heating", .33, 13, -18, 1.0, 1, 1,
                            (1, 1.02, 1.03), BRIGHT, .50, .02, .15, ("home_heat", "home_heat_weekend"),
                            RECALLED + "COP falls with cold: no flattening before -18 C"),
    "dwellings_district_heat": ("dwellings with district heating", "heating", .10, 12, -12, .15, 1, 1,
                                (1, 1.03, 1.05), BRIGHT, .45, .02, .15, ("home", "home"),
                                RECALLED + "lights, appliances and some cooking; heat by district heating"),
    "services": ("services", "heating", .27, 13, -12, .15, 1, 1,
                 (1, .78, .72), HOLIDAY, .60, .02, .22, ("service", "service_weekend"),
                 RECALLED + "office, shop and school shapes of load_profiles.csv 9:4:2"),
    "industry": ("industry", "heating", .04, 12, -12, .15, 1, 0,
                 (1, .97, .96), PROCESS, .80, .01, .25, ("process", "process"),
                 RECALLED + "continuous 4 parts, two shifts 1 part; July stop; 254 of 270 MW in Porsgrunn 2024"),
    "agriculture": ("agriculture", "heating", .26, 10, -15, .5, 1, 1,
                    (1, 1, 1), FLAT, .40, .03, .25, ("farm", "farm"),
                    RECALLED + "milking morning and evening, greenhouse and stall heat"),
    "cabins": ("cabins and holiday homes", "heating", .44, 12, -20, .5, 1, 1,
               (.85, 1.35, 1.35), [1.2, 1.5, 1.4, 1.2, .8, .7, 1.1, .8, .8, .9, .7, .9], .40, .03, .15,
               ("cabin", "cabin"), RECALLED + "frost protection all winter, people at weekends and holidays"),
    "ev_charging": ("charging of cars", "heating", .123, 15, -20, 1.0, 0, 0,
                    (1, .93, 1.0), FLAT, .10, .05, .05, ("ev", "ev"),
                    "load_profiles.csv: price-steered 4, uncontrolled 4, fast 2 parts; 1.35 times at -10 C over +15 C"),
    "truck_charging": ("charging hubs of heavy vehicles", "heating", .10, 15, -20, 1.0, 0, 0,
                       (1, .45, .35), FLAT, .50, .08, .05, ("truck", "truck"),
                       "demand_model.csv, hub profile: midday rest and overnight plateau"),
    "rail": ("converters of the railway", "heating", .25, 14, -20, 1.0, 0, 0,
             (1, .80, .75), [1.02, 1.02, 1.02, 1, 1, .99, .92, .98, 1.01, 1.02, 1.01, 1.01], .70, .05, .10,
             ("rail", "rail_weekend"), RECALLED + "timetable: morning and afternoon peaks, train heating"),
    "goods_terminals": ("goods terminals", "heating", .13, 12, -15, .5, 1, 0,
                        (1, .55, .40), HOLIDAY, .70, .03, .20, ("two_shift", "two_shift"),
                        RECALLED + "cold stores, cranes, warehouses"),
    "ports": ("ports with shore power", "none", 0, 0, 0, 1, 0, 0,
              (1, 1, 1), [.9, .9, .9, .95, 1.05, 1.15, 1.2, 1.15, 1.05, .95, .9, .9], .80, .10, .10,
              ("port", "port"), RECALLED + "ferries call morning to afternoon, cruise ships in summer"),
    "airport": ("airport", "heating", .45, 14, -20, 1.0, 1, 0,
                (1, .92, .95), FLAT, .80, .02, .15, ("airport", "airport"),
                RECALLED + "Gardermoen 24, 18 and 12 MW of the worked cases"),
    "data_centres": ("data centres", "cooling", .02, 8, 0, 1, 0, 0,
                     (1, 1, 1), FLAT, .95, .005, .10, ("flat", "flat"),
                     RECALLED + "flat computing, some mechanical cooling above 8 C"),
    "electrolysers": ("electrolysers", "none", 0, 0, 0, 1, 0, 0,
                      (1, 1, 1), FLAT, 1.0, .01, .20, ("flat", "flat"), RECALLED + "base load"),
    "heating_cables": ("heating cables of streets and roofs", "snow_melt", 1, -1, 0, 1, 0, 0,
                       (1, 1, 1), FLAT, .60, .05, .02, ("flat", "flat"),
                       RECALLED + "on round zero when it snows, off in dry cold"),
}
GROUP = {"dwellings": ("dwellings_direct", "dwellings_heat_pump", "dwellings_district_heat", "ev_charging"),
         "cabins": ("cabins",), "primary": ("agriculture",),
         "secondary": ("industry", "electrolysers"),
         "tertiary": ("services", "truck_charging", "rail", "goods_terminals", "ports", "airport",
                      "data_centres", "heating_cables")}
SSB_NAME = {"dwellings": "dwellings", "cabins": "cabins", "primary": "primary",
            "secondary": "secondary (industry, mining, construction)", "tertiary": "tertiary (services)"}

# Per person and year in kWh: dwellings without charging, services, industry that is not named,
# agriculture; then the shares of dwellings with heat pumps and with district heating.
PER_PERSON = {
    "Oslo": (4750, 5200, 250, 3, .12, .42), "Akershus": (6300, 4300, 450, 70, .35, .12),
    "Østfold": (6900, 4100, 800, 180, .42, .06), "Buskerud": (7300, 4300, 900, 150, .40, .08),
    "Innlandet": (7500, 4300, 1000, 350, .42, .07), "Vestfold": (6900, 4200, 800, 180, .43, .05),
    "Telemark": (0, 0, 0, 0, .42, .04),
}
EV_KWH_PER_PERSON = 375.0  # 0.14 cars x 2667 kWh
CABLES_KWH_PER_PERSON = {"Oslo": 60.0, "Akershus": 35.0}
TRUCK_KWH_PER_PERSON = {"3209": 60.0, "3216": 150.0, "3301": 30.0, "3118": 60.0, "0301": 25.0}
PORT_GWH = {"0301": 20.0, "3103": 18.0, "3901": 18.0, "3907": 12.0, "3909": 4.0, "3301": 3.0, "3107": 4.0,
            "4001": 2.0}
TERMINAL_GWH = {"0301": 45.0, "3216": 25.0, "3205": 15.0, "3301": 8.0, "3209": 25.0, "3907": 4.0}
AIRPORT_GWH = {"3907": 6.0}
NAMED_SECTOR = {
    "Google Skien first phase": "data_centres", "Rjukan data centre + Tinn industry": "data_centres",
    "Green Mountain Hamar": "data_centres", "Green Mountain Enebakk": "data_centres",
    "STACK Fetsund": "data_centres", "STACK Holtskogen": "data_centres",
    "Oslo data centres (Ulven, OS-IX, Skygard, Rosenholm)": "data_centres",
    "Follum data centre + AQ": "data_centres", "Gardermoen airport": "airport",
    "Railway converters NO1 (sum)": "rail", "Railway converters rest": "rail",
}
CASES = ("P_winter_MW", "P_mild_MW", "P_summer_MW")
WITH_INDUSTRY = {"Rjukan data centre + Tinn industry"}
NOT_IN_SSB = {"Google Skien first phase"}  # comes after SSB_YEAR


def write(path, rows):
    tables.write(path, list(rows[0]), rows)


def number(value):
    return tables.number(value, 10)


def normalise(values):
    mean = sum(values) / len(values)
    return [v / mean for v in values]


def mix(parts):
    total = sum(weight for weight, _ in parts)
    return normalise([sum(weight * shape[i] for weight, shape in parts) / total for i in range(24)])


def bump(*peaks):
    """1 plus a bump of (hour, height, width) each."""
    return normalise([1 + sum(h * math.exp(-0.5 * ((i + 0.5 - at) / w) ** 2) for at, h, w in peaks)
                      for i in range(24)])


class Shapes:
    def __init__(self, facts):
        self.profile = {r["profile"]: [float(r[h]) for h in HOURS] for r in read(facts / "load_profiles.csv")}
        p = self.profile
        flat = [1.0] * 24
        hub = next(r["value"] for r in read(facts / "demand_model.csv") if r["parameter"].startswith("hub profile"))
        weekend = bump((14, .25, 3.5))
        self.shape = {
            "home_heat": p["household_electric_heat_winter_workday"],
            "home_heat_weekend": p["household_electric_heat_winter_weekend"],
            "home": p["household_no_heat_workday"],
            "service": mix([(9, p["service_office_workday"]), (4, p["service_shop_workday"]), (2, p["school_workday"])]),
            "service_weekend": weekend, "flat": flat,
            "process": mix([(4, flat), (1, p["industry_two_shift_workday"])]),
            "two_shift": p["industry_two_shift_workday"],
            "farm": bump((7, .7, 1.5), (17.5, .7, 1.7)), "cabin": p["cabin_winter_friday"],
            "ev": mix([(4, p["EV_home_price_steered"]), (4, p["EV_home_uncontrolled"]),
                       (2, p["EV_fast_charging_highway"])]),
            "truck": normalise([float(x) for x in hub.split(";")]),
            "rail": bump((7.5, 1.3, 1.3), (16.2, 1.4, 1.6), (12, .7, 3.5)),
            "rail_weekend": bump((14, .8, 4.5)), "port": bump((9, 1.2, 2.5), (16, .5, 2.0)),
            "airport": bump((7.5, .45, 2.0), (16, .40, 4.0)),
        }
        self.shape = {name: normalise(values) for name, values in self.shape.items()}

    def of(self, sector, day):
        workday, weekend = SECTORS[sector][13]
        return self.shape[workday if day == "workday" else weekend]


def response_k(sector, degc, wet_share):
    """R(T) of models/climate/sector.h."""
    _, kind, _, threshold, saturation, ratio = SECTORS[sector][:6]
    if kind == "heating":
        flat_k = max(saturation - degc, 0.0)
        return max(threshold - degc, 0.0) - flat_k * (1.0 - ratio)
    if kind == "cooling":
        return max(degc - threshold, 0.0)
    if kind == "snow_melt":
        return 5.0 * wet_share * max(1.0 - abs(degc - threshold) / 5.0, 0.0)
    return 0.0


def year_mean_k(sector, normals):
    """Mean of R over a normal year: temperature normally spread round each month's normal."""
    steps = [(-3 + 0.1 * i) for i in range(61)]
    weights = [math.exp(-z * z / 2) for z in steps]
    total = 0.0
    for normal in normals:
        total += sum(w * response_k(sector, normal + SPREAD_K * z, WET_SHARE)
                     for z, w in zip(steps, weights)) / sum(weights) / 12
    return total


def week_ratio(sector):
    """Day ratios as written: mean 1 over a week with 10 holidays in 365 days (Sunday's)."""
    workday, saturday, sunday = SECTORS[sector][8]
    days = (251.0, 52.0, 62.0)
    mean = (workday * days[0] + saturday * days[1] + sunday * days[2]) / 365.0
    return workday / mean, saturday / mean, sunday / mean


class Climate:
    def __init__(self, out):
        self.places = [r for r in read(out / "places.csv") if r["kind"] == "station"]
        self.normals = {r["name"]: [float(r[f"normal_degc_{m}"]) for m in MONTHS] for r in self.places}
        self.mean_k = {s: year_mean_k(s, self.normals[REFERENCE_PLACE]) for s in SECTORS}

    def place_of(self, municipality):
        lat, lon = float(municipality["centroid_lat"]), float(municipality["centroid_lon"])
        return min(self.places, key=lambda p: (
            (float(p["lat_deg"]) - lat) ** 2
            + ((float(p["lon_deg"]) - lon) * math.cos(math.radians(60.3))) ** 2))["name"]

    def year_ratio(self, sector, place):
        """Mean power of a normal year at a place over that in the reference climate."""
        weather = SECTORS[sector][2]
        if self.mean_k[sector] <= 0:
            return 1.0
        return 1.0 - weather + weather * year_mean_k(sector, self.normals[place]) / self.mean_k[sector]

    def power_ratio(self, sector, shapes, degc, month, day, hour, minute, wet_share):
        weather, months = SECTORS[sector][2], normalise(SECTORS[sector][9])
        value = (1.0 - weather) * months[month - 1]
        if weather:
            value += weather * response_k(sector, degc, wet_share) / self.mean_k[sector]
        centre = (minute + 7.5) / 60.0 - 0.5
        shape = shapes.of(sector, DAYS[day])
        neighbour = shape[(hour + (23 if centre < 0 else 1)) % 24]
        return value * week_ratio(sector)[day] * ((1 - abs(centre)) * shape[hour] + abs(centre) * neighbour)

    def cold_ratio(self, sector, shapes):
        return self.power_ratio(sector, shapes, COLD_DEGC, 1, 0, 8, 0, WET_SHARE)


class Model:
    """Sector demand of every municipality, and its cold, mild and summer MW of general loads."""

    def __init__(self, facts, out):
        self.climate, self.shapes = Climate(out), Shapes(facts)
        self.municipalities = read(facts / "municipalities.csv")
        self.allocation = read(facts / "completed" / "load_allocation.csv")
        self.ssb = {}
        for row in read(facts / "telemark_consumption_2020_2025.csv"):
            if row["year"] == SSB_YEAR:
                self.ssb[row["municipality"], row["consumer_group_en"]] = float(row["GWh"])
        self.cold_ratio = {s: self.climate.cold_ratio(s, self.shapes) for s in SECTORS}
        self.given, self.named = {}, {}
        for load in self.allocation:
            no = load["municipality_no"].zfill(4)
            mw = [float(load[c]) for c in CASES]
            if load["kind"].startswith("named large load"):
                name = load["kind"].split(": ", 1)[1]
                self.named.setdefault(no, []).append((name, mw[0], NAMED_SECTOR.get(name, "industry")))
            else:
                given = self.given.setdefault(no, [0.0, 0.0, 0.0])
                for i in range(3):
                    given[i] += mw[i]
        self.lowest = {}
        for row in self.municipalities:
            per_person = self.given[row["municipality_no"].zfill(4)][0] / float(row["population_2024"])
            self.lowest[row["county"]] = min(self.lowest.get(row["county"], 9e9), per_person)
        self.rows, self.site_share, general = [], {}, {}
        for row in self.municipalities:
            general[row["municipality_no"].zfill(4)] = self.add(row)
        self.count_telemark(general)

    def named_gwh(self, no, sector, is_statistic):
        return sum(mw / self.cold_ratio[sector] * HOURS_OF_YEAR / 1000 for name, mw, of in self.named.get(no, [])
                   if of == sector and not (is_statistic and name in NOT_IN_SSB))

    def special_gwh(self, no, people, county):
        return {"ev_charging": EV_KWH_PER_PERSON * people / 1e6,
                "heating_cables": CABLES_KWH_PER_PERSON.get(county, 20.0) * people / 1e6,
                "truck_charging": TRUCK_KWH_PER_PERSON.get(no, 6.0) * people / 1e6,
                "ports": PORT_GWH.get(no, 0.0), "goods_terminals": TERMINAL_GWH.get(no, 0.0),
                "airport": AIRPORT_GWH.get(no, 0.0)}

    def add(self, row):
        no, county, people = row["municipality_no"].zfill(4), row["county"], float(row["population_2024"])
        place = self.climate.place_of(row)
        dwellings, services, industry, farms, pumps, district = PER_PERSON[county]
        gwh = {s: 0.0 for s in SECTORS}
        gwh.update(self.special_gwh(no, people, county))
        is_statistic = county == "Telemark"
        named = {s: self.named_gwh(no, s, is_statistic) for s in SECTORS}
        outside = {s: self.named_gwh(no, s, False) - named[s] for s in SECTORS}
        if is_statistic:
            group = {g: self.ssb[row["name"], SSB_NAME[g]] for g in GROUP}
            gwh["ev_charging"] = min(gwh["ev_charging"], 0.2 * group["dwellings"])
            rest = group["dwellings"] - gwh["ev_charging"]
            gwh["cabins"], gwh["agriculture"] = group["cabins"], group["primary"]
            named["industry"] = min(named["industry"], group["secondary"])
            gwh["industry"] = group["secondary"]
            # A data centre can be no more than what tertiary has above the county's use per person. A site
            # that also stands for the place's industry has that before the general loads do, and no more.
            asked = named["data_centres"]
            named["data_centres"] = min(asked, max(0.0, group["tertiary"] - 4176 * people / 1e6))
            gwh["data_centres"] = named["data_centres"]
            site = next((name for name, _, _ in self.named.get(no, []) if name in WITH_INDUSTRY), "")
            if site:
                named["industry"] += min(asked - named["data_centres"], gwh["industry"] - named["industry"])
                self.site_share[site] = (named["data_centres"] + named["industry"]) / asked
            gwh["services"] = group["tertiary"] - sum(gwh[s] for s in GROUP["tertiary"] if s != "services")
        else:
            rest = dwellings * people / 1e6
            gwh["services"], gwh["industry"] = services * people / 1e6, industry * people / 1e6
            gwh["agriculture"] = farms * people / 1e6
        gwh["dwellings_heat_pump"], gwh["dwellings_district_heat"] = rest * pumps, rest * district
        gwh["dwellings_direct"] = rest - gwh["dwellings_heat_pump"] - gwh["dwellings_district_heat"]
        ratio = {s: self.climate.year_ratio(s, place) for s in SECTORS}
        if not is_statistic:
            given = self.given[no][0]
            cabins = given - self.lowest[county] * people
            cold = sum(v * 1000 / HOURS_OF_YEAR / ratio[s] * self.cold_ratio[s] for s, v in gwh.items())
            gwh = {s: v * (given - cabins) / cold for s, v in gwh.items()}
            gwh["cabins"] = cabins / self.cold_ratio["cabins"] * ratio["cabins"] * HOURS_OF_YEAR / 1000
            gwh = {s: v + named[s] for s, v in gwh.items()}
        general = {s: (gwh[s] - named[s]) * 1000 / HOURS_OF_YEAR / ratio[s] for s in SECTORS}
        source = (f"SSB 10314, {SSB_YEAR}, by consumer group; sectors inside a group by rule" if is_statistic else
                  f"per person by county ({county}), scaled to the cold morning of the worked proposal")
        for s in SECTORS:
            if gwh[s] <= 0 and outside[s] <= 0:
                continue
            group = next(g for g, of in GROUP.items() if s in of)
            note = "; with what came after that year" if outside[s] > 0 else ""
            self.rows.append({
                "municipality_id": no, "sector": s, "consumer_group": group,
                "normal_year_gwh": number(round(gwh[s] + outside[s], 6)),
                "named_gwh": number(round(named[s] + outside[s], 6)),
                "after_statistic_gwh": number(round(outside[s], 6)),
                "reference_mw": number(round(max(general[s], 0.0), 6)),
                "source": source + note, "confidence": "medium" if is_statistic else "low"})
        return general

    def count_telemark(self, general):
        """MW of the general loads over the proposal's; 1 outside Telemark. Named sites shrink to their share."""
        numbers = [r["municipality_no"].zfill(4) for r in self.municipalities if r["county"] == "Telemark"]
        self.ratio = {no: 1.0 for no in self.given}
        for no in numbers:
            cold = sum(mw * self.cold_ratio[s] for s, mw in general[no].items())
            self.ratio[no] = cold / CORRECTED_YEAR_RATIO / self.given[no][0]
        self.telemark_mw = [sum(self.given[no][i] * self.ratio[no] for no in numbers) for i in range(3)]
        self.added_mw = [mw - sum(self.given[no][i] for no in numbers) for i, mw in enumerate(self.telemark_mw)]
        for load in self.allocation:
            share = self.site_share.get(load["kind"].split(": ", 1)[-1], 1.0)
            for i, column in enumerate(CASES):
                self.added_mw[i] += float(load[column]) * (share - 1.0)
        for loads in self.named.values():
            loads[:] = [(name, round(mw * self.site_share.get(name, 1.0), 6), sector) for name, mw, sector in loads]


def added_mw(facts, out):
    """What Telemark's loads draw above the worked proposal, cold, mild and summer."""
    return Model(facts, out).added_mw


def move_loads(allocation, facts, out):
    """Gives Telemark's loads the MW that the statistics leave them."""
    model = Model(facts, out)
    for load in allocation:
        is_named = load["kind"].startswith("named large load")
        ratio = (model.site_share.get(load["kind"].split(": ", 1)[-1], 1.0) if is_named
                 else model.ratio[load["municipality_no"].zfill(4)])
        if ratio == 1.0:
            continue
        for column in CASES:
            load[column] = f"{float(load[column]) * ratio:.6f}"
        load["basis"] = f"{load['basis']}; no more than SSB 10314 leaves it" if is_named else MOVED_BASIS


def sector_rows(model):
    rows = []
    for s, (name, kind, weather, threshold, saturation, slope, memory, corrected, _, months, coincidence, noise,
            tan_phi, _, source) in SECTORS.items():
        day = week_ratio(s)
        rows.append({
            "id": s, "name": name, "response": kind, "weather_share": number(weather),
            "threshold_degc": threshold, "saturation_degc": saturation, "saturated_slope_ratio": number(slope),
            "mean_response_k": number(round(model.climate.mean_k[s], 6)), "memory_share": memory,
            "is_corrected": corrected, "workday_ratio": number(round(day[0], 6)),
            "saturday_ratio": number(round(day[1], 6)), "sunday_ratio": number(round(day[2], 6)),
            **{f"month_ratio_{m}": number(round(v, 6)) for m, v in zip(MONTHS, normalise(months))},
            "coincidence_share": number(coincidence), "noise_share": number(noise),
            "tan_phi_ratio": number(tan_phi),
            "source": source + ("; form constructed, its sum over NO1 corrected to the measured model" if corrected
                                else "; form constructed, not corrected"), "confidence": "low"})
    return rows


def shape_rows(model):
    rows = []
    for s in SECTORS:
        for season in SEASONS:
            for day in DAYS:
                shape = model.shapes.of(s, day)
                if SECTORS[s][1] == "heating" and s.startswith("dwellings_direct") and season == "jja":
                    # Without heating a house follows its appliances and hot water.
                    shape = mix([(1, shape), (1, model.shapes.shape["home"])])
                rows.append({"sector": s, "season": season, "day_type": day,
                             **{h: number(round(v, 6)) for h, v in zip(HOURS, shape)},
                             "source": "facts/load_profiles.csv and demand_model.csv, constructed shapes; "
                                       "what they lack is typical", "confidence": "low"})
    return rows


# --- large loads --------------------------------------------------------------------------------
# `drawn_by` names the load of the grid's table that draws the row in the base year; an operating row
# without one is part of its municipality's demand. MW 0: not published.

CATEGORY_SECTOR = {
    "data centre": "data_centres", "process industry": "industry", "hydrogen": "electrolysers",
    "hydrogen equipment": "industry", "battery industry": "industry", "airport": "airport",
    "port": "ports", "heavy-truck charging": "truck_charging", "bus charging": "truck_charging",
    "railway converter": "rail", "railway": "rail", "hospital": "services"}
# Rows of the facts that a load of the grid's table draws already.
DRAWN_BY = {
    "Google Skien (Gromstul) first phase": "Google Skien first phase",
    "Green Mountain OSL2-Hamar (Heggvin, TikTok)": "Green Mountain Hamar",
    "Green Mountain OSL1-Enebakk": "Green Mountain Enebakk",
    "Green Mountain RJU1-Rjukan": "Rjukan data centre + Tinn industry",
    "STACK/DigiPlex Fetsund": "STACK Fetsund", "STACK Holtskogen (Hobøl)": "STACK Holtskogen",
    "STACK/DigiPlex Ulven": "Oslo data centres (Ulven, OS-IX, Skygard, Rosenholm)",
    "STACK/DigiPlex Rosenholm": "Oslo data centres (Ulven, OS-IX, Skygard, Rosenholm)",
    "Skygard OSL1 Hovinbyen (Haraldrud)": "Oslo data centres (Ulven, OS-IX, Skygard, Rosenholm)",
    "Bulk Oslo Internet Exchange OS-IX": "Oslo data centres (Ulven, OS-IX, Skygard, Rosenholm)",
    "Follum data centre (crypto/HPC, Treklyngen)": "Follum data centre + AQ",
    "AQ Compute Hønefoss (Aquila)": "Follum data centre + AQ",
    "Herøya Industripark (all companies)": "Herøya industry + rest of Porsgrunn industry",
    "Yara Porsgrunn 24 MW electrolyser": "Herøya industry + rest of Porsgrunn industry",
    "Vianode Herøya (Via ONE) / battery materials": "Herøya industry + rest of Porsgrunn industry",
    "Nel Hydrogen electrolyser factory Herøya": "Herøya industry + rest of Porsgrunn industry",
    "Eramet Porsgrunn": "Eramet Porsgrunn", "Heidelberg Materials Brevik (Norcem) incl. CCS": "Heidelberg Brevik",
    "INOVYN Norge (Rafnes/Herøya) chlor-alkali and VCM": "INOVYN/INEOS Bamble-Rafnes",
    "INEOS Bamble / Rafnes cracker": "INOVYN/INEOS Bamble-Rafnes",
    "Borregaard Sarpsborg": "Borregaard", "Norske Skog Saugbrugs": "Norske Skog Saugbrugs",
    "Nordic Paper Greåker": "Nordic Paper + Kronos + misc Fredrikstad",
    "Kronos Titan Fredrikstad": "Nordic Paper + Kronos + misc Fredrikstad",
    "Rockwool Moss electric melter": "Rockwool Moss", "Glava Askim": "Glava Askim",
    "Hydro Holmestrand rolling mill": "Vestfold industry (Holmestrand, Jotun, Esso terminal)",
    "Jotun Sandefjord": "Vestfold industry (Holmestrand, Jotun, Esso terminal)",
    "Raufoss Industripark": "Raufoss", "Kongsberg Teknologipark": "Kongsberg Teknologipark",
    "Forestia Braskereidfoss": "Forestia Braskereidfoss", "Oslo lufthavn Gardermoen": "Gardermoen airport",
}
CONVERTERS_NO1 = {"0301", "3203", "3103", "3105", "3209", "3413", "3411", "3438", "3431", "3401", "3234"}
STATUS = (("closed", "closed"), ("shelved", "closed"), ("queue", "queue"), ("announced", "announced"),
          ("regulated", "announced"), ("marketed", "announced"), ("programme", "announced"),
          ("under construction", "reserved"), ("operating", "operating"), ("partly", "operating"))
# MW that the facts give as the whole site, of which an earlier row is a part.
INSTEAD_OF = {"Google Skien full request": 240.0, "Green Mountain OSL1-Enebakk full site": 21.5}


def slug(text):
    text = text.lower()
    for a, b in (("æ", "ae"), ("ø", "o"), ("å", "a")):
        text = text.replace(a, b)
    return "_".join("".join(c if c.isascii() and c.isalnum() else " " for c in text).split())[:60]


def numbers_in(text):
    found, word = [], ""
    for c in text.split("(")[0].replace("–", "-") + " ":
        if c.isdigit() or (c == "." and word):
            word += c
        elif word:
            found.append(float(word.rstrip(".")))
            word = ""
    return found


def large_row(name, sector, no, status, mw, year, drawn_by, source, confidence):
    return {"id": "oet:large/" + slug(name), "name": name, "sector": sector, "municipality_id": no,
            "status": status, "size_mw": number(mw), "from_year": year, "drawn_by": drawn_by, "source": source,
            "confidence": confidence}


def large_rows(facts, model):
    rows = []
    for no, loads in model.named.items():
        for name, mw, sector in loads:
            rows.append(large_row(name, sector, no, "operating", mw, "", name,
                                  "worked proposal: the load as the grid's table draws it; sector by judgement"
                                  + ("; no more than SSB 10314 leaves it" if name in model.site_share else ""),
                                  "low"))
    extra = {"Google Skien, rest of the first phase": ("Google Skien (Gromstul) first phase", 120.0, 2027),
             "Green Mountain Hamar, rest of 150 MW": ("Green Mountain OSL2-Hamar (Heggvin, TikTok)", 60.0, 2028)}
    known = {r["name"]: r for r in read(facts / "large_loads.csv")}
    for name, (of, mw, year) in extra.items():
        fact = known[of]
        rows.append(large_row(name, "data_centres", fact["municipality_no"].zfill(4), "reserved", mw, year, "",
                              f"facts/large_loads.csv: what {of} has beyond today's load; year assumed",
                              "medium"))
    for fact in known.values():
        sector = CATEGORY_SECTOR.get(fact["category"])
        if sector is None:
            continue  # areas and statistics are no loads
        status = next((to for word, to in STATUS if word in fact["status"]), "operating")
        drawn_by = DRAWN_BY.get(fact["name"], "")
        no = fact["municipality_no"].split(";")[0]
        no = no.zfill(4) if no else ""
        if fact["category"] == "railway converter":
            drawn_by = "Railway converters NO1 (sum)" if no in CONVERTERS_NO1 else "Railway converters rest"
        if drawn_by:
            status = "operating"
        mw = numbers_in(fact["MW"])
        mw = sum(mw[:2]) / len(mw[:2]) if mw else 0.0
        mw -= INSTEAD_OF.get(fact["name"], 0.0)
        years = [int(y) for y in numbers_in(fact["year"].replace("s", "")) if 1990 <= y <= 2050]
        note = "; MW not published" if mw == 0 else "; MW beyond the part named before" if fact["name"] in INSTEAD_OF else ""
        row = large_row(fact["name"], sector, no, status, mw, years[0] if years else "", drawn_by,
                              f"facts/large_loads.csv: {fact['source']}{note}", fact["confidence"].split(" ")[0].rstrip(";,"))
        if fact["name"] == drawn_by:
            row["id"] += "_site"
        rows.append(row)
    return rows


# --- growth -------------------------------------------------------------------------------------

YEARS = (2026, 2027, 2030, 2035, 2040)
PACES = ("low", "base", "high")
# Factor of 2040 over 2026 at the low, base and high pace, and what it rests on.
GROWTH = {
    "dwellings_direct": ((.86, .92, 1.0), "population +0.5 % a year, better houses and heat pumps instead"),
    "dwellings_heat_pump": ((1.05, 1.15, 1.28), "houses that change to heat pumps, population"),
    "dwellings_district_heat": ((1.05, 1.12, 1.20), "new blocks in towns, population"),
    "services": ((.94, 1.02, 1.12), "floor area grows, lighting and ventilation save"),
    "industry": ((1.0, 1.15, 1.35), "electrification; Statnett LMA 2022-50: 190, 220, 260 TWh in 2050 of 140"),
    "agriculture": ((1.0, 1.10, 1.25), "electric machines and greenhouses"),
    "cabins": ((1.05, 1.15, 1.30), "more and better equipped cabins"),
    "ev_charging": ((2.6, 3.6, 4.4), "70 % of cars by 2040 in Oslo and Akershus (Statnett); 0.14 cars a person today"),
    "truck_charging": ((6.0, 20.0, 40.0), "EU and Enova targets for battery trucks; from almost nothing today"),
    "rail": ((1.05, 1.15, 1.30), "denser timetable"),
    "goods_terminals": ((1.0, 1.2, 1.4), "goods traffic, cold stores, electric handling"),
    "ports": ((1.3, 2.0, 3.0), "shore power for all cruise and ro-ro calls"),
    "airport": ((1.05, 1.3, 1.8), "electric ground handling and first electric aircraft"),
    "data_centres": ((1.1, 1.4, 1.8), "growth of halls that stand; new sites come one by one in large_loads.csv"),
    "electrolysers": ((1.0, 1.0, 1.0), "new ones come one by one in large_loads.csv"),
    "heating_cables": ((.95, 1.05, 1.15), "more heated pavements, better control"),
}


def growth_rows():
    rows = []
    for i, pace in enumerate(PACES):
        for year in YEARS:
            for sector in SECTORS:
                last, why = GROWTH[sector]
                share = (year - YEARS[0]) / (YEARS[-1] - YEARS[0])
                # Cars and trucks are bought along an S: most of the change comes before 2035.
                if sector in ("ev_charging", "truck_charging"):
                    share = math.sin(0.5 * math.pi * share)
                rows.append({"year": year, "pace": pace, "sector": sector,
                             "factor_ratio": number(round(1 + (last[i] - 1) * share, 4)),
                             "source": f"assumed path to 2040: {why}", "confidence": "low"})
    return rows


def statistic_rows(model):
    """What the sums are held against by `twin region summary`; nothing is computed from it."""
    rows = []
    for row in model.municipalities:
        if row["county"] != "Telemark":
            continue
        for group, name in SSB_NAME.items():
            rows.append({"municipality_id": row["municipality_no"].zfill(4), "price_area": "",
                         "consumer_group": group, "year": SSB_YEAR,
                         "consumption_gwh": number(model.ssb[row["name"], name]),
                         "source": "SSB table 10314 via facts/telemark_consumption_2020_2025.csv",
                         "confidence": "high"})
    rows.append({"municipality_id": "", "price_area": "NO1", "consumer_group": "", "year": "2019",
                 "consumption_gwh": "36073",
                 "source": "facts/balance.csv: mean of NO1 2013-2019 with the grid's losses (Nord Pool)",
                 "confidence": "high"})
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--facts", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    model = Model(arguments.facts, arguments.out)
    write(arguments.out / "sectors.csv", sector_rows(model))
    write(arguments.out / "sector_shapes.csv", shape_rows(model))
    write(arguments.out / "sector_demand.csv", model.rows)
    write(arguments.out / "large_loads.csv", large_rows(arguments.facts, model))
    write(arguments.out / "growth.csv", growth_rows())
    write(arguments.out / "consumption_statistics.csv", statistic_rows(model))
    print("Telemark's general loads, cold, mild and summer MW:", *(f"{mw:.1f}" for mw in model.telemark_mw))


if __name__ == "__main__":
    main()

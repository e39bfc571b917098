"""What the facts and stated rules say about single plants: water, sun, heat and power.

Used by build_grid.py. Standard library only. Rules and their sources are in ../README.md, "Plants".
"""
import math

# Usable storage over a normal year's production: 87 TWh of Norwegian reservoirs over 137 TWh a year
# (recalled). Taken where no volume is known, and as the least for a reservoir plant: the energy at the
# plant's own head leaves out water that is stored above plants further up.
STORAGE_OF_YEAR = 0.6
MOST_STORAGE_OF_YEAR = 0.8  # what a lake holds beyond is kept over several years, not over the seasons
# Minimum flow as power over mean power, and the part of p_max that a day's power may span (assumed: a
# reservoir plant may be shut and opened within a day, a plant in a river between lakes keeps its river).
MIN_FLOW_OF_MEAN = {"reservoir": 0.05, "cascade": 0.10}
DAILY_BAND = {"reservoir": 0.7, "cascade": 0.35}
# Inflow over its yearly mean: months and log-normal spread of solvers/weather_generator.cc.
INFLOW_MONTHS = (0.50, 0.46, 0.48, 0.95, 1.95, 1.85, 1.20, 0.95, 1.00, 1.05, 0.95, 0.66)
INFLOW_SPREAD = 0.40
MOST_INFLOW_OF_YEAR = 2.5  # a plant too small for its normal year gets no more water than this

# Rooftop solar: about 750 MW in Norway at the end of 2024 (solar_plants.csv, recalled) over 5.55 million.
ROOFTOP_KWP_PER_PERSON = 0.135
SOLAR_HOURS = 850.0  # yearly production over peak power, typical


def smooth_inflow():
    """Expected inflow ratio by day, as models/climate/season.h draws it through the months."""
    days = []
    for day in range(365):
        angle = 2 * math.pi * (day + 0.5) / 365
        ratio = 0.0
        for month, value in enumerate(INFLOW_MONTHS):
            weight = 1.0
            for k in (1, 2):
                x = k * math.pi / 12
                weight += 2 * (x / math.sin(x)) * math.cos(k * (angle - 2 * math.pi * (month + 0.5) / 12))
            ratio += weight / 12 * value
        days.append(max(ratio, 0.0))
    return days


INFLOW_DAYS = smooth_inflow()


def mean_of_least(limit, mean):
    """E[min(limit, X)] of a log-normal X with this mean and the inflow's spread."""
    if mean <= 0:
        return 0.0
    d = (math.log(limit / mean) + 0.5 * INFLOW_SPREAD ** 2) / INFLOW_SPREAD
    below = 0.5 * math.erfc(-(d - INFLOW_SPREAD) / math.sqrt(2))
    above = 0.5 * math.erfc(d / math.sqrt(2))
    return mean * below + limit * above


def river_year_gwh(p_max_mw, normal_gwh):
    """What the river must bring in a normal year so that the plant, up to its size, makes normal_gwh."""
    if normal_gwh <= 0 or p_max_mw <= 0:
        return normal_gwh
    mean_mw = normal_gwh * 1000 / 8766

    def made_mw(river_mw):
        return sum(mean_of_least(p_max_mw, river_mw * ratio) for ratio in INFLOW_DAYS) / len(INFLOW_DAYS)

    low, high = mean_mw, MOST_INFLOW_OF_YEAR * mean_mw
    if made_mw(high) < mean_mw:
        return high * 8.766
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if made_mw(middle) < mean_mw else (low, middle)
    return high * 8.766


def hydro_columns(kind, p_max_mw, normal_gwh, fact):
    """Head, storage, rivers and limits of one plant; storage and limits only below a reservoir."""
    row = {"head_m": fact["gross_head_m"] if fact else ""}
    if kind in ("run_of_river", "unknown_hydro"):
        row["inflow_year_gwh"] = f"{river_year_gwh(p_max_mw, normal_gwh):.6g}"
    if kind not in DAILY_BAND:
        return row
    storage_gwh, basis = STORAGE_OF_YEAR * normal_gwh, "0.6 of a normal year"
    local = fact["reservoir_energy_GWh_local_head"] if fact else ""
    if kind == "reservoir" and local and float(local) > storage_gwh:
        storage_gwh = min(float(local), MOST_STORAGE_OF_YEAR * normal_gwh)
        basis = "at the plant's own head, at most 0.8 of a normal year"
    row.update({
        "storage_mwh": f"{1000 * storage_gwh:.6g}", "storage_basis": basis,
        "min_flow_mw": f"{min(MIN_FLOW_OF_MEAN[kind] * normal_gwh * 1000 / 8766, p_max_mw):.4g}",
        "daily_band_share": f"{DAILY_BAND[kind]:g}",
    })
    return row


def rooftop_mwp(municipalities, solar):
    """Peak power of small plants by municipality number: counted where counted, else by population."""
    known = {row["municipality_no"]: float(row["MWp"]) for row in solar if row["name"].endswith("potential/installed")}
    county = {row["municipality_no"]: float(row["MWp"]) for row in solar if row["name"].endswith("(aggregate)")}
    by_number = {}
    for row in municipalities:
        number, people = row["municipality_no"], float(row["population_2024"])
        basis = f"{ROOFTOP_KWP_PER_PERSON} kWp a person (Norway at the end of 2024, recalled)"
        mwp = ROOFTOP_KWP_PER_PERSON * people / 1000
        for prefix, total in county.items():
            if not number.startswith(prefix):
                continue
            others = [one for one in municipalities
                      if one["municipality_no"].startswith(prefix) and one["municipality_no"] not in known]
            left = total - sum(value for one, value in known.items() if one.startswith(prefix))
            mwp = left * people / sum(float(one["population_2024"]) for one in others)
            basis = "the county's sum (solar_plants.csv) less the counted municipalities, by population"
        if number in known:
            mwp, basis = known[number], "solar_plants.csv"
        by_number[number] = (mwp, basis)
    return by_number

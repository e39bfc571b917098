"""Where large loads that wait would connect, by rule: no source names their busbars.

A site that draws already, in the same municipality under the same first two words, keeps its busbar where
the voltage fits. Else: the least voltage that carries the size, by Norwegian practice (recalled): below 15 MW from 47 kV, below
60 MW from 66 kV, below 200 MW from 132 kV, above from 300 kV. Of the region's busbars of that voltage or
more the nearest to the site is taken, its municipality's stations first, a lower voltage before a higher
one at the same station. The site is the position of the facts or, without one, the municipality's
centre. A station is its municipality's when no other municipality's centre is nearer to it.
"""
from tables import great_circle_km, number, read

LEAST_KV = ((15.0, 47.0), (60.0, 66.0), (200.0, 132.0), (float("inf"), 300.0))
COLUMNS = ("large_load_id", "bus_id", "nominal_kv", "distance_km", "source", "confidence")


WAITING = ("reserved", "queue", "announced")


def least_kv(size_mw):
    return next(kv for below_mw, kv in LEAST_KV if size_mw < below_mw)


def site_of(row, facts, centres):
    """Position of a large load: its own of the facts, else its municipality's centre."""
    for fact in facts:
        if fact["name"] == row["name"] and fact["lat"] and fact["lon"]:
            return (float(fact["lat"]), float(fact["lon"])), "position of the facts"
    return centres[row["municipality_id"]], "centre of the municipality"


def words(name):
    return name.replace(",", " ").split()[:2]


def bus_of_site(load, large_loads, load_rows):
    """Id of the busbar at which a load draws for the same site; none: empty."""
    drawn = {other["drawn_by"] for other in large_loads if other["drawn_by"]
             and other["municipality_id"] == load["municipality_id"] and words(other["name"]) == words(load["name"])}
    return next((row["bus_id"] for row in load_rows if row["name"] in drawn), "")


def bus_rows(facts_folder, large_loads, stations, buses, municipalities, load_rows):
    """A row for each large load that waits and has a size and a municipality."""
    centres = {m["id"]: (float(m["lat_deg"]), float(m["lon_deg"])) for m in municipalities}
    place = {s["id"]: (float(s["lat_deg"]), float(s["lon_deg"])) for s in stations if s["is_in_region"] == 1}
    home = {id: min(centres, key=lambda m, at=at: great_circle_km(centres[m], at)) for id, at in place.items()}
    facts = read(facts_folder / "large_loads.csv")
    rows = []
    for load in large_loads:
        size_mw = float(load["size_mw"])
        if load["status"] not in WAITING or load["drawn_by"] or size_mw <= 0 or not load["municipality_id"]:
            continue
        site, basis = site_of(load, facts, centres)
        fitting = [b for b in buses if b["station_id"] in place and float(b["nominal_kv"]) >= least_kv(size_mw)]
        of_site = bus_of_site(load, large_loads, load_rows)
        kept = next((b for b in fitting if b["id"] == of_site), None)
        at_home = [b for b in fitting if home[b["station_id"]] == load["municipality_id"]]
        nearest = kept or min(at_home or fitting,
                              key=lambda b: (great_circle_km(place[b["station_id"]], site), float(b["nominal_kv"]),
                                             b["id"]))
        where = "in the municipality" if at_home else "near the municipality, which has none"
        rows.append({
            "large_load_id": load["id"], "bus_id": nearest["id"], "nominal_kv": nearest["nominal_kv"],
            "distance_km": number(round(great_circle_km(place[nearest["station_id"]], site), 2)),
            "source": "synthetic: busbar of the site's load" if kept else
                      f"synthetic: nearest busbar of {least_kv(size_mw):g} kV or more {where}; {basis}",
            "confidence": "low",
        })
    return rows

"""The regional grid below 132 kV: a synthetic 66/47 kV network in place of one load bus per district.

No open source holds lines below 132 kV here. What is known: the hubs (the station where the proposal hangs
a district's load), how many people live where, and how such grids are built in Norway. Every station and
line made here is invented by the rules below, in the order they act, and marked so. HV/MV transformers
(66/22, 47/11, 132/22 kV) are not made: they belong to the medium-voltage layer, and loads stand on the
HV busbar of their station. `extend` writes into the tables of build_grid.Region; same bytes every time.
"""
import collections
import math

from tables import great_circle_km

# 47/11 kV stations of towns hold two or three units of 40 MVA, 66/22 kV ones two of 25 MVA (equipment.csv):
# with one unit out 1.2 of its rating carries about 40 and 30 MW on the cold morning.
STATION_MW = {47.0: 40.0, 66.0: 30.0}
# Routes follow roads and valleys: a quarter longer than the great circle.
DETOUR = 1.25
# A station this near its hub would be built at it: the hub's own HV/MV units carry the load.
AT_HUB_KM = 1.2
# Peak load per built-up km2, town and city: the radius over which the stations of one place are spread.
TOWN_MW_PER_KM2, CITY_MW_PER_KM2 = 2.0, 8.0
GOLDEN_ANGLE_RAD = math.pi * (3.0 - math.sqrt(5.0))
# A 132 kV bus that stands for this many municipalities and MW gets a 66 kV grid of its own.
HUB_MUNICIPALITIES, HUB_COLD_MW = 3, 60.0
# Up to this load a branch of the tree may be the only way (KILE: a second line costs more than it saves).
RADIAL_MW = 15.0
# A ring serves this many stations at most: more makes protection and voltage hard to keep.
RING_STATIONS = 5
# With a ring open at either end: load on the first section against its cold rating; voltage drop. Leaves
# room for losses and for mornings colder than the design case.
RING_COLD_SHARE, RING_DROP_PU = 0.85, 0.07
RADIAL_DROP_PU = 0.05
# Apparent power over load at tan phi 0.18 with half of it held by banks; the reactive share of the drop.
MVA_PER_MW, TAN_PHI_LEFT = 1.02, 0.10
# Cables where both ends lie in one town, or the municipality is a city.
CITY_PER_KM2, CITY_CABLE_KM, TOWN_CABLE_KM = 500.0, 8.0, 4.0
# Breakers and current transformers cap a line (as the proposal's 132 kV lines).
TERMINAL_A = 1250.0
LINES = ("FeAl 95 (26/7)", "FeAl 150 (26/7)", "FeAl 240 (26/7)")
CABLES = {47.0: ("52 kV TSLF 3x1x630 Al", "72 kV TSLE/TSLF 3x1x1200 Al"), 66.0: ("72 kV TSLE/TSLF 3x1x1200 Al",)}
# Plants below the size that holds voltage hang on their municipality's station, not on the hub.
LOCAL_PLANT_MW = 8.0
# Banks of 10 % of the winter load (the proposal's rule), from 1 Mvar.
BANK_SHARE, BANK_LEAST_MVAR, BANK_STEP_MVAR = 0.10, 1.0, 5.0

RULE_STATION = "synthetic: station placed by municipality centre, load and distance (regional_grid.py)"
RULE_PREFIX = "synthetic 66/47 kV"
RULE_RING = f"{RULE_PREFIX}: ring of towns from the hub, each end carries all"
RULE_DOUBLE = f"{RULE_PREFIX}: town on a double circuit from the hub"
RULE_RADIAL = f"{RULE_PREFIX}: single line, at most {RADIAL_MW:g} MW behind it"
RULE_HUB = "synthetic: 66 kV below a 132 kV bus that stands for several municipalities"


class Conductor:
    """Per km and circuit at one voltage, with three seasonal ratings."""

    def __init__(self, row, kv):
        self.name, self.kv, self.is_cable = row["name"], kv, row["category"] == "cable"
        self.type = f"{kv:g} {'cable' if self.is_cable else 'OH'} {row['name']}"
        self.r_ohm, self.x_ohm = float(row["r20_ohm_per_km"]), float(row["x_ohm_per_km"])
        self.b_us = float(row["b_uS_per_km"])
        if self.is_cable:
            amperes = [float(row["value"])] * 3
        else:
            amperes = [min(TERMINAL_A, float(row[column])) for column in (
                "I_A_T80_amb20_wind0.6_sun", "I_A_T80_amb0_wind0.6_nosun", "I_A_T80_ambminus20_wind0.6_nosun")]
        self.mva = [round(math.sqrt(3) * kv * a / 1000.0, 1) for a in amperes]

    def drop_pu(self, mw, km):
        return mw * km * (self.r_ohm + TAN_PHI_LEFT * self.x_ohm) / (self.kv * self.kv)


class Catalogue:
    """Conductors of equipment.csv; 47 kV lines hang on 66 kV masts, so on their geometry."""

    def __init__(self, equipment):
        self.row = {(row["category"], row["name"]): row for row in equipment
                    if row["category"] == "cable"
                    or row["category"] == "overhead line" and row["voltage_kV"] == "66"}

    def lines(self, kv):
        return [Conductor(self.row["overhead line", name], kv) for name in LINES]

    def cables(self, kv):
        return [Conductor(self.row["cable", name], kv) for name in CABLES[kv]]


class Station:
    def __init__(self, name, place, municipality, part, load, cold_mw):
        self.name, self.place, self.municipality, self.part = name, place, municipality, part
        self.load, self.cold_mw = load, cold_mw  # the row it has its share of
        self.behind_mw = cold_mw  # with what hangs on it radially
        self.at_hub = False
        self.bus_id = ""


def is_general(load):
    return load["kind"].startswith("general")


def part_centre(municipality, hub_place, is_shared):
    """A town's centre; a part of a municipality shared by several stations lies halfway to its station."""
    centre = (float(municipality["adm_centre_lat_recalled"] or municipality["centroid_lat"]),
              float(municipality["adm_centre_lon_recalled"] or municipality["centroid_lon"]))
    if not is_shared:
        return centre
    return ((centre[0] + hub_place[0]) / 2, (centre[1] + hub_place[1]) / 2)


def is_city(municipality):
    return float(municipality["population_2024"]) / float(municipality["area_total_km2"]) >= CITY_PER_KM2


def spread(centre, count, built_up_km2, index):
    """Sunflower: point `index` of `count` in the disc that the place fills."""
    if count == 1:
        return centre
    radius_km = math.sqrt(built_up_km2 / math.pi) * math.sqrt((index + 0.5) / count)
    angle = index * GOLDEN_ANGLE_RAD
    return (centre[0] + radius_km * math.sin(angle) / 111.2,
            centre[1] + radius_km * math.cos(angle) / (111.2 * math.cos(math.radians(centre[0]))))


def letters(index):
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def find_hubs(region):
    """Load buses at 66/47 kV, and 132 kV buses that stand for several municipalities."""
    served = collections.defaultdict(list)
    for load in region.loads:
        if is_general(load):
            served[load["bus"]].append(load)
    hubs = []
    for bus in region.buses:
        loads = served[bus["bus_id"]]
        kv, cold_mw = float(bus["kV"]), sum(float(load["P_winter_MW"]) for load in loads)
        if not loads:
            continue
        if kv in STATION_MW:
            hubs.append((bus, kv, loads))
        elif kv == 132.0 and len(loads) >= HUB_MUNICIPALITIES and cold_mw >= HUB_COLD_MW:
            hubs.append((bus, 66.0, loads))
    return hubs


def place_stations(region, hub_bus, kv, loads, shared, used_names):
    hub_place = (float(hub_bus["lat"]), float(hub_bus["lon"]))
    stations = []
    for load in loads:
        number, cold_mw = load["municipality_no"].zfill(4), float(load["P_winter_MW"])
        municipality = region.municipality[number]
        count = math.ceil(cold_mw / STATION_MW[kv])
        built_up_km2 = cold_mw / (CITY_MW_PER_KM2 if is_city(municipality) else TOWN_MW_PER_KM2)
        centre = part_centre(municipality, hub_place, shared[number] > 1)
        for index in range(count):
            name = f"{municipality['name']} {letters(used_names[number])}"
            if municipality["name"] in region.twice_named:
                name = f"{municipality['name']} ({municipality['county']}) {letters(used_names[number])}"
            used_names[number] += 1
            station = Station(name, spread(centre, count, built_up_km2, index), municipality,
                              (number, hub_bus["bus_id"]) if count > 1 else None, load, cold_mw / count)
            station.at_hub = great_circle_km(station.place, hub_place) < AT_HUB_KM
            stations.append(station)
    return stations


class Hub:
    def __init__(self, bus, kv, catalogue):
        self.bus, self.kv = bus, kv
        self.place = (float(bus["lat"]), float(bus["lon"]))
        self.lines, self.cables = catalogue.lines(kv), catalogue.cables(kv)

    def km(self, a, b):
        return DETOUR * great_circle_km(a.place if a else self.place, b.place if b else self.place)

    def is_cable(self, a, b):
        """`None` is the hub itself: it is as urban as what it feeds."""
        in_city = (all(is_city(station.municipality) for station in (a, b) if station)
                   and self.km(a, b) <= CITY_CABLE_KM)
        in_town = a and b and a.part and a.part == b.part and self.km(a, b) <= TOWN_CABLE_KM
        return in_city or in_town

    def conductor(self, a, b, size):
        kinds = self.cables if self.is_cable(a, b) else self.lines
        return kinds[min(size, len(kinds) - 1)]

    def holds(self, route, size):
        """The ring open at its first or last section: the other end carries all of it."""
        for order in (route, route[::-1]):
            left_mw, drop, previous = sum(s.behind_mw for s in order), 0.0, None
            for station in order:
                section = self.conductor(previous, station, size)
                if left_mw * MVA_PER_MW > RING_COLD_SHARE * section.mva[2]:
                    return False
                drop += section.drop_pu(left_mw, self.km(previous, station))
                left_mw -= station.behind_mw
                previous = station
            if drop > RING_DROP_PU:
                return False
        return True

    def size_for(self, route):
        """The smallest conductor that holds, or none."""
        return next((size for size in range(len(self.lines)) if self.holds(route, size)), None)


def hang_radials(hub, stations):
    """Shortest tree from the hub; a subtree of small stations with little load stays a tree.

    Returns the stations left for rings and the radial pairs (parent or None for the hub, station)."""
    inside, parent, order = [None], {}, []
    waiting = list(stations)
    while waiting:
        km, _, _, start, end = min(
            ((hub.km(a, b), b.name, a.name if a else "", a, b) for a in inside for b in waiting), key=lambda t: t[:3])
        parent[end] = start
        inside.append(end)
        waiting.remove(end)
        order.append(end)
    subtree_mw = {station: station.cold_mw for station in stations}
    for station in reversed(order):
        if parent[station]:
            subtree_mw[parent[station]] += subtree_mw[station]
    radial = [s for s in order if subtree_mw[s] <= RADIAL_MW]
    ringed = [s for s in order if subtree_mw[s] > RADIAL_MW]
    for station in ringed:
        station.behind_mw = station.cold_mw + sum(
            subtree_mw[child] for child in radial if parent[child] is station)
    for station in radial:
        station.behind_mw = subtree_mw[station]
    return ringed, [(parent[station], station) for station in radial]


def join_rings(hub, stations):
    """Clarke and Wright's savings: from a double circuit to each, join ends while the ring holds."""
    routes = [[station] for station in stations]
    savings = sorted(
        ((-(hub.km(None, a) + hub.km(None, b) - hub.km(a, b)), a.name, b.name, a, b)
         for i, a in enumerate(stations) for b in stations[i + 1:]), key=lambda t: t[:3])
    for saving, _, _, a, b in savings:
        route_a = next(r for r in routes if a in r)
        route_b = next(r for r in routes if b in r)
        if saving >= 0 or route_a is route_b or len(route_a) + len(route_b) > RING_STATIONS:
            continue
        if a not in (route_a[0], route_a[-1]) or b not in (route_b[0], route_b[-1]):
            continue
        first = route_a if route_a[-1] is a else route_a[::-1]
        last = route_b if route_b[0] is b else route_b[::-1]
        if hub.size_for(first + last) is None:
            continue
        routes = [r for r in routes if r is not route_a and r is not route_b] + [first + last]
    return routes


def line_row(region, hub, hub_bus_id, a, b, conductor, circuits, rule):
    km = max(0.5, hub.km(a, b))
    from_bus, to_bus = (a.bus_id if a else hub_bus_id), b.bus_id if b else hub_bus_id
    from_name = a.name if a else hub.bus["station"]
    to_name = b.name if b else hub.bus["station"]
    return {
        "branch_id": f"R/{from_bus}/{to_bus}", "name": f"{from_name} - {to_name} {hub.kv:g}", "from_bus": from_bus,
        "to_bus": to_bus, "circuits": str(circuits), "type": conductor.type, "length_km": f"{km:.2f}",
        "r_ohm": f"{conductor.r_ohm * km:.5f}", "x_ohm": f"{conductor.x_ohm * km:.5f}",
        "b_uS": f"{conductor.b_us * km:.2f}", "rate_summer20_MVA_per_circuit": conductor.mva[0],
        "rate_mild0_MVA_per_circuit": conductor.mva[1], "rate_coldm20_MVA_per_circuit": conductor.mva[2],
        "in_service": "1", "is_external_equivalent": "0", "basis": rule, "basis_class": "synthetic",
        "source": f"regional_grid.py: {DETOUR:g} x great circle; equipment.csv", "note": "",
    }


def add_bus(region, station_name, bus_id, kv, place, county, basis, osm_id=""):
    row = {
        "bus_id": bus_id, "station": station_name, "kV": f"{kv:g}", "lat": f"{place[0]:.6f}",
        "lon": f"{place[1]:.6f}", "county": county, "in_region": "yes", "osm_id": osm_id, "basis": basis,
        "level_basis": "synthetic", "source": "regional_grid.py from municipalities.csv and load_allocation.csv",
        "licence": "ODbL 1.0 (hub positions (c) OpenStreetMap contributors)",
    }
    region.add_bus(row)


def add_hub_level(region, hub, cold_mw):
    """66 kV and its transformers at a 132 kV station; the number of units by build_grid's rule."""
    bus_id = f"{hub.bus['station']} {hub.kv:g}"
    add_bus(region, hub.bus["station"], bus_id, hub.kv, hub.place, hub.bus["county"], RULE_HUB, hub.bus["osm_id"])
    mva, uk, x_over_r = 80.0, 0.12, 32.0  # equipment.csv: 132/66 kV
    x_pu = uk * 100.0 / mva
    region.transformers.append({
        "trafo_id": f"R/{bus_id}", "station": hub.bus["station"], "hv_bus": hub.bus["bus_id"], "lv_bus": bus_id,
        "hv_kV": hub.bus["kV"], "lv_kV": f"{hub.kv:g}", "units": "2", "MVA_per_unit": f"{mva:g}", "uk_pct": "12",
        "r_pu_100MVA": f"{x_pu / x_over_r:.6f}", "x_pu_100MVA": f"{x_pu:.6f}", "rate_summer20_MVA": f"{mva:g}",
        "rate_mild0_MVA": f"{1.1 * mva:g}", "rate_coldm20_MVA": f"{1.2 * mva:g}", "tap": "OLTC",
        "basis": RULE_HUB, "source": "equipment.csv typical sizes", "note": "",
    })
    region.cold_mw[bus_id] = cold_mw
    return bus_id


def split_load(station, count_of):
    """The share of a load row that stands at a station."""
    load, parts = station.load, count_of[id(station.load)]
    row = dict(load)
    for column in ("P_winter_MW", "P_mild_MW", "P_summer_MW"):
        row[column] = repr(float(load[column]) / parts)
    row["share"] = repr(float(load["share"]) / parts)
    row["station"], row["bus"] = station.name, station.bus_id
    row["basis"] = f"{load['basis']}; equal share of {parts} stations below {load['station']}" if parts > 1 \
        else f"{load['basis']}; at its own station below {load['station']}"
    return row


def move_loads(region, stations, hub):
    """Each load row becomes one row per station; stations at the hub keep one row there."""
    count_of = collections.Counter(id(station.load) for station in stations)
    moved = collections.defaultdict(list)
    for station in stations:
        moved[id(station.load)].append(station)
    rows = []
    for load in region.loads:
        if id(load) not in moved:
            rows.append(load)
            continue
        at_hub = [s for s in moved[id(load)] if s.at_hub]
        if at_hub:
            row = dict(load)
            for column in ("P_winter_MW", "P_mild_MW", "P_summer_MW", "share"):
                row[column] = repr(float(load[column]) * len(at_hub) / count_of[id(load)])
            rows.append(row)
        rows += [split_load(s, count_of) for s in moved[id(load)] if not s.at_hub]
    region.loads = rows


def move_plants(region, hub, stations):
    """Small plants go to the nearest station of their municipality below the same hub."""
    for plant in region.plants:
        if plant["bus_id"] != hub.bus["bus_id"] or float(plant["MW"]) >= LOCAL_PLANT_MW:
            continue
        near = [s for s in stations if not s.at_hub and s.municipality["name"] == plant["municipality"]]
        if not near:
            continue
        hydro = region.hydro.get(plant["nve_no"].split(".")[0]) if plant["nve_no"] else None
        if hydro and hydro["lat"]:
            place = (float(hydro["lat"]), float(hydro["lon"]))
            station = min(near, key=lambda s: (great_circle_km(place, s.place), s.name))
        else:
            station = near[0]
        plant["bus_id"] = station.bus_id
        plant["method"] += f"; nearest station below {hub.bus['station']}"


def move_banks(region, hub, hub_bus_id):
    """The hub's bank is built where the load is: 10 % of the winter MW of each station."""
    left_mw = sum(float(load["P_winter_MW"]) for load in region.loads if load["bus"] == hub.bus["bus_id"])
    rows = []
    for device in region.compensation:
        if device["bus_id"] == hub.bus["bus_id"] and device["kind"].startswith("switched"):
            size = 5.0 * math.floor(BANK_SHARE * left_mw / 5.0)
            if size <= 0:
                continue
            device = {**device, "Qmax_Mvar": f"{size:g}", "Q_winter_Mvar": f"{size:g}",
                      "Q_mild_Mvar": "0.0", "Q_summer_Mvar": "0.0"}
        rows.append(device)
    region.compensation = rows


def add_banks(region, stations):
    for station in stations:
        size = round(2.0 * BANK_SHARE * station.cold_mw) / 2.0
        if station.at_hub or size < BANK_LEAST_MVAR:
            continue
        region.compensation.append({
            "bus_id": station.bus_id, "kind": "switched capacitor", "Qmin_Mvar": "0", "Qmax_Mvar": f"{size:g}",
            "Q_winter_Mvar": f"{size:g}", "Q_mild_Mvar": "0.0", "Q_summer_Mvar": "0.0",
            "basis": "synthetic: 10 % of winter MW",
        })


def build_hub(region, catalogue, bus, kv, loads, shared, used_names):
    hub = Hub(bus, kv, catalogue)
    stations = place_stations(region, bus, kv, loads, shared, used_names)
    outside = [station for station in stations if not station.at_hub]
    if not outside:
        return
    hub_bus_id = bus["bus_id"]
    if float(bus["kV"]) != kv:
        hub_bus_id = add_hub_level(region, hub, sum(s.cold_mw for s in outside))
    for station in outside:
        station.bus_id = f"{station.name} {kv:g}"
        add_bus(region, station.name, station.bus_id, kv, station.place, station.municipality["county"], RULE_STATION)
    ringed, radial = hang_radials(hub, outside)
    for route in join_rings(hub, ringed):
        size = hub.size_for(route)
        if size is None:
            raise SystemExit(f"{bus['bus_id']}: no conductor holds {route[0].name}, {route[0].behind_mw:.1f} MW")
        if len(route) == 1:
            region.branches.append(line_row(region, hub, hub_bus_id, None, route[0],
                                            hub.conductor(None, route[0], size), 2, RULE_DOUBLE))
            continue
        for a, b in zip([None] + route, route + [None]):
            region.branches.append(line_row(region, hub, hub_bus_id, a, b, hub.conductor(a, b, size), 1, RULE_RING))
    for parent, station in radial:
        conductor = next((c for c in hub.lines
                          if c.drop_pu(station.behind_mw, hub.km(parent, station)) <= RADIAL_DROP_PU), hub.lines[-1])
        if hub.is_cable(parent, station):
            conductor = hub.cables[0]
        region.branches.append(line_row(region, hub, hub_bus_id, parent, station, conductor, 1, RULE_RADIAL))
    move_loads(region, stations, hub)
    move_plants(region, hub, stations)
    move_banks(region, hub, hub_bus_id)
    add_banks(region, stations)


def extend(region, equipment):
    """Adds the regional grid to the tables of `region`, hub by hub in their order there."""
    catalogue = Catalogue(equipment)
    region.municipality = {row["municipality_no"]: row for row in region.municipalities}
    names = collections.Counter(row["name"] for row in region.municipalities)
    region.twice_named = {name for name, count in names.items() if count > 1}
    shared = collections.Counter(load["municipality_no"].zfill(4) for load in region.loads if is_general(load))
    used_names = collections.Counter()
    for bus, kv, loads in find_hubs(region):
        build_hub(region, catalogue, bus, kv, loads, shared, used_names)

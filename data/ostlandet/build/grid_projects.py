"""Announced reinforcements: grid_projects.csv and osm/grid_project_steps.csv. Called by build_grid.py.

Which projects there are, and what is said of their licences, comes from facts/balance.csv (rows "grid plan"),
facts/completed/REGION_NOTES.md (section 4) and facts/completed/grid_branches_completed.csv (row B232). No source here
gives years of service: early, base and late years are assumed, large ones not before 2030 ("none before 2030-35",
balance.csv). What a project is made of is typical (types of section 3 of the worked proposal) or assumed, and says so.
"""
import math

from tables import great_circle_km

PLAN = "facts/balance.csv, grid plan of Stor-Oslo (statnett.no, 2022)"
YEARS = "years assumed"

# Per km r, x ohm, b uS; A (worked proposal, section 3).
GRACKLE = (0.0239, 0.316, 3.55, 2500.0)     # 420 OH 2xGrackle
CABLE_420 = (0.0072, 0.13, 69.0, 1700.0)    # 2500 Cu
FEAL_2X240 = (0.038, 0.279, 4.03, (1600.0, 2000.0, 2000.0))
CABLE_132 = (0.0247, 0.118, 69.0, 960.0)    # 1200 Al
# MVA, uk %, r share of x.
UNIT_420_300, UNIT_420_132, UNIT_300_132 = (1000, 12.0, 0.01), (300, 14.0, 1 / 60), (200, 13.0, 1.2375 / 58.4865)

PROJECTS = [
    # id, name, owner, status, licence, years, requires, effect_no, effect_en, source, confidence
    ("smestad_sogn", "Smestad - Sogn", "Statnett", "in_service", "", (2023, 2023, 2023), "",
     "Ny 420 kV kabel, drevet på 300 kV; med i grunnettet",
     "New 420 kV cable run at 300 kV; the base grid holds it", f"{PLAN}: done 2023", "high"),
    ("sogn_ulven", "Sogn - Ulven", "Statnett", "announced", "", (2026, 2027, 2029), "",
     "Kablene mellom Sogn og Ulven fornyes for 420 kV og drives på 300 kV: mer overføring",
     "The cables between Sogn and Ulven are renewed for 420 kV and run at 300 kV: they carry more",
     f"{PLAN}; type as the new Smestad - Sogn; {YEARS}", "low"),
    ("frogner_minne_132", "Frogner - Gjestad - Hovinmoen - Dal - Minne", "Elvia", "licensed", "2023-02-09",
     (2026, 2028, 2031), "",
     "Dobbel 132 kV linje gjennom Øvre Romerike: avlaster 300 kV Frogner - Minne og holder spenningen på Minne",
     "Double 132 kV line through upper Romerike: relieves Frogner - Minne 300 and holds the voltage at Minne",
     "facts/completed, B232 (Elvia project page): middle part Gjestad - Hovinmoen - Dal licensed 9 Feb 2023, ends "
     f"synthetic; stations equally spaced, two 300/132 units at Frogner assumed; {YEARS}", "low"),
    ("hamang_station", "Hamang", "Statnett", "announced", "", (2026, 2028, 2031), "",
     "Ny stasjon for 420 kV; her: en tredje 300/132 kV transformator",
     "New station for 420 kV; here: a third 300/132 kV transformer", f"{PLAN}; third unit assumed; {YEARS}", "low"),
    ("vestfold_transformers", "Transformering i Vestfold", "Statnett", "announced", "", (2027, 2029, 2032), "",
     "Flere 300/132 kV transformatorer: inntil 530 MW mer forbruk i Vestfold",
     "More 300/132 kV transformers: up to 530 MW more load in Vestfold",
     "facts/balance.csv (statnett.no, 2022): 530 MW possible after transformer reinforcement; that it is two units at "
     f"Tveiten and one at Hof is assumed; {YEARS}", "low"),
    ("tegneby_station", "Tegneby", "Statnett", "announced", "", (2028, 2030, 2033), "",
     "Ny stasjon; her: to 420/300 kV transformatorer som knytter nettene sammen",
     "New station; here: two 420/300 kV transformers that tie the two grids", f"{PLAN}; units assumed; {YEARS}", "low"),
    ("skyberg", "Skyberg", "Statnett", "announced", "", (2028, 2030, 2034), "",
     "Ny stasjon i stedet for Vardal: mer transformering mot Gjøvik og Valdres",
     "New station in place of Vardal: more transformation towards Gjøvik and Valdres",
     "facts/completed/REGION_NOTES.md: Skyberg replaces Vardal; here it stands on the rows of Vardal, with a third "
     f"300/132 unit (assumed); {YEARS}", "low"),
    ("liasen", "Liåsen", "Statnett", "announced", "", (2028, 2030, 2034), "",
     "Ny 420/132 kV stasjon på Frogner - Follo: avlaster 300/132 kV i Oslo øst",
     "New 420/132 kV station on Frogner - Follo: relieves the 300/132 kV of eastern Oslo",
     "facts/completed/REGION_NOTES.md and balance.csv: Liåsen 420/132; place on the line, two units and two cables to "
     f"Abildsø assumed; {YEARS}", "low"),
    ("hamang_smestad", "Hamang - Bærum - Smestad", "Statnett", "licensed", "2024-04-02", (2028, 2030, 2033),
     "hamang_station",
     "420 kV kabel på om lag 12 km i stedet for 300 kV linjen fra 1952, først drevet på 300 kV: mer kraft fra vest "
     "til Oslo på kalde dager",
     "420 kV cable of about 12 km in place of the 300 kV line of 1952, run at 300 kV at first: more power from the "
     "west to Oslo on cold days",
     f"facts/balance.csv (statnett.no): licence 2024-04-02, about 12 km; two cables per phase and a reactor assumed; "
     f"{YEARS}", "medium"),
    ("flesaker_tegneby_hasle", "Flesaker - Tegneby - Hasle", "Statnett", "announced", "", (2030, 2032, 2036),
     "tegneby_station",
     "Ledningene fornyes for 420 kV og drives på 300 kV: mer overføring mot Østfold og Sverige",
     "The lines are renewed for 420 kV and run at 300 kV: they carry more towards Østfold and Sweden",
     f"{PLAN}: renewal; type typical, fjord cable as before with the rating of a new one; {YEARS}", "low"),
    ("oslo_west_420", "Sylling - Hamang - Smestad 420 kV", "Statnett", "announced", "", (2032, 2035, 2040),
     "hamang_smestad",
     "Spenningen heves til 420 kV mellom Sylling og Smestad: mer kraft fra vest til Oslo",
     "The voltage is raised to 420 kV between Sylling and Smestad: more power from the west to Oslo",
     f"{PLAN}: upgrade to 420 kV; how far it reaches, units and reactor assumed; {YEARS}", "low"),
    ("faberg_oslo_420", "Fåberg - Oslo 420 kV", "Statnett", "announced", "", (2033, 2036, 2040), "",
     "Ny 420 kV linje i stedet for 300 kV Fåberg - Røykås fra 1953: mer kraft fra nord til Oslo",
     "New 420 kV line in place of Fåberg - Røykås 300 of 1953: more power from the north to Oslo",
     "facts/completed/REGION_NOTES.md: Fåberg-Oslo 420; that it ends at Frogner and replaces Røykås - Fåberg, its "
     f"length, units and reactor assumed; {YEARS}", "low"),
]

PROJECT_COLUMNS = ["id", "name", "owner", "status", "licence_date", "early_year", "base_year", "late_year", "requires",
                   "effect_no", "effect_en", "source", "confidence"]
STEP_COLUMNS = [
    "project_id", "action", "id", "name", "kind", "station_id", "lat_deg", "lon_deg", "county", "is_in_region",
    "nominal_kv", "v_min_pu", "v_max_pu", "from_bus_id", "to_bus_id", "r_ohm", "x_ohm", "b_siemens", "tap_ratio",
    "phase_shift_deg", "length_km", "summer_mva", "mild_mva", "cold_mva", "is_in_service", "is_monitored",
    "is_synthetic", "tap_step_ratio", "tap_min_step", "tap_max_step", "tap_target_v_pu", "tap_deadband_v_pu", "bus_id",
    "is_continuous", "q_min_mvar", "q_max_mvar", "v_set_pu", "step_mvar", "max_steps", "draw_target_mvar", "source",
    "confidence"]


def distance_km(a, b):
    """Between two station rows."""
    return great_circle_km(*((float(row["lat_deg"]), float(row["lon_deg"])) for row in (a, b)))


class Steps:
    """Steps of all projects, built on the rows of the region's tables."""

    def __init__(self, opaque, number, stations, buses, branches):
        self.opaque, self.number = opaque, number
        self.station = {row["name"]: row for row in stations}
        self.bus_id = {row["name"]: row["id"] for row in buses}
        self.kv = {row["name"]: float(row["nominal_kv"]) for row in buses}
        self.branch = {}
        for row in branches:
            self.branch.setdefault(row["name"], []).append(row)
        self.rows = []

    def add(self, project, action, source, **values):
        self.rows.append({"project_id": project, "action": action, "source": source, "confidence": "low", **values})

    def add_station(self, project, name, lat_deg, lon_deg, source):
        row = {"id": self.opaque("station", "project", name), "name": name, "lat_deg": self.number(round(lat_deg, 4)),
               "lon_deg": self.number(round(lon_deg, 4)), "county": "Akershus", "is_in_region": 1, "is_synthetic": 1}
        self.station[name] = row
        self.add(project, "add_station", source, **row)

    def add_bus(self, project, station, kv, source):
        name = f"{station} {kv}"
        self.bus_id[name] = f"{self.station[station]['id']}@{kv}"
        self.kv[name] = float(kv)
        self.add(project, "add_bus", source, id=self.bus_id[name], name=name, station_id=self.station[station]["id"],
                 nominal_kv=kv, v_min_pu="0.9", v_max_pu="1.1", is_monitored=1, is_synthetic=1)

    def circuit(self, from_bus, to_bus, parts, kind, parallel=1):
        """Fields of a circuit of (type, km) in series, `parallel` cables per phase; rating of its weakest part."""
        number, root3 = self.number, math.sqrt(3.0)
        amperes = [limit if isinstance(limit, tuple) else (limit,) * 3 for (*_, limit), _ in parts]
        mva = [root3 * self.kv[from_bus] * min(a[season] for a in amperes) * parallel / 1000.0 for season in range(3)]
        return {
            "kind": kind, "from_bus_id": self.bus_id[from_bus], "to_bus_id": self.bus_id[to_bus],
            "r_ohm": number(round(sum(t[0] * km for t, km in parts) / parallel, 4)),
            "x_ohm": number(round(sum(t[1] * km for t, km in parts) / parallel, 4)),
            "b_siemens": number(round(sum(t[2] * km for t, km in parts) * parallel * 1e-6, 8)), "tap_ratio": "1",
            "phase_shift_deg": "0", "length_km": number(round(sum(km for _, km in parts), 2)),
            "summer_mva": number(round(mva[0])), "mild_mva": number(round(mva[1])), "cold_mva": number(round(mva[2])),
            "is_in_service": 1, "is_monitored": 1, "is_synthetic": 1, "tap_step_ratio": "0", "tap_min_step": 0,
            "tap_max_step": 0, "tap_target_v_pu": "1", "tap_deadband_v_pu": "0"}

    def add_circuit(self, project, name, from_bus, to_bus, parts, kind, source, parallel=1):
        row = {"id": self.opaque("branch", "project", project, name), "name": name}
        row |= self.circuit(from_bus, to_bus, parts, kind, parallel)
        self.branch.setdefault(name, []).append(row)
        self.add(project, "add_branch", source, **row)

    def change_circuit(self, project, name, from_bus, to_bus, parts, kind, source, parallel=1, index=0):
        self.add(project, "change_branch", source, id=self.branch[name][index]["id"], name=name,
                 **self.circuit(from_bus, to_bus, parts, kind, parallel))

    def remove(self, project, name, from_bus, to_bus, source):
        row, = [row for row in self.branch[name] if row["from_bus_id"] == self.bus_id[from_bus]
                and row["to_bus_id"] == self.bus_id[to_bus]]
        self.add(project, "remove_branch", source, id=row["id"], name=name)

    def add_unit(self, project, station, high_kv, low_kv, unit, kind, source):
        """A transformer unit. Rating at 0 and -20 C 1.1 and 1.2 of the nameplate (worked proposal)."""
        mva, uk_pct, r_share = kind
        x_ohm = uk_pct / 100.0 * high_kv * high_kv / mva
        number, name = self.number, f"{station} {high_kv}/{low_kv} T{unit}"
        changes = low_kv < 200  # 420/300 stands fixed
        self.add(project, "add_branch", source, id=self.opaque("transformer", "project", project, name), name=name,
                 kind="transformer", from_bus_id=self.bus_id[f"{station} {high_kv}"],
                 to_bus_id=self.bus_id[f"{station} {low_kv}"], r_ohm=number(round(x_ohm * r_share, 5)),
                 x_ohm=number(round(x_ohm, 5)), b_siemens="0", tap_ratio="1", phase_shift_deg="0", length_km="0",
                 summer_mva=number(mva), mild_mva=number(1.1 * mva), cold_mva=number(1.2 * mva), is_in_service=1,
                 is_monitored=1, is_synthetic=1, tap_step_ratio="0.0125" if changes else "0",
                 tap_min_step=-12 if changes else 0, tap_max_step=12 if changes else 0, tap_target_v_pu="1.02",
                 tap_deadband_v_pu="0.012" if changes else "0")

    def add_reactor(self, project, bus, mvar, source):
        self.add(project, "add_shunt", source, id=self.opaque("shunt", "project", project, bus),
                 bus_id=self.bus_id[bus], is_continuous=1, q_min_mvar=-mvar, q_max_mvar=0, v_set_pu="0.985",
                 step_mvar=0, max_steps=0, draw_target_mvar=0, is_synthetic=1)


def along(start, end, share):
    return [float(start[key]) + share * (float(end[key]) - float(start[key])) for key in ("lat_deg", "lon_deg")]


def project_rows():
    return [dict(zip(PROJECT_COLUMNS, (*row[:5], *row[5], *row[6:]))) for row in PROJECTS]


def step_rows(opaque, number, stations, buses, branches):
    steps = Steps(opaque, number, stations, buses, branches)

    for index, cable in enumerate(list(steps.branch["Sogn - Ulven"])):
        steps.change_circuit("sogn_ulven", "Sogn - Ulven", "Ulven 300", "Sogn 300",
                             [(CABLE_420, float(cable["length_km"]))], "cable",
                             "length as before; type 420 kV cable 2500 Cu run at 300 kV, assumed", index=index)

    frogner, minne = steps.station["Frogner"], steps.station["Minne"]
    names = ["Frogner", "Gjestad", "Hovinmoen", "Dal", "Minne"]
    for i, name in enumerate(names[1:4], 1):
        steps.add_station("frogner_minne_132", name, *along(frogner, minne, i / 4),
                          "name: Elvia project page; place assumed, equally spaced between Frogner and Minne")
    for name in names[:4]:
        steps.add_bus("frogner_minne_132", name, 132, "assumed: one busbar")
    for unit in (1, 2):
        steps.add_unit("frogner_minne_132", "Frogner", 300, 132, unit, UNIT_300_132, "assumed: two units of 200 MVA")
    for start, end in zip(names, names[1:]):
        for circuit in (1, 2):
            steps.add_circuit("frogner_minne_132", f"{start} - {end} ({circuit})", f"{start} 132", f"{end} 132",
                              [(FEAL_2X240, 12.0)], "line",
                              "B232 of the worked proposal: double circuit of 48 km, in four equal parts; type 132 OH "
                              "2xFeAl240")

    steps.add_unit("hamang_station", "Hamang", 300, 132, 3, UNIT_300_132, "assumed: third unit of 200 MVA")
    for station, unit in (("Tveiten", 4), ("Tveiten", 5), ("Hof", 3)):
        steps.add_unit("vestfold_transformers", station, 300, 132, unit, UNIT_300_132, "assumed: unit of 200 MVA")
    for unit in (1, 2):
        steps.add_unit("tegneby_station", "Tegneby", 420, 300, unit, UNIT_420_300, "assumed: two units of 1000 MVA")
    steps.add_unit("skyberg", "Vardal", 300, 132, 3, UNIT_300_132, "assumed: third unit of 200 MVA on Vardal's rows")

    follo = steps.station["Follo"]
    # The share of Frogner - Follo that lies nearest Abildsø.
    share = 0.55
    steps.add_station("liasen", "Liåsen", *along(frogner, follo, share), "assumed: on Frogner - Follo, near Abildsø")
    whole = float(steps.branch["Frogner - Follo"][0]["length_km"])
    steps.add_bus("liasen", "Liåsen", 420, "assumed: one busbar")
    steps.add_bus("liasen", "Liåsen", 132, "assumed: one busbar")
    steps.remove("liasen", "Frogner - Follo", "Frogner 420", "Follo 420", "looped into Liåsen")
    steps.add_circuit("liasen", "Frogner - Liåsen", "Frogner 420", "Liåsen 420", [(GRACKLE, whole * share)], "line",
                      "part of Frogner - Follo; type 420 OH 2xGrackle")
    steps.add_circuit("liasen", "Liåsen - Follo", "Liåsen 420", "Follo 420", [(GRACKLE, whole * (1 - share))], "line",
                      "part of Frogner - Follo; type 420 OH 2xGrackle")
    for unit in (1, 2):
        steps.add_unit("liasen", "Liåsen", 420, 132, unit, UNIT_420_132, "assumed: two units of 300 MVA")
    km = 1.25 * distance_km(steps.station["Liåsen"], steps.station["Abildsø"])
    for circuit in (1, 2):
        steps.add_circuit("liasen", f"Liåsen - Abildsø ({circuit})", "Liåsen 132", "Abildsø 132", [(CABLE_132, km)],
                          "cable", "assumed: 1.25 x great circle; type 132 cable 1200Al")

    # About 12 km, shared as the line it replaces (4.64 and 6.58 km).
    parts = [("Hamang", "Bærum", 12.0 * 4.64 / 11.22), ("Bærum", "Smestad", 12.0 * 6.58 / 11.22)]
    for start, end, km in parts:
        steps.remove("hamang_smestad", f"{start} - {end}", f"{start} 300", f"{end} 300", "line of 1952 replaced")
        steps.add_circuit("hamang_smestad", f"{start} - {end} (cable)", f"{start} 300", f"{end} 300",
                          [(CABLE_420, km)], "cable",
                          "about 12 km; type 420 kV cable 2500 Cu, two per phase (assumed), run at 300 kV", parallel=2)
    steps.add_reactor("hamang_smestad", "Smestad 300", 150, "assumed: takes the cable's charging power at 300 kV")

    # 9 km of Flesaker - Tegneby are the cable of the fjord (worked proposal, section 2).
    whole = float(steps.branch["Flesaker - Tegneby"][0]["length_km"])
    steps.change_circuit("flesaker_tegneby_hasle", "Flesaker - Tegneby", "Flesaker 300", "Tegneby 300",
                         [(GRACKLE, whole - 9.0), (CABLE_420, 9.0)], "line",
                         "length as before; types 420 OH 2xGrackle and 420 kV cable 2500 Cu run at 300 kV")
    index, = [i for i, row in enumerate(steps.branch["Tegneby - Hasle"])
              if row["from_bus_id"] == steps.bus_id["Tegneby 300"]]
    steps.change_circuit("flesaker_tegneby_hasle", "Tegneby - Hasle", "Tegneby 300", "Hasle 300",
                         [(GRACKLE, float(steps.branch["Tegneby - Hasle"][index]["length_km"]))], "line",
                         "length as before; type 420 OH 2xGrackle run at 300 kV", index=index)

    for station in ("Hamang", "Bærum", "Smestad"):
        steps.add_bus("oslo_west_420", station, 420, "assumed: one busbar")
        for unit in (1, 2):
            steps.add_unit("oslo_west_420", station, 420, 300, unit, UNIT_420_300, "assumed: two units of 1000 MVA")
    for circuit in (1, 2):
        name = f"Sylling - Hamang {circuit}"
        steps.change_circuit("oslo_west_420", name, "Sylling 420", "Hamang 420",
                             [(GRACKLE, float(steps.branch[name][0]["length_km"]))], "line",
                             "length as before; type 420 OH 2xGrackle")
    for start, end, km in parts:
        steps.change_circuit("oslo_west_420", f"{start} - {end} (cable)", f"{start} 420", f"{end} 420",
                             [(CABLE_420, km)], "cable", "the same cable at 420 kV", parallel=2)
    steps.add_reactor("oslo_west_420", "Smestad 420", 200, "assumed: takes more of the cable's charging power at 420 kV")

    faberg = steps.station["Fåberg"]
    steps.add_bus("faberg_oslo_420", "Fåberg", 420, "assumed: one busbar")
    for unit in (1, 2):
        steps.add_unit("faberg_oslo_420", "Fåberg", 420, 300, unit, UNIT_420_300, "assumed: two units of 1000 MVA")
    steps.remove("faberg_oslo_420", "Røykås - Fåberg", "Røykås 300", "Fåberg 300", "line of 1953 replaced (assumed)")
    steps.add_circuit("faberg_oslo_420", "Fåberg - Frogner", "Fåberg 420", "Frogner 420",
                      [(GRACKLE, 1.08 * distance_km(faberg, frogner))], "line",
                      "assumed: 1.08 x great circle; type 420 OH 2xGrackle")
    steps.add_reactor("faberg_oslo_420", "Fåberg 420", 100, "assumed: takes the line's charging power")
    return [{column: row.get(column, "") for column in STEP_COLUMNS} for row in steps.rows]

#!/usr/bin/env python3
"""Six invented land-use plans, each as GML, SOSI, GeoJSON and GeoPackage, with the planner's assumptions beside.

    /usr/bin/python3 tests/cases/plans/make.py [FOLDER]      # this folder by default; the same bytes every time

Nothing in them is a real plan: outlines, numbers and ids are made up; municipality numbers are real so that the check of
places has something to check. Standard library only. Coordinates are whole centimetres of EPSG:25832, so that SOSI holds
them exactly; degrees are rounded to 1e-12, a tenth of a micrometre.
"""
import json
import math
import pathlib
import sqlite3
import struct
import sys

# Planned areas: field name, code, level, outline (west, south, east, north in metres from the plan's corner, or a list of
# points), holes, utilisations as (type, number), status of a municipal plan's area.
PLANS = [
    {
        "file": "dwellings", "municipality": "3205", "id": "0001", "name": "Nordre Åsen boligområde (oppdiktet)",
        "type": 35, "status": 3, "corner": (622000, 6648000), "kind": "Rp",
        "areas": [
            ("BFS1", 1111, 2, (0, 0, 120, 90), [], [(16, 24)]),
            ("BKS1", 1112, 2, (120, 0, 260, 90), [], [(17, 5200)]),
            ("BBB1", 1113, 2, [(0, 90), (140, 90), (150, 130), (140, 180), (0, 180)], [(40, 120, 70, 150)], [(18, 140)]),
            ("f_BLK1", 1610, 2, (40, 120, 70, 150), [], []),
            ("o_BBH1", 1161, 2, [(140, 90), (260, 90), (260, 180), (140, 180), (150, 130)], [], [(17, 1100)]),
            ("o_SKV1", 2011, 2, (0, -8, 260, 0), [], []),
        ],
        "assumptions": [
            {"first_year": 2028, "build_years": 4},
            {"field_name": "BFS1", "storeys": 2, "dwellings": 14},
            {"field_name": "BKS1", "dwellings": 48},
            {"field_name": "BBB1", "dwellings": 210, "standard": "passive", "first_year": 2029, "build_years": 3},
        ],
    },
    {
        "file": "transformation", "municipality": "3301", "id": "0002", "name": "Elvebredden transformasjon (oppdiktet)",
        "type": 34, "status": 2, "corner": (568200, 6623000), "kind": "Rp",
        "areas": [
            ("BKB1", 1800, 2, (0, 0, 150, 100), [(50, 30, 100, 70)], [(18, 260)]),
            ("BKB1", 1800, 1, (0, 0, 150, 100), [], [(18, 260)]),
            ("BS1", 1130, 2, (150, 0, 260, 100), [], [(17, 24000)]),
            ("o_BU1", 1162, 2, (0, 100, 120, 190), [], [(17, 7800)]),
            ("BH1", 1320, 2, (120, 100, 170, 190), [], [(17, 9000)]),
            ("o_GP1", 3050, 2, (170, 100, 260, 190), [], []),
            ("o_ST1", 2013, 2, (50, 30, 100, 70), [], []),
        ],
        "assumptions": [
            {"first_year": 2029, "build_years": 8},
            {"field_name": "BKB1", "uses": "apartment:0.7;office:0.2;shop:0.1", "dwellings": 320},
            {"field_name": "BS1", "uses": "office:0.5;mall:0.3;restaurant:0.05;culture:0.15"},
        ],
    },
    {
        "file": "business_park", "municipality": "3305", "id": "0003", "name": "Follum næringspark (oppdiktet)",
        "type": 35, "status": 3, "corner": (567000, 6674000), "kind": "Rp",
        "areas": [
            ("BN1", 1390, 2, (0, 0, 300, 250), [], [(16, 60)]),
            ("BI1", 1340, 2, (300, 0, 500, 120), [], [(16, 45)]),
            ("BL1", 1350, 2, (300, 120, 500, 250), [], [(17, 14000)]),
            ("BK1", 1310, 2, (500, 0, 560, 120), [], [(17, 6200)]),
            ("BE1", 1510, 2, (500, 120, 560, 250), [], []),
        ],
        "assumptions": [
            {"first_year": 2027, "build_years": 5},
            {"field_name": "BN1", "profile": "data-centre", "power_mw": 40, "first_year": 2028, "build_years": 4},
            {"field_name": "BI1", "storeys": 1},
            {"field_name": "BE1", "profile": "electric-boiler", "power_mw": 6},
        ],
    },
    {
        "file": "energy_station", "municipality": "3112", "id": "0004", "name": "Døgnhvileplass og energistasjon (oppdiktet)",
        "type": 35, "status": 1, "corner": (607500, 6579000), "kind": "Rp",
        "areas": [
            ("BV1", 1360, 2, (0, 0, 160, 80), [], []),
            ("BV2", 1360, 2, (160, 0, 260, 80), [], []),
            ("BBE1", 1330, 2, (0, 80, 60, 120), [], [(17, 450)]),
            ("o_SV1", 2010, 2, (60, 80, 260, 120), [], []),
        ],
        "assumptions": [
            {"first_year": 2027, "build_years": 2},
            {"field_name": "BV1", "profile": "truck-charging", "power_mw": 12},
            {"field_name": "BV2", "profile": "electrolyser", "power_mw": 5, "first_year": 2030, "build_years": 1},
        ],
    },
    {
        "file": "port", "municipality": "3103", "id": "0005", "name": "Ny kai med landstrøm (oppdiktet)",
        "type": 35, "status": 2, "corner": (594500, 6589000), "kind": "Rp",
        "areas": [
            ("SK1", 2041, 2, (0, 0, 400, 40), [], []),
            ("SHT1", 2042, 2, (0, 40, 250, 120), [], []),
            ("SHL1", 2043, 2, (250, 40, 400, 120), [], [(17, 8500)]),
            ("HS1", 6220, 2, (0, -150, 400, 0), [], []),
        ],
        "assumptions": [
            {"first_year": 2030, "build_years": 3},
            {"field_name": "SK1", "profile": "shore-power", "power_mw": 9},
            {"field_name": "SHT1", "profile": "port", "power_mw": 4},
        ],
    },
    {
        "file": "cabins", "municipality": "3411", "id": "0006", "name": "Kommunedelplan Lauvåsen hyttefelt (oppdiktet)",
        "type": 21, "status": 3, "corner": (601000, 6770000), "kind": "Kp",
        "areas": [
            ("H1", 1120, 2, [(0, 0), (600, 40), (640, 420), (300, 520), (0, 400)], [], [], 2),
            ("H2", 1120, 2, (-300, 0, 0, 400), [], [], 1),
            ("FT1", 1170, 2, (300, -120, 420, 0), [], [(17, 2600)], 2),
            ("LNFR", 5100, 2, (640, 420, 1400, 900), [], [], 1),
        ],
        "assumptions": [
            {"first_year": 2028, "build_years": 12},
            {"field_name": "H1", "dwellings": 180},
            {"field_name": "FT1", "uses": "hotel:0.8;restaurant:0.2"},
        ],
    },
]
FIELDS = ["plan_id", "field_name", "dwellings", "storeys", "bra_m2", "uses", "profile", "power_mw", "first_year",
          "build_years", "standard"]


def ring(shape, corner):
    """Closed ring of (east, north) in whole centimetres."""
    if isinstance(shape, tuple):
        west, south, east, north = shape
        shape = [(west, south), (east, south), (east, north), (west, north)]
    points = [(round(100 * (corner[0] + x)), round(100 * (corner[1] + y))) for x, y in shape]
    return points + points[:1]


def areas(plan):
    for number, (name, code, level, outline, holes, use, *status) in enumerate(plan["areas"], 1):
        rings = [ring(outline, plan["corner"])] + [ring(hole, plan["corner"])[::-1] for hole in holes]
        yield number, name, code, level, rings, use, status[0] if status else None


def purpose_type(plan):
    return plan["kind"] + "ArealformålOmråde"


def outline(plan):
    """The smallest rectangle around all areas."""
    points = [p for area in areas(plan) for r in area[4] for p in r]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


# --- EPSG:25832 to degrees: Krüger's series to the fourth order, good to a nanometre here.

AXIS, FLAT = 6378137.0, 1 / 298.257222101
N = FLAT / (2 - FLAT)
RECTIFYING = AXIS / (1 + N) * (1 + N**2 / 4 + N**4 / 64)
BETA = (N / 2 - 2 * N**2 / 3 + 37 * N**3 / 96 - N**4 / 360, N**2 / 48 + N**3 / 15 - 437 * N**4 / 1440,
        17 * N**3 / 480 - 37 * N**4 / 840, 4397 * N**4 / 161280)
ECCENTRICITY = math.sqrt(FLAT * (2 - FLAT))


def degrees(east_m, north_m):
    xi, eta = north_m / (0.9996 * RECTIFYING), (east_m - 500000.0) / (0.9996 * RECTIFYING)
    x = xi - sum(b * math.sin(2 * k * xi) * math.cosh(2 * k * eta) for k, b in enumerate(BETA, 1))
    y = eta - sum(b * math.cos(2 * k * xi) * math.sinh(2 * k * eta) for k, b in enumerate(BETA, 1))
    longitude = math.radians(9.0) + math.atan2(math.sinh(y), math.cos(x))
    target = math.asin(math.sin(x) / math.cosh(y))  # conformal latitude
    latitude = target
    for _ in range(12):
        latitude = math.asin(math.tanh(math.atanh(math.sin(target)) +
                                       ECCENTRICITY * math.atanh(ECCENTRICITY * math.sin(latitude))))
    return round(math.degrees(longitude), 12), round(math.degrees(latitude), 12)


# --- the formats

def metres(centimetres):
    return f"{centimetres // 100}.{centimetres % 100:02d}"


def gml(plan):
    space = "Reguleringsplanforslag" if plan["kind"] == "Rp" else "Kommuneplan"
    srs = 'srsName="http://www.opengis.net/def/crs/EPSG/0/25832" srsDimension="2"'
    out = ['<?xml version="1.0" encoding="utf-8"?>',
           '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink" '
           f'xmlns:app="http://skjema.geonorge.no/SOSI/produktspesifikasjon/{space}/5.0" gml:id="_{plan["file"]}">']

    def polygon(tag, rings):
        sides = ["exterior"] + ["interior"] * (len(rings) - 1)
        parts = "".join(
            f'<gml:{side}><gml:LinearRing><gml:posList>'
            + " ".join(f"{metres(x)} {metres(y)}" for x, y in r)
            + f'</gml:posList></gml:LinearRing></gml:{side}>' for side, r in zip(sides, rings))
        return (f'<gml:MultiSurface gml:id="{tag}-0" {srs}><gml:surfaceMember><gml:Polygon gml:id="{tag}-1">'
                f'{parts}</gml:Polygon></gml:surfaceMember></gml:MultiSurface>')

    def feature(name, tag, lines):
        out.append(f' <gml:featureMember>\n  <app:{name} gml:id="{tag}">')
        out.extend("   " + line for line in lines)
        out.append(f"  </app:{name}>\n </gml:featureMember>")

    feature("Arealplan", "_plan", [
        "<app:nasjonalArealplanId><app:NasjonalArealplanId><app:administrativEnhet><app:AdministrativEnhetskode>"
        f"<app:kommunenummer>{plan['municipality']}</app:kommunenummer></app:AdministrativEnhetskode>"
        f"</app:administrativEnhet><app:planidentifikasjon>{plan['id']}</app:planidentifikasjon>"
        "</app:NasjonalArealplanId></app:nasjonalArealplanId>",
        f"<app:plantype>{plan['type']}</app:plantype>", f"<app:plannavn>{plan['name']}</app:plannavn>",
        f"<app:planstatus>{plan['status']}</app:planstatus>", "<app:lovreferanse>6</app:lovreferanse>"])
    feature(plan["kind"] + "Område", "_outline", [
        f"<app:område>{polygon('_outline', [outline(plan)])}</app:område>", "<app:vertikalnivå>2</app:vertikalnivå>",
        '<app:arealplan xlink:href="#_plan"/>'])
    for number, name, code, level, rings, use, status in areas(plan):
        lines = [f"<app:område>{polygon(f'_a{number}', rings)}</app:område>", f"<app:vertikalnivå>{level}</app:vertikalnivå>",
                 f"<app:arealformål>{code}</app:arealformål>"]
        if status:
            lines.append(f"<app:arealbruksstatus>{status}</app:arealbruksstatus>")
        lines.append(f"<app:feltnavn>{name}</app:feltnavn>")
        for kind, value in use:
            lines.append(f"<app:utnytting><app:Utnytting><app:utnyttingstype>{kind}</app:utnyttingstype>"
                         f"<app:utnyttingstall>{value}</app:utnyttingstall></app:Utnytting></app:utnytting>")
        lines.append('<app:planområde xlink:href="#_outline"/>')
        feature(purpose_type(plan), f"_a{number}", lines)
    out.append("</gml:FeatureCollection>\n")
    return "\n".join(out).encode()


def sosi(plan, charset="UTF-8", codec="utf-8"):
    """Every edge is a curve of its own, drawn once; the area on its other side runs it backwards."""
    origin = (plan["corner"][1], plan["corner"][0])
    box = outline(plan)
    out = [".HODE", f"..TEGNSETT {charset}", "..SOSI-VERSJON 4.5", "..SOSI-NIVÅ 4", "..TRANSPAR", "...KOORDSYS 22",
           f"...ORIGO-NØ {origin[0]} {origin[1]}", "...ENHET 0.01", "..OMRÅDE",
           f"...MIN-NØ {box[0][1] // 100 - 1} {box[0][0] // 100 - 1}", f"...MAX-NØ {box[2][1] // 100 + 1} {box[2][0] // 100 + 1}"]
    serial, edges, body = 0, {}, []

    def point(p):
        return f"{p[1] - 100 * origin[0]} {p[0] - 100 * origin[1]}"

    def reference(points):
        nonlocal serial
        words = []
        for a, b in zip(points, points[1:]):
            if (a, b) in edges:
                words.append(f":{edges[a, b]}")
            elif (b, a) in edges:
                words.append(f":-{edges[b, a]}")
            else:
                serial += 1
                edges[a, b] = serial
                body.extend([f".KURVE {serial}:", f"..OBJTYPE {plan['kind']}FormålGrense", "..NØ", point(a) + " ...KP 1",
                             point(b) + " ...KP 1"])
                words.append(f":{serial}")
        return " ".join(words)

    def surface(kind, rings, lines):
        nonlocal serial
        refs = [reference(rings[0])] + [f"({reference(r)})" for r in rings[1:]]
        serial += 1
        body.extend([f".FLATE {serial}:", f"..OBJTYPE {kind}", *lines, "..REF " + "\n".join(refs), "..NØ", point(rings[0][0])])

    head = ["..NASJONALAREALPLANID", f"...KOMM {plan['municipality']}", f"...PLANID {plan['id']}"]
    surface(plan["kind"] + "Område", [outline(plan)], head + [
        f"..PLANTYPE {plan['type']}", f"..PLANSTAT {plan['status']}", f"..PLANNAVN \"{plan['name']}\"", "..VERTNIV 2"])
    for _, name, code, level, rings, use, status in areas(plan):
        lines = head + [f"..{plan['kind'].upper()}AREALFORMÅL {code}", f"..VERTNIV {level}", f'..FELTNAVN "{name}"']
        if status:
            lines.append(f"..AREALST {status}")
        for kind, value in use:
            lines += ["..UTNYTT", f"...UTNTYP {kind}", f"...UTNTALL {value}"]
        surface(purpose_type(plan), rings, lines)
    return ("\n".join(out + body + [".SLUTT", ""])).encode(codec)


def properties(plan, area):
    _, name, code, level, _, use, status = area
    row = {"kommunenummer": plan["municipality"], "planidentifikasjon": plan["id"], "arealformal": code,
           "vertikalniva": level, "feltnavn": name}
    if status:
        row["arealbruksstatus"] = status
    if use:
        row["utnyttingstype"], row["utnyttingstall"] = use[0]
    return row


def head_properties(plan):
    return {"kommunenummer": plan["municipality"], "planidentifikasjon": plan["id"], "plannavn": plan["name"],
            "plantype": plan["type"], "planstatus": plan["status"]}


def geojson(plan):
    def polygon(rings):
        return {"type": "Polygon", "coordinates": [[list(degrees(x / 100, y / 100)) for x, y in r] for r in rings]}

    features = [{"type": "Feature", "id": "plan", "geometry": polygon([outline(plan)]),
                 "properties": {"objekttype": plan["kind"] + "Område", **head_properties(plan)}}]
    for area in areas(plan):
        features.append({"type": "Feature", "id": f"a{area[0]}", "geometry": polygon(area[4]),
                         "properties": {"objekttype": purpose_type(plan), **properties(plan, area)}})
    lines = ",\n".join(json.dumps(f, ensure_ascii=False) for f in features)
    return ('{"type": "FeatureCollection", "features": [\n' + lines + "\n]}\n").encode()


def blob(rings, srs):
    out = b"GP\x00\x01" + struct.pack("<i", srs) + b"\x01" + struct.pack("<II", 3, len(rings))
    for r in rings:
        out += struct.pack("<I", len(r)) + b"".join(struct.pack("<dd", x / 100, y / 100) for x, y in r)
    return out


def geopackage(plan, path):
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.executescript("""
        PRAGMA page_size = 1024; PRAGMA application_id = 1196444487; PRAGMA user_version = 10300;
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
          organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
        CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT,
          description TEXT, last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
          geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
          PRIMARY KEY (table_name, column_name));""")
    db.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,NULL)", [
        ("undefined cartesian", -1, "NONE", -1, "undefined"), ("undefined geographic", 0, "NONE", 0, "undefined"),
        ("WGS 84", 4326, "EPSG", 4326, "undefined"), ("ETRS89 / UTM zone 32N", 25832, "EPSG", 25832, "undefined")])

    def layer(name, columns, rows):
        db.execute(f'CREATE TABLE "{name}" (fid INTEGER PRIMARY KEY, geom BLOB, {", ".join(columns)})')
        db.execute("INSERT INTO gpkg_contents VALUES (?,?,?,'','2026-11-30T00:00:00.000Z',NULL,NULL,NULL,NULL,25832)",
                   (name, "features", name))
        db.execute("INSERT INTO gpkg_geometry_columns VALUES (?,'geom','POLYGON',25832,0,0)", (name,))
        for row in rows:
            db.execute(f'INSERT INTO "{name}" VALUES ({",".join("?" * (len(columns) + 2))})', row)

    layer(plan["kind"].lower() + "omrade", ["kommunenummer TEXT", "planidentifikasjon TEXT", "plannavn TEXT", "plantype INTEGER",
                                            "planstatus INTEGER"],
          [(1, blob([outline(plan)], 25832), *head_properties(plan).values())])
    columns = ["kommunenummer", "planidentifikasjon", "arealformal", "vertikalniva", "feltnavn", "arealbruksstatus",
               "utnyttingstype", "utnyttingstall"]
    layer(plan["kind"].lower() + "arealformalomrade", [c + " TEXT" if c.startswith(("k", "p", "f")) else c + " REAL" for c in columns],
          [(a[0], blob(a[4], 25832), *(properties(plan, a).get(c) for c in columns)) for a in areas(plan)])
    db.commit()
    db.execute("VACUUM")
    db.close()


def assumptions(plan):
    lines = ["# The planner's assumptions beside the plan; what is empty stays as the file has it.", ",".join(FIELDS)]
    for row in plan["assumptions"]:
        lines.append(",".join(str({"plan_id": plan["id"], **row}.get(field, "")) for field in FIELDS))
    return ("\n".join(lines) + "\n").encode()


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent
    folder.mkdir(parents=True, exist_ok=True)
    for plan in PLANS:
        name = plan["file"]
        (folder / f"{name}.gml").write_bytes(gml(plan))
        (folder / f"{name}.sos").write_bytes(sosi(plan))
        (folder / f"{name}.geojson").write_bytes(geojson(plan))
        (folder / f"{name}.csv").write_bytes(assumptions(plan))
        geopackage(plan, folder / f"{name}.gpkg")
    # The first once more as older programs write it.
    (folder / "dwellings_latin10.sos").write_bytes(sosi(PLANS[0], "ISO8859-10", "iso8859_10"))


if __name__ == "__main__":
    main()

"""What all builders share: tables in and out, numbers as text, ids, distances. Standard library only."""
import csv
import hashlib
import math

EARTH_RADIUS_KM = 6371.0


def read(path):
    """Rows of a table as dictionaries; lines that begin with # are notes."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def write(path, columns, rows, notes=()):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        for note in notes:
            file.write(note + "\n")
        writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path.name}: {len(rows)} rows")


def number(value, digits=12):
    """Shortest text that reads back as the same value to so many digits."""
    return f"{float(value):.{digits}g}"


def opaque(kind, *parts):
    """An id that is stable under renaming of columns and says nothing by itself."""
    return f"oet:{kind}/" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]


def great_circle_km(a, b):
    """Between two places (lat, lon) in degrees."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    h = (math.sin((lat_b - lat_a) / 2) ** 2
         + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2)
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h))

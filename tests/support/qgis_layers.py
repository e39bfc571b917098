#!/usr/bin/python3
"""Opens a layer of an OGC API - Features service in QGIS itself, without a window, and prints it as JSON.

    tests/support/qgis_layers.py URL LAYER WEST,SOUTH,EAST,NORTH

Prints {"version", "is_valid", "geometry", "fields", "count"}: count is of the features in the box. Exit code 77: no QGIS here
(Debian's python3-qgis).
"""
import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("XDG_RUNTIME_DIR", "/tmp")

try:
    from qgis.core import (Qgis, QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer, QgsWkbTypes)
except ImportError:
    sys.exit(77)


def main():
    url, name, box = sys.argv[1:]
    program = QgsApplication([], False)
    program.initQgis()
    layer = QgsVectorLayer(f"typename='{name}' url='{url}'", name, "OAPIF")
    request = QgsFeatureRequest().setFilterRect(QgsRectangle(*map(float, box.split(","))))
    told = {"version": Qgis.QGIS_VERSION, "is_valid": layer.isValid(),
            "geometry": QgsWkbTypes.displayString(layer.wkbType()), "fields": [field.name() for field in layer.fields()],
            "count": sum(1 for _ in layer.getFeatures(request)) if layer.isValid() else 0}
    print(json.dumps(told))
    layer = None
    program.exitQgis()


if __name__ == "__main__":
    main()

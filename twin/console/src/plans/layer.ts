// The areas of a plan on the map.
import type { Feature } from "geojson";
import * as maplibregl from "maplibre-gl";

import type { PlanAnswer, PlanArea } from "../gen/ostlandet/twin/v1/planning_answer_pb.js";

export const areaColours = { floor: "#e0a81e", power: "#c8402f", unknown: "#8a949c", other: "#7fae7a" } as const;
type AreaKind = keyof typeof areaColours;

export function kindOf(area: PlanArea): AreaKind {
  if (area.notKnown !== "") return "unknown";
  if (area.profile !== "") return "power";
  return area.floorM2 > 0 ? "floor" : "other";
}

function featureOf(area: PlanArea): Feature {
  return {
    type: "Feature",
    properties: { name: area.fieldName || area.id, colour: areaColours[kindOf(area)] },
    geometry: {
      type: "MultiPolygon",
      coordinates: area.polygons.map((polygon) =>
        polygon.rings.map((ring) => ring.lonDeg.map((lon, i) => [lon, ring.latDeg[i]!])),
      ),
    },
  };
}

export class PlanLayer {
  private names: maplibregl.Marker[] = [];

  constructor(private readonly map: maplibregl.Map) {
    map.addSource("plan-areas", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    map.addLayer({
      id: "plan-fill",
      type: "fill",
      source: "plan-areas",
      paint: { "fill-color": ["get", "colour"], "fill-opacity": 0.55 },
    });
    map.addLayer({
      id: "plan-edge",
      type: "line",
      source: "plan-areas",
      paint: { "line-color": "#16212b", "line-width": 1.2 },
    });
  }

  show(plans: PlanAnswer[]): void {
    const areas = plans.flatMap((plan) => plan.areas);
    const source = this.map.getSource("plan-areas") as maplibregl.GeoJSONSource;
    source.setData({ type: "FeatureCollection", features: areas.map(featureOf) });
    this.showNames(areas);
    const box = new maplibregl.LngLatBounds();
    for (const area of areas)
      for (const polygon of area.polygons)
        for (const ring of polygon.rings) ring.lonDeg.forEach((lon, i) => box.extend([lon, ring.latDeg[i]!]));
    if (!box.isEmpty()) this.map.fitBounds(box, { padding: 70, maxZoom: 16, animate: false });
  }

  // As page text, at the middle of each area's box: no glyphs to fetch. Names of one place stand side by side.
  private showNames(areas: PlanArea[]): void {
    for (const name of this.names.splice(0)) name.remove();
    const places = new Map<string, string[]>();
    for (const area of areas) {
      const box = new maplibregl.LngLatBounds();
      const ring = area.polygons[0]?.rings[0];
      ring?.lonDeg.forEach((lon, i) => box.extend([lon, ring.latDeg[i]!]));
      if (box.isEmpty()) continue;
      const { lng, lat } = box.getCenter();
      const key = `${lng.toFixed(4)},${lat.toFixed(4)}`;
      const names = places.get(key) ?? [];
      const name = area.fieldName || area.id;
      if (!names.includes(name)) places.set(key, [...names, name]);
    }
    for (const [key, names] of places) {
      const element = document.createElement("span");
      element.className = "place";
      element.textContent = names.join(", ");
      element.setAttribute("aria-hidden", "true");
      const [lng, lat] = key.split(",").map(Number);
      this.names.push(new maplibregl.Marker({ element }).setLngLat([lng!, lat!]).addTo(this.map));
    }
  }
}

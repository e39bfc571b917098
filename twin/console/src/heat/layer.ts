// The trenches, customers and plants of one heat network on the map. Geometry is set once a network;
// a state changes only the values that features are coloured by.
import type { Feature } from "geojson";
import * as maplibregl from "maplibre-gl";

import type {
  HeatNetwork,
  HeatNetworkColumns,
  HeatNetworkPlan,
} from "../gen/ostlandet/twin/v1/heat_network_pb.js";
import { missingColour, nodeValue, type Quantity, scaleOf } from "./scales.js";

type Expression = maplibregl.ExpressionSpecification;

const noValue = -999;
const empty = { type: "FeatureCollection", features: [] as Feature[] } as const;

export const placeOf = (plan: HeatNetworkPlan, node: number): [number, number] => [
  plan.lonMicrodeg[node]! / 1e6,
  plan.latMicrodeg[node]! / 1e6,
];

function point(plan: HeatNetworkPlan, node: number): Feature {
  return {
    type: "Feature",
    id: node,
    properties: { node },
    geometry: { type: "Point", coordinates: placeOf(plan, node) },
  };
}

const byValue = (stops: [number, string][]): Expression =>
  [
    "case",
    ["<=", ["coalesce", ["feature-state", "value"], noValue], noValue],
    missingColour,
    ["interpolate", ["linear"], ["feature-state", "value"], ...stops.flat()],
  ] as unknown as Expression;

export class HeatLayer {
  private plan: HeatNetworkPlan | undefined;
  private network: HeatNetwork | undefined;

  constructor(
    private readonly map: maplibregl.Map,
    onNode: (node: number) => void,
    onTrench: (trench: number) => void,
  ) {
    for (const id of ["heat-trenches", "heat-nodes", "heat-plants", "heat-chosen"])
      map.addSource(id, { type: "geojson", data: empty });
    const width = (scale: number): Expression =>
      ["interpolate", ["linear"], ["get", "dn"], 20, 1.1 * scale, 100, 1.8 * scale, 500, 4.5 * scale] as Expression;
    map.addLayer({
      id: "heat-trenches",
      type: "line",
      source: "heat-trenches",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: {
        "line-color": missingColour,
        "line-width": ["interpolate", ["linear"], ["zoom"], 9, width(0.7), 12, width(1.3), 15, width(2.6)],
      },
    });
    map.addLayer({
      id: "heat-nodes",
      type: "circle",
      source: "heat-nodes",
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 12, 2, 15, 6],
        "circle-color": "#22303c",
        "circle-opacity": ["interpolate", ["linear"], ["zoom"], 12, 0, 13, 1],
      },
    });
    map.addLayer({
      id: "heat-plants",
      type: "circle",
      source: "heat-plants",
      paint: {
        "circle-radius": 6,
        "circle-color": "#16212b",
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 2,
      },
    });
    map.addLayer({
      id: "heat-chosen",
      type: "circle",
      source: "heat-chosen",
      paint: {
        "circle-radius": 10,
        "circle-color": "#ffffff",
        "circle-opacity": 0,
        "circle-stroke-color": "#f0a000",
        "circle-stroke-width": 3.5,
      },
    });
    map.on("click", (event) => this.click(event.point, onNode, onTrench));
  }

  // The nearest node within reach of the pointer, else a trench beneath it.
  private click(
    at: maplibregl.Point,
    onNode: (node: number) => void,
    onTrench: (trench: number) => void,
  ): void {
    if (!this.plan) return;
    const reach = 9;
    let nearest = -1;
    let least = reach;
    for (let node = 0; node < this.plan.latMicrodeg.length; ++node) {
      const pixel = this.map.project(placeOf(this.plan, node));
      const distance = Math.hypot(pixel.x - at.x, pixel.y - at.y);
      if (distance < least) [nearest, least] = [node, distance];
    }
    if (nearest >= 0) return onNode(nearest);
    const box: [maplibregl.PointLike, maplibregl.PointLike] = [
      [at.x - 4, at.y - 4],
      [at.x + 4, at.y + 4],
    ];
    const trench = this.map.queryRenderedFeatures(box, { layers: ["heat-trenches"] })[0];
    if (trench) onTrench(Number(trench.id));
  }

  show(network: HeatNetwork, plan: HeatNetworkPlan): void {
    this.network = network;
    this.plan = plan;
    const trenches = plan.fromNode.map((from, id): Feature => ({
      type: "Feature",
      id,
      properties: { dn: plan.nominalDiameter[id]! },
      geometry: {
        type: "LineString",
        coordinates: [placeOf(plan, from), placeOf(plan, plan.toNode[id]!)],
      },
    }));
    this.set("heat-trenches", trenches);
    this.set("heat-nodes", plan.consumerNode.map((node) => point(plan, node)));
    this.set("heat-plants", plan.plants.map((plant) => point(plan, plant.node)));
    this.choose(undefined);
    const bounds = new maplibregl.LngLatBounds();
    for (let node = 0; node < plan.latMicrodeg.length; ++node) bounds.extend(placeOf(plan, node));
    this.map.fitBounds(bounds, { padding: 50, duration: 0 });
  }

  hide(): void {
    this.plan = undefined;
    for (const id of ["heat-trenches", "heat-nodes", "heat-plants", "heat-chosen"]) this.set(id, []);
  }

  choose(node: number | undefined): void {
    this.set("heat-chosen", this.plan && node !== undefined ? [point(this.plan, node)] : []);
  }

  chooseTrench(trench: number): void {
    if (!this.plan) return;
    const from = placeOf(this.plan, this.plan.fromNode[trench]!);
    const to = placeOf(this.plan, this.plan.toNode[trench]!);
    const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    this.set("heat-chosen", [
      { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: middle } },
    ]);
  }

  colour(quantity: Quantity, columns: HeatNetworkColumns, supplyDegc: number): void {
    if (!this.plan || !this.network) return;
    const scale = scaleOf(quantity, this.network, supplyDegc);
    this.map.setPaintProperty("heat-trenches", "line-color", byValue(scale.stops));
    for (let trench = 0; trench < this.plan.fromNode.length; ++trench) {
      const value =
        (nodeValue(quantity, columns, this.plan.fromNode[trench]!) +
          nodeValue(quantity, columns, this.plan.toNode[trench]!)) /
        2;
      this.map.setFeatureState(
        { source: "heat-trenches", id: trench },
        { value: Number.isFinite(value) ? value : noValue },
      );
    }
  }

  private set(id: string, features: Feature[]): void {
    const source = this.map.getSource(id) as maplibregl.GeoJSONSource;
    source.setData({ type: "FeatureCollection", features });
  }
}

// Stations and lines on an empty ground, coloured by loading or by how it differs. Geometry is set once; a frame changes
// only the state of the features it names.
import type { Feature } from "geojson";
import * as maplibregl from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";

import type { Asset, BranchState } from "./gen/ostlandet/twin/v1/grid_pb.js";
import { classOf, differenceClasses, loadingClasses } from "./loading.js";

const labelledKv = 420;

type Expression = maplibregl.ExpressionSpecification;

export interface Selected {
  name: string;
  stationId: string;
}

function byDifference(pick: (index: number) => string | number): Expression {
  const cases: unknown[] = ["match", ["coalesce", ["feature-state", "difference"], 2]];
  differenceClasses.forEach((_, index) => cases.push(index, pick(index)));
  cases.push(pick(2));
  return cases as Expression;
}

function byClass(pick: (index: number) => string | number, state = "class"): Expression {
  const cases: unknown[] = ["match", ["coalesce", ["feature-state", state], 5]];
  for (let index = 0; index < 5; ++index) cases.push(index, pick(index));
  cases.push(pick(5));
  return cases as Expression;
}

export class GridMap {
  readonly map: maplibregl.Map;
  private readonly featureOf = new Map<string, number>();
  private readonly classes = new Map<string, number>();
  private isReady = false;

  constructor(container: HTMLElement, onSelect: (selected: Selected) => void) {
    this.map = new maplibregl.Map({
      container,
      style: {
        version: 8,
        sources: {},
        layers: [{ id: "ground", type: "background", paint: { "background-color": "#f4f6f4" } }],
      },
      center: [10.0, 60.1],
      zoom: 6.3,
      attributionControl: false,
      dragRotate: false,
    });
    this.map.addControl(new maplibregl.NavigationControl({ showCompass: false }));
    this.map.on("click", "stations", (event) => {
      const feature = event.features?.[0];
      if (feature) {
        onSelect({
          name: String(feature.properties["name"]),
          stationId: String(feature.properties["id"]),
        });
      }
    });
  }

  async show(stations: Asset[], branches: Asset[]): Promise<void> {
    if (!this.map.isStyleLoaded()) await this.map.once("load");
    const places = new Map(stations.map((station) => [station.id, station]));
    this.map.addSource("lines", {
      type: "geojson",
      data: { type: "FeatureCollection", features: this.lineFeatures(branches, places) },
    });
    this.map.addSource("stations", {
      type: "geojson",
      data: { type: "FeatureCollection", features: stations.flatMap(stationFeature) },
    });
    this.map.addLayer({
      id: "lines",
      type: "line",
      source: "lines",
      layout: { "line-cap": "round" },
      paint: {
        "line-color": byClass((index) => loadingClasses[index]!.colour),
        "line-width": byClass((index) => loadingClasses[index]!.width),
        "line-opacity": 0.9,
      },
    });
    this.map.addLayer({
      id: "stations",
      type: "circle",
      source: "stations",
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 6, 2.5, 10, 6],
        "circle-color": "#ffffff",
        "circle-stroke-color": "#22303c",
        "circle-stroke-width": 1.4,
      },
    });
    this.label(branches, places);
    this.isReady = true;
    for (const [id, state] of this.classes) this.setClass(id, state);
  }

  update(branches: Iterable<BranchState>): void {
    for (const branch of branches) {
      const index = classOf(branch);
      if (this.classes.get(branch.id) === index) continue;
      this.classes.set(branch.id, index);
      if (this.isReady) this.setClass(branch.id, index);
    }
  }

  // Lines by a class of difference each; undefined: by loading again.
  showDifference(classes: Map<string, number> | undefined): void {
    if (!this.isReady) return;
    if (!classes) {
      this.map.setPaintProperty("lines", "line-color", byClass((index) => loadingClasses[index]!.colour));
      this.map.setPaintProperty("lines", "line-width", byClass((index) => loadingClasses[index]!.width));
      return;
    }
    for (const [id, feature] of this.featureOf) {
      this.map.setFeatureState({ source: "lines", id: feature }, { difference: classes.get(id) ?? 2 });
    }
    this.map.setPaintProperty("lines", "line-color", byDifference((index) => differenceClasses[index]!.colour));
    this.map.setPaintProperty("lines", "line-width", byDifference((index) => differenceClasses[index]!.width));
  }

  // Lines by their loading after the worst outage; undefined: by loading again.
  showMargins(classes: Map<string, number> | undefined): void {
    if (!this.isReady) return;
    const state = classes ? "margin" : "class";
    for (const [id, feature] of classes ? this.featureOf : []) {
      this.map.setFeatureState({ source: "lines", id: feature }, { margin: classes!.get(id) ?? 5 });
    }
    this.map.setPaintProperty("lines", "line-color", byClass((index) => loadingClasses[index]!.colour, state));
    this.map.setPaintProperty("lines", "line-width", byClass((index) => loadingClasses[index]!.width, state));
  }

  // The grid steps back while something else is looked at.
  dim(isDim: boolean): void {
    if (!this.isReady) return;
    this.map.setPaintProperty("lines", "line-opacity", isDim ? 0.25 : 0.9);
    this.map.setPaintProperty("stations", "circle-opacity", isDim ? 0.3 : 1);
    this.map.setPaintProperty("stations", "circle-stroke-opacity", isDim ? 0.3 : 1);
  }

  // Names of the stations where 420 kV lines end, as page text: no glyphs to fetch.
  private label(branches: Asset[], places: Map<string, Asset>): void {
    const ends = new Set<string>();
    for (const branch of branches) {
      if (branch.nominalKv < labelledKv || branch.fromStationId === branch.toStationId) continue;
      ends.add(branch.fromStationId).add(branch.toStationId);
    }
    for (const id of ends) {
      const station = places.get(id);
      if (!station?.position || !station.isInRegion) continue;
      const element = document.createElement("span");
      element.className = "place";
      element.textContent = station.name;
      element.setAttribute("aria-hidden", "true");
      new maplibregl.Marker({ element, anchor: "left", offset: [6, 0] })
        .setLngLat([station.position.lonDeg, station.position.latDeg])
        .addTo(this.map);
    }
  }

  private setClass(id: string, index: number): void {
    const feature = this.featureOf.get(id);
    if (feature === undefined) return;
    this.map.setFeatureState({ source: "lines", id: feature }, { class: index });
  }

  private lineFeatures(branches: Asset[], places: Map<string, Asset>): Feature[] {
    const parallel = new Map<string, number>();
    return branches.flatMap((branch) => {
      const from = places.get(branch.fromStationId)?.position;
      const to = places.get(branch.toStationId)?.position;
      if (!from || !to || branch.fromStationId === branch.toStationId) return [];
      const pair = [branch.fromStationId, branch.toStationId].sort().join("|");
      const lane = parallel.get(pair) ?? 0;
      parallel.set(pair, lane + 1);
      const id = this.featureOf.size;
      this.featureOf.set(branch.id, id);
      return [
        {
          type: "Feature",
          id,
          properties: { id: branch.id, name: branch.name },
          geometry: {
            type: "LineString",
            coordinates: besideEachOther([from.lonDeg, from.latDeg], [to.lonDeg, to.latDeg], lane),
          },
        } as Feature,
      ];
    });
  }
}

// Parallel circuits bow a little more each, so that all of them are seen.
function besideEachOther(from: [number, number], to: [number, number], lane: number): number[][] {
  if (lane === 0) return [from, to];
  const side = lane % 2 === 1 ? 1 : -1;
  const bow = 0.05 * Math.ceil(lane / 2) * side;
  const middle = [
    (from[0] + to[0]) / 2 - (to[1] - from[1]) * bow,
    (from[1] + to[1]) / 2 + (to[0] - from[0]) * bow,
  ];
  return [from, middle, to];
}

function stationFeature(station: Asset): Feature[] {
  if (!station.position) return [];
  return [
    {
      type: "Feature",
      properties: { id: station.id, name: station.name },
      geometry: {
        type: "Point",
        coordinates: [station.position.lonDeg, station.position.latDeg],
      },
    },
  ];
}

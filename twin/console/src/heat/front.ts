// Dots that move along the pipes as the water does, only faster: a minute of the water's way in a
// second. Drawn on a canvas over the map; stands still for those who want no motion.
import type * as maplibregl from "maplibre-gl";

import type {
  HeatNetworkColumns,
  HeatNetworkPlan,
} from "../gen/ostlandet/twin/v1/heat_network_pb.js";
import { placeOf } from "./layer.js";

export const hurry = 60;
const spacingMetres = 160;
// Seen from afar there are fewer of them.
const leastPixels = 45;
const metresPerDegree = 111195;
const stillMetresPerSecond = 0.05;
const wantsNoMotion = matchMedia("(prefers-reduced-motion: reduce)");

export class Front {
  private readonly canvas = document.createElement("canvas");
  private plan: HeatNetworkPlan | undefined;
  private speeds: number[] = [];
  private offsets: Float64Array = new Float64Array(0);
  private last = 0;
  private isRunning = false;

  constructor(private readonly map: maplibregl.Map) {
    this.canvas.className = "front";
    this.canvas.setAttribute("aria-hidden", "true");
    map.getCanvasContainer().append(this.canvas);
  }

  show(plan: HeatNetworkPlan | undefined): void {
    this.plan = plan;
    // Not all in step.
    this.offsets = new Float64Array(plan?.fromNode.length ?? 0).map(
      (_, trench) => (trench * 61) % (4 * spacingMetres),
    );
    this.speeds = [];
    this.clear();
  }

  // Whether the supply's or the return's water is shown.
  move(columns: HeatNetworkColumns, isReturn: boolean): void {
    this.speeds = isReturn ? columns.returnSpeedMPerS : columns.supplySpeedMPerS;
    if (!this.isRunning && this.plan) {
      this.isRunning = true;
      this.last = performance.now();
      requestAnimationFrame((now) => this.step(now));
    }
  }

  private clear(): CanvasRenderingContext2D | null {
    const { clientWidth, clientHeight } = this.map.getCanvas();
    if (this.canvas.width !== clientWidth) this.canvas.width = clientWidth;
    if (this.canvas.height !== clientHeight) this.canvas.height = clientHeight;
    const pen = this.canvas.getContext("2d");
    pen?.clearRect(0, 0, clientWidth, clientHeight);
    return pen;
  }

  private metresPerPixel(): number {
    const bounds = this.map.getBounds();
    const metres = (bounds.getNorth() - bounds.getSouth()) * metresPerDegree;
    return metres / Math.max(1, this.canvas.height);
  }

  private step(now: number): void {
    if (!this.plan) {
      this.isRunning = false;
      return;
    }
    const seconds = wantsNoMotion.matches ? 0 : Math.min(0.1, (now - this.last) / 1000);
    this.last = now;
    const pen = this.clear();
    if (pen && !document.hidden) this.draw(pen, this.plan, seconds);
    requestAnimationFrame((next) => this.step(next));
  }

  private draw(pen: CanvasRenderingContext2D, plan: HeatNetworkPlan, seconds: number): void {
    const { width, height } = this.canvas;
    const radius = this.map.getZoom() > 13 ? 2.6 : 1.5;
    const spacing = Math.max(spacingMetres, leastPixels * this.metresPerPixel());
    pen.fillStyle = "#ffffff";
    pen.strokeStyle = "#16212b";
    pen.lineWidth = 0.7;
    pen.beginPath();
    for (let trench = 0; trench < this.offsets.length; ++trench) {
      const speed = this.speeds[trench] ?? 0;
      if (!(Math.abs(speed) >= stillMetresPerSecond)) continue;
      const from = this.map.project(placeOf(plan, plan.fromNode[trench]!));
      const to = this.map.project(placeOf(plan, plan.toNode[trench]!));
      const isOutside =
        Math.max(from.x, to.x) < 0 || Math.min(from.x, to.x) > width ||
        Math.max(from.y, to.y) < 0 || Math.min(from.y, to.y) > height;
      const offset = this.offsets[trench]! + speed * hurry * seconds;
      this.offsets[trench] = ((offset % spacing) + spacing) % spacing;
      if (isOutside) continue;
      const length = plan.lengthM[trench]!;
      for (let at = this.offsets[trench]!; at < length; at += spacing) {
        const x = from.x + ((to.x - from.x) * at) / length;
        const y = from.y + ((to.y - from.y) * at) / length;
        pen.moveTo(x + radius, y);
        pen.arc(x, y, radius, 0, 2 * Math.PI);
      }
    }
    pen.fill();
    pen.stroke();
  }
}

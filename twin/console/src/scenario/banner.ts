// Says, as long as it is so, that the page shows a scenario and not the living twin.
import { byId } from "../heat/parts.js";
import { dayTime, text } from "../texts.js";

export interface Followed {
  id: string;
  name: string;
  // Of the quarter that is shown; 0 before the first frame.
  unixSeconds: number;
}

export function wireBanner(onBack: () => void): void {
  byId("scenario-back").addEventListener("click", onBack);
}

export function drawBanner(followed: Followed | undefined): void {
  byId("scenario-banner").hidden = followed === undefined;
  document.body.dataset["view"] = followed ? "scenario" : "live";
  for (const note of document.querySelectorAll<HTMLElement>(".live-only")) note.hidden = followed === undefined;
  byId("map-title").textContent = text(followed ? "mapTitleScenario" : "mapTitle");
  document.title = followed ? `${followed.name} – ${text("title")}` : text("title");
  if (!followed) return;
  byId("banner-name").textContent = followed.name;
  byId("banner-time").textContent = followed.unixSeconds ? dayTime(followed.unixSeconds) : "";
}

// The twin's services, typed, and the token of whoever looks.
import { createClient, type Interceptor } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";

import { Capacity } from "./gen/ostlandet/twin/v1/capacity_pb.js";
import { Grid, type Asset, AssetKind } from "./gen/ostlandet/twin/v1/grid_pb.js";
import { Heat } from "./gen/ostlandet/twin/v1/heat_pb.js";
import { Operations } from "./gen/ostlandet/twin/v1/operations_pb.js";
import { Planning } from "./gen/ostlandet/twin/v1/planning_pb.js";
import { Scenario } from "./gen/ostlandet/twin/v1/scenario_pb.js";

const tokenKey = "token";

// A token comes in the address's fragment, which never leaves the browser, and is taken out of it.
function takeToken(): string | null {
  const found = /(?:^|[#&])token=([^&]+)/.exec(location.hash);
  if (found?.[1]) {
    sessionStorage.setItem(tokenKey, decodeURIComponent(found[1]));
    const rest = location.hash.replace(found[0], "").replace(/^[#&]+/, "");
    const address = location.pathname + location.search;
    history.replaceState(null, "", rest ? `${address}#${rest}` : address);
  }
  return sessionStorage.getItem(tokenKey);
}

const token = takeToken();
export const hasToken = token !== null;

const withToken: Interceptor = (next) => (request) => {
  if (token) request.header.set("Authorization", `Bearer ${token}`);
  return next(request);
};

const transport = createConnectTransport({
  baseUrl: location.origin,
  interceptors: [withToken],
});

export const operations = createClient(Operations, transport);
export const grid = createClient(Grid, transport);
export const heat = createClient(Heat, transport);
export const capacity = createClient(Capacity, transport);
export const planning = createClient(Planning, transport);
export const scenario = createClient(Scenario, transport);

export async function listAssets(kinds: AssetKind[]): Promise<Asset[]> {
  const assets: Asset[] = [];
  let pageToken = "";
  do {
    const page = await grid.listAssets({ kinds, pageSize: 1000, pageToken });
    assets.push(...page.assets);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return assets;
}

// Names of everything a change or a difference can be about, and the ids behind names as typed.
import { heat, listAssets } from "../api.js";
import { AssetKind } from "../gen/ostlandet/twin/v1/grid_pb.js";

export type ChoiceKind = "outage" | "bus" | "heatSystem" | "plant";

interface Named {
  id: string;
  name: string;
}

export class ElementNames {
  private readonly nameOf = new Map<string, string>();
  private readonly choices = new Map<ChoiceKind, Map<string, string>>();

  async load(): Promise<void> {
    const [buses, branches, generators, page] = await Promise.all([
      listAssets([AssetKind.BUS]),
      listAssets([AssetKind.LINE, AssetKind.TRANSFORMER]),
      listAssets([AssetKind.GENERATOR]),
      heat.listHeatSystems({ pageSize: 1000 }),
    ]);
    const systems = page.heatSystems;
    const plants = systems.flatMap((system) =>
      system.plants.map((plant) => ({
        id: plant.id,
        name: plant.name.includes(system.name) ? plant.name : `${plant.name}, ${system.name}`,
      })),
    );
    const generated = generators.map(({ id, name }) => ({ id, name }));
    for (const each of [...buses, ...branches, ...generated, ...systems, ...plants]) this.nameOf.set(each.id, each.name);
    this.offer("outage", [...branches, ...generated, ...plants]);
    this.offer("bus", buses.filter((bus) => bus.isInRegion));
    this.offer("heatSystem", systems);
    this.offer("plant", plants);
  }

  of(id: string): string {
    return this.nameOf.get(id) ?? placeName(id);
  }

  labels(kind: ChoiceKind): string[] {
    return [...(this.choices.get(kind)?.keys() ?? [])];
  }

  // What was typed when it is no label: the twin knows ids and names, too.
  idOf(kind: ChoiceKind, typed: string): string {
    return this.choices.get(kind)?.get(typed) ?? typed;
  }

  // Two of one name are told apart by their ids.
  private offer(kind: ChoiceKind, all: Named[]): void {
    const count = new Map<string, number>();
    for (const { name } of all) count.set(name, (count.get(name) ?? 0) + 1);
    const sorted = [...all].sort((a, b) => a.name.localeCompare(b.name, "nb"));
    const labelled = sorted.map(({ id, name }): [string, string] => [count.get(name)! > 1 ? `${name} (${id})` : name, id]);
    this.choices.set(kind, new Map(labelled));
  }
}

// "oet:place/oslo_blindern" is Oslo Blindern; any other id stays as it is.
function placeName(id: string): string {
  const place = /^oet:place\/(.+)$/.exec(id)?.[1];
  if (!place) return id;
  return place.replace(/(^|_)(\p{L})/gu, (_, gap: string, letter: string) => (gap ? " " : "") + letter.toUpperCase());
}

export const names = new ElementNames();

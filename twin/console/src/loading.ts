// How loading looks: colour, width and dash together, so that colour is never the only sign.
export interface LoadingClass {
  key: "below50" | "below80" | "below100" | "over100" | "outOfService" | "unknownLoading";
  colour: string;
  width: number;
  dash: number[];
}

export const loadingClasses: LoadingClass[] = [
  { key: "below50", colour: "#5b7083", width: 1.6, dash: [1, 0] },
  { key: "below80", colour: "#0072b2", width: 2.4, dash: [1, 0] },
  { key: "below100", colour: "#b35900", width: 3.6, dash: [1, 0] },
  { key: "over100", colour: "#b00020", width: 5.5, dash: [1, 0] },
  { key: "outOfService", colour: "#333333", width: 1.6, dash: [2, 2] },
  { key: "unknownLoading", colour: "#8a94a0", width: 1.4, dash: [1, 0] },
];

// How a difference in loading looks, from much less to much more; the last is out in one of the runs.
export const differenceClasses = [
  { key: "muchLess", colour: "#084c8d", width: 5 },
  { key: "less", colour: "#3f8fc4", width: 3.2 },
  { key: "same", colour: "#a3adb5", width: 1.4 },
  { key: "more", colour: "#d9791a", width: 3.2 },
  { key: "muchMore", colour: "#a50f15", width: 5 },
  { key: "outInOne", colour: "#111111", width: 4 },
] as const;

export function classOf(state: { loadingShare: number; isInService: boolean } | undefined): number {
  if (!state) return 5;
  if (!state.isInService) return 4;
  if (state.loadingShare > 1) return 3;
  if (state.loadingShare > 0.8) return 2;
  return state.loadingShare > 0.5 ? 1 : 0;
}

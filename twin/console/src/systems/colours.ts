// One colour for every source of heat, wherever it is drawn.
const colours: Record<number, string> = {
  1: "#6b4e3d",
  2: "#2a7f9e",
  3: "#7a5195",
  4: "#c9a400",
  5: "#5d8a3a",
  6: "#a8552f",
  7: "#888888",
  8: "#2f5230",
  9: "#8fc1a0",
  10: "#f0803c",
};
export const accumulatorColour = "#d45087";
export const networkColour = "#e39ab5";

export const colourOf = (source: number): string => colours[source] ?? "#888888";

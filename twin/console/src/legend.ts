// The samples below the map.
export interface Sample {
  colour: string;
  width: number;
  words: string;
  isDashed?: boolean;
}

export function drawSamples(samples: Sample[]): void {
  document.getElementById("legend")!.replaceChildren(
    ...samples.map(({ colour, width, words, isDashed }) => {
      const line = document.createElement("li");
      const sample = document.createElement("span");
      sample.className = "sample";
      sample.style.borderTop = `${width}px ${isDashed ? "dashed" : "solid"} ${colour}`;
      line.append(sample, words);
      return line;
    }),
  );
}

// The draft statement: shown as it is, and as files to keep. The page in the frame may run and fetch nothing.
import type { StatementFile } from "../gen/ostlandet/twin/v1/planning_pb.js";
import { byId } from "../heat/parts.js";
import { language, text } from "../texts.js";

const addresses: string[] = [];

export function clearStatement(): void {
  for (const address of addresses.splice(0)) URL.revokeObjectURL(address);
  byId("plans-files").replaceChildren();
  byId("plans-preview").replaceChildren();
}

function link(file: StatementFile): HTMLElement {
  const bytes = new Uint8Array(file.content);
  const address = URL.createObjectURL(new Blob([bytes], { type: file.contentType }));
  addresses.push(address);
  const made = document.createElement("a");
  made.href = address;
  made.download = file.name;
  made.textContent = file.name;
  const line = document.createElement("li");
  line.append(made, ` (${Math.ceil(bytes.length / 1024)} KiB)`);
  return line;
}

export function showStatement(files: StatementFile[]): void {
  clearStatement();
  byId("plans-files").replaceChildren(...files.map(link));
  const pages = files.filter((file) => file.name.endsWith(`-${language()}.html`));
  byId("plans-preview").replaceChildren(
    ...pages.map((file) => {
      const frame = document.createElement("iframe");
      frame.setAttribute("sandbox", "");
      frame.title = `${text("plansPreview")} ${file.name}`;
      frame.srcdoc = new TextDecoder().decode(file.content);
      return frame;
    }),
  );
}

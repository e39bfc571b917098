// One record on the page as two readers see it, side by side in one picture.
//   node tests/shown/access/views.mjs BASE RECORD OUT.png "NAME=TOKEN" "NAME=TOKEN"      (an empty token: the public)
// Prints what stands in each answer as JSON: {name: text}.
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(path.join(here, "../../../twin/console/package.json"));
const { chromium } = require("playwright-core");

const [base, record, out, ...readers] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.TWIN_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--use-gl=angle", "--use-angle=swiftshader"],
});
const told = {};
const pictures = [];
for (const reader of readers) {
  const [name, token] = reader.split("=");
  const page = await browser.newPage({ viewport: { width: 1000, height: 1400 } });
  await page.goto(`${base}/#${token ? `token=${token}&` : ""}answer=${record}`);
  const end = Date.now() + 60000;
  while (!/MW/.test((await page.textContent("#answer")) ?? "")) {
    if (Date.now() > end) throw new Error(`${name}: the record is not shown`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  told[name] = await page.innerText("#answer");
  const box = page.locator("#answer");
  pictures.push({ name, data: (await box.screenshot()).toString("base64") });
  await page.close();
}
const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
await page.setContent(
  `<body style="margin:16px;font:16px sans-serif;display:flex;gap:16px;align-items:flex-start">${pictures
    .map((one) => `<div><h2>${one.name}</h2><img style="border:1px solid #999" src="data:image/png;base64,${one.data}"></div>`)
    .join("")}</body>`,
);
await page.screenshot({ path: out, fullPage: true });
await browser.close();
console.log(JSON.stringify(told));

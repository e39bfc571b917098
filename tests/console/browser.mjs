// A real browser for tests of the page: node SCRIPT http://127.0.0.1:8080 TOKEN [FOLDER FOR PICTURES]
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(path.join(here, "../../twin/console/package.json"));
const { chromium } = require("playwright-core");

export const [base, token, pictures] = process.argv.slice(2);
export const browser = await chromium.launch({
  executablePath: process.env.TWIN_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader",
  ],
});

// The page's own content security policy forbids evaluated code, so waiting is done from out here.
export async function until(what, condition, seconds = 30) {
  const end = Date.now() + 1000 * seconds;
  while (!(await condition())) {
    assert.ok(Date.now() < end, `waited ${seconds} s for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function open(address) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(address);
  await page.locator("body[data-live]").waitFor({ state: "attached", timeout: 30000 });
  return { page, errors };
}

export async function picture(page, name) {
  if (pictures) await page.screenshot({ path: path.join(pictures, name) });
}

let failed = 0;
let passed = 0;
export async function test(name, body) {
  try {
    await body();
    ++passed;
    console.log(`ok - ${name}`);
  } catch (error) {
    ++failed;
    console.log(`not ok - ${name}\n${error.stack}`);
  }
  // A page that a failed test left open would slow the next ones down.
  for (const context of browser.contexts()) await context.close();
}

export async function finish() {
  await browser.close();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

// The page in a real browser: it comes alive, moves, speaks both languages, hides what is secret.
//   node tests/console/page_test.mjs http://127.0.0.1:8080 TOKEN [FOLDER FOR PICTURES]
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(path.join(here, "../../twin/console/package.json"));
const { chromium } = require("playwright-core");

const [base, token, pictures] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.TWIN_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader",
  ],
});

// The page's own content security policy forbids evaluated code, so waiting is done from out here.
async function until(what, condition) {
  const end = Date.now() + 30000;
  while (!(await condition())) {
    assert.ok(Date.now() < end, `waited 30 s for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function open(address) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(address);
  await page.locator("body[data-live]").waitFor({ state: "attached", timeout: 30000 });
  return { page, errors };
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: path.join(pictures, name) });
}

let failed = 0;
let passed = 0;
async function test(name, body) {
  try {
    await body();
    ++passed;
    console.log(`ok - ${name}`);
  } catch (error) {
    ++failed;
    console.log(`not ok - ${name}\n${error.stack}`);
  }
}

await test("with a token the page shows loading, heat and limits, and moves", async () => {
  const { page, errors } = await open(`${base}/#token=${token}`);
  await page.locator("body[data-map=ready]").waitFor({ state: "attached", timeout: 30000 });
  assert.equal(new URL(page.url()).hash, "", "the token must leave the address");
  const first = await page.textContent("#time");
  await page.click("#play");
  await until("time to move", async () => (await page.textContent("#time")) !== first);
  await page.waitForTimeout(6000);
  assert.match(await page.textContent("#notice"), /Syntetisk/);
  assert.match(await page.textContent("#balance"), /Vannkraft/);
  assert.match(await page.textContent("#heat-now"), /Akkumulatortank/);
  assert.ok((await page.locator("#heat-stack svg polygon").count()) > 3);
  await picture(page, "page-nb.png");
  await page.click("details summary");
  assert.match(await page.locator("#branch-table tbody tr").first().textContent(), /%/);
  await page.click("#language");
  assert.match(await page.textContent("h1"), /Energy Twin/);
  assert.equal(await page.getAttribute("html", "lang"), "en");
  await page.keyboard.press("Control+Home");
  await picture(page, "page-en.png");
  await page.click("#pause");
  assert.deepEqual(errors, []);
  await page.close();
});

await test("without a token the page shows the balance and says what is withheld", async () => {
  const { page, errors } = await open(`${base}/`);
  await until("the balance", async () => (await page.textContent("#balance")) !== "");
  assert.match(await page.textContent("#limits"), /kraftsensitiv/);
  assert.ok(await page.locator("#controls").isHidden());
  await picture(page, "page-public.png");
  assert.deepEqual(errors, []);
  await page.close();
});

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

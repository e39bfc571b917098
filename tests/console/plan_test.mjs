// A planner's own file on the page: dropped, seen, changed, compared, written as a statement; and refused.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { base, finish, here, open, picture, pictures, test, token, until } from "./browser.mjs";

const cases = path.join(here, "../cases/plans");
const fileOf = (name) => path.join(cases, name);

async function openPlans(address) {
  const { page, errors } = await open(address);
  await page.locator("body[data-map=ready]").waitFor({ state: "attached", timeout: 30000 });
  await page.locator("#plans").scrollIntoViewIfNeeded();
  return { page, errors };
}

const planOf = (page) => page.getAttribute("body", "data-plan");

async function choose(page, ...names) {
  const before = await planOf(page);
  await page.setInputFiles("#plans-file", names.map(fileOf));
  await until("the answer", async () => (await planOf(page)) !== before, 60);
}

async function pictureOf(page, selector, name) {
  if (pictures) await page.locator(selector).screenshot({ path: path.join(pictures, name) });
}

await test("the public drops a plan and sees need, phasing, ways of heating and what is not known", async () => {
  const { page, errors } = await openPlans(`${base}/`);
  await choose(page, "transformation.sos", "transformation.csv");
  const words = await page.textContent("#plans-answer");
  for (const part of [/2029–2036/, /Oppvarming side ved side/, /fjernvarme/, /TEK17/, /Nærmeste stasjon/, /Det vi ikke vet/])
    assert.match(words, part);
  assert.match(words, /ikke kjent/);
  assert.match(await page.textContent("#plans-key"), /oppgitt effekt/);
  assert.equal(await page.locator("#plans-answer svg.bars rect").count(), 5);
  assert.match(await page.textContent("#plans-areas"), /BKB1/);
  await page.evaluate(() => window.scrollTo(0, 0));
  await picture(page, "plan-map.png");
  await pictureOf(page, "#plans", "plan-answer-nb.png");
  assert.deepEqual(errors, []);
  await page.close();
});

await test("assumptions are edited area by area, and the variants stand side by side", async () => {
  const { page, errors } = await openPlans(`${base}/`);
  await choose(page, "dwellings.geojson", "dwellings.csv");
  const peak = async () => page.locator("#plans-answer .figures dd").nth(1).textContent();
  const before = await peak();
  const input = page.locator('#plans-areas input[data-field="BKS1"][data-column="dwellings"]');
  assert.equal(await input.inputValue(), "48");
  await input.fill("96");
  await input.press("Tab");
  assert.match(await page.inputValue("#plans-csv"), /0001,BKS1,96/);
  const first = await planOf(page);
  await page.click("#plans-check");
  await until("another answer", async () => (await planOf(page)) !== first, 60);
  assert.notEqual(await peak(), before);
  assert.equal(await page.locator("#plans-variants tbody tr").count(), 2);
  await page.locator("#plans-variants button").first().click();
  assert.equal(await peak(), before, "the first variant is shown again");
  assert.match(await page.inputValue("#plans-csv"), /0001,BKS1,48/);
  await page.click("#language");
  assert.match(await page.textContent("#plans-answer"), /Heating side by side/);
  assert.match(await page.textContent("#plans-variants"), /Variant 2/);
  await pictureOf(page, "#plans", "plan-variants-en.png");
  await page.click("#language");
  assert.deepEqual(errors, []);
  await page.close();
});

await test("the statement is shown as it is and its files can be kept", async () => {
  const { page, errors } = await openPlans(`${base}/#token=${token}`);
  await choose(page, "port.gml", "port.csv");
  await page.click("#plans-statement");
  await until("the files", async () => (await page.locator("#plans-files a").count()) === 6, 60);
  const names = await page.locator("#plans-files a").allTextContents();
  assert.ok(names.includes("record.json") && names.some((name) => name.endsWith("-nb.pdf")), names.join());
  const frame = page.frameLocator("#plans-preview iframe");
  assert.match(await frame.locator("body").textContent(), /Forslag til planbestemmelser/);
  assert.equal(await page.getAttribute("#plans-preview iframe", "sandbox"), "");
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#plans-files a", { hasText: "-nb.pdf" }).click()]);
  assert.equal(readFileSync(await download.path()).subarray(0, 4).toString(), "%PDF");
  await pictureOf(page, "#plans-preview", "plan-statement.png");
  assert.deepEqual(errors, []);
  await page.close();
});

await test("what is wrong in a plan is told with its place, and can be mended there", async () => {
  const { page, errors } = await openPlans(`${base}/`);
  await page.setInputFiles("#plans-file", fileOf("transformation.gml"));
  await until("the problems", async () => (await page.locator("#plans-problems li").count()) === 3, 60);
  assert.match(await page.textContent("#plans-problems"), /line 20 .*1800/s);
  await pictureOf(page, "#plans", "plan-refused.png");
  const before = await planOf(page);
  await page.fill("#plans-csv", readFileSync(fileOf("transformation.csv"), "utf8"));
  await page.click("#plans-check");
  await until("the answer", async () => (await planOf(page)) !== before, 60);
  assert.equal(await page.locator("#plans-problems li").count(), 0);
  assert.deepEqual(errors, []);
  await page.close();
});

await finish();

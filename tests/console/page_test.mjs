// The page in a real browser: it comes alive, moves, speaks both languages, hides what is secret.
//   node tests/console/page_test.mjs http://127.0.0.1:8080 TOKEN [FOLDER FOR PICTURES]
import assert from "node:assert/strict";
import { base, browser, finish, open, picture, test, token, until } from "./browser.mjs";

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
  await page.click("#tables summary");
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

// A whole planning year takes minutes: the answer is one of the twin's own, laid in its way.
const id = "00112233445566778899aabbccddeeff";
const question = {
  bus_id: "bus:x", kind: "CONNECTION_KIND_LOAD", requested_mw: 20, tan_phi_ratio: 0.2,
  key: { planning_year: 2027 },
};
const cell = {
  bucket: "CAPACITY_BUCKET_10_TO_20_MW", reason: "REASON_CLASS_REGIONAL_LINE",
  planning_year: 2027, verdict: "VERDICT_UNKNOWN",
};
const room = [];
for (let month = 1; month <= 12; ++month) {
  for (let hour = 0; hour < 24; hour += 3) {
    room.push({ month, from_hour: hour, lower_bound_mw: 12 + month, holds_requested: month > 8 });
  }
}
const full = {
  record_id: id, question, cell, bus_name: "Eksempel 132",
  verdict: "VERDICT_NOW_WITH_CONDITIONS", firm_mw: 12.5, crossing_mw: 12.6, room,
  binding: {
    kind: "CAPACITY_LIMIT_KIND_CURRENT", component: { id: "l1", name: "Ledning A - B" },
    outage: { id: "l2", name: "Ledning C - D" }, time: "2027-01-12T07:00:00Z", at_mw: 12.6,
    loading_before_share: 0.81, loading_limit_share: 1,
  },
  feeders: [{ area: "NO5", part_share: 1 }], checked_pair_count: "321",
  timings: { total_milliseconds: 456 },
};

const more = {
  ...full,
  conditional: {
    trip_on_outage_mw: 44.4, curtailed_h: 37.25, curtailed_mwh: 123, curtailed_share: 0.0007, longest_h: 4.5,
    curve: [
      { most_h: 0, mw: 12.5 }, { most_h: 50, mw: 21 }, { most_h: 100, mw: 22.5 }, { most_h: 200, mw: 24, is_at_least: true },
    ],
  },
  weather_years: {
    year_count: 30, firm: { p10_mw: 11, p50_mw: 13, p90_mw: 15 }, worst_mw: 9.5, p50_curtailed_h: 40, p90_curtailed_h: 77,
    years: [{ weather_year: 2010, firm_mw: 9.5 }, { weather_year: 2023, firm_mw: 12.5 }],
  },
  measures: {
    measures: [
      {
        kind: "MEASURE_KIND_PARALLEL_CIRCUIT", components: [{ id: "l1", name: "Ledning A - B" }], firm_mw: 20, gained_mw: 7.5,
        holds_requested: true, cost_low_mnok: 40, cost_high_mnok: 90, price_year: 2025, lead_low_years: 4, lead_high_years: 8,
      },
      { kind: "MEASURE_KIND_BATTERY", components: [{ id: "b", name: "Eksempel 132" }], firm_mw: 15, gained_mw: 2.5 },
    ],
    counterfactuals: [
      {
        kind: "COUNTERFACTUAL_KIND_RATINGS", size_mva: 12.3, is_verified: true,
        ratings: [{ component: { id: "l1", name: "Ledning A - B" }, rating_ratio: 1.08 }],
      },
    ],
    doubts: [
      {
        datum: "DOUBTED_DATUM_RATING", component: { id: "l1", name: "Ledning A - B" }, is_synthetic: true, low_ratio: 0.8,
        high_ratio: 1.2, low_mw: 5, high_mw: 19,
      },
    ],
    short_quarter_count: "149", quarter_count: "32",
  },
  short_circuit: { minimum_ka: 4.2, maximum_ka: 8.1 },
  voltage_step: { largest_share: 0.041, planning_limit_share: 0.03 },
};

// Messages of a Connect stream as they go over the wire: flags, length, JSON; the last ends it.
function streamOf(messages) {
  const envelope = (flags, message) => {
    const body = Buffer.from(JSON.stringify(message));
    const head = Buffer.alloc(5);
    head.writeUInt8(flags, 0);
    head.writeUInt32BE(body.length, 1);
    return Buffer.concat([head, body]);
  };
  return Buffer.concat([...messages.map((message) => envelope(0, message)), envelope(2, {})]);
}

async function layAnswer(page, answer) {
  const reply = (body) => (route) =>
    route.fulfill({ contentType: "application/json", body: JSON.stringify(body) });
  await page.route("**/*.Capacity/GetCapacityBasis", reply({ stage: "BASIS_STAGE_READY" }));
  await page.route("**/*.Capacity/AskCapacity", reply({ answer }));
  const progress = { part: "CAPACITY_PART_MEASURES", part_number: 3, parts_count: 4 };
  await page.route("**/*.Capacity/FollowCapacity", (route) =>
    route.fulfill({ contentType: "application/connect+json", body: streamOf([{ progress }, { answer }]) }));
  await page.route("**/*.Capacity/GetCapacityAnswer", reply({ answer }));
}

await test("asking shows that the year is being computed, and why there is no answer yet", async () => {
  const { page, errors } = await open(`${base}/`);
  await until("the progress", async () => /2027/.test(await page.textContent("#ask-basis-text")));
  assert.ok(await page.locator("#ask-progress").isVisible());
  await until("stations", async () => (await page.locator("#ask-stations option").count()) > 100);
  await page.fill("#ask-at", "Hamang");
  await page.click("#ask-button");
  await until("a message", async () => /regnes ut ennå/.test(await page.textContent("#ask-message")));
  await page.fill("#ask-at", "Hamng");
  await page.click("#ask-button");
  await until("neighbours", async () => /Hamang/.test(await page.textContent("#ask-message")));
  assert.deepEqual(errors, []);
  await page.close();
});

await test("an answer shows MW, what stops it and when, and again by its address", async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1400 } });
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await layAnswer(page, full);
  await page.goto(`${base}/#token=${token}`);
  await page.locator("body[data-live]").waitFor({ state: "attached", timeout: 30000 });
  await page.fill("#ask-at", "Hamang");
  await page.click("#ask-button");
  await page.locator("#answer h3").waitFor({ timeout: 30000 });
  const words = await page.textContent("#answer");
  for (const part of [/på vilkår/, /12,5 MW/, /Ledning A - B/, /Ledning C - D/, /NO5 100 %/, /456 ms/, /Syntetisk/]) {
    assert.match(words, part);
  }
  assert.equal(await page.locator("#answer svg rect").count(), 96);
  assert.equal(new URL(page.url()).hash, `#answer=${id}`);
  await picture(page, "page-answer.png");
  await page.click("#language");
  assert.match(await page.textContent("#answer"), /with conditions/);
  await page.click("#language");
  await page.goto("about:blank");
  await page.goto(`${base}/#token=${token}&answer=${id}`);
  await until("the record", async () => /12,5 MW/.test(await page.textContent("#answer")));
  assert.equal(new URL(page.url()).hash, `#answer=${id}`, "the token leaves, the record stays");
  assert.deepEqual(errors, []);
  await page.close();
});

await test("an answer with measures shows terms, years, measures as bars and the least changes", async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 2400 } });
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await layAnswer(page, more);
  await page.goto(`${base}/#token=${token}`);
  await page.locator("body[data-live]").waitFor({ state: "attached", timeout: 30000 });
  await until("profiles", async () => (await page.locator("#ask-profile option").count()) > 5);
  await page.fill("#ask-at", "Hamang");
  await page.selectOption("#ask-profile", "data-centre");
  await page.check("#ask-more");
  await page.evaluate(() => {
    window.said = [];
    const note = (records) => records.forEach((record) => record.addedNodes.forEach((node) => window.said.push(node.textContent)));
    new MutationObserver(note).observe(document.getElementById("ask-message"), { childList: true });
  });
  const asked = page.waitForRequest("**/*.Capacity/FollowCapacity");
  await page.click("#ask-button");
  const body = JSON.parse((await asked).postDataBuffer().subarray(5).toString()).question;
  assert.equal(body.profile.name, "data-centre");
  assert.ok(body.withMeasures && body.withDoubts);
  await page.locator("#answer svg.bars").first().waitFor({ timeout: 30000 });
  assert.ok((await page.evaluate(() => window.said)).some((line) => /3 \/ 4: tiltak/.test(line)), "the part that is made is told");
  const words = await page.textContent("#answer");
  for (const part of [
    /På hvilke vilkår/, /37,3 timer kuttet/, /Over værår, høyst \(30\)/, /Verste år: 2010/, /Én til ved siden av, Ledning A - B: \+7,5 MW, 40–90 MNOK/,
    /ingen kjent pris/, /12 MVA mer overføringsevne: Ledning A - B \+8,0 %/, /5,0–19 MW: overføringsevnen til Ledning A - B \(en oppdiktet rad\)/,
    /32 av 149/, /4,2–8,1 kA/, /4,1 % \(over planlagte 3 %\)/,
  ]) {
    assert.match(words, part);
  }
  assert.equal(await page.locator("#answer svg.bars").count(), 3);
  await page.locator("#answer").scrollIntoViewIfNeeded();
  await picture(page, "page-answer-capacity-measures.png");
  await page.click("#language");
  assert.match(await page.textContent("#answer"), /What would make it firm/);
  await page.click("#language");
  assert.deepEqual(errors, []);
  await page.close();
});

await test("the public sees the step and the reason class of an answer, and nothing else", async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await layAnswer(page, { record_id: id, question, cell, bus_name: "Eksempel 132" });
  await page.goto(`${base}/#answer=${id}`);
  await until("the record", async () => /10–20 MW/.test(await page.textContent("#answer")));
  const words = await page.textContent("#answer");
  assert.match(words, /Eksempel 132/);
  assert.match(words, /regionalnettet/);
  assert.match(words, /kraftsensitivt/);
  assert.equal(await page.locator("#answer svg").count(), 0);
  await picture(page, "page-answer-public.png");
  assert.deepEqual(errors, []);
  await page.close();
});

async function openHeat(address, network) {
  const { page, errors } = await open(address);
  await page.locator("body[data-heat=ready]").waitFor({ state: "attached", timeout: 30000 });
  await page.selectOption("#heat-network", { label: network });
  await page.locator("body[data-heat-state]").waitFor({ state: "attached", timeout: 30000 });
  return { page, errors };
}

// Pixels of the dots' canvas that are not empty, as a sum that changes when dots move.
const dots = (page) =>
  page.locator("canvas.front").evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let sum = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i] > 0) sum += i % 1000003;
    return sum;
  });

await test("a heat network shows its temperatures, moving water, a place's history and answers", async () => {
  const { page, errors } = await openHeat(`${base}/#token=${token}`, "Drammen");
  assert.match(await page.textContent("#heat-summary"), /Kundene tar.*MW/s);
  assert.match(await page.textContent("#heat-summary"), /Syntetisk varmenett/);
  assert.match(await page.textContent("#heat-legend"), /°C/);
  await until("dots", async () => (await dots(page)) > 0);
  const first = await dots(page);
  await until("dots to move", async () => (await dots(page)) !== first);
  await page.waitForTimeout(1000);
  await picture(page, "page-heat-supply.png");
  await page.selectOption("#heat-quantity", "differential");
  assert.match(await page.textContent("#heat-legend"), /0,6.*4,0 bar/s);

  // Some place lies near the middle of the map, wherever exactly.
  await page.locator("#map").scrollIntoViewIfNeeded();
  const box = await page.locator("#map canvas.maplibregl-canvas").boundingBox();
  for (let ring = 0; ring < 40 && (await page.inputValue("#heat-node")) === ""; ++ring) {
    const turn = 2.4 * ring;
    await page.mouse.click(
      box.x + box.width / 2 + 6 * ring * Math.cos(turn),
      box.y + box.height / 2 + 6 * ring * Math.sin(turn),
    );
    await page.waitForTimeout(100);
  }
  await until("the card", async () => await page.locator("#heat-card").isVisible());
  assert.match(await page.textContent("#heat-card h3"), /Sted \d+/);
  assert.equal(await page.locator("#heat-card svg path").count(), 3);

  await page.fill("#heat-node", "100");
  await page.fill("#heat-mw", "3");
  await page.click("#heat-connect");
  await until("a connection", async () => /Sted 100: /.test(await page.textContent("#heat-answer")));
  assert.match(await page.textContent("#heat-answer"), /3,00 MW får ikke plass/);
  assert.match(await page.textContent("#heat-answer"), /Det som stopper: /);
  await picture(page, "page-heat-connection.png");

  await page.click("#heat-what-if");
  await until("a what-if", async () => /Før og etter/.test(await page.textContent("#heat-answer")));
  assert.match(await page.textContent("#heat-answer"), /Grenser som brytes/);
  assert.match(await page.textContent("#heat-legend"), /slik det ville blitt/);
  await picture(page, "page-heat-what-if.png");
  await page.click("#language");
  assert.match(await page.textContent("#heat-answer"), /Before and after/);
  await page.click("#language");
  await page.click("#heat-answer button");
  assert.doesNotMatch(await page.textContent("#heat-legend"), /slik det ville blitt/);
  await page.fill("#heat-node", "");
  await page.fill("#heat-closed", "t0");
  await page.click("#heat-what-if");
  await until("a closed trench", async () => /Før og etter/.test(await page.textContent("#heat-answer")));
  await page.click("#heat-answer button");
  await page.fill("#heat-closed", "");
  await page.fill("#heat-from", "0");
  await page.fill("#heat-to", "149");
  await page.click("#heat-what-if");
  await until("a new trench", async () => /Ingen ny grense/.test(await page.textContent("#heat-answer")));
  assert.deepEqual(errors, []);
  await page.close();
});

await test("outages and alarms are there for those with a token, and an alarm is seen", async () => {
  const { page, errors } = await open(`${base}/#token=${token}`);
  await page.locator("body[data-outages]").waitFor({ state: "attached", timeout: 60000 });
  assert.match(await page.textContent("#outages-count"), /Enkeltutfall som bryter en grense: \d+ av \d{3}/);
  await page.click("#outages-count");
  await page.click("#outages-map");
  assert.match(await page.textContent("#legend"), /etter verste utfall/);
  await page.locator("#control-strip").scrollIntoViewIfNeeded();
  await picture(page, "page-outages.png");
  await page.click("#outages-map");
  assert.doesNotMatch(await page.textContent("#legend"), /etter verste utfall/);
  await page.locator("body[data-alarms]").waitFor({ state: "attached", timeout: 30000 });
  await page.click("#alarm-log-count");
  const unseen = page.locator("#alarm-log-table button");
  const before = await unseen.count();
  if (before > 0) {
    await picture(page, "page-alarms.png");
    const number = await page.locator("#alarm-log-table tr:has(button) td").first().textContent();
    await unseen.first().click();
    await page.locator(`#alarm-log-table tr:has(td:text-is("${number}")):has-text("sett")`).first().waitFor({ state: "attached", timeout: 30000 });
  }
  assert.deepEqual(errors, []);
  await page.close();

  const { page: open_, errors: openErrors } = await open(`${base}/`);
  await open_.locator("body[data-live]").waitFor({ state: "attached", timeout: 30000 });
  assert.ok(await open_.locator("#outages").isHidden());
  assert.ok(await open_.locator("#alarm-log").isHidden());
  assert.deepEqual(openErrors, []);
  await open_.close();
});

await test("a heat system is planned ahead, and its district's cold is answered", async () => {
  for (const [address, isOpen] of [[`${base}/#token=${token}`, true], [`${base}/`, false]]) {
    const { page, errors } = await open(address);
    await page.locator("body[data-systems]").waitFor({ state: "attached", timeout: 30000 });
    await page.click("#heat-plan-ask");
    await page.locator("body[data-plan='48']").waitFor({ state: "attached", timeout: 30000 });
    assert.ok((await page.locator("#heat-plan svg polygon").count()) > 3, "layers of the plan");
    assert.ok((await page.locator("#heat-plan svg polyline.over").count()) === 1, "the forecast");
    const words = await page.textContent("#heat-plan");
    assert.match(words, /Prognose/);
    assert.match(words, /Avlastning av strømnettet/);
    assert.equal(/kNOK/.test(words), isOpen, "costs are for those with a token");
    await page.locator("#heat-plan").scrollIntoViewIfNeeded();
    await picture(page, isOpen ? "page-heat-plan.png" : "page-heat-plan-public.png");
    await page.locator("body[data-surplus]").waitFor({ state: "attached", timeout: 30000 });
    assert.match(await page.textContent("#heat-surplus"), /nettet kunne fått/);
    assert.ok((await page.locator("#heat-surplus tbody tr").count()) > 3, "sources near Oslo are listed");
    await page.locator("#heat-surplus").scrollIntoViewIfNeeded();
    if (isOpen) await picture(page, "page-surplus.png");
    await page.fill("#cooling-water", "10");
    await page.click("#cooling-ask button");
    await page.locator("body[data-cooling='24']").waitFor({ state: "attached", timeout: 30000 });
    assert.match(await page.textContent("#cooling-answer"), /Frikjøling/);
    await page.locator("#cooling-answer").scrollIntoViewIfNeeded();
    if (isOpen) await picture(page, "page-cooling.png");
    assert.deepEqual(errors, []);
    await page.close();
  }
});

await test("the public sees the heat network coarsely and may not close its pipes", async () => {
  const { page, errors } = await openHeat(`${base}/`, "Oslo");
  await page.waitForTimeout(1500);
  await picture(page, "page-heat-oslo.png");
  await page.fill("#heat-closed", "t0");
  await page.click("#heat-what-if");
  await until("a refusal", async () =>
    /closed_trench_ids/.test(await page.textContent("#heat-message")));
  await page.selectOption("#heat-network", "");
  assert.ok(await page.locator("#heat-legend").isHidden());
  assert.deepEqual(errors, []);
  await page.close();
});

const says = (page, id, pattern) =>
  until(`${id} to say ${pattern}`, async () => pattern.test(await page.textContent(id)), 90);

async function openScenarios() {
  const { page, errors } = await open(`${base}/#token=${token}`);
  for (const ready of ["data-map=ready", "data-scenario-names=ready", "data-scenarios"]) {
    await page.locator(`body[${ready}]`).waitFor({ state: "attached", timeout: 60000 });
  }
  return { page, errors };
}

async function makeScenario(page, name, from = {}) {
  await page.fill("#scenario-new-name", name);
  if (from.parent) await page.selectOption("#scenario-parent", { label: from.parent });
  if (from.time) await page.fill("#scenario-time", from.time);
  await page.click("#scenario-create-button");
  await says(page, "#scenario-create-message", /Scenariet er laget/);
  await says(page, "#scenario-name", new RegExp(name));
}

// As the timeline tells it to those who cannot see it.
const lane = (page, name) => page.locator(`#scenario-timeline .lane[aria-label^="${name}"]`);

async function runScenario(page, name, hours) {
  await page.click(`#scenario-run-${hours}`);
  await says(page, "#scenario-message", /Regner til (.+)\./);
  const to = /Regner til (.+)\./.exec(await page.textContent("#scenario-message"))[1];
  await until(`${name} to be at ${to}`, async () => {
    const label = await lane(page, name).getAttribute("aria-label");
    return label.includes("står stille") && label.includes(`neste kvarter ${to}`);
  }, 120);
  return to;
}

async function deleteScenario(page, name) {
  await page.locator("#scenario-table button.name", { hasText: name }).first().click();
  await says(page, "#scenario-name", new RegExp(name));
  await page.click("#scenario-delete");
  await page.click("#scenario-delete-yes");
  await until(`${name} to be gone`, async () => (await lane(page, name).count()) === 0);
}

await test("an operator makes a colder scenario with an outage, runs it, looks at it and compares", async () => {
  const { page, errors } = await openScenarios();
  for (const title of [/Netto import/, /Mest belastet/, /Spenning/, /Varme, alle systemer/, /Grenser/]) {
    assert.match(await page.textContent("#control-cards"), title);
  }
  await page.click("#play");
  await makeScenario(page, "Kald kveld");
  await page.selectOption("#patch-kind", "temperatureShift");
  await page.fill("#patch-offset", "-50");
  await page.dispatchEvent("#patch-offset", "change");
  await says(page, "#scenario-patch-message", /må ligge mellom −40 og 40/);
  await page.fill("#patch-offset", "-15");
  await page.click("#patch-add");
  await says(page, "#scenario-patches", /−15 K/);
  await page.selectOption("#patch-kind", "outage");
  await page.fill("#patch-element", "Sylling - Tegnebi");
  await page.dispatchEvent("#patch-element", "change");
  await says(page, "#scenario-patch-message", /Ingenting slikt heter «Sylling - Tegnebi»/);
  await page.locator("#scenario-patch-message button", { hasText: "Sylling - Tegneby" }).first().click();
  await says(page, "#scenario-patch-message", /kan legges inn/);
  await page.click("#patch-add");
  await says(page, "#scenario-patches", /Utfall: Sylling - Tegneby/);
  const to = await runScenario(page, "Kald kveld", 6);
  assert.match(await page.textContent("#scenario-table tbody tr"), /Kald kveld.*local.*%.*°C/);
  await page.locator("#scenarios").scrollIntoViewIfNeeded();
  await picture(page, "page-scenario-timeline.png");

  await page.click("#scenario-follow");
  await page.locator("body[data-shown^=b-]").waitFor({ state: "attached", timeout: 30000 });
  await says(page, "#scenario-banner", /Scenario «Kald kveld», ikke den levende tvillingen/);
  assert.ok(await page.locator("#controls").isHidden(), "the clock is the living twin's");
  await page.waitForTimeout(1500);
  await picture(page, "page-scenario-followed.png");
  await page.click("#scenario-back");
  await page.locator("body[data-shown='']").waitFor({ state: "attached", timeout: 30000 });
  await until("no banner", async () => page.locator("#scenario-banner").isHidden());

  await page.selectOption("#compare-with", "live");
  await page.click("#compare-button");
  await says(page, "#compare-answer", /mot «Den levende tvillingen».*Skiller lag/s);
  await page.selectOption("#compare-with", "unchanged");
  await page.click("#compare-button");
  await says(page, "#compare-answer", /mot «Uten endringene».*24 kvarter.*Skiller lag/s);
  assert.match(await page.textContent("#compare-answer"), /Varmens kostnad.*verre/s);
  assert.match(await page.textContent("#compare-answer"), /%-poeng/);
  assert.match(await page.textContent("#compare-answer"), /Akershus/);
  await page.locator("#compare-answer").scrollIntoViewIfNeeded();
  await picture(page, "page-scenario-compared.png");
  await page.click("#compare-map");
  await page.locator("body[data-difference]").waitFor({ state: "attached", timeout: 30000 });
  assert.match(await page.textContent("#legend"), /over 10 mer/);
  await page.waitForTimeout(1000);
  await picture(page, "page-scenario-difference.png");
  await page.click("#difference-off");
  assert.doesNotMatch(await page.textContent("#legend"), /over 10 mer/);

  await page.click("#scenario-rewind-button");
  await says(page, "#scenario-message", /Spolt tilbake til/);
  assert.doesNotMatch(await lane(page, "Kald kveld").getAttribute("aria-label"), new RegExp(`neste kvarter ${to}`));
  await page.locator("#scenario-patches button").first().click();
  await says(page, "#scenario-patch-message", /Avsluttet/);

  // Whoever looks at a scenario that ends is back at the living twin.
  await page.click("#scenario-follow");
  await page.locator("body[data-shown^=b-]").waitFor({ state: "attached", timeout: 30000 });
  await deleteScenario(page, "Kald kveld");
  await page.locator("body[data-shown='']").waitFor({ state: "attached", timeout: 30000 });
  await until("no banner again", async () => page.locator("#scenario-banner").isHidden());
  await deleteScenario(page, "Uten endringene: Kald kveld");
  await page.click("#pause");
  assert.deepEqual(errors, []);
  await page.close();
});

await test("scenarios of an earlier quarter and of a scenario lie on the timeline, also by keyboard and in English", async () => {
  const { page, errors } = await openScenarios();
  await makeScenario(page, "Uten vindkraft");
  const origin = await page.inputValue("#scenario-rewind-to");
  await runScenario(page, "Uten vindkraft", 6);
  await makeScenario(page, "Etter omkobling", { parent: "Uten vindkraft" });
  await page.click("#scenario-run-48");
  await page.click("#play");
  await until("the living twin to go on", async () => !(await lane(page, "Den levende").getAttribute("aria-label")).includes(origin.slice(11)));
  await page.click("#pause");
  await makeScenario(page, "Fra et tidligere kvarter", { parent: "Den levende tvillingen", time: origin });
  assert.equal(await page.inputValue("#scenario-rewind-to"), origin);
  await page.fill("#scenario-new-name", "I framtiden");
  await page.fill("#scenario-time", `2099${origin.slice(4)}`);
  await page.click("#scenario-create-button");
  await says(page, "#scenario-create-message", /ligger i framtiden/);
  assert.equal(await page.locator("#scenario-timeline .lane").count(), 4);
  await lane(page, "Etter omkobling").focus();
  await page.keyboard.press("Enter");
  await says(page, "#scenario-name", /Etter omkobling/);
  await page.locator("#scenarios").scrollIntoViewIfNeeded();
  await picture(page, "page-scenario-branches.png");
  if (await page.locator("#scenario-pause").isEnabled()) {
    await page.click("#scenario-pause");
    await says(page, "#scenario-message", /Stoppet ved|Regner til/);
  }
  await lane(page, "Uten vindkraft").focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await until("the living twin to be chosen", async () => page.locator("#scenario-chosen").isHidden());
  await page.click("#language");
  assert.match(await page.textContent("#scenario-timeline"), /The living twin/);
  await picture(page, "page-scenario-en.png");
  await page.click("#language");
  for (const name of ["Fra et tidligere kvarter", "Etter omkobling", "Uten vindkraft"]) await deleteScenario(page, name);
  assert.deepEqual(errors, []);
  await page.close();
});

await test("without a token there are no scenarios, and none are asked for", async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`${base}/`);
  await page.locator("body[data-map=ready]").waitFor({ state: "attached", timeout: 30000 });
  await page.waitForTimeout(4000);
  for (const id of ["#scenarios", "#scenario-banner", "#control-strip", "#to-scenarios"]) {
    assert.ok(await page.locator(id).isHidden(), id);
  }
  assert.ok(asked.some((address) => address.includes("Operations/")));
  assert.deepEqual(asked.filter((address) => address.includes("Scenario/")), []);
  await page.close();
});

await finish();

// The whole station: the real program, a home that speaks to it, and the people who look and go.
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { code, home, logIn, whole, WORD } from "./whole.mjs";
import { close, isFine, page, until, PHONE } from "./station.mjs";

const here = await whole();
after(async () => { await here.end(); await close(); });

const STATE = {
  where: "home", sleep: "awake", activity: "frequent", heart_rate: { per_min: 80, age_s: 2 },
  today: { bed_exits: 2, turn_overs: 14, nap_min: 35 }, air: { smoke: "clear" }, door: "closed",
  sensors: [{ line: "bed", is: "ok" }], alarms: 0,
};

let lin = null;
let box = null;

test("a login is made beside the running station, and a home joins it and is on the wall", async () => {
  assert.equal(here.command(["user", "add", "lin", "--role", "admin"], `${WORD}\n`).status, 0);
  const enrolled = here.command(["enrol", "h0042", "--name", "杜桂英", "--building", "4", "--door", "301", "--json"]);
  assert.equal(enrolled.status, 0, enrolled.err);
  const report = JSON.parse(enrolled.out);
  assert.deepEqual([report["station-runs"], report.heard, report["is-new"]], [true, false, true]);
  assert.match(report["hearth-toml"], /id = "h0042"/);

  box = await home(here.mqtt, "h0042");
  box.state(STATE);
  const waited = here.command(["enrol", "h0042", "--wait", "20"]);
  assert.equal(waited.status, 0, waited.out + waited.err);
  assert.match(waited.out, /was in the roster already[\s\S]*h0042 has been heard/);

  lin = await here.enter("lin");
  await lin.goto(`${here.origin}/wall`);
  assert.ok(await until(async () => /杜/.test(await lin.textContent("body"))));
});

test("smoke is on desk and wall within a second, and whoever goes is told to the home", async () => {
  await lin.goto(`${here.origin}/people/new`);
  for (const [field, value] of [["#name", "Chen Wei"], ["#to1", "13955550102"]]) { await lin.fill(field, value); }
  await lin.selectOption("#is", "staff");
  await lin.click("main form button");
  await lin.waitForLoadState();
  await lin.goto(`${here.origin}/desk`);
  await lin.waitForFunction(() => document.body.dataset.live === "yes");
  const began = Date.now();
  box.alarm("smoke", { alarm: "8-3", priority: "high", step: "raised", line: "kitchen-smoke", room: "kitchen" });
  await lin.waitForSelector("#c1");
  const took = Date.now() - began;
  console.log(`an alarm is on the desk after ${took} ms`);
  assert.ok(took < 1500, `${took} ms`);
  assert.match(await lin.textContent("#c1"), /杜桂英[\s\S]*4 · 301/);
  assert.match(await lin.textContent("#c1 .next"), /Chen Wei/);
  assert.ok(await until(async () => (await lin.evaluate(() => document.body.dataset.calling)) === "high"));
  await lin.click("#c1 button[value=received]");
  assert.ok(await until(() => box.told("acknowledge").some((it) => it.stage === "received")), "the home knows that it is seen");

  let link = null;
  assert.ok(await until(() => { link ??= here.texts()[0]?.link; return link; }), "a telephone rings");
  const phone = await page({ viewport: PHONE, hasTouch: true });
  await phone.goto(link);
  await isFine(phone, "/go");
  await phone.tap("button[value=accept]");
  assert.ok(await until(() => box.told("acknowledge").some((it) => it.stage === "accepted")), "the home knows");
  const accepted = box.told("acknowledge").find((it) => it.stage === "accepted");
  box.reply("acknowledge", { request: accepted.request, ok: true });
  assert.ok(await until(async () => /Chen Wei goes/.test(await lin.textContent("#c1 .stands"))));
  assert.deepEqual(phone.complaints, []);

  const guessed = await phone.goto(link.replace(/.$/, (it) => (it === "a" ? "b" : "a")));
  assert.equal(guessed.status(), 404);
  await phone.context().close();
});

test("a second alarm of the home is put together with the first, and the home hears who goes for both", async () => {
  box.alarm("gas", { alarm: "8-4", priority: "high", step: "raised", line: "kitchen-gas", room: "kitchen" });
  await lin.waitForSelector("#c2");
  await lin.goto(`${here.origin}/desk/c2`);
  await lin.click("#case details:has(#into) summary");
  await lin.selectOption("#into", "c1");
  await isFine(lin, "/desk/c2");
  await lin.click("#case form[action='/desk/c2/merge'] button");
  assert.ok(await until(() => box.told("acknowledge").some((it) => it.alarm === "8-4" && it.stage === "accepted")));
  await lin.goto(`${here.origin}/desk/c1`);
  assert.match(await lin.textContent("#case"), /belongs to it: /);
});

test("whoever wants is asked for the number of their telephone, and then by nothing less", async () => {
  await lin.goto(`${here.origin}/second-step`);
  await lin.fill("#old", WORD);
  await lin.click("main form button");
  await lin.waitForSelector(".qr");
  await isFine(lin, "/second-step");
  const words = await lin.textContent("main code");
  await lin.fill("#code", code(words));
  await lin.click("main form button");
  await lin.waitForSelector(".codes");
  const recovery = await lin.textContent(".codes code");
  await lin.context().close();

  const tab = await page();
  await logIn(tab, here.origin, "lin");
  assert.ok(tab.url().includes("/login/code"), tab.url());
  await isFine(tab, "/login/code");
  assert.equal((await tab.request.get(`${here.origin}/roster`, { maxRedirects: 0 })).status(), 303, "not in yet");
  await tab.fill("#code", code(words, 1));
  await tab.click("main form button");
  await tab.waitForSelector("#desk");
  await tab.context().close();

  const lost = await page();
  await logIn(lost, here.origin, "lin");
  await lost.fill("#code", recovery);
  await lost.click("main form button");
  await lost.waitForURL("**/second-step");
  assert.match(await lost.textContent("main"), /left: 9/);
  assert.equal(here.command(["user", "second-step-off", "lin"]).status, 0);
  lin = lost;
});

test("the quiet hours show what they would have held, and the week is printed or it is said how", async () => {
  await lin.goto(`${here.origin}/quiet`);
  await isFine(lin, "/quiet");
  await lin.fill("#from", "22:30");
  await lin.click("main form button[name=preview]");
  await lin.waitForLoadState();
  assert.equal(await lin.inputValue("#from"), "22:30");
  await lin.click("main form button:not([name])");
  await lin.waitForLoadState();
  assert.equal(await lin.inputValue("#from"), "22:30");
  const sheet = await lin.request.get(`${here.origin}/desk/report/this/pdf`, { timeout: 40_000 });
  const body = await sheet.body();
  assert.ok(sheet.status() === 200 ? body.subarray(0, 5).toString() === "%PDF-" : /PDF/.test(body.toString()), `${sheet.status()}`);
  console.log(`the week's sheet: ${sheet.status() === 200 ? `${body.length} bytes` : "said how to print it elsewhere"}`);
  assert.deepEqual(lin.complaints, []);
});

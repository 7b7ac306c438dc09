// The desk, and the page on a telephone, in a browser.
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { desk } from "./desk.mjs";
import { close, fits, isFine, page, painted, until, PHONE } from "./station.mjs";

after(close);

const live = (tab) => tab.waitForFunction(() => document.body.dataset.live === "yes");

for (const lang of ["en", "zh-CN"]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing on the desk's pages, ${lang}, ${colorScheme}`, async () => {
      const here = await desk("few");
      const tab = await here.enter({ locale: lang, colorScheme, reducedMotion: "reduce" });
      for (const path of ["/desk", "/desk/c1", "/desk/c3", "/people", "/people/new", "/people/p4", "/duty", "/ladders", "/quiet", "/second-step", "/desk/proven", "/desk/report/this"]) {
        await tab.goto(here.origin + path);
        await isFine(tab, path);
      }
      const phone = await page({ locale: lang, colorScheme, viewport: PHONE });
      for (const word of ["c1p3", "c2p2", "c3p3", "c2p3", "c1p5"]) {
        await phone.goto(`${here.origin}/go/${word}`);
        await isFine(phone, word);
        await fits(phone, word);
      }
      assert.deepEqual(tab.complaints.concat(phone.complaints), []);
      await tab.context().close();
      await phone.context().close();
      here.end();
    });
  }
}

test("a case opens, is pressed and closed by the keyboard alone, and the focus is never lost", async () => {
  const here = await desk("few");
  const tab = await here.enter();
  await tab.goto(`${here.origin}/desk`);
  await live(tab);
  await tab.focus("#c1 h2 a");
  await tab.keyboard.press("Enter");
  await tab.waitForSelector("[data-case=c1]");
  assert.equal(await tab.evaluate(() => document.activeElement.tagName), "H2");
  assert.ok(tab.url().endsWith("/desk/c1"));
  await tab.focus("#c1 button[value=accept]");
  await tab.keyboard.press("Enter");
  await tab.waitForFunction(() => /goes/.test(document.querySelector("#c1 .stands").textContent));
  assert.ok(await tab.evaluate(() => document.querySelector("#c1").contains(document.activeElement)));
  await tab.waitForFunction(() => document.querySelector("#case button[value=at-the-door]"));
  await tab.focus("#case .close");
  await tab.keyboard.press("Enter");
  assert.equal(await tab.evaluate(() => document.activeElement.closest("li").id), "c1");
  assert.ok(tab.url().endsWith("/desk"));
  assert.deepEqual(tab.complaints, []);
  await tab.context().close();
  here.end();
});

test("who is called next counts down, and a new alarm stands there at once and is said", async () => {
  const here = await desk("few");
  const tab = await here.enter();
  await tab.goto(`${here.origin}/desk`);
  await live(tab);
  const left = () => tab.textContent("#c1 [data-until]");
  const first = await left();
  assert.match(first, /^\d+:\d\d$/);
  assert.ok(await until(async () => (await left()) !== first, 3000));
  const began = Date.now();
  await here.invent("alarms/1");
  await tab.waitForFunction(() => document.querySelector("#news").textContent !== "");
  assert.ok(Date.now() - began < 1500, `${Date.now() - began} ms`);
  await tab.context().close();
  here.end();
});

test("the desk says that it is silent until somebody has touched it, and calls until it is received", async () => {
  const here = await desk("quiet");
  const tab = await here.enter();
  await tab.goto(`${here.origin}/desk`);
  await live(tab);
  assert.ok(await tab.isVisible("#quiet"));
  assert.ok(await tab.isVisible("#sound"));
  await tab.click("#sound");
  await tab.waitForSelector("#sound", { state: "hidden" });
  const calling = () => tab.evaluate(() => document.body.dataset.calling);
  assert.equal(await calling(), "no");
  await here.invent("alarms/1");
  assert.ok(await until(async () => (await calling()) === "high"));
  // The home is told by itself that a screen shows it; that is no answer, and the desk sounds on.
  assert.ok(await until(async () => (await tab.$("li[data-unseen]")) === null));
  assert.equal(await calling(), "high");
  await tab.click("li.case.high button[value=received]");
  assert.ok(await until(async () => (await calling()) === "no"));
  await here.invent("over");
  assert.ok(await until(() => tab.isVisible("#quiet")));
  await tab.context().close();
  here.end();
});

test("a desk whose station is silent has a red frame that says since when", async () => {
  const here = await desk("few");
  const tab = await here.enter();
  await tab.goto(`${here.origin}/desk`);
  await live(tab);
  assert.ok(await tab.isHidden("#dead"));
  here.end();
  assert.ok(await until(() => tab.isVisible("#dead"), 40000, 500));
  assert.match(await tab.textContent("#dead"), /\d\d:\d\d:\d\d/);
  await tab.context().close();
});

test("without a script each button works, and what was typed with a file that is none is kept", async () => {
  const here = await desk("few");
  const tab = await here.enter();
  const plain = await page({ javaScriptEnabled: false, storageState: await tab.context().storageState() });
  await plain.goto(`${here.origin}/desk`);
  await plain.click("#c1 button[value=accept]");
  await plain.waitForLoadState();
  assert.match(await plain.textContent("#said"), /Written down/);
  await plain.click("#c1 h2 a");
  await plain.waitForLoadState();
  await plain.click("#case button[value=at-the-door]");
  await plain.waitForLoadState();
  await plain.fill("#note", "steam of the kettle");
  await plain.setInputFiles("#photo", { name: "x.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
  await plain.click("#resolve button");
  await plain.waitForLoadState();
  assert.match(await plain.textContent("#photo-fault"), /JPEG/);
  assert.equal(await plain.inputValue("#note"), "steam of the kettle");
  await plain.click("#resolve button");
  await plain.waitForLoadState();
  assert.match(await plain.textContent("#case"), /Resolved by/);
  await plain.context().close();
  await tab.context().close();
  here.end();
});

test("a telephone goes through a case with its large buttons, and others learn that somebody goes", async () => {
  const here = await desk("few");
  const phone = await page({ viewport: PHONE, hasTouch: true });
  const other = await page({ viewport: PHONE });
  await phone.goto(`${here.origin}/go/c1p3`);
  const small = await phone.$$eval("main button, main summary", (all) =>
    all.filter((it) => it.getBoundingClientRect().height < 56).map((it) => it.textContent));
  assert.deepEqual(small, []);
  for (const act of ["accept", "on-the-way", "at-the-door"]) {
    await phone.tap(`button[value=${act}]`);
    await phone.waitForSelector(`button[value=${act}]`, { state: "detached" });
  }
  assert.ok(await phone.isVisible("a[href^='tel:']"));
  await other.goto(`${here.origin}/go/c1p2`);
  assert.match(await other.textContent("main"), /Chen Wei goes already/);
  assert.equal(await other.$("a[href^='tel:']"), null);
  await phone.fill("#note", "all well");
  await phone.tap(".go-done");
  await phone.waitForSelector(".go.over");
  assert.match(await phone.textContent("main"), /It is over/);
  assert.deepEqual(phone.complaints, []);
  await phone.context().close();
  await other.context().close();
  here.end();
});

test("five hundred open cases are painted, and it is said how soon", async () => {
  const here = await desk("many");
  const tab = await here.enter();
  const times = [];
  for (let n = 0; n < 5; n += 1) {
    await tab.goto(`${here.origin}/desk`);
    times.push(await painted(tab));
  }
  times.sort((a, b) => a - b);
  console.log(`first paint of 500 cases: ${times.map(Math.round).join(", ")} ms`);
  assert.equal(await tab.$$eval("#cases li.case", (all) => all.length), 500);
  // The goal is 500 ms on a machine that does nothing else; this one may be busy, and runs a debug build.
  assert.ok(times[2] <= 10_000, `${times[2]} ms`);
  await tab.context().close();
  here.end();
});

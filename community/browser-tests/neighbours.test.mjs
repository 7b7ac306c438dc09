// The neighbourhood's pages in large type, the office's forms, the ledger, and the sheet for the wall.
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { neighbourhood } from "./reports.mjs";
import { close, fits, isFine, page, PHONE } from "./station.mjs";

after(close);

const OPEN = ["/neighbourhood", "/neighbourhood/activity/1", "/neighbourhood/activity/2", "/neighbourhood/wish"];
const OFFICE = ["/ledger", "/ledger/import", "/calendar", "/neighbourhood/edit", "/neighbourhood/edit/activity/new",
  "/neighbourhood/edit/activity/1", "/neighbourhood/edit/activity/2/list", "/neighbourhood/edit/notice/1",
  "/neighbourhood/print/notice/1"];

for (const lang of ["en", "zh-CN"]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing on the neighbourhood's pages and they fit, ${lang}, ${colorScheme}`, async () => {
      const here = await neighbourhood();
      const options = { locale: lang, colorScheme, reducedMotion: "reduce" };
      const tab = await page({ ...options, viewport: PHONE });
      for (const path of OPEN) {
        await tab.goto(here.origin + path);
        await isFine(tab, path);
        await fits(tab, path);
      }
      const lin = await here.lin(options);
      for (const path of OFFICE) {
        await lin.goto(here.origin + path);
        for (const fold of await lin.$$("details:not([open])")) { await fold.evaluate((it) => { it.open = true; }); }
        await isFine(lin, path);
        await fits(lin, path);
        await lin.setViewportSize(PHONE);
        await fits(lin, `${path} on a telephone`);
        await lin.setViewportSize({ width: 1280, height: 900 });
      }
      assert.deepEqual(tab.complaints.concat(lin.complaints), []);
      for (const it of [tab, lin]) { await it.context().close(); }
      here.end();
    });
  }
}

test("letters that old eyes read: nothing of a resident's page is smaller than 18 px, nothing to press than 44", async () => {
  const here = await neighbourhood();
  const tab = await page({ viewport: PHONE });
  for (const path of OPEN) {
    await tab.goto(here.origin + path);
    const small = await tab.$$eval(".neighbours *", (all) => all
      .filter((it) => [...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
      .filter((it) => parseFloat(getComputedStyle(it).fontSize) < 18)
      .map((it) => it.outerHTML.slice(0, 80)));
    assert.deepEqual(small, [], path);
    const flat = await tab.$$eval(".neighbours button, .doors a, .neighbours input:not([type=hidden])", (all) => all
      .filter((it) => it.getBoundingClientRect().height < 44).map((it) => it.outerHTML.slice(0, 80)));
    assert.deepEqual(flat, [], path);
  }
  here.end();
});

test("somebody signs up by telephone without a script, and the office sees them", async () => {
  const here = await neighbourhood();
  const tab = await page({ viewport: PHONE, javaScriptEnabled: false });
  await tab.goto(`${here.origin}/neighbourhood/activity/1`);
  await tab.fill("#name", "Zhao");
  await tab.fill("#phone", "136 0013 6000");
  await tab.click(".neighbours form button");
  assert.match(tab.url(), /\/neighbourhood\/mine\//);
  const lin = await here.lin();
  await lin.goto(`${here.origin}/neighbourhood/edit/activity/1/list`);
  assert.match(await lin.textContent("main"), /136 0013 6000/);
  await lin.click("button[value=confirm] >> nth=-1");
  await tab.reload();
  assert.match(await tab.textContent("main"), /Zhao, you have a place/);
  here.end();
});

test("the sheet for the wall is one page, black on white, also for whoever likes it dark", async () => {
  const here = await neighbourhood();
  const lin = await here.lin({ colorScheme: "dark" });
  await lin.goto(`${here.origin}/neighbourhood/print/notice/1`);
  // What stands beside the square has the room that is left, not what a square leaves of itself.
  const beside = await lin.evaluate(() => {
    const figure = document.createElement("figure");
    figure.className = "qr";
    figure.innerHTML = "<svg viewBox='0 0 9 9'></svg><figcaption>Hold a telephone's camera before the square</figcaption>";
    document.querySelector(".sheet").appendChild(figure);
    const wide = figure.querySelector("figcaption").getBoundingClientRect().width;
    figure.remove();
    return wide;
  });
  assert.ok(beside > 300, `${beside} px`);
  await lin.emulateMedia({ media: "print" });
  const ground = await lin.$eval(".sheet", (it) => getComputedStyle(it).backgroundColor);
  assert.equal(ground, "rgb(255, 255, 255)");
  const pdf = (await lin.pdf({ format: "A4" })).toString("latin1");
  assert.equal(pdf.match(/\/Type\s*\/Page[^s]/g).length, 1);
  here.end();
});

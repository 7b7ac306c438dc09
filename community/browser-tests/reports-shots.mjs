// Pictures of the pages of reports, for people to look at: `node reports-shots.mjs [folder]`.
import { mkdirSync } from "node:fs";
import { close, page, PHONE } from "./station.mjs";
import { neighbourhood } from "./reports.mjs";

const OUT = process.argv[2] ?? new URL("./shots/", import.meta.url).pathname;
mkdirSync(OUT, { recursive: true });

const here = await neighbourhood();
const building = encodeURIComponent("4号楼");
const PAGES = {
  place: "/report", write: `/report/write?kind=road&building=${building}`, road: here.receipts.road,
  rubbish: here.receipts.rubbish, done: "/neighbourhood/done", neighbourhood: "/neighbourhood",
};
const WORK = { work: "/work", case: "/work/c1" };
const OFFICE = {
  places: "/work/places", ledger: "/ledger", calendar: "/calendar", sheets: "/neighbourhood/edit",
};

for (const lang of ["en", "zh-CN"]) {
  for (const [size, viewport] of [["phone", PHONE], ["desktop", { width: 1280, height: 900 }]]) {
    const tab = await page({ locale: lang, viewport, deviceScaleFactor: size === "phone" ? 2 : 1 });
    for (const [name, path] of Object.entries(PAGES)) {
      await tab.goto(here.origin + path);
      await tab.waitForTimeout(150);
      await tab.screenshot({ path: `${OUT}/report-${name}-${size}-${lang}.png`, fullPage: true });
    }
    await tab.context().close();
    if (process.env.PUBLIC_ONLY) { continue; }
    const chen = await here.chen({ locale: lang, viewport, deviceScaleFactor: size === "phone" ? 2 : 1 });
    for (const [name, path] of Object.entries(WORK)) {
      await chen.goto(here.origin + path);
      if (name === "work") { await chen.click("#c1 > summary"); }
      await chen.waitForTimeout(150);
      await chen.screenshot({ path: `${OUT}/${name}-${size}-${lang}.png`, fullPage: true });
    }
    await chen.context().close();
    const lin = await here.lin({ locale: lang, viewport });
    for (const [name, path] of Object.entries(OFFICE)) {
      await lin.goto(here.origin + path);
      await lin.screenshot({ path: `${OUT}/${name}-top-${size}-${lang}.png` });
      await lin.screenshot({ path: `${OUT}/${name}-${size}-${lang}.png`, fullPage: true });
    }
    await lin.context().close();
  }
}
await close();
here.end();
process.exit(0);

// The wall, the desk and the telephone's page of a running demo, as pictures:
// pictures.mjs WALL PASSWORD FOLDER SAID, where SAID is the file in which the demo's own words stand.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../community/browser-tests/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const [wall, password, folder, said] = process.argv.slice(2);
const { origin } = new URL(wall);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--font-render-hinting=none"],
});
const screen = await browser.newContext({ viewport: { width: 1600, height: 900 }, locale: "en" });

async function login() {
  const desk = await browser.newContext({ viewport: { width: 1280, height: 1000 }, locale: "en" });
  const tab = await desk.newPage();
  await tab.goto(`${origin}/login`);
  await tab.fill("input[name=name]", "desk");
  await tab.fill("input[name=password]", password);
  await tab.click("main button");
  await tab.waitForURL((url) => url.pathname !== "/login");
  return tab;
}

const tab = await screen.newPage();
const errors = [];
tab.on("pageerror", (error) => errors.push(String(error)));
await tab.goto(wall);
const desk = await login();

// The evening's gas alarm; before nine the palette is that of the day.
await tab.waitForSelector(".tile.high", { timeout: 120_000 });
await tab.waitForTimeout(600);
await tab.screenshot({ path: `${folder}/wall.png` });

const link = () => /as on a telephone: (\S+)/.exec(readFileSync(said, "utf8"))?.[1];
for (let n = 0; n < 100 && !link(); n += 1) { await tab.waitForTimeout(100); }
const phone = await browser.newContext({
  viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, locale: "en",
});
const rung = await phone.newPage();
await rung.goto(`${link()}?lang=en`);
await rung.waitForTimeout(300);
await rung.screenshot({ path: `${folder}/telephone.png` });

await desk.goto(`${origin}/desk`);
await desk.waitForSelector("text=gas");
await desk.click("a[href^='/desk/c']");
await desk.waitForTimeout(600);
await desk.screenshot({ path: `${folder}/desk.png` });

await browser.close();
if (errors.length > 0) {
  throw new Error(`the wall's script complains: ${errors.join("; ")}`);
}

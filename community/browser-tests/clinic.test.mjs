// The clinic's pages in a browser.
import { test, after } from "node:test";
import assert from "node:assert/strict";
import net from "node:net";
import { mkdirSync } from "node:fs";
import { once } from "node:events";
import { desk } from "./desk.mjs";
import { close, fits, isFine, page, PHONE } from "./station.mjs";

after(close);

async function looksWell(tab, what) {
  await isFine(tab, what);
  await fits(tab, what);
}

const CLINIC = process.env.CLINIC
  ?? new URL("../../target/debug/examples/clinic", import.meta.url).pathname;
// Pictures for people to look at, where they are asked for.
const SHOTS = process.env.SHOTS;
if (SHOTS) { mkdirSync(SHOTS, { recursive: true }); }

async function free() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

for (const [lang, colorScheme] of [["en", "light"], ["zh-CN", "light"], ["en", "dark"]]) {
  test(`axe finds nothing on the clinic's pages, and they fit a telephone, ${lang}, ${colorScheme}`, async () => {
    const here = await desk("", CLINIC, ["pages", String(await free())]);
    const tab = await here.enter({ locale: lang, colorScheme, viewport: { width: 1280, height: 900 } });
    const state = await tab.context().storageState();
    const phone = await page({ locale: lang, colorScheme, viewport: PHONE, storageState: state });
    for (const path of ["/clinic", "/clinic/asked", "/clinic/outbox", "/residents/1"]) {
      for (const [name, it] of [["desk", tab], ["phone", phone]]) {
        await it.goto(here.origin + path);
        if (SHOTS) { await it.screenshot({ path: `${SHOTS}${path.replaceAll("/", "-")}-${name}-${lang}-${colorScheme}.png`, fullPage: true }); }
        await looksWell(it, `${path} ${name}`);
      }
    }
    await tab.goto(`${here.origin}/clinic`);
    assert.ok(await tab.locator("section.changed li").count() > 0, "somebody has changed");
    assert.deepEqual(tab.complaints.concat(phone.complaints), []);
    await tab.context().close();
    await phone.context().close();
    here.end();
  });
}

test("a request is taken and done by the keyboard alone, and is gone then", async () => {
  const here = await desk("", CLINIC, ["pages", String(await free())]);
  const tab = await here.enter({ locale: "en" });
  await tab.goto(`${here.origin}/clinic/asked`);
  assert.equal(await tab.locator(".asks > li").count(), 2);
  await tab.focus("#ask1 button[value=accept]");
  await tab.keyboard.press("Enter");
  await tab.waitForSelector("#ask1 >> text=lin does it.");
  await tab.fill("#note1", "142/88");
  await tab.focus("#ask1 button[value=done]");
  await tab.keyboard.press("Enter");
  await tab.waitForFunction(() => document.querySelectorAll(".asks > li").length === 1);
  await tab.context().close();
  here.end();
});

// The wall in a browser.
import { test, after } from "node:test";
import assert from "node:assert/strict";
import AxeBuilder from "@axe-core/playwright";
import { close, page, painted, proxy, station, until, FULL_HD, PHONE } from "./station.mjs";

after(close);

const UHD = { width: 3840, height: 2160 };
// 65 inches of 16:9.
const HEIGHT_MM = 65 * 25.4 * 9 / Math.hypot(16, 9);

// The height of a capital of an element in mm on that screen, as the font draws it.
async function capital(tab, selector) {
  const share = await tab.evaluate((selector) => {
    const element = document.querySelector(selector);
    const style = getComputedStyle(element);
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    return pen.measureText("H").actualBoundingBoxAscent / window.innerHeight;
  }, selector);
  return share * HEIGHT_MM;
}

// The stream has spoken. Asked from outside: the page's own clock may be a false one.
async function live(tab) {
  const spoke = () => tab.evaluate(() => document.body.dataset.live === "yes");
  assert.ok(await until(spoke, 30000), "the stream is silent");
}

for (const viewport of [FULL_HD, UHD]) {
  for (const homes of [20, 50, 60, 110, 200]) {
    test(`${homes} homes on ${viewport.width} px have capitals of 28 mm, and nothing is cut off`, async () => {
      const here = await station("--homes", homes, "--changes", 0, "--alarms", 6);
      const tab = await page({ viewport });
      await tab.goto(`${here.origin}/wall`);
      await live(tab);
      for (const what of [".tile h2 a", ".alarm .who a", ".alarm .what", "#clock"]) {
        const mm = await capital(tab, what);
        assert.ok(mm >= 27.9, `${what}: ${mm.toFixed(1)} mm`);
      }
      if (homes <= 60) { assert.ok(await capital(tab, ".tile .rate b") >= 27.9); }
      const cut = await tab.evaluate(() => {
        const bad = [];
        for (const tile of document.querySelectorAll(".tile:not(.free)")) {
          const box = tile.getBoundingClientRect();
          for (const part of tile.querySelectorAll("h2 a, .rate, .counts, .says")) {
            const inner = part.getBoundingClientRect();
            if (inner.width === 0 || inner.height === 0) { continue; }
            if (inner.bottom > box.bottom + 1 || inner.top < box.top - 1) {
              bad.push(`${tile.dataset.seat} ${part.className || part.tagName}: ${Math.round(inner.bottom - box.bottom)} px below`);
            }
            if (part.tagName === "A" && inner.right > box.right + 1) {
              bad.push(`${tile.dataset.seat}: the name is ${Math.round(inner.right - box.right)} px too wide`);
            }
          }
          const says = tile.querySelector(".says");
          // A font's own box is deeper than its line; what is cut is a line.
          const line = parseFloat(getComputedStyle(says).fontSize);
          if (says.scrollHeight > says.clientHeight + line * 0.6 && says.clientHeight > 0) {
            bad.push(`${tile.dataset.seat}: "${says.textContent}" does not fit`);
          }
        }
        const page = document.documentElement;
        if (page.scrollHeight > page.clientHeight) { bad.push("the page scrolls"); }
        return bad;
      });
      assert.deepEqual(cut.slice(0, 5), []);
      assert.deepEqual(tab.complaints, []);
      await tab.context().close();
      here.end();
    });
  }
}

test("tiles keep their boxes and their elements whatever happens", async () => {
  const here = await station("--homes", 50, "--changes", 0);
  const tab = await page();
  await tab.goto(`${here.origin}/wall`);
  await live(tab);
  const boxes = () => tab.evaluate(() => JSON.stringify(
    Array.from(document.querySelectorAll(".tile, #board, #strip"), (e) => {
      const { x, y, width, height } = e.getBoundingClientRect();
      return [x, y, width, height];
    })));
  const count = () => tab.evaluate(() => document.getElementsByTagName("*").length);
  const [before, elements] = [await boxes(), await count()];
  await here.post("/invent/alarms/6");
  await here.post("/invent/changes/500");
  await here.post("/invent/lost/5");
  assert.ok(await until(() => tab.locator(".tile.high.calls").count()));
  assert.ok(await until(() => tab.locator("[data-seat='5'].lost").count()));
  assert.equal(await boxes(), before);
  assert.equal(await count(), elements);
  await here.post("/invent/alarms/0");
  assert.ok(await until(async () => await tab.locator(".tile.high").count() === 0));
  assert.equal(await boxes(), before);
  assert.equal(await count(), elements);
  assert.deepEqual(tab.complaints, []);
  await tab.context().close();
  here.end();
});

test("an alarm has a colour, a picture and a word, and its border flashes at its rate", async () => {
  const here = await station("--homes", 50, "--changes", 0, "--alarms", 6);
  const tab = await page();
  await tab.goto(`${here.origin}/wall`);
  await live(tab);
  const seen = await tab.evaluate(() => {
    const of = (selector) => {
      const style = getComputedStyle(document.querySelector(selector));
      return [parseFloat(style.animationDuration), style.animationTimingFunction];
    };
    return { high: of(".tile.high.calls"), medium: of(".alarm.medium.calls"), words: document.querySelector(".tile.high .says").textContent };
  });
  const [high, medium] = [1 / seen.high[0], 1 / seen.medium[0]];
  assert.ok(high >= 1.4 && high <= 2.8, `${high} Hz`);
  assert.ok(medium >= 0.4 && medium <= 0.8, `${medium} Hz`);
  assert.match(seen.high[1], /steps\(1/);
  assert.match(seen.words, /smoke|fall/);
  await tab.context().close();
  const still = await page({ reducedMotion: "reduce" });
  await still.goto(`${here.origin}/wall`);
  const name = await still.evaluate(() => getComputedStyle(document.querySelector(".tile.high")).animationName);
  assert.equal(name, "none");
  await still.context().close();
  here.end();
});

test("when there are more alarms than places, what each is about still fits into its own", async () => {
  const here = await station("--homes", 50, "--changes", 0, "--alarms", 4);
  const tab = await page();
  await tab.goto(`${here.origin}/wall?lang=en`);
  await live(tab);
  assert.ok(await tab.isHidden("#more"));
  await here.post("/invent/alarms/30");
  assert.ok(await until(() => tab.isVisible("#more")));
  const wide = await tab.$$eval(".alarm .what span, .alarm .who a", (all) => all
    .map((it) => [it.textContent, it.getBoundingClientRect().right - it.closest(".alarm").getBoundingClientRect().right])
    .filter(([, over]) => over > 0));
  assert.deepEqual(wide, []);
  await tab.context().close();
  here.end();
});

test("a wall behind a proxy that answered 502 comes back by itself", async () => {
  const here = await station("--homes", 20, "--changes", 0);
  const gate = await proxy(here.origin);
  const tab = await page();
  await tab.goto(`${gate.origin}/wall`);
  await live(tab);
  gate.refuse(2);
  assert.ok(await until(() => gate.refused() === 2, 20000));
  await here.post("/invent/lost/3");
  assert.ok(await until(() => tab.locator("[data-seat='3'].lost").count(), 20000), "it did not come back");
  assert.deepEqual(tab.complaints, []);
  await tab.context().close();
  gate.end();
  here.end();
});

test("a silent stream is a red frame with the time since when, and ends when the station speaks", async () => {
  const here = await station("--homes", 20, "--changes", 0);
  const gate = await proxy(here.origin);
  const tab = await page();
  await tab.goto(`${gate.origin}/wall`);
  await live(tab);
  assert.equal(await tab.locator("#dead").isVisible(), false);
  gate.mute(true);
  const began = performance.now();
  assert.ok(await until(() => tab.locator("#dead").isVisible(), 40000, 200), "no red frame");
  const seconds = (performance.now() - began) / 1000;
  // The last heartbeat was up to 10 s before.
  assert.ok(seconds > 13 && seconds < 28, `${seconds} s`);
  assert.match(await tab.locator("#dead").textContent(), /not live since \d\d:\d\d:\d\d/);
  gate.mute(false);
  assert.ok(await until(async () => !await tab.locator("#dead").isVisible(), 45000, 200));
  await tab.context().close();
  gate.end();
  here.end();
});

test("a stream ages a stale number by the station's clock", async () => {
  const here = await station("--homes", 50, "--changes", 0, "--speed", 60);
  const tab = await page();
  await tab.goto(`${here.origin}/wall`);
  await live(tab);
  const age = () => tab.locator(".tile.stale .age").first().textContent();
  const before = parseInt(await age(), 10);
  assert.ok(await until(async () => parseInt(await age(), 10) >= before + 2, 10000));
  assert.equal(await tab.locator(".tile.stale .rate b").first().textContent(), "–");
  await tab.context().close();
  here.end();
});

test("at four in the morning the page loads itself again, unless an alarm is open", async () => {
  const here = await station("--homes", 20, "--changes", 0);
  const tab = await page();
  await tab.clock.install();
  await tab.goto(`${here.origin}/wall`);
  await live(tab);
  let loads = 0;
  tab.on("framenavigated", () => { loads += 1; });
  const asked = await tab.evaluate(() => {
    const of = window.HearthRules.shouldReload;
    window.asked = [];
    window.HearthRules.shouldReload = (now, offset, open, age) => {
      window.asked.push([open, age]);
      return of(now - ((now + offset * 1000) % 86400000) + 4 * 3600000, offset, open, age);
    };
    return true;
  });
  assert.ok(asked);
  await tab.clock.runFor(2000);
  assert.equal(loads, 0, "a young page stays");
  await here.post("/invent/alarms/1");
  assert.ok(await until(() => tab.locator(".alarm.high").count()));
  await tab.clock.fastForward("03:00:00");
  await tab.clock.runFor(2000);
  assert.equal(loads, 0, "an alarm is open");
  await here.post("/invent/alarms/0");
  assert.ok(await until(async () => { await tab.clock.runFor(1000); return loads > 0; }), "it stays");
  await tab.context().close();
  here.end();
});

test("sound is off until somebody touches the page, and it says so", async () => {
  const here = await station("--homes", 20, "--changes", 0, "--alarms", 1);
  const tab = await page();
  await tab.goto(`${here.origin}/wall`);
  await live(tab);
  const button = tab.locator("#sound");
  assert.equal(await button.isVisible(), true);
  await button.focus();
  await tab.keyboard.press("Enter");
  assert.ok(await until(async () => !await button.isVisible(), 5000), "the banner stays");
  await tab.context().close();
  here.end();
});

test("a kiosk's address becomes a cookie, and shows surnames only", async () => {
  const here = await station("--homes", 20, "--kiosk");
  const tab = await page();
  const refused = await tab.goto(`${here.origin}/wall`);
  assert.equal(refused.status(), 403);
  await tab.goto(`${here.origin}/wall?token=hall`);
  assert.equal(new URL(tab.url()).search, "");
  assert.equal(await tab.locator("h2 a").first().textContent(), "杜");
  assert.equal(await tab.locator("h2 a[href]").count(), 0);
  await tab.context().close();
  here.end();
});

for (const [what, path, options] of [
  ["the wall", "/wall", { viewport: FULL_HD }],
  ["the wall in Chinese", "/wall?lang=zh", { viewport: FULL_HD }],
  ["the wall at night", "/wall#night", { viewport: FULL_HD }],
  ["the wall on a telephone", "/wall", { viewport: PHONE }],
  ["a resident's page", "/residents/0", {}],
  ["a resident's page on a telephone", "/residents/2?lang=zh", { viewport: PHONE }],
  ["a resident's page in the dark", "/residents/0", { colorScheme: "dark" }],
  ["the page of somebody nobody knows", "/residents/3?lang=zh", {}],
  ["a night", "/nights/0", {}],
  ["what a relative sees", "/relatives/0?lang=zh", { viewport: PHONE }],
  ["what a relative sees of an alarm", "/relatives/1", { viewport: PHONE, colorScheme: "dark" }],
  ["what a relative sees of a silent home", "/relatives/2", { viewport: PHONE }],
]) {
  test(`axe finds nothing on ${what}`, async () => {
    const here = await station("--homes", 50, "--changes", 0, "--alarms", 6);
    const tab = await page({ ...options });
    await tab.goto(here.origin + path);
    await tab.waitForTimeout(500);
    if (path.startsWith("/wall")) {
      await tab.evaluate((night) => {
        window.HearthRules.isNight = () => night;
        document.body.classList.toggle("night", night);
        document.body.classList.add("still");
      }, path.endsWith("night"));
    }
    const { violations } = await new AxeBuilder({ page: tab }).analyze();
    const says = violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target + " " + (n.any[0]?.message ?? "")).join(" | ")}`);
    assert.deepEqual(says, []);
    await tab.context().close();
    here.end();
  });
}

test("a night is reached and read with the keyboard alone", async () => {
  const here = await station("--homes", 5, "--changes", 0);
  const tab = await page({ viewport: PHONE });
  await tab.goto(`${here.origin}/nights/0`);
  const table = tab.locator(".as-table table");
  assert.equal(await table.isVisible(), false);
  await tab.locator(".as-table summary").focus();
  await tab.keyboard.press("Enter");
  assert.equal(await table.isVisible(), true);
  assert.match(await table.innerText(), /not known/);
  // The table scrolls and is therefore a stop of its own; the next is what leads to the night before.
  const stops = [];
  for (let i = 0; i < 2; i += 1) {
    await tab.keyboard.press("Tab");
    stops.push(await tab.evaluate(() => document.activeElement.getAttribute("href") ?? document.activeElement.className));
  }
  assert.ok(stops.includes("/residents/1/night/2026-11-22"), stops.join(", "));
  await tab.context().close();
  here.end();
});

for (const [what, path] of [["a resident's page", "/residents/0"], ["a night", "/nights/2?lang=zh"], ["a relative's page", "/relatives/1"]]) {
  test(`${what} is no wider than a telephone, and its lanes share one line of time`, async () => {
    const here = await station("--homes", 5, "--changes", 0);
    const tab = await page({ viewport: PHONE });
    await tab.goto(here.origin + path);
    const seen = await tab.evaluate(() => ({
      wide: document.documentElement.scrollWidth - innerWidth,
      lanes: Array.from(document.querySelectorAll(".lane > svg"), (lane) => {
        const { left, right } = lane.getBoundingClientRect();
        return `${Math.round(left)} ${Math.round(right)}`;
      }),
    }));
    assert.equal(seen.wide, 0);
    assert.ok(new Set(seen.lanes).size <= 1, seen.lanes.join(", "));
    assert.deepEqual(tab.complaints, []);
    await tab.context().close();
    here.end();
  });
}

test("every resident is reached with the keyboard alone, in the order of the seats", async () => {
  const here = await station("--homes", 20, "--changes", 0);
  const tab = await page();
  await tab.goto(`${here.origin}/wall`);
  await live(tab);
  const seats = [];
  for (let i = 0; i < 30; i += 1) {
    await tab.keyboard.press("Tab");
    const seat = await tab.evaluate(() => document.activeElement.closest(".tile")?.dataset.seat ?? null);
    if (seat) { seats.push(Number(seat)); }
  }
  assert.equal(seats.length >= 19, true);
  const once = seats.slice(0, 19);
  assert.deepEqual(once, [...once].sort((a, b) => a - b));
  await tab.context().close();
  here.end();
});

test("a wall that changes all day does not grow", { timeout: 180000 }, async () => {
  const here = await station("--homes", 50, "--changes", 0);
  const tab = await page();
  await tab.goto(`${here.origin}/wall`);
  await live(tab);
  const heap = () => tab.evaluate(() => { gc(); gc(); return performance.memory.usedJSHeapSize; });
  // 50 homes change about four times a second: this is half an hour of it, then as much again.
  const half = async () => {
    for (let i = 0; i < 72; i += 1) {
      await here.post("/invent/changes/100");
      if (i % 12 === 0) { await here.post(`/invent/alarms/${i / 12 % 7}`); }
      await tab.waitForTimeout(60);
    }
    await tab.waitForTimeout(500);
    return heap();
  };
  const warm = await half();
  const first = await half();
  const second = await half();
  const slope = (second - first) * 2 / 1e6;
  console.log(`heap ${(warm / 1e6).toFixed(2)}, ${(first / 1e6).toFixed(2)}, ${(second / 1e6).toFixed(2)} MB; ${slope.toFixed(2)} MB an hour`);
  assert.ok(slope < 1, `${slope} MB an hour`);
  assert.deepEqual(tab.complaints, []);
  await tab.context().close();
  here.end();
});

test("two hundred tiles are painted, and it is said how soon", async () => {
  const here = await station("--homes", 200, "--changes", 0);
  const tab = await page();
  await tab.goto(`${here.origin}/wall`);
  const first = await painted(tab);
  console.log(`first paint of 200 tiles after ${Math.round(first)} ms`);
  // The goal is 800 ms on a machine that does nothing else; this one may be busy.
  assert.ok(first < 10_000, `${first} ms`);
  await tab.context().close();
  here.end();
});

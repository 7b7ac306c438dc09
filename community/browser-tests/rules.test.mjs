// What the page decides by itself, with time as an argument.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import vm from "node:vm";
import { findings } from "./lint.mjs";

const code = readFileSync(new URL("../src/web/assets/rules.js", import.meta.url), "utf8");
const root = {};
vm.runInNewContext(`(function () {${code}}).call(root)`, { root });
const rules = root.HearthRules;

const EAST = 8 * 3600;
const at = (clock) => Date.parse(`2026-11-23T${clock}+08:00`);

test("the page sheds its weight at four in the morning, and only if nothing is open", () => {
  const day = 24 * 3600 * 1000;
  assert.equal(rules.shouldReload(at("04:00:00"), EAST, 0, day), true);
  assert.equal(rules.shouldReload(at("04:59:59"), EAST, 0, day), true);
  assert.equal(rules.shouldReload(at("03:59:59"), EAST, 0, day), false);
  assert.equal(rules.shouldReload(at("05:00:00"), EAST, 0, day), false);
  assert.equal(rules.shouldReload(at("04:00:00"), EAST, 1, day), false);
  // It was loaded a moment ago: that would be a loop.
  assert.equal(rules.shouldReload(at("04:10:00"), EAST, 0, 600000), false);
});

test("a stream is silent after two and a half heartbeats", () => {
  assert.equal(rules.isSilent(0, 24999), false);
  assert.equal(rules.isSilent(0, 25000), true);
});

test("a screen tries again within 1 to 30 s, and not together with the others", () => {
  for (let failures = 1; failures < 2000; failures += 1) {
    for (const random of [0, 0.5, 0.999]) {
      const ms = rules.retryIn(failures, random);
      assert.ok(ms >= 1000 && ms <= 30000, `${failures}: ${ms}`);
    }
  }
  assert.notEqual(rules.retryIn(6, 0), rules.retryIn(6, 1));
});

test("an age is said in its largest unit, and never below nothing", () => {
  const words = { seconds: "{n} s", minutes: "{n} min", hours: "{n} h", days: "{n} d" };
  assert.equal(rules.age(0, 59999, words), "59 s");
  assert.equal(rules.age(0, 60000, words), "1 min");
  assert.equal(rules.age(0, 7200000, words), "2 h");
  assert.equal(rules.age(0, 86400000 * 3, words), "3 d");
  assert.equal(rules.age(5000, 0, words), "0 s");
});

test("the clock is the station's, in its zone, at its speed", () => {
  assert.equal(rules.clockWithSeconds(at("03:12:08"), EAST), "03:12:08");
  assert.equal(rules.stationTime(1000, 0, 60, 1000), 61000);
});

test("high calls every 2.55 to 3.8 s, medium every 2.6 to 4 s, low every 16 s", () => {
  const { again: high } = rules.burst("high");
  const { again: medium } = rules.burst("medium");
  assert.ok(high >= 2550 && high <= 3800);
  assert.ok(medium >= 2600 && medium <= 4000);
  assert.equal(rules.burst("low").again, 16000);
  assert.equal(rules.burst("high").pulses.length, 10);
});

test("the lint sees what an old television does not know", () => {
  assert.equal(findings("a.css", ".a { color: red; }").length, 0);
  assert.equal(findings("a.css", ".a { .b { color: red; } }").length, 1);
  assert.equal(findings("a.css", ".a:has(b) { color: red; }").length, 1);
  assert.equal(findings("a.css", ".a { transition: left 1s; }").length, 1);
  assert.equal(findings("a.js", "const a = b?.c;").length, 1);
  assert.equal(findings("a.js", "const a = async () => 1;").length, 0);
});

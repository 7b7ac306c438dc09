// May an old television read these files? esbuild says it of scripts; style sheets are looked through
// for what Chromium 68 does not know.
import { transformSync } from "esbuild";
import { readFileSync, readdirSync } from "node:fs";

const ASSETS = new URL("../src/web/assets/", import.meta.url);

// What Chromium 68 does not know, and since when it is known.
const UNKNOWN = [
  [/:has\(/, ":has() (105)"],
  [/:is\(|:where\(/, ":is(), :where() (88)"],
  [/:focus-visible/, ":focus-visible (86)"],
  [/@container|container-type/, "container queries (105)"],
  [/@layer/, "@layer (99)"],
  [/\binset\s*:/, "inset (87)"],
  [/(?<![-\w])aspect-ratio\s*:/, "aspect-ratio as a property (88)"],
  [/\b(?:min|max|clamp)\((?!-)/, "min(), max(), clamp() (79)"],
  [/(?<!-)\bgap\s*:/, "gap (flex: 84); write grid-gap or column-gap"],
  [/\bdv[hw]\b|\bsv[hw]\b|\blv[hw]\b/, "dvh and its kin (108)"],
  [/color-mix\(|oklch\(|lab\(/, "new colours (111)"],
  [/overflow\s*:\s*clip/, "overflow: clip (90)"],
  [/accent-color/, "accent-color (93)"],
  [/\baccent|backdrop-filter/, "backdrop-filter (76)"],
  [/text-wrap/, "text-wrap (114)"],
  [/https?:\/\/(?!www\.w3\.org)|@import|url\((?!#)/, "a request"],
];

function withoutComments(css) { return css.replace(/\/\*[\s\S]*?\*\//g, ""); }

// A rule within a rule, unless the outer one is an at-rule.
function nests(css) {
  const stack = [];
  let head = "";
  for (const letter of css) {
    if (letter === "{") {
      const at = head.trim().startsWith("@");
      if (!at && stack.some((outer) => !outer)) { return head.trim(); }
      stack.push(at);
      head = "";
    } else if (letter === "}") { stack.pop(); head = ""; }
    else if (letter === ";") { head = ""; }
    else { head += letter; }
  }
  return null;
}

// Only `opacity` and `transform` move; borders may be on or off.
function moves(css) {
  const found = [];
  for (const [line] of css.matchAll(/(?:animation|transition)\s*:[^;}]+/g)) {
    if (/none/.test(line) || /steps\(1\)/.test(line) || /opacity|transform/.test(line)) { continue; }
    found.push(line);
  }
  return found;
}

export function findings(name, text) {
  if (name.endsWith(".css")) {
    const css = withoutComments(text);
    const found = UNKNOWN.filter(([what]) => what.test(css)).map(([, says]) => says);
    const nested = nests(css);
    if (nested) { found.push(`a rule within a rule: ${nested}`); }
    return found.concat(moves(css).map((line) => `this moves: ${line}`));
  }
  if (name.endsWith(".js")) {
    try {
      const { code } = transformSync(text, { target: "chrome68", loader: "js", charset: "utf8" });
      // What has to be rewritten for that browser is not what it is sent.
      const same = transformSync(text, { target: "esnext", loader: "js", charset: "utf8" }).code;
      return code === same ? [] : ["syntax that Chromium 68 does not know"];
    } catch (e) { return [String(e.message)]; }
  }
  return [];
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  let bad = 0;
  for (const name of readdirSync(ASSETS)) {
    for (const says of findings(name, readFileSync(new URL(name, ASSETS), "utf8"))) {
      console.error(`${name}: ${says}`);
      bad += 1;
    }
  }
  if (bad) { process.exit(1); }
  console.log("scripts and style sheets are fit for Chromium 68");
}

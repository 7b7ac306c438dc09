// What the tests start ends with them, also where one fails.
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";

const FAILS = `
import { after, test } from "node:test";
import { spawn } from "node:child_process";
import { close, kept, proxy } from "./station.mjs";
after(close);
test("fails", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: ["ignore", "pipe", "inherit"] });
  kept(child);
  await proxy("http://127.0.0.1:1");
  console.log("number " + child.pid);
  throw new Error("as tests do");
});
`;

test("a test that fails leaves no program behind, and its file ends", { timeout: 30_000 }, async () => {
  const env = { ...process.env };
  delete env.NODE_TEST_CONTEXT;
  const file = spawn(process.execPath, ["--input-type=module", "-e", FAILS], { cwd: new URL(".", import.meta.url), env });
  let said = "";
  file.stdout.on("data", (piece) => { said += piece; });
  const [code] = await once(file, "exit");
  assert.equal(code, 1, said);
  const [, number] = /number (\d+)/.exec(said);
  assert.throws(() => process.kill(Number(number), 0), { code: "ESRCH" });
});

// Starts the invented desk, and logs in.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { once } from "node:events";
import { kept, page, until } from "./station.mjs";

const DESK = process.env.DESK
  ?? new URL("../../target/debug/examples/desk", import.meta.url).pathname;

// `quiet`, `few`, `storm` or `many`; `enter` gives a page of somebody who is in.
export async function desk(mode, program = DESK, args = ["0", mode]) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const end = kept(child);
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const [first, , code] = line.split(" ");
  const { origin } = new URL(first);
  // It says where it is before it listens there.
  await until(() => fetch(origin).then(() => true, () => false));
  let state = null;
  return {
    origin,
    invent: async (what) => (await fetch(`${origin}/invent/${what}`)).text(),
    enter: async (options = {}) => {
      if (state) { return page({ ...options, storageState: state }); }
      const tab = await page(options);
      await tab.goto(first);
      await tab.fill("#code", code);
      await tab.fill("#name", "lin");
      for (const field of await tab.$$("input[type=password]")) {
        await field.fill("correct horse battery staple");
      }
      await tab.click("main form button");
      await tab.waitForLoadState();
      state = await tab.context().storageState();
      return tab;
    },
    end,
  };
}

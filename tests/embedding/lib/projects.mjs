// Projects of a user's: copied to a folder to work in, their packages and ours installed.
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { TARBALL, WORK } from "./paths.mjs";

const QUIET = ["--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline"];

/** Runs a program to its end; what it printed is part of its failure. */
export async function run(program, args, cwd) {
  try {
    return (await promisify(execFile)(program, args, { cwd, maxBuffer: 1e8 })).stdout;
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")} in ${cwd}: ${error.message}\n${error.stdout}\n${error.stderr}`, { cause: error });
  }
}

/**
 * Gives the folder of a project's copy, made anew; its packages are installed anew only where its lock file has changed.
 * @param name of the copy
 * @param from the folder that has its package.json and package-lock.json
 * @param {(folder: string) => Promise<void>} fill puts the rest of its files there
 */
export async function project(name, from, fill = (folder) => copy(from, folder)) {
  const folder = join(WORK, name);
  await mkdir(folder, { recursive: true });
  const lock = await readFile(join(from, "package-lock.json"));
  const stamp = createHash("sha256").update(lock).digest("hex");
  const stampFile = join(folder, "node_modules/.stamp");
  const isThere = (await readFile(stampFile, "utf8").catch(() => "")) === stamp;
  for (const file of await readdir(folder)) {
    if (file !== "node_modules") {
      await rm(join(folder, file), { recursive: true });
    }
  }
  await fill(folder);
  for (const file of ["package.json", "package-lock.json"]) {
    await cp(join(from, file), join(folder, file));
  }
  if (!isThere) {
    await run("npm", ["ci", ...QUIET], folder);
    await mkdir(join(folder, "node_modules"), { recursive: true });
    await writeFile(stampFile, stamp);
  }
  await rm(join(folder, "node_modules/.vite"), { recursive: true, force: true });
  await run("npm", ["install", "--no-save", ...QUIET, TARBALL], folder);
  return folder;
}

export async function copy(from, folder) {
  await cp(from, folder, { recursive: true, filter: (file) => !/node_modules|package-lock/.test(file.slice(from.length)) });
}

/** Runs one of Vite's servers until `close` is called. Gives its address. */
export async function vite(folder, { program = "node_modules/vite/bin/vite.js", args = [] } = {}) {
  const child = spawn("node", [program, ...args, "--port", "0", "--host", "127.0.0.1"], { cwd: folder, env: { ...process.env, NO_COLOR: "1" } });
  let said = "";
  const url = await new Promise((resolve, reject) => {
    const heard = (data) => {
      said += data;
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(said);
      if (found) resolve(found[0]);
    };
    child.stdout.on("data", heard);
    child.stderr.on("data", heard);
    child.on("exit", () => reject(new Error(`vite ${args.join(" ")} in ${folder} ended: ${said}`)));
  });
  return { url, close: () => child.kill() };
}

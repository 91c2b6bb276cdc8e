// The WebAssembly instance, which all tables of a page share.
import { make } from "../core/make.js";

let starting;
/** What is told when the instance has stopped: the tables that it holds. */
const holders = new Set();

/**
 * Loads and starts the instance, once. A failed load is tried again the next time.
 * @param {string | URL | Request | Response | BufferSource | WebAssembly.Module} [from] where it is, if not beside this module
 */
export function start(from) {
  starting ??= load(from).catch((error) => {
    starting = undefined;
    throw error;
  });
  return starting;
}

async function load(from) {
  const core = make({ watch: (exports) => watched(exports, (error) => stop(core, error)), markup });
  const source = from ?? beside();
  try {
    const { memory } = await core({ module_or_path: source });
    core.memory = memory;
  } catch (error) {
    const where = source instanceof URL || typeof source === "string" ? ` from ${source}` : "";
    throw new Error(`clientele-table: its WebAssembly could not be loaded${where}: ${error?.message ?? error}. ` +
      "Give its address as wasmUrl, serve it as application/wasm, and allow 'wasm-unsafe-eval' in script-src.", { cause: error });
  }
  core.onPanic((message) => stop(core, new Error(`clientele-table: ${message}`)));
  return core;
}

/**
 * Its address beside this module. Vite up to 7, while developing, moves the module to `node_modules/.vite/deps` and leaves the
 * WebAssembly in the package.
 */
function beside() {
  const url = new URL("./clientele-table.wasm", import.meta.url);
  url.pathname = url.pathname.replace(/\/\.vite[^/]*\/deps[^/]*\/clientele-table\.wasm$/, "/clientele-table/clientele-table.wasm");
  return url;
}

/** What the table's own listeners, observers and timers call, and what lets go of them. */
const BEHIND_THE_SCENES = /invoke|destroy|_free$/;

/** The exports of an instance. Once one of them has trapped, none is run again. */
function watched(exports, trapped) {
  let isOver = false;
  const watch = (name, call) => (...given) => {
    if (isOver) {
      if (BEHIND_THE_SCENES.test(name)) {
        return []; // no result, and no error
      }
      throw new Error("clientele-table: its WebAssembly has stopped");
    }
    try {
      return call(...given);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError && !isOver) {
        isOver = true;
        trapped(error);
      }
      throw error;
    }
  };
  return Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, typeof value === "function" ? watch(name, value) : value]));
}

let policy;

/** HTML for pages that require Trusted Types. It is the core's own: icons and templates, without anything of a page's in it. */
function markup(html) {
  if (policy === undefined) {
    try {
      policy = globalThis.trustedTypes?.createPolicy("clientele-table", { createHTML: (html) => html }) ?? null;
    } catch {
      policy = null; // the page allows no such policy
    }
  }
  return policy ? policy.createHTML(html) : html;
}

const stopped = new WeakSet();

/**
 * Gives up an instance that has trapped: its memory can't be trusted. Tables made from then on get a new one.
 */
function stop(core, error) {
  if (stopped.has(core)) {
    return;
  }
  stopped.add(core);
  starting = undefined;
  for (const holder of [...holders]) {
    holder.stopped(core, error);
  }
}

/** Adds a table that is told of traps: an object with `stopped(core, error)`. */
export function hold(holder) {
  holders.add(holder);
}

/** Takes it away again. */
export function release(holder) {
  holders.delete(holder);
}

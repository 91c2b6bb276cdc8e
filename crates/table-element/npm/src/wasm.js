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
  const core = make();
  const source = from ?? new URL("./clientele-table.wasm", import.meta.url);
  try {
    await core({ module_or_path: source });
  } catch (error) {
    const where = source instanceof URL || typeof source === "string" ? ` from ${source}` : "";
    throw new Error(`clientele-table: its WebAssembly could not be loaded${where}: ${error?.message ?? error}. ` +
      "Give its address as wasmUrl, serve it as application/wasm, and allow 'wasm-unsafe-eval' in script-src.", { cause: error });
  }
  core.onPanic((message) => stop(core, new Error(`clientele-table: ${message}`)));
  return core;
}

/**
 * Gives up an instance that has trapped: its memory can't be trusted. Tables made from then on get a new one.
 */
function stop(core, error) {
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

/** Calls into an instance; a trap is told to all of its tables. */
export function guarded(core, call) {
  try {
    return call();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) {
      stop(core, error);
    }
    throw error;
  }
}

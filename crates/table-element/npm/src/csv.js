// A CSV file on its way out.
import { turn } from "./turn.js";

/** How long a turn takes, in milliseconds. */
const TURN_MS = 16;
const TYPE = "text/csv;charset=utf-8";

/** How long a blob is: about 10 ms of waiting for the browser. */
const BLOB_BYTES = 2 << 20;

/**
 * The file as a blob, made in turns, so that the page stays smooth. `csv` gives its parts and is freed.
 *
 * The parts become blobs on the way, whose bytes the browser keeps elsewhere. Each makes the page wait for the browser for a
 * moment, so they are large; and they are made from one piece of memory, since many make the collector of garbage walk all of
 * the page's rows.
 */
export async function blobOf(csv, signal, onProgress) {
  const buffer = new Uint8Array(BLOB_BYTES);
  const blobs = [];
  let filled = 0;
  let bytes = 0;
  const flush = () => {
    blobs.push(new Blob([buffer.subarray(0, filled)]));
    filled = 0;
  };
  try {
    let started = performance.now();
    for (let length = csv.write(buffer, 0); length; length = csv.write(buffer, filled)) {
      bytes += length;
      filled += length;
      if (filled === BLOB_BYTES) flush();
      if (performance.now() - started > TURN_MS) {
        onProgress?.({ bytes });
        await turn();
        signal?.throwIfAborted();
        started = performance.now();
      }
    }
  } finally {
    csv.free();
  }
  flush();
  return new Blob(blobs, { type: TYPE });
}

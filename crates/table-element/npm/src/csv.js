// A CSV file on its way out.
import { turn } from "./turn.js";

/** How long a turn takes, in milliseconds. */
const TURN_MS = 16;
const TYPE = "text/csv;charset=utf-8";

/**
 * The file as a blob, made in turns, so that the page stays smooth. `csv` gives its parts and is freed.
 *
 * The blob is made of a stream: each blob that is made of parts has the page wait for the browser, and one of all parts is made
 * in one go.
 */
export async function blobOf(csv, signal, onProgress) {
  let out;
  const stream = new ReadableStream({ start: (controller) => (out = controller) });
  const blob = new Response(stream, { headers: { "content-type": TYPE } }).blob();
  blob.catch(() => {}); // whoever waits for it is told
  let bytes = 0;
  try {
    let started = performance.now();
    for (let part = csv.next(); part; part = csv.next()) {
      out.enqueue(part);
      bytes += part.length;
      if (performance.now() - started > TURN_MS) {
        onProgress?.({ bytes });
        await turn();
        signal?.throwIfAborted();
        started = performance.now();
      }
    }
    out.close();
  } catch (error) {
    out.error(error);
    throw error;
  } finally {
    csv.free();
  }
  return blob;
}

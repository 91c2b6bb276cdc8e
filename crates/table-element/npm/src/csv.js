// A CSV file on its way out.

/** How long a turn takes, in milliseconds, and how many parts a blob is made of. */
const TURN_MS = 8;
const PARTS = 16;

/** The file as a blob, made in turns, so that the page stays smooth. `csv` gives its parts and is freed. */
export async function blobOf(csv, signal, onProgress) {
  const blobs = [];
  let parts = [];
  let bytes = 0;
  try {
    let started = performance.now();
    for (let part = csv.next(); part; part = csv.next()) {
      parts.push(part);
      bytes += part.length;
      if (parts.length === PARTS) {
        blobs.push(new Blob(parts));
        parts = [];
      }
      if (performance.now() - started > TURN_MS) {
        signal?.throwIfAborted();
        onProgress?.({ bytes });
        await new Promise((resume) => setTimeout(resume));
        started = performance.now();
      }
    }
  } finally {
    csv.free();
  }
  return new Blob([...blobs, ...parts], { type: "text/csv;charset=utf-8" });
}

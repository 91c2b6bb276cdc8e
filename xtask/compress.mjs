// Writes FILE.br and FILE.gz beside each file of a built page that gets smaller by it.
// Usage: node compress.mjs NEW_FOLDER OLD_FOLDER (what did not change since the old one is taken over from there).
import { readdir, readFile, writeFile, copyFile } from "node:fs/promises";
import { join, extname } from "node:path";
import { promisify } from "node:util";
import zlib from "node:zlib";

const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);
const kinds = new Set([".html", ".js", ".css", ".wasm", ".svg", ".json", ".txt", ".webmanifest"]);
const [folder, before] = process.argv.slice(2);

const ways = {
  br: (plain) =>
    brotli(plain, {
      params: {
        [zlib.constants.BROTLI_PARAM_QUALITY]: 11,
        [zlib.constants.BROTLI_PARAM_LGWIN]: 24,
        [zlib.constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      },
    }),
  gz: (plain) => gzip(plain, { level: 9 }),
};

async function compress(name) {
  const plain = await readFile(join(folder, name));
  const old = await readFile(join(before, name)).catch(() => null);
  for (const [kind, way] of Object.entries(ways)) {
    const file = `${name}.${kind}`;
    if (old?.equals(plain)) {
      const copied = await copyFile(join(before, file), join(folder, file)).then(() => true, () => false);
      if (copied) continue;
    }
    const small = await way(plain);
    if (small.length < plain.length) await writeFile(join(folder, file), small);
  }
}

const names = (await readdir(folder, { recursive: true })).filter((name) => kinds.has(extname(name)));
await Promise.all(names.map(compress));

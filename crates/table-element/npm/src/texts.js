// Texts as a page gives them.
import { name } from "./columns.js";

/**
 * Texts as they are now, checked.
 * @throws {TypeError} that names what is no text
 */
export function readTexts(texts) {
  if (texts === undefined || texts === null) {
    return undefined;
  }
  if (typeof texts !== "object") {
    throw new TypeError(`clientele-table: texts must be an object such as { grid: { … }, toolbar: { … } }, not ${name(texts)}`);
  }
  const words = {};
  for (const [group, of] of Object.entries(texts)) {
    if (of === null || typeof of !== "object") {
      throw new TypeError(`clientele-table: texts.${group} must be an object of texts by name, not ${name(of)}`);
    }
    words[group] = { ...of };
  }
  return words;
}

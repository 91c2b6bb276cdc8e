// The style sheet, made once a document and shared by all of its tables.
import css from "../core/style.css";

const made = new WeakMap();

/** The sheet for tables in a document: a sheet belongs to the document that it was made for. */
export function sheet(document) {
  if (!made.has(document)) {
    const sheet = new (document.defaultView ?? globalThis).CSSStyleSheet();
    sheet.replaceSync(css);
    made.set(document, sheet);
  }
  return made.get(document);
}

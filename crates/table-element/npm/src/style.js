// The style sheet, made once and shared by all tables.
import css from "../core/style.css";

let made;

export function sheet() {
  if (!made) {
    made = new CSSStyleSheet();
    made.replaceSync(css);
  }
  return made;
}

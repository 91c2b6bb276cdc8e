// CSV
// What shows, as a file: More, Download; or as a Blob, with progress, for a page’s own button. A spreadsheet runs none of it.
import { define } from "../element/clientele-table.js";
import { clients, columns, table } from "./rows.js";

export default function (place) {
  define();
  const rows = [{ ...clients(1)[0], id: "evil", name: "=HYPERLINK(\"http://example.org\")" }, ...clients(100_000)];
  const made = table(place, { label: "Clients for a file", columns, rows });
  const row = document.createElement("div");
  row.className = "row";
  const button = document.createElement("button");
  button.textContent = "Make the file";
  const said = document.createElement("output");
  row.append(button, said);
  place.append(row);
  button.addEventListener("click", async () => {
    const started = performance.now();
    const file = await made.exportCsv({ onProgress: ({ bytes }) => (said.textContent = `${bytes} bytes…`) });
    said.textContent = `${file.size} bytes in ${Math.round(performance.now() - started)} ms; it begins: ${(await file.slice(0, 160).text()).split("\r\n")[1]}`;
  });
}

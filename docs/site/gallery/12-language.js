// Two languages on one page
// Every text can be replaced; both tables share one WebAssembly instance.
import { define } from "../element/clientele-table.js";
import { clients, columns, table } from "./rows.js";

export default function (place) {
  define();
  const pair = document.createElement("div");
  pair.className = "pair";
  place.append(pair);
  const few = columns.filter(({ id }) => ["name", "lastLogin", "enabled"].includes(id));
  table(pair, { label: "Clients", columns: few, rows: clients(100) });
  const german = table(pair, {
    label: "Kunden",
    columns: [{ ...few[0], label: "Name" }, { ...few[1], label: "Letzte Anmeldung" }, { ...few[2], label: "Aktiv" }],
    rows: clients(100),
    texts: {
      grid: { select_row: "{name} auswählen", select_all: "Alle angezeigten auswählen", none_selected: "Nichts ausgewählt", selected: "{n} ausgewählt", never: "Nie", yes: "Ja", no: "Nein", no_match: "Nichts passt" },
      toolbar: { search: "Suchen", add_filter: "Filter", columns: "Spalten", more: "Mehr", of_total: "{n} von {total}", download: "Als CSV speichern", rows: "{n} {rows}", row: "Zeile", many_rows: "Zeilen", density: "Zeilen", compact: "Dicht", comfortable: "Weit" },
      time: { now: "eben", minutes_ago: "vor {n} Min.", hours_ago: "vor {n} Std.", yesterday: "gestern", days_ago: "vor {n} Tagen", date: "{day}. {month} {year}", months: "Jan. Feb. März Apr. Mai Juni Juli Aug. Sep. Okt. Nov. Dez." },
    },
  });
  german.lang = "de";
}

import type { ForwardRefExoticComponent, HTMLAttributes, ReactElement, RefAttributes } from "react";
import type { CellContent, ClienteleTable as Element, ClienteleTableEventMap, Column as PlainColumn, ColumnarRows, State, Texts } from "clientele-table";

/** A column whose cells may be React elements. */
export interface Column<Row = any> extends Omit<PlainColumn<Row>, "render"> {
  render?(row: Row): CellContent | ReactElement;
}

type Heard<Name extends keyof ClienteleTableEventMap> = (event: ClienteleTableEventMap[Name]) => void;

/** The properties, attributes and events of `<clientele-table>`. */
export interface ClienteleTableProps<Row = any> extends Omit<HTMLAttributes<HTMLElement>, "onError"> {
  columns: Column<Row>[];
  rows?: Iterable<Row> | ColumnarRows;
  rowKey?: string;
  state?: Partial<State>;
  texts?: Texts;
  tag?(row: Row): string | null | undefined;
  density?: "compact" | "comfortable";
  exactTimes?: boolean;
  wasmUrl?: Element["wasmUrl"];
  label?: string;
  src?: string;
  theme?: "light" | "dark" | "auto";
  "row-noun"?: string;
  "rows-noun"?: string;
  "file-stem"?: string;
  onReady?: Heard<"ready">;
  onStateChange?: Heard<"state-change">;
  onSelectionChange?: Heard<"selection-change">;
  onDisplayChange?: Heard<"display-change">;
  onRowClick?: Heard<"row-click">;
  onRowActivate?: Heard<"row-activate">;
  onNotice?: Heard<"notice">;
  onLoadProgress?: Heard<"load-progress">;
  onLoadEnd?: Heard<"load-end">;
  onLoadError?: Heard<"load-error">;
  onRetry?: Heard<"retry">;
  onError?: Heard<"error">;
}

export const ClienteleTable: ForwardRefExoticComponent<ClienteleTableProps & RefAttributes<Element>>;

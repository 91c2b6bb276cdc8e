import type { DetailedHTMLProps, ForwardRefExoticComponent, HTMLAttributes, ReactElement, RefAttributes } from "react";
import type {
  CellContent, ClienteleTable as Table, ClienteleTableEventMap, ClienteleTableProps as Plain, Column as PlainColumn,
} from "clientele-table";

/** A column whose cells may be React elements. */
export interface Column<Row = any> extends Omit<PlainColumn<Row>, "render"> {
  render?(row: Row): CellContent | ReactElement;
}

type Heard<Name extends keyof ClienteleTableEventMap> = (event: ClienteleTableEventMap[Name]) => void;

/** The properties, attributes and events of `<clientele-table>`. */
export interface ClienteleTableProps<Row = any> extends Omit<HTMLAttributes<HTMLElement>, "onError">, Omit<Plain<Row>, "columns"> {
  columns: Column<Row>[];
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

export const ClienteleTable: ForwardRefExoticComponent<ClienteleTableProps & RefAttributes<Table>>;

type Listeners = { [Name in keyof ClienteleTableEventMap as `on${Name}`]?: Heard<Name> };

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "clientele-table": DetailedHTMLProps<HTMLAttributes<Table>, Table> & Plain & Listeners;
    }
  }
}

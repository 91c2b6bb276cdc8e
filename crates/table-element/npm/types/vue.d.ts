import type { AllowedComponentProps, ComponentCustomProps, HTMLAttributes, VNode, VNodeProps } from "vue";
import type {
  CellContent, ClienteleTable as Element, ClienteleTableEventMap, ClienteleTableProps as Plain, Column as PlainColumn,
} from "clientele-table";

/** A column whose cells may be Vue's nodes. */
export interface Column<Row = any> extends Omit<PlainColumn<Row>, "render"> {
  render?(row: Row): CellContent | VNode;
}

type Heard<Name extends keyof ClienteleTableEventMap> = (event: ClienteleTableEventMap[Name]) => void;

/** The properties, attributes and events of `<clientele-table>`. */
export interface ClienteleTableProps<Row = any> extends Omit<Plain<Row>, "columns"> {
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

/** The table; `element` of its ref is the element. */
export const ClienteleTable: new () => {
  $props: ClienteleTableProps & VNodeProps & AllowedComponentProps & ComponentCustomProps & Omit<HTMLAttributes, "onError">;
  $slots: { default?(): VNode[] };
  readonly element: Element | undefined;
};

type Listeners = { [Name in keyof ClienteleTableEventMap as `on${Capitalize<Camel<Name>>}`]?: Heard<Name> };
type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Name;

declare module "vue" {
  interface GlobalComponents {
    "clientele-table": new () => { $props: Plain & Listeners & Omit<HTMLAttributes, "onError"> };
  }
}

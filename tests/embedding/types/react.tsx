// React's component, and the element in JSX.
import { ClienteleTable, type Column } from "clientele-table/react";
import type { ClienteleTable as Element } from "clientele-table";
import { useRef } from "react";

const columns: Column<{ id: number; name: string }>[] = [{ id: "name", render: (row) => <b>{row.name}</b> }];

export function Page() {
  const table = useRef<Element>(null);
  return (
    <>
      <ClienteleTable
        ref={table}
        columns={columns}
        rows={[{ id: 1, name: "One" }]}
        label="Clients"
        theme="dark"
        row-noun="client"
        row-key="name"
        exact-times
        className="wide"
        onStateChange={(event) => console.log(event.detail.query, table.current?.selection)}
        onRowClick={({ detail }) => console.log(detail.key)}
        onError={(event) => console.log(event.detail.message)}
      >
        <button slot="toolbar">New</button>
      </ClienteleTable>
      {/* @ts-expect-error columns are needed */}
      <ClienteleTable rows={[]} />
      {/* @ts-expect-error there is no such theme */}
      <ClienteleTable columns={columns} theme="black" />
      <clientele-table ref={table} columns={[{ id: "name" }]} rows={[]} rowKey="name" exact-times="" no-toolbar="" onstate-change={(event) => console.log(event.detail.query)} />
      {/* @ts-expect-error a density is compact or comfortable */}
      <clientele-table density="wide" />
    </>
  );
}

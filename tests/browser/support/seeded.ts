import { signInBrowser, test as base } from "./test";
import { Api, type Application } from "./api";
import { Server } from "./server";

/** One server with 300 seeded applications for all that only look. */
export const test = base.extend<{ rows: Application[] }, { seeded: Api }>({
  seeded: [
    async ({}, use) => {
      const server = await Server.start();
      const api = await Api.setUp(server);
      server.command(["seed", "--applications", "300", "--random-seed", "7"]);
      await use(api);
      await server.remove();
    },
    { scope: "worker" },
  ],
  server: async ({ seeded }, use) => use(seeded.server),
  api: async ({ seeded, context }, use) => {
    await signInBrowser(context, seeded);
    await use(seeded);
  },
  rows: async ({ api }, use) => use(await api.applications()),
});

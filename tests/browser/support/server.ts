import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const binary = process.env.CLIENTELE_BIN ?? resolve(import.meta.dirname, "../../../target/debug/clientele");

/** The environment without what is ours: the server refuses settings that it doesn't know. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("CLIENTELE_")));

/** A running server with a database of its own. */
export class Server {
  private process!: ChildProcess;
  private output = "";

  private constructor(
    readonly origin: string,
    private readonly folder: string,
  ) {}

  /** Starts one on a free port; `prepare` may run commands on its database before. */
  static async start(prepare: (server: Server) => void = () => {}): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), "clientele-browser-"));
    const server = new Server(`http://127.0.0.1:${await freePort()}`, folder);
    prepare(server);
    await server.launch();
    return server;
  }

  private get database() {
    return `sqlite://${join(this.folder, "clientele.db")}`;
  }

  /** `clientele …` on this server's database, with a text on standard input. */
  command(args: string[], input = ""): string {
    const done = spawnSync(binary, [...args, "--database-url", this.database], {
      input,
      env,
      encoding: "utf8",
      cwd: this.folder,
    });
    if (done.status !== 0) throw new Error(`clientele ${args.join(" ")}: ${done.stderr}`);
    return done.stdout;
  }

  /** Starts the process; again after `stop`, on the same port and database. */
  async launch(): Promise<void> {
    const { host } = new URL(this.origin);
    this.process = spawn(
      binary,
      ["serve", "--listen", host, "--public-url", this.origin, "--database-url", this.database],
      { cwd: this.folder, env, stdio: ["ignore", "pipe", "pipe"] },
    );
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
      });
    }
    for (let tries = 0; tries < 600; tries++) {
      if (this.process.exitCode !== null) break;
      const ready = await fetch(`${this.origin}/readyz`).then((answer) => answer.ok, () => false);
      if (ready) return;
      await new Promise((soon) => setTimeout(soon, 50));
    }
    throw new Error(`the server did not start:\n${this.output}`);
  }

  /** The address where the first administrator is made, as printed, which may reach us after the first answer does. */
  async setupAddress(): Promise<string> {
    for (let tries = 0; tries < 200; tries++) {
      const printed = /http:\/\/\S+\/setup#\S+(?=\s)/.exec(this.output)?.[0];
      if (printed) return printed;
      await new Promise((soon) => setTimeout(soon, 50));
    }
    throw new Error(`the server printed no set-up address:\n${this.output}`);
  }

  /** Ends the process as an operator does. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill("SIGTERM");
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** What it has printed. */
  get log(): string {
    return this.output;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

import type { Server } from "./server";

export const ADMIN = { organisation: "Northwind", email: "ada@northwind.example", password: "plum-orchard-battery-9" };

export type Application = {
  id: string;
  name: string;
  clientId: string;
  enabled: boolean;
  createdBy: string;
  createdAt: string;
  updatedAt: string;
  lastLogin: string | null;
  accessRules?: { id: number; roleName: string; scopeType: string; scopeId: string; scopeName: string }[];
};

/** The HTTP API as the first administrator. */
export class Api {
  private constructor(
    readonly server: Server,
    /** The session's cookie, `name=value`. */
    readonly cookie: string,
  ) {}

  /** Makes the first administrator and signs in with that. */
  static async setUp(server: Server): Promise<Api> {
    const token = new URL(await server.setupAddress()).hash.replace(/^#(token=)?/, "");
    const answer = await send(server, "POST", "/api/v1/setup", { token, ...ADMIN });
    return new Api(server, answer.headers.getSetCookie()[0]?.split(";")[0] ?? "");
  }

  static async signIn(server: Server, email = ADMIN.email, password = ADMIN.password): Promise<Api> {
    const answer = await send(server, "POST", "/api/v1/session", { email, password });
    return new Api(server, answer.headers.getSetCookie()[0]?.split(";")[0] ?? "");
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await send(this.server, method, path, body, this.cookie);
    const text = await answer.text();
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** Every application with its rules, newest first, as the page shows them. */
  applications(): Promise<Application[]> {
    return this.call("GET", "/api/v1/apps?include=accessRules&order=newest");
  }

  createApplication(name: string): Promise<{ id: string; name: string; clientId: string; secret: string }> {
    return this.call("POST", "/api/v1/apps", { name });
  }

  async createCluster(name: string): Promise<string> {
    const cluster = await this.call<{ uuid?: string; id?: string }>("POST", "/api/v1/clusters", { name });
    return cluster.uuid ?? cluster.id ?? "";
  }

  async createDepartment(name: string, clusterId: string): Promise<string> {
    return (await this.call<{ id: string }>("POST", "/api/v1/org-unit/departments", { name, clusterId })).id;
  }

  async createProject(name: string, clusterId: string, parentId: string): Promise<string> {
    return (await this.call<{ id: string }>("POST", "/api/v1/org-unit/projects", { name, clusterId, parentId })).id;
  }

  async role(name: string): Promise<number> {
    const roles = await this.call<{ id: number; name: string }[]>("GET", "/api/v1/authorization/roles");
    const role = roles.find((role) => role.name === name);
    if (!role) throw new Error(`there is no role ${name}`);
    return role.id;
  }

  async addRule(applicationId: string, role: string, scopeType: string, scopeId: string): Promise<{ id: number }> {
    const roleId = await this.role(role);
    const rule = { subjectId: applicationId, subjectType: "app", roleId, scopeType, scopeId };
    return this.call("POST", "/api/v1/authorization/access-rules", rule);
  }

  /** The account's id as rules name it. */
  async account(): Promise<string> {
    return (await this.call<{ scopeId: string }>("GET", "/api/v1/org-unit/tree")).scopeId;
  }
}

async function send(server: Server, method: string, path: string, body?: unknown, cookie?: string): Promise<Response> {
  const answer = await fetch(server.origin + path, {
    method,
    headers: {
      origin: server.origin,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(cookie ? { cookie } : {}),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** A token request as any OAuth client makes it (RFC 6749 section 4.4, Basic authentication). */
export async function requestToken(server: Server, clientId: string, secret: string) {
  const answer = await fetch(`${server.origin}/oauth2/token`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString("base64")}`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: "grant_type=client_credentials",
  });
  return { status: answer.status, body: (await answer.json()) as { access_token?: string; error?: string } };
}

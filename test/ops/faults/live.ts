/** What the tests of faults ask of a running cluster. */
import type { Status } from '../support/ops.ts';

/** What `fault list --json` prints. */
export type Listed = {
  readonly isolation: string;
  readonly faults: readonly {
    readonly id: string;
    readonly kind: string;
    readonly where: string;
    readonly since: string;
    readonly ends_at: string | null;
    readonly state: string | null;
  }[];
};

export type Seen = Readonly<Record<string, Readonly<Record<string, string>>>>;

export async function call(
  url: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(url, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json', 'x-memory-space': 'space-0' },
    signal: AbortSignal.timeout(10_000),
  });
  return { status: response.status, body: await response.json() };
}

export function remember(url: string) {
  return call(`${url}/api/v1/memories/remember`, { content: `Something at ${Math.random()}` });
}

export async function stored(url: string): Promise<boolean> {
  return (await remember(url).catch(() => null))?.status === 201;
}

/** Whom each serving node sees, and how. */
export function nodeStates({ nodes }: Status): Seen {
  const rows = nodes.map(
    ({ id, members }) =>
      [id, Object.fromEntries((members ?? []).map((member) => [member.id, member.state]))] as const,
  );
  return Object.fromEntries(rows);
}

/** Every node sees all of them alive. */
export function sees(count: number): Seen {
  const ids = Array.from({ length: count }, (_, index) => `node-${index + 1}`);
  const alive = Object.fromEntries(ids.map((id) => [id, 'alive']));
  return Object.fromEntries(ids.map((id) => [id, alive]));
}

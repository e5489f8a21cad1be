/** Asks a running node what an example asks, and compares the answer with the one that is shown. */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { type Endpoint, endpoints } from '../../../../cluster/api/contract.ts';
import type { LiveNode } from '../../node/live-cluster.ts';
import type { Example } from './example.ts';
import type { Names } from './names.ts';
import { differentFields, valuesAt } from './shape.ts';

/** Gives what the node answered. */
export async function askExample(node: LiveNode, example: Example, names: Names): Promise<unknown> {
  const endpoint: Endpoint = endpoints[example.endpoint];
  const { request, response: schema } = endpoint;
  if (request !== null) expect(request.safeParse(bodyOf(example)).error).toBeUndefined();
  if (schema !== null) expect(schema.parse(example.response)).toEqual(example.response);

  let answered = await ask(node, example, names);
  if (schema === null) {
    expect(String(answered).split('\n')[0]).toBe(example.response);
    return answered;
  }
  if (endpoint.method === 'GET' && example.exact !== undefined) {
    const askAgain = async (): Promise<readonly string[]> => {
      answered = await ask(node, example, names);
      return differences(example, answered, names);
    };
    await expect.poll(askAgain, { timeout: 60_000 }).toEqual([]);
  }
  expect(schema.parse(answered)).toEqual(answered);
  expect(differences(example, answered, names), JSON.stringify(answered)).toEqual([]);
  expect(names.learn(example.response, answered)).toEqual([]);
  return answered;
}

/** Fields that only one of the two has, and those that are to be the same and are not, with what the node says of them. */
function differences(example: Example, answered: unknown, names: Names): readonly string[] {
  const shown = names.translate(example.response);
  const others = (example.exact ?? []).flatMap((path) => {
    const there = sorted(valuesAt(answered, path));
    const wanted = sorted(valuesAt(shown, path));
    const isSame = wanted.length > 0 && isDeepStrictEqual(there, wanted);
    return isSame ? [] : `${path} ${JSON.stringify(there)}`;
  });
  return [...differentFields(answered, shown), ...others];
}

/** Whom a list names first may hang on the names of nodes. */
function sorted(values: readonly unknown[]): readonly unknown[] {
  return values
    .map((value) => [JSON.stringify(value), value] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, value]) => value);
}

async function ask(node: LiveNode, example: Example, names: Names): Promise<unknown> {
  const { method, path, status } = endpoints[example.endpoint];
  const { params = {}, query = '' } = example;
  const filled = path.replace(/:(\w+)/g, (_, key: string) => names.real(params[key] ?? ''));
  const asked = query.replace(/=([^&]*)/g, (_, value: string) => `=${names.real(value)}`);
  const body = names.translate(bodyOf(example));
  const answer = await node.ask(method, `${filled}${asked}`, body, example.headers);
  expect(answer.status, JSON.stringify(answer.body)).toBe(example.status ?? status);
  return answer.body;
}

function bodyOf({ endpoint, body }: Example): unknown {
  return body ?? (endpoints[endpoint].request === null ? undefined : {});
}

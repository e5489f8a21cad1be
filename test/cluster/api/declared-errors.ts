/** Holds what a node answers against the errors that its contract declares for the operation. */
import {
  commonErrors,
  type Endpoint,
  endpoints,
  errorEnvelope,
} from '../../../cluster/api/contract.ts';

const operations = Object.values(endpoints).map((endpoint: Endpoint) => ({
  endpoint,
  path: new RegExp(`^${endpoint.path.replace(/:\w+/g, '[^/]+')}$`),
}));

/** Throws if the answer is an error that the operation is not said to give. Paths of no operation are left alone. */
export function requireDeclared(
  { method, path }: { readonly method: string; readonly path: string },
  body: unknown,
): void {
  const error = errorEnvelope.safeParse(body).data?.error;
  const bare = path.split('?')[0] ?? '';
  const asked = operations.find((each) => each.endpoint.method === method && each.path.test(bare));
  if (error === undefined || asked === undefined) return;
  const { errors } = asked.endpoint;
  if ([...commonErrors, ...errors].includes(error.code)) return;
  throw new Error(
    `\`${method} ${bare}\` answered \`${error.code}\`, which its contract does not declare: ${error.message}`,
  );
}

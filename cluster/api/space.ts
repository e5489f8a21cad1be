/** Which space a request means. */
import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../errors.ts';
import { spaceId } from './contract/endpoint.ts';
import { defaultSpace, spaceHeaders } from './contract/memory.ts';

type SpaceSources = {
  readonly headers: IncomingHttpHeaders;
  /** `?space=`, already checked. */
  readonly query: string | undefined;
  /** `memory_space_id` of the body, already checked. */
  readonly body: string | undefined;
};

/** The space that headers, query and body agree on, `default` if none names one; places that disagree are refused. */
export function selectSpace({ headers, query, body }: SpaceSources): string {
  const named = spaceHeaders.flatMap((name) => {
    const value = headers[name];
    return value === undefined
      ? []
      : [{ place: `header \`${name}\``, space: checkHeader(name, value) }];
  });
  if (query !== undefined) named.push({ place: 'query parameter `space`', space: query });
  if (body !== undefined) named.push({ place: 'field `memory_space_id`', space: body });
  const [first] = named;
  const other = named.find(({ space }) => space !== first?.space);
  if (first !== undefined && other !== undefined) {
    throw new ApiError(
      'INVALID_MEMORY_INPUT',
      `Unexpected space \`${other.space}\` in ${other.place}, expected \`${first.space}\` as in ${first.place}.`,
      { hint: 'Name the space in one place.' },
    );
  }
  return first?.space ?? defaultSpace;
}

function checkHeader(name: string, value: string | string[]): string {
  const checked = spaceId.safeParse(value);
  if (checked.success) return checked.data;
  throw new ApiError(
    'INVALID_MEMORY_INPUT',
    `Unexpected space \`${String(value)}\` in header \`${name}\`, ${checked.error.issues[0]?.message ?? ''}.`,
  );
}

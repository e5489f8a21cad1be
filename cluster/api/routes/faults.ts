/** The faults of a test node, asked for over HTTP. */
import type { NodeParts } from '../../node/parts.ts';
import { getFaults, setFaults } from '../contract/faults.ts';
import { type Route, route } from '../route.ts';

/** No routes on a node that is no test node. */
export function faultRoutes({ faults, groups }: NodeParts): readonly Route[] {
  if (faults === null) return [];
  return [
    route(getFaults, () => ({ body: faults.current })),
    route(setFaults, ({ body }) => ({ body: faults.replace(body, groups.spaces) })),
  ];
}

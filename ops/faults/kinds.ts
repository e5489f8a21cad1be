// Every fault that can be injected: what it is called, what it takes, and how that becomes a fault. The command tree,
// the guide and the tests are made from this table.
import { diskKinds } from './kinds/disks.ts';
import type { KindOfFault } from './kinds/kind.ts';
import { linkKinds } from './kinds/links.ts';
import { processKinds } from './kinds/processes.ts';
import { stateKinds } from './kinds/state.ts';

/** In the order of the help and the guide. */
export const kindsOfFault: readonly KindOfFault[] = [
  ...linkKinds,
  ...processKinds,
  ...diskKinds,
  ...stateKinds,
];

// `fault inject KIND`, `fault clear` and `fault list`.
import { askFaults, changeFaults } from '../control.ts';
import { formatDuration, parseDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { amountOf, type FaultKind, type FaultOutcome, whereOf } from '../faults/fault.ts';
import type { Words } from '../faults/kinds/kind.ts';
import { kindsOfFault } from '../faults/kinds.ts';
import { print, printJson, table } from '../output.ts';
import { requireNode } from '../state/nodes.ts';
import { chooseCluster } from '../state/select.ts';

type Common = { readonly cluster?: string; readonly json?: boolean };

export async function faultInject(
  kind: FaultKind,
  options: Common & Words & { readonly for?: string },
): Promise<void> {
  const chosen = chooseCluster(options.cluster);
  const forMs = options.for === undefined ? null : parseDuration(options.for, '--for');
  const faults =
    kindsOfFault.find((known) => known.kind === kind)?.read(options, chosen.record) ?? [];
  show(await changeFaults(chosen, { kind: 'inject', faults, forMs }), options.json);
}

export type ClearOptions = Common & {
  readonly all?: boolean;
  readonly node?: string;
  readonly from?: string;
  readonly to?: string;
};

export async function faultClear(kind: string | undefined, options: ClearOptions): Promise<void> {
  const { all, node, from, to } = options;
  const narrowed = [kind, node, from, to].some((word) => word !== undefined);
  if ((all ?? false) === narrowed) {
    throw new Failure('usage', 'Expected a kind of fault, --node, --from or --to; or --all alone', {
      hint: 'see what there is with `engram-ops fault list`',
    });
  }
  const known = kindsOfFault.find((candidate) => candidate.kind === kind);
  if (kind !== undefined && known === undefined) throw unknownKind(kind);
  const chosen = chooseCluster(options.cluster);
  for (const name of [node, from, to]) if (name !== undefined) requireNode(chosen.record, name);
  const selector = { kind: known?.kind, node, from, to };
  const outcomes = await changeFaults(chosen, { kind: 'clear', selector });
  if (outcomes.length === 0 && !options.json) print('No such fault is there');
  else show(outcomes, options.json);
}

export async function faultList(options: Common): Promise<void> {
  const chosen = chooseCluster(options.cluster);
  const faults = await askFaults(chosen);
  if (options.json) {
    printJson({
      cluster: chosen.record.name,
      isolation: chosen.record.isolation,
      faults: faults.map(({ id, fault, since, endsAt, state }) => ({
        id,
        ...fault,
        where: whereOf(fault),
        since: new Date(since).toISOString(),
        ends_at: endsAt === null ? null : new Date(endsAt).toISOString(),
        state,
      })),
    });
    return;
  }
  if (faults.length === 0) return print('No fault is there');
  const now = Date.now();
  const rows = faults.map(({ fault, since, endsAt, state }) => [
    fault.kind,
    whereOf(fault),
    amountOf(fault) || undefined,
    formatDuration(now - since),
    endsAt === null ? undefined : formatDuration(Math.max(endsAt - now, 0)),
    state ?? undefined,
  ]);
  print(table(['FAULT', 'WHERE', 'HOW MUCH', 'FOR', 'ENDS IN', 'STATE'], rows));
}

function show(outcomes: readonly FaultOutcome[], json: boolean | undefined): void {
  if (json) printJson({ faults: outcomes });
  else for (const { message } of outcomes) print(message);
}

function unknownKind(kind: string): Failure {
  const known = kindsOfFault.map((candidate) => `\`${candidate.kind}\``).join(', ');
  return new Failure('usage', `Unexpected fault \`${kind}\`, expected one of ${known}`);
}

// `node add`: a host becomes a member, gets its share, and stands in the seed lists.
import { type Addition, type AdditionEvent, driveAddition } from '../addition/drive.ts';
import { ClusterHands } from '../addition/hands.ts';
import { parseDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { print, printJson } from '../output.ts';
import { chooseCluster } from '../state/select.ts';
import { type Addressed, withTargets } from '../targets.ts';

export type NodeAddOptions = Addressed & { readonly within: string };

const limits = { minFree: 2 ** 30, maxSkew: 500 };

export async function nodeAdd(node: string, options: NodeAddOptions): Promise<number> {
  // The name becomes a word of a shell on hosts, and a node id.
  if (!/^[A-Za-z0-9][\w.-]*$/.test(node))
    throw new Failure('usage', `Unexpected node \`${node}\`, expected the name of a host`);
  const within = { ms: parseDuration(options.within, '--within'), words: options.within };
  const tell = (event: AdditionEvent): void => {
    if (!options.json) print(sentenceOf(event, node));
  };
  return await withTargets(options, async (targets, environment) => {
    const address = addressOf(node, options);
    const hands = new ClusterHands({ node, address, targets, environment, within, limits });
    const added = await driveAddition(hands, tell);
    if (options.json) printJson({ node, ...added });
    else print(conclusion(node, added));
    return 0;
  });
}

/** On a test host that shares its network with others, only sockets of its own address count as taken. */
function addressOf(node: string, { nodes, cluster }: NodeAddOptions): string | undefined {
  if (nodes !== undefined && cluster === undefined) return undefined;
  return chooseCluster(cluster).record.hosts.find(({ id }) => id === node)?.address;
}

function sentenceOf(event: AdditionEvent, node: string): string {
  switch (event) {
    case 'checked':
      return `The cluster is healthy, and ${node} is fit and empty`;
    case 'configured':
      return `${node} has its configuration`;
    case 'started':
      return `${node} runs`;
    case 'member':
      return `${node} is a member, and every node sees it alive`;
  }
}

function conclusion(node: string, { joined, share, seedsChanged }: Addition): string {
  const { copies, primaries } = share;
  const seeds =
    seedsChanged.length === 0
      ? 'It stands in every seed list'
      : `It is a seed of ${seedsChanged.join(', ')} from their next start on`;
  return `${node} ${joined ? 'added' : 'was a member already'}: ${copies} copies, primary of ${primaries}. ${seeds}`;
}

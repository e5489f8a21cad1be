/** SWIM and nothing else as a process: `swim-node.ts ID ADDRESS TIMING SEED...`. Prints a line for every change. */
import { createSystemClock } from '../../../cluster/io/clock.ts';
import { createSilentLogger } from '../../../cluster/io/logger.ts';
import { createSystemRandom } from '../../../cluster/io/random.ts';
import { openUdpTransport } from '../../../cluster/net/udp-transport.ts';
import { SwimAgent } from '../../../cluster/swim/agent.ts';
import { defaultTiming, fastTiming } from '../../../cluster/swim/timing.ts';

const [id = '', address = '', timing = '', ...seeds] = process.argv.slice(2);
const clock = createSystemClock();
const transport = await openUdpTransport(address);
const write = (line: string): void => void process.stdout.write(`${line}\n`);

const agent = new SwimAgent(
  {
    self: {
      id,
      swimAddress: transport.address,
      httpAddress: `http://${address.replace(/:\d+$/, '')}:7432`,
      version: '0.1.0',
      draining: false,
      startedAt: clock.wallMs(),
    },
    seeds,
    lastIncarnation: 0,
    timing: timing === 'fast' ? fastTiming : defaultTiming,
    random: createSystemRandom(),
  },
  {
    transport,
    clock,
    logger: createSilentLogger(),
    onMemberChanged: (member) => write(`${member.id} ${member.state}`),
    onIncarnation: () => undefined,
    onIdentityRefused: (heldBy) => {
      write(`refused by ${heldBy}`);
      process.exit(1);
    },
  },
);
process.once('SIGTERM', () => {
  agent.stop({ leave: true });
  void transport.close();
});
agent.start();

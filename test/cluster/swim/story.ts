/**
 * Plays a story: lines that begin with `>` are commands to a small cluster, and everything that happens is written down
 * below its command. Time is in milliseconds since the story began; each datagram takes 1 ms.
 */
import type { Member } from '../../../cluster/model/member.ts';
import type { Message, Rumor } from '../../../cluster/swim/message.ts';
import { defaultTiming } from '../../../cluster/swim/timing.ts';
import { SimCluster } from './sim-cluster.ts';

export function playStory(story: string): string {
  const player = new Player();
  const kept = story.split('\n').filter((line) => /^(#|>|$)/.test(line));
  const lines = kept.flatMap((line) => {
    if (!line.startsWith('>')) return [line];
    return [line, ...player.play(line.slice(1).trim().split(/\s+/))];
  });
  return lines.join('\n');
}

class Player {
  #lines: string[] = [];
  #cluster = this.#build(0);
  #muted = false;

  play([command = '', ...names]: readonly string[]): readonly string[] {
    this.#lines = [];
    this.#perform(command, names);
    return this.#lines;
  }

  #perform(command: string, names: readonly string[]): void {
    const [first = '', second = ''] = names;
    const cluster = this.#cluster;
    const address = (id: string): string => cluster.address(id);
    switch (command) {
      case 'nodes':
        this.#cluster = this.#build(Number(first));
        return;
      case 'form':
        this.#cluster = this.#build(Number(first));
        this.#cluster.form();
        this.#cluster.clock.advance(3_000 - this.#cluster.clock.monotonicMs());
        this.#lines = [];
        return;
      case 'start':
        for (const id of names) cluster.start(id);
        return;
      case 'start-at':
        cluster.start(first, second);
        return;
      case 'run':
        cluster.clock.advance(Number(first));
        return;
      case 'run-muted':
        this.#muted = true;
        cluster.clock.advance(Number(first));
        this.#muted = false;
        return;
      case 'kill':
        cluster.kill(first);
        return;
      case 'leave':
        cluster.leave(first);
        return;
      case 'drain':
        cluster.running.get(first)?.agent.updateRecord({ draining: true });
        return;
      case 'forget-incarnation':
        cluster.storedIncarnation.delete(first);
        return;
      case 'cut':
        cluster.network.cut(address(first), address(second));
        return;
      case 'split':
        cluster.network.split(...names.map((group) => group.split(',').map(address)));
        return;
      case 'heal':
        cluster.network.heal();
        return;
      case 'members':
        this.#lines.push(...this.#members(first));
        return;
      default:
        throw new Error(`Unexpected command \`${command}\` in a story.`);
    }
  }

  #build(nodes: number): SimCluster {
    const cluster: SimCluster = new SimCluster({
      seed: 1,
      nodes,
      timing: defaultTiming,
      onChange: (observer, member, previous) => this.#change(observer, member, previous),
      onSend: (from, to, message) => this.#message(from, to, message),
      onRefused: (id, heldBy) => this.#note(`${id} stops: its id is held by ${heldBy}`),
    });
    cluster.network.setFaults({ delayMs: [1, 1] });
    return cluster;
  }

  #message(from: string, to: string, message: Message): void {
    if (this.#muted) return;
    const name = this.#cluster.ids.find((id) => this.#cluster.address(id) === to) ?? to;
    this.#note(`${from} -> ${name}  ${describeMessage(message)}`);
  }

  #change(observer: string, member: Member, previous: Member | null): void {
    const before = previous === null ? 'unknown' : `${previous.state} ${previous.incarnation}`;
    const flags = member.draining ? ', draining' : '';
    const after = `${member.state} ${member.incarnation}${flags}`;
    this.#note(`${observer} holds ${member.id} ${after}  (was ${before})`);
  }

  #members(id: string): string[] {
    const members = this.#cluster.running.get(id)?.agent.members() ?? [];
    return members.map(
      ({ id: member, state, incarnation }) => `       ${member} ${state} ${incarnation}`,
    );
  }

  #note(text: string): void {
    const time = Math.round(this.#cluster.clock.monotonicMs()).toString().padStart(6);
    this.#lines.push(`${time} ${text}`);
  }
}

function describeMessage(message: Message): string {
  const rumors =
    message.rumors.length === 0 ? '' : `  [${message.rumors.map(describeRumor).join(', ')}]`;
  switch (message.kind) {
    case 'ping':
    case 'ack':
    case 'nack':
      return `${message.kind} #${message.sequence}${rumors}`;
    case 'ping-request':
      return `ping-request #${message.sequence} for ${message.target}${rumors}`;
    case 'gossip':
      return `gossip${rumors}`;
    case 'sync':
      return `sync${message.reply ? ', your list?' : ''}${rumors}`;
  }
}

function describeRumor({ record, state, incarnation, by }: Rumor): string {
  const source = by === record.id ? '' : ` by ${by}`;
  return `${record.id} ${state} ${incarnation}${source}`;
}

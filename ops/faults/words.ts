// From what an operator writes to faults. Pure.
import { parseDuration } from '../duration.ts';
import { Failure } from '../failure.ts';
import { requireNode } from '../state/nodes.ts';
import type { ClusterRecord } from '../state/record.ts';
import type { Direction } from './fault.ts';

/** `node-1,node-2` or `all`, each once. */
export function readNodes(record: ClusterRecord, text: string): readonly string[] {
  if (text === 'all') return record.hosts.map(({ id }) => id);
  const names = [...new Set(text.split(',').map((name) => name.trim()))];
  return names.map((name) => requireNode(record, name).id);
}

/** `node-1,node-2/node-3`; `|` instead of `/` is fine, in quotes. */
export function readSides(record: ClusterRecord, text: string): readonly (readonly string[])[] {
  const sides = text.split(/[/|]/).map((side) => readNodes(record, side));
  if (sides.length < 2) {
    throw new Failure('usage', `Unexpected --sides \`${text}\`, expected at least two sides`, {
      hint: 'write `node-1,node-2/node-3`: nodes of different sides cannot reach each other',
    });
  }
  const twice = sides.flat().find((node, index, all) => all.indexOf(node) !== index);
  if (twice === undefined) return sides;
  throw new Failure('usage', `Unexpected --sides \`${text}\`: \`${twice}\` is on two of them`);
}

/** Every direction from one of the first to one of the second; with `both` the ways back too. */
export function readDirections(
  record: ClusterRecord,
  options: { readonly from: string; readonly to: string; readonly both?: boolean | undefined },
): readonly Direction[] {
  const [froms, tos] = [readNodes(record, options.from), readNodes(record, options.to)];
  const there = froms.flatMap((from) => tos.map((to) => ({ from, to })));
  const back = options.both ? there.map(({ from, to }) => ({ from: to, to: from })) : [];
  const directions = [...there, ...back].filter(
    ({ from, to }, index, all) =>
      from !== to && all.findIndex((other) => other.from === from && other.to === to) === index,
  );
  if (directions.length > 0) return directions;
  throw new Failure('usage', 'Unexpected --from and --to: a node has no link to itself');
}

/** `30%` or `0.3`, above 0 and at most 1. */
export function readShare(text: string, option: string): number {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
  const share = Number(match?.[1] ?? Number.NaN) / (match?.[2] === '%' ? 100 : 1);
  if (share > 0 && share <= 1) return share;
  throw new Failure('usage', `Unexpected ${option} \`${text}\`, expected a share above 0`, {
    hint: 'write a percentage up to `100%`, or a number up to `1`',
  });
}

/** A duration that may be negative: `-90s`. Milliseconds. */
export function readOffset(text: string, option: string): number {
  return text.startsWith('-') ? -parseDuration(text.slice(1), option) : parseDuration(text, option);
}

/** `0`, `512`, `64KiB`, `1MiB`. */
export function readBytes(text: string, option: string): number {
  const match = /^(\d+)(|KiB|MiB|GiB)$/.exec(text);
  const power = ['', 'KiB', 'MiB', 'GiB'].indexOf(match?.[2] ?? 'none');
  if (match !== null && power >= 0) return Number(match[1]) * 1024 ** power;
  throw new Failure('usage', `Unexpected ${option} \`${text}\`, expected a number of bytes`, {
    hint: 'write a whole number, with `KiB`, `MiB` or `GiB` if you like',
  });
}

// jq in a thread of its own: a filter that never ends must not take the runner with it, and whoever asks can wait for
// the answer without becoming asynchronous. Loaded when the first page with a `jq expect` block is read or judged.
import { type MessagePort, workerData } from 'node:worker_threads';
import createJq from 'jq-wasm/dist/build/jq.js';
import type { JqAnswer, JqQuestion } from './jq-question.ts';

const { port, flag } = workerData as { readonly port: MessagePort; readonly flag: Int32Array };

// jq-wasm takes its input byte by byte with `slice(1)`, which copies the rest each time: a megabyte would take minutes.
class Bytes extends Uint8Array {
  override slice(start?: number, end?: number): Uint8Array<ArrayBuffer> {
    return this.subarray(start, end) as Uint8Array<ArrayBuffer>;
  }
}
const encode = TextEncoder.prototype.encode;
TextEncoder.prototype.encode = function (text?: string) {
  return new Bytes(encode.call(this, text).buffer as ArrayBuffer);
};

interface Jq {
  /** Throws what jq says when it does not accept the program, and a `RuntimeError` when it breaks. */
  readonly raw: (json: string, program: string, flags: readonly string[]) => string;
}

/**
 * jq-wasm puts the arguments of every call onto the stack of jq, 64 KiB in all, and never takes them away: after some
 * hundred calls they would lie over jq's own data. So each jq gets a part of that, and then there is a new one.
 */
const argumentBytesMax = 16 * 1024;

let current: { readonly jq: Jq; used: number } | undefined;

async function raw(json: string, program: string, flags: readonly string[]): Promise<string> {
  const bytes = 256 + Buffer.byteLength(program);
  if (current !== undefined && current.used + bytes > argumentBytesMax) current = undefined;
  current ??= { jq: (await createJq()) as Jq, used: 0 };
  current.used += bytes;
  return current.jq.raw(json, program, flags);
}

/** Values other than `true` that an answer holds; further ones are counted only. */
const keptValues = 3;

/** Filters that jq has accepted: one is asked again for every attempt of a step. */
const accepted = new Set<string>();

async function answer({ filter, json }: JqQuestion): Promise<JqAnswer> {
  const length = Buffer.byteLength(filter);
  if (length > argumentBytesMax)
    return { kind: 'no-filter', reason: `${length} bytes are more than ${argumentBytesMax}` };
  const problem = accepted.has(filter) ? undefined : await compileProblem(filter);
  if (problem !== undefined) return { kind: 'no-filter', reason: problem };
  accepted.add(filter);
  if (json === undefined) return { kind: 'filter' };
  // jq-wasm forgets an error that comes after a result, so errors are caught inside.
  const program = `try reduce (
${filter}

) as $it ({ yielded: 0, others: [] };
  .yielded += 1 | if $it == true then . elif (.others | length) < ${keptValues} then .others += [$it | tojson] else . end)
catch { error: (if type == "string" then . else tojson end) }`;
  const text = await raw(json, program, ['-c', '--']);
  // Nothing comes back from a filter that calls `halt`.
  if (text === '') return { kind: 'error', reason: 'the filter ended jq' };
  const result = JSON.parse(text) as
    | { readonly error: string }
    | { readonly yielded: number; readonly others: readonly string[] };
  return 'error' in result
    ? { kind: 'error', reason: result.error }
    : { kind: 'result', yielded: result.yielded, others: result.others };
}

/** Without input jq compiles the filter and runs nothing. */
async function compileProblem(filter: string): Promise<string | undefined> {
  try {
    await raw('', filter, ['-c', '--']);
    return undefined;
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error;
    const text = say(error);
    const line = /jq: error: (.*)/.exec(text)?.[1] ?? text;
    return line.replace(/ \(Unix shell quoting issues\?\)/, '').replace(/ at <top-level>.*$/, '');
  }
}

function tell(message?: JqAnswer): void {
  if (message !== undefined) port.postMessage(message);
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

/** Why jq cannot be used at all. */
let broken: string | undefined;

port.on('message', async (question: JqQuestion) => {
  try {
    tell(broken === undefined ? await answer(question) : { kind: 'crash', reason: broken });
  } catch (error) {
    // `halt_error` is an error like any other; the end of the memory or of the stack breaks jq itself.
    const isBroken = error instanceof WebAssembly.RuntimeError;
    tell(
      isBroken ? { kind: 'crash', reason: 'out of memory' } : { kind: 'error', reason: say(error) },
    );
  }
});

function say(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

// Tells that the thread has come up.
raw('', '.', []).then(
  () => tell(),
  (error: unknown) => {
    broken = say(error);
    tell();
  },
);

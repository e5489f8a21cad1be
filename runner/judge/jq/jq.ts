// Asks jq, and waits for the answer: same question, same answer, so that judging stays a plain function.
import type { MessagePort, Worker } from 'node:worker_threads';
import type { JqAnswer, JqQuestion } from './jq-question.ts';

/** Where the bundle has put the thread's file; not defined where the sources run. */
declare const RUNBOOK_JQ_WORKER: string | undefined;

/** Longest time for one filter on one output, and for the thread to come up on a busy machine, in milliseconds. */
const answerMs = 5000;
const startMs = 30_000;

/** Why jq does not accept a filter, in its own words; undefined: it does. */
export function jqProblem(filter: string): string | undefined {
  const answer = ask({ filter });
  return answer.kind === 'no-filter' || answer.kind === 'crash' ? answer.reason : undefined;
}

/** What a filter makes of a JSON document. Has no environment, no files and no further input. */
export function runJq(filter: string, json: string): JqAnswer {
  return ask({ filter, json });
}

interface Thread {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly flag: Int32Array;
  readonly receive: (port: MessagePort) => { readonly message: unknown } | undefined;
}

let thread: Thread | undefined;

function ask(question: JqQuestion): JqAnswer {
  thread ??= start();
  if (thread === undefined) return { kind: 'crash', reason: `no jq within ${startMs / 1000}s` };
  const { worker, port, flag, receive } = thread;
  Atomics.store(flag, 0, 0);
  port.postMessage(question);
  Atomics.wait(flag, 0, 0, answerMs);
  const answer = receive(port)?.message as JqAnswer | undefined;
  if (answer !== undefined && answer.kind !== 'crash') return answer;
  // A thread that hangs, or whose memory is spent, is no good for the next question.
  thread = undefined;
  void worker.terminate();
  return answer ?? { kind: 'crash', reason: `no answer within ${answerMs / 1000}s` };
}

/** Undefined: it did not come up in time. */
function start(): Thread | undefined {
  const { MessageChannel, receiveMessageOnPort, Worker } =
    process.getBuiltinModule('node:worker_threads');
  const file = typeof RUNBOOK_JQ_WORKER === 'undefined' ? './jq-worker.ts' : RUNBOOK_JQ_WORKER;
  const { port1, port2 } = new MessageChannel();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: { port: port2, flag },
    transferList: [port2],
    env: {},
    // Nothing of what jq prints belongs onto the runner's terminal.
    stdout: true,
    stderr: true,
  });
  // It must not keep a finished runner alive. What goes wrong in it is told by the answer that does not come.
  worker.unref();
  port1.unref();
  worker.on('error', () => undefined);
  if (Atomics.wait(flag, 0, 0, startMs) !== 'timed-out')
    return { worker, port: port1, flag, receive: receiveMessageOnPort };
  void worker.terminate();
  return undefined;
}

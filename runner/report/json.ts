// The whole run as one JSON document, once it is over.
import type { RunEvent } from '../model/event.ts';

export async function* json(events: AsyncIterable<RunEvent>): AsyncIterable<string> {
  for await (const event of events) {
    if (event.kind === 'run-finished') yield `${JSON.stringify(event.report, null, 2)}\n`;
  }
}

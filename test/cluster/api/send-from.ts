/** Requests that `fetch` would refuse to send: any method, any path, from a source address of choice. */
import { request as startRequest } from 'node:http';

export type Sent = {
  readonly method: string;
  /** Its path is sent as it stands here. */
  readonly url: string;
  readonly body: string;
  readonly headers: Record<string, string>;
};

/** Resolves with status and body, or null when the connection just ended. */
export async function sendFrom(
  localAddress: string,
  { method, url, body, headers }: Sent,
): Promise<{ readonly status: number; readonly text: string } | null> {
  const [, host = '', port = '', path = ''] = /^http:\/\/([^:/]+):(\d+)(.*)$/s.exec(url) ?? [];
  return await new Promise((resolve) => {
    const options = { host, port, method, path, headers, localAddress, timeout: 10_000 };
    const request = startRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
    });
    request.on('error', () => resolve(null));
    request.end(body);
  });
}

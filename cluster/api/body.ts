/** Request bodies: bounded in size, JSON or nothing. */
import type { IncomingMessage } from 'node:http';
import { ApiError } from '../errors.ts';

/** Largest body of a public request, bytes: the longest content with every character escaped, and room for the rest. */
export const bodyBytesMax = 1024 * 1024;

/** The whole body; rejects with 413 above `bytesMax`, without reading on. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(bytesMax);
  return await new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) {
        request.pause();
        reject(tooLarge(bytesMax));
      } else chunks.push(chunk);
    });
    request.on('end', () =>
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)),
    );
    // Whoever hangs up early made no mistake of ours; the answer reaches nobody.
    const cut = (): void => {
      if (!request.complete)
        reject(new ApiError('BAD_REQUEST', 'The request ended before its body.'));
    };
    request.on('error', cut);
    request.on('close', cut);
  });
}

function tooLarge(bytesMax: number): ApiError {
  return new ApiError(
    'PAYLOAD_TOO_LARGE',
    `Unexpected body of more than ${bytesMax} bytes, expected at most that.`,
  );
}

/** The body as JSON; an empty one counts as `{}`. */
export function parseJsonBody(body: Buffer, contentType: string | undefined): unknown {
  if (body.length === 0) return {};
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== undefined && mediaType !== 'application/json') {
    throw new ApiError(
      'UNSUPPORTED_MEDIA_TYPE',
      `Unexpected content type \`${mediaType}\`, expected \`application/json\`.`,
    );
  }
  try {
    return JSON.parse(utf8.decode(body));
  } catch (cause) {
    throw new ApiError('BAD_REQUEST', 'Unexpected body, expected JSON in UTF-8.', { cause });
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

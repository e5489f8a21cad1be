// An S3-compatible server: FOLDER BUCKET LOCKED_BUCKET. Prints its port; ends with its standard input.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';

const [folder, bucket, locked] = process.argv.slice(2);
const server = new S3rver({
  address: '127.0.0.1',
  port: 0,
  silent: true,
  directory: folder,
  // It signs /bucket where the SDK signs /bucket/, so only the key's name is checked.
  allowMismatchedSignatures: true,
  configureBuckets: [bucket, locked].map((name) => ({ name, configs: [] })),
});

// What it lacks: an end to an upload in parts, and policies.
server.middleware.unshift(async (ctx, next) => {
  const [, name] = ctx.path.split('/');
  const { uploadId } = ctx.query;
  if (ctx.method === 'DELETE' && uploadId) {
    rmSync(join(folder, name, '._S3rver_uploads', uploadId), { recursive: true });
    ctx.status = 204;
  } else if (name === locked && ctx.method !== 'GET') {
    ctx.status = 403;
    ctx.type = 'application/xml';
    ctx.body = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';
  } else {
    await next();
  }
});

process.stdin.resume().on('end', () => process.exit());
const { port } = await server.run();
process.stdout.write(`${port}\n`);

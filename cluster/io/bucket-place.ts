/** Backups in a bucket of an S3-compatible object storage. */
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { type BackupPlace, FileMissing } from './backup-place.ts';
import { explainBucketFailure } from './bucket-failure.ts';

export type BucketAddress = {
  readonly bucket: string;
  /** What all keys begin with, without a slash at either end; `''` is the whole bucket. */
  readonly prefix: string;
};

/**
 * A file that is longer goes up in parts of this size, bytes. A storage takes 10,000 parts, so a file may have 156 GiB;
 * a part is in memory while it goes.
 */
const partBytes = 16 * 1024 * 1024;

/** An object appears whole or not at all: that is what object storages promise for uploads, in one piece or in parts. */
export function openBucketPlace({ bucket, prefix }: BucketAddress, client: S3Client): BackupPlace {
  const root = prefix === '' ? '' : `${prefix}/`;
  const url = `s3://${bucket}/${prefix}`;
  const nameOf = (path: string) => ({ Bucket: bucket, Key: `${root}${path}` });
  const explain = (thrown: unknown) => explainBucketFailure(thrown, { bucket, url });
  return {
    url,
    async list() {
      const keys: string[] = [];
      try {
        const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: root });
        for await (const { Contents: rows = [] } of pages) {
          for (const { Key: key = '' } of rows) keys.push(key.slice(root.length));
        }
      } catch (thrown) {
        throw explain(thrown);
      }
      // Consoles make empty objects that stand for folders.
      return keys.filter((key) => key !== '' && !key.endsWith('/')).sort();
    },
    async *read(path) {
      try {
        const { Body: body } = await client.send(new GetObjectCommand(nameOf(path)));
        if (body instanceof Readable) yield* body;
      } catch (thrown) {
        throw thrown instanceof NoSuchKey ? new FileMissing(path) : explain(thrown);
      }
    },
    async write(path, content) {
      const source = watch(content);
      // One part at a time, so that a backup does not starve the node beside it; parts of what failed are taken back.
      const upload = new Upload({
        client,
        params: { ...nameOf(path), Body: Readable.from(source, { objectMode: false }) },
        partSize: partBytes,
        queueSize: 1,
      });
      try {
        await upload.done();
      } catch (thrown) {
        throw source.failure() ?? explain(thrown);
      }
    },
    async remove(path) {
      try {
        await client.send(new DeleteObjectCommand(nameOf(path)));
      } catch (thrown) {
        throw explain(thrown);
      }
    },
  };
}

/** The same content, and what it failed with by itself: an upload that fails makes it fail as well. */
function watch(content: AsyncIterable<Uint8Array>) {
  let failure: { readonly thrown: unknown } | null = null;
  return {
    failure: () => failure?.thrown,
    async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
      const blocks = content[Symbol.asyncIterator]();
      try {
        for (;;) {
          const next = await blocks.next().catch((thrown: unknown) => {
            failure = { thrown };
            throw thrown;
          });
          if (next.done === true) return;
          yield next.value;
        }
      } finally {
        if (failure === null) await blocks.return?.();
      }
    },
  };
}

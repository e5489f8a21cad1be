/** What the node's secrets are, read before it starts, and the keys of the moment after that. */
import type { NodeConfig } from '../config.ts';
import { StartError, sentenceOf } from '../errors.ts';
import type { Cancel, Clock } from '../io/clock.ts';
import type { Logger } from '../io/logger.ts';
import { readPrivateFile } from '../io/private-file.ts';
import { parseKeyFile } from '../security/key-file.ts';
import { Keyring } from '../security/keyring.ts';
import { clusterSecretMin, PeerSigner } from '../security/peer-signature.ts';

export type TlsFiles = { readonly cert: string; readonly key: string; readonly ca: string | null };

export type Security = {
  /** Null: no authentication. */
  readonly keyring: Keyring | null;
  /** Null: nodes share no secret. */
  readonly signer: PeerSigner | null;
  /** Null: plain HTTP. */
  readonly tls: TlsFiles | null;
  /** Follows changes of the key file from now on. */
  watch(): Cancel;
};

/** A key that was revoked, or a new one, counts after this long at the latest (and the time of one read), milliseconds. */
const rereadMs = 1_000;

/** Rejects with a `StartError` if anything that is asked for cannot be read: a node never starts more open than it was told. */
export async function openSecurity(
  { security, tls }: NodeConfig,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<Security> {
  const { keyFile, clusterSecretFile } = security;
  const keyring = keyFile === null ? null : new Keyring();
  const store =
    keyFile === null || keyring === null ? null : new KeyStore(keyFile, keyring, logger);
  await store?.open();
  return {
    keyring,
    signer: clusterSecretFile === null ? null : await readSigner(clusterSecretFile),
    tls: tls === null ? null : await readTls(tls),
    watch: () => (store === null ? () => undefined : follow(clock, store)),
  };
}

class KeyStore {
  readonly #path: string;
  readonly #keyring: Keyring;
  readonly #logger: Logger;
  #text: string | null = null;

  constructor(path: string, keyring: Keyring, logger: Logger) {
    this.#path = path;
    this.#keyring = keyring;
    this.#logger = logger;
  }

  async open(): Promise<void> {
    const reason = await this.reread();
    if (reason === null) return;
    throw new StartError(`Cannot read the API keys \`${this.#path}\`: ${reason}.`, {
      hint: 'make the file with `engram key create`; the node does not start without it',
    });
  }

  /** Takes what the file says now; without a usable file nobody gets in. Resolves with what is wrong, null if nothing is. */
  async reread(): Promise<string | null> {
    try {
      const text = await readPrivateFile(this.#path);
      if (text === this.#text) return null;
      const parsed = parseKeyFile(text);
      if (parsed.kind === 'invalid') return this.#close(parsed.message);
      this.#keyring.replace(parsed.file);
      if (this.#text !== null) this.#log('api-keys-changed', { keys: parsed.file.keys.length });
      this.#text = text;
      return null;
    } catch (cause) {
      return this.#close(sentenceOf(cause));
    }
  }

  #close(reason: string): string {
    this.#keyring.close();
    if (this.#text !== null && this.#text !== '') {
      this.#logger.error('api-keys-unreadable', { path: this.#path, reason });
    }
    // Whatever the file holds next is new.
    this.#text = '';
    return reason;
  }

  #log(event: string, fields: Readonly<Record<string, unknown>>): void {
    this.#logger.info(event, { path: this.#path, ...fields });
  }
}

function follow(clock: Clock, store: KeyStore): Cancel {
  let stopped = false;
  let cancel: Cancel = () => undefined;
  const again = (): void => {
    cancel = clock.schedule(rereadMs, () => {
      void store.reread().finally(() => {
        if (!stopped) again();
      });
    });
  };
  again();
  return () => {
    stopped = true;
    cancel();
  };
}

/** The secret that the nodes share. Rejects with a `StartError` if it cannot be read or is too short. */
export async function readSigner(path: string): Promise<PeerSigner> {
  const secret = (await read(path, 'the cluster secret', readPrivateFile)).trim();
  if (secret.length >= clusterSecretMin) return new PeerSigner(secret);
  throw new StartError(
    `Unexpected cluster secret of ${secret.length} characters in \`${path}\`, expected ${clusterSecretMin} or more.`,
    { hint: 'make one with `openssl rand -hex 32`, the same for all nodes' },
  );
}

async function readTls(tls: NonNullable<NodeConfig['tls']>): Promise<TlsFiles> {
  const { certFile, keyFile, caFile } = tls;
  return {
    cert: await read(certFile, 'the certificate', readPrivateFile),
    key: await read(keyFile, 'the key of the certificate', readPrivateFile),
    ca:
      caFile === null
        ? null
        : await read(caFile, 'the certificates of the others', readPrivateFile),
  };
}

async function read(
  path: string,
  what: string,
  readFile: (path: string) => Promise<string>,
): Promise<string> {
  return await readFile(path).catch((cause: unknown) => {
    throw new StartError(`Cannot read ${what} \`${path}\`: ${sentenceOf(cause)}.`, { cause });
  });
}

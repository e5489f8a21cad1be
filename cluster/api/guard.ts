/** Whether a request may be worked on: who sends it, whether that one may, and not too often. */
import type { IncomingMessage } from 'node:http';
import { ApiError } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { InvalidReason, Keyring, Verdict } from '../security/keyring.ts';
import {
  everybody,
  mayDo,
  mayUse,
  nobody,
  type Principal,
  type Rate,
} from '../security/principal.ts';
import { RateLimiter } from '../security/rate-limiter.ts';
import { accessOf, type Endpoint } from './contract/endpoint.ts';
import { demandsOf } from './demands.ts';
import type { Call } from './route.ts';

export type GuardDeps = {
  /** Null: no authentication. */
  readonly keyring: Keyring | null;
  /** Null: no limit. */
  readonly rate: Rate | null;
  readonly clock: Clock;
};

/** What an address may try with keys that are wrong: enough for a mistake, too little for guessing or for tiring the node. */
const failureRate: Rate = { perSecond: 2, burst: 20 };

export class Guard {
  readonly #deps: GuardDeps;
  readonly #limiter = new RateLimiter();
  readonly #failures = new RateLimiter();

  constructor(deps: GuardDeps) {
    this.#deps = deps;
  }

  /** Who asks; throws 401 or 429. Before the body is read, so that a stranger costs no memory. */
  async identify(request: IncomingMessage, endpoint: Endpoint): Promise<Principal> {
    if (accessOf(endpoint) === 'open') return nobody;
    const address = request.socket.remoteAddress ?? '';
    const { keyring } = this.#deps;
    const principal =
      keyring === null ? everybody : await this.#authenticate(keyring, request, address);
    this.#limit(principal, address);
    return principal;
  }

  /** Throws 403 if the operation is not for the principal. */
  admit(principal: Principal, endpoint: Endpoint): void {
    const access = accessOf(endpoint);
    if (mayDo(principal, access)) return;
    throw forbidden(principal, `with the scope \`${access}\``);
  }

  /** Throws 403 if the call, now that it is read, needs a right that the principal has not. */
  admitCall(principal: Principal, endpoint: Endpoint, call: Call<Endpoint>): void {
    if (principal.scopes.has('admin')) return;
    for (const { access, space } of demandsOf(endpoint, call)) {
      if (!mayDo(principal, access)) throw forbidden(principal, `with the scope \`${access}\``);
      if (!mayUse(principal, space)) {
        throw forbidden(principal, space === null ? 'for all spaces' : `for space \`${space}\``);
      }
    }
  }

  async #authenticate(
    keyring: Keyring,
    request: IncomingMessage,
    address: string,
  ): Promise<Principal> {
    const { clock } = this.#deps;
    const text = bearerOf(request);
    if (text === null) throw unauthorized('no `Authorization: Bearer engram_key_…`');
    const recalled = keyring.recall(text, clock.wallMs());
    if (recalled?.kind === 'valid') return recalled.principal;
    const waitSeconds = this.#failures.wait(address, failureRate, clock.monotonicMs());
    if (waitSeconds > 0) throw tooMany('too many wrong keys from this address', waitSeconds);
    const verdict = recalled ?? (await keyring.verify(text, () => clock.wallMs()));
    if (verdict.kind === 'invalid') {
      this.#failures.take(address, failureRate, clock.monotonicMs());
    }
    return principalOf(verdict);
  }

  #limit(principal: Principal, address: string): void {
    const rate = principal.rate ?? this.#deps.rate;
    if (rate === null) return;
    const who = principal.keyId === null ? `address ${address}` : `key ${principal.keyId}`;
    const waitSeconds = this.#limiter.take(who, rate, this.#deps.clock.monotonicMs());
    if (waitSeconds > 0) {
      throw tooMany(`more than ${rate.perSecond} requests a second by ${who}`, waitSeconds);
    }
  }
}

function forbidden({ name }: Principal, wanted: string): ApiError {
  return new ApiError('FORBIDDEN', `Unexpected key \`${name}\`, expected one ${wanted}.`, {
    outcome: 'not_applied',
  });
}

function bearerOf({ headers }: IncomingMessage): string | null {
  const [, text] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  return text ?? null;
}

const reasons: Readonly<Record<InvalidReason, string>> = {
  malformed: 'text that is no key',
  unknown: 'a key that is not known',
  expired: 'a key that has expired',
};

function principalOf(verdict: Verdict): Principal {
  switch (verdict.kind) {
    case 'valid':
      return verdict.principal;
    case 'invalid':
      throw unauthorized(reasons[verdict.reason]);
    case 'busy':
      throw tooMany('too many keys to check at once', 1);
    case 'closed':
      throw new ApiError(
        'MEMORY_CLUSTER_UNAVAILABLE',
        'The API keys of this node cannot be read: nobody is let in.',
        {
          retryAfterSeconds: 5,
          outcome: 'not_applied',
          hint: 'Look for `api-keys-unreadable` in the log of the node.',
        },
      );
  }
}

function unauthorized(found: string): ApiError {
  return new ApiError('UNAUTHORIZED', `Unexpected ${found}, expected a valid API key.`, {
    outcome: 'not_applied',
  });
}

function tooMany(found: string, retryAfterSeconds: number): ApiError {
  return new ApiError('RATE_LIMITED', `Refused: ${found}.`, {
    retryAfterSeconds,
    outcome: 'not_applied',
  });
}

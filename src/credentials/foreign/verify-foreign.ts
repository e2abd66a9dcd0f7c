import type { Clock } from '../../base/index.js';
import { defineTask, type Workers } from '../../workers/index.js';
import type { FetchBadge } from '../documents/fetch-badge.js';
import type { FetchText } from '../documents/fetch-json.js';
import type { Verification, VerifyEnvironment } from '../verify/index.js';
import type { RequestBody, VerifyInput } from './read-request.js';
import { withNewer, type FindNewer } from './newer-version.js';
import type { run } from './verify-task.js';

const of = { from: import.meta.url, module: './verify-task', lane: 'strangers' } as const;
const task = defineTask<typeof run>({ ...of, name: 'verify' });
/** A record is checked with each badge in it: 40 of them take two seconds of a slow processor. */
const recordTask = defineTask<typeof run>({
  ...of,
  name: 'verify-record',
  budget: { cpuMs: 6_000 },
});

/** A token shows what is in it only once it is opened; one of this length is hardly a single badge. */
const LONG_TOKEN = 24_000;

/** Whether something looks like a learner record, by its text. */
function seemsRecord(given: string | Uint8Array): boolean {
  const text = typeof given === 'string' ? given : Buffer.from(given).toString('latin1');
  return text.startsWith('eyJ') ? text.length > LONG_TOKEN : text.includes('"ClrCredential"');
}

export interface ForeignDeps {
  readonly workers: Pick<Workers, 'run'>;
  readonly clock: Clock;
  readonly fetchText: FetchText;
  readonly fetchBadge: FetchBadge;
  readonly recognise: (issuerId: string) => Promise<string | null>;
  /** @returns how badges identify the issuer of this installation that has a name */
  readonly findNamesake: (name: string) => Promise<string | null>;
  /** @returns endorsements of an achievement that are kept here */
  readonly findEndorsements: (achievementId: string) => Promise<readonly string[]>;
  readonly findNewer: FindNewer;
  /** Which JSON-LD contexts the operator allows. */
  readonly contexts: Pick<VerifyEnvironment, 'contextHosts' | 'allowsOwnContexts'>;
}

/**
 * Verifies what a stranger sent, in a worker process.
 * @param key who asks, such as an IP address: the keys of waiting orders take turns
 * @throws InvalidInput `too_costly`, Unavailable `too_busy`, and the errors of reading a request's body
 */
export type VerifyForeign = (from: VerifyInput | RequestBody, key: string) => Promise<Verification>;

/** @returns a function that verifies what strangers send */
export function createVerifyForeign(deps: ForeignDeps): VerifyForeign {
  const { workers, clock, fetchText, fetchBadge, recognise, findNamesake, contexts } = deps;
  const calls = {
    fetchText,
    fetchBadge,
    recognise,
    findNamesake,
    findEndorsements: deps.findEndorsements,
  };
  return async (from, key) => {
    const bytes = 'bytes' in from ? from.bytes.byteLength : from.input.length;
    const order = { from, now: clock.now(), contexts };
    const isRecord = seemsRecord('bytes' in from ? from.bytes : from.input);
    const found = await workers.run(isRecord ? recordTask : task, order, { key, calls, bytes });
    return withNewer(found, deps.findNewer);
  };
}

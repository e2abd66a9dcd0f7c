import { defineTask, type Workers } from '../../workers/index.js';
import type { FetchText } from '../documents/fetch-json.js';
import type { run, WalletAnswer } from './presentation-task.js';

const task = defineTask<typeof run>({
  name: 'presentation',
  from: import.meta.url,
  module: './presentation-task',
  lane: 'strangers',
});

/**
 * Reads a wallet's answer, in a worker process.
 * @param key who asks, such as an IP address: the keys of waiting orders take turns
 * @throws InvalidInput `presentation_refused`, `too_costly`; Unavailable `too_busy`
 */
export type ReadPresentation = (
  body: Uint8Array,
  expected: { readonly challenge: string; readonly domain: string },
  key: string,
) => Promise<WalletAnswer>;

/** @returns a function that reads wallets' answers */
export function createReadPresentation(deps: {
  readonly workers: Pick<Workers, 'run'>;
  readonly fetchText: FetchText;
}): ReadPresentation {
  const { workers, fetchText } = deps;
  const calls = { fetchText };
  return (body, { challenge, domain }, key) =>
    workers.run(task, { body, challenge, domain }, { key, calls, bytes: body.byteLength });
}

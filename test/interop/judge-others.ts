import { beforeAll } from 'vitest';
import { verify, type VerifyEnvironment } from '../../src/credentials/verify/index.js';
import { badgeOf, createSigner, type Json, NOW } from './sign-badge.js';

const now = () => NOW;

export const environment = (
  documents: Json = {},
  more: Partial<VerifyEnvironment> = {},
): VerifyEnvironment => ({
  now,
  fetchJson: (url) =>
    url in documents ? Promise.resolve(documents[url]) : Promise.reject(new Error('away')),
  ...more,
});

export async function judge(input: Json | string | Uint8Array, env = environment()) {
  const isRaw = typeof input === 'string' || input instanceof Uint8Array;
  const result = await verify(isRaw ? input : JSON.stringify(input), env);
  const codes = Object.fromEntries(result.checks.map(({ name, code }) => [name, code]));
  return { ...result, codes };
}

export let signer: Awaited<ReturnType<typeof createSigner>>;

export const signed = (over: Json = {}, subject: Json = {}) =>
  signer.sign(badgeOf(signer.id, over, subject));

/** A signer of badges that are nobody's of ours. */
export function useOthers(): void {
  beforeAll(async () => {
    signer = await createSigner();
  });
}

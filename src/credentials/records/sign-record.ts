import { sign } from 'node:crypto';
import { defineTask, type Workers } from '../../workers/index.js';
import { dateTimeOf } from '../credential/build-credential.js';
import type { SigningKey } from '../issuer/issuer-key.js';
import { encodeBase58 } from '../verify/base58.js';
import type { run } from './hash-task.js';

const task = defineTask<typeof run>({
  name: 'hash-record',
  from: import.meta.url,
  module: './hash-task',
  lane: 'tenants',
  budget: { cpuMs: 10_000 },
});

/**
 * Signs a record, or another document that is not alike to any other, by eddsa-rdfc-2022 (VC Data Integrity EdDSA 1.0, 3.2). A worker canonicalizes and hashes it; the key
 * stays in this process.
 * @param key whose work it is: those who wait take turns
 * @returns the exact JSON text, in which each badge is the text that its own issuer signed
 * @throws InvalidInput `too_costly`, Unavailable `too_busy`
 */
export async function signRecord(
  workers: Pick<Workers, 'run'>,
  record: object,
  signingKey: Pick<SigningKey, 'id' | 'privateKey'>,
  madeAt: Date,
  key: string,
): Promise<string> {
  const options = {
    type: 'DataIntegrityProof',
    created: dateTimeOf(madeAt),
    verificationMethod: signingKey.id,
    cryptosuite: 'eddsa-rdfc-2022',
    proofPurpose: 'assertionMethod',
  };
  const document = record as unknown as Record<string, unknown>;
  const hashed = await workers.run(task, { document, proof: options }, { key });
  const signature = sign(null, hashed, signingKey.privateKey);
  return JSON.stringify({
    ...record,
    proof: [{ ...options, proofValue: `z${encodeBase58(signature)}` }],
  });
}

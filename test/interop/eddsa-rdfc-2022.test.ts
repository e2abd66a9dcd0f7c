import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { describe, expect, it } from 'vitest';
import { signWithLibrary } from '../../src/credentials/signing/sign-credential.js';
import { loadContext, type DocumentLoader } from '../../src/credentials/verify/contexts.js';
import { createVerifyData } from '../../src/credentials/verify/data-integrity.js';
import { decodeBase58, encodeBase58 } from '../../src/credentials/verify/base58.js';
import { decodeEd25519Multikey } from '../../src/credentials/verify/multibase.js';
import data from './eddsa-rdfc-2022.json' with { type: 'json' };

const [alumni, employment] = data.vectors;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A secret Multikey: two bytes that say Ed25519 secret key, then the 32 of the seed. */
const seed = decodeBase58(data.keyPair.privateKeyMultibase.slice(1)).subarray(2);
const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
  format: 'der',
  type: 'pkcs8',
});

/** The examples' own context, as the Recommendation's B.1 uses it: every other term goes to one vocabulary. */
const loader: DocumentLoader = (url) =>
  url === 'https://www.w3.org/ns/credentials/examples/v2'
    ? Promise.resolve({
        contextUrl: null,
        documentUrl: url,
        document: { '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' } },
      })
    : loadContext(url);

describe('eddsa-rdfc-2022, the vectors of VC Data Integrity EdDSA 1.0, B.1', () => {
  it('gives the canonical document and its hash (3.2.3)', async () => {
    const canonical = await cryptosuite.canonize(alumni!.unsigned, { documentLoader: loader });
    expect(canonical).toBe(alumni!.canonical);
    expect(sha256(canonical)).toBe(alumni!.documentHash);
  });

  it('gives the canonical proof options and their hash (3.2.5)', async () => {
    const canonical = await cryptosuite.canonize(data.proofConfig, { documentLoader: loader });
    expect(canonical).toBe(data.proofCanon);
    expect(sha256(canonical)).toBe(data.proofHash);
  });

  it('gives the bytes to be signed (3.2.4)', async () => {
    const { proof, ...unsigned } = alumni!.signed!;
    expect(hex(await createVerifyData(unsigned, proof, loader))).toBe(alumni!.combinedHash);
  });

  it('gives the signature and the signed document, bit for bit (3.2.1)', async () => {
    const { verificationMethod: id, created } = data.proofConfig;
    const signed = await signWithLibrary(alumni!.unsigned!, { id, privateKey }, created, loader);
    expect(signed).toEqual(alumni!.signed);
  });

  it.each([alumni!, employment!])('gives the signature of $name over its hashes', (vector) => {
    expect(sha256(vector.canonical)).toBe(vector.documentHash);
    expect(data.proofHash + vector.documentHash).toBe(vector.combinedHash);
    const signature = sign(null, Buffer.from(vector.combinedHash, 'hex'), privateKey);
    expect(hex(signature)).toBe(vector.signatureHex);
    expect(`z${encodeBase58(signature)}`).toBe(vector.proofValue);
  });

  it('gives the bytes that each proof of a set and chain was made over (B.5; VC Data Integrity 1.0, 4.5)', async () => {
    const { chain } = data;
    const isRight = async (proof: object) => {
      const { verificationMethod, proofValue } = proof as (typeof chain.proof)[0];
      const raw = decodeEd25519Multikey(verificationMethod.split('#')[1]!)!;
      const x = Buffer.from(raw).toString('base64url');
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
      const bytes = await createVerifyData(chain, { ...proof }, loader);
      return verify(null, bytes, key, decodeBase58(proofValue.slice(1)));
    };
    expect(await Promise.all(chain.proof.map(isRight))).toEqual([true, true, true, true]);
    const [, , third, fourth] = chain.proof;
    expect(await isRight({ ...fourth, previousProof: chain.proof[0]!.id })).toBe(false);
    expect(await isRight({ ...third, previousProof: chain.proof[0]!.id })).toBe(false);
  });
});

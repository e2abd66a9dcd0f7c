import { sign } from 'node:crypto';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { areFit, plantSentinels, valuesOf } from './badge-shape.js';
import { buildCredential } from '../credential/build-credential.js';
import { checkCredential } from '../credential/check-credential.js';
import { compileCanonical } from './compile-canonical.js';
import { cut, fill, toFillable, type Fillable } from './compile-template.js';
import type { Issuer } from '../issuer/issuer.js';
import type { SigningKey } from '../issuer/issuer-key.js';
import type { IssueOrder } from '../credential/order.js';
import { escapeLiteral } from './lines-of-quads.js';
import { hashText, toBytes } from './sha256.js';
import { loadContext } from '../verify/contexts.js';
import { encodeBase58 } from '../verify/base58.js';
import type { Draw } from '../credential/drawn.js';

/**
 * Prepares badges of one shape: everything except the signature. @returns a function that signs and gives the text;
 * null where the library has to sign this badge
 */
export type PrepareCompiled = (
  order: IssueOrder,
  drawn: Draw,
  created: string,
) => (() => string) | null;

const PROOF_VALUE = 'zzLaurelProofValuezz';
const CREATED = 'zzLaurelCreatedzz';

/** The proof as the library writes it, in the same order of members. */
const proofOf = (key: SigningKey, created: string) => ({
  type: 'DataIntegrityProof',
  created,
  verificationMethod: key.id,
  cryptosuite: 'eddsa-rdfc-2022',
  proofPurpose: 'assertionMethod',
});

/** Caches the hashes of proof options (VC Data Integrity EdDSA 1.0, 3.2.5) by their time: a batch has one or two. */
function createHashProof(contexts: unknown, key: SigningKey) {
  let last = { created: '', digest: '' };
  let template: Fillable | null = null;
  return {
    prepare: async (): Promise<void> => {
      const options = { '@context': contexts, ...proofOf(key, CREATED) };
      const text = await cryptosuite.canonize(options, { documentLoader: loadContext });
      template = toFillable(cut(text, [{ text: CREATED, field: 0 }]));
    },
    digest: (created: string): string => {
      if (template === null) throw new Error('not prepared');
      if (last.created !== created) last = { created, digest: hashText(fill(template, [created])) };
      return last.digest;
    },
  };
}

const escapeJson = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  /["\\\u0000-\u001F]/.test(text) ? JSON.stringify(text).slice(1, -1) : text;

/**
 * Compiles the badges of one achievement version, issuer, key and shape. JSON-LD is processed once; each badge then
 * takes filling holes, two hashes and one signature. Its text equals that of @digitalbazaar/vc byte for byte, with the
 * proof in a list.
 * @throws CredentialRefused when no badge of this achievement could be valid; NotCompilable
 */
export async function compileBadge(
  sample: IssueOrder,
  issuer: Issuer,
  key: SigningKey,
  drawn: Draw,
): Promise<PrepareCompiled> {
  const badge = buildCredential(sample, issuer, drawn);
  checkCredential(badge);
  const planted = plantSentinels(badge, sample, drawn);
  const hashCanonical = await compileCanonical(planted.badge, planted.sentinels);
  const hashProof = createHashProof(badge['@context'], key);
  await hashProof.prepare();

  const fields = planted.sentinels.length;
  const text = JSON.stringify({
    ...planted.badge,
    proof: [{ ...proofOf(key, CREATED), proofValue: PROOF_VALUE }],
  });
  const json = toFillable(
    cut(text, [
      ...planted.sentinels,
      { text: CREATED, field: fields },
      { text: PROOF_VALUE, field: fields + 1 },
    ]),
  );

  return (order, ofOrder, created) => {
    const slots = valuesOf(order, ofOrder);
    if (slots.length !== fields || !areFit(slots)) return null;
    if (order.validUntil !== undefined && order.validUntil <= order.validFrom) return null;
    const texts: string[] = [];
    const bytes: string[] = [];
    const forJson: string[] = [];
    for (const { kind, value } of slots) {
      const escaped = kind === 'text' ? escapeLiteral(value) : value;
      texts.push(escaped);
      bytes.push(kind === 'text' ? toBytes(escaped) : escaped);
      forJson.push(kind === 'text' ? escapeJson(value) : value);
    }
    const documentHash = hashCanonical({ texts, bytes });
    if (documentHash === null) return null;
    const toSign = Buffer.from(hashProof.digest(created) + documentHash, 'hex');
    return () => {
      const signature = sign(null, toSign, key.privateKey);
      forJson.push(created, `z${encodeBase58(signature)}`);
      return fill(json, forJson);
    };
  };
}

import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { InvalidInput, omitUndefined } from '../../base/index.js';
import { parseBounded } from '../verify/bounded-json.js';
import { loadContext, type DocumentLoader } from '../verify/contexts.js';
import { proofOptions } from '../verify/data-integrity.js';
import { proofsOf, suiteOf } from '../verify/proof-suites.js';
import { readSigned } from '../verify/read-signed.js';
import { openSigned } from '../verify/signed-document.js';
import { isObject } from '../verify/schema-check.js';
import { findHolderKey, type HolderKey } from './holder.js';

const DID_V1 = 'https://www.w3.org/ns/did/v1';
const MULTIKEY_V1 = 'https://w3id.org/security/multikey/v1';
const SUITE_2020 = 'https://w3id.org/security/suites/ed25519-2020/v1';

/** The two kinds of proof that wallets make today. */
const TYPES = ['DataIntegrityProof', 'Ed25519Signature2020'] as const;
type ProofType = (typeof TYPES)[number];

const refused = (why: string, cause?: unknown): InvalidInput =>
  new InvalidInput('presentation_refused', `The wallet's answer cannot be taken: ${why}.`, {
    status: 400,
    action: 'Begin again from the page of the badge.',
    cause,
  });

interface Answer {
  readonly presentation: Record<string, unknown>;
  readonly holder: string;
  readonly proofType: ProofType;
  readonly methodId: string;
}

function readAnswer(value: unknown): Answer {
  const presentation = parseBounded(JSON.stringify(value));
  if (!isObject(presentation)) throw refused('it is no presentation');
  const { holder, proof } = presentation;
  if (typeof holder !== 'string' || !/^did:(key|web):/.test(holder))
    throw refused('its holder is neither a did:key nor a did:web');
  const proofs = [proof].flat();
  const only: unknown = proofs[0];
  if (proofs.length !== 1 || !isObject(only)) throw refused('it has not one proof');
  const proofType = TYPES.find((type) => type === only['type']);
  if (proofType === undefined) throw refused('it is signed in a way not known here');
  return { presentation, holder, proofType, methodId: String(only['verificationMethod']) };
}

/** Loads the holder's documents from what was found of its key, and everything else from packages. */
function loaderFor(holder: string, key: HolderKey, proofType: ProofType): DocumentLoader {
  const { methodId, publicKeyMultibase } = key;
  const isMultikey = proofType === 'DataIntegrityProof';
  const context = isMultikey ? MULTIKEY_V1 : SUITE_2020;
  const type = isMultikey ? 'Multikey' : 'Ed25519VerificationKey2020';
  const method = { id: methodId, type, controller: holder, publicKeyMultibase };
  const documents = new Map<string, unknown>([
    [SUITE_2020, Ed25519Signature2020.CONTEXT],
    [methodId, { '@context': context, ...method }],
    [
      holder,
      {
        '@context': [DID_V1, context],
        id: holder,
        verificationMethod: [method],
        authentication: [methodId],
      },
    ],
  ]);
  return (url) => {
    const document = documents.get(url);
    if (document === undefined) return loadContext(url);
    return Promise.resolve({ contextUrl: null, documentUrl: url, document });
  };
}

/**
 * Checks that what is read of a presentation and its proof is what they sign: known contexts, and every member named as
 * these define it.
 */
async function readPresentation(presentation: Record<string, unknown>): Promise<void> {
  const { problem } = await openSigned(presentation, { fetchJson: refuse });
  if (problem !== null) throw refused('it uses terms not known here, or names them otherwise');
  const [proof] = proofsOf(presentation);
  const suite = proof && suiteOf(proof);
  if (!proof || !suite) throw refused('it is signed in a way not known here');
  const options = proofOptions(presentation, proof, suite);
  await readSigned(options, loadContext).catch((error: unknown) => {
    throw refused('its proof uses terms not known here, or names them otherwise', error);
  });
}

const refuse = (): Promise<never> => Promise.reject(new Error('nothing is fetched here'));

/**
 * Checks that the sender holds a did:key or did:web (VC-API DIDAuthentication): a presentation for this challenge and
 * domain, signed for authentication by the key that its holder names.
 * @param fetchJson fetches the document of a did:web
 * @returns the DID
 * @throws InvalidInput `presentation_refused`
 */
export async function verifyDidAuthentication(
  value: unknown,
  { challenge, domain }: { readonly challenge: string; readonly domain: string },
  fetchJson: (url: string) => Promise<unknown>,
): Promise<string> {
  const { presentation, holder, proofType, methodId } = readAnswer(value);
  await readPresentation(presentation);
  const suite =
    proofType === 'DataIntegrityProof'
      ? new DataIntegrityProof({ cryptosuite })
      : new Ed25519Signature2020();
  const named = domainOf(presentation);
  if (named !== undefined && named !== domain) throw refused('it was made for another site');
  const key = await findHolderKey(holder, methodId, fetchJson);
  if (key === null) throw refused('its holder names no Ed25519 key like the one that signed it');
  const result = await vc.verify(
    omitUndefined({
      presentation,
      challenge,
      suite,
      documentLoader: loaderFor(holder, key, proofType),
      domain: named,
    }),
  );
  if (!result.verified) throw refused('its signature does not fit', result.error);
  if (!methodId.startsWith(`${holder}#`)) throw refused('another key than the holder’s signed it');
  return holder;
}

function domainOf({ proof }: Record<string, unknown>): string | undefined {
  const domain: unknown = isObject(proof)
    ? proof['domain']
    : [proof].flat().find(isObject)?.['domain'];
  return typeof domain === 'string' ? domain : undefined;
}

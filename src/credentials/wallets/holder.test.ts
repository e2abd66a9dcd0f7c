import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020';
import * as vc from '@digitalbazaar/vc';
import { describe, expect, it } from 'vitest';
import { knownContexts } from '../verify/contexts.js';
import { verifyDidAuthentication } from './verify-presentation.js';

const SUITE_2020 = 'https://w3id.org/security/suites/ed25519-2020/v1';
const DID = 'did:web:network.example:users:ada';
const METHOD = `${DID}#owner`;
const expected = { challenge: 'a challenge', domain: 'badges.example' };

const documentLoader = (url: string) =>
  Promise.resolve({
    contextUrl: null,
    documentUrl: url,
    document: url === SUITE_2020 ? Ed25519Signature2020.CONTEXT : knownContexts.get(url),
  });

/** A wallet whose learner is known to a network by a did:web, as LearnCard's are. */
async function makeWallet() {
  const key = await Ed25519Multikey.generate({});
  const suite = new Ed25519Signature2020({ signer: { ...key.signer(), id: METHOD } });
  const presentation = await vc.signPresentation({
    presentation: {
      '@context': ['https://www.w3.org/ns/credentials/v2', SUITE_2020],
      type: ['VerifiablePresentation'],
      holder: DID,
    },
    suite,
    ...expected,
    documentLoader,
  });
  const x = Buffer.from(key.publicKey).toString('base64url');
  const publicKeyJwk = { kty: 'OKP', crv: 'Ed25519', x };
  const method = { id: METHOD, type: 'JsonWebKey2020', controller: DID, publicKeyJwk };
  return { presentation, method };
}

const judge = (presentation: unknown, document: unknown) =>
  verifyDidAuthentication(presentation, expected, (url) =>
    url === 'https://network.example/users/ada/did.json' && document !== undefined
      ? Promise.resolve(document)
      : Promise.reject(new Error('unreachable')),
  );

describe('a holder that is a did:web', () => {
  it('is believed where its document names the key for authentication (DID 1.0, 5.3.1)', async () => {
    const { presentation, method } = await makeWallet();
    const listed = { id: DID, verificationMethod: [method] };
    for (const authentication of [['#owner'], [METHOD], [method], METHOD])
      expect(await judge(presentation, { ...listed, authentication })).toBe(DID);
  });

  it('is refused where it does not, or cannot be asked', async () => {
    const { presentation, method } = await makeWallet();
    const { method: other } = await makeWallet();
    const named = { authentication: [METHOD] };
    const documents = [
      undefined,
      { id: DID, verificationMethod: [method] },
      { id: DID, verificationMethod: [method], assertionMethod: [METHOD] },
      { id: DID, verificationMethod: [method], authentication: [`${DID}#another`] },
      { id: `${DID}:bob`, verificationMethod: [method], ...named },
      { id: DID, verificationMethod: [{ ...method, controller: 'did:web:else' }], ...named },
      { id: DID, verificationMethod: [other], ...named },
      { id: DID, verificationMethod: [{ ...method, publicKeyJwk: { kty: 'RSA' } }], ...named },
    ];
    for (const document of documents)
      await expect(judge(presentation, document)).rejects.toMatchObject({
        code: 'presentation_refused',
      });
  });
});

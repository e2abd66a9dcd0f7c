import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestClock } from '../../../src/base/index.js';
import type { Credential } from '../../../src/credentials/index.js';
import { knownContexts } from '../../../src/credentials/verify/contexts.js';
import { withPersons, type PersonsApp } from '../../support/as-person.js';
import { issueTestBadge, orderTestBadge } from '../../support/issue-test-badge.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

const SUITE_2020 = 'https://w3id.org/security/suites/ed25519-2020/v1';
const clock = createTestClock();

let laurel: TestLaurel;
let persons: PersonsApp;

beforeAll(async () => {
  laurel = await startTestLaurel({ clock });
  persons = withPersons(laurel);
});
afterAll(() => laurel.close());

/** The learner presses "Add to a wallet"; what the page shows is all that a wallet gets to know. */
async function openExchange(badge: Credential) {
  const { cookie, csrf } = await persons.enter(badge.personId);
  const { text } = await request(persons.app)
    .post(`/credentials/${badge.id}/wallet`)
    .set({ Cookie: cookie, Accept: 'text/html' })
    .type('form')
    .send({ _csrf: csrf })
    .expect(200);
  const plain = text.replace(/&amp;/g, '&').replace(/&#x3D;/g, '=');
  return {
    interaction: /http[^"<\s]+\/interactions\/[\w-]+\?iuv=1/.exec(plain)?.[0] ?? '',
    lcw: new URL(/href="(https:\/\/lcw\.app\/request\.html[^"]+)"/.exec(plain)?.[1] ?? ''),
    learnCard: new URL(/href="(https:\/\/learncard\.app\/request[^"]+)"/.exec(plain)?.[1] ?? ''),
  };
}

type Suite = 'eddsa-rdfc-2022' | 'Ed25519Signature2020';

/** A wallet as the specifications have it (VC-API 3.6 exchanges, VP Request DIDAuthentication), with a key of its own. */
async function makeWallet(suiteName: Suite = 'eddsa-rdfc-2022') {
  const generated = await Ed25519Multikey.generate({});
  const did = `did:key:${generated.publicKeyMultibase}`;
  const id = `${did}#${generated.publicKeyMultibase}`;
  const signer = { ...generated.signer(), id };
  const isMultikey = suiteName === 'eddsa-rdfc-2022';
  const suite = isMultikey
    ? new DataIntegrityProof({ signer, cryptosuite })
    : new Ed25519Signature2020({ signer });
  const documentLoader = async (url: string) => ({
    contextUrl: null,
    documentUrl: url,
    document: url === SUITE_2020 ? Ed25519Signature2020.CONTEXT : knownContexts.get(url),
  });
  const v1 = ['https://www.w3.org/2018/credentials/v1', SUITE_2020];
  const present = (challenge: string, domain: string, holder = did) =>
    vc.signPresentation({
      presentation: {
        '@context': isMultikey ? ['https://www.w3.org/ns/credentials/v2'] : v1,
        type: ['VerifiablePresentation'],
        holder,
      },
      suite,
      challenge,
      domain,
      documentLoader,
    });
  return { did, present };
}

interface Answer {
  status: number;
  body: {
    code?: string;
    protocols?: { vcapi: string };
    verifiablePresentationRequest?: { challenge: string; domain: string; query: object[] };
    verifiablePresentation?: {
      verifiableCredential: { id: string; credentialSubject: { id: string } }[];
    };
  };
}
const post = async (url: string, body: object): Promise<Answer> => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
};

/** From the interaction URL to the request of the exchange. */
async function begin(interaction: string) {
  const answer = await fetch(interaction, { headers: { accept: 'application/json' } });
  const { protocols } = (await answer.json()) as Answer['body'];
  const url = protocols?.vcapi ?? '';
  const { body } = await post(url, {});
  return { url, ...body.verifiablePresentationRequest! };
}

describe('a wallet', () => {
  it.each(['eddsa-rdfc-2022', 'Ed25519Signature2020'] as const)(
    'that signs by %s gets the badge for its own key, and it verifies',
    async (suite) => {
      const badge = await issueTestBadge(laurel, { visibility: 'private' });
      const { interaction } = await openExchange(badge);
      const { url, challenge, domain, query } = await begin(interaction);
      expect(query).toMatchObject([{ type: 'DIDAuthentication' }]);
      const wallet = await makeWallet(suite);
      const answer = { verifiablePresentation: await wallet.present(challenge, domain) };
      const { status, body } = await post(url, answer);
      expect(status).toBe(200);
      const [given] = body.verifiablePresentation!.verifiableCredential;
      expect(given?.credentialSubject.id).toBe(wallet.did);
      expect(given?.id).toBe(`${laurel.url}/credentials/${badge.id}`);
      const verification = await laurel.credentials.verify(JSON.stringify(given));
      expect(verification).toMatchObject({ verdict: 'valid', state: 'valid' });
    },
  );

  it('is counted once it has the badge, and the one that comes too late is not', async () => {
    const id = `${laurel.url}/achievements/counted/versions/1`;
    const achievement = { ...orderTestBadge(laurel).achievement, id };
    const { interaction } = await openExchange(await issueTestBadge(laurel, { achievement }));
    const { url, challenge, domain } = await begin(interaction);
    const counts = () => laurel.usage.ofBadges(['counted'], new Date(0));
    expect(await counts()).toEqual([]);
    for (const status of [200, 409]) {
      const shown = await (await makeWallet()).present(challenge, domain);
      expect(await post(url, { verifiablePresentation: shown })).toMatchObject({ status });
      expect(await counts()).toMatchObject([{ kind: 'wallet', count: 1 }]);
    }
  });

  it('that posts its presentation bare to the link of the same device gets it too', async () => {
    const { lcw, learnCard } = await openExchange(await issueTestBadge(laurel));
    const url = lcw.searchParams.get('vc_request_url') ?? '';
    expect(learnCard.searchParams.get('vc_request_url')).toBe(url);
    const wallet = await makeWallet();
    const challenge = lcw.searchParams.get('challenge') ?? '';
    const bare = await wallet.present(challenge, new URL(laurel.url).host);
    const { status, body } = await post(url, bare);
    expect(status).toBe(200);
    // It looks for a presentation in what it gets, not for one wrapped in something.
    expect(body).toMatchObject({
      type: ['VerifiablePresentation'],
      verifiableCredential: [{ credentialSubject: { id: wallet.did } }],
    });
  });

  it('that reads no interaction URLs finds the same request in what it scanned', async () => {
    const { interaction } = await openExchange(await issueTestBadge(laurel));
    // Learner Credential Wallet asks for nothing particular.
    const scanned = (await (await fetch(interaction)).json()) as {
      protocols: { vcapi: string };
      credentialRequestOptions: {
        web: {
          VerifiablePresentation: {
            query: { type: string };
            challenge: string;
            domain: string;
            interact: { service: { serviceEndpoint: string }[] };
          };
        };
      };
    };
    const asked = scanned.credentialRequestOptions.web.VerifiablePresentation;
    const endpoint = asked.interact.service[0]?.serviceEndpoint ?? '';
    expect([asked.query.type, endpoint]).toEqual(['DIDAuthentication', scanned.protocols.vcapi]);
    const wallet = await makeWallet('Ed25519Signature2020');
    const answer = { verifiablePresentation: await wallet.present(asked.challenge, asked.domain) };
    const { body } = await post(endpoint, answer);
    const [given] = body.verifiablePresentation!.verifiableCredential;
    expect(given?.credentialSubject.id).toBe(wallet.did);
  });

  it('holds a badge that is revoked with the one it came from', async () => {
    const badge = await issueTestBadge(laurel);
    const { url, challenge, domain } = await begin((await openExchange(badge)).interaction);
    const wallet = await makeWallet();
    const presentation = { verifiablePresentation: await wallet.present(challenge, domain) };
    const { body } = await post(url, presentation);
    const given = JSON.stringify(body.verifiablePresentation!.verifiableCredential[0]);
    await laurel.credentials.revoke(badge.id, { actor: 'test' });
    expect(await laurel.credentials.verify(given)).toMatchObject({ state: 'revoked' });
  });

  it('may ask again; another wallet may not', async () => {
    const { interaction } = await openExchange(await issueTestBadge(laurel));
    const { url, challenge, domain } = await begin(interaction);
    const [first, second] = [await makeWallet(), await makeWallet()];
    const answerOf = async (wallet: typeof first) => ({
      verifiablePresentation: await wallet.present(challenge, domain),
    });
    expect((await post(url, await answerOf(first))).status).toBe(200);
    expect((await post(url, await answerOf(first))).status).toBe(200);
    const refused = await post(url, await answerOf(second));
    expect([refused.status, refused.body.code]).toEqual([409, 'exchange_taken']);
  });

  it('is refused with a presentation for another challenge, another site, or another holder', async () => {
    const { interaction } = await openExchange(await issueTestBadge(laurel));
    const { url, challenge, domain } = await begin(interaction);
    const [wallet, other] = [await makeWallet(), await makeWallet()];
    for (const presentation of [
      await wallet.present('another challenge', domain),
      await wallet.present(challenge, 'elsewhere.example'),
      await wallet.present(challenge, domain, other.did),
      { ...(await wallet.present(challenge, domain)), id: 'urn:added:later' },
    ]) {
      const { status, body } = await post(url, { verifiablePresentation: presentation });
      expect([status, body.code]).toEqual([400, 'presentation_refused']);
    }
    const right = { verifiablePresentation: await wallet.present(challenge, domain) };
    expect((await post(url, right)).status).toBe(200);
  });

  it('finds nothing once a quarter of an hour is over', async () => {
    const { interaction } = await openExchange(await issueTestBadge(laurel));
    const { url } = await begin(interaction);
    clock.advance(14 * 60_000);
    expect((await post(url, {})).status).toBe(200);
    clock.advance(60_000);
    expect((await post(url, {})).status).toBe(404);
    expect((await post(url.replace(/[^/]+$/, 'A'.repeat(22)), {})).status).toBe(404);
  });
});

describe('the way into a wallet', () => {
  it('is opened by the badge’s own learner alone', async () => {
    const badge = await issueTestBadge(laurel, { visibility: 'public' });
    const { cookie, csrf } = await persons.enter('somebody-else');
    const press = () => request(persons.app).post(`/credentials/${badge.id}/wallet`).type('form');
    await press().set('Cookie', cookie).send({ _csrf: csrf }).expect(404);
    await press().send({}).expect(401);
    expect(await openExchange(badge)).toMatchObject({ interaction: expect.any(String) });
  });

  it('shows people who open its address a page', async () => {
    const { interaction } = await openExchange(await issueTestBadge(laurel));
    const page = await fetch(interaction, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('lcw.app/request');
  });
});

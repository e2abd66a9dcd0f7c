import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { knownContexts } from '../../src/credentials/verify/contexts.js';
import { OPEN_BADGE_SCHEMA } from '../../src/credentials/verify/ob-schema.js';
import { isAbsoluteIri, isDateTime } from '../../src/credentials/verify/schema-check.js';
import { issueTestBadge } from '../support/issue-test-badge.js';
import { startLaurel } from '../support/open-course.js';

const laurel = await startLaurel();
const ask = (path: string, accept: string) =>
  fetch(`${laurel.url}${path}`, { headers: { accept, 'accept-language': 'en' } });

const CONTENT = {
  name: 'Data analysis',
  description: 'summarise data',
  criteria: 'Pass.',
  editions: [
    { language: 'de', name: 'Datenanalyse', description: 'zählen', criteria: 'Bestehen.' },
    { language: 'ar', name: 'تحليل البيانات', description: 'تلخيص البيانات', criteria: 'النجاح.' },
  ],
};

interface Badge {
  readonly id: string;
  readonly related?: readonly {
    readonly id: string;
    readonly type: readonly string[];
    readonly inLanguage: string;
  }[];
}

describe('a badge that names its other languages', () => {
  let json = '';
  let path = '';
  beforeAll(async () => {
    const owner = { platformId: 'p1', deploymentId: 'd1', contextId: 'c1' };
    const made = await laurel.achievements.create(owner, CONTENT, 'operator');
    const version = await laurel.achievements.publish(owner, made.id, 'operator');
    const credential = await issueTestBadge(laurel, {
      achievement: laurel.achievements.toOpenBadge(version),
    });
    ({ json } = credential);
    path = new URL((JSON.parse(json) as { id: string }).id).pathname;
  });

  it('is one credential, in the badge’s own language, and fits the schema', () => {
    const badge = JSON.parse(json) as { credentialSubject: { achievement: Badge } };
    const { related } = badge.credentialSubject.achievement;
    expect(related).toHaveLength(2);
    for (const one of related ?? []) {
      expect(one.type).toEqual(['Related']);
      expect(one.id).toBe(`${badge.credentialSubject.achievement.id}/in/${one.inLanguage}`);
    }
    const ajv = new Ajv2019({ allErrors: true, strict: false });
    ajv.addFormat('date-time', isDateTime);
    ajv.addFormat('uri', isAbsoluteIri);
    ajv.addFormat('language', /^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/);
    const fits = ajv.compile(OPEN_BADGE_SCHEMA);
    expect(fits(badge), JSON.stringify(fits.errors)).toBe(true);
  });

  it('is valid here, and what its issuer says now is the same', async () => {
    const body = new FormData();
    body.set('file', new Blob([json]), 'badge.json');
    body.set('compare', 'yes');
    const answer = await fetch(`${laurel.url}/api/verify`, { method: 'POST', body });
    expect(await answer.json()).toMatchObject({
      verdict: 'valid',
      compared: { achievement: 'same', differences: [] },
    });
  });

  it('is right for @digitalbazaar/vc', async () => {
    const issuer = (JSON.parse(json) as { issuer: { id: string } }).issuer.id;
    const document = (await (await ask('/.well-known/did.json', '*/*')).json()) as {
      verificationMethod: { id: string }[];
    };
    const { verified, error } = await vc.verifyCredential({
      credential: JSON.parse(json) as object,
      suite: new DataIntegrityProof({ cryptosuite }),
      documentLoader: (url: string) =>
        Promise.resolve({
          contextUrl: null,
          documentUrl: url,
          document:
            knownContexts.get(url) ??
            (url === issuer
              ? document
              : document.verificationMethod.find((method) => method.id === url)),
        }),
      checkStatus: () => Promise.resolve({ verified: true }),
      now: new Date(),
    });
    expect([verified, error]).toEqual([true, undefined]);
  });

  it('leads to them on its page', async () => {
    const page = await (await ask(path, 'text/html')).text();
    expect(page).toContain('In other languages');
    expect(page).toMatch(/href="[^"]+\/in\/de" hreflang="de"/);
  });
});

import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { knownContexts } from '../../../src/credentials/verify/contexts.js';
import { OPEN_BADGE_SCHEMA } from '../../../src/credentials/verify/ob-schema.js';
import { isAbsoluteIri, isDateTime } from '../../../src/credentials/verify/schema-check.js';
import { createBrowser, formsOf, type Browser } from '../../support/lms/index.js';
import { bodyOf, textOf } from '../../support/open-course.js';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';
import { joinHome, signIn } from '../home/use-home.js';
import { beginDrawing, drawOne, openProgramme, setUpAt } from './use-drawing.js';

interface Badge {
  readonly issuer: { readonly id: string };
  readonly evidence?: readonly { readonly id?: string; readonly name?: string }[];
  readonly credentialSubject: {
    readonly achievement: { readonly id: string; readonly related?: readonly { id: string }[] };
  };
}

/** By the library of others, with what this installation says of its key. */
async function isRightForOthers(laurel: TestLaurel, badge: Badge) {
  const answer = await fetch(`${laurel.url}/.well-known/did.json`);
  const document = (await answer.json()) as { verificationMethod: { id: string }[] };
  const { verified } = await vc.verifyCredential({
    credential: badge,
    suite: new DataIntegrityProof({ cryptosuite }),
    documentLoader: (url: string) =>
      Promise.resolve({
        contextUrl: null,
        documentUrl: url,
        document:
          knownContexts.get(url) ??
          (url === badge.issuer.id
            ? document
            : document.verificationMethod.find((method) => method.id === url)),
      }),
    checkStatus: () => Promise.resolve({ verified: true }),
    now: new Date(),
  });
  const ajv = new Ajv2019({ allErrors: true, strict: false });
  ajv.addFormat('date-time', isDateTime);
  ajv.addFormat('uri', isAbsoluteIri);
  ajv.addFormat('language', /^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/);
  return { verified, fits: ajv.compile(OPEN_BADGE_SCHEMA)(badge) };
}

describe('what a step, a milestone and their holder’s pages say', () => {
  let laurel: TestLaurel;
  let world: Awaited<ReturnType<typeof openProgramme>>;
  let home: Browser;
  let pathway = '';
  const steps: string[] = [];
  const badgeOf = async (name: string) => {
    const found = (await world.badgesOf('learner1')).find((one) => one.achievementName === name)!;
    return { found, badge: JSON.parse(found.json) as Badge };
  };
  const post = async (path: string, fields: Record<string, string | string[]>) => {
    const form = formsOf(await home.get(`${laurel.url}/home`)).find((one) => one.fields['_csrf']);
    const body = bodyOf({ ...fields, _csrf: form?.fields['_csrf'] ?? '' });
    const headers = { origin: laurel.url, 'content-type': 'application/x-www-form-urlencoded' };
    return home.get(`${laurel.url}${path}`, { method: 'POST', body, headers });
  };

  beforeAll(async () => {
    laurel = await startTestLaurel();
    world = await openProgramme(laurel, 'moodle');
    for (const [name, mark] of [
      ['Reading', 40],
      ['Writing', 60],
    ] as const)
      steps.push((await setUpAt(laurel, world.tenant, name, mark)).achievementId);
    const drawing = await beginDrawing(laurel, world.teacher, 'Data programme');
    await drawOne(drawing, steps);
    await drawing.act({ do: 'publish' });
    pathway = `${laurel.url}/pathways/${drawing.id}`;
    await world.grade('learner1', 50);
    await joinHome(laurel, await world.tenant.enter('learner1'), 'ann@life.example');
    home = (await signIn(laurel, 'ann@life.example')).browser;
    const { found } = await badgeOf('Reading');
    await laurel.credentials.share(found.id, found.personId, 'link');
    await world.grade('learner1', 90);
  });
  afterAll(async () => {
    await world.platform.close();
    await laurel.close();
  });

  it('a step’s own page and its achievement’s lead to the pathway, and name the badge that it is a part of', async () => {
    const { found } = await badgeOf('Reading');
    const mine = (
      await laurel.awards.store.listByPerson(
        `${world.course.platformId}/${world.platform.person('learner1').sub}`,
      )
    ).find(({ achievementId }) => achievementId === steps[0]);
    const learner = (await world.tenant.enter('learner1')).browser;
    for (const page of [
      await createBrowser().get(`${laurel.url}/achievements/${steps[0]!}`),
      await createBrowser().get(`${laurel.url}/credentials/${found.id}`),
      await learner.get(`${laurel.url}/my/badges/${mine!.id}`),
    ]) {
      expect(page.status).toBe(200);
      expect(page.text).toContain(`href="${pathway}"`);
      expect(textOf(page)).toContain('Leads to Data programme part of the badge “Steps done”');
    }
    // The learner's page is in a platform's frame, where the public page may not be.
    const own = await learner.get(`${laurel.url}/my/badges/${mine!.id}`);
    expect(own.text).toContain(`href="${pathway}" target="_blank" rel="noopener"`);
    expect((await createBrowser().get(pathway)).status).toBe(200);
  });

  it('a step’s credential names its milestone, a group’s that of the whole; both are right for others', async () => {
    const step = (await badgeOf('Writing')).badge;
    const group = (await badgeOf('Steps done')).badge;
    const whole = (await badgeOf('All done')).badge;
    const ids = (badge: Badge) =>
      (badge.credentialSubject.achievement.related ?? []).map(({ id }) => id);
    expect(ids(step)).toEqual([group.credentialSubject.achievement.id]);
    expect(ids(group)).toEqual(
      expect.arrayContaining([
        step.credentialSubject.achievement.id,
        whole.credentialSubject.achievement.id,
      ]),
    );
    expect(ids(whole)).toContain(group.credentialSubject.achievement.id);
    for (const badge of [step, group, whole]) {
      expect(await isRightForOthers(laurel, badge)).toEqual({ verified: true, fits: true });
      const verification = await laurel.credentials.verify(JSON.stringify(badge));
      expect(verification.verdict).toBe('valid');
      for (const id of ids(badge)) expect((await createBrowser().get(id)).status).toBe(200);
    }
  });

  it('a milestone has the address of a part that its holder shows as evidence, and of no other', async () => {
    const { found } = await badgeOf('Reading');
    const { badge } = await badgeOf('Steps done');
    expect(badge.evidence).toEqual([
      expect.objectContaining({ id: `${laurel.url}/credentials/${found.id}`, name: 'Reading' }),
    ]);
  });

  it('a home has the whole map; a profile has what was chosen, drawn from the badges on it alone', async () => {
    const mine = await home.get(`${laurel.url}/home/pathways`);
    expect(mine.text).toContain('class="pathway-map"');
    expect(textOf(mine)).toContain('2 of 2 done');
    const { found } = await badgeOf('Reading');
    const form = await home.get(`${laurel.url}/home/profile`);
    expect(textOf(form)).toContain('Pathways that it shows');
    const none = await post('/home/profile', { on: 'yes', badges: [found.awardId] });
    const address = /http:\/\/\S+\/profiles\/[\w-]{22}/.exec(none.text)![0];
    expect((await createBrowser().get(address)).text).not.toContain('pathway-map');
    const id = pathway.split('/').at(-1)!;
    const choices = [found.awardId];
    await post('/home/profile', { on: 'yes', badges: choices, pathways: [id, 'x'.repeat(22)] });
    const profile = await createBrowser().get(address);
    expect(profile.text).toContain('class="pathway-map"');
    expect(textOf(profile)).toContain('How far, by the badges on this page.');
    expect(textOf(profile)).toContain('1 of 2 done');
    expect(textOf(profile)).not.toContain('2 of 2 done');
    await post('/home/profile', { on: 'no', pathways: [id] });
    expect((await createBrowser().get(address)).status).toBe(404);
  });
});

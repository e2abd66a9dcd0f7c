import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestLaurel, type TestLaurel } from '../../support/start-test-laurel.js';

const course = { platformId: 'p1', deploymentId: 'd1', contextId: 'c1' };
let laurel: TestLaurel;

beforeAll(async () => {
  laurel = await startTestLaurel();
});
afterAll(() => laurel.close());

async function issueBadge() {
  const { achievements, credentials, people } = laurel;
  const person = await people.seen({ platformId: 'p1', userId: 'ada', name: 'Ada Lovelace' });
  const made = await achievements.create(
    course,
    {
      name: 'Two-sample tests',
      description: 'The earner can choose a fitting test.',
      criteria: 'Reach **70 %** in Quiz 3.',
      resultDescriptions: [
        { id: 'quiz', name: 'Quiz 3', resultType: 'Percent', requiredValue: '70' },
      ],
    },
    'operator',
  );
  const version = await achievements.publish(course, made.id, 'operator');
  const badge = await credentials.issue({
    awardId: made.id,
    personId: person.id,
    achievement: achievements.toOpenBadge(version),
    recipient: { identity: { type: 'ltiUserId', value: 'ada' }, verifiedName: 'Ada Lovelace' },
    validFrom: new Date('2026-05-04T09:00:00Z'),
    visibility: 'public',
  });
  return { person, badge, version };
}

describe('a badge of an achievement', () => {
  it('carries the version, its pass mark and its picture', async () => {
    const { badge, version } = await issueBadge();
    const { achievement } = (
      JSON.parse(badge.json) as { credentialSubject: { achievement: Record<string, unknown> } }
    ).credentialSubject;
    expect(achievement).toMatchObject({
      id: `${laurel.url}/achievements/${version.achievementId}/versions/1`,
      resultDescription: [{ resultType: 'Percent', requiredValue: '70' }],
    });
    const { id } = achievement.image as { id: string };
    const picture = await fetch(id);
    expect(picture.headers.get('content-type')).toBe('image/png');
    const told = await fetch(String(achievement.id), { headers: { accept: 'application/json' } });
    expect(await told.json()).toMatchObject({ name: 'Two-sample tests', type: ['Achievement'] });
    const baked = await fetch(`${laurel.url}/credentials/${badge.id}.svg`);
    expect(await baked.text()).toContain('<title>Badge: Two-sample tests</title>');
  });

  it('is among the person’s own data, and out of sight once that is erased', async () => {
    const { person, badge } = await issueBadge();
    const address = `${laurel.url}/credentials/${badge.id}`;
    const page = () => fetch(address, { headers: { accept: 'text/html' } });
    expect((await page()).status).toBe(200);
    const data = await laurel.people.exportData(person.id);
    expect(JSON.stringify(data.badges)).toContain(badge.id);
    await laurel.people.erase(person.id, 'self');
    expect((await page()).status).toBe(403);
  });
});

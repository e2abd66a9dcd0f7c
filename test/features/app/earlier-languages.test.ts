import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  listEarlierStores,
  openEarlierStore,
  type EarlierLaurel,
} from '../../support/earlier-store.js';

describe.each(listEarlierStores())('the store that %s wrote', (name) => {
  let earlier: EarlierLaurel;
  beforeAll(async () => {
    earlier = await openEarlierStore(name);
  });
  afterAll(() => earlier.laurel.close());

  it('has badges in one language, which go on as they were when others are added', async () => {
    const { achievements, credentials, store } = earlier.laurel;
    const id = earlier.written.rules['Networks'] ?? '';
    const rule = await store.connection
      .collection<{ _id: string; achievementId: string }>('rules')
      .findOne({ _id: id });
    const achievementId = rule?.achievementId ?? '';
    const { owner, latestVersion } = await achievements.get(achievementId);
    const { content } = await achievements.getOwn(owner, achievementId);
    expect(content).not.toHaveProperty('editions');
    const said = achievements.toOpenBadge(
      await achievements.getVersion(achievementId, latestVersion),
    );
    const edition = { language: 'de', name: 'Netze', description: 'planen', criteria: 'Bestehen.' };
    const several = { ...content, editions: [edition] };
    const version = await achievements.newVersion(owner, achievementId, several, 'operator');
    expect(version.version).toBe(latestVersion + 1);
    expect(achievements.toOpenBadge(version, 'de')).toMatchObject({ name: 'Netze' });
    const before = await achievements.getVersion(achievementId, latestVersion);
    expect(achievements.toOpenBadge(before)).toEqual(said);
    const stored = await store.connection
      .collection<{ json: string; state: string }>('credentials')
      .find()
      .toArray();
    expect(stored).not.toHaveLength(0);
    for (const { json, state } of stored)
      expect((await credentials.verify(json)).state).toBe(state);
  });
});

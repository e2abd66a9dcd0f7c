import { describe, expect, it } from 'vitest';
import { connect, home, laurel, pageOf, SEND, stub, useStubBackpack } from './use-stub-backpack.js';

useStubBackpack();

describe('badges that are sent at the same moment, with a token that is over', () => {
  it('renews a token once for two that are sent at the same moment, and both arrive', async () => {
    await connect();
    for (const [token, kind] of stub.tokens) if (kind === 'access') stub.tokens.delete(token);
    const page = await home.browser.get(pageOf());
    // Both are told that the token is over before either renews it.
    let arrived = 0;
    let open = () => {};
    const both = new Promise<void>((done) => (open = done));
    stub.beforeUpsert = () => {
      arrived += 1;
      if (arrived === 2) open();
      return both;
    };
    const send = () => home.browser.submit(page, {}, `${SEND()}/again`);
    const sent = await Promise.all([send(), send()]);
    for (const { text } of sent) expect(text).toContain('had this badge already');
    expect([arrived, [...stub.tokens.values()].sort()]).toEqual([4, ['access', 'refresh']]);
    const again = await home.browser.submit(
      await home.browser.get(pageOf()),
      {},
      `${SEND()}/again`,
    );
    expect(again.text).toContain('had this badge already');
    expect(stub.complaints).toEqual(['unauthorizedrequest', 'unauthorizedrequest']);
  });

  it('renews ahead of its end once for two, too', async () => {
    await connect();
    const links = laurel.connection.collection('backpack_links');
    await links.updateMany({}, { $set: { expiresAt: new Date(Date.now() + 1_000) } });
    const page = await home.browser.get(pageOf());
    const send = () => home.browser.submit(page, {}, `${SEND()}/again`);
    for (const { text } of await Promise.all([send(), send(), send()]))
      expect(text).toContain('had this badge already');
    expect([stub.complaints, await links.countDocuments()]).toEqual([[], 1]);
  });
});

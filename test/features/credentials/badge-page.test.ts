import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { browser, issue, laurel, order, pageOf, read, useBadgePage } from './use-badge-page.js';

useBadgePage();

describe('the page of a shared badge', () => {
  it('says first, in a sentence, that it is valid, from whom and to whom', async () => {
    const text = read(await pageOf(await issue('valid')));
    expect(text).toMatch(
      /^Valid Issued by Example University \(badges\.example\.edu\) to Ada Żółć on May 4, 2026/,
    );
    expect(text).toContain('Pass mark 70 %');
    expect(text).toContain('Signature');
  });

  it('says first that it was revoked, why, and never shows a valid sentence beside it', async () => {
    const issued = await issue('revoked');
    await laurel.credentials.revoke(issued.id, { actor: 'operator', reason: 'Wrong column.' });
    const text = read(await pageOf(issued));
    expect(text).toMatch(
      /^Revoked Example University \(badges\.example\.edu\) has revoked this badge\..*Wrong column\./,
    );
    expect(text).not.toContain('Issued by Example University');
  });

  it('says first that what is stored was changed after it was signed', async () => {
    const issued = await issue('tampered');
    const json = issued.json.replace('"requiredValue":"70"', '"requiredValue":"10"');
    await laurel.store.connection
      .collection<{ _id: string }>('credentials')
      .updateOne({ _id: issued.id }, { $set: { json } });
    expect(read(await pageOf(issued))).toMatch(/^Not genuine/);
  });

  it('shows a name that its person typed as their own word, and none beside a signed one', async () => {
    const person = await laurel.people.seen({ platformId: 'platform', userId: 'countess' });
    await laurel.people.chooseName(person.id, 'typed', 'Countess <of> Lovelace');
    const { identity } = order('').recipient;
    const nameless = { personId: person.id, recipient: { identity } };
    const text = read(await pageOf(await issue('typed', nameless)));
    expect(text).toContain(
      'Countess &lt;of&gt; Lovelace This name is the earner’s own word. The issuer has not signed it.',
    );
    expect(text).toMatch(/^Valid Issued by Example University \(badges\.example\.edu\) on/);
    const signed = await issue('signed', { personId: person.id });
    expect(read(await pageOf(signed))).not.toContain('Countess');
  });

  it('is in the reader’s language, checks, kind of badge and dates too', async () => {
    const { id } = await issue('german');
    const { text } = await browser(`/credentials/${id}`).set('Accept-Language', 'de-AT');
    expect(read(text)).toMatch(
      /Von Example University \(badges\.example\.edu\) für Ada Żółć ausgestellt am 4. Mai 2026/,
    );
    expect(read(text)).toContain('Das Badge ist genau so, wie es signiert wurde.');
    expect(read(text)).toContain('Es hat alle Teile, die Open Badges 3.0 verlangt.');
    expect(text).toContain('<p class="eyebrow">Micro-Credential</p>');
  });

  it('says in the reader’s language why Laurel took it back, also where an earlier version recorded it', async () => {
    const { id } = await issue('fallen');
    const reason = 'The grade fell below the mark.';
    await laurel.credentials.revoke(id, { actor: 'laurel', reason });
    const { text } = await browser(`/credentials/${id}`).set('Accept-Language', 'fr');
    expect(read(text)).toContain('La note est au-dessous du seuil de réussite.');
    expect(text).not.toContain(reason);
  });

  it('that is not there says so in the reader’s language', async () => {
    const nowhere = `/credentials/${'A'.repeat(22)}`;
    const { text } = await browser(nowhere).set('Accept-Language', 'pl').expect(404);
    expect(read(text)).toContain('Pod tym adresem nie ma odznaki.');
    expect(read(text)).toContain('zapytaj, czy odznaka jest udostępniona');
    expect(text).not.toContain('There is no badge');
    const arabic = await browser('/no/such/page').set('Accept-Language', 'ar').expect(404);
    expect(read(arabic.text)).toContain('لا توجد صفحة في هذا العنوان.');
  });

  it('shows the corrected badge at the address of the former one, and at its own', async () => {
    const old = await issue('old');
    const next = await laurel.credentials.supersede(old.id, order('x'), { actor: 'operator' });
    for (const address of [old, next]) {
      const html = await pageOf(address);
      expect(read(html)).toMatch(/^Valid/);
      expect(read(html)).toContain('corrected this badge on');
      expect(html).toContain(
        `rel="canonical" href="https://badges.example.edu/credentials/${old.id}"`,
      );
    }
    const program = await request(laurel.app)
      .get(`/credentials/${old.id}`)
      .set('Accept', 'application/json');
    expect((program.body as { id: string }).id).toContain(next.id);
  });

  it('is not indexed unless the learner made it public', async () => {
    const issued = await issue('indexed');
    expect(await pageOf(issued)).toContain('content="noindex"');
    await laurel.credentials.share(issued.id, 'person-1', 'public');
    expect(await pageOf(issued)).not.toContain('content="noindex"');
  });

  it('gives the exact signed text to a program (Accept)', async () => {
    const { id, json } = await issue('program');
    for (const type of ['application/vc', 'application/ld+json', 'application/json', '*/*']) {
      const answer = await request(laurel.app)
        .get(`/credentials/${id}`)
        .set('Accept', type)
        .buffer();
      expect([answer.status, answer.body.toString() === json || answer.text === json]).toEqual([
        200,
        true,
      ]);
    }
  });

  it('is said to be private to whoever has its address, and to a program nothing', async () => {
    const { id, recipientName } = await issue('hidden', { visibility: 'private' });
    const hidden = await browser(`/credentials/${id}`).set('Accept-Language', 'de');
    expect(hidden.status).toBe(403);
    expect(read(hidden.text)).toContain('Dieses Badge ist zurzeit privat.');
    expect(read(hidden.text)).toContain('Bitten Sie die Person');
    expect(hidden.text).not.toContain(recipientName);
    const [program, none] = await Promise.all(
      [id, 'A'.repeat(22)].map((one) =>
        request(laurel.app).get(`/credentials/${one}`).set('Accept', 'application/json'),
      ),
    );
    expect([program?.status, none?.status]).toEqual([404, 404]);
    expect(none?.body).toEqual({
      ...(program?.body as object),
      instance: expect.any(String) as unknown,
    });
  });
});

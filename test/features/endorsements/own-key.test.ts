import { describe, expect, it } from 'vitest';
import { createSigner, type Json } from '../../interop/sign-badge.js';
import { createBrowser, type Browser, type BrowserAnswer } from '../../support/lms/index.js';
import { textOf } from '../../support/open-course.js';
import { badge, clock, inviteBy, laurel, prove, useEndorsing, write } from './use-endorsing.js';

useEndorsing();

const signer = await createSigner();

/** Writes behind a new link for a key of one's own, shows the domain, and takes the document away. */
async function prepare(domain: string): Promise<{
  browser: Browser;
  page: BrowserAnswer;
  path: string;
  unsigned: Json;
}> {
  const link = await inviteBy(`By key, ${domain}`);
  const path = new URL(link).pathname;
  const { browser, page } = await write(link, { road: 'own', issuerId: signer.id, domain });
  prove(page);
  clock.advance(10_000);
  const ready = await browser.submit(page, {}, `${path}/prove`);
  const file = await browser.get(`${laurel.url}${path}/endorsement.json`);
  return { browser, page: ready, path, unsigned: JSON.parse(file.text) as Json };
}

const handIn = (
  { browser, page, path }: Pick<Awaited<ReturnType<typeof prepare>>, 'browser' | 'page' | 'path'>,
  signed: unknown,
) =>
  browser.submit(
    page,
    { signed: typeof signed === 'string' ? signed : JSON.stringify(signed) },
    `${path}/signed`,
  );

describe('an endorsement by a key of the endorser’s own', () => {
  it('is prepared for them, the same each time, and nothing is taken before the domain is shown', async () => {
    const link = await inviteBy('Unproven');
    const { browser, page } = await write(link, { road: 'own', issuerId: signer.id });
    expect(page.text).not.toContain('/signed');
    const path = new URL(link).pathname;
    const first = await browser.get(`${laurel.url}${path}/endorsement.json`);
    clock.advance(5_000);
    const second = await browser.get(`${laurel.url}${path}/endorsement.json`);
    expect(second.text).toBe(first.text);
    const { form } = { form: page };
    await expect(handIn({ browser, page: form, path }, '{}')).rejects.toThrow('No form');
  });

  it('is published once it is right, and says whose it is', async () => {
    const prepared = await prepare('key.example');
    expect(prepared.unsigned).toMatchObject({
      issuer: { id: signer.id, url: 'https://key.example' },
      credentialSubject: { id: badge.url },
    });
    const given = await handIn(prepared, await signer.sign(prepared.unsigned));
    expect(textOf(given)).toContain('Your endorsement is public');
    const answer = await fetch(`${laurel.url}/achievements/${badge.achievementId}`, {
      headers: { accept: 'text/html' },
    });
    const text = await answer.text();
    expect(text).toContain('key.example');
    expect(text).not.toContain('Signed here on the endorser');
    await laurel.endorsements.lookAgain();
  });

  it.each<[string, string, (unsigned: Json) => Promise<unknown>]>([
    [
      'another achievement',
      'something else than this badge',
      (unsigned) =>
        signer.sign({
          ...unsigned,
          credentialSubject: { ...(unsigned['credentialSubject'] as Json), id: `${badge.url}0` },
        }),
    ],
    ['another id', 'its id differs', (unsigned) => signer.sign({ ...unsigned, id: 'urn:uuid:1' })],
    [
      'another signer',
      'Somebody else signed it',
      async (unsigned) => {
        const other = await createSigner();
        const issuer = { ...(unsigned['issuer'] as Json), id: other.id };
        return other.sign({ ...unsigned, issuer });
      },
    ],
    [
      'a signature that is not of who is named',
      'Its signature is not right',
      async (unsigned) => (await createSigner()).sign(unsigned),
    ],
    [
      'a comment that was changed after signing',
      'Its signature is not right',
      async (unsigned) => {
        const signed = await signer.sign(unsigned);
        const subject = signed['credentialSubject'] as Json;
        return { ...signed, credentialSubject: { ...subject, endorsementComment: 'Changed.' } };
      },
    ],
    ['nothing signed', 'Its signature is not right', (unsigned) => Promise.resolve(unsigned)],
    ['no endorsement', 'not an EndorsementCredential', () => Promise.resolve({ a: 1 })],
    [
      'an end in the past',
      'past its end',
      (unsigned) => signer.sign({ ...unsigned, validUntil: '2020-01-01T00:00:00Z' }),
    ],
    ['what is huge', '64 KB', () => Promise.resolve(`{"a":"${'x'.repeat(70_000)}"}`)],
    ['what is deep', 'not', () => Promise.resolve('['.repeat(2_000))],
  ])('is refused with %s, in words, and may be handed in anew', async (what, words, make) => {
    const prepared = await prepare(`${what.replace(/[^a-z]/gi, '').toLowerCase()}.example`);
    const refused = await handIn(prepared, await make(prepared.unsigned));
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(textOf(refused)).toContain(words);
    expect((await createBrowser().get(`${laurel.url}${prepared.path}`)).status).toBe(200);
  });

  it('is not taken twice: what one link was answered by is none for another', async () => {
    const one = await prepare('replay.example');
    const signed = await signer.sign(one.unsigned);
    expect(textOf(await handIn(one, signed))).toContain('Your endorsement is public');
    const other = await prepare('replay.example');
    expect(textOf(await handIn(other, signed))).toContain('its id differs');
  });
});

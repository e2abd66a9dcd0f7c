import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { omitUndefined } from '../../base/index.js';
import { createBadgeSigner, signAll } from './badge-signer.js';
import { buildCredential, dateTimeOf } from '../credential/build-credential.js';
import { createDraw } from '../issuing/randomness.js';
import type { Issuer } from '../issuer/issuer.js';
import type { SigningKey } from '../issuer/issuer-key.js';
import type { AchievementVersion, IssueOrder } from '../credential/order.js';
import { signBadge } from './sign-credential.js';
import { encodeEd25519Multikey } from '../verify/multibase.js';
import type { Draw } from '../credential/drawn.js';

const drawFor = createDraw();

const ORIGIN = 'https://badges.example.edu';
const issuer: Issuer = {
  id: 'default',
  profileId: 'did:web:badges.example.edu',
  name: 'Example "University"',
  url: 'https://example.edu',
  logoUrl: 'https://example.edu/logo.png',
};
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const multikey = encodeEd25519Multikey(
  Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'),
);
const key: SigningKey = {
  id: `${issuer.profileId}#${multikey}`,
  controller: issuer.profileId,
  algorithm: 'Ed25519',
  privateKey,
};

const A = `${ORIGIN}/achievements/net/1`;
const results = ['a', 'b'].map((name) => ({
  id: `${A}#${name}`,
  name,
  resultType: 'Percent',
  requiredValue: '70',
}));
const plain: AchievementVersion = {
  id: A,
  version: '1',
  name: 'Networking',
  description: 'Design\nsmall "networks" \\ 李.',
  criteria: { narrative: 'Score 70 %.' },
  achievementType: 'MicroCredential',
};
/** An achievement with many blank nodes: criteria and three alignments, none of them symmetric. */
const rich: AchievementVersion = {
  ...plain,
  image: { id: `${A}/image.png`, caption: 'A green badge' },
  tag: ['networking', 'tcp/ip', 'networking'],
  alignment: ['x', 'y', 'z'].map((code) => ({
    targetName: `Skill ${code}`,
    targetUrl: `https://esco.example/${code}`,
  })),
  resultDescription: results,
  creditsAvailable: 3.5,
  inLanguage: 'en',
};

/** Texts that break simple templates: quotes, controls, N-Quads, blank node labels, other planes. */
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }).filter((text) => !/[\uD800-\uDFFF]/u.test(text)),
  fc.constantFrom(
    ...[
      '',
      '"',
      '\\',
      '\n',
      '\r\n\t',
      '\u0000\u007f\u0085',
      '_:c14n0',
      '<urn:x>',
      '" .\n_:b0 <p> "',
    ],
    ...['70', '\u{1F393}', 'e\u0301', '\u202Eabc', '${x}', '$&', '{{name}}', '__proto__', '@id'],
  ),
);

const evidence = fc.array(
  fc.record(
    {
      id: fc.constantFrom('https://lms.example/quiz/1', 'https://lms.example/quiz/2', A, 'urn:x:1'),
      name: hostile,
      narrative: hostile,
      genre: hostile,
    },
    { requiredKeys: [] },
  ),
  { maxLength: 3 },
);

const orders = fc.record(
  {
    achievement: fc.constantFrom(plain, rich),
    name: hostile,
    email: fc.boolean(),
    values: fc.array(hostile, { maxLength: 2 }),
    evidence,
    until: fc.integer({ min: 1, max: 1000 }),
    did: fc.constant(`did:key:${multikey}`),
    credits: fc.constantFrom(0.5, 3),
  },
  { requiredKeys: ['achievement', 'email', 'values'] },
);

type Generated = typeof orders extends fc.Arbitrary<infer T> ? T : never;

const validFrom = new Date('2026-05-04T09:00:00.123Z');

function toOrder(given: Generated): IssueOrder {
  const isRich = given.achievement === rich;
  const identity: IssueOrder['recipient']['identity'] = given.email
    ? { type: 'emailAddress', value: 'ada@example.edu' }
    : { type: 'ltiUserId', value: 'user "7"', hashed: false };
  return omitUndefined({
    awardId: 'award',
    personId: 'person',
    achievement: given.achievement,
    validFrom,
    recipient: omitUndefined({ identity, verifiedName: given.name, did: given.did }),
    result:
      isRich && given.values.length > 0
        ? given.values.map((value, at) => ({ resultDescription: results[at]!.id, value }))
        : undefined,
    evidence: given.evidence,
    validUntil:
      given.until === undefined ? undefined : new Date(validFrom.getTime() + given.until * 1000),
    creditsEarned: given.credits,
  });
}

let index = 0;
const draw = (order: IssueOrder): Draw =>
  drawFor(order.recipient.identity, { listId: `list-${index % 3}`, index: index++ }, ORIGIN);
const created = dateTimeOf(validFrom);

describe('createBadgeSigner', () => {
  it('gives what the library gives, byte for byte, whatever the values', async () => {
    const errors: unknown[] = [];
    const sign = createBadgeSigner({ error: (...args: unknown[]) => void errors.push(args) });
    const by = sign.with(issuer, key);
    let short = 0;
    await fc.assert(
      fc.asyncProperty(orders, async (given) => {
        const order = toOrder(given);
        // The first badge of a shape passes the cross-check; the second one shows the compiled text alone.
        for (const drawn of [draw(order), draw(order)]) {
          const text = (await by(order, drawn, created))();
          if (typeof text === 'string') short += 1;
          const theirs = await signBadge(buildCredential(order, issuer, drawn), key, created);
          expect(await text).toBe(theirs);
        }
      }),
      { numRuns: 80 },
    );
    expect(errors).toEqual([]);
    // If every case were left to the library, the comparison above would prove nothing.
    expect(short).toBeGreaterThan(40);
  });

  it('goes through the library where two blank nodes are alike', async () => {
    const by = createBadgeSigner({ error: () => undefined }).with(issuer, key);
    const alignment = [1, 2].map(() => ({
      targetName: 'Same',
      targetUrl: 'https://esco.example/',
    }));
    const achievement = { ...plain, alignment };
    const order = toOrder({ achievement, email: true, values: [] });
    await (
      await by(order, draw(order), created)
    )();
    const drawn = draw(order);
    const text = (await by(order, drawn, created))();
    expect(text).toBeInstanceOf(Promise);
    expect(await text).toBe(await signBadge(buildCredential(order, issuer, drawn), key, created));
  });

  it('refuses what would not be an Open Badge, before and after compiling', async () => {
    const by = createBadgeSigner({ error: () => undefined }).with(issuer, key);
    const attempt = async (over: Partial<IssueOrder>) => {
      const order = {
        ...toOrder({ achievement: plain, email: true, values: [], name: 'Ada' }),
        ...over,
      };
      return (await by(order, draw(order), created))();
    };
    const lone = { identity: { type: 'ltiUserId', value: '7' }, verifiedName: '\uD800' } as const;
    await expect(attempt({ recipient: lone })).rejects.toThrow();
    await attempt({});
    await expect(attempt({ recipient: lone })).rejects.toThrow();
    await expect(attempt({ validUntil: new Date(0) })).rejects.toThrow();
    await expect(attempt({ achievement: { ...plain, criteria: {} } })).rejects.toThrow();
  });
});

describe('signAll', () => {
  it('gives the texts in the order of the orders: new shapes, known ones, and those for the library', async () => {
    const prepare = createBadgeSigner({ error: () => undefined }).with(issuer, key);
    const alike = [1, 2].map(() => ({ targetName: 'Same', targetUrl: 'https://esco.example/' }));
    const achievements = [plain, rich, { ...plain, alignment: alike }];
    const batch = Array.from({ length: 120 }, (_, at) =>
      toOrder(
        omitUndefined({
          achievement: achievements[at % 40 === 7 ? 2 : at % 2]!,
          email: at % 3 === 0,
          values: [String(at)] as string[],
          name: at % 5 === 0 ? undefined : `Ada ${at} Ż`,
        }),
      ),
    );
    const draws = batch.map(draw);
    const texts = await signAll(prepare, batch, draws, created);
    expect(texts).toHaveLength(batch.length);
    for (const [at, order] of batch.entries())
      expect(texts[at]).toBe(
        await signBadge(buildCredential(order, issuer, draws[at]!), key, created),
      );
  });
});

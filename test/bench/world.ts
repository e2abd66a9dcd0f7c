import { generateKeyPairSync } from 'node:crypto';
import type { Issuer } from '../../src/credentials/issuer/issuer.js';
import type { SigningKey } from '../../src/credentials/issuer/issuer-key.js';
import type { AchievementVersion, IssueOrder } from '../../src/credentials/credential/order.js';
import { encodeEd25519Multikey } from '../../src/credentials/verify/multibase.js';

/** An issuer, a key and orders such as a course gives: what the benches issue and verify. */
export const ORIGIN = 'https://badges.example.edu';

export const issuer: Issuer = {
  id: 'default',
  profileId: 'did:web:badges.example.edu',
  name: 'Example University',
  url: 'https://example.edu',
  logoUrl: 'https://example.edu/logo.png',
};

const pair = generateKeyPairSync('ed25519');
export const { privateKey, publicKey } = pair;
export const multikey = encodeEd25519Multikey(
  Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'),
);
export const key: SigningKey = {
  id: `${issuer.profileId}#${multikey}`,
  controller: issuer.profileId,
  algorithm: 'Ed25519',
  privateKey,
};

const A = `${ORIGIN}/achievements/net-101/versions/1`;
const achievement: AchievementVersion = {
  id: A,
  version: '1',
  name: 'Networking Fundamentals',
  achievementType: 'MicroCredential',
  description: 'The earner can design, address and troubleshoot small computer networks.',
  criteria: {
    narrative:
      'Score at least **70 %** in the final assessment: forty questions on addressing, routing and fault finding, taken under supervision.',
  },
  image: { id: `${A}/image.png`, caption: 'A green badge with three linked nodes' },
  tag: ['networking', 'tcp/ip', 'routing'],
  alignment: [
    {
      targetName: 'Configure IP networks',
      targetUrl: 'https://esco.example/skill/1',
      targetFramework: 'ESCO',
      targetCode: 'S1.2.3',
    },
  ],
  resultDescription: [
    {
      id: `${A}#result`,
      name: 'Final assessment',
      resultType: 'Percent',
      valueMin: '0',
      valueMax: '100',
      requiredValue: '70',
    },
  ],
  creditsAvailable: 3,
  inLanguage: 'en',
};

const validFrom = new Date('2026-05-04T09:00:00Z');

export const orderOf = (at: number): IssueOrder => ({
  awardId: `award-${at}`,
  personId: `person-${at}`,
  achievement,
  validFrom,
  recipient: {
    identity: { type: 'emailAddress', value: `learner${at}@example.edu` },
    verifiedName: `Zażółć Learner ${at}`,
  },
  result: [{ resultDescription: `${A}#result`, value: String(70 + (at % 31)) }],
});

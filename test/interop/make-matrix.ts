/**
 * Makes test/interop/matrix.json: one badge for each format and condition, and the small web of documents
 * (DID documents, keys, status lists) that they live in. Run it by `npx tsx test/interop/make-matrix.ts`
 * when what is issued changes; the file is committed, for other people's verifiers too.
 */
import { writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { omitUndefined } from '../../src/base/index.js';
import { buildCredential } from '../../src/credentials/credential/build-credential.js';
import { buildDidDocument } from '../../src/credentials/issuer/did-document.js';
import { hashIdentity } from '../../src/credentials/issuing/randomness.js';
import {
  generateIssuerKey,
  openSigningKey,
  type IssuerKey,
  type KeyAlgorithm,
  type SigningKey,
} from '../../src/credentials/issuer/issuer-key.js';
import type { IssueOrder } from '../../src/credentials/credential/order.js';
import { signBadge, signStatusList } from '../../src/credentials/signing/sign-credential.js';
import { signJwt } from '../../src/credentials/signing/sign-jwt.js';
import {
  buildStatusEntry,
  buildStatusListCredential,
  encodeList,
} from '../../src/credentials/status/status-list.js';

const ORIGIN = 'https://badges.example.edu';
const DID = 'did:web:badges.example.edu';
const STRANGER = 'did:web:stranger.example';
const NOW = '2026-05-04T09:00:00Z';
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVQIW2NgUPr/HwADaAIhG61j/AAAAABJRU5ErkJggg==';

const documents: Record<string, unknown> = {};

async function makeKey(controller: string, algorithm: KeyAlgorithm, over: Partial<IssuerKey> = {}) {
  const { fragment, pkcs8, ...half } = await generateIssuerKey(algorithm);
  const key: IssuerKey = {
    id: `${controller}#${fragment}`,
    issuerId: 'default',
    controller,
    algorithm,
    ...half,
    sealedPrivateKey: '',
    state: 'active',
    createdAt: new Date('2026-01-01T00:00:00Z'),
    ...over,
  };
  return { key, signing: openSigningKey(key, pkcs8), fragment };
}
type Made = Awaited<ReturnType<typeof makeKey>>;

const COMPROMISED = { compromisedFrom: new Date('2026-03-01T00:00:00Z') };
const RETIRED = { state: 'retired' as const };
const ALGORITHMS: KeyAlgorithm[] = ['Ed25519', 'RS256', 'ES256'];
const keysOf = async (controller: string, over: Partial<IssuerKey> = {}) =>
  Object.fromEntries(
    await Promise.all(
      ALGORITHMS.map(async (algorithm) => [algorithm, await makeKey(controller, algorithm, over)]),
    ),
  ) as Record<KeyAlgorithm, Made>;

const sets = {
  current: await keysOf(DID),
  former: await keysOf(DID, RETIRED),
  compromised: await keysOf(DID, COMPROMISED),
  stranger: await keysOf(STRANGER),
};

for (const [name, made] of Object.entries(sets))
  for (const { key, fragment } of Object.values(made))
    if (key.publicJwk && name)
      documents[`${ORIGIN}/issuers/default/keys/${fragment}`] = key.publicJwk;

const allKeys = (...of: Record<KeyAlgorithm, Made>[]) =>
  of.flatMap((made) => Object.values(made).map(({ key }) => key));
documents[`${ORIGIN}/.well-known/did.json`] = buildDidDocument(
  DID,
  allKeys(sets.former, sets.current, sets.compromised),
);
documents['https://stranger.example/.well-known/did.json'] = buildDidDocument(
  STRANGER,
  allKeys(sets.stranger),
);

const REVOKED = 4711;
const SUSPENDED = 9001;

async function addStatusLists(issuer: string, key: SigningKey, listId: string): Promise<void> {
  const url = `${ORIGIN}/status/${listId}`;
  const purposes = [
    ['revocation', url, [REVOKED, SUSPENDED]],
    ['suspension', `${url}/suspension`, [SUSPENDED]],
  ] as const;
  for (const [purpose, address, indices] of purposes) {
    const encodedList = await encodeList(indices);
    const list = buildStatusListCredential({
      url: address,
      issuer,
      purpose,
      encodedList,
      validFrom: '2026-05-04T00:00:00Z',
    });
    documents[address] = JSON.parse(await signStatusList(list, key, '2026-05-04T00:00:00Z'));
  }
}

interface Condition {
  readonly name: string;
  readonly keys: Record<KeyAlgorithm, Made>;
  readonly issuer?: string;
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly index?: number;
  readonly listId?: string;
  readonly tamper?: boolean;
  /** What must come out: the verdict, and the check that decides it with its code. */
  readonly expected: { verdict: string; check: string; outcome: string; code: string };
}

const expect = (verdict: string, check: string, outcome: string, code: string) => ({
  verdict,
  check,
  outcome,
  code,
});

const conditions: Condition[] = [
  { name: 'valid', keys: sets.current, expected: expect('valid', 'proof', 'pass', 'signed') },
  {
    name: 'tampered',
    keys: sets.current,
    tamper: true,
    expected: expect('invalid', 'proof', 'fail', 'signature_wrong'),
  },
  {
    name: 'expired',
    keys: sets.current,
    validFrom: '2024-01-01T00:00:00Z',
    validUntil: '2025-01-01T00:00:00Z',
    expected: expect('invalid', 'validity', 'fail', 'expired'),
  },
  {
    name: 'not-yet-valid',
    keys: sets.current,
    validFrom: '2030-01-01T00:00:00Z',
    expected: expect('invalid', 'validity', 'fail', 'not_yet_valid'),
  },
  {
    name: 'revoked',
    keys: sets.current,
    index: REVOKED,
    expected: expect('invalid', 'status', 'fail', 'revoked'),
  },
  {
    name: 'suspended',
    keys: sets.current,
    index: SUSPENDED,
    expected: expect('invalid', 'status', 'fail', 'suspended'),
  },
  {
    name: 'unknown-issuer',
    keys: sets.stranger,
    issuer: STRANGER,
    listId: 'stranger',
    expected: expect('valid', 'issuer-recognised', 'warning', 'issuer_not_recognised'),
  },
  {
    name: 'key-rotated',
    keys: sets.former,
    expected: expect('valid', 'issuer-identity', 'pass', 'key_listed'),
  },
  {
    name: 'key-compromised',
    keys: sets.compromised,
    expected: expect('invalid', 'issuer-identity', 'fail', 'key_compromised'),
  },
  {
    name: 'signed-before-compromise',
    keys: sets.compromised,
    validFrom: '2026-02-01T00:00:00Z',
    expected: expect('valid', 'issuer-identity', 'pass', 'key_listed'),
  },
  {
    name: 'status-unreachable',
    keys: sets.current,
    listId: 'away',
    expected: expect('unknown', 'status', 'unknown', 'status_unreachable'),
  },
];

function makeBadge(condition: Condition, at: number) {
  const A = `${ORIGIN}/achievements/net/1`;
  const validFrom = condition.validFrom ?? '2026-04-01T10:00:00Z';
  const order: IssueOrder = omitUndefined({
    awardId: condition.name,
    personId: 'person',
    achievement: {
      id: A,
      version: '1',
      name: 'Networking Fundamentals',
      description: 'The earner can design small networks.',
      criteria: { narrative: 'Score at least **70%** in the final assessment.' },
      achievementType: 'MicroCredential',
      image: { id: `${A}/image.png`, caption: 'A green badge' },
      tag: ['networking', 'tcp/ip'],
      alignment: [{ targetName: 'Configure IP networks', targetUrl: 'https://esco.example/1' }],
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
    },
    recipient: {
      identity: { type: 'emailAddress', value: 'ada@example.edu' },
      verifiedName: 'Ada "Żółć" \\ 李',
    },
    validFrom: new Date(validFrom),
    validUntil: condition.validUntil ? new Date(condition.validUntil) : undefined,
    result: [{ resultDescription: `${A}#result`, value: '84' }],
  });
  const issuer = {
    id: 'default',
    profileId: condition.issuer ?? DID,
    name: 'Example University',
    url: 'https://example.edu',
    logoUrl: 'https://example.edu/logo.png',
  };
  const salt = `salt-${condition.name}`;
  const place = { listId: condition.listId ?? 'list', index: condition.index ?? 100 + at };
  return buildCredential(order, issuer, {
    id: `${ORIGIN}/credentials/${condition.name.padEnd(22, '0')}`,
    salt,
    identityHash: hashIdentity('ada@example.edu', salt),
    status: buildStatusEntry(ORIGIN, place),
  });
}

function bakePng(text: string): string {
  const pixel = Buffer.from(PIXEL, 'base64');
  const data = Buffer.concat([
    Buffer.from('openbadgecredential\0\0\0\0\0', 'latin1'),
    Buffer.from(text, 'utf8'),
  ]);
  const body = Buffer.concat([Buffer.from('iTXt'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  // After the header chunk, which always takes bytes 8 to 33.
  return Buffer.concat([pixel.subarray(0, 33), length, body, sum, pixel.subarray(33)]).toString(
    'base64',
  );
}

const bakeSvg = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" viewBox="0 0 1 1">${inside}<rect width="1" height="1"/></svg>`;

const tamperJson = (json: string) => json.replace('"requiredValue":"70"', '"requiredValue":"10"');

function tamperJwt(jwt: string): string {
  const [head, body = '', signature] = jwt.split('.');
  const changed = tamperJson(Buffer.from(body, 'base64url').toString());
  return [head, Buffer.from(changed).toString('base64url'), signature].join('.');
}

async function makeVectors() {
  await addStatusLists(DID, sets.current.Ed25519.signing, 'list');
  await addStatusLists(STRANGER, sets.stranger.Ed25519.signing, 'stranger');
  const vectors: object[] = [];
  for (const [at, condition] of conditions.entries()) {
    const badge = makeBadge(condition, at);
    const { keys, name, expected } = condition;
    let json = await signBadge(badge, keys.Ed25519.signing, badge.validFrom);
    const jwtBy = (algorithm: 'RS256' | 'ES256') => {
      const { signing, fragment } = keys[algorithm];
      const jwt = signJwt(badge, signing, `${ORIGIN}/issuers/default/keys/${fragment}`);
      return condition.tamper ? tamperJwt(jwt) : jwt;
    };
    if (condition.tamper) json = tamperJson(json);
    const rs256 = jwtBy('RS256');
    const inputs = {
      json: { text: json },
      'jwt-rs256': { text: rs256 },
      'jwt-es256': { text: jwtBy('ES256') },
      png: { base64: bakePng(json) },
      'png-jwt': { base64: bakePng(rs256) },
      svg: {
        text: bakeSvg(`<openbadges:credential><![CDATA[${json}]]></openbadges:credential>`),
      },
      'svg-jwt': { text: bakeSvg(`<openbadges:credential verify="${rs256}"/>`) },
    };
    for (const [format, input] of Object.entries(inputs))
      vectors.push({ name: `${format}/${name}`, format, condition: name, input, expected });
  }
  return vectors;
}

const vectors = await makeVectors();
writeFileSync(
  new URL('./matrix.json', import.meta.url),
  `${JSON.stringify({ now: NOW, recognised: { [DID]: 'Example University' }, documents, vectors }, null, 1)}\n`,
);
console.log(`${vectors.length} vectors`);

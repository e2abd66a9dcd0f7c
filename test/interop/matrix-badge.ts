import { crc32 } from 'node:zlib';
import { omitUndefined } from '../../src/base/index.js';
import { buildCredential } from '../../src/credentials/credential/build-credential.js';
import type { IssueOrder } from '../../src/credentials/credential/order.js';
import { hashIdentity } from '../../src/credentials/issuing/randomness.js';
import { buildStatusEntry } from '../../src/credentials/status/status-list.js';
import type { Condition } from './matrix-conditions.js';
import { DID, ORIGIN } from './matrix-keys.js';

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVQIW2NgUPr/HwADaAIhG61j/AAAAABJRU5ErkJggg==';

/** The badge of a condition, not yet signed; `at`: which of them it is. */
export function makeBadge(condition: Condition, at: number) {
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

/** A picture with a badge in it (Open Badges 3.0, baking), as base64. */
export function bakePng(text: string): string {
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

export const bakeSvg = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" viewBox="0 0 1 1">${inside}<rect width="1" height="1"/></svg>`;

export const tamperJson = (json: string) =>
  json.replace('"requiredValue":"70"', '"requiredValue":"10"');

export function tamperJwt(jwt: string): string {
  const [head, body = '', signature] = jwt.split('.');
  const changed = tamperJson(Buffer.from(body, 'base64url').toString());
  return [head, Buffer.from(changed).toString('base64url'), signature].join('.');
}

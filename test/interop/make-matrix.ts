/**
 * Makes test/interop/matrix.json: one badge for each format and condition, and the small web of documents
 * (DID documents, keys, status lists) that they live in. Run it by `npx tsx test/interop/make-matrix.ts`
 * when what is issued changes; the file is committed, for other people's verifiers too.
 */
import { writeFileSync } from 'node:fs';
import type { SigningKey } from '../../src/credentials/issuer/issuer-key.js';
import { signBadge, signStatusList } from '../../src/credentials/signing/sign-credential.js';
import { signJwt } from '../../src/credentials/signing/sign-jwt.js';
import { buildStatusListCredential, encodeList } from '../../src/credentials/status/status-list.js';
import { bakePng, bakeSvg, makeBadge, tamperJson, tamperJwt } from './matrix-badge.js';
import { conditions, REVOKED, SUSPENDED } from './matrix-conditions.js';
import { DID, keyDocuments, keyUrl, ORIGIN, sets, STRANGER } from './matrix-keys.js';

const NOW = '2026-05-04T09:00:00Z';

/** Adds the two lists of an issuer, by address. */
async function addStatusLists(
  documents: Record<string, unknown>,
  issuer: string,
  key: SigningKey,
  listId: string,
): Promise<void> {
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

async function makeVectors() {
  const vectors: object[] = [];
  for (const [at, condition] of conditions.entries()) {
    const badge = makeBadge(condition, at);
    const { keys, name, expected } = condition;
    let json = await signBadge(badge, keys.Ed25519.signing, badge.validFrom);
    const jwtBy = (algorithm: 'RS256' | 'ES256') => {
      const { signing, fragment } = keys[algorithm];
      const jwt = signJwt(badge, signing, keyUrl(fragment));
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

const documents = keyDocuments();
await addStatusLists(documents, DID, sets.current.Ed25519.signing, 'list');
await addStatusLists(documents, STRANGER, sets.stranger.Ed25519.signing, 'stranger');
const vectors = await makeVectors();
writeFileSync(
  new URL('./matrix.json', import.meta.url),
  `${JSON.stringify({ now: NOW, recognised: { [DID]: 'Example University' }, documents, vectors }, null, 1)}\n`,
);
console.log(`${vectors.length} vectors`);

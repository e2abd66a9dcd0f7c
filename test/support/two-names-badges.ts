import { DataIntegrityProof } from '@digitalcredentials/data-integrity';
import { cryptosuite } from '@digitalcredentials/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalcredentials/vc';
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list';
import { createCredentials } from '../../src/credentials/create-credentials.js';
import { knownContexts } from '../../src/credentials/verify/contexts.js';
import { controllerUrl } from '../../src/credentials/verify/controller.js';
import { orderTestBadge } from './issue-test-badge.js';
import type { TwoNames } from './two-names.js';

/** What another installation says of a badge that is in order. */
export const IN_ORDER = { verdict: 'valid', state: 'valid', failed: [] };

const owner = (platformId: string) => ({ platformId, deploymentId: 'd1', contextId: 'c1' });

/** A badge of a platform's new achievement, as the rooms make it. */
export async function issueFor(
  { laurel }: Pick<TwoNames, 'laurel'>,
  platformId: string,
  awardId: string,
) {
  const { achievements, credentials } = laurel;
  const content = {
    name: 'Networks',
    description: 'The earner can design networks.',
    criteria: 'Pass.',
    achievementType: 'Badge',
    language: 'en',
  };
  const made = await achievements.create(owner(platformId), content, 'operator');
  const version = await achievements.publish(owner(platformId), made.id, 'operator');
  const order = orderTestBadge(laurel, {
    awardId,
    platformId,
    deploymentId: 'd1',
    achievement: achievements.toOpenBadge(version),
  });
  const credential = await credentials.issue(order);
  const badge = JSON.parse(credential.json) as Record<string, never> & {
    id: string;
    issuer: { id: string };
    credentialStatus: { statusListCredential: string };
    credentialSubject: { achievement: { id: string; image: { id: string } } };
  };
  return { credential, badge, version, made };
}

/** What another party's verifier says, which can fetch from names that lead here and from nowhere else. */
export async function verifyByForeigner(
  world: Pick<TwoNames, 'clock' | 'fetchElsewhere'>,
  json: string,
) {
  const asked: string[] = [];
  const fetchJson = async (url: string) => {
    asked.push(url);
    const answer = await world.fetchElsewhere(url);
    if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}`);
    return answer.json() as { verificationMethod: { id: string }[] };
  };
  const documentLoader = async (url: string) => {
    const answer = (document: unknown) => ({ contextUrl: null, documentUrl: url, document });
    if (knownContexts.has(url)) return answer(knownContexts.get(url));
    const document = await fetchJson(controllerUrl(url.split('#')[0]!) ?? url);
    if (!url.includes('#')) return answer(document);
    const method = document.verificationMethod.find(({ id }) => id === url);
    return answer({ '@context': 'https://w3id.org/security/multikey/v1', ...method });
  };
  const { verified, statusResult } = await vc.verifyCredential({
    credential: JSON.parse(json) as object,
    suite: new DataIntegrityProof({ cryptosuite }),
    documentLoader,
    checkStatus,
    now: world.clock.now(),
  });
  return { verified, asked, isTakenBack: statusResult?.results?.some(({ status }) => status) };
}

/** What another installation says of a badge. */
export async function verifyAtAnother(
  { elsewhere, fetchElsewhere }: Pick<TwoNames, 'elsewhere' | 'fetchElsewhere'>,
  json: string,
) {
  const { verdict, state, checks } = await createCredentials({
    ...(elsewhere as never as Parameters<typeof createCredentials>[0]),
    usage: { count: () => undefined, countAnswer: () => undefined },
    outbound: { fetch: (url) => fetchElsewhere(String(url)) },
    page: () => undefined,
  }).verify(json);
  return {
    verdict,
    state,
    failed: checks.filter(
      ({ name, outcome }) => name !== 'issuer-recognised' && outcome !== 'pass',
    ),
  };
}

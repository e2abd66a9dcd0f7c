import type { OpenBadgeCredential } from '../credential/open-badge.js';
import { knownContexts } from '../verify/contexts.js';
import { controllerUrl } from '../verify/controller.js';
import { suspensionListOf } from '../verify/status-entry.js';

export interface BundleOrder {
  readonly badge: OpenBadgeCredential;
  readonly json: string;
  readonly jwt: string;
  readonly png: Uint8Array;
  /** Fetches what verifiers fetch: the issuer's DID document, status lists, the JWT's key. */
  readonly fetchJson: (url: string) => Promise<unknown>;
  /** Address of the key that the JWT names. */
  readonly jwtKeyUrl: string;
  /** The verify command, one file of JavaScript. */
  readonly command: Uint8Array;
  /** Endorsements of the achievement: JSON, or tokens. */
  readonly endorsements: readonly string[];
  readonly publicUrl: string;
  readonly readme: string;
  readonly now: Date;
}

const write = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

function documentUrls({ badge, jwtKeyUrl }: BundleOrder): Record<string, string> {
  const { statusListCredential } = badge.credentialStatus;
  const didUrl = controllerUrl(badge.issuer.id) ?? badge.issuer.id;
  return {
    [didUrl]: 'documents/did.json',
    [statusListCredential]: 'documents/status-revocation.json',
    [suspensionListOf(statusListCredential)]: 'documents/status-suspension.json',
    [jwtKeyUrl]: 'documents/jwt-key.json',
  };
}

function contextFiles(badge: OpenBadgeCredential): Record<string, Uint8Array> {
  const urls = [...badge['@context'], 'https://w3id.org/security/data-integrity/v2'];
  return Object.fromEntries(
    urls.flatMap((url) => {
      const document = knownContexts.get(url);
      const name = `contexts/${url.replace(/^https:\/\//, '').replace(/[^\w.-]+/g, '_')}`;
      return document === undefined
        ? []
        : [[name.endsWith('.json') ? name : `${name}.json`, write({ url, document })]];
    }),
  );
}

/** The endorsements, each a file: what its signature covers is the text as it is. */
const endorsementFiles = ({ endorsements }: BundleOrder): Record<string, Uint8Array> =>
  Object.fromEntries(
    endorsements.map((text, at) => [
      `endorsements/${at + 1}.${text.startsWith('{') ? 'json' : 'jwt'}`,
      Buffer.from(text),
    ]),
  );

interface Endorsing {
  readonly issuer?: { readonly id?: unknown };
  readonly credentialStatus?: { readonly statusListCredential?: unknown };
}

/** What this installation serves to whoever verifies an endorsement; others' documents are asked for online. */
function endorserUrls({ endorsements, publicUrl }: BundleOrder): Record<string, string> {
  const named = endorsements
    .filter((text) => text.startsWith('{'))
    .map((text) => JSON.parse(text) as Endorsing)
    .flatMap(({ issuer, credentialStatus }) => [issuer?.id, credentialStatus?.statusListCredential])
    .filter((url): url is string => typeof url === 'string' && url.startsWith(`${publicUrl}/`));
  return Object.fromEntries(
    [...new Set(named)].map((url, at) => [url, `documents/endorsement-${at + 1}.json`]),
  );
}

/**
 * A badge with all that is needed to verify it on a machine without network: the badge in three formats, the
 * issuer's DID document, the status lists as they are now, the contexts, and a command that puts them together.
 */
export async function bundleFiles(order: BundleOrder): Promise<Record<string, Uint8Array>> {
  const documents = { ...documentUrls(order), ...endorserUrls(order) };
  const endorsements = endorsementFiles(order);
  const fetched = await Promise.all(
    Object.entries(documents).map(
      async ([url, file]) => [file, write(await order.fetchJson(url))] as const,
    ),
  );
  return {
    'README.txt': Buffer.from(order.readme),
    'credential.json': Buffer.from(order.json),
    'credential.jwt': Buffer.from(order.jwt),
    'badge.png': order.png,
    'verify.mjs': order.command,
    'documents.json': write({
      takenAt: order.now.toISOString(),
      documents,
      endorsements: Object.keys(endorsements),
    }),
    ...endorsements,
    ...Object.fromEntries(fetched),
    ...contextFiles(order.badge),
  };
}

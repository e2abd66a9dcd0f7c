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

/**
 * A badge with all that is needed to verify it on a machine without network: the badge in three formats, the
 * issuer's DID document, the status lists as they are now, the contexts, and a command that puts them together.
 */
export async function bundleFiles(order: BundleOrder): Promise<Record<string, Uint8Array>> {
  const documents = documentUrls(order);
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
    'documents.json': write({ takenAt: order.now.toISOString(), documents }),
    ...Object.fromEntries(fetched),
    ...contextFiles(order.badge),
  };
}

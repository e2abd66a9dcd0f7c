import type { Request, RequestHandler, Response } from 'express';
import type { HostAddresses } from './host-addresses.js';
import { hostOf } from './host-name.js';
import { originOfHost, type IssuerHost } from './issuer-host.js';
import { PROOF_PATH, proofText } from './look-for-proof.js';
import { readPublicPath, type PublicPath } from './public-paths.js';

export interface HostGateDeps {
  readonly addresses: Pick<HostAddresses, 'publicUrl' | 'heldAt' | 'areAnyUsed'>;
  /** Whether what a path names is an issuer's, and may be shown at its host. */
  readonly isOf: (issuerId: string, origin: string, path: PublicPath) => Promise<boolean>;
}

/** A path that no route answers: the page that says so is the one of every other address. */
const NOWHERE = '/nothing-at-this-host';

/** Answers in a word, and says nothing of what is here. */
function refuse(res: Response, status: 404 | 405 | 421 | 503, text: string): void {
  res.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
  if (status === 405) res.set('Allow', 'GET, HEAD');
  res.status(status).type('text/plain').send(`${text}\n`);
}

/**
 * Creates the gate by the name that a request asks for (RFC 9110, 7.2). Below PUBLIC_URL's name everything is served. On
 * a host that an issuer has proven, that issuer's public documents are, without cookies and to be read alone. Once badges
 * name such a host, every other name is misdirected (421, RFC 9110, 15.5.20); before, a proxy may call this process as it
 * likes. To be mounted before everything that answers.
 */
export function createHostGate({ addresses, isOf }: HostGateDeps): RequestHandler {
  const { publicUrl } = addresses;
  const publicHost = hostOf(new URL(publicUrl).host);

  const enter = async (
    found: IssuerHost,
    [req, res]: readonly [Request, Response],
  ): Promise<boolean> => {
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      refuse(res, 405, 'Method not allowed');
      return false;
    }
    // No session of anybody is looked up here, and none is begun.
    delete req.headers.cookie;
    delete req.headers['x-laurel-frame'];
    delete req.headers.authorization;
    const origin = originOfHost(found);
    req.issuerHost = { issuerId: found.issuerId, origin };
    const { path } = req;
    // Not for a host that waits for its proof: that has to come from whoever has the name.
    if (path === PROOF_PATH && found.state !== 'asked') {
      res
        .set('Cache-Control', 'no-store')
        .type('text/plain')
        .send(`${proofText(found)}\n`);
      return false;
    }
    if (path === '/' || path === '/verify') {
      const to = path === '/' ? `/issuers/${found.issuerId}` : `${publicUrl}/verify`;
      res.set('Cache-Control', 'no-cache').redirect(302, to);
      return false;
    }
    const read = readPublicPath(path);
    if (read === null || !(await isOf(found.issuerId, origin, read))) req.url = NOWHERE;
    return true;
  };

  return async (req, res, next) => {
    const host = hostOf(req.headers.host);
    if (host === publicHost) return next();
    try {
      const found = await addresses.heldAt(host);
      if (found !== null) return (await enter(found, [req, res])) ? next() : undefined;
      if (!(await addresses.areAnyUsed())) return next();
    } catch {
      return refuse(res, 503, 'Try again in a minute');
    }
    refuse(res, 421, 'Misdirected request');
  };
}

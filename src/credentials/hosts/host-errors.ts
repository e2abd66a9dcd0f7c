import { Conflict, InvalidInput, NotFound, UpstreamFailed } from '../../base/index.js';
import type { HostProblem } from './host-name.js';

/** The error for a name that can be nobody's own host, in the words of why. */
export const hostRefused = (problem: HostProblem): InvalidInput =>
  new InvalidInput('host_refused', `This name cannot be an issuer’s own host (${problem}).`, {
    action: 'Name a host below a domain of the institution, such as badges.example.edu.',
    wording: problem,
  });

export const hostTaken = (): Conflict =>
  new Conflict(
    'host_taken',
    'Another issuer of this installation has shown this host to be its own.',
    {
      action: 'Choose another name below your domain.',
    },
  );

export const hostThere = (): Conflict =>
  new Conflict('host_there', 'This issuer has a host of its own already.', {
    action: 'Give that one up first.',
  });

export const noHost = (): NotFound =>
  new NotFound('host_not_found', 'This issuer has no host of its own.', {
    action: 'Name one first.',
  });

export const hostNotProven = (): Conflict =>
  new Conflict('host_not_proven', 'This host is not shown to be the issuer’s.', {
    action: 'Publish the record or the file, and look for it again.',
  });

export const hostTooSoon = (retryAfterSeconds: number): Conflict =>
  new Conflict('host_too_soon', 'The proof was looked for a moment ago.', {
    action: 'Wait a few seconds.',
    retryAfterSeconds,
  });

/**
 * The error for a request that did not come under PUBLIC_URL’s name: once a second name is in use, requests under
 * names that are unknown are not answered.
 */
export const hostHeaderLost = (values: { readonly expected: string }): Conflict =>
  new Conflict(
    'host_header_lost',
    `The proxy does not pass on the name ${values.expected} by which this page was opened (Host).`,
    { action: 'Set the proxy to pass the Host header on, then try again.', values },
  );

export const hostElsewhere = (host: string, cause?: unknown): UpstreamFailed =>
  new UpstreamFailed(
    'host_elsewhere',
    `https://${host} does not lead to this installation: a verifier would not find the issuer’s key there.`,
    {
      action: 'Point the name at the proxy, with a certificate for it, then try again.',
      values: { host },
      cause,
    },
  );

import { LaurelError } from '../base/index.js';
import { addressKeyOf } from './address.js';
import type { HomeDeps } from './home-deps.js';
import { createToken, expiryOfLink, LINK_MINUTES, type Link } from './link.js';

type SendDeps = Pick<HomeDeps, 'clock' | 'settings' | 'mail' | 'links'>;

/** The pages that links lead to, and the mails that carry them. */
const WAYS = {
  'sign-in': { path: '/home/enter', view: 'home-sign-in' },
  add: { path: '/home/address', view: 'home-address' },
} as const;

/** Sends a link that works once, for a quarter of an hour. */
export async function sendLink(
  deps: SendDeps,
  { kind, address, homeId }: Pick<Link, 'kind' | 'address' | 'homeId'>,
  locale: string,
): Promise<void> {
  const { path, view } = WAYS[kind];
  const { token, tokenHash } = createToken();
  const expiresAt = expiryOfLink(deps.clock.now());
  await deps.links.insert({ tokenHash, kind, address, homeId, expiresAt });
  await deps.mail.enqueue({
    key: `home:${homeId}:${tokenHash.slice(0, 16)}`,
    personId: homeId,
    to: address,
    view,
    isProbe: true,
    model: { url: `${deps.settings.publicUrl}${path}/${token}`, minutes: LINK_MINUTES },
    locale,
  });
}

/**
 * Sends the link that opens the home of an address. Where there is none, or too many were asked for, nothing is sent: to
 * be run after the answer, which is the same for all.
 */
export async function sendSignInLink(
  deps: SendDeps & Pick<HomeDeps, 'limits' | 'addresses'>,
  typed: string,
  locale: string,
): Promise<void> {
  const key = addressKeyOf(typed);
  try {
    await deps.limits.spend('sign_in', { target: key });
  } catch (error) {
    if (error instanceof LaurelError && error.status === 429) return;
    throw error;
  }
  const known = await deps.addresses.find(key);
  // To the address that was proven, however this one was typed.
  if (known !== null)
    await sendLink(deps, { kind: 'sign-in', address: known.address, homeId: known.homeId }, locale);
}

import { isIP } from 'node:net';
import { isLoopbackAddress, isPublicAddress, type Settings } from '../../base/index.js';

type Rules = Pick<Settings, 'mode' | 'allowPrivateHosts'>;

/**
 * Whether a platform may have an address, judged by its text: https and public, on a host that the operator vouched
 * for, or on this machine in the demo. Host names are judged again when they are resolved (see `createOutbound`).
 */
export function isAllowedAddress(address: string, { mode, allowPrivateHosts }: Rules): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, host, username, password } = new URL(address);
  if (username !== '' || password !== '') return false;
  if (protocol !== 'https:' && protocol !== 'http:') return false;
  if (allowPrivateHosts.includes(host) || allowPrivateHosts.includes(hostname)) return true;
  const bare = hostname.replace(/^\[|\]$/g, '');
  const isOwn = bare === 'localhost' || bare.endsWith('.localhost') || isLoopbackAddress(bare);
  if (isOwn) return mode !== 'production';
  return protocol === 'https:' && (isIP(bare) === 0 || isPublicAddress(bare));
}

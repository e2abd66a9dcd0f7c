import { InvalidInput } from '../../base/index.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * What can be said of an address before anything is sent there; where its name leads is judged at each try.
 * @throws InvalidInput `webhook_address`
 */
export function checkAddress(address: string, mode: string): void {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isTried = url?.protocol === 'http:' && LOOPBACK.has(url.hostname) && mode !== 'production';
  const isPlain = url?.username === '' && url.password === '' && url.hash === '';
  if (url !== null && isPlain && (url.protocol === 'https:' || isTried)) return;
  throw new InvalidInput('webhook_address', 'This cannot be the address of a webhook.', {
    action: 'Give an https address without a user name and without a #.',
  });
}

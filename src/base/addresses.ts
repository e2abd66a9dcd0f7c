import ipaddr from 'ipaddr.js';

/**
 * Whether an IP address belongs to the public Internet: not loopback, private, link-local, carrier NAT,
 * multicast, documentation or otherwise reserved (IANA special-purpose registries), also when it is
 * an IPv4 address in IPv6 clothes (mapped, NAT64, 6to4).
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() === 'unicast') return true;
  if (!(address instanceof ipaddr.IPv6)) return false;
  const bytes = address.toByteArray();
  if (address.range() === 'rfc6052') return isPublicAddress(bytes.slice(12).join('.'));
  if (address.range() === '6to4') return isPublicAddress(bytes.slice(2, 6).join('.'));
  return false;
}

/** Whether an IP address is this machine's own. */
export function isLoopbackAddress(text: string): boolean {
  return ipaddr.isValid(text) && ipaddr.process(text).range() === 'loopback';
}

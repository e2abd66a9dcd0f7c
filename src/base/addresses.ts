import ipaddr from 'ipaddr.js';

/**
 * Whether an IP address belongs to the public Internet: not loopback, private, link-local, carrier NAT,
 * multicast, documentation or otherwise reserved (IANA special-purpose registries), also when it is
 * an IPv4 address in IPv6 clothes (mapped, NAT64, 6to4).
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  const isUnicast = address.range() === 'unicast';
  if (!(address instanceof ipaddr.IPv6)) return isUnicast;
  const bytes = address.toByteArray();
  // All that is given out of the rest of IPv6 is 2000::/3 (RFC 4291, 2.4); an IPv4 address with nothing before it is not.
  if (isUnicast) return ((bytes[0] ?? 0) & 0xe0) === 0x20;
  if (address.range() === 'rfc6052') return isPublicAddress(bytes.slice(12).join('.'));
  if (address.range() === '6to4') return isPublicAddress(bytes.slice(2, 6).join('.'));
  return false;
}

/** Whether an IP address is this machine's own. */
export function isLoopbackAddress(text: string): boolean {
  return ipaddr.isValid(text) && ipaddr.process(text).range() === 'loopback';
}

/**
 * The network that an address stands for where askers are counted: an IPv4 address itself, also in IPv6 clothes, and of an
 * IPv6 address its /64, which one host owns whole. What is no address stands for itself.
 */
export function networkOf(text: string): string {
  if (!ipaddr.isValid(text)) return text;
  const address = ipaddr.process(text);
  if (!(address instanceof ipaddr.IPv6)) return address.toString();
  const groups = address.parts.slice(0, 4).map((part) => part.toString(16));
  return `${groups.join(':')}::/64`;
}

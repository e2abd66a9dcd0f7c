import ipaddr from 'ipaddr.js';

/**
 * Whether an IP address belongs to the public Internet: not loopback, private, link-local, carrier NAT, multicast,
 * documentation or otherwise reserved (IANA special-purpose registries). An IPv4 address inside an IPv6 address
 * (mapped, NAT64, 6to4) is judged as IPv4.
 * @param text an address as text; anything else gives false
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  const isUnicast = address.range() === 'unicast';
  if (!(address instanceof ipaddr.IPv6)) return isUnicast;
  const bytes = address.toByteArray();
  // IANA allocates unicast addresses from 2000::/3 alone (RFC 4291, 2.4); an IPv4-compatible address (`::a.b.c.d`) is
  // outside of it.
  if (isUnicast) return ((bytes[0] ?? 0) & 0xe0) === 0x20;
  if (address.range() === 'rfc6052') return isPublicAddress(bytes.slice(12).join('.'));
  if (address.range() === '6to4') return isPublicAddress(bytes.slice(2, 6).join('.'));
  return false;
}

/** Whether an IP address is a loopback address of this machine. */
export function isLoopbackAddress(text: string): boolean {
  return ipaddr.isValid(text) && ipaddr.process(text).range() === 'loopback';
}

/**
 * The network by which requests are counted: an IPv4 address itself, also inside an IPv6 address; of an IPv6 address
 * its /64, since one host usually owns all of it. Text that is no address is returned as it is.
 */
export function networkOf(text: string): string {
  if (!ipaddr.isValid(text)) return text;
  const address = ipaddr.process(text);
  if (!(address instanceof ipaddr.IPv6)) return address.toString();
  const groups = address.parts.slice(0, 4).map((part) => part.toString(16));
  return `${groups.join(':')}::/64`;
}

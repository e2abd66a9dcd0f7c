import { describe, expect, it } from 'vitest';
import { isPublicAddress, networkOf } from './addresses.js';

describe('networkOf', () => {
  it('is the address itself for IPv4, in IPv6 clothes too', () => {
    expect(networkOf('192.0.2.1')).toBe('192.0.2.1');
    expect(networkOf('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(networkOf('::ffff:c000:201')).toBe('192.0.2.1');
  });

  it('is the /64 of an IPv6 address, however it is written', () => {
    const one = networkOf('2001:db8::1');
    expect(networkOf('2001:db8::ffff:2')).toBe(one);
    expect(networkOf('2001:0DB8:0:0:dead:beef:0:7')).toBe(one);
    expect(networkOf('2001:db8:0:1::1')).not.toBe(one);
    expect(networkOf('2001:db9::1')).not.toBe(one);
  });

  it('leaves alone what is no address', () => {
    expect(networkOf('')).toBe('');
    expect(networkOf('unix:')).toBe('unix:');
  });
});

describe('isPublicAddress', () => {
  it.each(['1.1.1.1', '2606:4700::1', '64:ff9b::101:101'])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['this machine, in the clothes of IPv4-compatible IPv6', '::7f00:1'],
    ['a private address in the same', '::a00:1'],
    ['what nobody is given', '4000::1'],
    ['local NAT64', '64:ff9b:1::7f00:1'],
    ['a private address behind NAT64', '64:ff9b::a00:1'],
    ['this machine behind 6to4', '2002:7f00:1::'],
    ['site-local', 'fec0::1'],
    ['the metadata of a cloud', '169.254.169.254'],
    ['a number for an address', '2130706433'],
  ])('%s is not (%s)', (_, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { isOfOneSite } from './one-site.js';

const of = (readAt: string, ...hosts: string[]) =>
  isOfOneSite(
    hosts.map((host) => `https://${host}/x`),
    `https://${readAt}/discovery`,
  );

describe('addresses of one site', () => {
  it.each<[string, string, ...string[]]>([
    ['one host', 'b.example', 'b.example', 'b.example'],
    ['a host and names below it', 'b.example', 'b.example', 'api.b.example'],
    ['read below the host', 'api.b.example', 'b.example', 'api.b.example'],
    ['names below the one that names them', 'b.example', 'login.b.example', 'api.b.example'],
  ])('%s', (_words, readAt, ...hosts) => expect(of(readAt, ...hosts)).toBe(true));

  it.each<[string, string, ...string[]]>([
    ['consent elsewhere, tokens here', 'evil.example', 'b.example', 'evil.example'],
    ['consent here, the API elsewhere', 'b.example', 'b.example', 'evil.example'],
    ['a name that ends alike', 'evilb.example', 'b.example', 'evilb.example'],
    ['a top level as a parent', 'example', 'b.example', 'evil.example'],
    ['addresses of a network', '1.2.3.4', '1.2.3.4', '9.1.2.3.4'],
    ['siblings that nobody speaks for', 'a.b.example', 'a.b.example', 'c.b.example'],
  ])('are not: %s', (_words, readAt, ...hosts) => expect(of(readAt, ...hosts)).toBe(false));
});

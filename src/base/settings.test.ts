import { describe, expect, it } from 'vitest';
import { parseSettings } from './settings.js';

const KEY = Buffer.alloc(32, 7).toString('base64');
const good = { PUBLIC_URL: 'https://badges.example.edu', MASTER_KEY: KEY };

describe('parseSettings', () => {
  it('takes production settings and fills in the rest', () => {
    const settings = parseSettings(good);
    expect(settings).toMatchObject({
      mode: 'production',
      publicUrl: 'https://badges.example.edu',
      port: 3000,
      pollMs: 120_000,
      trustProxy: false,
    });
    expect(settings.masterKeys[0]).toHaveLength(32);
  });

  it('takes several master keys, the first of which writes', () => {
    const other = Buffer.alloc(32, 9).toString('base64');
    expect(
      parseSettings({ ...good, MASTER_KEY: `${other}, ${KEY}` }).masterKeys.map((key) => key[0]),
    ).toEqual([9, 7]);
  });

  it('signs by as many threads as are asked for, and by none of its own accord in tests', () => {
    const threads = (SIGNING_THREADS?: string) =>
      parseSettings({ ...good, SIGNING_THREADS }).signingThreads;
    expect(threads('0')).toBe(0);
    expect(threads('7')).toBe(7);
    expect([0, 2, 3, 4]).toContain(threads());
    expect(parseSettings({ NODE_ENV: 'test' }).signingThreads).toBe(0);
  });

  it('serves metrics nowhere unless asked, then on this machine alone unless told where', () => {
    const metricsAt = (METRICS_PORT?: string) => parseSettings({ ...good, METRICS_PORT }).metrics;
    expect(metricsAt()).toBeUndefined();
    expect(metricsAt('9464')).toEqual({ host: '127.0.0.1', port: 9464 });
    expect(metricsAt('10.0.0.5:9464')).toEqual({ host: '10.0.0.5', port: 9464 });
    expect(metricsAt('[::1]:9464')).toEqual({ host: '::1', port: 9464 });
  });

  it('tells hosts of contexts from contexts that a badge brings along', () => {
    expect(parseSettings(good)).toMatchObject({ verifyContextHosts: [], verifyOwnContexts: false });
    const VERIFY_CONTEXT_HOSTS = 'terms.example, inline';
    expect(parseSettings({ ...good, VERIFY_CONTEXT_HOSTS })).toMatchObject({
      verifyContextHosts: ['terms.example'],
      verifyOwnContexts: true,
    });
  });

  it('refuses a folder of fonts that is not there', () => {
    expect(() => parseSettings({ ...good, FONT_DIR: '/nowhere/fonts' })).toThrow(/^FONT_DIR: /);
    expect(() => parseSettings({ ...good, FONT_DIR: '.' })).not.toThrow();
  });

  it('counts an empty variable as absent', () => {
    expect(parseSettings({ ...good, SMTP_URL: '', MONGODB_URL: '' }).smtpUrl).toBeUndefined();
  });

  it.each([
    ['PUBLIC_URL', { PUBLIC_URL: undefined }],
    ['PUBLIC_URL', { PUBLIC_URL: 'http://badges.example.edu' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'https://badges.example.edu/laurel' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'badges.example.edu' }],
    ['MASTER_KEY', { MASTER_KEY: undefined }],
    ['MASTER_KEY', { MASTER_KEY: 'short' }],
    ['PORT', { PORT: '80a' }],
    ['PORT', { PORT: '70000' }],
    ['MONGODB_URL', { MONGODB_URL: 'postgres://x' }],
    ['SMTP_URL', { SMTP_URL: 'mail.example.edu' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['ISSUER_URL', { ISSUER_URL: 'javascript:alert(1)' }],
    ['POLL_SECONDS', { POLL_SECONDS: '0' }],
    ['SIGNING_THREADS', { SIGNING_THREADS: '33' }],
    ['METRICS_PORT', { METRICS_PORT: 'yes' }],
    ['METRICS_PORT', { METRICS_PORT: '0.0.0.0:70000' }],
    ['METRICS_PORT', { METRICS_PORT: 'http://10.0.0.5:9464' }],
  ])('refuses a wrong %s in one line that names it', (name, change) => {
    const read = () => parseSettings({ ...good, ...change });
    expect(read).toThrowError(new RegExp(`^${name}: .*expected`, 'i'));
    expect(read).not.toThrowError(/\n/);
  });

  it('accepts http and no key in the demo alone', () => {
    expect(parseSettings({}, 'demo')).toMatchObject({
      publicUrl: 'http://localhost:3000',
      pollMs: 10_000,
      masterKeys: [],
    });
  });
});

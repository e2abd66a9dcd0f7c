import { describe, expect, it } from 'vitest';
import { addUp } from './add-up.js';
import { achievementIdOf, isByPerson } from './use.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const asked = (agent: string, more: object = {}) =>
  isByPerson({ method: 'GET', headers: { 'user-agent': agent, ...more } });

describe('isByPerson', () => {
  it.each([
    FIREFOX,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Linux; Android 15; wv) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36 MoodleMobile 5.0',
  ])('takes %s for a person', (agent) => {
    expect(asked(agent)).toBe(true);
  });

  it.each([
    '',
    'curl/8.5.0',
    'WhatsApp/2.24',
    'LinkedInBot/1.0 (compatible; Mozilla/5.0; Jakarta Commons-HttpClient/3.1)',
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5',
    'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0',
    'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  ])('takes %s for a program', (agent) => {
    expect(asked(agent)).toBe(false);
  });

  it('does not count what is loaded ahead of a click, or asked for by its headers alone', () => {
    expect(asked(FIREFOX, { 'sec-purpose': 'prefetch;prerender' })).toBe(false);
    expect(asked(FIREFOX, { purpose: 'preview' })).toBe(false);
    expect(isByPerson({ method: 'HEAD', headers: { 'user-agent': FIREFOX } })).toBe(false);
  });
});

describe('achievementIdOf', () => {
  it('is the id in the address of a version, and null for other addresses', () => {
    expect(achievementIdOf('https://a.test/achievements/Ab-1_x/versions/2')).toBe('Ab-1_x');
    expect(achievementIdOf('https://a.test/achievements/Ab-1_x')).toBeNull();
    expect(achievementIdOf(`https://a.test/achievements/${'a'.repeat(65)}/versions/2`)).toBeNull();
  });
});

describe('addUp', () => {
  it('sums days by what people did, and says of which kinds', () => {
    const days = [
      { kind: 'pdf', count: 2 },
      { kind: 'png', count: 1 },
      { kind: 'pdf', count: 3 },
      { kind: 'page', count: 7 },
    ] as const;
    expect(addUp(days)).toEqual([
      { group: 'opened', total: 0, kinds: [] },
      { group: 'shared', total: 0, kinds: [] },
      {
        group: 'downloaded',
        total: 6,
        kinds: [
          { kind: 'pdf', count: 5 },
          { kind: 'png', count: 1 },
        ],
      },
      { group: 'verified', total: 7, kinds: [{ kind: 'page', count: 7 }] },
    ]);
  });
});

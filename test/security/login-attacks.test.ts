import { describe, expect, it } from 'vitest';
import { omitUndefined } from '../../src/base/index.js';
import { laurel, moodle, platformId, useLaunches } from './use-launches.js';

useLaunches();

describe('a login (IMS Security 1.1, 5.1.1.1)', () => {
  const login = (fields: Record<string, string> | string, method = 'POST') =>
    fetch(
      method === 'GET'
        ? `${laurel.url}/lti/login?${new URLSearchParams(fields).toString()}`
        : `${laurel.url}/lti/login`,
      omitUndefined({
        method,
        redirect: 'manual',
        headers: { accept: 'text/html' },
        body: method === 'GET' ? undefined : new URLSearchParams(fields),
      }),
    );

  it('of an unknown platform is refused in words', async () => {
    const { fields } = moodle.startLaunch({ as: 'teacher' });
    for (const changed of [{ iss: 'https://evil.example' }, { client_id: 'other' }]) {
      const answer = await login({ ...fields, ...changed });
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('not registered here');
    }
  });

  it('without client_id finds the only registration of that issuer', async () => {
    const { fields } = moodle.startLaunch({ as: 'teacher' });
    delete fields['client_id'];
    expect((await login(fields)).status).toBe(302);
  });

  it.each(['iss', 'login_hint', 'target_link_uri'])('without %s is refused', async (name) => {
    const { fields } = moodle.startLaunch({ as: 'teacher' });
    delete fields[name];
    expect((await login(fields)).status).toBe(400);
  });

  it('with an operator or two values in any field is refused', async () => {
    const { fields } = moodle.startLaunch({ as: 'teacher' });
    for (const name of Object.keys(fields)) {
      const query = `${new URLSearchParams(fields).toString()}&${name}=again`;
      const twice = await fetch(`${laurel.url}/lti/login?${query}`, { redirect: 'manual' });
      expect(twice.status, `two of ${name}`).toBe(400);
      for (const operator of [{ $ne: null }, { $regex: '.*' }, [fields[name]], 7]) {
        const answer = await fetch(`${laurel.url}/lti/login`, {
          method: 'POST',
          redirect: 'manual',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...fields, [name]: operator }),
        });
        expect(answer.status, `${name} is ${JSON.stringify(operator)}`).toBe(400);
      }
    }
  });

  it('at a platform that was switched off is refused', async () => {
    await laurel.lti.platforms.change(platformId, { status: 'disabled' });
    const { fields } = moodle.startLaunch({ as: 'teacher' });
    expect((await login(fields)).status).toBe(403);
    await laurel.lti.platforms.change(platformId, { status: 'active' });
    expect((await login(fields)).status).toBe(302);
  });
});

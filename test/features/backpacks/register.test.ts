import { expect, it } from 'vitest';
import { laurel, useApi } from '../api/use-api.js';
import { registered, registrationOf } from '../../interop/ob-api.js';
import { ALL } from './use-hosts.js';

useApi();

const ask = async (change: object) => {
  const body = {
    client_name: 'A',
    client_uri: 'https://app.example/',
    redirect_uris: ['https://app.example/back'],
    scope: ALL,
    ...change,
  };
  const headers = { 'content-type': 'application/json' };
  const sent = { method: 'POST', headers, body: JSON.stringify(body) };
  return (await fetch(`${laurel.url}/oauth/register`, sent)).status;
};

it.each<[string, object, number]>([
  ['as it should be', {}, 201],
  ['addresses of two hosts', { redirect_uris: ['https://evil.example/back'] }, 400],
  ['http', { client_uri: 'http://app.example/', redirect_uris: ['http://app.example/'] }, 400],
  ['a script', { redirect_uris: ['javascript:alert(1)'] }, 400],
  ['a fragment', { redirect_uris: ['https://app.example/back#x'] }, 400],
  ['a scope that there is not', { scope: 'everything' }, 400],
  ['no name', { client_name: ' ' }, 400],
  ['an implicit grant', { response_types: ['token'] }, 400],
])('registration with %s', async (_words, change, status) =>
  expect(await ask(change)).toBe(status),
);

it('is answered with all that was sent, and what the standard adds; without a refresh grant nothing is kept open', async () => {
  const headers = { 'content-type': 'application/json' };
  const register = async (change: object) => {
    const sent = registrationOf('https://app.example', 'https://app.example/back', ALL);
    const body = JSON.stringify({ ...sent, ...change });
    const answer = await fetch(`${laurel.url}/oauth/register`, { method: 'POST', headers, body });
    return { sent, answer: registered.parse(await answer.json()) };
  };
  const { sent, answer } = await register({});
  expect(answer).toMatchObject(sent);
  const once = await register({ grant_types: ['authorization_code'] });
  expect(once.answer['scope']).not.toContain('offline_access');
});

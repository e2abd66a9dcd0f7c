import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/commands/commands.js';
import { tokenCommand } from '../../../src/oauth/index.js';
import { call, laurel, platformId, useApi } from '../api/use-api.js';
import { ask } from './use-clients.js';

useApi();

async function run(...args: string[]): Promise<string[]> {
  const lines: string[] = [];
  await tokenCommand(args, { ...laurel, print: (line) => lines.push(line) });
  return lines;
}

describe('npm run token', () => {
  it('is one of the commands', () => expect(COMMANDS).toHaveProperty('token'));

  it('makes a token that works, lists it, and ends it', async () => {
    const scopes = 'courses:read,awards:read';
    const [secret = '', told = ''] = await run('make', '--name', 'Nightly', '--scopes', scopes);
    expect((await call(secret, 'GET', '/courses')).status).toBe(200);
    const line = (await run('list')).find((each) => each.includes('Nightly')) ?? '';
    const [id = ''] = line.split(' ');
    expect(told).toContain(id);
    expect(line).toContain('every platform');
    expect(line).not.toContain(secret);
    await run('revoke', id);
    expect((await call(secret, 'GET', '/courses')).status).toBe(401);
    await expect(run('revoke', id)).rejects.toMatchObject({ code: 'token_unknown' });
  });

  it('makes a client of one platform', async () => {
    const lines = await run(
      'make-client',
      '--name',
      'A',
      '--scopes',
      'all',
      '--platform',
      platformId,
    );
    const [id = '', secret = ''] = lines.map((line) => line.split(/\s+/)[1] ?? '');
    const proof = { client_id: id, client_secret: secret };
    const answer = await ask({ grant_type: 'client_credentials', ...proof });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    expect((await call(token, 'GET', '/platforms')).body.data).toHaveLength(1);
    await run('revoke', id);
    expect((await call(token, 'GET', '/platforms')).status).toBe(401);
  });

  it.each([
    [['make']],
    [['make', '--name', 'A']],
    [['make', '--name', 'A', '--scopes', 'everything']],
    [['make', '--name', 'A', '--scopes', 'all', '--days', '900']],
    [['make', '--name', 'A', '--scopes', 'all', '--platform', 'none']],
    [['make', '--name', 'A', '--scopes', 'all', '--deployment', '1']],
    [['make-client', '--name', 'A', '--scopes', 'all', '--days', '3']],
    [['revoke']],
    [['list', 'what']],
    [['--unknown']],
    [[]],
  ])('says how it is used to %j', async (args) => {
    await expect(run(...args)).rejects.toMatchObject({
      code: 'command_wrong',
      action: expect.stringContaining('Usage'),
    });
  });
});

import { describe, expect, it } from 'vitest';
import { omitUndefined } from '../../../src/base/index.js';
import { createBrowser, formsOf, launch } from './index.js';
import { AGS_SCOPE, NRPS_SCOPE } from './names.js';
import type { TestPlatform } from './platform.js';
import type { Json } from './probe-tool.js';
import { canvas, moodle, probe, useRegistration } from './use-registration.js';

useRegistration();

const CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-tool-configuration';

function registration(changes: Record<string, unknown> = {}, tool: object = {}) {
  const host = new URL(probe.url).host;
  return {
    application_type: 'web',
    response_types: ['id_token'],
    grant_types: ['implicit', 'client_credentials'],
    initiate_login_uri: `${probe.url}/lti/login`,
    redirect_uris: [`${probe.url}/lti/launch`],
    client_name: 'Probe',
    jwks_uri: `${probe.url}/lti/keys`,
    token_endpoint_auth_method: 'private_key_jwt',
    scope: `${AGS_SCOPE}lineitem.readonly ${AGS_SCOPE}result.readonly ${NRPS_SCOPE}`,
    [CONFIGURATION]: {
      domain: host,
      target_link_uri: `${probe.url}/lti/launch`,
      claims: ['iss', 'sub', 'name', 'given_name', 'family_name', 'email'],
      custom_parameters: { canvas_user_id: '$Canvas.user.id' },
      messages: [
        {
          type: 'LtiDeepLinkingRequest',
          target_link_uri: `${probe.url}/lti/launch`,
          label: 'Pick a badge',
          placements: [],
        },
      ],
      ...tool,
    },
    ...changes,
  };
}

async function begin(platform: TestPlatform) {
  const url = new URL(await platform.startRegistration(`${probe.url}/register?invite=i1`));
  expect(url.searchParams.get('invite')).toBe('i1');
  const token = url.searchParams.get('registration_token')!;
  const configuration = url.searchParams.get('openid_configuration')!;
  const send = (body: unknown, headers: Record<string, string> = {}, method = 'POST') =>
    fetch(
      platform.endpoints.registrationUrl,
      omitUndefined({
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          ...headers,
        },
        body: method === 'GET' ? undefined : JSON.stringify(body),
      }),
    );
  return { token, configuration, send };
}

describe('Registration with Moodle', () => {
  it('answers 200 with client and deployment, and waits for the administrator', async () => {
    const { configuration, send } = await begin(moodle);
    const openid = (await (await fetch(configuration)).json()) as Json;
    expect(openid).toMatchObject({
      issuer: moodle.issuer,
      registration_endpoint: moodle.endpoints.registrationUrl,
      'https://purl.imsglobal.org/spec/lti-platform-configuration': {
        product_family_code: 'moodle',
      },
    });
    const answer = await send(registration());
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as Json;
    expect(body[CONFIGURATION]).toMatchObject({ version: '1.3.0', domain: expect.any(String) });
    // The echo over-reports; the tool's launches tell the truth.
    expect(body.scope).toContain(`${AGS_SCOPE}score`);
    const tool = moodle.tool(body.client_id)!;
    expect(body[CONFIGURATION].deployment_id).toBe(tool.deploymentId);
    expect(tool.settings.active).toBe(false);
    moodle.activate(tool);
    probe.authorizationUrl = tool.authorizationUrl;
    await launch(moodle, { as: 'teacher', link: tool.link });
    const { claims } = probe.lastLaunch;
    expect(claims.email).toBe('teacher@example.test');
    expect(claims['https://purl.imsglobal.org/spec/lti-ags/claim/endpoint'].scope).not.toContain(
      `${AGS_SCOPE}lineitem`,
    );
  });

  it('sends no name to a tool that asks for none', async () => {
    const { send } = await begin(moodle);
    const body = (await (await send(registration({}, { claims: ['iss', 'sub'] }))).json()) as Json;
    expect(moodle.tool(body.client_id)!.settings.privacy).toBe('anonymous');
  });

  it('refuses in plain text, each fault by its name', async () => {
    const { send } = await begin(moodle);
    const refusals: [unknown, number, string][] = [
      [registration({ client_name: undefined }), 400, 'missing required attribute client_name'],
      [
        registration({ [CONFIGURATION]: undefined }),
        400,
        `missing required attribute ${CONFIGURATION}`,
      ],
      [registration({}, { domain: undefined }), 400, 'missing_domain'],
      [registration({}, { domain: 'localhost' }), 400, 'domain_targetlinkuri_mismatch'],
      [registration({ response_types: ['code'] }), 400, 'invalid_response_types'],
      [
        registration({ token_endpoint_auth_method: 'none' }),
        400,
        'invalid_token_endpoint_auth_method',
      ],
      [registration({ application_type: 'native' }), 400, 'invalid_application_type'],
      [registration({ redirect_uris: 'x' }), 400, 'invalid_redirect_uris'],
    ];
    for (const [body, status, text] of refusals) {
      const answer = await send(body);
      expect([answer.status, await answer.text()]).toEqual([status, text]);
    }
    const put = await send({}, {}, 'PUT');
    expect([put.status, await put.text()]).toEqual([400, 'Unsupported operation']);
    const anonymous = await fetch(moodle.endpoints.registrationUrl, { method: 'POST' });
    expect([anonymous.status, await anonymous.text()]).toEqual([401, 'missing_registration_token']);
    const garbage = await send(registration(), { authorization: 'Bearer garbage' });
    expect(garbage.status).toBe(404);
    expect(garbage.headers.get('content-type')).toMatch(/html/);
    // Nothing refused used the token up.
    expect((await send(registration())).status).toBe(200);
    const again = await send(registration());
    expect([again.status, await again.text()]).toEqual([401, 'token_already_used']);
  });
});

describe('Registration with Canvas', () => {
  const inCanvas = () =>
    registration(
      {},
      {
        'https://canvas.instructure.com/lti/privacy_level': 'public',
        messages: [
          {
            type: 'LtiDeepLinkingRequest',
            label: 'Pick a badge',
            placements: ['assignment_selection'],
            custom_parameters: { placement: 'assignment' },
          },
          { type: 'LtiResourceLinkRequest', label: 'Badges', placements: ['course_navigation'] },
        ],
      },
    );

  it('needs the token even for the configuration', async () => {
    const { configuration, token } = await begin(canvas);
    expect((await fetch(configuration)).status).toBe(401);
    const answer = await fetch(configuration, { headers: { authorization: `Bearer ${token}` } });
    expect(await answer.json()).toMatchObject({
      issuer: canvas.issuer,
      authorization_endpoint: expect.stringContaining(canvas.signInUrl),
    });
  });

  it('gives no deployment_id; the administrator may cut scopes before it is on', async () => {
    const { send } = await begin(canvas);
    const body = (await (await send(inCanvas())).json()) as Json;
    expect(body[CONFIGURATION]).not.toHaveProperty('deployment_id');
    const tool = canvas.tool(body.client_id)!;
    expect(tool.settings).toMatchObject({ active: false, privacy: 'public' });
    canvas.activate(tool, { scopes: [`${AGS_SCOPE}result.readonly`] });
    expect((await probe.askToken(tool, [NRPS_SCOPE])).status).toBe(400);
    expect((await probe.askToken(tool, [`${AGS_SCOPE}result.readonly`])).status).toBe(200);
    expect(canvas.placementsOf(canvas.course).map(({ title }) => title)).toContain('Badges');
  });

  it('refuses an unknown placement, scope or a token used before', async () => {
    const { send } = await begin(canvas);
    const wrong = registration({}, { messages: [{ type: 'x', placements: ['nowhere'] }] });
    expect((await send(wrong)).status).toBe(422);
    expect((await send({ ...inCanvas(), scope: 'https://nothing' })).status).toBe(422);
    expect((await send(inCanvas())).status).toBe(200);
    expect((await send(inCanvas())).status).toBe(422);
    expect((await send(inCanvas(), { authorization: 'Bearer x' })).status).toBe(401);
  });

  it('tells nothing about people unless a privacy level is asked for', async () => {
    const { send } = await begin(canvas);
    const body = (await (await send(registration())).json()) as Json;
    expect(canvas.tool(body.client_id)!.settings.privacy).toBe('anonymous');
  });
});

describe.each([
  ['Moodle', () => moodle],
  ['Canvas', () => canvas],
])("The administrator's pages of %s", (_name, get) => {
  it('register, list and activate a tool', async () => {
    const platform = get();
    const browser = createBrowser();
    await browser.get(`${platform.baseUrl}/act-as?user=admin&next=/admin/tools`);
    const register = await browser.get(
      `${platform.baseUrl}/admin/register?url=${encodeURIComponent(`${probe.url}/register`)}`,
    );
    expect(register.text).toContain('registration');
    expect(register.text).toContain('org.imsglobal.lti.close');
    const { send } = await begin(platform);
    const { client_id } = (await (await send(registration())).json()) as Json;
    const tool = platform.tool(client_id)!;
    const page = await browser.get(`${platform.baseUrl}/admin/tools`);
    expect(page.text).toContain(client_id);
    const path = `/admin/tools/${tool.settings.typeId}/activate`;
    expect(formsOf(page).some((form) => form.action.endsWith(path))).toBe(true);
    await browser.submit(page, {}, path);
    expect(tool.settings.active).toBe(true);
  });

  it('are for the administrator alone', async () => {
    const platform = get();
    const browser = createBrowser();
    await browser.get(`${platform.baseUrl}/act-as?user=learner1`);
    const answer = await browser.get(`${platform.baseUrl}/admin/tools`);
    expect(answer.text).toContain('Who are you?');
  });
});

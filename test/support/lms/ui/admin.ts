import { Router, type Request, type Response } from 'express';
import { omitUndefined } from '../../../../src/base/index.js';
import { SERVICE_SCOPES } from '../names.js';
import type { TestPlatform } from '../platform.js';
import type { Privacy, Tool } from '../tool.js';
import type { Person } from '../course.js';
import { html, page, type Html } from './html.js';

type Fields = Record<string, string | string[] | undefined>;

const PRIVACY: [Privacy, string][] = [
  ['public', 'Name and e-mail'],
  ['name_only', 'Name only'],
  ['anonymous', 'Neither'],
];

function only(platform: TestPlatform, req: Request, res: Response): Person | null {
  const person = platform.whoIs(req);
  if (person?.role === 'admin') return person;
  res.redirect(303, `/people?next=${encodeURIComponent(req.originalUrl)}`);
  return null;
}

function activation(tool: Tool): Html {
  const scopes = SERVICE_SCOPES.map(
    (scope) =>
      html`<label>
        <input
          type="checkbox"
          name="scope"
          value="${scope}"
          ${tool.settings.scopes.includes(scope) ? html`checked` : null}
        />
        ${scope.split('/scope/')[1]}
      </label>`,
  );
  const privacy = PRIVACY.map(
    ([value, text]) =>
      html`<option value="${value}" ${tool.settings.privacy === value ? html`selected` : null}>
        ${text}
      </option>`,
  );
  return html`<form method="post" action="/admin/tools/${tool.settings.typeId}/activate">
    <fieldset>
      <legend>What ${tool.settings.name} may do</legend>
      ${scopes}
      <label>
        It is told
        <select name="privacy">
          ${privacy}
        </select>
      </label>
    </fieldset>
    <p class="actions"><button>${tool.settings.active ? 'Save' : 'Activate'}</button></p>
  </form>`;
}

function toolPanel(platform: TestPlatform, tool: Tool): Html {
  const values: [string, string][] = [
    ['Issuer (platform ID)', platform.issuer],
    ['Client ID', tool.clientId],
    ['Deployment ID', tool.deploymentId],
    ['Authorization URL', tool.authorizationUrl],
    ['Token URL', tool.tokenUrl],
    ['JWKS URL', tool.jwksUrl],
  ];
  return html`<section class="panel">
    <h2>${tool.settings.name} ${!tool.settings.active && html`<em>(pending)</em>`}</h2>
    <dl>
      ${values.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd><code>${value}</code></dd>
          </div>`,
      )}
    </dl>
    <details ${tool.settings.active ? null : html`open`}>
      <summary>Permissions</summary>
      ${activation(tool)}
    </details>
  </section>`;
}

function listPage(platform: TestPlatform, person: Person): string {
  const body = html`<section class="panel">
      <h2>Add a tool by its registration address</h2>
      <form action="/admin/register" method="get">
        <label>Registration URL <input name="url" type="url" required size="60" /></label>
        <p class="actions"><button>Register</button></p>
      </form>
      <details>
        <summary>Add a tool by hand</summary>
        <form action="/admin/tools" method="post">
          <label>Name <input name="name" required /></label>
          <label>Tool URL <input name="url" type="url" required size="60" /></label>
          <label>Initiate login URL <input name="loginUrl" type="url" size="60" /></label>
          <label>Redirection URIs <input name="redirectUris" size="60" /></label>
          <label>Public keyset URL <input name="jwksUrl" type="url" size="60" /></label>
          <p class="actions"><button>Save tool</button></p>
        </form>
      </details>
    </section>
    ${platform.tools.map((tool) => toolPanel(platform, tool))} ${platform.adminPanel()}`;
  return page(platform, person, 'External tools', body);
}

function registrationPage(platform: TestPlatform, person: Person, url: string): string {
  const frame = platform.registrationFrame(url);
  const body = html`<p>
      The tool asks for what it needs below.
      <a href="${frame}" target="_blank" rel="opener">Open in a window instead</a>
    </p>
    <iframe class="tool" name="tool" title="Tool registration" src="${frame}"></iframe>
    <script>
      addEventListener('message', function (event) {
        var subject = event.data && event.data.subject;
        if (subject === 'org.imsglobal.lti.close') location.href = '/admin/tools';
      });
    </script>
    <p class="actions"><a class="button plain" href="/admin/tools">Back to the tools</a></p>`;
  return page(platform, person, 'Register a tool', body, { wide: true });
}

function list(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : [value].flat();
}

/** The administrator's pages: tools, adding one by dynamic registration or by hand, activating it. */
export function adminRoutes(platform: TestPlatform): Router {
  const router = Router();
  router.get('/admin/tools', (req, res) => {
    const person = only(platform, req, res);
    if (person) res.type('html').send(listPage(platform, person));
  });
  router.get('/admin/register', (req, res) => {
    const person = only(platform, req, res);
    const url = typeof req.query.url === 'string' ? req.query.url : '';
    if (!person) return;
    if (!/^https?:\/\//.test(url)) return res.redirect(303, '/admin/tools');
    res.type('html').send(registrationPage(platform, person, url));
  });
  router.post('/admin/tools', (req, res) => {
    if (!only(platform, req, res)) return;
    const fields = (req.body ?? {}) as Record<string, string>;
    const given = (name: string) => (fields[name] ? { [name]: fields[name] } : {});
    platform.registerTool(
      omitUndefined({
        url: fields.url ?? '',
        ...given('name'),
        ...given('loginUrl'),
        ...given('jwksUrl'),
        redirectUris: fields.redirectUris ? fields.redirectUris.split(/\s+/) : undefined,
      }),
    );
    res.redirect(303, '/admin/tools');
  });
  router.post('/admin/tools/:type/activate', (req, res) => {
    if (!only(platform, req, res)) return;
    const tool = platform.tools.find((one) => one.settings.typeId === req.params.type);
    const fields = (req.body ?? {}) as Fields;
    if (tool) {
      platform.activate(tool, {
        scopes: list(fields.scope),
        privacy: (fields.privacy ?? 'anonymous') as Privacy,
      });
    }
    res.redirect(303, '/admin/tools');
  });
  return router;
}

import type { Person } from '../course.js';

/** HTML that is already escaped. */
export class Html {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

type Part = string | number | Html | Part[] | null | undefined | false;

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (Array.isArray(part)) return part.map(render).join('');
  return part instanceof Html ? part.text : escapeHtml(String(part));
}

/** A template whose values are escaped unless they are Html themselves. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.reduce((text, string, i) => text + render(parts[i - 1]) + string));
}

export function hiddenFields(fields: Record<string, string>): Html[] {
  return Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
}

/** A page that posts a form by itself, and has a button where scripts are off (OIDC form_post). */
export function formPostPage(action: string, fields: Record<string, string>): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>One moment…</title>
      </head>
      <body>
        <form action="${action}" method="post" id="post">
          ${hiddenFields(fields)}
          <noscript><button>Continue</button></noscript>
        </form>
        <script>
          document.getElementById('post').submit();
        </script>
      </body>
    </html>`.text;
}

/** What a page tells of the platform that it belongs to. */
export interface Site {
  readonly kind: 'moodle' | 'canvas';
  readonly siteName: string;
  readonly behavesLike: string;
}

export interface PageOptions {
  /** Where "back" leads, with its name: the trail above the title. */
  trail?: [string, string][];
  wide?: boolean;
  lang?: string;
}

export function page(
  platform: Site,
  person: Person | null,
  title: string,
  body: Html,
  options: PageOptions = {},
): string {
  const trail = (options.trail ?? []).map(([name, url]) => html`<a href="${url}">${name}</a> › `);
  return html`<!doctype html>
    <html lang="${options.lang ?? 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ${platform.siteName}</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body class="${platform.kind}">
        <header>
          <a class="brand" href="/">${platform.siteName}</a>
          <nav aria-label="Site">
            <a href="/">Courses</a>
            ${person?.role === 'admin' && html`<a href="/admin/tools">Tools</a>`}
          </nav>
          <p class="who">
            ${
              person
                ? html`<span dir="auto">${person.name}</span> <a href="/people">Switch person</a>`
                : html`<a href="/people">Sign in</a>`
            }
          </p>
        </header>
        <main class="${options.wide ? 'wide' : ''}">
          ${trail.length > 0 && html`<p class="trail">${trail}</p>`}
          <h1>${title}</h1>
          ${body}
        </main>
        <footer>A test platform in memory. It behaves like ${platform.behavesLike}.</footer>
      </body>
    </html>`.text;
}

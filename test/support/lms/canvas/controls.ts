import type { Column, Course } from '../course.js';
import type { Tool } from '../tool.js';
import { html, type Html } from '../ui/html.js';
import type { ApiKey } from './oauth.js';
import type { CanvasSite } from './site.js';

/** Posting and hiding the grades of one column. */
export function postingControls(column: Column): Html {
  const isPosted = [...column.grades.values()].every((grade) => grade.postedAt);
  return html`<br /><button
      class="plain"
      form="posting"
      name="${isPosted ? 'hide' : 'post'}"
      value="${column.id}"
      aria-label="${isPosted ? 'Hide' : 'Post'} grades of ${column.name}"
    >
      ${isPosted ? 'Hide grades' : 'Post grades'}
    </button>`;
}

/** What may be typed, and the form that the controls of each column belong to. */
export function gradebookNotice(course: Course): Html {
  return html`<p class="soft">Type a number, <code>EX</code> to excuse, or <code>pending</code>.</p>
    <form id="posting" method="post" action="/courses/${course.id}/posting"></form>`;
}

/** The administrator's developer keys for the REST API. */
export function apiKeysPanel(apiKeys: readonly ApiKey[]): Html {
  const keys = apiKeys.map(
    (key) =>
      html`<li>
        ${key.name}: client <code>${key.clientId}</code>, secret <code>${key.clientSecret}</code>
      </li>`,
  );
  return html`<section class="panel">
    <h2>API developer keys</h2>
    <ul>
      ${keys}
    </ul>
    <form method="post" action="/admin/api-keys">
      <label>Key name <input name="name" value="Laurel" /></label>
      <label>Redirect URIs <input name="redirectUris" size="60" required /></label>
      <p class="actions"><button class="plain">Create an API key</button></p>
    </form>
  </section>`;
}

/** The ways of choosing a tool's content: placement and what people call it. */
export function chooserPlacements(tool: Tool): [string, string][] {
  const titles: Record<string, string> = {
    assignment_selection: 'for an assignment',
    link_selection: 'for a module',
    module_index_menu_modal: 'from the module menu',
  };
  return tool.settings.placements
    .filter(({ messageType }) => messageType === 'LtiDeepLinkingRequest')
    .map(({ placement }) => [placement, titles[placement] ?? placement]);
}

/** Tools in a course's navigation. */
export function navigationOf(
  platform: CanvasSite,
  course: Course,
): { name: string; title: string; frame: string }[] {
  return platform.tools
    .filter((tool) => tool.settings.active)
    .flatMap((tool) =>
      tool.settings.placements
        .filter(({ placement }) => placement === 'course_navigation')
        .map(({ placement, label }) => ({
          name: placement,
          title: label,
          frame: `${platform.baseUrl}/courses/${course.id}/external_tools/${tool.settings.typeId}?placement=${placement}`,
        })),
    );
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Router, type Request, type Response } from 'express';
import type { Course, Person } from '../course.js';
import type { TestPlatform } from '../platform.js';
import { adminRoutes } from './admin.js';
import { deepLinkingRoutes } from './deep-linking.js';
import { gradebookRoutes } from './gradebook.js';
import { html, page } from './html.js';
import { isStaff, readVisit } from './visit.js';

const STYLE = readFileSync(path.join(import.meta.dirname, 'style.css'), 'utf8');

const ROLES: Record<Person['role'], string> = {
  learner: 'Learner',
  teacher: 'Teacher',
  nonediting: 'Non-editing teacher',
  admin: 'Administrator',
  testStudent: 'Test student',
};

/** Only addresses of this site: no open redirect even here. */
function localPath(value: unknown): string {
  const text = typeof value === 'string' ? value : '/';
  return /^\/(?!\/)/.test(text) ? text : '/';
}

function peoplePage(platform: TestPlatform, req: Request): string {
  const next = localPath(req.query.next);
  const people = platform.course.people.map(
    (person) =>
      html`<li>
        <span class="kind">${ROLES[person.role]}</span>
        <span dir="auto">${person.name}</span>
        <form class="end" method="post" action="/act-as">
          <input type="hidden" name="user" value="${person.username}" />
          <input type="hidden" name="next" value="${next}" />
          <button class="plain" aria-label="Continue as ${person.name}">Continue as</button>
        </form>
      </li>`,
  );
  const body = html`<p>Choose who you are. Nobody needs a password here.</p>
    <ul class="rows">
      ${people}
    </ul>`;
  return page(platform, platform.whoIs(req), 'Who are you?', body);
}

function homePage(platform: TestPlatform, person: Person): string {
  const cards = platform.courses.map(
    (course) =>
      html`<li class="card">
        <strong><a href="/courses/${course.id}">${course.title}</a></strong>
        <span class="soft">${course.label} · ${course.people.length} people</span>
      </li>`,
  );
  return page(
    platform,
    person,
    'My courses',
    html`<ul class="cards">
      ${cards}
    </ul>`,
  );
}

function coursePage(platform: TestPlatform, person: Person, course: Course): string {
  const native = course.columns
    .filter((column) => column.kind === 'quiz' || column.kind === 'assign')
    .map(
      (column) =>
        html`<li>
          <span class="kind">${column.kind === 'quiz' ? 'Quiz' : 'Assignment'}</span>
          <span>${column.name}</span>
          <span class="soft end">${column.maximum} points</span>
        </li>`,
    );
  const tools = course.links.map((link) => {
    const isActive = platform.toolOf(link)?.settings.active;
    return html`<li>
      <span class="kind">External tool</span>
      <a href="/courses/${course.id}/activities/${link.id}">${link.title}</a>
      ${!isActive && html`<span class="soft">waiting for the administrator</span>`}
      <span class="soft end">${link.column ? `${link.column.maximum} points` : 'no grade'}</span>
    </li>`;
  });
  const placements = platform.placementsOf(course).map(
    ({ name, title }) =>
      html`<li>
        <span class="kind">Navigation</span>
        <a href="/courses/${course.id}/placements/${name}">${title}</a>
      </li>`,
  );
  const body = html`<div class="actions">
      <a class="button" href="/courses/${course.id}/grades">Grades</a>
      <a class="button plain" href="/courses/${course.id}/people">People</a>
      ${
        isStaff(person) &&
        html`<a class="button plain" href="/courses/${course.id}/add">Add an activity</a>
          <form method="post" action="/courses/${course.id}/copy">
            <button class="plain">Copy this course</button>
          </form>`
      }
    </div>
    <ul class="rows">
      ${native} ${tools} ${placements}
    </ul>`;
  return page(platform, person, course.title, body, { trail: [['Courses', '/']] });
}

function rosterPage(platform: TestPlatform, person: Person, course: Course): string {
  const link = course.links[0];
  const rows = course.people
    .filter((one) => one.enrolled)
    .map(
      (one) =>
        html`<li>
          <span class="kind">${ROLES[one.role]}</span>
          <span dir="auto">${one.name}</span>
          <span class="soft">${one.email}</span>
          ${
            isStaff(person) &&
            one.role === 'learner' &&
            html`<form method="post" action="/courses/${course.id}/people">
              <input type="hidden" name="remove" value="${one.id}" />
              <button class="plain" aria-label="Remove ${one.name} from the course">Remove</button>
            </form>`
          }
          ${
            link &&
            html`<form class="end" method="post" action="/act-as">
              <input type="hidden" name="user" value="${one.username}" />
              <input
                type="hidden"
                name="next"
                value="/courses/${course.id}/activities/${link.id}"
              />
              <button class="plain" aria-label="Open ${link.title} as ${one.name}">
                Open ${link.title} as
              </button>
            </form>`
          }
        </li>`,
    );
  const body = html`<ul class="rows">
    ${rows}
  </ul>`;
  const trail: [string, string][] = [[course.title, `/courses/${course.id}`]];
  return page(platform, person, 'People', body, { trail });
}

function toolPage(
  platform: TestPlatform,
  person: Person,
  course: Course,
  tool: { title: string; frame: string },
): string {
  const body = html`<iframe
      class="tool"
      name="tool"
      title="${tool.title}"
      src="${tool.frame}"
      allow="clipboard-write"
    ></iframe>
    ${platform.frameSupport()}`;
  const trail: [string, string][] = [[course.title, `/courses/${course.id}`]];
  return page(platform, person, tool.title, body, { trail, wide: true });
}

/** The pages people use: who am I, courses, activities, gradebook, people, adding a tool's content, tools. */
export function uiRoutes(platform: TestPlatform): Router {
  const router = Router();
  router.get('/style.css', (_req, res) => res.type('css').send(STYLE));
  router.get('/people', (req, res) => res.type('html').send(peoplePage(platform, req)));
  router.get('/login/index.php', (_req, res) => res.redirect(303, '/people'));
  const actAs = (fields: Record<string, unknown>, res: Response) => {
    const person = platform.person(String(fields.user));
    // The language of a person's launches, such as `ar`.
    if (typeof fields.locale === 'string') person.locale = fields.locale;
    platform.signIn(res, person);
    res.redirect(303, localPath(fields.next));
  };
  router.get('/act-as', (req, res) => actAs(req.query, res));
  router.post('/act-as', (req, res) => actAs((req.body ?? {}) as Record<string, unknown>, res));
  router.get('/', (req, res) => {
    const person = platform.whoIs(req);
    if (!person) return res.redirect(303, '/people');
    res.type('html').send(homePage(platform, person));
  });
  router.get('/courses/:course', (req, res) => {
    const visit = readVisit(platform, req, res);
    if (visit) res.type('html').send(coursePage(platform, visit.person, visit.course));
  });
  router.post('/courses/:course/copy', (req, res) => {
    const visit = readVisit(platform, req, res);
    if (!visit) return;
    if (!isStaff(visit.person)) return void res.status(403).send('Only teachers copy courses.');
    res.redirect(303, `/courses/${platform.copyCourse(visit.course).id}`);
  });
  router.get('/courses/:course/people', (req, res) => {
    const visit = readVisit(platform, req, res);
    if (visit) res.type('html').send(rosterPage(platform, visit.person, visit.course));
  });
  router.post('/courses/:course/people', (req, res) => {
    const visit = readVisit(platform, req, res);
    if (!visit) return;
    if (!isStaff(visit.person)) return void res.status(403).send('Only teachers remove people.');
    const { remove } = (req.body ?? {}) as Record<string, string | undefined>;
    const leaver = visit.course.people.find((one) => one.id === remove && one.role === 'learner');
    if (leaver) leaver.enrolled = false;
    res.redirect(303, `/courses/${visit.course.id}/people`);
  });
  router.get('/courses/:course/activities/:link', (req, res, next) => {
    const visit = readVisit(platform, req, res);
    if (!visit) return;
    const { person, course } = visit;
    const link = course.links.find((one) => one.id === req.params.link);
    if (!link) return next();
    const tool = { title: link.title, frame: platform.frameUrl(link) };
    res.type('html').send(toolPage(platform, person, course, tool));
  });
  router.get('/courses/:course/placements/:placement', (req, res, next) => {
    const visit = readVisit(platform, req, res);
    if (!visit) return;
    const { person, course } = visit;
    const found = platform.placementsOf(course).find(({ name }) => name === req.params.placement);
    if (!found) return next();
    res
      .type('html')
      .send(toolPage(platform, person, course, { title: found.title, frame: found.frame }));
  });
  router.use(gradebookRoutes(platform), deepLinkingRoutes(platform), adminRoutes(platform));
  return router;
}

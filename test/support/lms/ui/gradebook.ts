import { Router, type Request, type Response } from 'express';
import type { Column, Course, Person } from '../course.js';
import type { TestPlatform } from '../platform.js';
import { html, page, type Html } from './html.js';
import { isStaff, readVisit } from './visit.js';

function shown(column: Column, person: Person): string {
  const grade = column.grades.get(person.id);
  if (grade?.excused) return 'EX';
  if (grade?.value !== null && grade !== undefined) return String(grade.value);
  return grade?.pending ? 'pending' : '';
}

function cell(column: Column, person: Person): Html {
  const grade = column.grades.get(person.id);
  return html`<td class="${grade?.overridden ? 'overridden' : ''}">
    <input
      name="${column.id}.${person.id}"
      value="${shown(column, person)}"
      aria-label="${person.name}, ${column.name}"
      autocomplete="off"
    />
  </td>`;
}

function gradable(course: Course): Person[] {
  return course.people.filter(
    (one) => one.enrolled && (one.role === 'learner' || one.role === 'testStudent'),
  );
}

function teacherPage(
  platform: TestPlatform,
  person: Person,
  course: Course,
  problems: string[],
): string {
  // A further line item of an assignment has no column of its own.
  const columns = course.columns.filter((column) => column.kind !== 'lineitem');
  const heads = columns.map(
    (column) =>
      html`<th scope="col">
        ${column.name}<br /><span class="soft">${column.maximum} points</span>
        ${column.calculation ? html`<br /><span class="soft">calculated</span>` : null}
        ${platform.columnControls(course, column)}
      </th>`,
  );
  const rows = gradable(course).map(
    (learner) =>
      html`<tr>
        <th scope="row"><bdi>${learner.name}</bdi></th>
        ${columns.map((column) => cell(column, learner))}
      </tr>`,
  );
  const body = html`${problems.map((problem) => html`<p class="notice" role="alert">${problem}</p>`)}
    ${platform.gradebookNotice(course)}
    <form method="post" id="grades">
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Learner</th>
              ${heads}
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>
        </table>
      </div>
      <div class="actions"><button>Save grades</button> ${platform.gradebookLinks(course)}</div>
    </form>`;
  const trail: [string, string][] = [[course.title, `/courses/${course.id}`]];
  return page(platform, person, 'Grades', body, { trail, wide: true });
}

function learnerPage(platform: TestPlatform, person: Person, course: Course): string {
  const rows = course.columns
    .filter((column) => !column.hidden && column.published)
    .map((column) => {
      const grade = column.grades.get(person.id);
      const isVisible = platform.kind === 'moodle' || grade?.postedAt;
      const value = isVisible && grade?.value !== null && grade !== undefined;
      return html`<li>
        <span>${column.name}</span>
        <span class="end">
          ${value ? html`<strong>${grade.value}</strong>` : '–'} / ${column.maximum}
        </span>
      </li>`;
    });
  const trail: [string, string][] = [[course.title, `/courses/${course.id}`]];
  return page(
    platform,
    person,
    'My grades',
    html`<ul class="rows">
      ${rows}
    </ul>`,
    { trail },
  );
}

/** Saves the cells that changed; what is not a number (or a word this platform knows) is told and not saved. */
function save(platform: TestPlatform, course: Course, fields: Record<string, string>): string[] {
  const problems: string[] = [];
  for (const [name, typed] of Object.entries(fields)) {
    const [columnId, userId] = name.split('.');
    const column = course.columns.find((one) => one.id === columnId);
    const learner = gradable(course).find((one) => one.id === userId);
    const text = String(typed).trim();
    if (!column || !learner || text === shown(column, learner)) continue;
    const value = Number(text.replace(',', '.'));
    if (platform.kind === 'canvas' && text.toUpperCase() === 'EX') {
      platform.setGrade(learner, column, null, { excused: true });
    } else if (platform.kind === 'canvas' && text.toLowerCase() === 'pending') {
      platform.setGrade(learner, column, null, { pending: true });
    } else if (text !== '' && Number.isNaN(value)) {
      problems.push(`“${text}” is not a grade (${learner.name}, ${column.name}).`);
    } else {
      platform.setGrade(learner, column, text === '' ? null : value);
    }
  }
  return problems;
}

export function gradebookRoutes(platform: TestPlatform): Router {
  const router = Router();
  const path = '/courses/:course/grades';
  router.get(path, (req: Request, res: Response) => {
    const visit = readVisit(platform, req, res);
    if (!visit) return;
    platform.openGradebook(visit.course);
    const draw = isStaff(visit.person) ? teacherPage : learnerPage;
    res.type('html').send(draw(platform, visit.person, visit.course, []));
  });
  router.post(path, (req: Request, res: Response) => {
    const visit = readVisit(platform, req, res);
    if (!visit) return;
    const { person, course } = visit;
    if (!isStaff(person)) return void res.status(403).send('Only teachers grade.');
    const problems = save(platform, course, (req.body ?? {}) as Record<string, string>);
    if (problems.length === 0) return res.redirect(303, `/courses/${course.id}/grades`);
    res
      .status(422)
      .type('html')
      .send(teacherPage(platform, person, course, problems));
  });
  return router;
}

import { Router, type Request, type Response } from 'express';
import type { Column, Course } from '../course.js';
import type { MoodleSite } from '../moodle/site.js';
import type { WebServices } from '../moodle/web-service.js';
import { html, page, type Html } from './html.js';
import { readVisit } from './visit.js';

function row(column: Column): Html {
  const label = (what: string) => `${what} of ${column.name}`;
  return html`<tr>
    <th scope="row">
      ${column.name}
      <span class="soft">${column.kind === 'manual' ? 'manual' : column.kind}</span>
    </th>
    <td>
      <input
        name="maximum.${column.id}"
        value="${column.maximum}"
        aria-label="${label('Maximum')}"
      />
    </td>
    <td>
      <input
        name="idnumber.${column.id}"
        value="${column.idnumber}"
        aria-label="${label('ID number')}"
      />
    </td>
    <td>
      ${
        column.kind === 'manual'
          ? html`<input
              class="formula"
              name="calculation.${column.id}"
              value="${column.calculation ?? ''}"
              placeholder="=[[quiz1]]"
              aria-label="${label('Calculation')}"
            />`
          : html`<span class="soft">by the activity</span>`
      }
    </td>
    <td>
      <input
        name="weight.${column.id}"
        value="${column.weight ?? ''}"
        aria-label="${label('Weight')}"
      />
    </td>
    <td>
      <button class="plain" name="delete" value="${column.id}" aria-label="Delete ${column.name}">
        Delete
      </button>
    </td>
  </tr>`;
}

function restrictions(course: Course): Html[] {
  return course.links.map((link) => {
    const options = course.columns
      .filter((column) => column.link !== link)
      .map(
        (column) =>
          html`<option
            value="${column.id}"
            ${link.restriction?.column === column ? html`selected` : null}
          >
            Grade of ${column.name}
          </option>`,
      );
    return html`<label>
      ${link.title}: not available unless
      <select name="restrict.${link.id}">
        <option value="">(no restriction)</option>
        ${options}
      </select>
      ≥
      <input
        name="percent.${link.id}"
        value="${link.restriction?.percent ?? 70}"
        size="4"
        aria-label="Percent for ${link.title}"
      />
      %
    </label>`;
  });
}

function draw(platform: MoodleSite, req: Request, res: Response): void {
  const visit = readVisit(platform, req, res);
  if (!visit) return;
  const { person, course } = visit;
  // A non-editing teacher cannot manage grades.
  if (person.role !== 'teacher' && person.role !== 'admin') {
    return void res.status(403).send('You cannot manage grades here.');
  }
  const body = html`<p>
      A calculation names other columns by their ID number, such as <code>=[[quiz1]]</code>.
    </p>
    <form method="post">
      <p><button hidden>Save changes</button></p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Maximum</th>
              <th scope="col">ID number</th>
              <th scope="col">Calculation</th>
              <th scope="col">Weight</th>
              <th scope="col">Actions</th>
            </tr>
          </thead>
          <tbody>
            ${course.columns.map(row)}
          </tbody>
        </table>
      </div>
      <h2>Restrict access</h2>
      ${restrictions(course)}
      <p class="actions"><button>Save changes</button></p>
    </form>`;
  const trail: [string, string][] = [
    [course.title, `/courses/${course.id}`],
    ['Grades', `/courses/${course.id}/grades`],
  ];
  res.type('html').send(page(platform, person, 'Gradebook setup', body, { trail, wide: true }));
}

function saveColumn(platform: MoodleSite, column: Column, fields: Record<string, string>): void {
  const given = (name: string) => fields[`${name}.${column.id}`]?.trim();
  const maximum = Number(given('maximum'));
  if (maximum > 0 && maximum !== column.maximum) platform.setMaximum(column, maximum);
  const idnumber = given('idnumber');
  if (idnumber !== undefined) platform.setIdNumber(column, idnumber);
  const weight = given('weight');
  if (weight && Number(weight) !== column.weight) platform.setWeight(column, Number(weight));
  const formula = given('calculation');
  if (formula !== undefined && formula !== (column.calculation ?? '')) {
    platform.setCalculation(column, formula);
  }
}

function save(platform: MoodleSite, req: Request, res: Response): void {
  const visit = readVisit(platform, req, res);
  if (!visit) return;
  const { person, course } = visit;
  if (person.role !== 'teacher' && person.role !== 'admin') {
    return void res.status(403).send('You cannot manage grades here.');
  }
  const fields = (req.body ?? {}) as Record<string, string>;
  const doomed = course.columns.find((column) => column.id === fields.delete);
  if (doomed) platform.deleteColumn(doomed);
  else {
    for (const column of course.columns) saveColumn(platform, column, fields);
    for (const link of course.links) {
      const source = fields[`restrict.${link.id}`];
      platform.restrict(link, source || null, Number(fields[`percent.${link.id}`] ?? 0));
    }
  }
  res.redirect(303, `/courses/${course.id}/setup`);
}

/** Gradebook setup: ID numbers, calculations, weights, maxima, and who may see a tool's activity. */
export function moodleSetupRoutes(platform: MoodleSite, webServices: WebServices): Router {
  const router = Router();
  router.get('/courses/:course/setup', (req, res) => draw(platform, req, res));
  router.post('/courses/:course/setup', (req, res) => save(platform, req, res));
  router.post('/admin/web-services', (req, res) => {
    if (platform.whoIs(req)?.role !== 'admin') return res.redirect(303, '/people');
    platform.shownTokens.push(webServices.createToken());
    res.redirect(303, '/admin/tools');
  });
  return router;
}

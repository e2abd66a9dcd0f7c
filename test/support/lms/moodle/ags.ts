import { Router, type Request, type Response } from 'express';
import { omitUndefined } from '../../../../src/base/index.js';
import { newColumn, type Column, type Course } from '../course.js';
import { AGS_SCOPE } from '../names.js';
import type { Tool } from '../tool.js';
import { changeMaximum, takeScore } from './gradebook.js';
import type { MoodleSite } from './site.js';
import { acceptsExactly, crash, readCall, refuse, reply, sends } from './services.js';

const LINE_ITEM = 'application/vnd.ims.lis.v2.lineitem+json';
const CONTAINER = 'application/vnd.ims.lis.v2.lineitemcontainer+json';
const RESULTS = 'application/vnd.ims.lis.v2.resultcontainer+json';
const SCORE = 'application/vnd.ims.lis.v1.score+json';
const READ = [`${AGS_SCOPE}lineitem`, `${AGS_SCOPE}lineitem.readonly`];
const WRITE = [`${AGS_SCOPE}lineitem`];

export function lineItemsUrl(platform: MoodleSite, course: Course, tool: Tool): string {
  return `${platform.baseUrl}/mod/lti/services.php/${course.id}/lineitems?type_id=${tool.settings.typeId}`;
}

export function lineItemUrl(
  platform: MoodleSite,
  course: Course,
  column: Column,
  tool: Tool,
): string {
  const path = `/mod/lti/services.php/${course.id}/lineitems/${column.id}/lineitem`;
  return `${platform.baseUrl}${path}?type_id=${tool.settings.typeId}`;
}

function describe(platform: MoodleSite, course: Course, column: Column, tool: Tool) {
  const isOwn = column.clientId === tool.clientId;
  const linkId = column.link?.id ?? (column.kind === 'manual' ? undefined : column.instanceId);
  return omitUndefined({
    id: lineItemUrl(platform, course, column, tool),
    label: column.name,
    scoreMaximum: column.maximum,
    resourceId: isOwn ? (column.resourceId ?? '') : undefined,
    tag: column.tag ?? '',
    resourceLinkId: linkId === undefined ? undefined : String(linkId),
    ltiLinkId: linkId === undefined ? undefined : String(linkId),
  });
}

/** Moodle's paging header: curly quotes, and ampersands as they are written in HTML. */
function brokenLinks(res: Response, url: string, limit: number, from: number, total: number): void {
  const last = Math.max(total - limit + 1, 0);
  const page = (at: number, rel: string) =>
    `<${url}&amp;limit=${limit}&amp;from=${at}>; rel=“${rel}”`;
  const links = [page(0, 'first')];
  if (from > 0) links.push(page(Math.max(from - limit, 0), 'prev'));
  links.push(page(from, 'canonical'));
  if (from + limit <= total - 1) links.push(page(from + limit, 'next'));
  links.push(page(last, 'last'));
  res.set('link', Buffer.from(links.join(', '), 'utf8').toString('latin1'));
}

function listLineItems(platform: MoodleSite, req: Request, res: Response): void {
  const call = readCall(platform, req, res, READ);
  if (!call || !acceptsExactly(req, res, CONTAINER)) return;
  const { course, tool } = call;
  const { resource_id, resource_link_id, tag } = req.query;
  const own = course.columns.filter(
    (column) =>
      column.clientId === tool.clientId &&
      (!resource_id || column.resourceId === resource_id) &&
      (!resource_link_id || column.link?.id === resource_link_id) &&
      (!tag || column.tag === tag),
  );
  const limit = Number(req.query.limit ?? 0);
  const from = Number(req.query.from ?? 0);
  const page = limit > 0 ? own.slice(from, from + limit) : own;
  if (limit > 0) brokenLinks(res, lineItemsUrl(platform, course, tool), limit, from, own.length);
  reply(
    res,
    CONTAINER,
    page.map((column) => describe(platform, course, column, tool)),
  );
}

/** A new line item becomes a manual column, visible and weighted; fields Moodle does not know are echoed only. */
function createLineItem(platform: MoodleSite, req: Request, res: Response): void {
  const call = readCall(platform, req, res, WRITE);
  if (!call || !sends(req, res, LINE_ITEM)) return;
  const { course, tool } = call;
  const { label, scoreMaximum, resourceId, tag, resourceLinkId, ltiLinkId } = req.body ?? {};
  const maximum = Number(scoreMaximum);
  if (!label || !(maximum > 0)) return refuse(req, res, 400, 'No line item data');
  const linkId: unknown = resourceLinkId ?? ltiLinkId;
  const link = course.links.find((one) => one.id === String(linkId));
  if (linkId !== undefined && link?.clientId !== tool.clientId) {
    return refuse(req, res, 403, 'Forbidden');
  }
  const column = newColumn(
    omitUndefined({
      id: String(platform.number()),
      name: String(label),
      kind: 'manual',
      maximum,
      clientId: tool.clientId,
      resourceId: String(resourceId ?? ''),
      tag: String(tag ?? ''),
      link,
    }),
  );
  course.columns.push(column);
  course.needsRegrade = true;
  const id = lineItemUrl(platform, course, column, tool);
  res.status(201);
  reply(res, LINE_ITEM, { ...req.body, id });
}

function findItem(
  platform: MoodleSite,
  req: Request,
  res: Response,
  scopes: string[],
  mustOwn: boolean,
) {
  const call = readCall(platform, req, res, scopes);
  if (!call) return null;
  const column = call.course.columns.find((one) => one.id === req.params.item);
  if (!column) {
    refuse(req, res, 404, 'Not Found');
    return null;
  }
  if (mustOwn && column.clientId !== call.tool.clientId) {
    refuse(req, res, 403, 'Forbidden');
    return null;
  }
  return { ...call, column };
}

function changeLineItem(platform: MoodleSite, req: Request, res: Response): void {
  const found = findItem(platform, req, res, WRITE, true);
  if (!found || !sends(req, res, LINE_ITEM)) return;
  const { course, column, tool } = found;
  const { label, scoreMaximum, resourceId, tag } = req.body ?? {};
  if (!label || !(Number(scoreMaximum) > 0)) return refuse(req, res, 400, 'No line item data');
  column.name = String(label);
  changeMaximum(course, column, Number(scoreMaximum), platform.now());
  column.resourceId = String(resourceId ?? '');
  column.tag = String(tag ?? '');
  reply(res, LINE_ITEM, describe(platform, course, column, tool));
}

function removeLineItem(platform: MoodleSite, req: Request, res: Response): void {
  const found = findItem(platform, req, res, WRITE, true);
  if (!found) return;
  platform.deleteColumn(found.column);
  res.status(204).end();
}

function listResults(platform: MoodleSite, req: Request, res: Response): void {
  const found = findItem(platform, req, res, [`${AGS_SCOPE}result.readonly`], false);
  if (!found || !acceptsExactly(req, res, RESULTS)) return;
  if (req.query.limit) return crash(res, 'Call to a member function out() on null');
  const { course, column, tool } = found;
  const scoreOf = lineItemUrl(platform, course, column, tool);
  const [path, query] = scoreOf.split('?');
  const rows = [...column.grades].sort(([a], [b]) => Number(a) - Number(b));
  const results = rows
    .filter(([userId]) => !req.query.user_id || userId === req.query.user_id)
    .map(([userId, grade]) => {
      const id = `${path}/results?${query}&user_id=${userId}`;
      if (grade.value === null) return { id, userId };
      return omitUndefined({
        id,
        userId,
        resultScore: grade.value,
        resultMaximum: column.maximum,
        comment: grade.comment || undefined,
        scoreOf,
        timestamp: grade.changedAt.toISOString().replace(/\.\d+Z$/, '+00:00'),
      });
    });
  reply(res, RESULTS, results);
}

function takePostedScore(platform: MoodleSite, req: Request, res: Response): void {
  const found = findItem(platform, req, res, [`${AGS_SCOPE}score`], true);
  if (!found || !sends(req, res, SCORE)) return;
  const { course, column } = found;
  const { userId, scoreGiven, scoreMaximum, gradingProgress, timestamp, comment } = req.body ?? {};
  const at = new Date(String(timestamp));
  const isComplete = userId !== undefined && gradingProgress && !Number.isNaN(at.getTime());
  if (!isComplete || (scoreGiven !== undefined && !(Number(scoreMaximum) > 0))) {
    return refuse(req, res, 400, 'Incorrect score received');
  }
  const person = course.people.find((one) => one.id === String(userId) && one.enrolled);
  if (person?.role !== 'learner') return refuse(req, res, 400, 'Bad Request');
  const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
  const kept = column.grades.get(person.id);
  if (kept && seconds(kept.changedAt) >= seconds(at)) {
    return refuse(req, res, 409, 'Refusing score with an earlier timestamp for item');
  }
  const isFinal = gradingProgress === 'FullyGraded' && scoreGiven !== undefined;
  const value = isFinal ? (Number(scoreGiven) / Number(scoreMaximum)) * column.maximum : null;
  takeScore(
    course,
    column,
    person.id,
    omitUndefined({
      value,
      at,
      comment: comment === undefined ? undefined : String(comment),
    }),
  );
  res.set('content-type', `${SCORE}; charset=utf-8`).send('');
}

/** Assignment and Grade Services as Moodle 4.5 gives them (mod/lti/service/gradebookservices). */
export function agsRoutes(platform: MoodleSite): Router {
  const router = Router();
  const items = '/mod/lti/services.php/:course/lineitems';
  router.get(items, (req, res) => listLineItems(platform, req, res));
  router.post(items, (req, res) => createLineItem(platform, req, res));
  router.get(`${items}/:item/lineitem`, (req, res) => {
    const found = findItem(platform, req, res, READ, false);
    if (!found || !acceptsExactly(req, res, LINE_ITEM)) return;
    reply(res, LINE_ITEM, describe(platform, found.course, found.column, found.tool));
  });
  router.put(`${items}/:item/lineitem`, (req, res) => changeLineItem(platform, req, res));
  router.delete(`${items}/:item/lineitem`, (req, res) => removeLineItem(platform, req, res));
  router.get(`${items}/:item/lineitem/results`, (req, res) => listResults(platform, req, res));
  router.post(`${items}/:item/lineitem/scores`, (req, res) => takePostedScore(platform, req, res));
  return router;
}

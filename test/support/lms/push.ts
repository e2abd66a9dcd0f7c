import { createHmac } from 'node:crypto';
import type { Column, Course, Grade, Person } from './course.js';

/** What is posted to a tool that listens for grades. */
export interface Push {
  headers: Record<string, string>;
  body: string;
}

export interface GradedWhat {
  course: Course;
  column: Column;
  person: Person;
  grade: Grade | undefined;
  at: Date;
}

/**
 * Moodle's event `\core\event\user_graded` as an event plugin posts it: the event's data as JSON, with an HMAC-SHA256 of
 * the body and a time by a shared secret.
 */
export function buildUserGraded(what: GradedWhat, secret: string): Push {
  const { course, column, person, grade, at } = what;
  const body = JSON.stringify({
    eventname: '\\core\\event\\user_graded',
    component: 'core',
    action: 'graded',
    target: 'user',
    objecttable: 'grade_grades',
    objectid: Number(column.id) * 1000 + Number(person.id),
    crud: 'u',
    contextlevel: 50,
    userid: 2,
    courseid: Number(course.id),
    relateduserid: Number(person.id),
    other: {
      itemid: Number(column.id),
      overridden: grade?.overridden ?? false,
      finalgrade: grade?.value ?? null,
    },
    timecreated: Math.floor(at.getTime() / 1000),
  });
  const time = String(Math.floor(at.getTime() / 1000));
  const mac = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  return {
    headers: { 'content-type': 'application/json', 'x-signature': `t=${time},v1=${mac}` },
    body,
  };
}

/** An id as Live Events and other schools of a hosted Canvas tell it: the shard, and the local id in thirteen digits. */
export const globalId = (id: string, shard = 2107): string => `${shard}${id.padStart(13, '0')}`;

/** The claims of Canvas's Live Event `grade_change`; ids are global ids as text (`grade_change.json`). */
export function buildGradeChange(what: GradedWhat, host: string): Record<string, unknown> {
  const { course, column, person, grade, at } = what;
  const value = grade?.value ?? null;
  return {
    metadata: {
      event_name: 'grade_change',
      event_time: at.toISOString(),
      job_id: `${column.id}-${person.id}-${at.getTime()}`,
      producer: 'canvas',
      hostname: host,
      context_type: 'Course',
      context_id: globalId(course.id),
      context_role: 'TeacherEnrollment',
      root_account_lti_guid: 'canvas-like-account.canvas-lms',
    },
    body: {
      assignment_id: globalId(column.id),
      assignment_name: column.name,
      grade: value === null ? null : String(value),
      score: value,
      grading_complete: value !== null,
      muted: grade?.postedAt === null,
      points_possible: column.maximum,
      student_id: globalId(person.id),
      student_sis_id: person.sisId,
      submission_id: globalId(String(Number(column.id) * 100_000 + Number(person.id))),
      user_id: globalId(person.id),
    },
  };
}

export interface PushAnswer {
  status: number;
  text: string;
}

export async function post(url: string, { headers, body }: Push): Promise<PushAnswer> {
  const answer = await fetch(url, { method: 'POST', headers, body });
  return { status: answer.status, text: await answer.text() };
}

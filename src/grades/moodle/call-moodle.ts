import { z } from 'zod';
import {
  isOk,
  LaurelError,
  parseExactJson,
  UpstreamFailed,
  type Clock,
  type OutboundResponse,
} from '../../base/index.js';
import type { Send } from '../../lti/index.js';
import { createReadAnswer, defineTask, READING_BUDGET, type Workers } from '../../workers/index.js';
import { MOODLE_KINDS, type UserGrades } from './report-rows.js';
import type { run } from './read-report-task.js';
import { asksForPatience, secondsAsked } from '../seconds-asked.js';

/** A Moodle whose web services may be used. */
export interface MoodleSite {
  /** The Moodle's `wwwroot`, which is its LTI issuer too. */
  readonly address: string;
  readonly token: string;
}

type Fields = Readonly<Record<string, string>>;

/** Moodle's REST web services; numbers come as the text they were written in. Each call throws UpstreamFailed. */
export interface CallMoodle {
  /** Calls a function whose answer is short. */
  <T>(site: MoodleSite, name: string, fields: Fields, schema: z.ZodType<T>): Promise<T>;
  /** Calls a function that returns learners with their grades, however many. */
  readonly report: (
    site: MoodleSite,
    name: string,
    fields: Fields,
  ) => Promise<readonly UserGrades[]>;
}

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 1024 * 1024;
/** The most bytes of the grades of a whole course. */
const REPORT_BYTES = 64 * 1024 * 1024;

const refusalSchema = z.object({
  exception: z.string(),
  errorcode: z.string().catch(''),
  message: z.string().catch(''),
});

const failed = (code: string, reason: string, action: string, cause?: unknown) =>
  new UpstreamFailed(code, reason, { action, cause });

const unreadable = (cause: unknown) =>
  failed(
    'moodle_unreadable',
    'Moodle’s web service sent what cannot be read.',
    'Laurel tries again by itself.',
    cause,
  );

const ALLOW = 'An administrator gives Laurel’s role in Moodle the capability';

/** @returns the capability that a "nopermissions" refusal is about, which Moodle names in its own language */
function capabilityOf(message: string): string {
  return /other users|viewall/i.test(message) ? 'moodle/grade:viewall' : 'gradereport/user:view';
}

/** @returns Moodle's code of a refusal, such as `usernotenroled`; empty where an error is no refusal */
export function refusalOf(error: unknown): string {
  const cause = error instanceof UpstreamFailed ? error.cause : undefined;
  return cause instanceof Refused ? cause.errorcode : '';
}

class Refused extends Error {
  constructor(
    readonly errorcode: string,
    message: string,
  ) {
    super(`${errorcode}: ${message}`);
  }
}

function refusedInWords({ errorcode, message }: z.infer<typeof refusalSchema>): UpstreamFailed {
  const cause = new Refused(errorcode, message);
  switch (errorcode) {
    case 'invalidtoken':
      return failed(
        'moodle_token_refused',
        'Moodle does not accept Laurel’s token: it was revoked or has expired.',
        'An administrator makes a new token in Moodle and connects again.',
        cause,
      );
    case 'accessexception':
      return failed(
        'moodle_access_refused',
        'Moodle does not let Laurel’s token use this web service.',
        `${ALLOW} webservice/rest:use, and adds the function to the service the token belongs to.`,
        cause,
      );
    case 'requireloginerror':
    case 'errorcoursecontextnotvalid':
      return failed(
        'moodle_course_closed',
        'Laurel’s user in Moodle may not enter this course.',
        `${ALLOW} moodle/course:view in the whole site.`,
        cause,
      );
    case 'nopermissions':
      return failed(
        'moodle_not_permitted',
        'Laurel’s user in Moodle may not read everybody’s grades in this course.',
        `${ALLOW} ${capabilityOf(message)}.`,
        cause,
      );
    case 'invalidrecord':
      return failed(
        'moodle_course_unknown',
        'Moodle no longer knows this course.',
        'Open Laurel from the course once more.',
        cause,
      );
    case 'invalidresponse':
      // Moodle validates its own answer: one name with a tag in it, for instance from an import, makes the whole course
      // fail.
      return failed(
        'moodle_answer_refused',
        'Moodle refuses to send the grades of this course: somebody’s name or an ID number in it holds characters it does not let out.',
        'Look for a person of the course with “<” or “>” in their name and correct it in Moodle; then this works again by itself.',
        cause,
      );
    default:
      return failed(
        'moodle_refused',
        'Moodle’s web service refused to answer.',
        'Ask an administrator to look at Moodle’s web-service settings.',
        cause,
      );
  }
}

/** @throws UpstreamFailed where the answer's status is an error */
function requireAnswer(response: OutboundResponse, now: Date): void {
  const { status } = response;
  if (asksForPatience(response)) {
    throw new UpstreamFailed('moodle_busy', 'Moodle asks Laurel to come back later.', {
      action: 'Laurel tries again by itself.',
      cause: new Error(`HTTP ${status}`),
      ...secondsAsked(response, now),
    });
  }
  if (status === 403 || status === 404) {
    throw failed(
      'moodle_services_off',
      'Moodle’s web services are switched off.',
      'An administrator switches on web services, and the REST protocol among them.',
      new Error(`HTTP ${status}`),
    );
  }
  if (!isOk(response)) throw unreadable(new Error(`HTTP ${status}`));
}

function parse(response: OutboundResponse): unknown {
  try {
    return parseExactJson(response.text());
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** Throws for a refusal in the body: Moodle refuses with status 200, too. */
function requireNoRefusal(answer: unknown): void {
  const refusal = refusalSchema.safeParse(answer);
  if (refusal.success) throw refusedInWords(refusal.data);
}

const task = defineTask<typeof run>({
  name: 'read-moodle-report',
  from: import.meta.url,
  module: './read-report-task',
  lane: 'tenants',
  budget: READING_BUDGET,
});

/** @returns the client of Moodle's web services */
export function createCallMoodle(deps: {
  readonly send: Send;
  readonly clock: Clock;
  readonly workers: Pick<Workers, 'run'>;
}): CallMoodle {
  const { send, clock, workers } = deps;
  const readAnswer = createReadAnswer({ kinds: MOODLE_KINDS, task, workers });

  async function ask(site: MoodleSite, name: string, fields: Fields, maxBytes: number) {
    const body = new URLSearchParams({
      wstoken: site.token,
      wsfunction: name,
      moodlewsrestformat: 'json',
      ...fields,
    });
    // The token is sent in the body, since addresses are logged.
    const response = await send(`${site.address.replace(/\/$/, '')}/webservice/rest/server.php`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: body.toString(),
      timeoutMs: TIMEOUT_MS,
      maxBytes,
      isRepeatable: true,
    });
    requireAnswer(response, clock.now());
    return response;
  }

  async function call<T>(site: MoodleSite, name: string, fields: Fields, schema: z.ZodType<T>) {
    const answer = parse(await ask(site, name, fields, MAX_BYTES));
    requireNoRefusal(answer);
    const parsed = schema.safeParse(answer);
    if (!parsed.success) throw unreadable(parsed.error);
    return parsed.data;
  }

  async function report(site: MoodleSite, name: string, fields: Fields) {
    const { bytes } = await ask(site, name, fields, REPORT_BYTES);
    const answer = await readAnswer(bytes, 'report', site.address).catch((error: unknown) => {
      throw error instanceof LaurelError ? error : unreadable(error);
    });
    requireNoRefusal(answer.around);
    if (!answer.isList) throw unreadable(new Error('no list'));
    return answer.rows;
  }
  return Object.assign(call, { report });
}

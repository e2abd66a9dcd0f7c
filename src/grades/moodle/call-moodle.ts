import { z } from 'zod';
import { UpstreamFailed, type Clock, type OutboundResponse } from '../../base/index.js';
import { parseExactJson, type Send } from '../../lti/index.js';
import { asksForPatience, secondsAsked } from '../seconds-asked.js';

/** A Moodle whose web services Laurel may use. */
export interface MoodleSite {
  /** Its `wwwroot`, which is its LTI issuer too. */
  readonly address: string;
  readonly token: string;
}

/** Calls one function of Moodle's REST web services; numbers come as the text they were written in. Throws UpstreamFailed. */
export type CallMoodle = <T>(
  site: MoodleSite,
  name: string,
  fields: Readonly<Record<string, string>>,
  schema: z.ZodType<T>,
) => Promise<T>;

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 64 * 1024 * 1024;

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

/** Which capability a "nopermissions" refusal is about; Moodle names it in words of its own language. */
function capabilityOf(message: string): string {
  return /other users|viewall/i.test(message) ? 'moodle/grade:viewall' : 'gradereport/user:view';
}

function refusedInWords({ errorcode, message }: z.infer<typeof refusalSchema>): UpstreamFailed {
  const cause = new Error(`${errorcode}: ${message}`);
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
      // Moodle checks its own answer; one name with a tag in it, as an import can leave behind, fails the whole course.
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

function bodyOf(response: OutboundResponse, now: Date): unknown {
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
  if (status !== 200) throw unreadable(new Error(`HTTP ${status}`));
  try {
    return parseExactJson(response.text());
  } catch (cause) {
    throw unreadable(cause);
  }
}

export function createCallMoodle(deps: { readonly send: Send; readonly clock: Clock }): CallMoodle {
  const { send, clock } = deps;
  return async (site, name, fields, schema) => {
    const body = new URLSearchParams({
      ...{ wstoken: site.token, wsfunction: name, moodlewsrestformat: 'json' },
      ...fields,
    });
    // The token goes in the body: an address ends up in logs.
    const response = await send(`${site.address.replace(/\/$/, '')}/webservice/rest/server.php`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: body.toString(),
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      isRepeatable: true,
    });
    const answer = bodyOf(response, clock.now());
    const refusal = refusalSchema.safeParse(answer);
    if (refusal.success) throw refusedInWords(refusal.data);
    const parsed = schema.safeParse(answer);
    if (!parsed.success) throw unreadable(parsed.error);
    return parsed.data;
  };
}

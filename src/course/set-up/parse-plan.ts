import { omitUndefined } from '../../base/index.js';
import { z } from 'zod';
import { type Assessment } from '../../grades/index.js';
import {
  type AfterFall,
  type Combine,
  type Release,
  type LocalizedMessage,
  type SetUpForm,
  localized,
  isTimeZone,
  momentOf,
} from '../../rules/index.js';
import { type RulePlan, type Choices, type Parsed } from './choices.js';
import { wrong, textOf } from './form-fields.js';
import { HOUR, defaultRelease } from './default-form.js';
import { parseInputs } from './parse-inputs.js';

/** @returns the time zone of the form's dates; forms of earlier versions have none and are in UTC */
function zoneOf(form: SetUpForm): string {
  const zone = textOf(form, 'zone');
  return isTimeZone(zone) ? zone : 'UTC';
}

function parseCombine(
  form: SetUpForm,
  count: number,
  errors: Record<string, LocalizedMessage>,
): Combine {
  const kind = z.enum(['all', 'any', 'atLeast']).catch('all').parse(textOf(form, 'combine'));
  if (kind !== 'atLeast') return { kind };
  const asked = z.coerce
    .number()
    .int()
    .min(1)
    .max(Math.max(count, 1))
    .safeParse(textOf(form, 'count'));
  if (!asked.success) errors.count = wrong('count', { count: Math.max(count, 1) });
  return { kind, count: asked.data ?? 1 };
}

function parseRelease(
  form: SetUpForm,
  chosen: readonly Assessment[],
  errors: Record<string, LocalizedMessage>,
): Release {
  const policy = textOf(form, 'release') || defaultRelease(chosen);
  if (policy === 'immediately' || policy === 'confirm') return { policy };
  if (policy === 'released') {
    const silent = chosen.find((each) => !each.tellsRelease);
    if (silent) {
      errors.release = wrong('releaseNotTold', { title: silent.title });
    }
    return { policy };
  }
  const at = momentOf(textOf(form, 'releaseAt'), zoneOf(form));
  if (!at) errors.releaseAt = localized('web.form.date');
  return { policy: 'date', at: at ?? new Date(0) };
}

function parseAfterFall(form: SetUpForm, errors: Record<string, LocalizedMessage>): AfterFall {
  const policy = z.enum(['keep', 'ask', 'revoke']).catch('ask').parse(textOf(form, 'afterFall'));
  const hours = z.coerce
    .number()
    .min(0)
    .max(8_760)
    .safeParse(textOf(form, 'graceHours') || '24');
  if (!hours.success && policy === 'revoke') {
    errors.graceHours = wrong('graceHours');
  }
  return { policy, graceMs: Math.round((hours.data ?? 24) * HOUR) };
}

/** Reads the rule of the set-up page against what the course offers now. Errors are by field name. */
export function parsePlan(form: SetUpForm, choices: Choices): Parsed<RulePlan> {
  const { inputs, chosen, errors } = parseInputs(form, choices);
  const combine = parseCombine(form, inputs.length, errors);
  const release = parseRelease(form, chosen, errors);
  const afterFall = parseAfterFall(form, errors);
  const notBeforeText = textOf(form, 'notBefore');
  const timeZone = zoneOf(form);
  const notBefore = momentOf(notBeforeText, timeZone);
  if (notBeforeText !== '' && !notBefore) errors.notBefore = localized('web.form.date');
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    value: omitUndefined({
      inputs,
      combine,
      release,
      afterFall,
      notBefore: notBefore ?? undefined,
      timeZone: timeZone === 'UTC' ? undefined : timeZone,
      compare: textOf(form, 'compare') === 'displayed' ? 'displayed' : 'exact',
      backfill: textOf(form, 'backfill') !== 'no',
    }),
  };
}

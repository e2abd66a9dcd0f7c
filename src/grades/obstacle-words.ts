import type { Locale } from '../web/index.js';
import type { Obstacle } from './grade.js';

/**
 * An obstacle in a reader's language, by its code. One that is another room's error, or was kept without the values its
 * words ask for, stays as it came.
 */
export function obstacleInWords(
  { t }: Pick<Locale, 't'>,
  { code, values = {}, reason, remedy }: Omit<Obstacle, 'remedy'> & { readonly remedy?: string },
): { readonly reason: string; readonly remedy: string } {
  const key = `grades.obstacle.${code}`;
  const told = { reason: t(`${key}.reason`, values), remedy: t(`${key}.remedy`, values) };
  const isWhole = told.reason !== `${key}.reason` && !/\{\w+\}/.test(told.reason + told.remedy);
  return isWhole ? told : { reason, remedy: remedy ?? '' };
}

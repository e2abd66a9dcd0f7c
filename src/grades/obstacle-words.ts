import type { Locale } from '../web/index.js';
import type { Obstacle } from './grade.js';

/**
 * @returns an obstacle in the reader's language, by its code. One that is another room's error, or was stored without
 *   the values of its messages, is returned as it is
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

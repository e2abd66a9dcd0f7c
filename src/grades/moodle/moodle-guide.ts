import type { Locale } from '../../web/index.js';
import { MORE } from './more-functions.js';

type Words = Pick<Locale, 't'>;

export const ROLE_PATH = '/register/laurel-role.xml';
export const USER_PATH = '/register/laurel-user.csv';

/** One of Moodle's pages: what to do there, in order. */
interface GuideStep {
  readonly title: string;
  readonly url: string;
  /** Keys of the sentences. */
  readonly does: readonly string[];
  readonly isDone: boolean;
  /** What is uploaded there. */
  readonly file: string | undefined;
  /** Whether the function's name is typed there. */
  readonly hasFunction: boolean;
}

/** Moodle's pages (4.5) in the order they are needed, and how many sentences each takes. */
const PAGES = {
  services: { path: '/admin/search.php?query=enablewebservices', lines: 1 },
  protocol: { path: '/admin/settings.php?section=webserviceprotocols', lines: 1 },
  service: { path: '/admin/webservice/service.php?id=0', lines: 2 },
  token: { path: '/admin/webservice/tokens.php?action=create', lines: 4 },
  role: { path: '/admin/roles/define.php?action=add', lines: 1 },
  user: { path: '/admin/tool/uploaduser/index.php', lines: 2 },
} as const;

type PageName = keyof typeof PAGES;

const FILES: Partial<Record<PageName, string>> = { role: ROLE_PATH, user: USER_PATH };

/** How an administrator lets Laurel read every grade of a Moodle, page by page. */
export interface MoodleGuide {
  readonly isOn: boolean;
  readonly functionName: string;
  /** Of the same service, for those who want more read than grades. */
  readonly more: readonly { readonly label: string; readonly functions: readonly string[] }[];
  readonly steps: readonly GuideStep[];
  /** For those who want an account of its own. */
  readonly account: readonly GuideStep[];
}

/**
 * @param address the Moodle's `wwwroot`
 * @param isOn whether its REST web services answer; null where that could not be told
 * @param functionName what the service has to offer
 */
export function moodleGuide(
  { t }: Words,
  address: string,
  isOn: boolean | null,
  functionName: string,
): MoodleGuide {
  const base = address.replace(/\/$/, '');
  const step = (name: PageName, isDone = false): GuideStep => ({
    title: t(`grades.admin.guide.${name}.title`),
    url: `${base}${PAGES[name].path}`,
    does: Array.from(
      { length: PAGES[name].lines },
      (_, line) => `grades.admin.guide.${name}.do${line + 1}`,
    ),
    isDone,
    file: FILES[name],
    hasFunction: name === 'service',
  });
  const isSwitchedOn = isOn === true;
  return {
    isOn: isSwitchedOn,
    functionName,
    more: MORE.map(({ id, functions }) => ({ label: t(`grades.probe.more.${id}`), functions })),
    steps: [
      step('services', isSwitchedOn),
      step('protocol', isSwitchedOn),
      step('service'),
      step('token'),
    ],
    account: [step('role'), step('user')],
  };
}

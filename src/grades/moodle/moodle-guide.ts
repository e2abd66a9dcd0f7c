import type { Locale } from '../../web/index.js';
import { MORE } from './more-functions.js';

type Words = Pick<Locale, 't'>;

export const ROLE_PATH = '/register/laurel-role.xml';
export const USER_PATH = '/register/laurel-user.csv';

/** One page of Moodle, with what to do there, in order. */
interface GuideStep {
  readonly title: string;
  readonly url: string;
  /** The keys of the sentences. */
  readonly does: readonly string[];
  readonly isDone: boolean;
  /** The file that is uploaded on the page. */
  readonly file: string | undefined;
  /** Whether the function's name is typed on the page. */
  readonly hasFunction: boolean;
}

/** Moodle's pages (4.5) in the order they are needed, and how many sentences each has. */
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

/** The guide by which an administrator lets Laurel read every grade of a Moodle, page by page. */
export interface MoodleGuide {
  readonly isOn: boolean;
  readonly functionName: string;
  /** Further functions of the same service, for reading more than grades. */
  readonly more: readonly { readonly label: string; readonly functions: readonly string[] }[];
  readonly steps: readonly GuideStep[];
  /** The steps for an account of its own. */
  readonly account: readonly GuideStep[];
}

/**
 * Makes the guide.
 * @param address the Moodle's `wwwroot`
 * @param isOn whether its REST web services are enabled; null where that is not known
 * @param functionName the function that the service has to offer
 * @param isConnected whether a token of such a service was taken already
 */
export function moodleGuide(
  { t }: Words,
  address: string,
  isOn: boolean | null,
  functionName: string,
  isConnected = false,
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
      step('service', isConnected),
      step('token'),
    ],
    account: [step('role'), step('user')],
  };
}

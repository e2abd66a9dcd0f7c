import type { Request } from 'express';

const PAGES = {
  badges: '/home',
  pathways: '/home/pathways',
  skills: '/home/skills',
  record: '/home/record',
  profile: '/home/profile',
  settings: '/home/settings',
} as const;

/** @returns the links between the pages of a home, with the one that is shown */
export const homeNav = ({ t }: Pick<Request, 't'>, current: keyof typeof PAGES) =>
  Object.entries(PAGES).map(([name, href]) => ({
    href,
    label: t(`home.nav.${name}`),
    current: name === current,
  }));

/** What the page of all parts of the design system (parts.hbs) is drawn from. */
export const parts = (now: Date) => ({
  title: 'Parts',
  soon: new Date(now.getTime() + 14 * 60_000),
  nav: [
    { href: '/my', label: 'My badges', current: true },
    { href: '/my/next', label: 'What I can earn' },
  ],
  form: {
    values: { title: 'Two samples', mark: '170', criteria: '' },
    errors: { mark: 'Please enter 100 or less.' },
  },
  badges: ['Two samples', 'Regression', 'Experiments'].map((title, n) => ({
    href: `/b/${n}`,
    title,
    image: '/public/logo.svg',
    alt: '',
    text: 'The earner can choose, compute and explain a fitting test.',
    tag: n === 0 ? 'Earned' : '',
    tagKind: 'success',
    meta: n === 0 ? '4 May 2026' : '12 points to go',
    locked: n > 0,
  })),
});

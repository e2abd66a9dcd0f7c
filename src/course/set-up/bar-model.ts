import { fieldText, type Localizer, type SetUpForm } from '../../rules/index.js';
import type { simulationModel } from './simulation-model.js';

type SimulationModel = ReturnType<typeof simulationModel>;

/** When those who pass get their badge, as the release is chosen; each has its sentence. */
const SENTENCES: Readonly<Record<string, string>> = {
  immediately: 'now',
  released: 'released',
  date: 'date',
  confirm: 'confirm',
};

/** What stands beside the button: how many would earn it, and when. Nothing before anybody looked. */
export function barModel(
  { t }: Pick<Localizer, 't'>,
  form: SetUpForm,
  isEdit: boolean,
  { simulation }: { readonly simulation?: SimulationModel } = {},
) {
  if (!simulation || simulation.problems.length > 0) return { canActivate: false };
  if (isEdit) return { canActivate: true, bar: simulation.sentence };
  const { earned, waiting } = simulation.counts;
  // Whoever would get it at once says that nothing is waited for.
  const when = waiting === 0 ? 'now' : (SENTENCES[fieldText(form, 'release')] ?? 'now');
  return {
    canActivate: true,
    bar: t(`awards.setUp.bar.${when}`, { count: earned + waiting }),
  };
}

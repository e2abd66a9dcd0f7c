import { fieldText, type Localizer, type SetUpForm } from '../../rules/index.js';
import type { simulationModel } from './simulation-model.js';

type SimulationModel = ReturnType<typeof simulationModel>;

/** The key of the sentence that says when learners get the badge, by the chosen release. */
const SENTENCES: Readonly<Record<string, string>> = {
  immediately: 'now',
  released: 'released',
  date: 'date',
  confirm: 'confirm',
};

/** Models what stands beside the button: how many learners would earn the badge, and when. Nothing before a preview. */
export function barModel(
  { t }: Pick<Localizer, 't'>,
  form: SetUpForm,
  isEdit: boolean,
  { simulation }: { readonly simulation?: SimulationModel } = {},
) {
  if (!simulation || simulation.problems.length > 0) return { canActivate: false };
  if (isEdit) return { canActivate: true, bar: simulation.sentence };
  const { earned, waiting } = simulation.counts;
  // Where nobody has to wait, the badge comes at once whatever the release.
  const when = waiting === 0 ? 'now' : (SENTENCES[fieldText(form, 'release')] ?? 'now');
  return {
    canActivate: true,
    bar: t(`awards.setUp.bar.${when}`, { count: earned + waiting }),
  };
}

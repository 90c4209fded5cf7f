import type { PolicyVersion } from '../policy-version.ts';
import { CHANNEL } from './page.ts';

/** Every pair of duties is in exactly one of the two lists. */
export const SEPARATED_DUTIES = [
  {
    value: ['proposed', 'submitted'],
    mark: 'R1',
    label: 'product default',
    quote: CHANNEL,
    note: 'An officer goes through a director: two people. A director who proposes has another one submit.',
  },
  {
    value: ['proposed', 'advised'],
    mark: 'row 20',
    label: 'product default',
    note: 'Nobody gives the legal advice on an action of their own.',
  },
  {
    value: ['proposed', 'resolved'],
    mark: 'row 14',
    label: 'product default',
    note: 'Who resolves a conflict is not who proposed the action.',
  },
  {
    value: ['proposed', 'decided'],
    mark: 'row 20',
    label: 'product default',
    note: 'Nobody decides on an action of their own.',
  },
  {
    value: ['proposed', 'led'],
    mark: 'row 12',
    label: 'product default',
    note: 'Nobody judges, as leadership, a disagreement about an action of their own.',
  },
  {
    value: ['submitted', 'advised'],
    mark: 'row 20',
    label: 'product default',
    note: 'Who asks the question does not answer it.',
  },
  {
    value: ['submitted', 'resolved'],
    mark: 'row 14',
    label: 'product default',
    note: 'Who submitted the action stands behind it; its conflicts are resolved by somebody who does not.',
  },
  {
    value: ['submitted', 'led'],
    mark: 'row 12',
    label: 'product default',
    note: 'A disagreement goes up: not to the one who brings it, in another role.',
  },
  {
    value: ['advised', 'resolved'],
    mark: 'row 20',
    label: 'product default',
    note: 'Consultation and deconfliction are two gates.',
  },
  {
    value: ['advised', 'decided'],
    mark: 'row 20',
    label: 'product default',
    note: 'Consultation and review are two gates.',
  },
  {
    value: ['advised', 'led'],
    mark: 'row 12',
    label: 'product default',
    note: 'Nobody judges a disagreement with their own advice.',
  },
  {
    value: ['resolved', 'decided'],
    mark: 'row 20',
    label: 'product default',
    note: 'Deconfliction and review are two gates. An office with two supervisors can need a third here.',
  },
  {
    value: ['resolved', 'led'],
    mark: 'row 12',
    label: 'product default',
    note: 'Nobody judges, as leadership, a case in which they opened a gate.',
  },
  {
    value: ['decided', 'led'],
    mark: 'row 12',
    label: 'product default',
    note: 'Leadership is above the one who decides, so it is somebody else, before the decision and after it.',
  },
] as const satisfies PolicyVersion['separatedDuties'];

export const COMBINABLE_DUTIES = [
  {
    value: ['submitted', 'decided'],
    mark: 'R1',
    label: 'product default',
    quote: CHANNEL,
    note: 'The page puts the same directors before the consultation and, by silence, after it. Submitting is no gate, so one person is behind one gate only.',
  },
] as const satisfies PolicyVersion['combinableDuties'];

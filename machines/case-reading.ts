import type { Person } from '../schemas/words.ts';
import { aboutOf, caseContextOf } from './case-program.ts';
import { rootStateOf } from './case-view.ts';
import { may } from './may.ts';
import { ROOT, type System } from './system.ts';

/** Whether a person has a need to know this case: their office's cases, and for leadership what was escalated to it (R6, row 12). */
export function canReadCase(system: System, person: Person): boolean {
  if (may(person, 'case.read', aboutOf(system, ROOT)).length === 0) return true;
  if (!person.roles.includes('leadership')) return false;
  return rootStateOf(system) === 'escalated' || (caseContextOf(system).duties.led ?? []).includes(person.id);
}

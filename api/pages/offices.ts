/** Offices that a consultation may be forwarded to (row 32). */
import type { Person } from '../../schemas/words.ts';
import type { AppPorts } from '../ports.ts';

/** Those in which the directory has legal staff, but one's own where one is of the legal staff: there it lies already, as a rule. */
export function officesFor({ people }: AppPorts, { office, roles }: Person): readonly string[] {
  const staffed = people.list().filter(({ person }) => person.roles.includes('legal'));
  const offices = new Set(staffed.map(({ person }) => person.office));
  if (roles.includes('legal')) offices.delete(office);
  return [...offices].sort();
}

/** How a person's queue stands, as a tag that changes with it. */
import { digestOf } from '../../schemas/digest.ts';
import type { Json, Person } from '../../schemas/words.ts';
import { tasksListedOf } from '../access/listed.ts';
import type { AppPorts } from '../ports.ts';

/** What is due first, first: whoever watches a queue looks at its beginning. */
const LOOKED_AT = 100;

export async function queueTagOf(ports: AppPorts, person: Person): Promise<string> {
  const listed = tasksListedOf(ports, person);
  const rows = listed === null ? [] : await ports.ledger.listTasks({ ...listed, limit: LOOKED_AT });
  return digestOf(rows as unknown as Json);
}

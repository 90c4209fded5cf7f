/**
 * How the beginning of a person's queue stands, as a tag that changes with it: of the tasks that are due first. What changes further back is
 * not told; it is there when the queue is read.
 */
import { digestOf } from '../../schemas/digest.ts';
import type { Json, Person } from '../../schemas/words.ts';
import { tasksListedOf } from '../access/listed.ts';
import type { AppPorts } from '../ports.ts';

/** A page of the list at its largest: whoever watches a queue looks at its beginning, and each look is one page of an index. */
const LOOKED_AT = 100;

export async function queueTagOf(ports: AppPorts, person: Person): Promise<string> {
  const listed = tasksListedOf(ports, person);
  const rows = listed === null ? [] : await ports.ledger.listTasks({ ...listed, limit: LOOKED_AT });
  return digestOf(rows as unknown as Json);
}

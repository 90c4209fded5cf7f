/** How the queue of an office stands, as a tag that changes with it. */
import { digestOf } from '../schemas/digest.ts';
import type { Json, Person } from '../schemas/words.ts';
import { listedFor } from './need-to-know.ts';
import type { AppPorts } from './ports.ts';

/** What is due first, first: whoever watches a queue looks at its beginning. */
const LOOKED_AT = 100;

export async function queueTagOf(
  ports: Pick<AppPorts, 'ledger' | 'people' | 'clock'>,
  person: Person,
): Promise<string> {
  const page = { onThem: listedFor(ports, person), office: person.office, limit: LOOKED_AT };
  return digestOf((await ports.ledger.listTasks(page)) as unknown as Json);
}

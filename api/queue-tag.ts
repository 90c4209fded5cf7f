/** How the queue of an office stands, as a tag that changes with it. */
import { digestOf } from '../schemas/digest.ts';
import type { Json, Person } from '../schemas/words.ts';
import type { AppPorts } from './ports.ts';

/** What is due first, first: whoever watches a queue looks at its beginning. */
const LOOKED_AT = 100;

export async function queueTagOf({ ledger }: Pick<AppPorts, 'ledger'>, { office }: Person): Promise<string> {
  return digestOf((await ledger.listTasks({ office, limit: LOOKED_AT })) as unknown as Json);
}

import { Client, type QueryResult } from 'pg';

/** Begins a statement that is run for every entry, whose planning costs PostgreSQL as much as its running. */
export const PREPARED = '/* prepared */';

/** Names by text, for all connections. Few: a statement of ours is written in as many ways as there are kinds of changes in one entry. */
const NAMES = new Map<string, string>();

/**
 * Has PostgreSQL keep the plans of statements that say so, for the life of a connection. Only for statements that name their columns: a
 * prepared `select *` fails once a migration adds one.
 */
export class PreparingClient extends Client {
  override query(...given: never[]): never {
    const [text, values] = given as readonly unknown[];
    const query = super.query.bind(this) as (...anything: unknown[]) => Promise<QueryResult>;
    return (isPrepared(text) ? query({ name: nameOf(text), text, values }) : query(...given)) as never;
  }
}

const isPrepared = (text: unknown): text is string => typeof text === 'string' && text.startsWith(PREPARED);

function nameOf(text: string): string {
  const known = NAMES.get(text);
  if (known !== undefined) return known;
  const name = `casegate_${NAMES.size}`;
  NAMES.set(text, name);
  return name;
}

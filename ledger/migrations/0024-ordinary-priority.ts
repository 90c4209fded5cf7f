import { sql, type Kysely } from 'kysely';

/**
 * A worker of a release that knows no priority (0.2.0 and before) names every column of a task that it writes, null for those that it does not
 * know: a default does not count then, and each of its entries would be refused while both run. What it leaves out is ordinary.
 */
export async function createOrdinaryPriority(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create function ordinary_priority() returns trigger language plpgsql as $$
    begin
      new.priority := 5;
      return new;
    end
  $$`,
  `create trigger tasks_ordinary_priority before insert on tasks
    for each row when (new.priority is null) execute function ordinary_priority()`,
];

/** The log's tables, read and extended. */
import { sql, type Kysely } from 'kysely';
import { Tiles, tilesUnder, type Tile, type TilePlace, TreeEdge } from './log/tiles.ts';
import { PREPARED } from './preparing-client.ts';
import { EMPTY_ROOT, leafHashOf } from './log/tree-hash.ts';
import type { Range } from './log/tree-shape.ts';
import type { LogLeavesTable, Tables } from './tables.ts';

/** The database or a transaction of it. */
export type Queries = Kysely<Tables>;

export type QueuedLeaf = Pick<LogLeavesTable, 'caseId' | 'entry' | 'act' | 'leaf'>;

export interface StoredLeaf {
  readonly index: number;
  readonly leaf: Buffer;
}

/** Leaves of one page of reading: some 100 KB. */
export const LEAVES_PER_PAGE = 256;

export async function treeSize(db: Queries): Promise<number> {
  const row = await db
    .selectFrom('logLeaves')
    .select((expression) => expression.fn.max('index').as('last'))
    .executeTakeFirstOrThrow();
  return row.last === null ? 0 : row.last + 1;
}

export async function readTiles(db: Queries, places: readonly TilePlace[]): Promise<Tile[]> {
  if (places.length === 0) return [];
  const wanted = sql<boolean>`(level, index) in (select * from unnest(${places.map(({ level }) => level)}::smallint[], ${places.map(({ index }) => index)}::bigint[]))`;
  return db.selectFrom('logTiles').selectAll().where(wanted).execute();
}

/** The hashes that a proof or a root consists of. @throws TileMissing */
export async function hashesOf(db: Queries, ranges: readonly Range[]): Promise<Buffer[]> {
  const tiles = new Tiles(await readTiles(db, tilesUnder(ranges)));
  return ranges.map((range) => tiles.hashOfRange(range));
}

/** The root that the stored tree had at this size. @throws TileMissing */
export async function rootAt(db: Queries, size: number): Promise<Buffer> {
  return size === 0 ? EMPTY_ROOT : (await hashesOf(db, [{ from: 0, to: size }]))[0]!;
}

/** In order, from `from` on; of one case alone where it is named. */
export function readLeaves(
  db: Queries,
  { from, to, caseId }: Range & { readonly caseId?: string },
): Promise<StoredLeaf[]> {
  let query = db
    .selectFrom('logLeaves')
    .select(['index', 'leaf'])
    .where('index', '>=', from)
    .where('index', '<', to)
    .orderBy('index')
    .limit(LEAVES_PER_PAGE);
  if (caseId !== undefined) query = query.where('caseId', '=', caseId);
  return query.execute();
}

/** What is queued, and all that an extension of the tree needs to know of it, at one moment. */
export interface LogEdge {
  readonly size: number;
  readonly tiles: readonly Tile[];
  /** In their order, `limit` at most. */
  readonly queued: readonly (QueuedLeaf & { readonly id: number })[];
}

/** A tree of 2^53 leaves has seven levels of tiles. */
const TILE_LEVELS = 7;

/** One statement, so that the queue and the tree are those of the same moment: a leaf is in one of them and not in both. */
export async function readEdge(db: Queries, limit: number): Promise<LogEdge> {
  const { rows } = await sql<EdgeRow>`${sql.raw(PREPARED)}
    with tree as (select coalesce((select index + 1 from log_leaves order by index desc limit 1), 0) as size)
    select size, null as id, null as case_id, null as entry, null as act, null as leaf, level, index, hashes
    from tree cross join generate_series(0, ${TILE_LEVELS - 1}) as levels (at)
    left join log_tiles on level = at and index = size >> (8 * (at + 1))
    where at = 0 or hashes is not null
    union all
    select null, queue.*, null, null, null
    from (select id, case_id, entry, act, leaf from log_queue order by id limit ${limit}) as queue`.execute(db);
  const queued = rows.flatMap((row) => (row.id === null ? [] : [row as LogEdge['queued'][number]]));
  return {
    size: rows.find(({ size }) => size !== null)!.size!,
    tiles: rows.flatMap((row) => (row.hashes === null ? [] : [row as Tile])),
    queued: queued.toSorted((one, other) => one.id - other.id),
  };
}

type EdgeRow = { readonly size: number | null } & Nullable<LogEdge['queued'][number]> & Nullable<Tile>;
type Nullable<Row> = { readonly [column in keyof Row]: Row[column] | null };

/**
 * Appends leaves at the end of the tree and takes them out of the queue, in one statement.
 * @throws TileMissing, and what PostgreSQL says where another has appended there meanwhile: nothing has been changed then
 */
export async function extendTree(
  db: Queries,
  { size, tiles }: Pick<LogEdge, 'size' | 'tiles'>,
  leaves: readonly (QueuedLeaf & { readonly id?: number })[],
): Promise<void> {
  const edge = new TreeEdge(size, tiles);
  for (const { leaf } of leaves) edge.push(leafHashOf(leaf));
  const changed = edge.changed();
  // Not waiting for the disk: what a crash undoes here is in the queue again, and a signed checkpoint, whose commit waits, brings all that
  // was written before it to the disk first.
  await sql`${sql.raw(PREPARED)} with taken as (delete from log_queue where id = any(${leaves.map(({ id }) => id ?? null)}::bigint[])),
    placed as (
      insert into log_leaves (index, case_id, entry, act, leaf)
      select ${size}::bigint + position - 1, case_id, entry, act, leaf
      from unnest(
        ${leaves.map(({ caseId }) => caseId)}::text[], ${leaves.map(({ entry }) => entry)}::integer[],
        ${leaves.map(({ act }) => act)}::bigint[], ${leaves.map(({ leaf }) => leaf)}::bytea[]
      ) with ordinality as given (case_id, entry, act, leaf, position)),
    grown as (
      insert into log_tiles (level, index, hashes)
      select * from unnest(${changed.map(({ level }) => level)}::smallint[], ${changed.map(({ index }) => index)}::bigint[], ${changed.map(({ hashes }) => hashes)}::bytea[])
      on conflict (level, index) do update set hashes = excluded.hashes)
    select set_config('synchronous_commit', 'off', true)`.execute(db);
}

/** The log's tables, read and extended. */
import { sql, type Kysely } from 'kysely';
import { Tiles, edgeOf, tilesUnder, type Tile, type TilePlace, TreeEdge } from './log/tiles.ts';
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

/** Appends leaves at the end of the tree. Its callers take turns: see sequencer.ts. @throws TileMissing */
export async function extendTree(db: Queries, leaves: readonly QueuedLeaf[]): Promise<void> {
  const size = await treeSize(db);
  const edge = new TreeEdge(size, await readTiles(db, edgeOf(size)));
  for (const { leaf } of leaves) edge.push(leafHashOf(leaf));
  await sql`insert into log_leaves (index, case_id, entry, act, leaf)
    select ${size} + position - 1, case_id, entry, act, leaf
    from unnest(
      ${leaves.map(({ caseId }) => caseId)}::text[], ${leaves.map(({ entry }) => entry)}::integer[],
      ${leaves.map(({ act }) => act)}::bigint[], ${leaves.map(({ leaf }) => leaf)}::bytea[]
    ) with ordinality as given (case_id, entry, act, leaf, position)`.execute(db);
  await writeTiles(db, edge.changed());
}

async function writeTiles(db: Queries, tiles: readonly Tile[]): Promise<void> {
  await sql`insert into log_tiles (level, index, hashes)
    select * from unnest(${tiles.map(({ level }) => level)}::smallint[], ${tiles.map(({ index }) => index)}::bigint[], ${tiles.map(({ hashes }) => hashes)}::bytea[])
    on conflict (level, index) do update set hashes = excluded.hashes`.execute(db);
}

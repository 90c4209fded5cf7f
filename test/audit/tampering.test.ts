/** Each kind of tampering is found and named: by somebody who owns the database, who holds the keys too, or who holds the bundle. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../audit/findings.ts';
import { executorOf } from '../../audit/re-execution.ts';
import { recordAct } from '../../ledger/acts.ts';
import { caseKeyOf } from '../../ledger/case-keys.ts';
import { contentText, entryCommitment, type EntryContent } from '../../ledger/content.ts';
import { leafBytes, leafFrom, type EntryLeaf } from '../../ledger/log/leaf.ts';
import { noteSignerOf } from '../../ledger/log/signed-note.ts';
import { TreeEdge } from '../../ledger/log/tiles.ts';
import { leafHashOf } from '../../ledger/log/tree-hash.ts';
import { sealText } from '../../ledger/sealing.ts';
import { Sequencer } from '../../ledger/sequencer.ts';
import { caseProgram } from '../../machines/case-program.ts';
import { DrivenCase, personOf } from '../ledger/cases.ts';
import { SIGNER, WRAPPING, bundleOf, startAudited, verified, type Audited, type RecordCopy } from './audited.ts';

let audited: Audited;
beforeAll(async () => {
  audited = await startAudited();
});
afterAll(() => audited.stop());

async function found(
  tamper: (record: RecordCopy) => Promise<void>,
  { copies = [], caseId = null }: { readonly copies?: readonly string[]; readonly caseId?: string | null } = {},
): Promise<readonly Finding[]> {
  const record = await audited.copy();
  try {
    await tamper(record);
    const report = await verified(await bundleOf(record, { caseId }), audited.machinesDigest, { copies });
    expect(report.isSound).toBe(false);
    return report.findings;
  } finally {
    await record.close();
  }
}

const sql =
  (...statements: readonly string[]) =>
  async (record: RecordCopy) =>
    record.tamper(...statements);

describe('who owns the database', () => {
  const first = () => audited.cases[0].caseId;
  const second = () => audited.cases[1].caseId;
  const claimed = () => audited.cases[2].caseId;

  test('changes when something happened', async () => {
    const findings = await found(sql(`update entries set at = at + 1 where case_id = '${first()}' and entry = 4`));
    expect(findings).toEqual([{ kind: 'entryChanged', caseId: first(), entry: 4, index: 3 }]);
  });

  test('changes under which policy it was decided', async () => {
    const findings = await found(
      sql(`update entries set policy_digest = repeat('0', 64) where case_id = '${first()}' and entry = 9`),
    );
    expect(findings).toEqual([{ kind: 'entryChanged', caseId: first(), entry: 9, index: 8 }]);
  });

  test('takes an entry away', async () => {
    const findings = await found(sql(`delete from entries where case_id = '${first()}' and entry = 3`));
    expect(findings).toContainEqual({ kind: 'entryRemoved', caseId: first(), entry: 3, index: 2 });
  });

  test('takes an entry and its leaf away', async () => {
    const findings = await found(
      sql(
        `delete from entries where case_id = '${first()}' and entry = 3`,
        `delete from log_leaves where case_id = '${first()}' and entry = 3`,
      ),
    );
    expect(findings).toContainEqual({ kind: 'leafMissing', index: 2 });
    expect(findings).toContainEqual({ kind: 'entryMissing', caseId: first(), entry: 3 });
  });

  test('takes the end away', async () => {
    const findings = await found(
      sql(
        'delete from entries where at >= 0 and case_id in (select case_id from log_leaves where index >= 19)',
        'delete from log_leaves where index >= 19',
      ),
    );
    expect(findings).toContainEqual({ kind: 'leafMissing', index: 19 });
    expect(findings).toContainEqual({ kind: 'leafMissing', index: 21 });
  });

  test('takes the end away, and every trace of it here: the copies elsewhere tell', async () => {
    const findings = await found(
      async (record) => {
        await record.tamper(
          `delete from entries e using log_leaves l where l.case_id = e.case_id and l.entry = e.entry and l.index >= 18`,
          'delete from log_leaves where index >= 18',
          'delete from log_checkpoints where size > 18',
          'update log_tiles set hashes = substring(hashes from 1 for 18 * 32)',
        );
      },
      { copies: audited.copies },
    );
    expect(findings).toEqual([{ kind: 'logCut', size: 22 }]);
  });

  test('lets two entries change places', async () => {
    const findings = await found(
      sql(
        `update entries set entry = 100 where case_id = '${first()}' and entry = 2`,
        `update entries set entry = 2 where case_id = '${first()}' and entry = 3`,
        `update entries set entry = 3 where case_id = '${first()}' and entry = 100`,
      ),
    );
    expect(findings).toContainEqual({ kind: 'entryChanged', caseId: first(), entry: 2, index: 1 });
    expect(findings).toContainEqual({ kind: 'entryChanged', caseId: first(), entry: 3, index: 2 });
  });

  test('puts an entry in', async () => {
    const findings = await found(
      sql(
        `insert into entries (case_id, entry, commitment, content, at, policy_digest, machines_digest)
         select case_id, 10, commitment, content, at, policy_digest, machines_digest from entries
         where case_id = '${first()}' and entry = 9`,
      ),
    );
    expect(findings).toContainEqual({ kind: 'entryInserted', caseId: first(), entry: 10 });
  });

  test("puts another case's content in an entry's place", async () => {
    const findings = await found(
      sql(
        `update entries e set content = o.content from entries o
         where e.case_id = '${first()}' and e.entry = 4 and o.case_id = '${second()}' and o.entry = 4`,
      ),
    );
    expect(findings).toEqual([{ kind: 'contentMissing', caseId: first(), entry: 4, index: 3 }]);
  });

  test('changes a content', async () => {
    const findings = await found(
      sql(
        `update entries set content = set_byte(content, 40, get_byte(content, 40) # 1) where case_id = '${claimed()}' and entry = 2`,
      ),
    );
    expect(findings).toEqual([{ kind: 'contentMissing', caseId: claimed(), entry: 2, index: 20 }]);
  });

  test("puts another case's key in place", async () => {
    const findings = await found(
      sql(
        `update case_keys k set wrapped = o.wrapped from case_keys o where k.case_id = '${first()}' and o.case_id = '${second()}'`,
      ),
    );
    expect(findings).toEqual([{ kind: 'contentMissing', caseId: first() }]);
  });

  test('splits a case: another entry 2, as if the log had taken it', async () => {
    const findings = await found(async ({ db }) => {
      const { leaf } = await db
        .selectFrom('logLeaves')
        .select('leaf')
        .where('caseId', '=', claimed())
        .where('entry', '=', 2)
        .executeTakeFirstOrThrow();
      const forged = leafBytes({ ...(leafFrom(leaf) as EntryLeaf), updateId: 'u_forged' });
      await db.insertInto('logQueue').values({ caseId: claimed(), entry: null, act: null, leaf: forged }).execute();
      await new Sequencer(db).integrate();
    });
    expect(findings).toContainEqual({ kind: 'entryForked', caseId: claimed(), entry: 2, index: 22 });
  });

  test('makes one command take effect twice', async () => {
    const findings = await found(async ({ db }) => {
      const { leaf } = await db
        .selectFrom('logLeaves')
        .select('leaf')
        .where('caseId', '=', claimed())
        .where('entry', '=', 2)
        .executeTakeFirstOrThrow();
      const again = leafBytes({ ...(leafFrom(leaf) as EntryLeaf), entry: 3 });
      await db.insertInto('logQueue').values({ caseId: claimed(), entry: 3, act: null, leaf: again }).execute();
      await new Sequencer(db).integrate();
    });
    expect(findings).toContainEqual({ kind: 'updateTwice', caseId: claimed(), entry: 3, index: 22 });
  });

  test('changes a leaf', async () => {
    const findings = await found(
      sql(
        `update log_leaves set leaf = convert_to(replace(convert_from(leaf, 'UTF8'), E'\\n4\\n', E'\\n5\\n'), 'UTF8') where case_id = '${first()}' and entry = 4`,
      ),
    );
    expect(findings).toContainEqual({ kind: 'leafChanged', caseId: first(), entry: 4, index: 3 });
  });

  test('writes the whole log again with another past: the signatures tell, here and elsewhere', async () => {
    const rewrite = async ({ db, tamper }: RecordCopy) => {
      const leaves = await db.selectFrom('logLeaves').select('leaf').orderBy('index').execute();
      const edge = new TreeEdge(0, []);
      const forged = leafBytes({ ...(leafFrom(leaves[3]!.leaf) as EntryLeaf), at: 5 });
      for (const [index, { leaf }] of leaves.entries()) edge.push(leafHashOf(index === 3 ? forged : leaf));
      await tamper(
        `update log_leaves set leaf = decode('${forged.toString('hex')}', 'hex') where index = 3`,
        `update entries set at = 5 where case_id = '${first()}' and entry = 4`,
        `update log_tiles set hashes = decode('${edge.changed()[0]!.hashes.toString('hex')}', 'hex')`,
      );
    };
    const findings = await found(rewrite);
    expect(findings).toContainEqual({ kind: 'logRewritten', size: 18 });
    expect(findings).toContainEqual({ kind: 'logRewritten', size: 22 });
    const withoutSignatures = await found(
      async (record) => {
        await rewrite(record);
        await record.tamper('delete from log_checkpoints');
      },
      { copies: audited.copies },
    );
    expect(withoutSignatures).toContainEqual({ kind: 'logRewritten', size: 18 });
  });

  test('changes a checkpoint', async () => {
    const findings = await found(sql(`update log_checkpoints set note = replace(note, E'\\n18\\n', E'\\n17\\n')`));
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'signatureForged' }));
  });

  test('changes the hashes of the tree', async () => {
    const findings = await found(sql(`update log_tiles set hashes = overlay(hashes placing sha256('x') from 65)`));
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'leafChanged', caseId: first(), entry: 3 }));
  });

  test('takes the hashes of the tree away', async () => {
    expect(await found(sql('delete from log_tiles'))).toContainEqual({ kind: 'tileMissing', index: 0 });
  });

  test('changes the code that decided', async () => {
    const findings = await found(sql(`update machines set files = '\\x00'`));
    expect(findings).toEqual([{ kind: 'codeChanged', detail: audited.machinesDigest }]);
  });

  test('changes, or takes away, a refused attempt', async () => {
    expect(await found(sql('update acts set at = at + 1'))).toEqual([
      { kind: 'entryChanged', caseId: first(), index: 18 },
    ]);
    expect(await found(sql(`update acts set person = 'urn:synthetic#b'`))).toEqual([
      { kind: 'contentChanged', index: 18 },
    ]);
    expect(await found(sql('delete from acts'))).toEqual([{ kind: 'entryRemoved', caseId: first(), index: 18 }]);
  });

  test('is found in a bundle of the case alone, too', async () => {
    const change = sql(`update entries set at = at + 1 where case_id = '${first()}' and entry = 4`);
    expect(await found(change, { caseId: first() })).toEqual([
      { kind: 'entryChanged', caseId: first(), entry: 4, index: 3 },
    ]);
  });
});

describe('who holds the keys too, and writes an entry past the machines', () => {
  /** One more entry of the case that was only opened, with a leaf, a commitment and a signature like any other. */
  async function forge(
    { db }: RecordCopy,
    mutate: (content: EntryContent) => EntryContent,
    codes: Partial<EntryLeaf> = {},
  ): Promise<void> {
    const { caseId, system, at } = audited.cases[3];
    const driven = new DrivenCase(caseId);
    Object.assign(driven, { system, at, entry: 1 });
    const { input, stateDigest } = driven.claim();
    const { effectsDigest } = await executorOf(caseProgram).execute(system, input);
    const row = await db.selectFrom('entries').selectAll().where('caseId', '=', caseId).executeTakeFirstOrThrow();
    const { keyId, wrapped } = await db
      .selectFrom('caseKeys')
      .selectAll()
      .where('caseId', '=', caseId)
      .executeTakeFirstOrThrow();
    const key = caseKeyOf(WRAPPING.unwrap(caseId, { keyId, bytes: wrapped! }));
    const content = mutate({ input, stateDigest, effectsDigest });
    const columns = {
      caseId,
      entry: 2,
      at: driven.at,
      updateId: 'u_forged',
      commitment: entryCommitment(key, 2, content),
      policyDigest: row.policyDigest,
      machinesDigest: row.machinesDigest,
      ...codes,
    };
    const sealed = sealText(key, { column: 'entries.content', caseId, entry: 2 }, contentText(content));
    const { kind: _kind, ...values } = { kind: 'entry', ...columns } as EntryLeaf;
    await db
      .insertInto('entries')
      .values({ ...values, content: sealed })
      .execute();
    const leaf = leafBytes({ ...values, kind: 'entry' });
    await db.insertInto('logQueue').values({ caseId, entry: 2, act: null, leaf }).execute();
    await new Sequencer(db).integrate();
  }

  const place = () => ({ caseId: audited.cases[3].caseId, entry: 2, index: 22 });
  const NONE = '0'.repeat(64);

  test('an honest one is sound: the forgery itself is right', async () => {
    const record = await audited.copy();
    await forge(record, (content) => content);
    const report = await verified(await bundleOf(record), audited.machinesDigest);
    expect(report).toMatchObject({ isSound: true, size: 23 });
    await record.close();
  });

  test('with another state', async () => {
    const findings = await found((record) => forge(record, (content) => ({ ...content, stateDigest: NONE })));
    expect(findings).toEqual([{ kind: 'stateDiffers', ...place() }]);
  });

  test('with other effects', async () => {
    const findings = await found((record) => forge(record, (content) => ({ ...content, effectsDigest: NONE })));
    expect(findings).toEqual([{ kind: 'effectsDiffer', ...place() }]);
  });

  test('under another policy', async () => {
    const findings = await found((record) => forge(record, (content) => content, { policyDigest: NONE }));
    expect(findings).toEqual([{ kind: 'policyChanged', ...place() }]);
  });

  test('with an input that nobody could give', async () => {
    const findings = await found((record) =>
      forge(record, (content) => {
        const input = content.input as { event: { by: unknown } };
        return { ...content, input: { ...input, event: { ...input.event, by: personOf('supervisor-a') } } as never };
      }),
    );
    expect(findings).toEqual([{ kind: 'inputRefused', ...place(), detail: 'LedgerDivergence' }]);
  });

  test('at another time than its content says', async () => {
    const findings = await found((record) => forge(record, (content) => content, { at: 1 }));
    expect(findings).toEqual([
      { kind: 'timeReversed', ...place() },
      { kind: 'contentChanged', ...place() },
    ]);
  });

  test('with a content that its leaf does not commit to', async () => {
    const findings = await found((record) => forge(record, (content) => content, { commitment: NONE }));
    expect(findings).toEqual([{ kind: 'contentChanged', ...place() }]);
  });

  test('of a case whose texts were destroyed', async () => {
    const findings = await found(async (record) => {
      const { caseId } = audited.cases[3];
      await recordAct(record.db, {
        kind: 'shredding',
        person: 'p',
        action: 'case.shredded',
        caseId,
        details: {},
        at: 1,
      });
      await forge(record, (content) => content);
    });
    expect(findings).toContainEqual({ kind: 'afterShredding', ...place(), index: 23 });
  });
});

describe('who holds the bundle', () => {
  let lines: readonly string[];
  beforeAll(async () => {
    const record = await audited.copy();
    lines = await bundleOf(record);
    await record.close();
  });
  const findingsIn = async (changed: readonly string[]) => {
    const { isSound, findings } = await verified(changed, audited.machinesDigest);
    expect(isSound).toBe(false);
    return findings;
  };
  const at = (is: string, nth = 0) =>
    lines.flatMap((line, index) => (line.startsWith(`{"${is}"`) ? [index] : []))[nth]!;
  const swapped = (one: number, other: number) => {
    const changed = [...lines];
    [changed[one], changed[other]] = [changed[other]!, changed[one]!];
    return changed;
  };

  test('cuts it off', async () => {
    expect(await findingsIn(lines.slice(0, -1))).toEqual([{ kind: 'bundleCut', line: lines.length - 1 }]);
    expect(await findingsIn([])).toContainEqual({ kind: 'bundleCut', line: 0 });
  });

  test('takes a line out', async () => {
    const findings = await findingsIn(lines.toSpliced(at('leaf', 3), 1));
    expect(findings).toContainEqual({ kind: 'leafMissing', index: 3 });
    expect(findings).toContainEqual({ kind: 'entryMissing', caseId: audited.cases[0].caseId, entry: 4 });
    expect(findings).toContainEqual({ kind: 'bundleChanged', line: lines.length - 1 });
  });

  test('changes a line', async () => {
    const index = at('leaf', 3);
    const findings = await findingsIn(lines.with(index, lines[index]!.replace('\\n4\\n', '\\n7\\n')));
    expect(findings).toContainEqual({ kind: 'leafChanged', caseId: audited.cases[0].caseId, entry: 7, index: 3 });
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'bundleChanged' }));
  });

  test('lets two lines change places', async () => {
    const findings = await findingsIn(swapped(at('leaf', 3), at('leaf', 4)));
    expect(findings).toContainEqual({ kind: 'leafMissing', index: 3 });
    expect(findings).toContainEqual({ kind: 'leafChanged', index: 3 });
  });

  test('gives a case the contents of another', async () => {
    const [one, other] = [at('content', 0), at('content', 1)];
    const swap = (line: string, from: string, to: string) => line.replace(from, to);
    const idOf = (line: string) => (JSON.parse(line) as { content: { caseId: string } }).content.caseId;
    const [oneId, otherId] = [idOf(lines[one]!), idOf(lines[other]!)];
    const findings = await findingsIn(
      lines.with(one, swap(lines[one]!, oneId, otherId)).with(other, swap(lines[other]!, otherId, oneId)),
    );
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'contentUnreadable', caseId: oneId }));
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'contentUnreadable', caseId: otherId }));
  });

  test('takes the contents of a case out', async () => {
    const findings = await findingsIn(lines.toSpliced(at('content'), 1));
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'contentMissing' }));
  });

  test('adds a line, of nothing or after the end', async () => {
    expect(await findingsIn(lines.toSpliced(3, 0, '{"leaf":{"index":0,"text":null,"more":1}}'))).toContainEqual({
      kind: 'bundleMalformed',
      line: 4,
    });
    expect(await findingsIn([...lines, lines[1]!])).toContainEqual({ kind: 'bundleChanged', line: lines.length + 1 });
  });

  test('signs it with a key of their own', async () => {
    const own = noteSignerOf(SIGNER.verifier.name, Buffer.alloc(32, 9)).verifier.verifierKey;
    const findings = await findingsIn(lines.with(0, lines[0]!.replace(SIGNER.verifier.verifierKey, own)));
    expect(findings).toContainEqual({ kind: 'otherLog' });
  });

  test("splices another case's leaf into a bundle of one case", async () => {
    const record = await audited.copy();
    const [one, other] = [audited.cases[0].caseId, audited.cases[1].caseId];
    const [bundle, foreign] = [await bundleOf(record, { caseId: one }), await bundleOf(record, { caseId: other })];
    await record.close();
    const leaf = foreign.find((line) => line.startsWith('{"leaf"'))!;
    const findings = await findingsIn(
      bundle.toSpliced(
        bundle.findLastIndex((line) => line.startsWith('{"leaf"')),
        0,
        leaf,
      ),
    );
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'spliced', caseId: other, entry: 1 }));
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { createTerminal, type Ended, type Terminal } from './terminal.ts';

let terminal: Terminal;
beforeEach(() => {
  terminal = createTerminal();
});

async function ok(line: string): Promise<string> {
  const { code, out, err } = await terminal.type(line);
  expect({ line, code, err }).toEqual({ line, code: 0, err: '' });
  return out;
}

/** A key makes the case's id, and all ids in it, the same in every run. */
async function started(row: 1 | 2 = 2): Promise<string> {
  terminal.files.set('case.json', await ok(`example --row ${row}`));
  const { case: id } = JSON.parse(
    await ok(`start case.json --as supervisor-a --idempotency-key golden-${row} --json`),
  ) as { case: string };
  return id;
}

async function taskOf(id: string): Promise<string> {
  return (JSON.parse(await ok(`show ${id} --as legal-a --json`)) as { tasks: { task: string }[] }).tasks[0]!.task;
}

async function answerAll(): Promise<void> {
  for (const partnerClass of ['internal', 'local', 'state', 'federal']) {
    const { requests } = JSON.parse(await ok(`requests --as partner-${partnerClass} --json`)) as {
      requests: { request: string }[];
    };
    await ok(`answer ${requests[0]!.request} --answer no-conflict --as partner-${partnerClass}`);
  }
}

describe('what is printed', () => {
  test('people', async () => {
    expect(await ok('people')).toMatchInlineSnapshot(`
      "HANDLE               NAME                                         ROLES        OFFICE       PARTNER   STAFF ID
      supervisor-a         Supervisor A (synthetic)                     supervisor   OFFICE-EAST  -         STAFF-SUPERVISOR-A
      supervisor-b         Supervisor B (synthetic)                     supervisor   OFFICE-EAST  -         STAFF-SUPERVISOR-B
      supervisor-c         Supervisor C (synthetic)                     supervisor   OFFICE-WEST  -         STAFF-SUPERVISOR-C
      supervisor-d         Supervisor D (synthetic)                     supervisor   OFFICE-EAST  -         STAFF-SUPERVISOR-D
      proposing-officer-a  Proposing officer A (synthetic)              supervisor   OFFICE-EAST  -         STAFF-PROPOSING-OFFICER-A
      legal-a              Legal staff A (synthetic)                    legal        OFFICE-EAST  -         STAFF-LEGAL-A
      legal-b              Legal staff B (synthetic)                    legal        OFFICE-EAST  -         STAFF-LEGAL-B
      legal-c              Legal staff C (synthetic)                    legal        OFFICE-WEST  -         STAFF-LEGAL-C
      legal-d              Legal staff D, training expired (synthetic)  legal        OFFICE-EAST  -         STAFF-LEGAL-D
      legal-e              Legal staff E, out of office (synthetic)     legal        OFFICE-EAST  -         STAFF-LEGAL-E
      partner-internal     Partner liaison (internal) (synthetic)       partner      OFFICE-EAST  internal  STAFF-PARTNER-INTERNAL
      partner-local        Partner liaison (local) (synthetic)          partner      OFFICE-EAST  local     STAFF-PARTNER-LOCAL
      partner-state        Partner liaison (state) (synthetic)          partner      OFFICE-EAST  state     STAFF-PARTNER-STATE
      partner-federal      Partner liaison (federal) (synthetic)        partner      OFFICE-EAST  federal   STAFF-PARTNER-FEDERAL
      leadership-a         Leadership A (synthetic)                     leadership   OFFICE-EAST  -         STAFF-LEADERSHIP-A
      leadership-b         Leadership B (synthetic)                     leadership   OFFICE-WEST  -         STAFF-LEADERSHIP-B
      privacy-a            Privacy officer A (synthetic)                privacy      OFFICE-EAST  -         STAFF-PRIVACY-A
      auditor-a            Auditor A (synthetic)                        auditor      OFFICE-EAST  -         STAFF-AUDITOR-A
      operator-a           Operator A (synthetic)                       operator     OFFICE-EAST  -         STAFF-OPERATOR-A
      policy-a             Policy staff A (synthetic)                   policyStaff  OFFICE-EAST  -         STAFF-POLICY-A
      policy-b             Policy staff B (synthetic)                   policyStaff  OFFICE-WEST  -         STAFF-POLICY-B"
    `);
  });

  test('a start', async () => {
    terminal.files.set('-', await ok('example'));
    expect(await ok('start - --as supervisor-a --idempotency-key golden-2')).toMatchInlineSnapshot(
      `
      "c_r04kn115grbjskc9sb430cdk0n
      The case is open. See what it waits for: casegate why c_r04kn115grbjskc9sb430cdk0n"
    `,
    );
  });

  test('list', async () => {
    await started(1);
    await started(2);
    expect(await ok('list --as supervisor-b')).toMatchInlineSnapshot(`
      "CASE                          STATE                      OFFICE       OPENED             CHANGED
      c_aatpjydadq156zgtc85smm7j60  awaiting its requirements  OFFICE-EAST  2026-11-02 12:00Z  2026-11-02 12:00Z
      c_r04kn115grbjskc9sb430cdk0n  awaiting its requirements  OFFICE-EAST  2026-11-02 12:00Z  2026-11-02 12:00Z"
    `);
    expect(await ok('list --as supervisor-c')).toBe('no cases');
  });

  test('tasks and requests', async () => {
    await started();
    expect(await ok('tasks --as legal-a')).toMatchInlineSnapshot(`
      "TASK                          KIND          STATE  OWNER  DUE                URGENCY   CASE
      t_fs3ec0g7dw5e49zahd9z8a34g8  consultation  ready  -      2026-11-05 12:00Z  ordinary  c_r04kn115grbjskc9sb430cdk0n"
    `);
    expect(await ok('requests --as partner-state')).toMatchInlineSnapshot(`
      "REQUEST                       STATE  FROM               UNTIL              REGION
      r_1js5pjtr0126cgjmazz20sczkc  asked  2026-11-09 06:00Z  2026-11-11 06:00Z  EAST-07"
    `);
  });

  test('show', async () => {
    expect(await ok(`show ${await started()} --as supervisor-a`)).toMatchInlineSnapshot(`
      "case          c_r04kn115grbjskc9sb430cdk0n
      state         awaiting OPLA consultation; checking deconfliction with partner agencies
      entry         1
      office        OFFICE-EAST
      opened        2026-11-02 12:00Z
      policy        announcement-2025-01-31
      window        2026-11-09 06:00Z – 2026-11-11 06:00Z
      region        EAST-07
      place         other
      statuses      uNonimmigrant, primaryApplicant, pending (agencyRecords)
      facts digest  8d62ad2565ae76112ec096c32c9d683867102be0e91b585f1edc6731ad422021

      REQUIREMENT                                   MET  MISSING                                            DUE                WHY
      OPLA consultation                             no   awaiting OPLA consultation: nobody has claimed it  2026-11-05 12:00Z  R1, row 2
      deconfliction: within the agency              no   no answer yet; silence is no answer                2026-11-05 12:00Z  R2
      deconfliction: local law enforcement          no   no answer yet; silence is no answer                2026-11-05 12:00Z  R2
      deconfliction: state law enforcement          no   no answer yet; silence is no answer                2026-11-05 12:00Z  R2
      deconfliction: other federal law enforcement  no   no answer yet; silence is no answer                2026-11-05 12:00Z  R2
      supervisor's review                           no   waits for the other requirements                   -                  R6

      TASK                          KIND
      t_fs3ec0g7dw5e49zahd9z8a34g8  consultation

      REQUEST                       PARTNER
      r_2dv4jnzz0gkdxa3p7tjxw2sech  internal
      r_tp7s4z227fefydbqw8bgaysy1y  local
      r_1js5pjtr0126cgjmazz20sczkc  state
      r_ve8jr1shag9sj9vx2vmra3fpzk  federal"
    `);
  });

  test('why', async () => {
    expect(await ok(`why ${await started()} --as supervisor-a`)).toMatchInlineSnapshot(`
      "case   c_r04kn115grbjskc9sb430cdk0n
      state  awaiting OPLA consultation; checking deconfliction with partner agencies

      REQUIREMENT                                   MET  MISSING                                            DUE                WHY
      OPLA consultation                             no   awaiting OPLA consultation: nobody has claimed it  2026-11-05 12:00Z  R1, row 2
      deconfliction: within the agency              no   no answer yet; silence is no answer                2026-11-05 12:00Z  R2
      deconfliction: local law enforcement          no   no answer yet; silence is no answer                2026-11-05 12:00Z  R2
      deconfliction: state law enforcement          no   no answer yet; silence is no answer                2026-11-05 12:00Z  R2
      deconfliction: other federal law enforcement  no   no answer yet; silence is no answer                2026-11-05 12:00Z  R2
      supervisor's review                           no   waits for the other requirements                   -                  R6

      OPEN                                          WHO         WHO NOT
      OPLA consultation                             legal       Proposing officer A (synthetic), Supervisor A (synthetic)
      deconfliction: within the agency              partner     -
      deconfliction: local law enforcement          partner     -
      deconfliction: state law enforcement          partner     -
      deconfliction: other federal law enforcement  partner     -
      supervisor's review                           supervisor  -

      the policy behind it:
        R1, row 2: "When encountering an alien who is the beneficiary of a victim-based immigration benefit, ICE officers and agents should consult with the Office of the Principal Legal Advisor through their Field Office Directors or Special Agents in Charge prior to conducting a civil enforcement action against such known beneficiaries, or against primary and derivative applicants or petitioners for such benefits, to ensure any such action is consistent with applicable legal limitations;" (the page)
        R2: "ICE officers and agents should coordinate and deconflict internally, and with local, state, and other federal law enforcement, as appropriate, when determining whether to take civil immigration enforcement actions to ensure criminal investigative and other enforcement actions will not be compromised;" (the page)
        R6: "In implementing this guidance, ICE personnel remain bound to adhere to all applicable statutory and policy requirements including the provisions of 8 U.S.C. § 1367 and Department of Homeland Security (DHS) Instruction No. 002-02-001, Rev. 00.1: Implementation of Section 1367 Information Provisions (May 28, 2019)." (the page)
        R6: Protected information is used and disclosed only as the statute allows; each disclosure names its ground. (8 U.S.C. § 1367(a)(2), (b))

      you can now:
        record why asking this partner is not appropriate: internal
        record why asking this partner is not appropriate: local
        record why asking this partner is not appropriate: state
        record why asking this partner is not appropriate: federal
        ask for an expedite request to USCIS
        ask a question up the chain
        claim the work of your role on the case, beside the consultation
        recuse yourself from the case
        forward work to another office
        report an action taken without a live clearance
        make the consultation urgent
        withdraw the case

      you cannot now:
        claim the consultation: it takes the role legal staff (OPLA) (R1, row 20); one person may not both submit the case and advise on it (row 20)
        begin the consultation: it takes the role legal staff (OPLA) (product default); only who has claimed the task may do it (product default); one person may not both submit the case and advise on it (row 20)
        give advice: it takes the role legal staff (OPLA) (R1, row 20); only who has claimed the task may do it (R1, row 20); one person may not both submit the case and advise on it (row 20)
        ask the supervisor for information: it takes the role legal staff (OPLA) (row 11); only who has claimed the task may do it (row 11)
        provide the information that legal staff asked for: only while legal staff waits for information
        resume the consultation: it takes the role legal staff (OPLA) (product default); only who has claimed the task may do it (product default)
        decide that the process requirements are met: only when every other gate is met and every condition acknowledged, on the facts as they are now; missing: OPLA consultation, deconfliction: within the agency, deconfliction: local law enforcement, deconfliction: state law enforcement, deconfliction: other federal law enforcement
        decline: only while the case awaits review or is blocked
        escalate to senior leadership: only while the case is blocked
        return the case to the supervisor: it takes the role senior leadership (row 12)
        refer the case to OPLA again: it takes the role senior leadership (row 12)
        decline for leadership: it takes the role senior leadership (row 12)
        withdraw the advice: it takes the role legal staff (OPLA) (rows 8, 28)
        renew after the time limit: only after the clearance's time limit has passed
        record what was done: only while the process requirements are met
        set your work on the case aside until a time: only who has claimed the task may do it (product default)
        delegate your work on the case: only who has claimed the task may do it (product default)
        assign what the case asks of a role: it takes the role senior leadership (product default: leadership assigns)
        assign the consultation: it takes the role senior leadership (product default: leadership assigns)
        give the consultation back: it takes the role legal staff (OPLA) (product default); only who has claimed the task may do it (product default)
        delegate the consultation to a colleague: it takes the role legal staff (OPLA) (product default); only who has claimed the task may do it (product default)
        suspend the consultation until a time: it takes the role legal staff (OPLA) (product default); only who has claimed the task may do it (product default)
        give the consultation up: it takes the role legal staff (OPLA) (product default); only who has claimed the task may do it (product default)
        set the priority of the consultation: it takes the role legal staff (OPLA) (product default)"
    `);
  });

  test('the timeline of a whole case', async () => {
    const id = await started();
    const task = await taskOf(id);
    await ok(`claim ${task} --as legal-a`);
    terminal.files.set('question.txt', 'Which\r\nrecord?\r\n');
    await ok(`begin ${task} --as legal-a`);
    await ok(`ask ${task} --note-file question.txt --as legal-a`);
    terminal.files.set('-', 'The one of October.');
    await ok(`inform ${task} --note-file - --as supervisor-a`);
    terminal.files.set('advice.json', JSON.stringify({ text: 'See the memo.', conditions: ['Not at a courthouse.'] }));
    await ok(`complete ${task} --advice consistent-with-conditions --file advice.json --as legal-a`);
    await answerAll();
    await ok(`acknowledge ${id} condition-1 --as supervisor-b`);
    await ok(`decide ${id} clear --as supervisor-a`);
    expect(await ok(`list --as supervisor-a`)).toContain('Process requirements met');
    await ok(`record ${id} action-not-taken --as supervisor-a`);
    expect(await ok(`timeline ${id} --as supervisor-a`)).toMatchInlineSnapshot(`
      "ENTRY  AT                    BY                                      WHAT
      1      2026-11-02 12:00:00Z  Supervisor A (synthetic)                the case was started · Synthetic example. · STAFF-PROPOSING-OFFICER-A
      2      2026-11-02 12:00:00Z  Legal staff A (synthetic)               claim the consultation
      3      2026-11-02 12:00:00Z  Legal staff A (synthetic)               begin the consultation
      4      2026-11-02 12:00:00Z  Legal staff A (synthetic)               ask the supervisor for information · Which record?
      5      2026-11-02 12:00:00Z  Supervisor A (synthetic)                provide the information that legal staff asked for · The one of October.
      6      2026-11-02 12:00:00Z  Legal staff A (synthetic)               give advice · consistentWithConditions · See the memo. · facts 8d62ad2565ae76112ec096c32c9d683867102be0e91b585f1edc6731ad422021
      7      2026-11-02 12:00:00Z  Partner liaison (internal) (synthetic)  give the partner's answer (within the agency) · noConflict
      8      2026-11-02 12:00:00Z  Partner liaison (local) (synthetic)     give the partner's answer (local law enforcement) · noConflict
      9      2026-11-02 12:00:00Z  Partner liaison (state) (synthetic)     give the partner's answer (state law enforcement) · noConflict
      10     2026-11-02 12:00:00Z  Partner liaison (federal) (synthetic)   give the partner's answer (other federal law enforcement) · noConflict
      11     2026-11-02 12:00:00Z  Supervisor B (synthetic)                acknowledge a condition of the advice · condition-1
      12     2026-11-02 12:00:00Z  Supervisor A (synthetic)                decide that the process requirements are met
      13     2026-11-02 12:00:00Z  Supervisor A (synthetic)                record what was done · actionNotTaken"
    `);
  });

  test('a refusal: what happened, where, what to do', async () => {
    const task = await taskOf(await started());
    const { code, out, err } = await terminal.type(`claim ${task} --as supervisor-a`);
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatchInlineSnapshot(`
      "This person may not do this
        it takes the role legal staff (OPLA) (R1, row 20)
        one person may not both submit the case and advise on it (row 20)
      Ask a person whom the reasons name; the attempt has been recorded."
    `);
  });

  test('a wrong file: what happened, where, what to do', async () => {
    terminal.files.set('case.json', (await ok('example')).replace('"other"', '"home"'));
    const { code, err } = await terminal.type('start case.json --as supervisor-a');
    expect(code).toBe(2);
    expect(err).toMatchInlineSnapshot(`
      "The request has parts that are wrong
        /facts/placeClass: must be one of: other, domesticViolenceShelter, rapeCrisisCenter, supervisedVisitationCenter, familyJusticeCenter, victimServiceProvider, courthouseProtectedMatter
      Correct each part named in errors and send it again; nothing has been recorded."
    `);
  });
});

describe('verbs one after the other', () => {
  test('claim, release, complete from claimed', async () => {
    const task = await taskOf(await started());
    await ok(`claim ${task} --as legal-a`);
    await ok(`release ${task} --as legal-a`);
    await ok(`claim ${task} --as legal-b`);
    await ok(`complete ${task} --advice not-consistent --as legal-b`);
    const events = terminal.sent
      .filter(({ method, path }) => method === 'POST' && path.startsWith('/tasks'))
      .map(({ body }) => (JSON.parse(body) as { type: string }).type);
    expect(events).toEqual(['task.claimed', 'task.released', 'task.claimed', 'task.started', 'task.completed']);
  });

  test('complete says when and to whom advice was given by telephone: both, or neither', async () => {
    const id = await started();
    const complete = `complete ${await taskOf(id)} --advice consistent --as legal-a`;
    await ok(`claim ${await taskOf(id)} --as legal-a`);
    for (const half of ['--telephone-at 2026-11-02T12:00:00Z', '--telephone-to STAFF-SUPERVISOR-A'])
      expect(await terminal.type(`${complete} ${half}`)).toMatchObject({
        code: 2,
        err: expect.stringContaining('give both, or neither') as string,
      });
    const { code, err } = await terminal.type(
      `${complete} --telephone-at 2026-11-02T12:00:00Z --telephone-to STAFF-NOBODY`,
    );
    expect([code, err]).toEqual([2, expect.stringContaining('/telephone/givenTo')]);
    await ok(`${complete} --telephone-at 2026-11-02T07:00:00-05:00 --telephone-to STAFF-SUPERVISOR-A`);
    expect(JSON.parse(terminal.sent.at(-1)!.body)).toMatchObject({
      telephone: { givenAt: '2026-11-02T07:00:00-05:00', givenTo: 'STAFF-SUPERVISOR-A' },
    });
  });

  test('complete names the colleague who gave it by telephone, and the memo the facts discussed (R1)', async () => {
    const id = await started();
    const complete = `complete ${await taskOf(id)} --advice consistent --as legal-a --telephone-by STAFF-LEGAL-B`;
    await ok(`claim ${await taskOf(id)} --as legal-a`);
    expect((await terminal.type(complete)).code).toBe(2);
    await ok(`${complete} --telephone-at 2026-11-02T07:00:00-05:00 --telephone-to STAFF-SUPERVISOR-A`);
    const { factsDigest } = JSON.parse(await ok(`show ${id} --json --as legal-a`)) as { factsDigest: string };
    expect(await ok(`memo ${id} --as legal-a`)).toContain(
      `facts ${factsDigest} · by telephone at 2026-11-02 12:00:00Z to STAFF-SUPERVISOR-A, given by Legal staff B (synthetic)`,
    );
  });

  test('forward sends several consultations to another office, with a note', async () => {
    const one = await taskOf(await started());
    const { case: another } = JSON.parse(await ok('start case.json --as supervisor-a --json')) as { case: string };
    const other = await taskOf(another);
    terminal.files.set('why.txt', 'nobody here is eligible');
    const forward = `forward ${one} ${other} --note-file why.txt --as legal-a --office`;
    expect((await terminal.type(`${forward} OFFICE-NOWHERE`)).code).toBe(2);
    expect(await ok(`${forward} OFFICE-WEST`)).toBe(`${one} done\n${other} done`);
    expect(JSON.parse(terminal.sent.at(-1)!.body)).toEqual({
      tasks: [one, other],
      event: { type: 'work.referred', office: 'OFFICE-WEST', note: 'nobody here is eligible' },
    });
    await ok(`claim ${one} --as legal-c`);
  });

  test('memo prints the consultation, which is an access on record', async () => {
    const id = await started();
    const memo = await ok(`memo ${id} --as legal-a`);
    expect(memo).toContain(`case          ${id}`);
    expect(memo).toMatch(/1 .* case opened|1 .*Supervisor A/);
    expect(terminal.stack.accesses.filter(({ action }) => action === 'memo.printed')).toMatchObject([
      { caseId: id, purpose: 'print' },
    ]);
    expect((await terminal.type(`memo ${id} --as partner-local`)).code).toBe(4);
  });

  test('work shows what waits for somebody, or that nothing does', async () => {
    const id = await started();
    const task = await taskOf(id);
    expect(await ok('work --as auditor-a')).toBe('nothing waits for you');
    expect(await ok('work --as legal-b')).toMatchInlineSnapshot(`
      "CASE                          WHAT WAITS                                         CLAIMED BY  DUE                TASK
      c_r04kn115grbjskc9sb430cdk0n  awaiting OPLA consultation: nobody has claimed it  -           2026-11-05 12:00Z  t_fs3ec0g7dw5e49zahd9z8a34g8"
    `);
    await ok(`claim ${task} --as legal-b`);
    expect(await ok('work --as legal-b')).toMatchInlineSnapshot(`
      "TASK                          STATE     OWNER                      DUE                URGENCY
      t_fs3ec0g7dw5e49zahd9z8a34g8  reserved  Legal staff B (synthetic)  2026-11-05 12:00Z  ordinary"
    `);
    terminal.stack.held.count = 3;
    expect(await ok('work --as operator-a')).toBe('held after a fault: 3');
  });

  test('what has changed since it was seen is not acted on', async () => {
    const task = await taskOf(await started());
    terminal.files.set('note', 'synthetic');
    await ok(`rank ${task} --priority 1 --note-file note --as legal-b`);
    const { code, err } = await terminal.type(`claim ${task} --if-match 1 --as legal-a`);
    expect([code, err]).toEqual([3, expect.stringContaining('changed')]);
    await ok(`claim ${task} --if-match 2 --as legal-a`);
  });

  describe('complete, which begins first, of what somebody has seen', () => {
    const AWAITED = { is: 'awaitingRecord' } as const;
    let task: string;
    let complete: string;
    beforeEach(async () => {
      const id = await started();
      task = await taskOf(id);
      await ok(`claim ${task} --as legal-a`);
      terminal.files.set('note', 'synthetic');
      complete = `complete ${task} --advice consistent --if-match 2 --as legal-a`;
      terminal.sent.length = 0;
    });

    const comes = async (): Promise<void> => {
      const note = { type: 'task.ranked', priority: 1, note: 'synthetic' };
      expect((await terminal.stack.send('POST', `/tasks/${task}/events`, 'legal-b', note)).status).toBe(200);
    };
    /** When the service has answered the n-th command, something else comes into the case. */
    const comesAfter = (commands: number): void => {
      const { forced, ports } = terminal.stack;
      const submit = ports.cases.submit;
      let taken = 0;
      Object.assign(ports.cases, {
        submit: async (...asked: Parameters<typeof submit>) => {
          const answer = await submit(...asked);
          taken += 1;
          if (taken === commands) {
            const later = forced.splice(0);
            await comes();
            forced.push(...later);
          }
          return answer;
        },
      });
    };
    const acts = () =>
      terminal.sent
        .filter(({ method }) => method === 'POST')
        .map(({ body, headers }) => [(JSON.parse(body) as { type: string }).type, headers.get('if-match')]);
    const standsAs = async (): Promise<string> =>
      (JSON.parse(await ok(`task ${task} --as legal-a --json`)) as { state: string }).state;

    test('its record awaited, is done as soon as that shows that nothing else came in between', async () => {
      terminal.stack.forced.push(AWAITED, AWAITED);
      await ok(complete);
      expect(acts()).toEqual([
        ['task.started', '"2"'],
        ['task.started', null],
        ['task.started', null],
        ['task.completed', '"3"'],
      ]);
      const keys = terminal.sent
        .filter(({ method }) => method === 'POST')
        .map(({ headers }) => headers.get('idempotency-key'));
      expect(new Set(keys.slice(0, 3)).size).toBe(1);
    });

    /** Takes what is sent on a condition without it. */
    const olderWorker = (): void => {
      const { cases } = terminal.stack.ports;
      const { submit } = cases;
      Object.assign(cases, { submit: ({ after: _after, ...sent }: Parameters<typeof submit>[0]) => submit(sent) });
    };

    test('by a worker of before, its record awaited while something else comes in, is begun, and gives no advice', async () => {
      terminal.stack.forced.push(AWAITED);
      olderWorker();
      comesAfter(1);
      const { code, out, err } = await terminal.type(complete);
      expect([code, out]).toEqual([3, '']);
      expect(err).toMatchInlineSnapshot(`
        "The case is no longer as you saw it
          the consultation was begun as entry 4, which does not follow entry 2 that you saw
        The consultation is begun, and no advice was given. Read the task again, then decide: complete it with the entry that it shows as --if-match."
      `);
      expect(acts().map(([type]) => type)).toEqual(['task.started', 'task.started']);
      expect(await standsAs()).toBe('inProgress');
    });

    test('its record never heard of, gives no advice', async () => {
      terminal.stack.forced.push(...Array.from({ length: 20 }, () => AWAITED));
      const { code, out, err } = await terminal.type(complete);
      terminal.stack.forced.length = 0;
      expect([code, out]).toEqual([5, '']);
      expect(err).toMatchInlineSnapshot(`
        "The consultation is begun, which still awaits its record: what came before it is not known
        No advice was given. Read the task again once it is in progress, then complete it with the entry that it shows as --if-match."
      `);
      expect(acts().map(([type]) => type)).not.toContain('task.completed');
    });

    /** Between what the service reads for the beginning and what the case takes. */
    const comesInBetween = (): void => {
      const { caseOf } = terminal.stack.ports.ledger;
      let reads = 0;
      Object.assign(terminal.stack.ports.ledger, {
        caseOf: async (caseId: string) => {
          const read = await caseOf(caseId);
          reads += 1;
          // First for the task that the command looks at, then for its beginning.
          if (reads === 2) await comes();
          return read;
        },
      });
    };

    test('where something comes in between what the service read and what the case took, is not begun', async () => {
      comesInBetween();
      expect(await terminal.type(complete)).toMatchObject({ code: 3 });
      expect(acts().map(([type]) => type)).toEqual(['task.started']);
      expect(await standsAs()).toBe('reserved');
    });

    test('where something comes in between and a worker of before takes it, gives no advice', async () => {
      comesInBetween();
      olderWorker();
      expect(await terminal.type(complete)).toMatchObject({
        code: 3,
        err: expect.stringContaining('begun as entry 4, which does not follow entry 2') as string,
      });
      expect(acts().map(([type]) => type)).toEqual(['task.started']);
      expect(await standsAs()).toBe('inProgress');
    });

    describe('sent again under its key, when the first try began it and could not give the advice', () => {
      const secondIsUnavailable = (): void => {
        const { cases } = terminal.stack.ports;
        const { submit } = cases;
        let tries = 0;
        Object.assign(cases, {
          submit: async (...asked: Parameters<typeof submit>) => {
            tries += 1;
            return tries === 2 ? { is: 'unavailable' } : submit(...asked);
          },
        });
      };
      const begunAlone = async (): Promise<string> => {
        secondIsUnavailable();
        const keyed = `${complete} --idempotency-key one`;
        expect(await terminal.type(keyed)).toMatchObject({ code: 5 });
        expect(await standsAs()).toBe('inProgress');
        terminal.sent.length = 0;
        return keyed;
      };

      test('is done, and only once', async () => {
        const keyed = await begunAlone();
        const done = await ok(keyed);
        expect(acts()).toEqual([
          ['task.started', '"2"'],
          ['task.completed', '"3"'],
        ]);
        expect(await standsAs()).toBe('completed');
        expect(await ok(keyed)).toBe(done);
      });

      test('gives no advice where something else came in', async () => {
        const keyed = await begunAlone();
        await comes();
        expect(await terminal.type(keyed)).toMatchObject({ code: 3 });
        expect(await standsAs()).toBe('inProgress');
      });
    });

    test('begun by another command, is done as it was seen then, and as it was seen before not at all', async () => {
      await ok(`begin ${task} --as legal-a`);
      terminal.sent.length = 0;
      const attempts = terminal.stack.attempts.length;
      const keyed = `${complete} --idempotency-key one`;
      expect(await terminal.type(keyed)).toMatchObject({
        code: 3,
        err: expect.stringContaining('The case is no longer as you saw it') as string,
      });
      await ok(keyed.replace('--if-match 2', '--if-match 3'));
      expect(acts()).toEqual([
        ['task.started', '"2"'],
        ['task.completed', '"3"'],
      ]);
      expect(terminal.stack.attempts.length).toBe(attempts);
    });

    test('of which nobody said how it was seen, is done although its record is awaited', async () => {
      terminal.stack.forced.push(AWAITED);
      const { code } = await terminal.type(complete.replace(' --if-match 2', ''));
      // The record of the beginning is nowhere in this memory: the case refuses what comes before it.
      expect([code, acts()]).toEqual([
        3,
        [
          ['task.started', null],
          ['task.completed', null],
        ],
      ]);
    });
  });

  test('task shows how it stands, and what this person can do with it and what not', async () => {
    const task = await taskOf(await started());
    await ok(`claim ${task} --as legal-a`);
    expect(await ok(`task ${task} --as legal-a`)).toMatchInlineSnapshot(`
      "task          t_fs3ec0g7dw5e49zahd9z8a34g8
      case          c_r04kn115grbjskc9sb430cdk0n
      kind          consultation
      state         reserved
      entry         2
      owner         Legal staff A (synthetic)
      due           2026-11-05 12:00Z
      may take it   legal of OFFICE-EAST
      may not       Proposing officer A (synthetic), Supervisor A (synthetic)
      assigned by   leadership
      facts digest  8d62ad2565ae76112ec096c32c9d683867102be0e91b585f1edc6731ad422021

      you can now:
        begin the consultation
        give the consultation back
        delegate the consultation to a colleague
        give the consultation up
        make the consultation urgent
        set the priority of the consultation
        forward the consultation to another office

      you cannot now:
        claim the consultation: only while nobody has claimed it
        give advice: only while it is begun, on the facts as they are now, with conditions where the advice has them
        ask the supervisor for information: only while it is begun
        provide the information that legal staff asked for: it takes the role supervisor (FOD or SAC) (row 11)
        resume the consultation: only while it is suspended
        assign the consultation: it takes the role senior leadership (product default: leadership assigns)
        suspend the consultation until a time: only while it is in progress, and until a time before its escalation"
    `);
    expect(await ok(`task ${task} --as legal-b`)).toContain('you cannot now:');
    expect((await terminal.type(`task ${task} --as partner-local`)).code).toBe(4);
  });

  test('request shows a partner what is asked and what was answered, and no case', async () => {
    const id = await started(1);
    const { requests } = JSON.parse(await ok('requests --as partner-local --json')) as {
      requests: { request: string }[];
    };
    const { request } = requests[0]!;
    expect(await ok(`request ${request} --as partner-local`)).toMatch(/your answer +none yet/);
    await ok(`answer ${request} --answer cannot-tell --as partner-local`);
    const shown = await ok(`request ${request} --as partner-local`);
    expect(shown).toMatchInlineSnapshot(`
      "request      r_jrxsfa9z0b7yn18f0e82ppvdj7
      state        answered
      window       2026-11-09 06:00Z – 2026-11-11 06:00Z
      region       EAST-07
      your answer  cannotTell
      tag          1c5e75254033f57682ee78a0d2e224cd1ab8226e39f9bf0d339b67b1d38ae790"
    `);
    expect(shown).not.toContain(id);
    expect((await terminal.type(`request ${request} --as partner-state`)).code).toBe(4);
  });

  test('comment names documents by reference and digest, several where there are several', async () => {
    const id = await started();
    terminal.files.set('note', 'see the records');
    const comment = `comment ${id} --note-file note --as supervisor-a`;
    const digests = ['a'.repeat(64), 'b'.repeat(64)];
    await ok(`${comment} --document RECORDS/7=${digests[0]} --document RECORDS/8=${digests[1]}`);
    const { entries } = JSON.parse(await ok(`timeline ${id} --as legal-a --json`)) as {
      entries: { details: object }[];
    };
    expect(entries.at(-1)!.details).toMatchObject({
      documents: [
        { reference: 'RECORDS/7', digest: digests[0] },
        { reference: 'RECORDS/8', digest: digests[1] },
      ],
    });
    await ok(comment);
    expect(await terminal.type(`${comment} --document RECORDS/7`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('REFERENCE=SHA256') as string,
    });
    expect(await terminal.type(`${comment} --document RECORDS/7=abc`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('/documents/0/digest') as string,
    });
  });

  test('escalate, lead, decline', async () => {
    const id = await started();
    const task = await taskOf(id);
    await ok(`claim ${task} --as legal-a`);
    await ok(`complete ${task} --advice not-consistent --as legal-a`);
    terminal.files.set('note', 'reason');
    await ok(`escalate ${id} --note-file note --as supervisor-a`);
    await ok(`lead ${id} return --note-file note --as leadership-a`);
    await ok(`decide ${id} decline --note-file note --as supervisor-a`);
    expect(await ok(`list --as supervisor-a`)).toContain('declined');
  });

  test('excuse, resolve, amend, withdraw', async () => {
    const id = await started(1);
    terminal.files.set('note', 'reason');
    await ok(`excuse ${id} --class internal --note-file note --as supervisor-a`);
    const { requests } = JSON.parse(await ok('requests --as partner-local --json')) as {
      requests: { request: string }[];
    };
    await ok(`answer ${requests[0]!.request} --answer conflict --as partner-local`);
    expect(await ok(`list --as supervisor-b`)).toContain('awaiting its requirements');
    await ok(`resolve ${id} --class local --note-file note --as supervisor-b`);
    const { personKey: _personKey, ...facts } = (
      JSON.parse(await ok('example --row 1')) as { facts: { personKey: string } }
    ).facts;
    terminal.files.set('facts.json', JSON.stringify({ facts: { ...facts, regionCode: 'EAST-08' }, note: 'corrected' }));
    await ok(`amend ${id} facts.json --as supervisor-a`);
    await ok(`withdraw ${id} --as supervisor-a`);
    expect((await terminal.type(`withdraw ${id} --as supervisor-a`)).err).toContain('The case has ended');
  });

  test('withdraw-advice opens the consultation again', async () => {
    const id = await started();
    const task = await taskOf(id);
    await ok(`claim ${task} --as legal-a`);
    await ok(`complete ${task} --advice consistent --as legal-a`);
    terminal.files.set('note', 'reason');
    await ok(`withdraw-advice ${id} --note-file note --as legal-a`);
    expect(await ok(`show ${id} --as legal-a`)).toContain('awaiting OPLA consultation');
    const then = await ok(`show ${id} --entry 4 --as legal-a`);
    expect(then).toMatch(/^as it stood after entry 4 of \d+: /);
    expect(then).not.toContain('awaiting OPLA consultation');
  });

  test('a decision on other facts than the person saw is refused', async () => {
    const id = await started(1);
    await answerAll();
    const { code, err } = await terminal.type(`decide ${id} clear --facts-digest ${'a'.repeat(64)} --as supervisor-a`);
    expect([code, err]).toEqual([3, expect.stringContaining('The facts have changed since they were read')]);
  });

  test('CASEGATE_AS and CASEGATE_URL stand for --as and --url, which go first', async () => {
    terminal = createTerminal({ CASEGATE_AS: 'legal-a', CASEGATE_URL: 'http://localhost:9/' });
    await ok('tasks');
    await ok('tasks --as legal-b');
    expect(terminal.sent.map(({ headers }) => headers.get('casegate-as'))).toEqual(['legal-a', 'legal-b']);
  });
});

describe('how it ends', () => {
  const MISSING = `c_${'0'.repeat(26)}`;
  const rows: readonly (readonly [line: string, code: number, err: string])[] = [
    ['--help', 0, ''],
    ['', 2, ''],
    ['fly', 2, "unknown command 'fly'"],
    ['list', 2, 'nobody is named who acts'],
    ['list --as nobody', 2, 'Nobody is signed in'],
    ['list --as operator-a', 3, 'it takes the role'],
    ['list --as supervisor-a --url ftp://localhost', 2, 'not an http address'],
    ['list --as supervisor-a --url nowhere', 2, 'not an http address'],
    [`show ${MISSING} --as supervisor-a`, 4, 'There is nothing here for this person'],
    ['show ../people --as supervisor-a', 4, ''],
    [`decide ${MISSING} maybe --as supervisor-a`, 2, 'Allowed choices are clear, decline'],
    [`complete t_1 --as legal-a`, 2, "required option '--advice <advice>' not specified"],
    ['start missing.json --as supervisor-a', 2, 'the file cannot be read (ENOENT)'],
    ['start binary --as supervisor-a', 2, 'the file is not UTF-8'],
    ['start huge --as supervisor-a', 2, 'the file is too large'],
    ['start large --as supervisor-a', 2, 'The body is too large'],
    ['start half --as supervisor-a', 2, 'line 1, column'],
    [`amend ${MISSING} half --as supervisor-a`, 2, 'line 1, column'],
    [`amend ${MISSING} twice --as supervisor-a`, 2, 'a name stands twice'],
    [`amend ${MISSING} list --as supervisor-a`, 2, 'no JSON object'],
    [`escalate ${MISSING} --as supervisor-a`, 4, 'There is nothing here for this person'],
  ];

  test.each(rows)('casegate %s → %i', async (line, code, err) => {
    terminal.files.set('binary', Uint8Array.of(0xff));
    terminal.files.set('huge', 'x'.repeat(1024 * 1024 + 1));
    terminal.files.set('large', JSON.stringify('x'.repeat(66_000)));
    terminal.files.set('half', '{"note": "CANARY');
    terminal.files.set('twice', '{"note": "CANARY", "note": "CANARY"}');
    terminal.files.set('list', '["CANARY"]');
    const ended = await terminal.type(line);
    expect(ended).toMatchObject({ code, err: expect.stringContaining(err) as string });
    expect(ended.err).not.toContain('CANARY');
  });

  test('casegate escalate, of a case that is there, without its reason → 2', async () => {
    const { code, err } = await terminal.type(`escalate ${await started()} --as supervisor-a`);
    expect([code, err]).toEqual([2, expect.stringContaining('/note: must be a text')]);
  });

  const answering = async (answer: () => Promise<Response>): Promise<Ended> => {
    const { run } = await import('../../cli/run.ts');
    const err: string[] = [];
    const unused = async (): Promise<never> => Promise.reject(new Error('unused'));
    const io = {
      stdout: () => undefined,
      stderr: (text: string) => void err.push(text),
      env: {},
      fetch: answer,
      readFile: unused,
      readStdin: unused,
      isWatched: false,
      every: () => () => {},
      now: () => 0,
    };
    return { code: await run(['people'], io), out: '', err: err.join('\n') };
  };

  test('nobody answers', async () => {
    expect(await answering(() => Promise.reject(new TypeError('fetch failed')))).toMatchObject({
      code: 5,
      err: expect.stringContaining('nothing answers at http://127.0.0.1:8080') as string,
    });
  });

  test('something else answers', async () => {
    expect(
      (await answering(async () => new Response('<html>', { headers: { 'content-type': 'text/html' } }))).code,
    ).toBe(5);
  });

  test('a command that may have taken effect says how to repeat it', async () => {
    const id = await started(1);
    terminal.stack.forced.push({ is: 'unavailable' });
    const { code, err } = await terminal.type(`withdraw ${id} --as supervisor-a`);
    expect(code).toBe(5);
    const key = /--idempotency-key (\S+)$/.exec(err)![1];
    expect(terminal.sent.at(-1)!.headers.get('idempotency-key')).toBe(key);
    await ok(`withdraw ${id} --as supervisor-a --idempotency-key ${key}`);
  });

  test('--json prints a problem as it came', async () => {
    const { err } = await terminal.type(`show ${MISSING} --as supervisor-a --json`);
    expect(JSON.parse(err)).toMatchObject({ type: '/problems/not-found', status: 404 });
  });
});

test('no note, advice or fact can be given as an argument', async () => {
  for (const verb of [
    'start',
    'decide',
    'complete',
    'escalate',
    'resolve',
    'excuse',
    'ask',
    'inform',
    'amend',
    'withdraw',
  ]) {
    const help = await ok(`${verb} --help`);
    expect(help, verb).not.toMatch(/--(note|text|person|status|conditions?|benefit)[ ,<]/);
  }
});

test('watch prints what has happened and what happens, and returns when the case has ended', async () => {
  const id = await started(1);
  const watching = ok(`watch ${id} --as supervisor-a`);
  await ok(`withdraw ${id} --as supervisor-b`);
  expect((await watching).split('\n').map((line) => line.replace(/\S+ \S+Z/, 'AT'))).toEqual([
    '1  AT  Supervisor A (synthetic)  the case was started · Synthetic example. · STAFF-PROPOSING-OFFICER-A',
    '2  AT  Supervisor B (synthetic)  withdraw the case',
  ]);
  const lines = (await ok(`watch ${id} --as supervisor-a --json`)).split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { entry: number }).entry)).toEqual([1, 2]);
});

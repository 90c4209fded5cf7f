import { decidingDigestOf, readDecidingFiles } from '../ledger/deciding-code.ts';
import { caseProgram } from '../machines/case-program.ts';
import { executorOf, type Executor } from './re-execution.ts';

/** Re-executes entries of this installation's own code; those of any other are proved only. */
export async function executors(): Promise<(machinesDigest: string) => Promise<Executor | null>> {
  const own = decidingDigestOf(await readDecidingFiles());
  const executor = executorOf(caseProgram);
  return async (machinesDigest) => (machinesDigest === own ? executor : null);
}

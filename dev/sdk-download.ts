/**
 * Run as a process of its own by `temporal-binary.ts`: makes the SDK download one of its servers into a folder. The SDK
 * offers the download only together with a start, and its native part can't be interrupted, so a process is what a time
 * limit can end.
 *
 * Arguments: `dev-server` or `time-skipping`, version, folder. Exit code 0 where the executable is in the folder.
 */
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [type, version, downloadDir] = process.argv.slice(2);
if ((type !== 'dev-server' && type !== 'time-skipping') || !version || !downloadDir)
  throw new TypeError('expected: dev-server|time-skipping VERSION FOLDER');

const executable = { type: 'cached-download', downloadDir, version } as const;
try {
  const environment =
    type === 'dev-server'
      ? await TestWorkflowEnvironment.createLocal({ server: { executable } })
      : await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  await environment.teardown();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

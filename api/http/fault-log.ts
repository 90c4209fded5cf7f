/** Frames deep enough to find the place. */
const FRAMES_MAX = 12;

/** A fault's kind and place, on standard error. Not its message: messages of libraries quote what they failed on, which may be protected. */
export function logFault(fault: unknown): void {
  const { name, code, frames } = describe(fault);
  console.error(JSON.stringify({ fault: name, ...(code === undefined ? {} : { code }), frames }));
}

function describe(fault: unknown): {
  readonly name: string;
  readonly code?: string;
  readonly frames: readonly string[];
} {
  if (!(fault instanceof Error)) return { name: typeof fault, frames: [] };
  const frames = (fault.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  const code = 'code' in fault && typeof fault.code === 'string' ? { code: fault.code } : {};
  return { name: fault.name, ...code, frames: frames.slice(0, FRAMES_MAX).map((line) => line.trim()) };
}

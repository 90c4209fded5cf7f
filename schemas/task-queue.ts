/** One task queue for everything: its name is not encrypted, and one per kind of work would tell kinds apart. */
export const TASK_QUEUE = 'gate';

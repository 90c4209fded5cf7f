// Plain JavaScript of old: it must run, and say what is wrong, on any Node that somebody may have.
const NODE_MAJOR_MIN = 24;

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
  console.error(
    [
      'casegate needs Node ' + NODE_MAJOR_MIN + ' or later; this is ' + process.version + '.',
      'Its own Node comes with `npm ci` (the package `node`), but its install script has not run: perhaps scripts are ignored.',
      'Any one of these helps:',
      '  - npm rebuild node --ignore-scripts=false',
      '  - npm ci --ignore-scripts=false',
      '  - install Node ' + NODE_MAJOR_MIN + ' and start again',
    ].join('\n'),
  );
  process.exitCode = 1;
} else {
  await import('./start.ts');
}

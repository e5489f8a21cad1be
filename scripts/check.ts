// `npm run check`: the one word before every commit. Runs every check even if one fails, and says which did.
import { execa } from 'execa';
import pc from 'picocolors';

interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** One thing to do when it fails. */
  readonly mend: string;
}

const checks: readonly Check[] = [
  {
    name: 'format and lint',
    command: ['biome', 'check', '--error-on-warnings', '.'],
    mend: 'npm run fix',
  },
  {
    name: 'types of the site',
    command: ['astro', 'check', '--minimumFailingSeverity', 'warning'],
    mend: 'fix the types above',
  },
  // After the site's: that one writes the types of its content, which are not in git.
  { name: 'types', command: ['tsc', '--noEmit'], mend: 'fix the types above' },
  {
    name: 'room boundaries',
    command: [
      'depcruise',
      '--config',
      '.dependency-cruiser.mjs',
      '--output-type',
      'err-long',
      'runner',
      'cluster',
      'ops',
      'src',
      'scripts',
      'test',
    ],
    mend: 'each rule above says how to mend a break',
  },
  { name: 'dead code', command: ['knip'], mend: 'delete it, or use it' },
  {
    name: 'runbooks',
    command: ['node', 'runner/cli/main.ts', 'check', '--strict', 'content', 'content/_fixtures'],
    mend: 'each message above names its line',
  },
  { name: 'tests', command: ['node', 'scripts/test.ts'], mend: 'npm test -- FILE runs one file' },
];

/** `npm run check -- --no-tests` leaves the slow one out. */
const wanted = process.argv.includes('--no-tests')
  ? checks.filter((check) => check.name !== 'tests')
  : checks;

const failed: Check[] = [];
for (const check of wanted) {
  const [file, ...args] = check.command;
  const begin = performance.now();
  const result = await execa({
    reject: false,
    all: true,
    // A tool that asks a question gets no answer, rather than waiting for one.
    stdin: 'ignore',
    env: { FORCE_COLOR: pc.isColorSupported ? '1' : '0' },
  })(file, args);
  const time = `${((performance.now() - begin) / 1000).toFixed(1)} s`;
  if (result.exitCode === 0) {
    console.log(`${pc.green('ok  ')} ${check.name} ${pc.dim(time)}`);
    continue;
  }
  failed.push(check);
  console.log(`${pc.red('FAIL')} ${check.name} ${pc.dim(time)}\n${result.all}\n`);
}
for (const check of failed) console.log(`${pc.red(check.name)}: ${check.mend}`);
process.exitCode = failed.length > 0 ? 1 : 0;

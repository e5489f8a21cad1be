// Who may import whom. The picture and the reasons stand in ARCHITECTURE.md; this file is what holds them.
// Every comment says what a violation means and how to mend it.

const room = (name) => `^${name}/`;
/** A room's inside, its door left out. */
const behind = (name, door) => ({ path: room(name), pathNot: `^${door}$` });

const phases = [
  'parse',
  'check',
  'plan',
  'execute',
  'judge',
  'report',
  'guide',
  'mask',
  'update',
  'vacuity',
];
const parts = ['swim', 'placement', 'replication', 'wal', 'store', 'gossip', 'backup', 'security'];

export default {
  forbidden: [
    {
      name: 'runner-knows-no-room',
      comment:
        'The runner must work for any product, so it imports no other room. Put what it needs to know into the Markdown (a fixture step), or hand it in through its CLI or config.',
      severity: 'error',
      from: { path: room('runner') },
      to: { path: '^(cluster|ops|src|scripts|test|content|deployments)/' },
    },
    {
      name: 'cluster-knows-no-room',
      comment:
        'A node must not depend on who operates or tests it. Move shared shapes into cluster/api/contract.ts, or copy a ten-line function.',
      severity: 'error',
      from: { path: room('cluster') },
      to: { path: '^(runner|ops|src|scripts|test|content|deployments)/' },
    },
    {
      name: 'ops-uses-the-contract-only',
      comment:
        'engram-ops reaches the cluster over HTTP and process signals. Import cluster/api/contract.ts and nothing behind it; spawn cluster/main.ts instead of calling it.',
      severity: 'error',
      from: { path: room('ops') },
      to: { path: '^(runner|src|scripts|test)/' },
    },
    {
      name: 'cluster-has-one-door',
      comment:
        'Outside cluster/, only cluster/api/contract.ts may be imported. Export the shape from there, or ask the node over HTTP.',
      severity: 'error',
      from: { pathNot: '^(cluster|test)/' },
      to: behind('cluster', 'cluster/api/contract\\.ts'),
    },
    {
      name: 'runner-has-one-door',
      comment:
        'Outside runner/, only runner/index.ts may be imported. Export from the door, or use the CLI.',
      severity: 'error',
      from: { pathNot: '^(runner|test)/|^runbook\\.config\\.ts$' },
      to: behind('runner', 'runner/index\\.ts'),
    },
    {
      name: 'site-uses-the-runner-door-only',
      comment: 'src/ publishes what the runner says. It knows nothing of the cluster or of ops.',
      severity: 'error',
      from: { path: room('src') },
      to: { path: '^(cluster|ops|scripts|test)/' },
    },
    {
      name: 'nobody-imports-scripts-or-tests',
      comment:
        'scripts/ write files and test/ checks; neither is a library. Move the function into the room that owns it.',
      severity: 'error',
      from: { pathNot: '^(scripts|test)/' },
      to: { path: '^(scripts|test)/' },
    },
    ...phases.map((phase) => ({
      name: `runner-phase-${phase}-stands-alone`,
      comment: `runner/${phase}/ imports model/ and itself only. Pass the other phase's result in as data, and let run.ts or the CLI wire the two.`,
      severity: 'error',
      from: { path: `^runner/${phase}/` },
      to: { path: '^runner/', pathNot: `^runner/(model|${phase})/` },
    })),
    {
      name: 'runner-model-imports-nothing',
      comment:
        'runner/model/ holds types and total functions. Move what needs a library into the phase that uses it.',
      severity: 'error',
      from: { path: '^runner/model/' },
      to: { pathNot: '^runner/model/' },
    },
    ...parts.map((part) => ({
      name: `cluster-part-${part}-stands-alone`,
      comment: `cluster/${part}/ talks to the others through cluster/node.ts. Import model/, or an interface from io/ or net/, and let the node connect the parts.`,
      severity: 'error',
      from: { path: `^cluster/${part}/` },
      to: { path: '^cluster/', pathNot: `^cluster/(model|io|net|${part})/` },
    })),
    {
      name: 'cluster-cores-do-no-io',
      comment:
        'Sockets, files and processes stay at the edges of cluster/ so that cores run on a fake clock and a seeded random. Ask for an interface from io/ or net/ instead.',
      severity: 'error',
      from: { path: `^cluster/(model|${parts.join('|')})/` },
      to: {
        path: '^(node:)?(fs|fs/promises|dgram|net|http|https|timers|timers/promises|child_process)$',
      },
    },
    {
      name: 'object-storage-loads-late',
      comment:
        'The SDK of object storages is large, and a node does not need it. Import cluster/io/bucket-*.ts with import() where a bucket was asked for, as cluster/cli/backup/place.ts does.',
      severity: 'error',
      from: { path: room('cluster'), pathNot: '^cluster/io/bucket-' },
      to: { path: '^cluster/io/bucket-|^node_modules/@aws-sdk/', dynamic: false },
    },
    {
      name: 'no-cycles',
      comment:
        'A cycle hides who depends on whom. Move the shared piece below both, or pass it in.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { pathNot: 'node_modules' } },
    },
    {
      name: 'no-dev-dependency-in-product',
      comment:
        'Product code may not need a devDependency. Move the package to dependencies, or the code to scripts/ or test/.',
      severity: 'error',
      from: { path: '^(runner|cluster|ops|src)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unresolvable',
      comment:
        'The import leads nowhere. Fix the path, with its .ts ending, or install the package.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(astro|virtual):' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.astro|test/runner/samples)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};

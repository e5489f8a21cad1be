// A runner that a test kills: runs the given steps in a page of its own, on a fixture if a prefix is given.
import { runRunbooks } from '../../runner/run.ts';
import { currentEnvironment } from './current-environment.ts';
import { sketchPlan } from './plan-literals.ts';

const plan = sketchPlan({
  setup: ['true'],
  steps: process.argv.slice(2),
  fixtureTeardown: ['true'],
});
const options = {
  env: currentEnvironment(),
  signal: new AbortController().signal,
  environment: {},
};
for await (const event of runRunbooks([plan], options)) {
  if (event.kind === 'run-finished') process.exitCode = event.report.outcome === 'pass' ? 0 : 1;
}

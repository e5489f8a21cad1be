// `health`: the cluster health check. Exit code 0 and a last line `All checks passed`, or 1.
import { askReport } from '../health/ask.ts';
import { checkCluster } from '../health/checks.ts';
import { green, print, printJson, red } from '../output.ts';
import { type Addressed, withTargets } from '../targets.ts';

export async function health(options: Addressed): Promise<number> {
  return await withTargets(options, async (targets) => {
    const checks = checkCluster(
      await Promise.all(targets.map(({ node, url }) => askReport(node, url))),
    );
    const failed = checks.filter(({ ok }) => !ok).length;
    if (options.json) printJson({ passed: failed === 0, checks });
    else {
      const width = Math.max(...checks.map(({ name }) => name.length));
      for (const { name, ok, detail } of checks) {
        print(`${ok ? green('ok  ') : red('FAIL')}  ${name.padEnd(width)}  ${detail}`);
      }
      print(failed === 0 ? 'All checks passed' : `${failed} of ${checks.length} checks failed`);
    }
    return failed === 0 ? 0 : 1;
  });
}

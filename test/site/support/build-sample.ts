// Builds the sample site for the browser tests: the sample pages with the verdicts of the sample report.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleReport } from './sample-report.ts';
import { astro, layOutSite } from './scratch-site.ts';

const root = layOutSite('site-sample');
writeFileSync(join(root, 'sample-report.json'), JSON.stringify(sampleReport(root)));
const built = await astro(root, ['build', '--force'], { RUNBOOK_REPORT: 'sample-report.json' });
if (built.exitCode !== 0) process.stderr.write(`${String(built.all)}\n`);
process.exitCode = built.exitCode ?? 1;

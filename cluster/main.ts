#!/usr/bin/env node
/** Where a node's process begins: compiled code is kept between starts, which makes the next one several times faster. */
import { enableCompileCache, flushCompileCache } from 'node:module';

enableCompileCache();
void import('./cli.ts').then(({ runCli }) =>
  runCli(process.argv.slice(2), { onReady: flushCompileCache }),
);

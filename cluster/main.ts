#!/usr/bin/env node
/** Where a node's process begins: compiled code is kept between starts, which makes the next one several times faster. */
import { enableCompileCache, flushCompileCache } from 'node:module';

enableCompileCache();
const { runCli } = await import('./cli.ts');
await runCli(process.argv.slice(2), { onReady: flushCompileCache });

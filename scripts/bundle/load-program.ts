// The start of a bundled program: runs its source with what V8 compiled from it when it was bundled. Compiling is half of a
// start, and Node's own compile cache keeps only the little that is compiled before anything has run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';

/** Put in when the program is bundled: its name, and the file beside this one. */
declare const PROGRAM_NAME: string;
declare const PROGRAM_CODE: string;

const file = readFileSync(join(__dirname, PROGRAM_CODE));
const codeEnd = 4 + file.readUInt32LE(0);
const script = new Script(file.toString('latin1', codeEnd), {
  filename: join(__dirname, `${PROGRAM_NAME}.js`),
  // Taken by the V8 that wrote it, with the same flags; any other compiles anew.
  cachedData: file.subarray(4, codeEnd),
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
// Sources know files of the checkout by their own place; those of `ops/` do, from that folder.
const programUrl = pathToFileURL(join(__dirname, '../../../ops/bundled.js')).href;
const run = script.runInThisContext() as (...of: readonly unknown[]) => void;
run(exports, require, module, __filename, __dirname, programUrl);

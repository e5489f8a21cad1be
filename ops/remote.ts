// A host as an operator reaches it: one login over ssh for each piece of work.
import { Failure } from './failure.ts';
import { type Ran, runProgram } from './run-program.ts';

/** Where a node's configuration is, as a shell on its host finds it. */
const config = `"\${ENGRAM_CONFIG:-/etc/engram/engram.toml}"`;
/** Stopping and starting a service may take so long, milliseconds. */
const hostMs = 5 * 60_000;

export type Remote = {
  /** Runs a POSIX script and gives what came of it, whatever that is. */
  tries(script: string, input?: string): Promise<Ran>;
  /** Runs a POSIX script; a failure that says what `node` did not do unless it ends with 0. Gives stdout. */
  does(script: string, otherwise: string, input?: string): Promise<string>;
  readConfig(): Promise<string>;
  /** As a whole or not at all; the file keeps its owner and mode where it exists. */
  writeConfig(text: string): Promise<void>;
};

export function remoteOn(node: string, environment: NodeJS.ProcessEnv): Remote {
  const login = ['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', node];
  const tries: Remote['tries'] = (script, input) =>
    runProgram([...login, script], environment, hostMs, input);
  const does: Remote['does'] = async (script, otherwise, input) => {
    const { code, out, err } = await tries(script, input);
    if (code === 0) return out;
    throw new Failure('check-failed', `${node} ${otherwise}`, {
      details: `${out}${err}`.split('\n').filter((line) => line.trim() !== ''),
      hint: `see \`ssh ${node} systemctl status engram\`; mend it, and run the same command again: it goes on from here`,
    });
  };
  return {
    tries,
    does,
    readConfig: () => does(`cat ${config}`, 'did not give its configuration'),
    writeConfig: async (text) => {
      const script = `set -e
mkdir -p "$(dirname ${config})"
new=${config}.new
[ ! -e ${config} ] || cp -p ${config} "$new"
cat > "$new"
mv "$new" ${config}`;
      await does(script, 'did not take its configuration', text);
    },
  };
}

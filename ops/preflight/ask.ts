// Asks the operator's own host for its tools, and every node's host for its facts over one login each.
import { runProgram } from '../run-program.ts';
import type { HostReport, OperatorFacts } from './checks.ts';
import { hostScript, readHostFacts } from './host-facts.ts';

export type Host = { readonly node: string; readonly address?: string };

/** Milliseconds for one login with everything that it asks; unreachable peers cost up to seven seconds. */
const hostDeadline = 20_000;
const toolDeadline = 5_000;

/** The environment has the PATH on which the tools are looked for. */
export async function askOperator(environment: NodeJS.ProcessEnv): Promise<OperatorFacts> {
  const [curl, jq, ssh, nothing] = await Promise.all([
    firstLine(['curl', '--version'], environment),
    firstLine(['jq', '--version'], environment),
    firstLine(['ssh', '-V'], environment),
    runProgram(['jq', '-e', '.'], environment, toolDeadline),
  ]);
  return { tools: { curl, jq, ssh }, jqOnNothing: jq === null ? null : nothing.code };
}

/** Logs in to one host; `peers` are asked from there. */
export async function askHost(
  host: Host,
  peers: readonly string[],
  ports: { readonly http: number; readonly swim: number },
  environment: NodeJS.ProcessEnv,
): Promise<HostReport> {
  const before = Date.now();
  const login = ['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', host.node];
  const ran = await runProgram([...login, hostScript(peers, ports)], environment, hostDeadline);
  const facts = readHostFacts(ran.out, host.address);
  const last = ran.err.trim().split('\n').at(-1);
  return {
    node: host.node,
    facts:
      facts ??
      (last !== undefined && last !== ''
        ? last
        : `the login ended early (${ran.code ?? 'killed'})`),
    asked: [before, ran.firstAt],
  };
}

async function firstLine(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string | null> {
  const { code, out, err } = await runProgram(words, environment, toolDeadline);
  if (code === 127 || code === null) return null;
  // `ssh -V` writes to stderr.
  const line = (out.trim() || err.trim()).split('\n')[0] ?? '';
  return /^\S+[ -][\d.]\S*|^OpenSSH_[\w.]+/.exec(line)?.[0] ?? words[0] ?? line;
}

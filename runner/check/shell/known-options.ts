// Options of the programs that rules look at: which of them take a value decides what is an operand.
import { type Options, type Program, readOptions } from './program.ts';

interface Grammar {
  readonly letters: string;
  readonly long?: readonly string[];
  readonly stop?: boolean;
}

const grammars: Readonly<Record<string, Grammar>> = {
  curl: {
    letters: 'AbcCdDeEFhHKmoPQrtTuUwxXyYz',
    long: [
      '--config',
      '--connect-timeout',
      '--data',
      '--data-binary',
      '--data-raw',
      '--header',
      '--max-time',
      '--output',
      '--request',
      '--retry',
      '--url',
      '--user',
      '--write-out',
    ],
  },
  docker: { letters: 'eHlpuvw', long: ['--env', '--name', '--user', '--workdir'] },
  helm: { letters: 'n', long: ['--kube-context', '--namespace'] },
  kubectl: {
    letters: 'cklnosp',
    long: [
      '--cluster',
      '--container',
      '--context',
      '--kubeconfig',
      '--namespace',
      '--server',
      '--user',
    ],
  },
  // What stands behind the host is the other side's business.
  ssh: { letters: 'BbcDEeFIiJLlmOopPQRSWw', stop: true },
  terraform: { letters: '' },
};

/** Of a program that is not known, every option is taken for one without a value. */
export function optionsOf({ name, args }: Program): Options {
  const { letters, ...rest } = grammars[name] ?? { letters: '' };
  return readOptions(args, letters, rest);
}

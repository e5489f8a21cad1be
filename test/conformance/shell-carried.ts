// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are bash, where ${…} is an expansion
// What one step leaves to the next, and what a page may do to its shell without harm to the runner.
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expectGone, readPid } from '../support/processes.ts';
import type { ShellBench } from '../support/shell.ts';

/** A step, and what it prints; an exit code other than 0 stands in front. */
type Steps = readonly (readonly [code: string, printed: string])[];

const carried: Readonly<Record<string, Steps>> = {
  'a value of many lines, with bytes that are no UTF-8': [
    ["export V=$'a\\n\\n b \\xff\\x01\\n'", ''],
    [
      'printf %s "$V" | od -An -tx1 | tr -d " \\n"; bash -c \'printf %s "$V" | cmp - <(printf "a\\n\\n b \\xff\\1\\n")\'',
      '610a0a206220ff010a',
    ],
  ],
  'arrays, with holes and with names': [
    ['a=(x [5]="y z"); declare -A m=(["k 1"]=v)', ''],
    ['echo "${!a[@]} ${a[5]} ${m["k 1"]}"', '0 5 y z v\n'],
  ],
  'functions, exported ones in children too': [
    ['f() { echo "f $1"; }; export -f f', ''],
    ['f 1; bash -c "f 2"', 'f 1\nf 2\n'],
  ],
  'readonly variables': [
    ['readonly R=1', ''],
    ['echo $R; (R=2) 2>/dev/null || echo kept', '1\nkept\n'],
  ],
  'the stack of directories': [
    ['cd /; pushd /usr >/dev/null; pushd /tmp >/dev/null', ''],
    ['dirs; popd >/dev/null; pwd', '/tmp /usr /\n/usr\n'],
  ],
  'umask and limits': [
    ['umask 027; ulimit -S -c 0', ''],
    ['umask; ulimit -c', '0027\n0\n'],
  ],
  'options of `shopt`, from the step after on': [
    ['shopt -s extglob', ''],
    ['[[ aab == +(a)b ]] && echo matches', 'matches\n'],
  ],
  traps: [
    ["trap 'echo usr1' USR1", ''],
    ['kill -USR1 $$; echo after', 'usr1\nafter\n'],
  ],
  'background jobs, which can be waited for': [
    ['(exit 7) & p=$!', ''],
    ['wait $p; echo $?', '7\n'],
  ],
  'a co-process': [
    ['coproc cat', ''],
    ['echo hi >&"${COPROC[1]}"; read -r line <&"${COPROC[0]}"; echo "$line"', 'hi\n'],
  ],
  'the exit code of the step before': [
    ['(exit 9)', '9: '],
    ['echo $?', '9\n'],
  ],
};

const harmless: Readonly<Record<string, Steps>> = {
  'takes away PATH': [
    ['unset PATH; echo a', 'a\n'],
    ['echo b; PATH=/usr/bin:/bin; ls / >/dev/null', 'b\n'],
  ],
  'sets a prompt': [
    ["PS1='P> '; PS2='> '; PS4='4 '; PROMPT_COMMAND='echo prompted'", ''],
    ['echo a', 'a\n'],
  ],
  'gives functions the names of builtins': [
    [
      'cd() { echo "cd $*"; }; trap() { echo trapped; }; exit() { echo stays; }; echo() { printf "%s!\\n" "$*"; }',
      '',
    ],
    ['cd /; exit 3; echo a', 'cd /!\nstays!\na!\n'],
  ],
  'reads variables of its own names from the runner': [
    ['unset IFS; set -- a b; shift; OPTIND=3; REPLY=r', ''],
    ['echo "$# $1 $OPTIND $REPLY"', '1 b 3 r\n'],
  ],
  'goes on in a function, a loop or a case': [
    ['for i in 1 2; do', '2: '],
    ['esac', '2: '],
    ['echo next', 'next\n'],
  ],
  'deletes its own directory': [
    ['d=$(mktemp -d); cd "$d"; rmdir "$d"', ''],
    ['cd / && echo out', 'out\n'],
  ],
  'ignores signals': [
    ["trap '' PIPE INT TERM HUP", ''],
    ['yes | head -n 1', '1: y\n'],
  ],
  'uses the descriptors of a script': [
    ['exec 3>&1 4>&2 5</dev/null 9>/dev/null; echo a >&3', 'a\n'],
    ['exec 3>&- 4>&- 5<&- 9>&-; echo b', 'b\n'],
  ],
  'switches history and line editing on': [
    ['set -o history; set -o emacs; bind -v >/dev/null 2>&1; true', ''],
    ['echo "a!b"', 'a!b\n'],
  ],
  'makes its job control run': [
    ['set -m; sleep 0.01 & wait; set +m; echo a', 'a\n'],
    ['echo b', 'b\n'],
  ],
};

export function testShellCarried({ openShell }: ShellBench): void {
  const play = async (steps: Steps): Promise<void> => {
    const { run } = openShell();
    for (const [code, printed] of steps) {
      const { end, out } = await run(code);
      expect([code, (end === '0' ? '' : `${end}: `) + out]).toEqual([code, printed]);
    }
  };
  test.each(Object.entries(carried))('%s live on', async (_name, steps) => play(steps));
  test.each(Object.entries(harmless))('a page that %s harms nobody', async (_name, steps) =>
    play(steps),
  );

  test('a process forked twice ends with its shell, and a zombie keeps nobody waiting', async () => {
    const { run, folder, session } = openShell();
    // The parent of the zombie does not collect it: it is busy with another child.
    await run(
      `cd ${folder}; ( ( sleep 51 & echo -n $! >twice; wait ) & ); bash -c 'true & exec sleep 52' & echo -n $! >parent; until [ -s twice ]; do :; done`,
    );
    await session.close();
    for (const name of ['twice', 'parent']) await expectGone(readPid(`${folder}/${name}`));
  });

  test('a line of 1 MB and a line of no end are output like any other', async () => {
    const { observe } = openShell();
    const long = await observe("head -c 1000000 /dev/zero | tr '\\0' x; echo");
    expect(long.stdout.length).toBe(1_000_001);
    const bars = await observe("for i in 1 2 3; do printf '\\r%s%%' $i; done");
    expect(Buffer.from(bars.stdout).toString()).toBe('\r1%\r2%\r3%');
  });

  test('an attempt with no time left is over at once', async () => {
    const { run, folder } = openShell();
    expect((await run(`sleep 0.2; touch ${folder}/done`, { limitMs: 0 })).end).toBe('deadline 0');
    expect(existsSync(`${folder}/done`)).toBe(false);
  });
}

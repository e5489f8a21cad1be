// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are bash, where ${…} is an expansion
// What the rules see of a shell script. Each line of a table is a script and the commands in it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCommands, type ShellCommand } from '../../../runner/check/shell/commands.ts';

/** `curl␣-s →` is piped on, `→ jq` is piped to, `&` is in the background, `{while}` stands in a loop. */
function show(command: ShellCommand): string {
  const { words, assignments, redirections, loops } = command;
  return [
    command.isPipedFrom ? '→' : '',
    ...assignments.map(({ text }) => `${text}`),
    words.map(({ text }) => text).join('␣'),
    ...redirections.map(({ operator, target }) => `${operator}${target?.text ?? ''}`),
    ...loops.map(({ kind, hasInput }) => `{${kind}${hasInput ? '<' : ''}}`),
    command.isCondition ? '?' : '',
    command.isBackground ? '&' : '',
    command.isPipedTo ? '→' : '',
  ]
    .filter((text) => text !== '')
    .join(' ');
}

describe('the commands of a script', () => {
  test.each([
    ['curl -s "http://$H:1/x" | jq .a # curl x | y', ['curl␣-s␣http://$H:1/x →', '→ jq␣.a']],
    ['cat <<EOF | grep x\nsleep 5 `date`\nEOF\nsleep 1', ['cat <<EOF →', '→ grep␣x', 'sleep␣1']],
    ["cat > f <<'A' && cat <<-B\nx\nA\n\ty\n\tB\necho z", ['cat >f <<A', 'cat <<-B', 'echo␣z']],
    [
      'while ! curl -s x; do sleep 1; done; echo done',
      ['curl␣-s␣x {while} ?', 'sleep␣1 {while}', 'echo␣done'],
    ],
    [
      'cmd | while read -r x; do echo $x; done > out; while read y; do :; done < f',
      ['cmd →', 'read␣-r␣x {while<} ?', 'echo␣$x {while<}', 'read␣y {while<} ?', ': {while<}'],
    ],
    ['( sleep 5; kill 1 ) & wait', ['sleep␣5 &', 'kill␣1 &', 'wait']],
    ['case $x in a|b) rm -rf /x ;; (*) echo hi;; esac', ['rm␣-rf␣/x', 'echo␣hi']],
    [
      'X=$(curl -s http://a | jq -r .b) Y="`date`" run $((1+2)) ${Z:-x}',
      [
        'X=$(curl -s http://a | jq -r .b) Y=`date` run␣$((1+2))␣${Z:-x}',
        'curl␣-s␣http://a →',
        '→ jq␣-r␣.b',
        'date',
      ],
    ],
    ['f() { sleep 1; }; f', ['sleep␣1', 'f']],
    ["if [[ $a =~ ^(x|y)$ ]]; then echo 'a # b'; fi", ['[[ $a =~ ^(x|y)$ ]]', 'echo␣a # b']],
    ['for ((i=0;i<3;i++)); do sleep 1; done', ['sleep␣1 {for}']],
    ['for x in a b; do echo $x; done | sort', ['echo␣$x {for}', '→ sort']],
    ["ssh h 'a | b' <<TOML\n[server]\nsleep 3\nTOML\n", ['ssh␣h␣a | b <<TOML']],
    [
      'a=(1 2 \'x y\'); echo "${a[@]}" 2>&1 >/dev/null &> x',
      ["a=(1 2 'x y')", 'echo␣${a[@]} 2>&1 >/dev/null &>x'],
    ],
    ['a &&\\\n  b ||\n  c', ['a', 'b', 'c']],
    ['curl x |\n  jq .a', ['curl␣x →', '→ jq␣.a']],
    ['diff <(curl x) <(sort y)', ['diff␣<(curl x)␣<(sort y)', 'curl␣x', 'sort␣y']],
    ['echo $\'a\\\'b\' "a\\"b" a\\ b #c', ['echo␣a\\\'b␣a"b␣a b']],
    ['echo <node-name> x', ['echo <node-name >x']],
    ["echo it's", []],
    ['echo $(date', []],
    ['done', []],
  ])('of %j', (script, commands) => {
    expect(readCommands(script).map(show)).toEqual(commands);
  });

  test('stand where their offsets say, those of substitutions too', () => {
    const script = 'X="$(\n  curl -s x | jq .a)" # jq\nrm -rf "$X/y"';
    const words = readCommands(script).flatMap((command) => command.words);
    expect(words.map(({ start, end }) => script.slice(start, end))).toEqual([
      'curl',
      '-s',
      'x',
      'jq',
      '.a',
      'rm',
      '-rf',
      '"$X/y"',
    ]);
  });

  test('know which variables stand in quotes, and which are guarded', () => {
    const [command] = readCommands('rm $A "$B/x" "${C:?}" ${D:-y}\'$E\' "${F}"');
    const variables = command?.words.flatMap((word) => word.variables) ?? [];
    expect(variables.map(({ name, isQuoted, isGuarded }) => [name, isQuoted, isGuarded])).toEqual([
      ['A', false, false],
      ['B', true, false],
      ['C', true, true],
      ['D', false, true],
      ['F', true, false],
    ]);
  });

  test('are read from any text without a throw and in a moment', () => {
    const piece = fc.constantFrom(
      ...['"', "'", '`', '$(', '${', '$((', ')', '}', '((', '[[ ', ' ]]', '\\', '\n', '#', ' '],
      ...['<<EOF', '<<-', 'EOF', '|', '&', ';;', 'case x in', 'while ', 'do ', 'done', 'a=(', '<('],
      ...['echo', '$X', "$'", 'esac', '{ ', 'é', '\u0000'],
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 40 }),
        (pieces) => {
          readCommands(pieces.join(''));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('of a very long script are read in time that grows with its length', () => {
    const line = 'curl -fsS "http://$HOST/$(date +%s)" | jq --arg x "$X" \'.a | .b\' # comment\n';
    const time = (lines: number): number => {
      const script = line.repeat(lines);
      const begin = performance.now();
      expect(readCommands(script)).toHaveLength(3 * lines);
      return performance.now() - begin;
    };
    time(500);
    // Linear is 8 times; a quadratic reader would take 64 times as long.
    expect(time(8000) / time(1000)).toBeLessThan(30);
  });
});

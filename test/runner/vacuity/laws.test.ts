// Laws of the examination, on generated expectations. fast-check prints seed and counterexample when one does not hold.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { examineBlocks } from '../../support/examine-page.ts';
import { block } from '../../support/judge-page.ts';

/** No mark of the format in it: no bracket, no backslash, not only dots, no fence. */
const literal = fc.stringMatching(/^[a-z][a-z0-9 =:,-]{0,15}[a-z0-9]$/);
const lines = fc.array(literal, { minLength: 1, maxLength: 5 });

test('literal text is never vacuous, whatever stands around it', () => {
  fc.assert(
    fc.property(lines, fc.boolean(), fc.boolean(), (sample, isOpenAbove, isOpenBelow) => {
      const expected = [
        ...(isOpenAbove ? ['...'] : []),
        ...sample,
        ...(isOpenBelow ? ['...'] : []),
      ];
      const [found] = examineBlocks(block('text expect', ...expected), `${sample.join('\n')}\n`);
      expect(found).toContain(': fails against ');
    }),
    { numRuns: 50 },
  );
});

test('a sample that accepts every line is vacuous, whatever the output is', () => {
  fc.assert(
    fc.property(fc.nat({ max: 3 }), fc.array(literal), (more, output) => {
      const expected = Array.from({ length: more + 1 }, () => '...');
      const [found] = examineBlocks(block('text expect', ...expected), output.join('\n'));
      expect(found).toContain(': VACUOUS, ');
    }),
    { numRuns: 30 },
  );
});

test('a JSON value is never vacuous, and neither is the presence of a member', () => {
  const value = fc.oneof(
    fc.integer(),
    fc.boolean(),
    literal,
    fc.array(fc.integer(), { maxLength: 3 }),
  );
  fc.assert(
    fc.property(
      fc.dictionary(literal, value, { minKeys: 1, maxKeys: 4 }),
      fc.boolean(),
      (object, isOpen) => {
        const pattern = isOpen
          ? Object.fromEntries(Object.keys(object).map((key) => [key, '<any>']))
          : object;
        const [found] = examineBlocks(
          block('json expect', JSON.stringify(pattern)),
          JSON.stringify(object),
        );
        expect(found).toMatch(/: fails against (?!empty output)/);
      },
    ),
    { numRuns: 50 },
  );
});

test('a text that must not appear is never vacuous', () => {
  fc.assert(
    fc.property(literal, fc.array(fc.stringMatching(/^[A-Z]{0,8}$/)), (unwanted, output) => {
      const [found] = examineBlocks(block('text expect absent', unwanted), output.join('\n'));
      expect(found).toContain(': fails against ');
    }),
    { numRuns: 50 },
  );
});

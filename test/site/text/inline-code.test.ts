import { expect, test } from 'vitest';
import { inlineCode } from '../../../src/text/inline-code.ts';

test('text between backticks becomes code, and no text becomes markup', () => {
  expect(inlineCode('Run `a <b> && c` first, <i>then</i> ` wait')).toBe(
    'Run <code>a &lt;b&gt; &amp;&amp; c</code> first, &lt;i&gt;then&lt;/i&gt; ` wait',
  );
});

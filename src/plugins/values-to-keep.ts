// Which values of an output a person has to carry on by hand. The runner captures them into shell variables by itself.
import type { Step } from '../../runner/index.ts';

/**
 * Variables that this step captures and that a later command uses. One that the step's own commands assign is left
 * out: whoever types them has it already.
 */
export function valuesToKeep(step: Step, laterSteps: readonly Step[]): readonly string[] {
  return step.captures.filter((name) => {
    const assigned = new RegExp(`(?:^|[\\s;&|(])${name}=`);
    const used = new RegExp(`\\$(?:${name}\\b|\\{${name}\\b)`);
    return !assigned.test(step.code) && laterSteps.some(({ code }) => used.test(code));
  });
}

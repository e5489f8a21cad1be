import type { Condition, Operand } from './expectation.ts';

/** As it is written on a page: `at most 2s`, `near 0.5 within 5%`. */
export function describeCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'between':
      return `between ${describeOperand(condition.low)} and ${describeOperand(condition.high)}`;
    case 'near':
      return `near ${describeOperand(condition.operand)} within ${condition.tolerance.text}`;
    default:
      return `${condition.kind.replace('-', ' ')} ${describeOperand(condition.operand)}`;
  }
}

function describeOperand(operand: Operand): string {
  return operand.kind === 'variable' ? `$${operand.name}` : operand.text;
}

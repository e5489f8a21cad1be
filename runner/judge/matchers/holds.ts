// Conditions in words, on values of any type. Exact: a value on the border is never on its wrong side by rounding.
import {
  compareDecimals,
  type Decimal,
  distance,
  magnitude,
  multiplyDecimals,
  parseDecimal,
} from '../../model/decimal.ts';
import type { Condition, ValueType } from '../../model/expectation.ts';
import { quantityOf } from '../../model/value-type.ts';

/** `operands` are the condition's, resolved. A value or an operand without a worth meets no condition but `other than`. */
export function holds(
  condition: Condition,
  type: ValueType,
  text: string,
  operands: readonly string[],
): boolean {
  const value = quantityOf(type, text);
  // Text has no order: then being other is being written otherwise.
  if (value === undefined) return condition.kind === 'other-than' && text !== operands[0];
  return holdsFor(condition, type, value, operands);
}

/** The same for a value whose worth is known already. */
export function holdsFor(
  condition: Condition,
  type: ValueType,
  value: Decimal,
  operands: readonly string[],
): boolean {
  const [first, second] = operands.map((operand) => quantityOf(type, operand));
  if (first === undefined) return condition.kind === 'other-than';
  const order = compareDecimals(value, first);
  switch (condition.kind) {
    case 'below':
      return order < 0;
    case 'above':
      return order > 0;
    case 'at-most':
      return order <= 0;
    case 'at-least':
      return order >= 0;
    case 'between':
      return order >= 0 && second !== undefined && compareDecimals(value, second) <= 0;
    case 'other-than':
      return order !== 0;
    case 'near': {
      const allowed = toleranceOf(condition.tolerance, type, first);
      return allowed !== undefined && compareDecimals(distance(value, first), allowed) <= 0;
    }
  }
}

type Tolerance = Extract<Condition, { kind: 'near' }>['tolerance'];

/** Of zero, every percentage is zero. */
function toleranceOf({ kind, text }: Tolerance, type: ValueType, of: Decimal): Decimal | undefined {
  if (kind === 'relative') {
    const share = parseDecimal(text.replace('%', ''));
    return share && multiplyDecimals(magnitude(of), { ...share, exponent: share.exponent - 2 });
  }
  // Times are apart by a time, everything else by an amount of its own unit.
  return quantityOf(type === 'timestamp' ? 'duration' : type, text);
}

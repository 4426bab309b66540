import type { ESTree } from 'meriyah';
import { type Budget, type Constant, isConstant, isKnown, textOf, unknown, type Value } from './values.ts';

/** As the language would, of constants, and of lists where they become texts. */
export function operate(operator: ESTree.BinaryOperator, left: Value, right: Value, budget: Budget): Value {
  if (operator === '+') return add(left, right, budget);
  if (!isConstant(left) || !isConstant(right)) return unknown;
  if (operator === '===') return left === right;
  if (operator === '!==') return left !== right;
  if (operator === 'in' || operator === 'instanceof') return unknown;
  if (operator === '==' || operator === '!=') {
    if (typeof left !== typeof right) return unknown;
    return operator === '==' ? left === right : left !== right;
  }
  if (typeof left === 'string' && typeof right === 'string') {
    if (operator === '<') return left < right;
    if (operator === '>') return left > right;
    if (operator === '<=') return left <= right;
    if (operator === '>=') return left >= right;
  }
  return calculate(operator, Number(left), Number(right));
}

function add(left: Value, right: Value, budget: Budget): Value {
  const texts = typeof left === 'string' || typeof right === 'string';
  if (!texts && isConstant(left) && isConstant(right)) return Number(left) + Number(right);
  const [before, after] = [textOf(left, budget), textOf(right, budget)];
  return before === undefined || after === undefined ? unknown : before + after;
}

function calculate(operator: ESTree.BinaryOperator, left: number, right: number): Value {
  switch (operator) {
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '**':
      return left ** right;
    case '<<':
      return left << right;
    case '>>':
      return left >> right;
    case '>>>':
      return left >>> right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '&':
      return left & right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
    default:
      return unknown;
  }
}

export function unary(operator: ESTree.UnaryOperator, value: Value, budget: Budget): Value {
  if (operator === 'typeof') return typeName(value);
  if (value === unknown || isKnown(value)) return unknown;
  if (operator === '!') return isConstant(value) ? !value : false;
  const number = numberOf(value, budget);
  if (number === undefined) return unknown;
  if (operator === '+') return number;
  if (operator === '-') return -number;
  return operator === '~' ? ~number : unknown;
}

function typeName(value: Value): Value {
  if (isConstant(value)) return typeof value;
  if (value === unknown) return unknown;
  // Where a loader is looked for, it is there.
  if (isKnown(value)) return value.name === 'require' ? 'function' : unknown;
  return value.kind === 'lambda' ? 'function' : 'object';
}

function numberOf(value: Value, budget: Budget): number | undefined {
  if (isConstant(value)) return Number(value satisfies Constant);
  const text = textOf(value, budget);
  return text === undefined ? undefined : Number(text);
}

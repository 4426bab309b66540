import { codeRowCheck } from './code-row-check.ts';

export default codeRowCheck({
  id: 'suspicious-code',
  title: 'Its code does together what honest packages do not',
  why: 'Code that steals looks alike: it hides, collects secrets and sends them away. One of these may be honest, two in one place hardly ever are.',
  own: (hit) => hit.class !== 'M',
});

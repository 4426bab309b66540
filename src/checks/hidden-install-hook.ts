import { codeRowCheck } from './code-row-check.ts';

export default codeRowCheck({
  id: 'hidden-install-hook',
  title: 'Runs something at install in a way that nobody is meant to see',
  why: 'Who looks for install scripts reads a few words in package.json; attacks start from build files, bundled packages, git dependencies, or a script that only loads the real one.',
  // What only differs between two places has a check of its own.
  own: ({ id, class: kind }) => kind === 'M' && id !== 'M5',
});

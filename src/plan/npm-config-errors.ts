import { hasCode, messageOf, NpqError } from '../errors.ts';

/** One line without control and direction characters: option names and messages quote what files say. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
}

/** What npm's reader throws where a command line or a file is wrong; anything else is a bug and stays one. */
export function configError(error: unknown): unknown {
  if (error instanceof NpqError || !(error instanceof Error)) return error;
  const message = plain(messageOf(error));
  if (hasCode(error) && error.code === 'EUNKNOWNCONFIG') {
    return new NpqError('usage', { message, hint: 'Write the option in full.', cause: error });
  }
  if (hasCode(error) && error.code === 'ERR_INVALID_AUTH') {
    return new NpqError('config-invalid', { message, hint: 'Run: npm config fix', cause: error });
  }
  if (error instanceof TypeError && /can ?not be provided when using/.test(message)) {
    return new NpqError('usage', { message, hint: 'Leave out one of the two options.', cause: error });
  }
  if (message.startsWith('No workspaces found')) {
    return new NpqError('usage', { message, hint: 'Run `npm query .workspace` to list them.', cause: error });
  }
  if (hasCode(error) && /^E[A-Z]+$/.test(error.code)) {
    return new NpqError('config-invalid', {
      message: `npm's configuration cannot be read: ${message}`,
      hint: 'Run `npm config ls -l` to see the files that it comes from.',
      cause: error,
    });
  }
  return error;
}

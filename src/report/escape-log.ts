/**
 * CI systems read commands out of whatever a step prints: GitHub out of a line that begins with two colons, blanks
 * before them or not, and it and others out of `##[…]` or `##word[…]` anywhere in a line. What a stranger wrote must
 * not stand there so. As wide as before, so that a line that was broken to fit still does.
 */
export function withoutCommand(line: string): string {
  return line.replace(/##(\w*)\[/g, '##$1(').replace(/^(\s*):(?=:)/, '$1\u2236');
}

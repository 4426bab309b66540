/** `a, b and c`; of a long list the first `most`, and how many others there are. */
export function listed(items: readonly string[], most: number = items.length): string {
  const rest = items.length - most;
  if (rest > 0) return `${items.slice(0, most).join(', ')} and ${rest.toLocaleString('en-US')} more`;
  return [items.slice(0, -1).join(', '), ...items.slice(-1)].filter(Boolean).join(' and ');
}

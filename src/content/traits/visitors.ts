import { around, type Matcher, near, type Window } from './matcher.ts';

/**
 * What is shown to some visitors only, and comes from elsewhere: to those with a wallet, to search engines, to those
 * in some places. Whoever looks at the page sees nothing of it.
 */

const address = String.raw`['"\`](?:https?:)?\/\/([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})`;
const asksFor = new RegExp(
  String.raw`(?:(?<![\w$.])fetch|\.open|\.get|\baxios|\bimport)\s{0,4}\(\s{0,4}(?:['"]\w{3,4}['"]\s{0,4},\s{0,4})?${address}|\.src\s{0,4}=\s{0,4}${address}`,
);
/** A host that no search finds: joined, or made of names. */
const asksForHidden =
  /\.src\s{0,4}=\s{0,4}(?:['"`](?:https?:)?\/\/['"`]\s{0,4}\+|`(?:https?:)?\/\/\$\{|\w{1,20}\(|\[)/;

const addsScript =
  /createElement\s{0,4}\(\s{0,4}['"`](?:script|iframe)['"`]\s{0,4}\)|(?<![\w$.])import\s{0,4}\(\s{0,4}['"`]https?:/;
const showsFetched =
  /\b(?:inner|outer)HTML\s{0,4}=(?!=)\s{0,4}[A-Za-z_$]|\bdocument\.write(?:ln)?\s{0,4}\(\s{0,4}[A-Za-z_$]|\binsertAdjacentHTML\s{0,4}\([^,;]{1,40},\s{0,4}[A-Za-z_$]|\bcreateContextualFragment\s{0,4}\(\s{0,4}[A-Za-z_$]|\breplaceWith\s{0,4}\(|\.srcdoc\s{0,4}=|\blocation(?:\.href)?\s{0,4}=(?!=)\s{0,4}[A-Za-z_$]|\blocation\.(?:replace|assign)\s{0,4}\(/;

/** Whom it takes from; undefined where what is shown is the package's own. */
function source(beside: string): string | undefined {
  const [, one, other] = asksFor.exec(beside) ?? [];
  return (one ?? other)?.toLowerCase() ?? (asksForHidden.test(beside) ? '' : undefined);
}

function shows(window: Window, index: number, how: (beside: string) => boolean): string | undefined {
  const beside = around(window, index, 900, 1_300);
  return how(beside) ? source(beside) : undefined;
}

function to(anchors: readonly string[], pattern: RegExp, how: (beside: string) => boolean): Matcher {
  const place = near('shown-to-some', anchors, pattern, { before: 120, behind: 160 });
  return {
    ...place,
    test: (window) => {
      const sight = place.test(window);
      if (sight === undefined) return undefined;
      window.spend(64);
      const host = shows(window, sight.index, how);
      if (host === undefined) return undefined;
      return host === '' ? sight : { ...sight, what: host };
    },
  };
}

/** Who counts visits leaves robots out, and adds no page for them. */
const crawlers = to(
  ['googlebot', 'bingbot', 'baiduspider', 'yandexbot', 'duckduckbot'],
  /\b(?:googlebot|bingbot|baiduspider|yandexbot|duckduckbot)\b/i,
  (beside) => showsFetched.test(beside) && /\buserAgent\b|user-agent/i.test(beside),
);

/** Consent is asked for by script; a page is put in another's place by nobody. */
const places = to(
  ['resolvedoptions('],
  /\bresolvedOptions\s{0,4}\(\s{0,4}\)[\s\S]{0,400}?['"`/|(](?:Europe|Asia|Africa|America)(?:\\?\/\w|['"`])/,
  (beside) => showsFetched.test(beside) || addsScript.test(beside),
);

/** It has no other business with a wallet than to see whether there is one. */
const wallets = to(
  ['.ethereum', '.solana', '.phantom', "'ethereum'", '"ethereum"', "'solana'"],
  /(?:\b(?:window|globalThis|global|self|root|top)\s{0,2}(?:\?\.|\.|\[['"])\s{0,2}(?:ethereum|solana|phantom|tronWeb)\b|['"`](?:ethereum|solana|phantom)['"`]\s{1,3}in\s{1,3}\w)/,
  (beside) =>
    (addsScript.test(beside) || showsFetched.test(beside)) &&
    !/\beth_\w|\.request\s{0,4}\(|\.connect\s{0,4}\(|\bisMetaMask\b|\.enable\s{0,4}\(|\bchainId\b/.test(
      beside,
    ),
);

export const visitorMatchers: readonly Matcher[] = [crawlers, places, wallets];

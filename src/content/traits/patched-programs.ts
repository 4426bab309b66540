import type { Sweep } from './matcher.ts';

/** A program that is installed beside, given a part that its maker did not write. */

const mostCharacters = 64_000;
export const ofProgram = 'a script of a program of this machine, with what it fetches or decrypts';

/** Where programs made of scripts have theirs, on each system. */
const installed =
  /\.app[\\/]{1,2}Contents[\\/]{1,2}Resources\b|\bresources['"`]?\s{0,4}(?:[\\/]{1,2}|,\s{0,4}['"`])app\b|AppData['"`]?\s{0,4}(?:[\\/]{1,2}|,\s{0,4}['"`])Local['"`]?\s{0,4}(?:[\\/]{1,2}|,\s{0,4}['"`])(?:Programs|Discord|slack|exodus|atom)|\bLOCALAPPDATA\b[^;\n]{0,60}['"`/\\](?:Programs|Discord|slack)\b|['"`]\/(?:opt|usr\/(?:share|lib))\/[\w-]{2,30}\/(?:resources|lib)\b/i;
const script = /[\w/.-]\.[cm]?js['"`]|\bapp\.asar\b/;
const writes = /\b(?:write|append)File(?:Sync)?\s{0,4}\(|\bcreateWriteStream\s{0,4}\(/;
const decrypts =
  /\bcreateDecipher(?:iv)?\s{0,4}\(|\b(?:gunzip|inflate|inflateRaw|brotliDecompress|unzip)(?:Sync)?\s{0,4}\(|\bsubtle\.decrypt\s{0,4}\(|\batob\s{0,4}\(|['"`]base64['"`]\s{0,4}\)/;
const fetches =
  /(?<![\w$.])fetch\s{0,4}\(|\bhttps?['"`)\s]{0,6}\.(?:get|request)\s{0,4}\(|\baxios\b|\bgot\s{0,4}\(/;
/** What would tell the program, or bring back what it was. */
const unguards =
  /\bdelete\s{1,4}[\w$.]{1,40}(?:\.|\[['"`])(?:checksums?|integrity|updateUrl|signature)\b|\b(?:checksums?|updateUrl)['"`]?\]?\s{0,4}[=:](?!=)\s{0,4}(?:\{\s{0,4}\}|['"`]{2}|null|undefined|false)/;

const patches: Sweep = {
  kind: 'alters-others',
  anchors: [
    'contents/resources',
    'resources/app',
    "'resources'",
    '"resources"',
    'local/programs',
    "'programs'",
    '"programs"',
    'local\\\\programs',
    'localappdata',
  ],
  sweep: ({ code }) => {
    if (code.length > mostCharacters) return [];
    const place = installed.exec(code);
    if (place === null || !writes.test(code) || !script.test(code)) return [];
    // A theme is put there too, out of its own package: neither fetched, nor with the program's checks taken away.
    const signs = [decrypts, fetches, unguards].filter((sign) => sign.test(code)).length;
    const keeps = /\breadFile(?:Sync)?\s{0,4}\(/.test(code);
    return keeps && (signs >= 2 || unguards.test(code)) ? [{ index: place.index, what: ofProgram }] : [];
  },
};

export const patchedProgramSweeps: readonly Sweep[] = [patches];

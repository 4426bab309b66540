/**
 * npq's own folder, with bin and package.json. This file, and the dist made from it, lie right below it; a file
 * of any room asks here instead of counting its own steps up.
 */
export const packageFolder = new URL('../', import.meta.url);

/** Past the package's front door, which replaces Node's own http for the whole process. */
export { initializeCA, initializeCTLog } from '@sigstore/mock/dist/fulcio/index.js';
export { initializeTLog } from '@sigstore/mock/dist/rekor/index.js';

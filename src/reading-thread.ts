import { openContentCache } from './evidence/content-cache.ts';
import { createTarballReads } from './evidence/tarball-reads.ts';
import type { ReadQuestion, ReadSetup } from './evidence/threaded-reads.ts';
import { nodeFiles } from './host/files.ts';
import { nodeNetwork } from './host/network.ts';
import { answerQuestions } from './host/threads.ts';
import { sharedConnection } from './plan/connection.ts';

/** The second thread's way in, as main.ts is the first one's: reads tarballs for evidence/threaded-reads. */
answerQuestions((setup) => {
  const { options, vars, cache } = setup as ReadSetup;
  const contents = openContentCache(nodeFiles, { cache });
  const preparing = sharedConnection({ network: nodeNetwork, env: { vars } }, options).then((connection) =>
    createTarballReads({ options: { ...options, ...connection }, contents }),
  );
  return async (question) => {
    const { request, label } = question as ReadQuestion;
    return (await preparing).read(request, label);
  };
});

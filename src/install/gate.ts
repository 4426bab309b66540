import type { IncomingMessage, ServerResponse } from 'node:http';
import { hasCode, messageOf, NpqError } from '../errors.ts';
import type { Host, Listener } from '../host/host.ts';
import type { WantedTags } from '../model/plan.ts';
import type { PackumentStore } from '../plan/packuments.ts';
import { type GateLog, openGateLog } from './gate-log.ts';
import { refusedStray, throughProxy } from './gate-proxy.ts';
import { type GateReply, refusal, send } from './gate-reply.ts';
import { readRequest } from './gate-request.ts';
import { gateRoutes } from './gate-routes.ts';
import type { OnTheSpot } from './on-the-spot.ts';
import type { VettedPackage } from './vetted.ts';

export interface GateInput {
  readonly host: Pick<Host, 'network' | 'env'>;
  readonly vetted: readonly VettedPackage[];
  readonly packuments: PackumentStore;
  /** npm's flat options, for our own requests upstream: auth, cache, proxy. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly wantedTags: WantedTags;
  /** Names that come inside public tarballs: npm may ask the registry for their advisories too. */
  readonly alsoAudit?: readonly string[];
  /** Versions that npm reads about in the registry's documents and gets no bytes of, by name. */
  readonly alsoListed?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Vets what scripts' own package managers ask for; without it they get the plan and nothing else. */
  readonly onTheSpot?: OnTheSpot;
  /** What `--replace-registry-host` is, and so which tarballs npm fetches from us whatever their address. */
  readonly replacedHost?: string;
  /**
   * The package manager that is sent here in npm's place, by its name. It may take the gate for its proxy as well:
   * what is no registry's is refused then, in place of being fetched past us.
   */
  readonly manager?: string;
}

export interface Gate {
  /** `http://127.0.0.1:PORT/SECRET/` */
  readonly url: string;
  /** For gateFlags. */
  readonly token: string;
  readonly log: GateLog;
  close(): Promise<void>;
}

/** Opens the loopback registry that hands npm the vetted packages and nothing else. */
export async function openGate(input: GateInput): Promise<Gate> {
  const { host, manager } = input;
  const writer = openGateLog();
  const secret = host.env.randomToken();
  const token = host.env.randomToken();
  let port = 0;
  const url = () => `http://127.0.0.1:${port}/${secret}/`;
  const answer = gateRoutes(input, writer, url);

  const stray = (asker: string, target: string): GateReply => {
    const reply = refusedStray(asker, target);
    writer.refuse({ method: 'CONNECT', path: target, status: reply.status, why: reply.refusal ?? '' });
    return reply;
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const strayed = manager === undefined ? undefined : throughProxy(request, port);
    if (strayed !== undefined && manager !== undefined) {
      send(response, stray(manager, strayed));
      return;
    }
    const asked = readRequest(request, { port, secret, token });
    const reply = asked.kind === 'stranger' ? refusal(404, asked.why) : await answer(request, asked);
    if (reply.refusal !== undefined) {
      const path = asked.kind === 'path' ? asked.path : '(withheld)';
      writer.refuse({ method: request.method ?? '', path, status: reply.status, why: reply.refusal });
    }
    send(response, reply);
  };
  const onTunnel = manager === undefined ? undefined : (target: string) => void stray(manager, target);
  const answerAll = (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch((error: unknown) => {
      // npm must not wait for ever for an answer that a bug of ours ate; the log carries it to the report.
      const why = `The gate failed: ${messageOf(error)}`;
      writer.refuse({ method: request.method ?? '', path: '(withheld)', status: 500, why });
      if (response.headersSent) response.destroy();
      else send(response, refusal(500, why));
    });
  };
  const listener = await listen(host, answerAll, onTunnel);
  port = listener.port;
  return { url: url(), token, log: writer.log, close: () => listener.close() };
}

async function listen(
  host: GateInput['host'],
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  onTunnel: ((target: string) => void) | undefined,
): Promise<Listener> {
  try {
    return await host.network.listenOnLoopback(handler, onTunnel);
  } catch (error) {
    if (!hasCode(error)) throw error;
    throw new NpqError('gate-failed', {
      message: `Expected to listen on 127.0.0.1 for npm, but the system refused: ${error.code}.`,
      hint: 'Allow npq to open a port on the loopback interface.',
      cause: error,
    });
  }
}

// The server: started where there is an Alembic environment, told what changes, and started again where it must be.
import * as vscode from "vscode";
import { ExecuteCommandRequest, LanguageClient, State, type StaticFeature } from "vscode-languageclient/node";
import { mustRestart, planLaunch, type Launch } from "./launch";
import { hasEnvironment } from "./presence";
import { REVISIONS, STATUS, type Done, type Revision, type Status } from "./protocol";
import { readSettings, SECTION } from "./settings";

const IDLE: Status = { environments: [], busy: false };

// The server tells its status to clients that say they show it.
const SHOWS_STATUS: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    const others = capabilities.experimental as object | undefined;
    capabilities.experimental = { ...others, alembicLs: { status: true } };
  },
  initialize: () => undefined,
  getState: () => ({ kind: "static" }),
  clear: () => undefined,
};

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private running: Launch | undefined;
  private lane: Promise<void> = Promise.resolve(); // one thing after the other
  private told: Status = IDLE;
  private failure: string | undefined;
  private readonly changed = new vscode.EventEmitter<void>();

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly extension: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** What runs, undefined where nothing does. */
  get launch(): Launch | undefined {
    return this.running;
  }

  get status(): Status {
    return this.told;
  }

  /** Why nothing runs, for people; undefined where nothing is wrong. */
  get wrong(): string | undefined {
    return this.failure;
  }

  /** Have running what is to run as things are now. */
  refresh(): Promise<void> {
    return this.next(() => this.renew(false));
  }

  restart(): Promise<void> {
    return this.next(() => this.renew(true));
  }

  dispose(): Promise<void> {
    return this.next(() => this.stop());
  }

  /** Has the server do one of its commands; what became of it, and the new revision where it made one. Throws where it cannot. */
  async execute(command: string, argument: object): Promise<Done | undefined> {
    return this.client?.sendRequest(ExecuteCommandRequest.type, { command, arguments: [argument] }) as Promise<Done | undefined>;
  }

  async revisions(): Promise<Revision[]> {
    return (await this.client?.sendRequest<Revision[] | null>(REVISIONS, {})) ?? [];
  }

  private next(work: () => Promise<void>): Promise<void> {
    this.lane = this.lane.then(work).catch((error: unknown) => {
      this.fail(error instanceof Error ? error.message : String(error));
    });
    return this.lane;
  }

  private async renew(again: boolean): Promise<void> {
    if (!(await hasEnvironment(readSettings()))) {
      this.log.info("There is no Alembic environment in this workspace: no alembic.ini, and no script.py.mako.");
      await this.stop();
      return;
    }
    const launch = await this.plan();
    if (launch === undefined) return;
    if (again || this.running === undefined || this.client?.state !== State.Running || mustRestart(this.running, launch)) {
      await this.stop();
      await this.start(launch);
    } else if (JSON.stringify(this.running.options) !== JSON.stringify(launch.options)) {
      this.running = launch;
      await this.client.sendNotification("workspace/didChangeConfiguration", { settings: { [SECTION]: launch.options } });
    }
    this.changed.fire();
  }

  private async plan(): Promise<Launch | undefined> {
    try {
      return await planLaunch(this.extension);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  private async start(launch: Launch): Promise<void> {
    const { command, args, cwd, options } = launch;
    this.log.info(`Starting ${[command, ...args].join(" ")}, with ${JSON.stringify(options)}`);
    const run = { command, args: [...args], options: { cwd } };
    const client = new LanguageClient(SECTION, "Alembic", run, {
      documentSelector: [{ scheme: "file", language: "python" }],
      outputChannel: this.log,
      initializationOptions: options,
      middleware: {
        workspace: {
          configuration: (params) => params.items.map((item) => (item.section === SECTION ? this.running?.options : null)),
        },
      },
    });
    client.registerFeature(SHOWS_STATUS);
    client.onNotification(STATUS, (status: Status) => {
      this.told = status;
      this.changed.fire();
    });
    this.client = client;
    this.running = launch;
    this.failure = undefined;
    await client.start();
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = this.running = this.failure = undefined;
    this.told = IDLE;
    this.changed.fire();
    await client?.dispose();
  }

  private fail(message: string): void {
    this.log.error(message);
    if (this.failure === message) return; // it was said
    this.failure = message;
    this.changed.fire();
    void vscode.window.showErrorMessage(message, "Open Settings", "Show Logs").then((answer) => {
      if (answer === "Open Settings") void vscode.commands.executeCommand("workbench.action.openSettings", `${SECTION}.interpreter`);
      if (answer === "Show Logs") this.log.show();
    });
  }
}

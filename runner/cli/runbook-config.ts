// What `export const config` in a config file may say: plain types, so that a repository needs no library to be told.

/** Unknown keys are errors. */
export interface RunbookConfig {
  /** Folders put in front of `PATH` of every shell, relative to the config file. Default: none. */
  readonly path?: readonly string[];
  /** Variables that every shell starts with, over those of the caller. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
  /** Sections that every runbook must have, in this order; empty: none. Default: six, from When to use to Success metrics. */
  readonly template?: readonly (string | TemplateSectionConfig)[];
  /** Environment variables whose values are masked in all output. Default: none. */
  readonly secrets?: readonly string[];
  /** Files or patterns of Prometheus rule files, relative to the config file: the alerts that pages may name. Default: any name will do. */
  readonly alerts?: readonly string[];
  /** Address of a site with the pages of the diagnostics, printed below the first of each code as `docs: ADDRESS/reference/errors/CODE/`. Default: none. */
  readonly docs?: string;
  /** Name → a place where runbooks can run, for `--target`. `local`, where fixtures bring the target up, is always there. Default: none. */
  readonly targets?: Readonly<Record<string, TargetConfig>>;
}

export interface TemplateSectionConfig {
  readonly title: string;
  /** `table`: the section must hold a table. `steps`: any section with steps will do. Default: only the title counts. */
  readonly contains?: 'table' | 'steps';
}

export interface TargetConfig {
  /** Command that enters it, such as `ssh ops@host`: words and quotes, split as a shell would. Default: the local shell. */
  readonly shell?: string;
  /** Variables that its shell starts with, over those of `env`. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
  /** Environment variables whose values are masked in all output, besides `secrets`. Default: none. */
  readonly secrets?: readonly string[];
  /** Which steps may run there. `production`: mutating steps are confirmed, destructive ones refused. Default: `open`, everything. */
  readonly policy?: 'open' | 'production' | PolicyConfig;
}

export interface PolicyConfig {
  /** Steps that change the target. Default: `run`. */
  readonly mutating?: PolicyDecision;
  /** Steps that lose something of the target. Default: `run`. */
  readonly destructive?: PolicyDecision;
}

/** What happens to the steps of a risk class: they run, they run once somebody has confirmed it, or the run is refused. */
export type PolicyDecision = 'run' | 'confirm' | 'refuse';

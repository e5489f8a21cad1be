// Which sections every runbook has, in order. Another repository sets its own in its config.

export interface TemplateSection {
  /** Title of the level-2 heading; capitals do not count. */
  readonly title: string;
  /**
   * `table`: the section must hold a table.
   * `steps`: any section with steps will do, whatever its title.
   */
  readonly contains?: 'table' | 'steps';
}

/** Empty: no section is asked for. */
export type Template = readonly TemplateSection[];

export const defaultTemplate: Template = [
  { title: 'When to use' },
  { title: 'Prerequisites' },
  { title: 'Steps', contains: 'steps' },
  { title: 'Rollback' },
  { title: 'Troubleshooting', contains: 'table' },
  { title: 'Success metrics' },
];

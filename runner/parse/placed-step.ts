import type { SectionRole, Step } from '../model/runbook.ts';
import type { SourceSpan } from '../model/source.ts';
import type { StepAttributes } from './attributes.ts';

/** A step and the places that only checks of the whole page need. */
export interface PlacedStep {
  readonly step: Step;
  readonly role: SectionRole;
  readonly spans: StepAttributes['spans'];
  readonly captures: readonly PlacedCapture[];
}

export interface PlacedCapture {
  readonly name: string;
  readonly span: SourceSpan;
}

/** A confidence as answers show it. */
import * as z from 'zod';

export const shownConfidence = z.object({
  /** 0 to 1. */
  value: z.number().min(0).max(1),
  /** High above 0.7, Medium above 0.4, else Low. */
  category: z.enum(['High', 'Medium', 'Low']),
  reasoning: z.string(),
});

export function showConfidence(
  confidence: number,
  reasoning: string,
): z.infer<typeof shownConfidence> {
  const value = Math.round(confidence * 10_000) / 10_000;
  return { value, category: categoryOf(value), reasoning };
}

function categoryOf(value: number): 'High' | 'Medium' | 'Low' {
  if (value > 0.7) return 'High';
  return value > 0.4 ? 'Medium' : 'Low';
}

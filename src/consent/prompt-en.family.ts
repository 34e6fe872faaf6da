import { connectPrompt, type PromptOptions } from '../privacy-panel/prompt.ts';
import { EN } from '../privacy-panel/prompt-texts.ts';
import type { ConnectSource } from './source.ts';

export const promptEn = {
  prompt: (report: Parameters<ConnectSource>[0], _seen: unknown, given: PromptOptions): void =>
    connectPrompt(report, given, EN),
};
